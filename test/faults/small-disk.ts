// A disk that can be filled up and freed again: a small filesystem in memory, which only root may mount.
import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { KIB } from "./harness.ts";

const BALLAST = new Uint8Array(64 * KIB);

export const mayMount = process.getuid?.() === 0 && Bun.which("mount") !== null;
if (!mayMount && process.env.CI !== "true") console.log("full-disk tests are skipped: they mount small filesystems, which takes root");

/** A filesystem of its own, which can be filled up and freed again. */
export class SmallDisk implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async mount(path: string, sizeBytes: number): Promise<SmallDisk> {
    await mkdir(path, { recursive: true });
    const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${sizeBytes}`, "tmpfs", path]);
    if (!mounted.success) throw new Error(`cannot mount a filesystem, which takes root: ${mounted.stderr.toString()}`);
    return new SmallDisk(path);
  }

  /** Leaves `spareBytes` for the server. */
  async fill(spareBytes = 0): Promise<void> {
    const ballast = join(this.path, "ballast");
    const file = openSync(ballast, "w");
    try {
      while (writeSync(file, BALLAST) > 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
    if (spareBytes > 0) await truncate(ballast, Bun.file(ballast).size - spareBytes);
  }

  async free(): Promise<void> {
    await rm(join(this.path, "ballast"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Lazily: a server that a failed test left running must not keep the folder.
    Bun.spawnSync(["umount", "-l", this.path]);
  }
}
