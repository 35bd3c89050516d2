import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileWriter } from "./file-writer.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "aerugo-writer-"))));
afterEach(() => rm(folder, { recursive: true }));

function withFile<T>(path: string, work: (fd: number) => T): T {
  const fd = openSync(path, "r+");
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}

test("chunks go behind each other from the position on, over what lies there", async () => {
  const path = join(folder, "file");
  await Bun.write(path, "one ????");
  const position = withFile(path, (fd) => {
    const writer = new FileWriter(fd, 4);
    for (const chunk of ["tw", "", "o three"]) writer.write(new TextEncoder().encode(chunk));
    return writer.position;
  });
  expect([await Bun.file(path).text(), position]).toEqual(["one two three", 13]);
});

test.skipIf(process.platform !== "linux")("what a full disk says is thrown, and the position stays at what it took", () => {
  withFile("/dev/full", (fd) => {
    const writer = new FileWriter(fd, 3);
    expect(() => writer.write(new Uint8Array(5))).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    expect(writer.position).toBe(3);
  });
});
