import { describe, expect, test } from "bun:test";
import { granteeText, parseGrantee, parseRepository, parseRobot, parseTag, parseTeam } from "./names.ts";

describe("names as people write them", () => {
  test.each([
    ["acme/api", { namespace: "acme", repository: "api" }],
    ["acme/team/api", { namespace: "acme", repository: "team/api" }],
    ["debian", { namespace: "library", repository: "debian" }],
    ["localhost:5000/acme/api", { namespace: "acme", repository: "api" }],
  ])("the repository %s", (text, path) => expect(parseRepository(text, "http://localhost:5000")).toEqual(path));

  test.each(["", "acme/", "/api", "acme//api", "acme/api:v1", "acme/api@sha256:00", "other:5000/acme/api"])("%j is no repository", (text) =>
    expect(() => parseRepository(text, "http://localhost:5000")).toThrow("does not name a repository"),
  );

  test.each([
    ["acme/api:v1", { namespace: "acme", repository: "api", tag: "v1" }],
    ["debian:12", { namespace: "library", repository: "debian", tag: "12" }],
    ["localhost:5000/acme/api:v1", { namespace: "acme", repository: "api", tag: "v1" }],
  ])("the tag %s", (text, path) => expect(parseTag(text, "http://localhost:5000")).toEqual(path));

  test.each(["acme/api", "acme/api:", "localhost:5000/acme/api"])("%j is no tag", (text) =>
    expect(() => parseTag(text, "http://localhost:5000")).toThrow("does not name a repository with a tag"),
  );

  test.each(["bob", "acme/backend", "acme+ci"])("%s is written as it is read", (text) =>
    expect(granteeText("acme", parseGrantee(text))).toBe(text),
  );

  test.each(["other/backend", "other+ci"])("%s is granted nothing in acme", (text) =>
    expect(() => parseGrantee(text, "acme")).toThrow("does not belong to acme"),
  );

  test("robots and teams are named with their organization", () => {
    expect(parseRobot("acme+ci")).toEqual({ org: "acme", robot: "ci" });
    expect(parseTeam("acme/backend")).toEqual({ org: "acme", team: "backend" });
    for (const text of ["ci", "+ci", "acme+", "a+b+c"]) expect(() => parseRobot(text)).toThrow("acme+ci");
    for (const text of ["backend", "/x", "acme/", "a/b/c"]) expect(() => parseTeam(text)).toThrow("acme/backend");
  });
});
