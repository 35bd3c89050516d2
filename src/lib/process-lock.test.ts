import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LockedError, ProcessLock } from "./process-lock.ts";

test("one process holds the lock, and its death frees it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-lock-"));
  let holder: Bun.Subprocess<"ignore", "pipe"> | undefined;
  try {
    const path = join(folder, "lock");
    const script = `const { ProcessLock } = await import(${JSON.stringify(join(import.meta.dir, "process-lock.ts"))});
      globalThis.lock = ProcessLock.take(${JSON.stringify(path)}); console.log("held"); setInterval(() => {}, 1000);`;
    holder = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
    await holder.stdout.getReader().read();
    expect(() => ProcessLock.take(path)).toThrow(LockedError);

    holder.kill("SIGKILL");
    await holder.exited;
    const lock = ProcessLock.take(path);
    lock.release();
    ProcessLock.take(path).release();
  } finally {
    holder?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}, 10_000);

test("those who share it keep out who wants it alone, and the other way round", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-lock-"));
  try {
    const path = join(folder, "lock");
    const [one, other] = [ProcessLock.share(path), ProcessLock.share(path)];
    one.release();
    expect(() => ProcessLock.take(path)).toThrow(LockedError);
    other.release();
    const alone = ProcessLock.take(path);
    expect(() => ProcessLock.share(path)).toThrow(LockedError);
    alone.release();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
