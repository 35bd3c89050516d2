import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Scratch } from "./scratch.ts";

const LONG_AGO = new Date(Date.now() - 3_600_000);

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "aerugo-scratch-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

/** What a process leaves that was killed. */
async function leave(name: string): Promise<void> {
  const folder = join(parent, name);
  await mkdir(join(folder, "spool"), { recursive: true });
  await Bun.write(join(folder, "lock"), "");
  for (let file = 0; file < 5; file += 1) await Bun.write(join(folder, "spool", String(file)), "bytes");
  await utimes(folder, LONG_AGO, LONG_AGO);
}

test("what killed processes left goes, and the folder of one that is at work stays", async () => {
  const working = await Scratch.open(parent);
  await utimes(working.folder, LONG_AGO, LONG_AGO);
  await leave("killed");
  const scratch = await Scratch.open(parent);
  expect((await readdir(parent)).map((name) => join(parent, name)).toSorted()).toEqual([working.folder, scratch.folder].toSorted());
  await Promise.all([working.close(), scratch.close()]);
  expect(await readdir(parent)).toEqual([]);
});

test("processes that start together do not stumble over each other's cleaning up", async () => {
  for (let round = 0; round < 10; round += 1) {
    for (let dead = 0; dead < 5; dead += 1) await leave(`killed-${dead}`);
    const opened = await Promise.all(Array.from({ length: 8 }, () => Scratch.open(parent)));
    await Promise.all(opened.map((scratch) => scratch.close()));
  }
});
