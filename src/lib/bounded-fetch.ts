// Requests to servers that are not ours: whatever they send, it ends in time and it ends small.

/** The other side did not answer, not in time, or with more than was allowed. Its message says which, and nothing of what was sent. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

export interface FetchLimits {
  readonly timeoutMs: number;
  /** Of the body as it is after decompression. */
  readonly sizeBytes: number;
}

/** Answers with the whole body in memory, and never follows a redirect: whom we ask is what was configured. Throws NoAnswerError. */
export async function boundedFetch(url: string, request: RequestInit, limits: FetchLimits): Promise<Response> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await fetch(url, { ...request, redirect: "manual", signal });
    const body = await readAtMost(response, limits.sizeBytes);
    return new Response(NULL_BODY.has(response.status) ? null : body, { status: response.status, headers: response.headers });
  } catch (error) {
    if (error instanceof NoAnswerError) throw error;
    throw new NoAnswerError(signal.aborted ? "it did not answer in time" : "it cannot be reached");
  }
}

/** A Response with one of these must not have a body. */
const NULL_BODY = new Set([101, 204, 205, 304]);

async function readAtMost(response: Response, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body, and with it the connection.
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > sizeBytes) throw new NoAnswerError(`it answered with more than ${sizeBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
