import { describe, expect, test } from "bun:test";
import { newSecret } from "../../auth/secret-tokens.ts";
import { byteSize, oneLine, relativeTime, withoutSecrets } from "./text.ts";

const NOW = Date.UTC(2026, 10, 23, 12);

describe("texts for people", () => {
  test.each([
    ["2026-11-23T11:59:30.000Z", "just now"],
    ["2026-11-23T09:00:00.000Z", "3 hours ago"],
    ["2026-11-22T11:59:00.000Z", "1 day ago"],
    ["2026-11-23T12:00:00.900Z", "just now"],
    ["2026-11-23T12:00:30.000Z", "in a moment"],
    ["2027-02-21T11:59:59.000Z", "in 3 months"],
    ["never", "never"],
  ])("%s is %s", (time, text) => expect(relativeTime(time, NOW)).toBe(text));

  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 KiB"],
    [5 * 2 ** 30, "5 GiB"],
    [200.4 * 2 ** 20, "200 MiB"],
  ])("%d bytes are %s", (bytes, text) => expect(byteSize(bytes)).toBe(text));

  test("what a registry sends cannot move the cursor, forge a line or turn the text around", () => {
    expect(oneLine("a\u001b[2Jb\r\nc\u009bd\u202ee\u2028f")).toBe("a [2Jb c d e f");
  });

  test.each(["personal", "robot", "refresh", "session", "invitation"] as const)("a %s secret is never shown", (kind) => {
    const secret = newSecret(kind);
    expect(withoutSecrets(`sent ${secret}.`)).toBe(`sent ${secret.slice(0, 8)}….`);
  });

  test("nor is an access token", () => {
    expect(withoutSecrets("Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2ln-_x")).toBe("Bearer eyJ…");
  });
});
