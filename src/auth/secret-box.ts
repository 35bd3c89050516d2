// What must be read back but not be readable in a copy of the database: sealed with AES-256-GCM under the installation's key.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { link, open, readFile, unlink } from "node:fs/promises";
import { dirname } from "node:path";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = "aes-256-gcm";
const VERSION = "v1.";

/** A sealed text was altered, belongs to another context or was sealed with another key: which of them cannot be told. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/** The installation's key is there and is no key. The message names where it came from, and never what it holds. */
export class SecretKeyError extends Error {
  override readonly name = "SecretKeyError";
}

export interface KeySource {
  readonly configured: string | undefined;
  readonly path: string;
  /** False where something is sealed already: a new key would open none of it. */
  readonly mayMake?: boolean;
}

/** Whether a text is one that `seal` made, with whatever key. */
export function isSealed(text: string): boolean {
  return text.startsWith(VERSION);
}

export class SecretBox {
  /** Not the key itself: what is derived for other purposes must be of no use against what is sealed. */
  private readonly sealingKey: Uint8Array;

  private constructor(private readonly key: Uint8Array) {
    this.sealingKey = this.derive("seal");
  }

  /** Throws SecretKeyError unless the key has 32 bytes. */
  static fromKey(key: Uint8Array): SecretBox {
    if (key.byteLength !== KEY_BYTES) throw new SecretKeyError(`the secret key must have ${KEY_BYTES} bytes, not ${key.byteLength}`);
    return new SecretBox(Uint8Array.from(key));
  }

  /** The configured key, or else the one in the file, which is made when there is none and it may be. Throws SecretKeyError. */
  static async open({ configured, path, mayMake = true }: KeySource): Promise<SecretBox> {
    if (configured !== undefined) return SecretBox.fromKey(parseKey(configured, "the configured secret key"));
    const found = await findKeyText(path);
    if (found === undefined && !mayMake)
      throw new SecretKeyError(`${path} is missing, and the database is sealed with it: restore it, or set secret_key to what was in it`);
    const text = found ?? (await makeKeyFile(path));
    return SecretBox.fromKey(parseKey(text, path));
  }

  /** `context` says what the text is for (`totp:12`), so that a sealed text moved to another row does not open there. */
  seal(plaintext: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.sealingKey, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return VERSION + sealed.toString("base64url");
  }

  /** Throws SealError. */
  open(sealed: string, context: string): string {
    if (!sealed.startsWith(VERSION)) throw new SealError("sealed text has an unknown form");
    const bytes = Buffer.from(sealed.slice(VERSION.length), "base64url");
    if (bytes.byteLength < NONCE_BYTES + TAG_BYTES) throw new SealError("sealed text is cut short");
    // The decoder passes over what it does not know: what is good once must not be good once for each way to write it.
    if (VERSION + bytes.toString("base64url") !== sealed) throw new SealError("sealed text is not written as it was");
    const decipher = createDecipheriv(ALGORITHM, this.sealingKey, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    } catch (cause) {
      throw new SealError("sealed text was altered, or sealed for another purpose or with another key", { cause });
    }
  }

  /** 32 bytes that are the same for the same key and purpose, and say nothing about either. */
  derive(purpose: string): Uint8Array {
    return new Uint8Array(hkdfSync("sha256", this.key, "aerugo", purpose, KEY_BYTES));
  }
}

/** 32 bytes in hex or in base64 of either alphabet. Their lengths differ, so no text can be read both ways. */
export function parseKey(text: string, where: string): Uint8Array {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, "hex");
  if (/^[0-9A-Za-z+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, "base64");
  throw new SecretKeyError(`${where} holds no key: expected ${KEY_BYTES} bytes in base64 or hexadecimal`);
}

async function findKeyText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Of two processes that start together one takes the other's key. */
async function makeKeyFile(path: string): Promise<string> {
  const text = `${randomBytes(KEY_BYTES).toString("base64")}\n`;
  return (await saveKeyFile(path, text)) ? text : readFile(path, "utf8");
}

/**
 * The file appears under its name whole, on disk and only once: half a key that a crash left behind would lock out everything sealed.
 * Resolves to false where there is one.
 */
export async function saveKeyFile(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  await writeDraft(draft, text);
  try {
    await link(draft, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    return false;
  } finally {
    await unlink(draft);
  }
}

async function writeDraft(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
