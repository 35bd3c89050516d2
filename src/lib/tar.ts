// Tar archives, as far as they carry files: written front to back, read at any place. Long names and large sizes go into pax headers
// (POSIX.1-2001), which every tar of today reads; of what others write, GNU's long names and sizes are understood too.
import type { FileHandle } from "node:fs/promises";

const BLOCK = 512;
const NAME_LIMIT = 100;
const OCTAL_SIZE_LIMIT = 8 ** 11;

export interface TarEntry {
  readonly offset: number;
  readonly sizeBytes: number;
}

export class TarWriter {
  constructor(private readonly file: FileHandle) {}

  /** The stream must have exactly that many bytes: what is missing is filled up with zeros, and what is too much is not written. Resolves to how many came. */
  async add(name: string, sizeBytes: number, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<number> {
    await this.write(headerOf(name, sizeBytes));
    let came = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      const wanted = chunk.subarray(0, Math.max(0, sizeBytes - came));
      came += chunk.byteLength;
      await this.write(wanted);
    }
    for (let missing = sizeBytes - came; missing > 0; missing -= BLOCK) await this.write(new Uint8Array(Math.min(missing, BLOCK)));
    await this.write(new Uint8Array(-sizeBytes & (BLOCK - 1)));
    return came;
  }

  async end(): Promise<void> {
    await this.write(new Uint8Array(2 * BLOCK));
  }

  private async write(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.byteLength;) written += (await this.file.write(bytes, written)).bytesWritten;
  }
}

/** Where each file of the archive lies. Throws when it is no tar archive. */
export async function indexTar(archive: Blob): Promise<Map<string, TarEntry>> {
  const entries = new Map<string, TarEntry>();
  let named: Pax = {};
  for (let offset = 0; offset + BLOCK <= archive.size;) {
    const header = await archive.slice(offset, offset + BLOCK).bytes();
    if (header.every((byte) => byte === 0)) return entries;
    if (checksumOf(header) !== octalAt(header, 148, 8)) throw new Error(`there is no tar header at byte ${offset}`);
    const sizeBytes = named.size ?? sizeAt(header);
    const type = String.fromCharCode(header[156]!);
    const content = { offset: offset + BLOCK, sizeBytes };
    const bytes = () => archive.slice(content.offset, content.offset + sizeBytes).bytes();
    if (type === "x") Object.assign(named, parsePax(await bytes()));
    else if (type === "L") named.path = textOf(await bytes());
    else {
      if (type === "0" || type === "\0") entries.set(cleaned(named.path ?? nameAt(header)), content);
      named = {};
    }
    offset = content.offset + Math.ceil(sizeBytes / BLOCK) * BLOCK;
  }
  return entries;
}

interface Pax {
  path?: string;
  size?: number;
}

function headerOf(name: string, sizeBytes: number): Uint8Array {
  const isLong = Buffer.byteLength(name) > NAME_LIMIT;
  const isLarge = sizeBytes >= OCTAL_SIZE_LIMIT;
  if (!isLong && !isLarge) return ustar(name, sizeBytes, "0");
  const records = Buffer.from((isLong ? paxRecord("path", name) : "") + (isLarge ? paxRecord("size", String(sizeBytes)) : ""));
  const shortName = isLong ? name.slice(-NAME_LIMIT) : name;
  return Buffer.concat([
    ustar("././@PaxHeader", records.byteLength, "x"),
    records,
    new Uint8Array(-records.byteLength & (BLOCK - 1)),
    ustar(shortName, isLarge ? 0 : sizeBytes, "0"),
  ]);
}

/** `<length> path=…\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (Buffer.byteLength(`${length}${rest}`) !== length) length = Buffer.byteLength(`${length}${rest}`);
  return `${length}${rest}`;
}

function parsePax(bytes: Uint8Array): Pax {
  const found: Pax = {};
  const buffer = Buffer.from(bytes);
  for (let offset = 0; offset < buffer.length;) {
    const space = buffer.indexOf(" ", offset);
    const length = Number(buffer.subarray(offset, space));
    if (!(length > 0)) break;
    const [, key, value] = /^([^=]+)=(.*)\n$/s.exec(buffer.subarray(space + 1, offset + length).toString()) ?? [];
    if (key === "path") found.path = value!;
    if (key === "size") found.size = Number(value);
    offset += length;
  }
  return found;
}

function ustar(name: string, sizeBytes: number, type: "0" | "x"): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(`${octal(0o644, 8)}${octal(0, 8)}${octal(0, 8)}${octal(sizeBytes, 12)}${octal(0, 12)}`, 100);
  header.write(" ".repeat(8), 148);
  header.write(type, 156);
  header.write("ustar\x0000", 257);
  header.write(`${checksumOf(header).toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** Its own field counts as spaces. */
function checksumOf(header: Uint8Array): number {
  return header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function octalAt(header: Uint8Array, from: number, width: number): number {
  return Number.parseInt(textOf(header.subarray(from, from + width)).trim() || "0", 8);
}

/** GNU's form for what has no room in octal digits begins with the highest bit. */
function sizeAt(header: Uint8Array): number {
  if ((header[124]! & 0x80) === 0) return octalAt(header, 124, 12);
  return header.subarray(125, 136).reduce((total, byte) => total * 256 + byte, 0);
}

function nameAt(header: Uint8Array): string {
  const name = textOf(header.subarray(0, NAME_LIMIT));
  const isUstar = textOf(header.subarray(257, 262)) === "ustar";
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : "";
  return prefix ? `${prefix}/${name}` : name;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** `./index.json` is `index.json`. */
function cleaned(name: string): string {
  return name.replace(/^(?:\.\/)+/, "");
}
