// Two ways to get a body into a file.
//
// The runtime's own (`receiveWhole`) copies from the socket to the file without a chunk passing through JavaScript: half the
// CPU time. It cannot be stopped midway, knows no position, and preallocates the file of a body that has arrived whole, so
// whoever reads behind it must not take a file for written that is smaller than what a connection may have buffered.
// Everything else goes chunk by chunk (`receiveChunks`).
import { READS_PER_TURN, nextTurn } from "../../lib/next-turn.ts";
import type { Appended, ByteSource } from "../blob-store.ts";
import type { FileWriter } from "./file-writer.ts";
import type { RunningHash } from "../hash/running-hash.ts";

type Outcome = Appended["outcome"];

/** Far more than the 1.4 MB that Bun was seen to buffer of a body that nobody reads yet. */
export const PREALLOCATED_BYTES_LIMIT = 16 * 1024 * 1024;

/** To an empty file. Throws what the disk says; a sender that goes away leaves the prefix that arrived. */
export async function receiveWhole({ body }: ByteSource, fd: number): Promise<Outcome> {
  try {
    await Bun.write(Bun.file(fd), body);
    return "complete";
  } catch (error) {
    if (isDiskError(error)) throw error;
    return "interrupted";
  }
}

/** From where the writer stands. Throws what the disk says; a sender that goes away leaves the prefix that arrived. */
export async function receiveChunks(
  { body }: ByteSource,
  writer: FileWriter,
  hash: RunningHash,
  maxOffsetBytes: number | undefined,
): Promise<Outcome> {
  if (!body.body) return "complete";
  const reader = body.body.getReader();
  try {
    for (let reads = 1; ; reads += 1) {
      if (reads % READS_PER_TURN === 0) await nextTurn();
      // Whatever ends a body early, a cut connection or wrong framing, is the sender's: what came before it counts.
      const chunk = await reader.read().catch(() => undefined);
      if (chunk && !chunk.done) {
        if (maxOffsetBytes !== undefined && writer.position + chunk.value.byteLength > maxOffsetBytes) return "tooLarge";
        writer.write(chunk.value);
        hash.update(chunk.value);
        continue;
      }
      writer.flush();
      return chunk ? "complete" : "interrupted";
    }
  } finally {
    // A body that is left half read holds its connection, and a server that is told to stop waits for it.
    await reader.cancel().catch(() => {});
  }
}

const DISK_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EIO", "EFBIG", "EROFS", "EBADF", "ENOMEM", "EINVAL"]);

/** Everything else is a connection's end: an AbortError, or a code of the network's. */
function isDiskError(error: unknown): boolean {
  return DISK_CODES.has((error as { code?: unknown }).code);
}
