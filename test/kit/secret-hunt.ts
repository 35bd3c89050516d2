// Looks for secrets where none may be: as they are, and in the forms that they are carried in.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestApp } from "./app.ts";
import { everyRow } from "./raw-database.ts";

export class SecretHunt {
  private readonly forms = new Map<string, readonly Buffer[]>();

  /** Gives the value back, so that it can be noted where it is made. */
  keep<T extends string>(name: string, value: T): T {
    if (value.length < 6) throw new Error(`the secret ${name} is so short that it is anywhere`);
    this.forms.set(`${name} ${this.forms.size}`, formsOf(value));
    return value;
  }

  get size(): number {
    return this.forms.size;
  }

  /** `name in place`, for each secret that is in there. */
  find(place: string, content: string | Uint8Array): string[] {
    const bytes = Buffer.from(content as string);
    const found = [...this.forms].filter(([, forms]) => forms.some((form) => bytes.includes(form)));
    return found.map(([name]) => `${name} in ${place}`);
  }

  /** Each file as it lies on the disk: pages that are free and the write-ahead log are read as well. */
  async findInFiles(folder: string, except: readonly string[] = []): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !except.includes(entry.name));
    const found = await Promise.all(files.map(async ({ parentPath, name }) => this.find(name, await readFile(join(parentPath, name)))));
    return found.flat();
  }

  async findInTables(app: TestApp): Promise<string[]> {
    const tables = await everyRow(app);
    return [...tables].flatMap(([name, rows]) => this.find(`the table ${name}`, inspectWhole(rows)));
  }
}

/** Whole, however deep: an error carries what caused it. */
const INSPECT = { depth: 20, colors: false } as const;

export function inspectWhole(value: unknown): string {
  return Bun.inspect(value, INSPECT);
}

function formsOf(value: string): readonly Buffer[] {
  const bytes = Buffer.from(value);
  const asBase32 = /^[A-Z2-7]{16,}$/.test(value) ? [fromBase32(value)] : [];
  const encoded = [
    bytes.toString("base64").replace(/=*$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    encodeURIComponent(value),
  ];
  return [
    bytes,
    ...asBase32,
    ...[...encoded, ...encoded.map((text) => JSON.stringify(text).slice(1, -1))].map((text) => Buffer.from(text)),
  ];
}

/** RFC 4648: what a seed is before it is shown to people. */
function fromBase32(text: string): Buffer {
  const bits = [...text].map((character) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(character).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
}
