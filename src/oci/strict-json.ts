// JSON that can be read in one way only. JSON.parse keeps the last of two equal keys and Go's decoder matches keys
// without case: a document that two readers understand differently is how a scanner approves what a runtime does not run.
// So: one value, UTF-8 without byte order mark, bounded depth, no key twice in an object.

/** Deep enough for any manifest in use; far below what would trouble a recursive reader elsewhere. */
export const DEPTH_LIMIT = 64;

export class JsonError extends Error {
  override readonly name = "JsonError";
}

/** The parsed document; throws JsonError with the reason, worded for the person who sent it. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  checkStructure(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new JsonError(`not JSON: ${(cause as Error).message}`, { cause });
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.startsWith("\uFEFF")) throw new JsonError("starts with a byte order mark");
    return text;
  } catch (cause) {
    if (cause instanceof JsonError) throw cause;
    throw new JsonError("not valid UTF-8", { cause });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;

/**
 * Walks the text once, without recursion: a document nested 100 000 deep must be refused, not followed. Grammar is left
 * to JSON.parse; only depth, repeated keys and lone surrogates are judged here.
 */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = []; // the keys seen in each open object; undefined for an array
  let index = 0;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) {
      index = checkString(text, index, open.at(-1));
      continue;
    }
    if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      open.push(character === OPEN_BRACE ? new Set() : undefined);
      if (open.length > DEPTH_LIMIT) throw new JsonError(`nested deeper than ${DEPTH_LIMIT}`);
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) {
      open.pop();
    }
    index += 1;
  }
}

/** Returns the index after the string that starts at `start`; in an object, a string before a colon is a key. */
function checkString(text: string, start: number, keys: Set<string> | undefined): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  if (end < 0) throw new JsonError("not JSON: a string does not end");
  const value = readString(text.slice(start, end + 1));
  if (!value.isWellFormed()) throw new JsonError("holds a lone surrogate, which UTF-8 cannot carry");
  if (keys && nextToken(text, end + 1) === COLON) {
    if (keys.has(value)) throw new JsonError(`key ${JSON.stringify(value)} occurs twice in one object`);
    keys.add(value);
  }
  return end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function readString(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch (cause) {
    throw new JsonError(`not JSON: ${(cause as Error).message}`, { cause });
  }
}

function nextToken(text: string, from: number): number {
  let index = from;
  while (" \t\r\n".includes(text.charAt(index)) && index < text.length) index += 1;
  return text.charCodeAt(index);
}
