// One blob: whether its bytes lie under its key, and are those of its digest. Damage goes into the quarantine, whatever else is done about it.
import { systemActor } from "../../auth/actor.ts";
import { recordChange } from "../../auth/audit.ts";
import type { BlobStore } from "../../blobstore/blob-store.ts";
import type { Bandwidth } from "../../lib/bandwidth.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Digester } from "../../lib/digester.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import type { Damage, DamageKind } from "../../metadata/quarantine.ts";
import type { StoredBlob } from "../../metadata/storage.ts";
import { algorithmOf, digestFromHex } from "../../oci/digest.ts";
import type { VerificationOptions } from "./options.ts";
import { type Findings, isSampled, type Problem } from "./report.ts";

const AFFECTED_LIMIT = 100;
const VERIFIER = systemActor("verification");

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly digester: Digester;
  readonly bandwidth: Bandwidth;
  readonly signal: AbortSignal;
}

export class BlobCheck {
  constructor(
    private readonly deps: Dependencies,
    private readonly options: VerificationOptions,
    private readonly findings: Findings,
  ) {}

  /** Resolves to whether the blob is whole, as far as it was looked at. */
  async check(blob: StoredBlob): Promise<boolean> {
    this.findings.count("blobs");
    const damage = await this.find(blob);
    if (damage) await this.handle(blob, damage);
    else if (blob.isQuarantined) await this.recover(blob);
    return damage === undefined;
  }

  private async find(blob: StoredBlob): Promise<Damage | undefined> {
    const foundBytes = await this.deps.blobs.size(blob.storageKey);
    if (foundBytes === undefined) return damageOf(blob, "missing", undefined);
    if (foundBytes !== blob.sizeBytes) return damageOf(blob, "truncated", foundBytes);
    // A withheld one may only come back when its bytes were read.
    if (!blob.isQuarantined && !isSampled(blob.digest, this.options.share)) return undefined;
    return this.rehash(blob);
  }

  private async rehash(blob: StoredBlob): Promise<Damage | undefined> {
    const { blobs, digester, bandwidth, signal } = this.deps;
    const content = await blobs.openStored(blob.storageKey);
    if (!content) return damageOf(blob, "missing", undefined);
    const algorithm = algorithmOf(blob.digest);
    const stream: ReadableStream<Uint8Array> = content instanceof Blob ? content.stream() : content;
    const { hex, sizeBytes } = await digester.digest(stream, algorithm, async (bytes) => {
      signal.throwIfAborted();
      await bandwidth.take(bytes);
    });
    this.findings.count("rehashed_blobs");
    this.findings.count("rehashed_bytes", sizeBytes);
    const foundDigest = digestFromHex(algorithm, hex);
    if (foundDigest === blob.digest) return undefined;
    return { ...damageOf(blob, sizeBytes === blob.sizeBytes ? "corrupt" : "truncated", sizeBytes), foundDigest };
  }

  private async handle({ digest, storageKey }: StoredBlob, damage: Damage): Promise<void> {
    const { metadata, clock } = this.deps;
    const isOurs = await metadata.transaction(async (tx) => {
      // Deleted or pushed again since it was read: then there is nothing wrong.
      if ((await tx.blobs.findStored(digest))?.storageKey !== storageKey) return false;
      const isNew = await tx.quarantine.add(damage, clock.now());
      const found = { action: "blob.quarantine", target: digest, after: { kind: damage.kind, storage_key: storageKey } };
      if (isNew) await recordChange(tx, VERIFIER, found, clock.now());
      // What cannot be served at all is not said to be there either. Damaged bytes may be all that somebody has: those are withheld on demand.
      if (this.options.repair || damage.kind !== "corrupt") await tx.quarantine.withhold(digest, storageKey, clock.now());
      return true;
    });
    if (isOurs) this.findings.add(await this.problemOf(damage));
  }

  private async recover({ digest, storageKey }: StoredBlob): Promise<void> {
    await this.deps.metadata.transaction((tx) => tx.quarantine.release(digest, storageKey));
    this.findings.count("recovered_blobs");
  }

  private async problemOf(damage: Damage): Promise<Problem> {
    const affected = await this.deps.metadata.read.integrity.affectedBy(damage.digest, AFFECTED_LIMIT);
    return {
      kind: `blob_${damage.kind}`,
      digest: damage.digest,
      storage_key: damage.storageKey,
      detail: DETAILS[damage.kind](damage),
      affected: affected.map(({ repository, tag }) => (tag === undefined ? repository : `${repository}:${tag}`)),
      repaired: this.options.repair || damage.kind !== "corrupt",
    };
  }
}

const DETAILS: Record<DamageKind, (damage: Damage) => string> = {
  missing: () => "nothing lies under its key in storage; it is answered as absent until it is pushed again",
  truncated: ({ foundBytes, expectedBytes }) =>
    `${foundBytes} of ${expectedBytes} bytes are in storage; it is answered as absent until it is pushed again`,
  corrupt: ({ foundDigest }) => `the bytes in storage have digest ${foundDigest}`,
};

function damageOf({ digest, storageKey, sizeBytes }: StoredBlob, kind: DamageKind, foundBytes: number | undefined): Damage {
  return { digest, storageKey, kind, expectedBytes: sizeBytes, foundBytes, foundDigest: undefined };
}
