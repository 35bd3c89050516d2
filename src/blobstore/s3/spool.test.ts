import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Spool } from "./spool.ts";

const MIB = 1024 * 1024;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-spool-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("it is full while as much waits in files as it may have, and gets back what is discarded, once", async () => {
  const spool = await Spool.open(folder, 2 * MIB);
  const [first, second] = [spool.segment(0), spool.segment(MIB)];
  first.write(new Uint8Array(MIB));
  expect(spool.isFull).toBe(false);
  second.write(new Uint8Array(MIB));
  expect([spool.isFull, spool.usedBytes, (await readdir(folder)).length]).toEqual([true, 2 * MIB, 2]);
  first.discard();
  first.discard();
  expect([spool.isFull, spool.usedBytes]).toEqual([false, MIB]);
  second.discard();
  expect([spool.usedBytes, await readdir(folder)]).toEqual([0, []]);
});
