// The thread that hashes what the main thread reads from any store, so that requests do not wait for it.
import type { DigestAnswer, DigestRequest } from "./digester.ts";

declare const self: Worker;

const hashers = new Map<number, Bun.CryptoHasher>();

self.addEventListener("message", ({ data }: MessageEvent<DigestRequest>) => {
  if (data.type === "abandon") return void hashers.delete(data.job);
  if (data.type === "start") return void hashers.set(data.job, new Bun.CryptoHasher(data.algorithm));
  const hasher = hashers.get(data.job);
  if (data.type === "chunk") hasher?.update(data.chunk);
  else hashers.delete(data.job);
  const answer: DigestAnswer = { job: data.job, hex: data.type === "end" ? hasher?.digest("hex") : undefined };
  return self.postMessage(answer);
});
