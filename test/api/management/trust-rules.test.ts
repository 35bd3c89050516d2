// Trust rules: what an organization's administrators may write down, and what a pasted token tells them.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { RULES_PER_ROBOT_LIMIT } from "../../../src/management/trust-rules.ts";
import { TestApp } from "../../kit/app.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import { CiIssuer } from "../../kit/ci-issuer.ts";
import { makeOrganization } from "../../kit/tenants.ts";

const AUDIENCE = "https://registry.example.org";
const STARTED_AT = Date.UTC(2026, 0, 1);
const RULES = "/orgs/acme/robots/ci/trust-rules";

let issuer: CiIssuer;

beforeAll(async () => {
  issuer = await CiIssuer.start({ now: () => STARTED_AT });
});

afterAll(() => issuer[Symbol.asyncDispose]());

async function start() {
  const issuers = `${issuer.url},https://token.actions.githubusercontent.com`;
  const app = await TestApp.start({ flags: { "--auth-federation-issuers": issuers } });
  const id = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  await app.asUser("bob");
  const as = async (username: string) => new Api(await app.asUser(username));
  const amy = await as("amy");
  for (const name of ["ci", "nightly"]) await amy.post("/orgs/acme/robots", { name });
  return { app, id, as, amy, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const written = (claims: object = { repository_id: "74" }) => ({ name: "release", issuer: issuer.url, audience: AUDIENCE, claims });
const preset = { name: "release", preset: "github", audience: AUDIENCE, fields: { repository_id: "74", ref: "refs/heads/main" } };

describe("a rule", () => {
  test("is made, changed and deleted", async () => {
    await using kit = await start();
    const made = await kit.amy.post(RULES, written());
    expect(made.body).toMatchObject({ name: "release", preset: null, claims: { repository_id: "74" }, created_by: "amy" });
    const path = `${RULES}/${made.body.id}`;

    const changed = await kit.amy.patch(path, { claims: { repository_id: ["74", "75"] } }, made.etag);
    expect(changed.body).toMatchObject({ name: "release", claims: { repository_id: ["74", "75"] } });
    expect(await refusalOf(kit.amy.patch(path, { name: "x" }, made.etag))).toEqual([412, "stale"]);
    expect((await kit.amy.get(RULES)).body.items).toMatchObject([{ id: made.body.id, last_used_at: null }]);
    expect(await refusalOf(kit.amy.get(`/orgs/acme/robots/nightly/trust-rules/${made.body.id}`))).toEqual([404, "not_found"]);
    expect((await kit.amy.delete(path)).status).toBe(204);
    expect(await refusalOf(kit.amy.get(path))).toEqual([404, "not_found"]);
  });

  test("is made from a preset's few words", async () => {
    await using kit = await start();
    expect((await kit.amy.post(RULES, preset)).body).toMatchObject({
      preset: "github",
      issuer: "https://token.actions.githubusercontent.com",
      claims: { repository_id: "74", ref: "refs/heads/main" },
    });
  });

  test.each([
    ["an issuer that the site does not allow", () => ({ ...written(), issuer: "https://gitlab.com" }), "/issuer"],
    ["no claim that says whose", () => written({ ref: "refs/heads/main" }), "/claims"],
    ["a preset's field that it has not", () => ({ ...preset, fields: { repository_id: "74", colour: "red" } }), "/fields/colour"],
    ["a preset without what it needs", () => ({ ...preset, fields: {} }), "/fields"],
    ["a preset and claims", () => ({ ...preset, claims: { a: "b" } }), "/claims"],
    ["fields without a preset", () => ({ ...written(), fields: { a: "b" } }), "/fields"],
    ["neither issuer nor preset", () => ({ name: "x", audience: AUDIENCE, claims: { a: "b" } }), "/issuer"],
    ["an unknown preset", () => ({ ...preset, preset: "jenkins" }), "/preset"],
    ["a claim of too many alternatives", () => written({ repository_id: Array.from({ length: 33 }, String) }), "/claims/repository_id"],
  ])("with %s is told what is wrong", async (_what, wish: () => object, pointer) => {
    await using kit = await start();
    const { status, body: problem } = await kit.amy.post(RULES, wish());
    expect([status, problem.errors]).toEqual([422, expect.arrayContaining([expect.objectContaining({ pointer })])]);
  });

  test("is looked at again when it is changed", async () => {
    await using kit = await start();
    const { body, etag } = await kit.amy.post(RULES, written());
    expect(await refusalOf(kit.amy.patch(`${RULES}/${body.id}`, { claims: { ref: "*" } }, etag))).toEqual([422, "invalid"]);
  });

  test("is one of a bounded number", async () => {
    await using kit = await start();
    for (let index = 0; index < RULES_PER_ROBOT_LIMIT; index += 1) await kit.amy.post(RULES, written());
    expect(await refusalOf(kit.amy.post(RULES, written()))).toEqual([403, "quota_exceeded"]);
    expect((await kit.amy.post("/orgs/acme/robots/nightly/trust-rules", written())).status).toBe(201);
  });

  test("is for administrators, and of one organization", async () => {
    await using kit = await start();
    const { body } = await kit.amy.post(RULES, written());
    const mel = await kit.as("mel");
    expect(await refusalOf(mel.get(RULES))).toEqual([403, "forbidden"]);
    expect(await refusalOf(mel.post(RULES, written()))).toEqual([403, "forbidden"]);
    expect(await refusalOf(mel.post("/orgs/acme/trust-rules/test", { token: "x" }))).toEqual([403, "forbidden"]);
    await makeOrganization(kit.app, "globex", { gus: "owner" });
    const gus = await kit.as("gus");
    await gus.post("/orgs/globex/robots", { name: "ci" });
    expect(await refusalOf(gus.get(`/orgs/globex/robots/ci/trust-rules/${body.id}`))).toEqual([404, "not_found"]);
    expect(await refusalOf(gus.delete(`/orgs/globex/robots/ci/trust-rules/${body.id}`))).toEqual([404, "not_found"]);
  });

  test("is in the log with what changed", async () => {
    await using kit = await start();
    const { body } = await kit.amy.post(RULES, written());
    await kit.amy.patch(`${RULES}/${body.id}`, { claims: { repository_id: "75" } });
    await kit.amy.delete(`${RULES}/${body.id}`);
    const range = { after: 0, before: Number.MAX_SAFE_INTEGER };
    const found = await kit.app.stores.metadata.read.audit.list({ action: "trust_rule.*", namespaceId: kit.id }, range, 10);
    expect(
      found.map(({ action, target, before, after }) => [action, target, before && JSON.parse(before), after && JSON.parse(after)]),
    ).toEqual([
      ["trust_rule.delete", "acme+ci", expect.objectContaining({ claims: { repository_id: "75" } }), undefined],
      ["trust_rule.update", "acme+ci", { claims: { repository_id: "74" } }, { claims: { repository_id: "75" } }],
      ["trust_rule.create", "acme+ci", undefined, expect.objectContaining({ id: body.id, issuer: issuer.url })],
    ]);
  });
});

describe("a pasted token", () => {
  test("is held against every rule of the organization's robots, and not used up", async () => {
    await using kit = await start();
    await makeOrganization(kit.app, "globex", { gus: "owner" });
    await (await kit.as("gus")).post("/orgs/globex/robots", { name: "spy" });
    await (await kit.as("gus")).post("/orgs/globex/robots/spy/trust-rules", written());
    const fitting = await kit.amy.post(RULES, written());
    const other = await kit.amy.post("/orgs/acme/robots/nightly/trust-rules", written({ repository_id: "75" }));
    const token = await issuer.github();

    for (const _time of [1, 2]) {
      const { body } = await kit.amy.post("/orgs/acme/trust-rules/test", { token });
      expect(body).toMatchObject({ accepted: true, reason: null, rule_id: fitting.body.id, robot: "acme+ci" });
      expect(
        (body.rules as { id: string; robot: string; matches: boolean }[]).map(({ id, robot, matches }) => [id, robot, matches]),
      ).toEqual([
        [fitting.body.id as string, "acme+ci", true],
        [other.body.id as string, "acme+nightly", false],
      ]);
    }
  });

  test("that is refused is told why, check by check", async () => {
    await using kit = await start();
    await kit.amy.post(RULES, written());
    const token = await issuer.github({ repository_id: "666" });
    const { body } = await kit.amy.post("/orgs/acme/trust-rules/test", { token });
    expect(body).toMatchObject({ accepted: false, reason: "the token's claims match no trust rule", rule_id: null, robot: null });
    const [rule] = body.rules as { checks: object[] }[];
    expect(rule!.checks).toContainEqual({ check: "claims repository_id", ok: false, expected: "74", actual: "666" });
  });

  test("may be anything", async () => {
    await using kit = await start();
    const { body } = await kit.amy.post("/orgs/acme/trust-rules/test", { token: "hello" });
    expect(body).toMatchObject({ accepted: false, header: null, claims: null, checks: [], rules: [] });
  });
});
