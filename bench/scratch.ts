// Everything a run must leave behind as it found it: temp folders and server processes, also after Ctrl-C.
import { mkdtempSync, statfsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Undo = () => Promise<void> | void;

const undos = new Set<Undo>();
let ending = false;

/** True after a signal: nothing new is to be begun, and nothing measured since is worth keeping. */
export function isEnding(): boolean {
  return ending;
}

/** Registers what must happen before the process ends; the function returned does it now. */
export function onCleanup(undo: Undo): () => Promise<void> {
  undos.add(undo);
  return async () => {
    if (undos.delete(undo)) await undo();
  };
}

/** Undoes in reverse order: a server is stopped before its folder goes. */
export async function cleanUp(): Promise<void> {
  for (const undo of [...undos].toReversed()) {
    undos.delete(undo);
    await undo();
  }
}

export function cleanUpOnSignals(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.on(signal, () => {
      ending = true;
      void cleanUp().finally(() => process.exit(code));
    });
  }
}

export interface Scratch {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** A folder on the real disk: on /dev/shm a push would cost nothing. */
export function makeScratch(name: string): Scratch {
  if (ending) throw new Error("the run is being ended");
  const path = mkdtempSync(join(tmpdir(), `aerugo-bench-${name}-`));
  return { path, remove: onCleanup(() => rm(path, { recursive: true, force: true })) };
}

export function freeScratchBytes(): number {
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize;
}

/** Waits until what was written is on the disk, so that one server's late writes do not slow the next one's turn. */
export async function flushDisk(): Promise<void> {
  await Bun.spawn(["sync", "-f", tmpdir()]).exited;
}
