import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { versionKey, versionKeyStretches } from "./version-order.ts";

const number = fc.nat({ max: 2 ** 31 - 1 }).map(String);
const identifier = fc.oneof(
  number,
  fc.stringMatching(/^[0-9]{0,3}[A-Za-z-][0-9A-Za-z-]{0,6}$/),
  fc.constantFrom("alpha", "beta", "rc", "rc1", "RC", "1a"),
);
const small = fc.oneof(fc.nat({ max: 3 }).map(String), number);
const version = fc
  .record({
    core: fc.tuple(small, small, small),
    prerelease: fc.array(identifier, { maxLength: 4 }),
  })
  .map(({ core, prerelease }) => core.join(".") + (prerelease.length > 0 ? `-${prerelease.join(".")}` : ""));
const tag = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/);

test("keys have the order of semantic versions", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(`${a} ${compare(versionKey(a), versionKey(b))} ${b}`).toBe(`${a} ${Bun.semver.order(a, b)} ${b}`);
    }),
    { numRuns: 5000 },
  );
});

test("prereleases of one version have the order of their identifiers", () => {
  const prerelease = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((identifiers) => `1.0.0-${identifiers.join(".")}`);
  fc.assert(
    fc.property(prerelease, prerelease, (a, b) => {
      expect(`${a} ${compare(versionKey(a), versionKey(b))} ${b}`).toBe(`${a} ${Bun.semver.order(a, b)} ${b}`);
    }),
    { numRuns: 5000 },
  );
});

test("a v and build metadata change nothing, in Helm's writing too", () => {
  fc.assert(
    fc.property(version, fc.stringMatching(/^[0-9A-Za-z-]{1,10}$/), (text, build) => {
      expect([`v${text}`, `${text}+${build}`, `${text}_${build}`].map(versionKey)).toEqual(Array(3).fill(versionKey(text)));
    }),
  );
});

test("the specification's own example, and what people write", () => {
  const ascending = [
    ..."0.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc 1.0.0-rc.1 1.0.0-rc- 1.0.0-rc1 1.0.0 1.0.1".split(
      " ",
    ),
    ..."1.2-alpine v1.2 1.9.0 1.10.0 2-rc 2 22.04 22.10 24.04 24.10 20260101".split(" "),
  ];
  expect(ascending.toSorted((a, b) => compare(versionKey(a), versionKey(b)))).toEqual(ascending);
});

test("a part that is not written is zero", () => {
  expect(["1", "v1", "1.0", "01.0.0"].map(versionKey)).toEqual(Array(4).fill(versionKey("1.0.0")));
});

test("numbers of any length are numbers", () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 120n });
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      expect(compare(versionKey(`${a}`), versionKey(`${b}`))).toBe(compare(a, b));
      expect(compare(versionKey(`1-${a}`), versionKey(`1-${b}`))).toBe(compare(a, b));
    }),
  );
});

test.each([
  "latest",
  "1.2.3.4",
  "1_2_3",
  "1.",
  "1..2",
  "1.0.0-",
  "1.0.0-a..b",
  "vv1",
  "V1",
  "1.0.0_",
  "-1",
  "1.x",
  "deadbeef",
  "\u0661.0.0",
])("%j is no version: it sorts before all of them", (name) => expect(versionKey(name) < versionKey("0-0")).toBe(true));

test("what is no version sorts by name", () => {
  const names = fc.stringMatching(/^[a-z_][a-zA-Z0-9._-]{0,127}$/).filter((name) => !/^v\d/.test(name));
  fc.assert(
    fc.property(names, names, (a, b) => {
      expect(compare(versionKey(a), versionKey(b))).toBe(compare(a, b));
    }),
  );
});

test("no tag's key is too long for an index", () => {
  const many = fc
    .array(fc.constantFrom("1", "a", "-", "10"), { minLength: 1, maxLength: 70 })
    .map((ids) => `1-${ids.join(".")}`.slice(0, 128));
  fc.assert(
    fc.property(fc.oneof(tag, many), (text) => {
      expect(versionKey(text).length).toBeLessThanOrEqual(600);
    }),
    { examples: [[`1${".1".repeat(63)}`], [`1-1${".1".repeat(62)}`], ["1".repeat(128)]] },
  );
});

test("a text longer than any tag is no version", () => {
  expect(versionKey("1".repeat(300)) < versionKey("0-0")).toBe(true);
});

test("tags with a common beginning lie in its stretches, the highest first", () => {
  const beginnings = fc
    .tuple(fc.constantFrom("", "v"), small, fc.option(small))
    .map(([v, major, minor]) => `${v}${major}.${minor === null ? "" : `${minor}.`}`);
  const endings = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9._-]{0,20}$/),
    small,
    fc.tuple(small, small).map((ids) => ids.join(".")),
  );
  fc.assert(
    fc.property(beginnings, endings, (beginning, ending) => {
      const stretches = versionKeyStretches(beginning)!;
      expect(stretches.some((stretch) => versionKey(beginning + ending).startsWith(stretch))).toBe(true);
      expect(stretches.toSorted().toReversed()).toEqual([...stretches]);
    }),
    {
      examples: [
        ["v1.", ""],
        ["01.", "2"],
        ["1.2.", "x"],
      ],
    },
  );
  expect(["", "v", "v1", "1.x.", "1.2.3."].map(versionKeyStretches)).toEqual(Array(5).fill(undefined));
});

function compare<T extends string | bigint>(a: T, b: T): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
