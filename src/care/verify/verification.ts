// Verification: metadata against storage both ways, and metadata against itself. It reads beside a registry that goes on changing, so
// whatever looks wrong is looked at once more before it is said to be.
//
//   blobs       every blob has its key, with the right size; their bytes are hashed, at a bounded rate
//   keys        every key in storage belongs to a blob, to the collector, to an upload or to the quarantine
//   manifests   their bytes are those of their digest, and what they refer to is there
//   links       tags point to manifests, links to blobs
//   usage       counters are what counting gives
import type { BlobStore, StoredKey } from "../../blobstore/blob-store.ts";
import { Bandwidth } from "../../lib/bandwidth.ts";
import { Digester } from "../../lib/digester.ts";
import { nextTurn } from "../../lib/next-turn.ts";
import type { CountedPage, Miscount } from "../../metadata/integrity.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import type { ReferencePolicies } from "../../registry/reference-policy.ts";
import type { CareContext } from "../context.ts";
import { BlobCheck } from "./blob-check.ts";
import { checkManifest } from "./manifest-check.ts";
import type { VerificationOptions } from "./options.ts";
import { Findings, type Stage, type VerificationProgress, type VerificationReport } from "./report.ts";

const BLOBS_AT_ONCE = 100;
const KEYS_AT_ONCE = 500;
const MANIFESTS_AT_ONCE = 50;
const COUNTERS_AT_ONCE = 50;
const STRAYS_LIMIT = 1000;
/** A key younger than this may be an upload's that is about to be recorded. */
const YOUNG_MS = 24 * 60 * 60 * 1000;
/** So many blobs missing, and not one found, is a disk that is not there. */
const ALL_MISSING = 20;

const STAGES = ["blobs", "keys", "manifests", "links", "usage", "done"] as const satisfies readonly Stage[];

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly policies: ReferencePolicies;
}

/** Of repositories or of namespaces. */
interface Counters {
  readonly page: (after: number) => Promise<CountedPage>;
  readonly repair: (id: number) => Promise<void>;
}

/** Nothing at all is where metadata says: then nothing is withheld either. */
export class WrongStorageError extends Error {
  override readonly name = "WrongStorageError";
}

export class Verification {
  private readonly findings: Findings;
  private readonly begun: VerificationProgress | undefined;
  private totalBlobs: number;
  private readonly digester = new Digester();

  constructor(
    private readonly deps: Dependencies,
    private readonly options: VerificationOptions,
    private readonly context: CareContext,
  ) {
    this.begun = context.progress as VerificationProgress | undefined;
    this.totalBlobs = this.begun?.total_blobs ?? 0;
    this.findings = Findings.from(this.begun?.report);
  }

  /** Throws WrongStorageError, and the reason of the signal when that is aborted. */
  async run(): Promise<VerificationReport> {
    try {
      this.totalBlobs ||= (await this.deps.metadata.read.storage.sums()).blobs;
      const first = this.begun?.stage ?? "blobs";
      for (const stage of STAGES.slice(STAGES.indexOf(first), -1)) {
        await this.stages[stage as keyof typeof this.stages](stage === first ? (this.begun?.after ?? null) : null);
        await this.checkpoint(STAGES[STAGES.indexOf(stage) + 1]!, null);
      }
      return this.findings.value;
    } finally {
      this.digester.close();
    }
  }

  /** What was found so far. */
  get report(): VerificationReport {
    return this.findings.value;
  }

  private readonly stages = {
    blobs: (after: string | number | null) => this.checkBlobs(String(after ?? "")),
    keys: () => this.checkKeys(),
    manifests: (after: string | number | null) => this.checkManifests(Number(after ?? 0)),
    links: () => this.checkLinks(),
    usage: (after: string | number | null) => this.checkUsage(String(after ?? "")),
  };

  private async checkBlobs(from: string): Promise<void> {
    const { metadata, blobs } = this.deps;
    const { clock, signal } = this.context;
    const bandwidth = new Bandwidth(this.options.bytesPerSecond);
    const check = new BlobCheck({ metadata, blobs, clock, digester: this.digester, bandwidth, signal }, this.options, this.findings);
    for (let after = from; ;) {
      const batch = await metadata.read.storage.blobs(after, BLOBS_AT_ONCE);
      if (after === "") await this.refuseWrongStorage(batch);
      for (const blob of batch) {
        await check.check(blob);
        await this.checkpoint("blobs", (after = blob.digest));
      }
      if (batch.length < BLOBS_AT_ONCE) return;
    }
  }

  private async refuseWrongStorage(batch: readonly { readonly storageKey: string }[]): Promise<void> {
    await this.deps.blobs.ping();
    if (batch.length < ALL_MISSING) return;
    for (const { storageKey } of batch) if ((await this.deps.blobs.size(storageKey)) !== undefined) return;
    throw new WrongStorageError(`none of the first ${batch.length} blobs is in ${this.deps.blobs.description}: is it the right storage?`);
  }

