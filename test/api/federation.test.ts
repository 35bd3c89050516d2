// The exchange of a CI's token for a robot's access token (RFC 8693), from the trust rule to the push.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_ISSUERS } from "../../src/auth/federation/issuers.ts";
import { loadConfig } from "../../src/config/load.ts";
import { TestApp } from "../kit/app.ts";
import { Api } from "../kit/api.ts";
import { CiIssuer } from "../kit/ci-issuer.ts";
import { makeOrganization } from "../kit/tenants.ts";

const AUDIENCE = "https://registry.example.org";
const STARTED_AT = Date.UTC(2026, 0, 1);
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const TYPE = "urn:ietf:params:oauth:token-type:";
const SCOPE = "repository:acme/api:pull,push";

let issuer: CiIssuer;
let stranger: CiIssuer;

beforeAll(async () => {
  [issuer, stranger] = await Promise.all([CiIssuer.start({ now: () => STARTED_AT }), CiIssuer.start({ now: () => STARTED_AT })]);
});

afterAll(() => Promise.all([issuer, stranger].map((started) => started[Symbol.asyncDispose]())));

/** Acme's robot `ci` may write everything there, and a rule lets acme/api's pipelines act as it. */
async function start(flags: Readonly<Record<string, string>> = {}) {
  const app = await TestApp.start({ flags: { "--auth-federation-issuers": issuer.url, ...flags } });
  const id = await makeOrganization(app, "acme", { alice: "owner" });
  const alice = new Api(await app.asUser("alice"));
  await alice.post("/orgs/acme/robots", { name: "ci" });
  await alice.put("/orgs/acme/permissions/robots/ci", { level: "write" });
  const rule = { name: "release", issuer: issuer.url, audience: AUDIENCE, claims: { repository_id: "74" } };
  const made = await alice.post("/orgs/acme/robots/ci/trust-rules", rule);
  const rulePath = `/orgs/acme/robots/ci/trust-rules/${made.body.id}`;
  return { app, id, alice, rulePath, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly access_token?: string; readonly error?: string; readonly scope?: string };
}

