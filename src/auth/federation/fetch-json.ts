// One small JSON document from another server: bounded in size and time, without following redirects. What is thrown is worded
// for whoever reads why an issuer could not be asked, and holds nothing of what that server said.
import { JsonError, parseStrictJson } from "../../oci/strict-json.ts";

export class FetchError extends Error {
  override readonly name = "FetchError";
}

export interface FetchLimits {
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
}

/** Throws FetchError. */
export async function fetchJson(url: string, limits: FetchLimits): Promise<unknown> {
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      // A redirect would lead past every check of the address.
      redirect: "manual",
      signal: limits.signal,
      headers: { accept: "application/json", "accept-encoding": "identity", "user-agent": "aerugo" },
    });
    return parseStrictJson(await readBody(response, limits.sizeBytes));
  } catch (cause) {
    throw new FetchError(`${host} ${reasonOf(cause, limits.signal)}`, { cause });
  }
}

class Unfit extends Error {}

async function readBody(response: Response, limitBytes: number): Promise<Uint8Array> {
  const body = response.body ?? new Blob().stream();
  if (response.status !== 200) {
    await body.cancel();
    throw new Unfit(`answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) throw new Unfit(`answered with more than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reasonOf(cause: unknown, signal: AbortSignal): string {
  if (cause instanceof Unfit) return cause.message;
  if (signal.aborted) return "took too long";
  return cause instanceof JsonError ? "answered with something that is not JSON" : "could not be reached";
}
