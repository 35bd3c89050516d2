// Request bodies: read whole within a bound, or handed on as a source of bytes.
import type { Exchange } from "./exchange.ts";

/** A body on its way in; the blob stores read it at their own pace. */
export interface RequestBody {
  readonly body: Request;
  readonly sizeBytes: number | undefined;
  abort(): void;
}

/** The body as a stream of any length, without the server's own idle timeout: the reader watches for silence instead. */
export function bodySource({ request, connection }: Exchange): RequestBody {
  const sizeBytes = request.body === null ? 0 : contentLength(request);
  // Also without a body: finishing an upload may have to read all of it once more.
  connection.setIdleTimeout(0);
  return { body: request, sizeBytes, abort: () => connection.setIdleTimeout(1) };
}

/** The whole body; `tooLarge` as soon as that is known, `truncated` when the connection ended before the body did. */
export async function readBounded({ request }: Exchange, limitBytes: number): Promise<Uint8Array<ArrayBuffer> | "tooLarge" | "truncated"> {
  const declared = contentLength(request);
  if (declared !== undefined && declared > limitBytes) return "tooLarge";
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const chunk = await reader.read().catch(() => undefined);
    if (!chunk) return "truncated";
    if (chunk.done) return concatenate(chunks, size);
    chunks.push(chunk.value);
    size += chunk.value.byteLength;
    if (size > limitBytes) {
      await reader.cancel();
      return "tooLarge";
    }
  }
}

/** A parameter of Content-Type that says UTF-8, or nothing. Trimmed before: blanks on both sides would be tried in millions of ways. */
export function isUtf8Parameter(parameter: string): boolean {
  return /^(?:charset="?utf-8"?)?$/i.test(parameter.trim());
}

/** Undefined for chunked transfer. The server has refused every malformed one by now. */
function contentLength(request: Request): number | undefined {
  const header = request.headers.get("content-length");
  return header === null ? undefined : Number(header);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
