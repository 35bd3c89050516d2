// Whether a backup can be restored: every file is what was written, and every blob's bytes are those of its digest.
import { Digester } from "../../lib/digester.ts";
import { type Digest, algorithmOf, digestFromHex } from "../../oci/digest.ts";
import type { CareContext } from "../context.ts";
import { type BackupDescription, BackupError, blobPath, fingerprintOf, snapshotPath } from "./format.ts";
import type { BackupSource } from "./places.ts";
import { readTable } from "./tables.ts";

export interface BackupCheck {
  readonly id: string;
  readonly rows: number;
  readonly blobs: number;
  readonly bytes: number;
  readonly problems: readonly string[];
}

/** The one with this id, or the newest. Throws BackupError. */
export async function chooseSnapshot(source: BackupSource, id: string | undefined): Promise<BackupDescription> {
  const snapshots = await source.snapshots();
  const found = id === undefined ? snapshots.at(-1) : snapshots.find((snapshot) => snapshot.id === id);
  if (!found) throw new BackupError(id === undefined ? "there is no finished snapshot" : `there is no snapshot ${id}`);
  return found;
}

export async function verifyBackup(
  source: BackupSource,
  snapshot: BackupDescription,
  { signal, report }: CareContext,
): Promise<BackupCheck> {
  const digester = new Digester();
  const problems: string[] = [];
  const sums = { rows: 0, blobs: 0, bytes: 0 };
  try {
    for (const table of snapshot.tables) {
      await checked(problems, async () => {
        for await (const rows of rowsOf(source, snapshot, table.name)) {
          sums.rows += rows.length;
          if (table.name === "blobs") await checkBlobs(rows.map((row) => row[table.columns.indexOf("digest")] as Digest));
        }
      });
    }
    if (snapshot.has_secret_key) await checked(problems, async () => void (await includedKey(source, snapshot)));
    return { id: snapshot.id, ...sums, problems };
  } finally {
    digester.close();
  }

  async function checkBlobs(digests: readonly Digest[]): Promise<void> {
    for (const digest of digests.filter((each) => !snapshot.damaged.includes(each))) {
      signal.throwIfAborted();
      const file = await source.open(blobPath(digest));
      if (!file) {
        problems.push(`the blob ${digest} is not there`);
        continue;
      }
      const { hex, sizeBytes } = await digester.digest(file.stream(), algorithmOf(digest), () => signal.throwIfAborted());
      if (digestFromHex(algorithmOf(digest), hex) !== digest) problems.push(`the bytes of the blob ${digest} are others`);
      sums.blobs += 1;
      sums.bytes += sizeBytes;
      report({ blobs: sums.blobs, total_blobs: snapshot.blobs, bytes: sums.bytes, problems: problems.length });
    }
  }
}

/** The secret key that was put into the snapshot. Throws BackupError when it is not that one. */
export async function includedKey(source: BackupSource, { id, secret_key_fingerprint: expected }: BackupDescription): Promise<string> {
  const key = (await (await source.open(snapshotPath(id, "secret.key")))?.text())?.trim();
  if (key !== undefined && fingerprintOf(Buffer.from(key, "base64")) === expected) return key;
  throw new BackupError("the secret key in the backup is not the one that it is sealed with");
}

export async function* rowsOf(source: BackupSource, snapshot: BackupDescription, name: string) {
  const table = snapshot.tables.find((each) => each.name === name);
  const file = await source.open(snapshotPath(snapshot.id, "metadata", `${name}.ndjson.gz`));
  if (!table || !file) throw new BackupError(`the rows of ${name} are not there`);
  yield* readTable(file, table);
}

async function checked(problems: string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    problems.push(error.message);
  }
}
