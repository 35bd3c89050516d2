import { expect, test } from "bun:test";
import type { Exchange } from "../exchange.ts";
import { PAGE_LIMIT, nextLink, readPageSize } from "./pagination.ts";

const sizeOf = (query: string) => readPageSize({ query: new URLSearchParams(query) } as Exchange, 7);

test.each([
  ["", 7],
  ["n=0", 0],
  ["n=1", 1],
  ["n=007", 7],
  [`n=${PAGE_LIMIT}`, PAGE_LIMIT],
  [`n=${PAGE_LIMIT + 1}`, PAGE_LIMIT],
  [`n=1${"0".repeat(40)}`, PAGE_LIMIT],
  ["n=3&n=x", 3],
])("%p asks for %d", (query, size) => {
  expect(sizeOf(query)).toBe(size);
});

test.each(["n=", "n=-1", "n=+1", "n=1.0", "n=1e3", "n=0x1", "n=%201", "n=%D9%A3"])("%p asks for nothing that exists", (query) => {
  expect(() => sizeOf(query)).toThrow("non-negative integer");
});

test("a link survives whatever a name holds", () => {
  const link = nextLink("/v2/_catalog", { n: "2", last: 'a&b=c%d+e f>"é' });
  const [, path] = /^<([^<>"\s]*)>; rel="next"$/.exec(link)!;
  expect(new URL(path!, "http://x").searchParams.get("last")).toBe('a&b=c%d+e f>"é');
});
