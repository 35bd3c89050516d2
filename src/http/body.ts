// Request bodies: read whole within a bound, or handed on as a source of bytes.
import { READS_PER_TURN, nextTurn } from "../lib/next-turn.ts";
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
  const collected = new Collected();
  const reader = request.body.getReader();
  for (let reads = 1; ; reads += 1) {
    if (reads % READS_PER_TURN === 0) await nextTurn();
    const chunk = await reader.read().catch(() => undefined);
    if (!chunk) return "truncated";
    if (chunk.done) return collected.whole();
    if (collected.sizeBytes + chunk.value.byteLength > limitBytes) {
      await reader.cancel();
      return "tooLarge";
    }
    collected.add(chunk.value);
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

/** In one piece from the start: a body that comes byte by byte would be a hundred times as large as a list of what came. */
class Collected {
  sizeBytes = 0;
  private bytes = new Uint8Array(4096);

  add(chunk: Uint8Array): void {
    const neededBytes = this.sizeBytes + chunk.byteLength;
    if (neededBytes > this.bytes.byteLength) {
      const larger = new Uint8Array(Math.max(neededBytes, 2 * this.bytes.byteLength));
      larger.set(this.bytes.subarray(0, this.sizeBytes));
      this.bytes = larger;
    }
    this.bytes.set(chunk, this.sizeBytes);
    this.sizeBytes = neededBytes;
  }

  /** Without the room that was left: whoever keeps it pays for no more than it is. */
  whole(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.sizeBytes);
  }
}
