import { describe, expect, test } from "bun:test";
import * as types from "./types.ts";

function read(type: types.ValueType, value: unknown): unknown {
  const result = type.zod.safeParse(value);
  return result.success ? result.data : "refused";
}

describe("a size", () => {
  test.each([
    [67108864, 67108864],
    ["67108864", 67108864],
    ["64MiB", 64 * 2 ** 20],
    ["10 GiB", 10 * 2 ** 30],
    ["5gb", 5e9],
    ["0", "refused"],
    ["1.5GiB", "refused"],
    ["64M", "refused"],
    ["-1", "refused"],
    ["99999999TiB", "refused"],
    [1.5, "refused"],
  ])("%p is %p", (written, expected) => expect(read(types.size(1), written)).toBe(expected));
});

describe("a duration", () => {
  test.each([
    [60, 60],
    ["60", 60],
    ["90s", 90],
    ["5m", 300],
    ["24h", 86400],
    ["7d", "refused"],
    ["0", "refused"],
    ["1w", "refused"],
    ["", "refused"],
  ])("%p is %p seconds", (written, expected) => expect(read(types.duration(1, 86400), written)).toBe(expected));
});

describe("a number", () => {
  test.each([
    [0, 0],
    ["600", 600],
    ["1000", 1000],
    ["1001", "refused"],
    ["5m", "refused"],
    ["1k", "refused"],
    ["", "refused"],
    ["-1", "refused"],
    [1.5, "refused"],
  ])("%p is %p", (written, expected) => expect(read(types.count(0, 1000), written)).toBe(expected));
});

describe("a listen address", () => {
  test.each([
    ["127.0.0.1:5000", "127.0.0.1", 5000],
    ["localhost:0", "localhost", 0],
    ["[::1]:5000", "::1", 5000],
    [":5000", "0.0.0.0", 5000],
  ])("%p", (written, hostname, port) => expect(read(types.listenAddress(), written)).toEqual({ hostname, port }));

  test.each(["5000", "localhost", "::1:5000", "[nonsense]:1", "a:65536", "http://a:1", "off", 5000])("not %p", (written) => {
    expect(read(types.listenAddress(), written)).toBe("refused");
  });

  test("may be off where that is offered", () => expect(read(types.listenAddressOrOff(), "off")).toBeUndefined());
});

describe("a file location", () => {
  test.each([
    ["sqlite:./data/aerugo.db", "./data/aerugo.db"],
    ["sqlite:/var/lib/aerugo.db", "/var/lib/aerugo.db"],
    ["sqlite:///var/lib/aerugo.db", "/var/lib/aerugo.db"],
  ])("%p", (written, path) => expect(read(types.fileLocation("sqlite"), written)).toEqual({ scheme: "sqlite", path }));

  test.each(["postgres://h/db", "aerugo.db", "sqlite:", "sqlite::memory:", "sqlite://host/a.db", "sqlite:a.db?mode=ro"])(
    "not %p",
    (written) => expect(read(types.fileLocation("sqlite"), written)).toBe("refused"),
  );
});

describe("a database", () => {
  test.each(["postgres://aerugo:secret@db.example.org/aerugo", "postgresql://[::1]:5433/aerugo?sslmode=verify-full"])("%p", (written) =>
    expect(read(types.databaseUrl(), written)).toEqual({ scheme: "postgres", url: written }),
  );

  test.each(["postgres://db.example.org", "postgres:///aerugo", "mysql://db/aerugo", "postgres://db/aerugo?sslmode=verify"])(
    "not %p",
    (written) => expect(read(types.databaseUrl(), written)).toBe("refused"),
  );
});

describe("a cache", () => {
  test("is the process's own", () => expect(read(types.cacheUrl(), "memory:")).toEqual({ scheme: "memory" }));

  test.each([
    "redis://redis",
    "redis://10.0.0.1:6380/3",
    "rediss://aerugo:p%40ss@redis.internal:6379/0",
    "redis://:secret@[2001:db8::1]:6379",
  ])("%p", (written) => expect(read(types.cacheUrl(), written)).toEqual({ scheme: "redis", url: written }));

  test.each([
    "memory",
    "redis:",
    "redis://",
    "http://redis",
    "redis://redis/zero",
    "redis://redis/0?tls=1",
    "redis://:100%@redis",
    "redis:6379",
  ])("not %p", (written) => expect(read(types.cacheUrl(), written)).toBe("refused"));
});

describe("a web origin", () => {
  test.each([
    ["https://registry.example.com", "https://registry.example.com"],
    ["http://localhost:5000/", "http://localhost:5000"],
    ["https://a/b", "refused"],
    ["https://a/?b", "refused"],
    ["https://user@a", "refused"],
    ["ftp://a", "refused"],
    ["registry.example.com", "refused"],
  ])("%p is %p", (written, expected) => expect(read(types.webOrigin(), written)).toBe(expected));
});

test("networks are addresses and ranges, of both families", () => {
  expect(read(types.networks(), "10.0.0.0/8, ::1,192.0.2.1")).toEqual(["10.0.0.0/8", "::1", "192.0.2.1"]);
  for (const written of ["10.0.0.0/33", "proxy.example.com", "10.1", ["10.0.0.0/8", 5]])
    expect(read(types.networks(), written)).toBe("refused");
});

test("policy rules keep their order", () => {
  const type = types.policyRules(["strict", "sparse"]);
  expect(read(type, "acme/*=sparse,**=strict")).toEqual([
    { pattern: "acme/*", policy: "sparse" },
    { pattern: "**", policy: "strict" },
  ]);
  for (const written of ["acme=loose", "acme", "=sparse", "ACME=strict", "a=b=strict"]) expect(read(type, written)).toBe("refused");
});

describe("where blobs are kept", () => {
  const nothing = { endpoint: undefined, region: undefined, pathStyle: undefined };
  test.each([
    ["file:./data/blobs", { scheme: "file", path: "./data/blobs" }],
    ["s3://bucket", { scheme: "s3", bucket: "bucket", prefix: "", ...nothing }],
    ["s3://my.bucket-1/a/b/", { scheme: "s3", bucket: "my.bucket-1", prefix: "a/b/", ...nothing }],
    [
      "s3://bucket/p?endpoint=http://127.0.0.1:9000&region=eu-1&path_style=true",
      { scheme: "s3", bucket: "bucket", prefix: "p/", endpoint: "http://127.0.0.1:9000", region: "eu-1", pathStyle: true },
    ],
  ] as const)("%p", (written, location) => expect(read(types.storageUrl(), written)).toEqual(location));

  test.each([
    "s3://",
    "s3:bucket",
    "s3://Bucket_1",
    "s3://key:secret@bucket",
    "s3://bucket/a b",
    "s3://bucket/a//b",
    "s3://bucket?secret_access_key=x",
    "s3://bucket?endpoint=ftp://x",
    "s3://bucket?endpoint=https://key:secret@x",
    "s3://bucket?path_style=yes",
    "s3://bucket?region=a&region=b",
    "gs://bucket",
  ])("%p is refused", (written) => expect(read(types.storageUrl(), written)).toBe("refused"));
});
