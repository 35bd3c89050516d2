// How results are printed: an aligned table for people, columns between tabs for programs, JSON for whoever asked for it.
import type { Terminal } from "../session.ts";
import { byteSize, oneLine, relativeTime } from "./text.ts";

export type Format = "table" | "json";

export interface OutputOptions {
  /** Undefined for a table where people see it, and tabs where programs read it. */
  readonly format: Format | undefined;
  /** Only ids or names. */
  readonly quiet: boolean;
  readonly color: boolean;
  readonly now: number;
}

type Cell = string | number | boolean | null | undefined;

export interface Column<Item> {
  readonly title: string;
  readonly value: (item: Item) => Cell;
  /** Times are told relative to now, and sizes in units, to people only. */
  readonly kind?: "time" | "bytes";
}

export interface Shape<Item> {
  /** What `-q` prints. */
  readonly id: (item: Item) => string;
  readonly columns: readonly Column<Item>[];
}

export class Output {
  constructor(
    private readonly terminal: Terminal,
    private readonly options: OutputOptions,
  ) {}

  /** The objects as the API has them: a list is an array. */
  list<Item>(items: readonly Item[], { id, columns }: Shape<Item>): void {
    if (this.options.quiet) return this.lines(items.map(id));
    if (this.options.format === "json") return this.json(items);
    const rows = items.map((item) => columns.map((column) => this.cell(column, item)));
    if (!this.forPeople) return this.lines(rows.map((row) => row.join("\t")));
    if (items.length === 0) return this.note("Nothing found.");
    const [head, ...body] = align([columns.map(({ title }) => title), ...rows]);
    this.lines([this.options.color ? `\u001b[1m${head}\u001b[0m` : head!, ...body]);
  }

  one<Item>(item: Item, { id, columns }: Shape<Item>): void {
    if (this.options.quiet) return this.lines([id(item)]);
    if (this.options.format === "json") return this.json(item);
    const rows = columns.map((column) => [labelOf(column.title), this.cell(column, item)]);
    if (this.forPeople) this.lines(align(rows.map(([title, text]) => [`${title}:`, text!])));
    else this.lines(rows.map((row) => row.join("\t")));
  }

  json(value: unknown): void {
    this.terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** For people only: what was done, or what to know about it. Never part of the result. */
  note(text: string): void {
    if (!this.options.quiet) this.terminal.error(`${text}\n`);
  }

  /** How far something has come: for people who look at it. */
  progress(text: string): void {
    if (this.forPeople && !this.options.quiet) this.terminal.error(`${text}\n`);
  }

  /** A result that is one text, such as a secret that was just made. */
  text(text: string): void {
    this.terminal.out(`${text}\n`);
  }

  get isJson(): boolean {
    return this.options.format === "json" && !this.options.quiet;
  }

  private get forPeople(): boolean {
    return this.options.format === "table" || this.terminal.isShown === true;
  }

  private lines(lines: readonly string[]): void {
    this.terminal.out(lines.map((line) => `${line}\n`).join(""));
  }

  private cell<Item>({ value, kind }: Column<Item>, item: Item): string {
    const found = value(item);
    if (found === undefined || found === null || found === "") return this.forPeople ? "-" : "";
    if (typeof found === "boolean") return found ? "yes" : "no";
    if (kind === "time" && this.forPeople) return relativeTime(String(found), this.options.now);
    // What has no size says so in words: `no limit`.
    if (kind === "bytes" && typeof found === "number" && this.forPeople) return byteSize(found);
    return oneLine(String(found));
  }
}

/** The heads of tables are in capitals; before a single value they are not. */
function labelOf(title: string): string {
  return title === title.toUpperCase() ? title[0] + title.slice(1).toLowerCase() : title;
}

/** An export may be longer than memory: what is printed has left before more is asked for. */
export async function printStream(body: ReadableStream<Uint8Array> | null, terminal: Terminal): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of body ?? []) {
    terminal.out(decoder.decode(bytes, { stream: true }));
    await terminal.drained?.();
  }
  terminal.out(decoder.decode());
}

/** The last column is not filled up: nothing stands behind it. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, index) => Math.max(...rows.map((row) => Bun.stringWidth(row[index] ?? ""))));
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell + " ".repeat(widths[index]! - Bun.stringWidth(cell)))).join("  "),
  );
}
