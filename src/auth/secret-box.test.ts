import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SealError, SecretBox, SecretKeyError } from "./secret-box.ts";

const KEY = new Uint8Array(32).fill(7);
const box = SecretBox.fromKey(KEY);

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-secret-box-"));
  path = join(folder, "secret.key");
});
afterEach(() => rm(folder, { recursive: true }));

test.each(["", "seed", "ключ 🔑", "x".repeat(100_000)].map((text) => [text.slice(0, 10), text]))(
  "%j comes out as it went in",
  (_label, text) => {
    expect(box.open(box.seal(text, "totp:1"), "totp:1")).toBe(text);
  },
);

test("the same text sealed twice looks different, and neither shows it", () => {
  const sealed = [box.seal("seed", "totp:1"), box.seal("seed", "totp:1")];
  expect(new Set(sealed).size).toBe(2);
  expect(sealed[0]).toMatch(/^v1\.[0-9A-Za-z_-]{43}$/);
});

test("moved to another context it does not open", () => {
  expect(() => box.open(box.seal("seed", "totp:1"), "totp:2")).toThrow(SealError);
});

test("under another key it does not open", () => {
  const other = SecretBox.fromKey(new Uint8Array(32).fill(8));
  expect(() => other.open(box.seal("seed", "totp:1"), "totp:1")).toThrow(SealError);
});

test("no byte of it can be altered", () => {
  const sealed = Buffer.from(box.seal("seed", "totp:1").slice(3), "base64url");
  for (let at = 0; at < sealed.byteLength; at += 1) {
    const altered = Buffer.from(sealed);
    altered[at]! ^= 1;
    expect(() => box.open(`v1.${altered.toString("base64url")}`, "totp:1")).toThrow(SealError);
  }
});

test("there is one way to write it", () => {
  const made = Array.from({ length: 100 }, () => box.seal("a seed", "totp:1"));
  // The two alphabets of base64 differ in these.
  const sealed = made.find((text) => text.includes("-") && text.includes("_"))!;
  const others = [`${sealed}=`, sealed.replace("v1.", "v1. "), sealed.replaceAll("-", "+"), sealed.replaceAll("_", "/"), `${sealed}A`];
  for (const other of others) expect(() => box.open(other, "totp:1")).toThrow(SealError);
});

test.each(["", "v1.", "v1.AAAA", `v1.${"A".repeat(37)}`, `v1.${"A".repeat(38)}`, "v2.AAAA", "plain"])("%j is refused", (text) => {
  expect(() => box.open(text, "totp:1")).toThrow(SealError);
});

test("what is derived depends on the purpose and the key, and on nothing else", () => {
  const derived = [box.derive("cookies"), SecretBox.fromKey(KEY).derive("cookies")].map((bytes) => Buffer.from(bytes).toString("hex"));
  expect(derived[0]).toBe(derived[1]!);
  expect(derived[0]).toHaveLength(64);
  expect(Buffer.from(box.derive("links")).toString("hex")).not.toBe(derived[0]!);
});

test.each([
  ["hexadecimal", Buffer.from(KEY).toString("hex")],
  ["base64", Buffer.from(KEY).toString("base64")],
  ["base64url", Buffer.from(KEY).toString("base64url")],
  ["base64 and a line end", `${Buffer.from(KEY).toString("base64")}\n`],
])("a key may be configured in %s", async (_form, configured) => {
  const opened = await SecretBox.open({ configured, path });
  expect(opened.open(box.seal("seed", "totp:1"), "totp:1")).toBe("seed");
  expect(await readdir(folder)).toEqual([]);
});

test("a configured key that is none is refused, and the refusal does not say it", async () => {
  const refused = SecretBox.open({ configured: "hunter2", path });
  await expect(refused).rejects.toThrow(SecretKeyError);
  await expect(refused).rejects.toThrow(/^the configured secret key holds no key: expected 32 bytes in base64 or hexadecimal$/);
});

test("without a file a key is made, for this user's eyes only, and found again", async () => {
  const sealed = (await SecretBox.open({ configured: undefined, path })).seal("seed", "totp:1");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["secret.key"]);
  expect((await SecretBox.open({ configured: undefined, path })).open(sealed, "totp:1")).toBe("seed");
});

test("processes that start together get the same key", async () => {
  const boxes = await Promise.all(Array.from({ length: 20 }, () => SecretBox.open({ configured: undefined, path })));
  const derived = new Set(boxes.map((each) => Buffer.from(each.derive("x")).toString("hex")));
  expect([derived.size, await readdir(folder)]).toEqual([1, ["secret.key"]]);
});

test.each(["", "AAAA", "x".repeat(64)])("a file that holds %j is refused and left alone", async (text) => {
  await writeFile(path, text);
  await expect(SecretBox.open({ configured: undefined, path })).rejects.toThrow(`${path} holds no key`);
  expect(await readFile(path, "utf8")).toBe(text);
});

test("a key of the wrong length is refused", () => {
  expect(() => SecretBox.fromKey(new Uint8Array(16))).toThrow(SecretKeyError);
});

test("no key is made where something is sealed already: it would open none of it", async () => {
  const lost = `${path}-lost`;
  await expect(SecretBox.open({ configured: undefined, path: lost, mayMake: false })).rejects.toThrow(
    // On a second node there never was a file to restore.
    `${lost} is missing, and the database is sealed with it: restore it, or set secret_key`,
  );
  expect(await Bun.file(lost).exists()).toBe(false);
});