/** `undefined` leaves a field out. */
async function exchange(app: TestApp, token: string, fields: Readonly<Record<string, string | undefined>> = {}): Promise<Answer> {
  const all = {
    grant_type: EXCHANGE,
    subject_token_type: `${TYPE}jwt`,
    subject_token: token,
    service: "aerugo",
    robot: "acme+ci",
    scope: SCOPE,
    ...fields,
  };
  const form = new URLSearchParams(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
  );
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await app.anonymous.post("/auth/token", { body: form.toString(), headers });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

async function auditOf(app: TestApp, filter: object) {
  await app.services.refusals.flush();
  return app.stores.metadata.read.audit.list(
    { action: "federation.exchange", ...filter },
    { after: 0, before: Number.MAX_SAFE_INTEGER },
    20,
  );
}

describe("an exchange", () => {
  test("gives a token with which the job pushes as the robot, and as no more than the robot", async () => {
    await using kit = await start();

    const { status, body } = await exchange(kit.app, await issuer.github(), { scope: `${SCOPE},delete repository:alice/private:pull` });

    expect([status, body.token_type, body.issued_token_type, body.scope]).toEqual([200, "Bearer", `${TYPE}access_token`, SCOPE]);
    const robot = kit.app.withToken(body.access_token!);
    await robot.pushImage("acme/api", "v1");
    expect((await robot.get("/v2/acme/api/manifests/v1")).status).toBe(200);
    expect((await robot.delete("/v2/acme/api/manifests/v1")).status).not.toBe(202);
    expect((await robot.post("/v2/acme/other/blobs/uploads/")).status).toBe(401);
    expect((await robot.get("/api/v1/orgs/acme")).status).toBe(401);
  });

  test("is written down, with the subject that the token names, and so is the push", async () => {
    await using kit = await start();
    const { body } = await exchange(kit.app, await issuer.github());
    await kit.app.withToken(body.access_token!).pushImage("acme/api", "v1");

    const [entry] = await auditOf(kit.app, { namespaceId: kit.id });
    const subject = `${issuer.url} repo:acme/api:ref:refs/heads/main`;
    expect(entry).toMatchObject({
      outcome: "done",
      actor: "acme+ci",
      credential: "federation",
      target: "acme+ci",
      federationSubject: subject,
    });
    const range = { after: 0, before: Number.MAX_SAFE_INTEGER };
    const [pushed] = await kit.app.stores.metadata.read.audit.list({ action: "manifest.push", namespaceId: kit.id }, range, 1);
    expect(pushed).toMatchObject({ actor: "acme+ci", federationSubject: subject });
    const { items } = (await kit.alice.get("/orgs/acme/robots/ci/trust-rules")).body;
    expect(items![0]!.last_used_at).toBe(new Date(STARTED_AT).toISOString());
  });

  test("works once for each token, also for two who show it at the same time", async () => {
    await using kit = await start();
    const token = await issuer.github();
    const answers = await Promise.all([1, 2, 3, 4].map(() => exchange(kit.app, token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400]);
  });

  test("needs no robot's name when the scopes say whose robots are meant", async () => {
    await using kit = await start();
    expect((await exchange(kit.app, await issuer.github(), { robot: undefined })).body.scope).toBe(SCOPE);
    expect((await exchange(kit.app, await issuer.github(), { robot: undefined, scope: "repository:globex/api:pull" })).body.error).toBe(
      "invalid_grant",
    );
    expect((await exchange(kit.app, await issuer.github(), { robot: undefined, scope: undefined })).body.error).toBe("invalid_request");
  });

  test("without a robot's name passes over a robot that is disabled", async () => {
    await using kit = await start();
    const rule = { name: "release", issuer: issuer.url, audience: AUDIENCE, claims: { repository_id: "74" } };
    await kit.alice.post("/orgs/acme/robots", { name: "other" });
    await kit.alice.post("/orgs/acme/robots/other/trust-rules", rule);
    await kit.alice.patch("/orgs/acme/robots/ci", { disabled: true });
    expect((await exchange(kit.app, await issuer.github(), { robot: undefined })).status).toBe(200);
    expect(await auditOf(kit.app, { namespaceId: kit.id })).toMatchObject([{ outcome: "done", actor: "acme+other" }]);
  });

  test("takes an ID token's type, and several scopes", async () => {
    await using kit = await start();
    const fields = { subject_token_type: `${TYPE}id_token`, scope: "repository:acme/api:pull repository:acme/web:push" };
    expect((await exchange(kit.app, await issuer.github(), fields)).body.scope).toBe("repository:acme/api:pull repository:acme/web:push");
  });

  test("takes keys from a file for an issuer that is never asked", async () => {
    const asked = { ...stranger.asked };
    const folder = await mkdtemp(join(tmpdir(), "aerugo-keys-"));
    await Bun.write(join(folder, "keys.json"), JSON.stringify(stranger.keySet()));
    try {
      await using kit = await start({ "--auth-federation-key-files": `${stranger.url}=${join(folder, "keys.json")}` });
      await kit.alice.post("/orgs/acme/robots/ci/trust-rules", {
        name: "cluster",
        issuer: stranger.url,
        audience: AUDIENCE,
        claims: { "/kubernetes.io/namespace": "ci" },
      });
      expect((await exchange(kit.app, await stranger.kubernetes())).status).toBe(200);
      expect(stranger.asked).toEqual(asked);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("what was exchanged", () => {
  type Kit = Awaited<ReturnType<typeof start>>;
  const ends: [string, (kit: Kit) => Promise<{ status: number }>][] = [
    ["the rule is deleted", (kit) => kit.alice.delete(kit.rulePath)],
    ["the robot is disabled", (kit) => kit.alice.patch("/orgs/acme/robots/ci", { disabled: true })],
    ["the robot is deleted", (kit) => kit.alice.delete("/orgs/acme/robots/ci")],
    ["the organization is deleted", (kit) => kit.alice.delete("/orgs/acme", "*")],
  ];

  test.each(ends)("ends at once when %s, and nothing more is exchanged", async (_when, end) => {
    await using kit = await start();
    const robot = kit.app.withToken((await exchange(kit.app, await issuer.github())).body.access_token!);
    await robot.pushImage("acme/api", "v1");

    expect((await end(kit)).status).toBeLessThan(300);

    expect((await robot.get("/v2/acme/api/manifests/v1")).status).toBe(401);
    expect((await exchange(kit.app, await issuer.github())).body.error).toBe("invalid_grant");
  });

  test("is good for what the robot may do now", async () => {
    await using kit = await start();
    const robot = kit.app.withToken((await exchange(kit.app, await issuer.github())).body.access_token!);
    await robot.pushImage("acme/api", "v1");
    await kit.alice.delete("/orgs/acme/permissions/robots/ci");
    expect((await robot.get("/v2/acme/api/manifests/v1")).status).not.toBe(200);
    expect((await exchange(kit.app, await issuer.github())).body.scope).toBe("");
  });
});

describe("a refusal", () => {
  test("about robots and rules is one answer, whatever it was", async () => {
    await using kit = await start();
    const used = await issuer.github();
    await exchange(kit.app, used);
    const answers = [
      await exchange(kit.app, used),
      await exchange(kit.app, await issuer.github({ repository_id: "666" })),
      await exchange(kit.app, await issuer.github({ aud: "https://elsewhere.example" })),
      await exchange(kit.app, await issuer.github({ event_name: "pull_request_target" })),
      await exchange(kit.app, await stranger.github()),
      await exchange(kit.app, await stranger.github({ iss: issuer.url })),
      await exchange(kit.app, await issuer.github(), { robot: "acme+none" }),
      await exchange(kit.app, await issuer.github(), { robot: "none+ci" }),
      await exchange(kit.app, await issuer.github(), { robot: "ci" }),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([answers[0]!.status, answers[0]!.body.error]).toEqual([400, "invalid_grant"]);
  });

  test("is written down with its reason, where the organization sees it", async () => {
    await using kit = await start();
    await exchange(kit.app, await issuer.github({ repository_id: "666" }));
    const [entry] = await auditOf(kit.app, { namespaceId: kit.id, outcome: "refused" });
    expect(entry).toMatchObject({ actorKind: "anonymous", target: "acme+ci", outcome: "refused" });
    expect(JSON.parse(entry!.after!)).toEqual({
      reason: "claimsMismatch",
      claimed_issuer: issuer.url,
      claimed_subject: "repo:acme/api:ref:refs/heads/main",
    });
  });

  test("about the token itself says what is wrong with it", async () => {
    await using kit = await start();
    const expired = await issuer.github({ exp: Math.floor(STARTED_AT / 1000) - 3600, iat: Math.floor(STARTED_AT / 1000) - 4000 });
    expect((await exchange(kit.app, expired)).body).toMatchObject({
      error: "invalid_grant",
      error_description: expect.stringContaining("expired"),
    });
    expect((await exchange(kit.app, "nonsense")).body.error_description).toContain("not a signed JWT");
  });

  test.each([
    [{ subject_token: undefined }, "invalid_request"],
    [{ subject_token_type: undefined }, "invalid_request"],
    [{ subject_token_type: `${TYPE}saml2` }, "invalid_request"],
    [{ actor_token: "x" }, "invalid_request"],
    [{ requested_token_type: `${TYPE}refresh_token` }, "invalid_request"],
    [{ audience: "https://elsewhere.example" }, "invalid_target"],
    [{ resource: "https://elsewhere.example" }, "invalid_target"],
    [{ service: "elsewhere" }, "invalid_request"],
    [{ robot: "x".repeat(200) }, "invalid_request"],
  ])("of a form with %p is %s", async (fields: Readonly<Record<string, string | undefined>>, error) => {
    await using kit = await start();
    expect((await exchange(kit.app, await issuer.github(), fields)).body.error).toBe(error);
  });

  test("costs the issuer nothing when no rule names it", async () => {
    await using kit = await start({ "--auth-federation-issuers": `${issuer.url},${stranger.url}` });
    const asked = { ...stranger.asked };
    await exchange(kit.app, await stranger.github());
    expect(stranger.asked).toEqual(asked);
  });

  test("keeps the token out of the log and the database", async () => {
    await using kit = await start();
    const token = await issuer.github({ repository_id: "666" });
    await exchange(kit.app, token);
    const entries = await auditOf(kit.app, {});
    expect(JSON.stringify([entries, kit.app.records])).not.toContain(token.split(".")[2]!);
  });
});

test("the configuration's own issuers are those that the presets know", () => {
  const { config } = loadConfig({ environment: {}, flags: {} });
  expect(config.auth.federationIssuers).toEqual([...DEFAULT_ISSUERS]);
});