  /** Listed from the start by each worker: storage has no place to go on from. */
  private async checkKeys(): Promise<void> {
    let keys = 0;
    const orphans = { keys: 0, bytes: 0 };
    for await (const batch of batches(this.deps.blobs.keys(), KEYS_AT_ONCE)) {
      keys += batch.length;
      for (const { sizeBytes } of await this.orphansAmong(batch)) {
        orphans.keys += 1;
        orphans.bytes += sizeBytes;
      }
      this.findings.set({ keys, orphans: { ...orphans } });
      await this.checkpoint("keys", null);
    }
    const { clock } = this.context;
    await this.deps.metadata.transaction((tx) => tx.storage.putCount("orphans", orphans, clock.now()));
  }

  private async orphansAmong(batch: readonly StoredKey[]): Promise<StoredKey[]> {
    const { storage, quarantine, deletedKeys } = this.deps.metadata.read;
    const old = batch.filter(({ modifiedAt }) => modifiedAt < this.context.clock.now() - YOUNG_MS);
    const keys = old.map(({ key }) => key);
    const uploadIds = old.flatMap(({ uploadId }) => uploadId ?? []);
    const [ofBlobs, aside, deleted, uploads] = await Promise.all([
      storage.blobKeysAmong(keys),
      quarantine.keysAmong(keys),
      deletedKeys.among(keys),
      storage.uploadsAmong(uploadIds),
    ]);
    return old.filter(
      ({ key, uploadId }) =>
        !ofBlobs.has(key) && !aside.has(key) && !deleted.has(key) && !(uploadId !== undefined && uploads.has(uploadId)),
    );
  }

  private async checkManifests(from: number): Promise<void> {
    const { metadata, policies } = this.deps;
    for (let after = from; ;) {
      const batch = await metadata.read.integrity.manifests(after, MANIFESTS_AT_ONCE);
      for (const stored of batch) {
        this.findings.count("manifests");
        for (const problem of await checkManifest(stored, { metadata: metadata.read, policies })) this.findings.add(problem);
        await this.checkpoint("manifests", (after = stored.id));
      }
      if (batch.length < MANIFESTS_AT_ONCE) return;
    }
  }

  private async checkLinks(): Promise<void> {
    const { integrity } = this.deps.metadata.read;
    for (const { repository, tag } of await integrity.strayTags(STRAYS_LIMIT)) {
      this.findings.add({
        kind: "tag_without_manifest",
        repository,
        tag,
        detail: "it points to a manifest that is not there",
        repaired: false,
      });
    }
    for (const { repository, digest } of await integrity.strayLinks(STRAYS_LIMIT)) {
      this.findings.add({
        kind: "link_without_blob",
        repository,
        digest,
        detail: "the repository has a blob that nobody has",
        repaired: false,
      });
    }
  }

  /** Those of repositories, then those of namespaces; `from` is the last that was looked at, as `namespace:12`. */
  private async checkUsage(from: string): Promise<void> {
    const { metadata } = this.deps;
    const { integrity } = metadata.read;
    const [kind, id] = from.split(":");
    const after = Number(id ?? 0);
    if (kind !== "namespace") {
      await this.checkCounters("repository", after, {
        page: (last) => integrity.miscountedRepositories(last, COUNTERS_AT_ONCE),
        repair: (repositoryId) => metadata.transaction((tx) => tx.integrity.recountRepository(repositoryId)),
      });
    }
    await this.checkCounters("namespace", kind === "namespace" ? after : 0, {
      page: (last) => integrity.miscountedNamespaces(last, COUNTERS_AT_ONCE),
      repair: (namespaceId) => metadata.transaction((tx) => tx.usage.recount(namespaceId)),
    });
  }

  private async checkCounters(what: "repository" | "namespace", from: number, { page, repair }: Counters): Promise<void> {
    for (let after = from; ;) {
      const { miscounts, last, read } = await page(after);
      if (last === undefined) return;
      this.findings.count(what === "repository" ? "repositories" : "namespaces", read);
      await this.recount(miscounts, what, repair);
      await this.checkpoint("usage", `${what}:${(after = last)}`);
    }
  }

  private async recount(miscounts: readonly Miscount[], what: string, repair: Counters["repair"]): Promise<void> {
    if (this.options.repair) for (const id of new Set(miscounts.map((miscount) => miscount.id))) await repair(id);
    for (const { name, counter, stored, counted } of miscounts) {
      const detail = `${counter} of the ${what} ${name} says ${stored}, and there are ${counted}`;
      this.findings.add({ kind: "usage_wrong", detail, repaired: this.options.repair });
    }
  }

  /** Says how far it has come, and lets others have their turn. */
  private async checkpoint(stage: Stage, after: string | number | null): Promise<void> {
    this.context.report({
      stage,
      after,
      total_blobs: this.totalBlobs,
      report: this.findings.value,
    } satisfies VerificationProgress);
    await nextTurn();
    this.context.signal.throwIfAborted();
  }
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
