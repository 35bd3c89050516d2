// A shared folder of blobs that runs full and is freed again, under load from all nodes. The disk is a small filesystem in memory, which only root
// may mount.
import { afterAll, beforeAll, describe } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MIB } from "../harness.ts";
import { SmallDisk, mayMount } from "../small-disk.ts";
import { testFault } from "./fault-test.ts";

const DISK_BYTES = 256 * MIB;
const ROUNDS = 4;

describe.skipIf(!mayMount && process.env.CI !== "true")("a full disk", () => {
  const folder = join(tmpdir(), `aerugo-full-${crypto.randomUUID()}`);
  let disk: SmallDisk;
  beforeAll(async () => {
    disk = await SmallDisk.mount(folder, DISK_BYTES);
  });
  afterAll(async () => {
    await disk?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  testFault("of blobs loses nothing that was acknowledged", { blobsFolder: join(folder, "blobs") }, async ({ random, times, during }) => {
    for (let round = 0; round < ROUNDS * times; round += 1) {
      await Bun.sleep(500 + random(1000));
      await during(async () => {
        await disk.fill(random(2) * MIB);
        await Bun.sleep(1000 + random(1000));
        await disk.free();
      });
    }
  });
});
