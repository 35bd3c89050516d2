// Makes a backup beside a running server. The order is what makes it consistent: first keys are held, so that none is deleted; then
// metadata is read as of one moment; then the blobs that this metadata names are copied, at leisure.
import type { BlobStore } from "../../blobstore/blob-store.ts";
import { Bandwidth } from "../../lib/bandwidth.ts";
import type { TableReader } from "../../metadata/copy/snapshot.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import { type Digest, algorithmOf, digestFromHex } from "../../oci/digest.ts";
import type { CareContext } from "../context.ts";
import { type BackupDescription, type BackupTable, FORMAT, fingerprintOf, LEFT_OUT } from "./format.ts";
import { type BackupTarget, openTarget } from "./places.ts";
import { writeTable } from "./tables.ts";

/** Renewed often, so that a backup that died holds nobody up for long. */
const HOLD_MS = 10 * 60 * 1000;
const RENEW_MS = 60 * 1000;

export interface BackupDependencies {
  readonly metadata: MetadataStore;
  readonly tables: TableReader;
  readonly blobs: BlobStore;
  readonly names: { readonly metadata: string; readonly storage: string; readonly version: string };
  /** What the database is sealed with; undefined when nothing is sealed yet. */
  readonly secretKey: Uint8Array | undefined;
}

export interface BackupOptions {
  readonly path: string;
  readonly includeSecretKey: boolean;
  readonly bytesPerSecond: number | undefined;
}

interface NamedBlob {
  readonly digest: Digest;
  readonly storageKey: string;
  readonly sizeBytes: number;
}

export async function createBackup(deps: BackupDependencies, options: BackupOptions, context: CareContext): Promise<BackupDescription> {
  const now = context.clock.now();
  const id = `${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}-${crypto.randomUUID().slice(0, 8)}`;
  const target = await openTarget(options.path, id);
  try {
    const description = await holdingKeys(deps.metadata, context, id, () => new Backup(deps, options, context, target, id).run());
    await target.finish();
    return description;
  } catch (error) {
    await target.abandon();
    throw error;
  }
}

/** A key that is deleted later than this was recorded as deleted later too, and what records it looks for holds first. */
async function holdingKeys<T>(metadata: MetadataStore, { clock }: CareContext, id: string, work: () => Promise<T>): Promise<T> {
  const hold = () => metadata.transaction((tx) => tx.storage.hold(id, "backup", clock.now() + HOLD_MS));
  await hold();
  let failure: unknown;
  const renewal = setInterval(() => void hold().catch((error: unknown) => (failure = error)), RENEW_MS);
  try {
    const result = await work();
    if (failure !== undefined) throw new Error("deletions could not be held off all the time", { cause: failure });
    return result;
  } finally {
    clearInterval(renewal);
    await metadata.transaction((tx) => tx.storage.letGo(id, clock.now()));
  }
}

class Backup {
  private readonly blobs: NamedBlob[] = [];
  private readonly damaged: string[] = [];
  private copied = { blobs: 0, bytes: 0 };
  private readonly bandwidth: Bandwidth;

  constructor(
    private readonly deps: BackupDependencies,
    private readonly options: BackupOptions,
    private readonly context: CareContext,
    private readonly target: BackupTarget,
    private readonly id: string,
  ) {
    this.bandwidth = new Bandwidth(options.bytesPerSecond);
  }

  async run(): Promise<BackupDescription> {
    const { schema, tables, sequences } = await this.writeMetadata();
    for (const [index, blob] of this.blobs.entries()) {
      this.context.signal.throwIfAborted();
      await this.copy(blob);
      this.context.report({ blobs: index + 1, total_blobs: this.blobs.length, copied_bytes: this.copied.bytes });
    }
    const description = await this.describe(schema, tables, sequences);
    await Bun.write(`${this.target.workFolder}/backup.json`, `${JSON.stringify(description, undefined, 2)}\n`);
    return description;
  }

  private writeMetadata() {
    return this.deps.tables.snapshot(async (snapshot) => {
      const tables: BackupTable[] = [];
      for (const table of snapshot.tables.filter(({ name }) => !LEFT_OUT.has(name))) {
        const at = (column: string) => table.columns.indexOf(column);
        const [digest, key, size] = [at("digest"), at("storage_key"), at("size_bytes")];
        const seen = (row: readonly unknown[]) =>
          this.blobs.push({ digest: row[digest] as Digest, storageKey: String(row[key]), sizeBytes: Number(row[size]) });
        tables.push(await writeTable(this.target.workFolder, snapshot, table, table.name === "blobs" ? seen : undefined));
        this.context.signal.throwIfAborted();
      }
      return { schema: snapshot.version, sequences: snapshot.sequences, tables };
    });
  }

  private async copy(blob: NamedBlob): Promise<void> {
    const { digest, sizeBytes } = blob;
    if (await this.target.has(digest, sizeBytes)) return;
    const content = await this.open(blob);
    if (!content) return void this.damaged.push(digest);
    const hasher = new Bun.CryptoHasher(algorithmOf(digest));
    let isWhole = false;
    const verified = () => (isWhole = digestFromHex(algorithmOf(digest), hasher.digest("hex")) === digest);
    const stream = content instanceof Blob ? content.stream() : content;
    await this.target.addBlob(digest, sizeBytes, throttled(stream, this.bandwidth, this.context.signal, hasher), verified);
    // An archive cannot take a blob back, and does not ask.
    if (!isWhole && !verified()) this.damaged.push(digest);
    else this.copied = { blobs: this.copied.blobs + 1, bytes: this.copied.bytes + sizeBytes };
  }

  /** Under its key of that moment, or where it has been moved or pushed to since. */
  private async open({ digest, storageKey, sizeBytes }: NamedBlob) {
    const { blobs, metadata } = this.deps;
    for (const key of [storageKey, (await metadata.read.blobs.findStored(digest))?.storageKey]) {
      if (key !== undefined && (await blobs.size(key)) === sizeBytes) return blobs.openStored(key);
    }
    return undefined;
  }

  private async describe(
    schema: number,
    tables: readonly BackupTable[],
    sequences: BackupDescription["sequences"],
  ): Promise<BackupDescription> {
    const { names, secretKey } = this.deps;
    const hasSecretKey = this.options.includeSecretKey && secretKey !== undefined;
    if (hasSecretKey)
      await Bun.write(`${this.target.workFolder}/secret.key`, `${Buffer.from(secretKey).toString("base64")}\n`, { mode: 0o600 });
    return {
      format: FORMAT,
      id: this.id,
      created_at: new Date(this.context.clock.now()).toISOString(),
      aerugo: names.version,
      schema,
      metadata: names.metadata,
      storage: names.storage,
      tables,
      sequences,
      blobs: this.blobs.length,
      blob_bytes: this.blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      copied_blobs: this.copied.blobs,
      copied_bytes: this.copied.bytes,
      damaged: this.damaged,
      secret_key_fingerprint: secretKey ? fingerprintOf(secretKey) : null,
      has_secret_key: hasSecretKey,
    };
  }
}

function throttled(
  stream: ReadableStream<Uint8Array>,
  bandwidth: Bandwidth,
  signal: AbortSignal,
  hasher: Bun.CryptoHasher,
): ReadableStream<Uint8Array> {
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: async (chunk, controller) => {
        signal.throwIfAborted();
        await bandwidth.take(chunk.byteLength);
        hasher.update(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
}
