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
    writer.flush();
    return writer.position;
  });
  expect([await Bun.file(path).text(), position]).toEqual(["one two three", 13]);
});

test("chunks of every size around a block's come out as they went in", async () => {
  const path = join(folder, "file");
  await Bun.write(path, "");
  const block = 256 * 1024;
  const sizes = [1, block - 1, 1, block, 3 * block + 7, 700_000, 3];
  const chunks = sizes.map((size, index) => new Uint8Array(size).fill(index + 1));
  withFile(path, (fd) => {
    const writer = new FileWriter(fd, 0);
    for (const chunk of chunks) writer.write(chunk);
    writer.flush();
    writer.flush();
    expect(writer.position).toBe(sizes.reduce((sum, size) => sum + size));
  });
  expect(Buffer.concat(chunks).equals(await Bun.file(path).bytes())).toBe(true);
});

test.skipIf(process.platform !== "linux")("what a full disk says is thrown, at the latest by flush", () => {
  withFile("/dev/full", (fd) => {
    const writer = new FileWriter(fd, 3);
    writer.write(new Uint8Array(5));
    expect(() => writer.flush()).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    expect(() => writer.write(new Uint8Array(256 * 1024))).toThrow(expect.objectContaining({ code: "ENOSPC" }));
  });
});
