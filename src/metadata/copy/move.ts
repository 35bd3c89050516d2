// Moves an installation's metadata from one database into another, empty one: every row of every table, counted and summed up on either side
// before anybody can see the copy.
import {
  type Cell,
  type Snapshot,
  type TableReader,
  type TableShape,
  type TableWriter,
  rowsOfNewSchema,
  tablesInOrder,
} from "./snapshot.ts";

export interface MovedTable {
  readonly table: string;
  readonly rows: number;
  /** Over all rows, whatever their order. */
  readonly checksum: string;
}

/** Why nothing was moved. */
export class MoveError extends Error {
  override readonly name = "MoveError";
}

interface MoveOptions {
  /** After some hundred rows each: how many of which table so far. */
  readonly report: (table: string, rows: number) => void;
  /** Aborted, nothing is moved. */
  readonly signal: AbortSignal;
}

/** Throws MoveError for a target that holds anything, and when what was written is not what was read; then the target is as it was. */
export async function moveTables(source: TableReader, target: TableReader & TableWriter, options: MoveOptions): Promise<MovedTable[]> {
  await requireEmpty(target);
  return source.snapshot(async (snapshot) => {
    if (snapshot.version !== target.version) {
      throw new MoveError(`the source has schema ${snapshot.version} and the target ${target.version}: bring both up to date first`);
    }
    requireKnown(snapshot.tables);
    const read = new Sums(snapshot.tables);
    await target.load(watched(snapshot, read, options), snapshot.sequences, async (written) => {
      const found = new Sums(written.tables);
      for (const table of written.tables) for await (const rows of written.rows(table)) found.add(table, rows);
      requireSame(read.tables(), found.tables());
    });
    return read.tables();
  });
}

async function requireEmpty(target: TableReader): Promise<void> {
  const unused = rowsOfNewSchema();
  await target.snapshot(async ({ tables, rows }) => {
    for (const table of tables) {
      let found = 0;
      for await (const some of rows(table)) {
        found += some.length;
        if (found > unused.get(table.name)!) throw new MoveError(`the target is not empty: there are rows in ${table.name}`);
      }
    }
  });
}

/** What is copied are the tables that the source has; the schema says which those should be. */
function requireKnown(tables: readonly TableShape[]): void {
  const [known, found] = [tablesInOrder(), tables].map((shapes) => shapes.map(describeShape).toSorted()) as [string[], string[]];
  const strange = found.filter((table) => !known.includes(table));
  const absent = known.filter((table) => !found.includes(table));
  if (strange.length + absent.length === 0) return;
  throw new MoveError(`the source's tables are not those of its schema: ${[...strange, ...absent].join("; ")}`);
}

function describeShape({ name, columns }: TableShape): string {
  return `${name}(${columns.join(", ")})`;
}

async function* watched(
  { tables, rows }: Snapshot,
  sums: Sums,
  { report, signal }: MoveOptions,
): AsyncIterable<{ table: TableShape; rows: Cell[][] }> {
  for (const table of tables) {
    for await (const some of rows(table)) {
      if (signal.aborted) throw new MoveError("stopped before it was done; nothing was moved");
      sums.add(table, some);
      report(table.name, sums.rowsOf(table));
      yield { table, rows: some };
    }
  }
}

function requireSame(read: readonly MovedTable[], written: readonly MovedTable[]): void {
  for (const { table, rows, checksum } of read) {
    const other = written.find((each) => each.table === table);
    if (other?.rows === rows && other.checksum === checksum) continue;
    throw new MoveError(`${table} was not copied faithfully: ${rows} rows (${checksum}) became ${other?.rows} (${other?.checksum})`);
  }
}

const MODULUS = 1n << 128n;

/** A sum of hashes: neither database promises an order, and a row that is there twice counts twice. */
class Sums {
  private readonly sums = new Map<string, { rows: number; sum: bigint }>();

  constructor(tables: readonly TableShape[]) {
    for (const { name } of tables) this.sums.set(name, { rows: 0, sum: 0n });
  }

  add({ name }: TableShape, rows: readonly Cell[][]): void {
    const entry = this.sums.get(name)!;
    for (const row of rows) entry.sum = (entry.sum + hashOf(row)) % MODULUS;
    entry.rows += rows.length;
  }

  rowsOf({ name }: TableShape): number {
    return this.sums.get(name)!.rows;
  }

  tables(): MovedTable[] {
    return [...this.sums].map(([table, { rows, sum }]) => ({ table, rows, checksum: sum.toString(16).padStart(32, "0") }));
  }
}

function hashOf(row: readonly Cell[]): bigint {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const cell of row) {
    // Its kind and length first: nothing that is cut elsewhere looks the same.
    if (typeof cell === "string") hasher.update(`s${cell.length}:`).update(storable(cell));
    else if (cell instanceof Uint8Array) hasher.update(`b${cell.byteLength}:`).update(cell);
    else hasher.update(cell === null ? "n:" : `i${cell}:`);
  }
  return BigInt(`0x${hasher.digest("hex").slice(0, 32)}`);
}

/** As PostgreSQL can keep it: see PostgresConnection. */
function storable(text: string): string {
  return text.replaceAll("\0", "\u0001");
}
