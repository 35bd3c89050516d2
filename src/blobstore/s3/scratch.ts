// A folder for what need not outlive the process. It goes when the process goes, and when that died, with the next one's start.
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ProcessLock } from "../../lib/process-lock.ts";

/** Another process may have made its folder a moment ago and not have locked it yet. */
const YOUNG_MS = 60_000;

export class Scratch {
  private constructor(
    readonly folder: string,
    private readonly lock: ProcessLock,
  ) {}

  static async open(parent: string): Promise<Scratch> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    for (const name of await readdir(parent)) await removeIfDead(join(parent, name));
    const folder = join(parent, crypto.randomUUID());
    await mkdir(folder);
    return new Scratch(folder, ProcessLock.take(join(folder, "lock")));
  }

  async close(): Promise<void> {
    this.lock.release();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What cannot be removed now is found by the next start: it may be in use, or another process that starts just now removes it. */
async function removeIfDead(folder: string): Promise<void> {
  try {
    if (Date.now() - (await stat(folder)).mtimeMs < YOUNG_MS) return;
    ProcessLock.take(join(folder, "lock")).release();
    await rm(folder, { recursive: true, force: true });
  } catch {
    // Nobody needs it to be gone.
  }
}
