import { describe, expect, test } from "bun:test";
import { isLoopback, parseRegistryUrl } from "./address.ts";

describe("the address of a registry", () => {
  test.each([
    ["registry.example.com", "https://registry.example.com"],
    ["Registry.Example.com:443", "https://registry.example.com"],
    ["localhost:5000", "https://localhost:5000"],
    ["http://localhost:5000/", "http://localhost:5000"],
    ["[::1]:5000", "https://[::1]:5000"],
  ])("%s", (text, url) => expect(parseRegistryUrl(text)).toBe(url));

  test("is without TLS only when asked for", () => {
    expect(parseRegistryUrl("10.0.0.7:5000", { plainHttp: true })).toBe("http://10.0.0.7:5000");
  });

  test.each(["", "registry.example.com/acme", "ftp://registry.example.com", "https://registry.example.com?x", "a b"])(
    "%j is refused",
    (text) => expect(() => parseRegistryUrl(text)).toThrow(),
  );

  test("a password in it is refused, and not repeated", () => {
    expect(() => parseRegistryUrl("https://alice:hunter2@registry.example.com")).toThrow(
      /^the address must not hold a user name or password$/,
    );
  });

  test.each([
    ["http://localhost:5000", true],
    ["http://127.8.9.1", true],
    ["http://[::1]:5000", true],
    ["http://127.0.0.1.example.com", false],
    ["http://10.0.0.1", false],
  ])("whether %s stays on this machine", (url, expected) => expect(isLoopback(url)).toBe(expected));
});
