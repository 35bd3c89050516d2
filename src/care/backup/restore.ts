// Restores a snapshot into an empty installation, whichever stores either of them has. Bytes come first, under fresh keys; then all rows in
// one transaction, so that an installation is either empty or whole.
import { type BlobStore, DigestMismatchError, type StorageKey } from "../../blobstore/blob-store.ts";
import type { Cell, TableShape, TableWriter } from "../../metadata/copy/snapshot.ts";
import type { Digest } from "../../oci/digest.ts";
import type { CareContext } from "../context.ts";
import { copyInto, type KnownBytes } from "../../blobstore/copy-into.ts";
import { type BackupDescription, BackupError, blobPath, fingerprintOf } from "./format.ts";
import type { BackupSource } from "./places.ts";
import { includedKey, rowsOf } from "./verify.ts";

/** What is waited for is storage, not this process. */
const AT_ONCE = 4;

export interface RestoreTarget {
  readonly tables: TableWriter;
  readonly blobs: BlobStore;
  /** Rows of an earlier schema, in the schema that the target has. */
  readonly upgrade: (rows: TableRows, schema: number, sequences: Sequences) => Promise<{ rows: TableRows; sequences: Sequences }>;
  /** Undefined when there is none yet. */
  readonly secretKey: Uint8Array | undefined;
  readonly saveSecretKey: (key: string) => Promise<void>;
}

export type TableRows = AsyncIterable<{ table: TableShape; rows: Cell[][] }>;
export type Sequences = Readonly<Record<string, number>>;

export interface RestoreReport {
  readonly id: string;
  readonly created_at: string;
  readonly blobs: number;
  readonly bytes: number;
  /** Answered as absent until they are pushed again. */
  readonly absent_blobs: readonly string[];
  readonly rows: number;
  readonly dry_run: boolean;
}

export async function restoreBackup(
  source: BackupSource,
  snapshot: BackupDescription,
  target: RestoreTarget,
  { dryRun }: { readonly dryRun: boolean },
  context: CareContext,
): Promise<RestoreReport> {
  if (snapshot.schema > target.tables.version)
    throw new BackupError(
      `the backup has schema ${snapshot.schema}, and this Aerugo knows ${target.tables.version}: restore it with a newer one`,
    );
  if (!(await target.tables.isEmpty())) throw new BackupError("the installation is not empty: a backup is only restored into a new one");
  const secretKey = await chooseSecretKey(source, snapshot, target);
  const rows = await readRows(source, snapshot);
  const summary = { id: snapshot.id, created_at: snapshot.created_at, rows, dry_run: dryRun };
  if (dryRun) return { ...summary, ...(await lookForBlobs(source, snapshot)) };

  const restored = await restoreBlobs(source, snapshot, target.blobs, context);
  if (secretKey !== undefined) await target.saveSecretKey(secretKey);
  const moved = withKeys(allRows(source, snapshot), restored.keys, context.clock.now());
  const current = await target.upgrade(moved, snapshot.schema, snapshot.sequences);
  await target.tables.load(current.rows, current.sequences);
  return { ...summary, blobs: restored.keys.size, bytes: restored.bytes, absent_blobs: restored.absent };
}

/** Resolves to the key that is to be kept with the installation; undefined when it has the right one. */
async function chooseSecretKey(
  source: BackupSource,
  snapshot: BackupDescription,
  { secretKey }: RestoreTarget,
): Promise<string | undefined> {
  const { secret_key_fingerprint: expected, has_secret_key: isIncluded } = snapshot;
  if (expected === null) return undefined;
  if (secretKey !== undefined) {
    if (fingerprintOf(secretKey) === expected) return undefined;
    throw new BackupError("the installation has another secret key than the one that the backup is sealed with");
  }
  if (!isIncluded)
    throw new BackupError("the backup was made without the secret key: configure the one that it is sealed with (secret_key)");
  return includedKey(source, snapshot);
}

/** Before anything is copied, which may take hours. Resolves to how many there are; throws BackupError for damaged ones. */
async function readRows(source: BackupSource, snapshot: BackupDescription): Promise<number> {
  let count = 0;
  for await (const { rows } of allRows(source, snapshot)) count += rows.length;
  return count;
}

async function* allRows(source: BackupSource, snapshot: BackupDescription): TableRows {
  for (const table of snapshot.tables) {
    for await (const rows of rowsOf(source, snapshot, table.name)) yield { table: { name: table.name, columns: table.columns }, rows };
  }
}

async function* blobsOf(source: BackupSource, snapshot: BackupDescription): AsyncIterable<{ digest: Digest; sizeBytes: number }> {
  const columns = snapshot.tables.find(({ name }) => name === "blobs")?.columns ?? [];
  const [digest, size] = [columns.indexOf("digest"), columns.indexOf("size_bytes")];
  for await (const rows of rowsOf(source, snapshot, "blobs")) {
    for (const row of rows) yield { digest: row[digest] as Digest, sizeBytes: Number(row[size]) };
  }
}

async function lookForBlobs(
  source: BackupSource,
  snapshot: BackupDescription,
): Promise<Pick<RestoreReport, "blobs" | "bytes" | "absent_blobs">> {
  const found = { blobs: 0, bytes: 0, absent_blobs: [] as string[] };
  for await (const { digest, sizeBytes } of blobsOf(source, snapshot)) {
    const file = snapshot.damaged.includes(digest) ? undefined : await source.open(blobPath(digest));
    if (file?.size !== sizeBytes) found.absent_blobs.push(digest);
    else {
      found.blobs += 1;
      found.bytes += sizeBytes;
    }
  }
  return found;
}

async function restoreBlobs(source: BackupSource, snapshot: BackupDescription, store: BlobStore, { signal, report }: CareContext) {
  const keys = new Map<string, string>();
  const absent: string[] = [];
  let bytes = 0;
  const left = blobsOf(source, snapshot)[Symbol.asyncIterator]();
  const work = async () => {
    for (let next = await left.next(); !next.done; next = await left.next()) {
      signal.throwIfAborted();
      const { digest, sizeBytes } = next.value;
      const file = snapshot.damaged.includes(digest) ? undefined : await source.open(blobPath(digest));
      const key = file?.size === sizeBytes ? await restoreBlob(store, { digest, sizeBytes, content: file }) : undefined;
      if (key === undefined) {
        absent.push(digest);
        continue;
      }
      keys.set(digest, key);
      bytes += sizeBytes;
      report({ blobs: keys.size, total_blobs: snapshot.blobs, bytes });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { keys, absent, bytes };
}

/** Undefined for bytes that are others than their digest says: for one such blob the rest must not be lost, too. */
async function restoreBlob(store: BlobStore, blob: KnownBytes): Promise<StorageKey | undefined> {
  try {
    return await copyInto(store, blob);
  } catch (error) {
    if (error instanceof DigestMismatchError) return undefined;
    throw error;
  }
}

/** Blobs get the keys that their bytes have now; those without bytes are absent from the start. */
async function* withKeys(all: TableRows, keys: ReadonlyMap<string, string>, now: number): TableRows {
  for await (const { table, rows } of all) {
    if (table.name !== "blobs") {
      yield { table, rows };
      continue;
    }
    const at = (column: string) => table.columns.indexOf(column);
    const [digest, key, quarantined] = [at("digest"), at("storage_key"), at("quarantined_at")];
    yield {
      table,
      rows: rows.map((row) => {
        const found = keys.get(String(row[digest]));
        return row.map((cell, index) => {
          if (index === key) return found ?? `lost/${String(row[digest])}`;
          return index === quarantined ? (found === undefined ? now : null) : cell;
        });
      }),
    };
  }
}
