import { describe, expect, test } from "bun:test";
import { PublicOrigin } from "./origin.ts";

const origin = (trusted: readonly string[] = [], publicUrl?: string) =>
  new PublicOrigin({ publicUrl, listenOrigin: () => "http://listen.test:5000" }, trusted);
const headers = (fields: Readonly<Record<string, string>>) => new Headers(fields);
const FORWARDED = headers({ host: "inside", "x-forwarded-host": "outside.example", "x-forwarded-proto": "https" });

test.each(["registry.example", "registry.example:8443", "localhost:5000", "127.0.0.1:80", "[::1]", "[2001:db8::1]:5000", "a"])(
  "the host that the client named is used: %s",
  (host) => {
    expect(origin().of(headers({ host }), "192.0.2.1")).toBe(`http://${host}`);
  },
);

test.each(["", "a b", "a/b", "user@host", "a,b", 'a"b', "-a", "a-", "a:", "a:123456", "a:b", "[::1", "é", "[::1]x", "a?b", "a#b"])(
  "%p is no host: the address that is listened on is used",
  (host) => {
    const fields = { get: (name: string) => (name === "host" ? host : null) } as unknown as Headers;
    expect(origin().of(fields, "192.0.2.1")).toBe("http://listen.test:5000");
  },
);

describe("X-Forwarded headers", () => {
  test.each([
    [["10.0.0.0/8"], "10.9.8.7"],
    [["10.0.0.1"], "10.0.0.1"],
    [["10.0.0.0/8"], "::ffff:10.0.0.1"],
    [["2001:db8::/32"], "2001:db8::5"],
    [["192.0.2.1", "::1"], "::1"],
  ])("from one of %p at %s are believed", (trusted, address) => {
    expect(origin(trusted).of(FORWARDED, address)).toBe("https://outside.example");
  });

  test.each([
    [[], "10.0.0.1"],
    [["10.0.0.0/8"], "11.0.0.1"],
    [["10.0.0.1"], "10.0.0.2"],
    [["::/0"], "10.0.0.1"],
    [["0.0.0.0/0"], "::1"],
    [["10.0.0.0/8"], ""],
    [["10.0.0.0/8"], "unix:/socket"],
  ])("from others than %p at %p are not", (trusted, address) => {
    expect(origin(trusted).of(FORWARDED, address)).toBe("http://inside");
  });

  test("of a chain of proxies the first entry is the client's", () => {
    const chain = headers({ host: "inside", "x-forwarded-host": "outside.example, middle", "x-forwarded-proto": "https, http" });
    expect(origin(["10.0.0.1"]).of(chain, "10.0.0.1")).toBe("https://outside.example");
  });

  test.each(["ftp", "javascript", "HTTPS", "http://x"])("a scheme such as %p is not believed", (proto) => {
    expect(origin(["10.0.0.1"]).of(headers({ host: "a", "x-forwarded-proto": proto }), "10.0.0.1")).toBe("http://listen.test:5000");
  });
});

test("what is configured wins over everything", () => {
  expect(origin(["10.0.0.1"], "https://set.example").of(FORWARDED, "10.0.0.1")).toBe("https://set.example");
});

const clientAddress = (forwarded: string, remoteAddress = "10.0.0.1") =>
  origin(["10.0.0.0/8"]).clientAddress(headers({ "x-forwarded-for": forwarded }), remoteAddress);

describe("the client's address", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["9.9.9.9, 203.0.113.7", "203.0.113.7"],
    ["9.9.9.9, 203.0.113.7, 10.0.0.2", "203.0.113.7"],
    ["10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["2001:db8::7", "2001:db8::7"],
  ])("is the last in %p that is none of ours: %s", (forwarded, address) => {
    expect(clientAddress(forwarded)).toBe(address);
  });

  test.each([
    ["9.9.9.9, 203.0.113.7:51234", "203.0.113.7"],
    ["9.9.9.9, [2001:db8::7]:51234", "2001:db8::7"],
    ["9.9.9.9, [2001:db8::7]", "2001:db8::7"],
    ["9.9.9.9, 203.0.113.7:51234, 10.0.0.2:80", "203.0.113.7"],
  ])("may be written with a port: %p is %s", (forwarded, address) => {
    expect(clientAddress(forwarded)).toBe(address);
  });

  test.each(["9.9.9.9, unknown", "9.9.9.9,", "9.9.9.9, 203.0.113.7:x", "9.9.9.9, 10.0.0.2:http", ""])(
    "is the proxy's where that wrote none: nothing before it is believed in %p",
    (forwarded) => {
      expect(clientAddress(forwarded)).toBe("10.0.0.1");
    },
  );

  test("is who is connected, when that is no proxy of ours", () => {
    expect(clientAddress("9.9.9.9", "203.0.113.7")).toBe("203.0.113.7");
  });
});
