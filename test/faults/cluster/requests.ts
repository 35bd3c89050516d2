// Requests of clients whose registry is in trouble: an answer in time, or none.

const ANSWER_WITHIN_MS = 15_000;

/** No answer, or one that says to try again: what may happen while something is broken. */
export class Transient extends Error {
  override readonly name = "Transient";
}

/** Too many at once, unavailable, full: what a node in trouble may answer. */
const NOT_NOW: ReadonlySet<number> = new Set([429, 503, 507]);

/** Throws Transient for an answer that says "not now". */
export function throwIfNotNow(what: string, { status }: Answered): void {
  if (NOT_NOW.has(status)) throw new Transient(`${what} was answered ${status}`);
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

export async function ask(
  url: string,
  method: string,
  path: string,
  body?: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(url + path, { method, headers, signal, ...(body ? { body } : {}) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      get text() {
        return new TextDecoder().decode(bytes);
      },
    };
  } catch (error) {
    throw new Transient(`${method} ${path}: ${String(error)}`, { cause: error });
  }
}
