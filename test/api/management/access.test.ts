// Why somebody may use a repository: each rule and grant that speaks for it, and that it says what then happens.
import { describe, expect, test } from "bun:test";
import { hashSecret, newSecret } from "../../../src/auth/secret-tokens.ts";
import { Api, type Answered, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { makeOrganization, makePersonalToken, makeRobotToken } from "../../kit/tenants.ts";

const API = "/repos/acme/api";
const ACCESS = `${API}/access`;

interface Action {
  readonly action: string;
  readonly allowed: boolean;
  readonly reasons: readonly { readonly rule: string }[];
  readonly refusal: { readonly code: string; readonly needed: string | null } | null;
}

const actionsOf = ({ body }: Answered) => body["actions"] as readonly Action[];
const allowedOf = (answer: Answered) =>
  actionsOf(answer)
    .filter(({ allowed }) => allowed)
    .map(({ action }) => action);
const rulesOf = ({ body }: Answered) =>
  (body["reasons"] as readonly Record<string, unknown>[]).map(({ rule, level, grant_id, team }) => [rule, level, grant_id, team]);

/** Mel is a member of acme and of two of its teams; members may read by default. */
async function start() {
  const app = await TestApp.start();
  const acme = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  await app.asUser("bob");
  const robot = await makeRobotToken(app, "acme", "ci");
  const as = async (username: string) => new Api(await app.asUser(username));
  const alice = await as("alice");
  await alice.post("/repos", { namespace: "acme", name: "api" });
  const { metadata } = app.stores;
  await metadata.transaction(async (tx) => {
    const { version, ...profile } = (await tx.namespaces.findById(acme))!;
    await tx.namespaces.setProfile(acme, { ...profile, defaultPermission: 1 }, version);
    const mel = (await tx.users.find("mel"))!.id;
    for (const [name, level] of [
      ["backend", 2],
      ["ops", 1],
    ] as const) {
      const team = { namespaceId: acme, name, description: "", externalGroup: undefined };
      const id = (await tx.teams.create(team, 0))!;
      await tx.teams.addMember(id, mel, "manual", 0);
      await tx.grants.create({ namespaceId: acme, repositoryId: 1 }, { kind: "team", id }, level, 0);
    }
    await tx.grants.create({ namespaceId: acme, repositoryId: undefined }, { kind: "robot", id: 1 }, 1, 0);
    await tx.grants.create({ namespaceId: acme, repositoryId: 1 }, { kind: "robot", id: 1 }, 2, 0);
  });
  const withToken = (token: string) => new Api(app.withToken(token));
  return { app, acme, as, alice, robot: withToken(robot), withToken, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("what is told", () => {
  test("every rule and every grant, each with what it gives", async () => {
    await using kit = await start();
    const answer = await kit.alice.get(`${ACCESS}?as=mel`);
    expect(answer.body).toMatchObject({
      subject: { kind: "user", name: "mel" },
      level: "write",
      visibility: "private",
      organization_role: "member",
      default_permission: "read",
    });
    expect(rulesOf(answer)).toEqual([
      ["member-default", "read", null, null],
      ["team-grant", "write", "grant_1", "backend"],
      ["team-grant", "read", "grant_2", "ops"],
    ]);
    expect(actionsOf(answer).map(({ action, allowed, reasons }) => [action, allowed, reasons.length])).toEqual([
      ["pull", true, 3],
      ["push", true, 1],
      ["delete", false, 0],
    ]);
    expect(actionsOf(answer)[2]!.refusal).toMatchObject({ code: "level-too-low", needed: "admin" });
  });

  test.each(["acme%2Bci", "acme+ci"])("of a robot, called %s", async (name) => {
    await using kit = await start();
    const answer = await kit.alice.get(`${ACCESS}?as=${name}`);
    expect([answer.body["subject"], rulesOf(answer)]).toEqual([
      { kind: "robot", name: "acme+ci" },
      [
        ["robot-grant", "write", "grant_4", null],
        ["robot-namespace-grant", "read", "grant_3", null],
      ],
    ]);
  });

  test("of nobody in particular, and of who may do everything", async () => {
    await using kit = await start();
    expect(allowedOf(await kit.alice.get(`${ACCESS}?as=anonymous`))).toEqual([]);
    await kit.alice.patch(API, { visibility: "public" });
    expect(rulesOf(await kit.alice.get(`${ACCESS}?as=anonymous`))).toEqual([["public", "read", null, null]]);
    await kit.app.asAdmin();
    expect(rulesOf(await kit.alice.get(`${ACCESS}?as=root`))).toContainEqual(["site-administrator", "admin", null, null]);
    expect(rulesOf(await kit.alice.get(ACCESS))).toContainEqual(["organization-owner", "admin", null, null]);
  });

  test("of who is disabled: nothing, whatever they were granted", async () => {
    await using kit = await start();
    await kit.app.stores.metadata.transaction((tx) => tx.users.setDisabled("mel", 1));
    const answer = await kit.alice.get(`${ACCESS}?as=mel`);
    expect([allowedOf(answer), actionsOf(answer)[0]!.refusal?.code]).toEqual([[], "account-disabled"]);
  });

  test("of one's own token: what its scopes and limits leave", async () => {
    await using kit = await start();
    const mel = await kit.as("mel");
    await makePersonalToken(kit.app, "mel", { scopes: ["repo:read"] });
    const narrow = await mel.get(`${ACCESS}?token_id=tok_2`);
    expect(allowedOf(narrow)).toEqual(["pull"]);
    expect(actionsOf(narrow)[1]!.refusal).toMatchObject({ code: "token-scope", needed: "repo:write" });
    expect(await refusalOf((await kit.as("amy")).get(`${ACCESS}?token_id=tok_2`))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.alice.get(`${ACCESS}?as=mel&token_id=tok_2`))).toEqual([403, "forbidden"]);
  });

  test("of a token that is limited to other repositories", async () => {
    await using kit = await start();
    await kit.alice.post("/repos", { namespace: "acme", name: "other" });
    await makePersonalToken(kit.app, "mel", { limits: [{ repositoryId: 2 }] });
    const answer = await (await kit.as("mel")).get(`${ACCESS}?token_id=tok_2`);
    expect(actionsOf(answer).map(({ refusal }) => refusal?.code)).toEqual(Array(3).fill("outside-token-limits"));
  });
});

test("it says what then happens", async () => {
  await using kit = await start();
  await (await kit.app.asUser("alice")).pushImage("acme/api", "v1");
  for (const who of ["alice", "amy", "mel", "bob", "acme%2Bci"]) {
    const client = who.startsWith("acme") ? kit.app.withToken(await makeRobotTokenOf(kit)) : await kit.app.asUser(who);
    const allowed = allowedOf(await kit.alice.get(`${ACCESS}?as=${who}`));
    const pull = await client.get("/v2/acme/api/manifests/v1");
    const push = await client.post("/v2/acme/api/blobs/uploads/");
    const remove = await client.delete(`/v2/acme/api/manifests/sha256:${"0".repeat(64)}`);
    expect([pull.status === 200, push.status === 202, remove.status === 404]).toEqual(
      ["pull", "push", "delete"].map((action) => allowed.includes(action)),
    );
  }
});

/** Another token of the robot that is there. */
async function makeRobotTokenOf({ app }: Awaited<ReturnType<typeof start>>): Promise<string> {
  const secret = newSecret("robot");
  const token = {
    owner: { robotId: 1 },
    name: "t",
    secretHash: hashSecret(secret),
    scopes: ["admin"],
    limits: undefined,
    expiresAt: undefined,
  };
  await app.stores.metadata.transaction((tx) => tx.tokens.create(token, 0));
  return secret;
}

describe("who may ask", () => {
  test("everybody about themselves, administrators about anybody", async () => {
    await using kit = await start();
    const mel = await kit.as("mel");
    expect((await mel.get(ACCESS)).body["subject"]).toEqual({ kind: "user", name: "mel" });
    expect((await mel.get(`${ACCESS}?as=mel`)).status).toBe(200);
    expect((await kit.robot.get(ACCESS)).body["subject"]).toEqual({ kind: "robot", name: "acme+ci" });
    for (const as of ["alice", "nobody", "anonymous"]) expect(await refusalOf(mel.get(`${ACCESS}?as=${as}`))).toEqual([403, "forbidden"]);
    for (const as of ["nobody", "acme%2Bnobody"]) expect(await refusalOf(kit.alice.get(`${ACCESS}?as=${as}`))).toEqual([404, "not_found"]);
  });

  test("nobody learns from it which robots other organizations have", async () => {
    await using app = await TestApp.start();
    await makeOrganization(app, "acme", { alice: "owner" });
    await makeRobotToken(app, "acme", "ci");
    const mallory = await app.asUser("mallory");
    await mallory.pushBlob("mallory/app", "x");

    expect(await refusalOf(new Api(mallory).get("/repos/mallory/app/access?as=acme%2Bci"))).toEqual([404, "not_found"]);
  });

  test("to who may not read it there is nothing to explain", async () => {
    await using kit = await start();
    const bob = await kit.as("bob");
    for (const path of [ACCESS, "/repos/acme/none/access"]) expect(await refusalOf(bob.get(path))).toEqual([404, "not_found"]);
    expect(await refusalOf(new Api(kit.app.anonymous).get(ACCESS))).toEqual([401, "unauthenticated"]);
  });

  test("a token that only reads does not ask about others", async () => {
    await using kit = await start();
    const token = kit.withToken(await makePersonalToken(kit.app, "alice", { scopes: ["repo:read"] }));
    expect((await token.get(ACCESS)).status).toBe(200);
    expect(await refusalOf(token.get(`${ACCESS}?as=mel`))).toEqual([403, "insufficient_scope"]);
  });
});
