import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TailHasher } from "../hash/tail-hasher.ts";
import { UploadFile } from "./upload-file.ts";

const LIMITS = { maxOffsetBytes: undefined, idleTimeoutMs: 10_000 };
/** As when the worker died, or the registry is told to stop while it hashes. */
const dyingHasher = {
  follow: () => ({ update: () => {}, end: () => Promise.reject(new Error("the hash worker ended")), abandon: () => {} }),
} as unknown as TailHasher;

test("bytes that arrived are kept although nobody could hash them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-upload-"));
  try {
    const path = join(folder, "upload");
    const upload = { id: "upload", algorithm: "sha256", offsetBytes: 0, digestSoFar: undefined, stored: undefined } as const;
    const body = new Uint8Array(1_000_000).fill(7);
    const file = UploadFile.open(path, upload, dyingHasher);
    const appended = await file.append({ body: new Response(body), sizeBytes: body.byteLength, abort: () => {} }, LIMITS);
    file.close();
    expect(appended).toEqual({ outcome: "complete", offsetBytes: body.byteLength, digestSoFar: undefined, stored: undefined });
    expect((await Bun.file(path).bytes()).byteLength).toBe(body.byteLength);
  } finally {
    await rm(folder, { recursive: true });
  }
});
