import { expect, test } from "bun:test";
import { type Caller, NOBODY } from "../auth/caller.ts";
import { administersSite, personOf } from "./person.ts";

const root: Caller = { ...NOBODY, identity: { kind: "user", id: 1, username: "root", namespaceId: 1, isAdmin: true } };
const robot: Caller = { ...NOBODY, identity: { kind: "robot", id: 1, name: "acme+ci", namespaceId: 1 } };
const [narrow, limited]: Caller[] = [
  { ...root, scopes: ["user:write"] },
  { ...root, scopes: ["admin"], limitedBy: 1 },
];

test("only an administrator with all of their rights acts for others", () => {
  const person: Caller = { ...root, identity: { kind: "user", id: 2, username: "ada", namespaceId: 2, isAdmin: false } };
  expect([root, { ...root, scopes: ["admin"] } as const, narrow!, limited!, person, robot, NOBODY].map(administersSite)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("robots, nobody and tokens for some repositories are no person", () => {
  expect(personOf(narrow!).username).toBe("root");
  for (const caller of [robot, NOBODY]) expect(() => personOf(caller)).toThrow("only people");
  expect(() => personOf(limited!)).toThrow("limited");
});
