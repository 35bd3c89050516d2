import { expect, test } from "bun:test";
import { parseYaml } from "./yaml.ts";

test.each([
  ["a value", "listen: :1\nopen: true\nlisten: :2\n", "line 3"],
  ["a section", "http:\n  a: 1\nlog:\n  a: 2\nhttp:\n  b: 3\n", "line 5"],
  ["a key of a section", "http:\n  a: 1\n  b: 2\n  a: 3\nlog:\n  a: 4\n", "line 4"],
  ["in quotes once", "listen: :1\n'listen': :2\n", "line 2"],
  ["in quotes both times", '"listen": :1\n"listen" : :2\n', "line 2"],
  ["in an entry of a list", "rules:\n  - issuer: a\n    path: b\n    issuer: c\n", "line 4"],
  ["with lines as Windows ends them", "open: true\r\nopen: false\r\n", "line 2"],
  ["once with nothing behind it", "http:\nhttp:\n  a: 1\n", "line 1"],
  ["thrice", "a: 1\na: 2\na: 3\n", "line 2"],
])("a key that is there twice is refused: %s", (_name, text, which) => {
  expect(() => parseYaml(text)).toThrow(`the key of ${which} is there twice`);
});

test.each([
  ["in two sections", "http:\n  a: 1\nlog:\n  a: 2\na: 3\n", { http: { a: 1 }, log: { a: 2 }, a: 3 }],
  ["in two entries of a list", "- a: 1\n- a: 2\n", [{ a: 1 }, { a: 2 }]],
  ["in a text", "a: |\n  b: 1\n  b: 2\n", { a: "b: 1\nb: 2\n" }],
  ["in quotes over several lines", 'a: "x\n  b: 1\n  b: 2"\n', { a: "x b: 1 b: 2" }],
  ["in a comment", "a: 1\n# a: 2\n", { a: 1 }],
  ["beginning as another", "a: 1\na_b: 2\na-b: 3\n", { a: 1, a_b: 2, "a-b": 3 }],
  ["beside what another section lends", "x: &x\n  a: 1\ny:\n  <<: *x\n  a: 2\n", { x: { a: 1 }, y: { a: 2 } }],
  ["meant twice", "x: &x\n  a: 1\ny: *x\nz:\n  a: 1\n", { x: { a: 1 }, y: { a: 1 }, z: { a: 1 } }],
])("the same name may stand %s", (_name, text, parsed) => {
  expect(parseYaml(text)).toEqual(parsed);
});

test.each(["", "# nothing\n", "5", "- a"])("%p is what it is", (text) => {
  expect(parseYaml(text)).toEqual(Bun.YAML.parse(text));
});
