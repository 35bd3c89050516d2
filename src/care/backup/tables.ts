// The tables of a snapshot as files: compressed lines of JSON, with a checksum of what is stored.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Cell, Snapshot, TableShape } from "../../metadata/copy/snapshot.ts";
import { type BackupTable, BackupError, decodeRow, encodeRow } from "./format.ts";

const ROWS_AT_ONCE = 200;

/** `seen` is shown every row. */
export async function writeTable(
  folder: string,
  snapshot: Snapshot,
  table: TableShape,
  seen: (row: readonly Cell[]) => void = () => {},
): Promise<BackupTable> {
  await mkdir(join(folder, "metadata"), { recursive: true });
  const path = join(folder, "metadata", `${table.name}.ndjson.gz`);
  let rows = 0;
  const lines = async function* () {
    for await (const batch of snapshot.rows(table)) {
      rows += batch.length;
      for (const row of batch) seen(row);
      yield batch.map(encodeRow).join("");
    }
  };
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(path, { mode: 0o600 }));
  return { name: table.name, columns: table.columns, rows, sha256: await sha256Of(createReadStream(path)) };
}

/** Throws BackupError when the file is not what was written, at its end at the latest: who reads it must do nothing for good before. */
export async function* readTable(file: Blob, { name, rows, sha256 }: BackupTable): AsyncIterable<Cell[][]> {
  if ((await sha256Of(file.stream())) !== sha256) throw new BackupError(`the rows of ${name} are not those that were backed up`);
  const text = Readable.fromWeb(file.stream() as never).pipe(createGunzip());
  let batch: Cell[][] = [];
  let came = 0;
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    came += 1;
    if (batch.push(decodeRow(line)) < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  if (came !== rows) throw new BackupError(`${name} has ${came} rows, not ${rows}`);
}

async function sha256Of(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of stream) hasher.update(chunk);
  return hasher.digest("hex");
}
