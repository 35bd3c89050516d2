// A backup, as a folder that grows with each snapshot, or as one tar archive with a single snapshot in it:
//
//   blobs/sha256/ab/<64 hex>            each blob once, whichever snapshots need it
//   snapshots/<id>/backup.json          what is in the snapshot; written last, so that what has none is no snapshot
//   snapshots/<id>/metadata/<table>.ndjson.gz    a row per line
//   snapshots/<id>/secret.key           what the database is sealed with, when it was to be included
//   lock                                held by the process that writes
import type { Cell } from "../../metadata/copy/snapshot.ts";
import { type Digest, algorithmOf, encodedOf } from "../../oci/digest.ts";

export const FORMAT = 1;

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of its file as it is stored. */
  readonly sha256: string;
}

export interface BackupDescription {
  readonly format: number;
  readonly id: string;
  readonly created_at: string;
  readonly aerugo: string;
  /** Of the database's schema. */
  readonly schema: number;
  readonly metadata: string;
  readonly storage: string;
  readonly tables: readonly BackupTable[];
  readonly sequences: Readonly<Record<string, number>>;
  readonly blobs: number;
  readonly blob_bytes: number;
  /** Of these, what this snapshot added to the folder. */
  readonly copied_blobs: number;
  readonly copied_bytes: number;
  /** Blobs that could not be read whole: their manifests are in the backup, and they are absent. */
  readonly damaged: readonly string[];
  /** Of the key that the database is sealed with, so that the right one is recognised; null when there is none. */
  readonly secret_key_fingerprint: string | null;
  readonly has_secret_key: boolean;
}

/** Rows that mean nothing elsewhere: what is under way, who does it, and keys of the storage that was backed up. */
export const LEFT_OUT = new Set([
  "upload_sessions",
  "upload_parts",
  "leases",
  "job_runs",
  "deletion_holds",
  "deleted_keys",
  "quarantine",
  "storage_counts",
]);

export function blobPath(digest: Digest): string {
  const hex = encodedOf(digest);
  return `blobs/${algorithmOf(digest)}/${hex.slice(0, 2)}/${hex}`;
}

export function snapshotPath(id: string, ...rest: string[]): string {
  return ["snapshots", id, ...rest].join("/");
}

export function encodeRow(row: readonly Cell[]): string {
  return `${JSON.stringify(row.map((cell) => (cell instanceof Uint8Array ? { base64: Buffer.from(cell).toString("base64") } : cell)))}\n`;
}

export function decodeRow(line: string): Cell[] {
  const row = JSON.parse(line) as (string | number | null | { base64: string })[];
  return row.map((cell) => (cell !== null && typeof cell === "object" ? new Uint8Array(Buffer.from(cell.base64, "base64")) : cell));
}

/** Not the key, and of no use for finding it. */
export function fingerprintOf(secretKey: Uint8Array): string {
  return new Bun.CryptoHasher("sha256", "aerugo secret key fingerprint").update(secretKey).digest("hex").slice(0, 16);
}

export class BackupError extends Error {
  override readonly name = "BackupError";
}
