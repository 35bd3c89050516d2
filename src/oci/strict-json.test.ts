import { describe, expect, test } from "bun:test";
import { DEPTH_LIMIT, JsonError, parseStrictJson } from "./strict-json.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const parse = (text: string) => parseStrictJson(new TextEncoder().encode(text));

test.each([
  '{"a":[1,{"b":null}],"c":"d"}',
  "[]",
  '"text"',
  "1.5e3",
  "null",
  ' \t\r\n{"a" : 1}\n',
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
])("%p means what JSON.parse says", (text) => {
  expect(parse(text)).toEqual(JSON.parse(text));
});

test.each(['{"a\\"b":1,"a":2}', '{"\\\\":1,"\\"":2}', '{"a":"a","b":"a\\\\"}', '["a","a"]', '{"a":"b","b":"a"}', '{"a":"}{","b":"]["}'])(
  "%p has no key twice, though it looks so",
  (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  },
);

describe("a key twice in one object", () => {
  test.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"\\u0061":1,"\\u0061":2}',
    '{"a" :1,"b":2,"a"\n:3}',
    '[{"x":{"a":1,"b":[{}],"a":2}}]',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a\\/b":1,"a/b":2}',
    '{"\\ud83d\\ude00":1,"😀":2}',
  ])("%p is refused", (text) => {
    expect(() => parse(text)).toThrow(/occurs twice/);
  });
});

test.each([
  "",
  "{",
  "}",
  '{"a"}',
  "{a:1}",
  "[1,]",
  '{"a":1}x',
  "{}{}",
  '"',
  '"a',
  '"\\x"',
  '"\\',
  "01",
  "nul",
  "{'a':1}",
  "//",
  '{"a":1}\0',
  "\u00a0{}",
])("%p is no JSON", (text) => {
  expect(() => parse(text)).toThrow(JsonError);
});

test.each(['"\\ud800"', '"\\udc00\\ud800"', '{"\\ud800":1}', '["\\uDFFF"]'])("%p holds what UTF-8 cannot carry", (text) => {
  expect(() => parse(text)).toThrow("lone surrogate");
});

test("a byte order mark and bytes that are no UTF-8 are refused", () => {
  expect(() => parse("\uFEFF{}")).toThrow("byte order mark");
  for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x22, 0xc3, 0x22], [0xfe, 0xff, 0, 0x31]]) {
    expect(() => parseStrictJson(new Uint8Array(bytes))).toThrow("not valid UTF-8");
  }
});

test("the deepest that is read, and one deeper", () => {
  expect(parse(nested(DEPTH_LIMIT))).toBeArray();
  expect(() => parse(nested(DEPTH_LIMIT + 1))).toThrow("nested deeper");
  expect(() => parse('{"a":'.repeat(100_000))).toThrow("nested deeper");
});

test("siblings are no depth", () => {
  expect(parse(`[${Array.from({ length: 1000 }, () => "[{}]").join(",")}]`)).toHaveLength(1000);
});

test("__proto__ is a key and nothing else", () => {
  const value = parse('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

// Each step back over a run of backslashes must not be repeated for every quote before it.
test("a long string of quotes and backslashes is read", () => {
  const text = JSON.stringify({ a: `${"\\".repeat(50_000)}${'"'.repeat(50_000)}` });
  expect(parse(text)).toEqual(JSON.parse(text));
});
