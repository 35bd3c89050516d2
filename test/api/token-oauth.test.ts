// The token endpoint for clients that stay signed in: Docker's identity tokens, and OAuth2's grants with POST.
import { expect, test } from "bun:test";
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import { TestApp, basic } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";

interface OAuthAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly issued_at: string;
  readonly token_type: string;
  readonly scope: string;
  readonly refresh_token?: string;
  readonly error?: string;
}

const PASSWORD = "correct horse battery staple";
const DAY_MS = 24 * 60 * 60_000;
const ADA = { grant_type: "password", username: "ada", password: PASSWORD };

function post(app: TestApp, form: Readonly<Record<string, string>> | string): Promise<Response> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return app.anonymous.post("/auth/token", { headers, body: new URLSearchParams(form).toString() });
}

async function answer(app: TestApp, form: Readonly<Record<string, string>> | string): Promise<OAuthAnswer> {
  const response = await post(app, form);
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return (await response.json()) as OAuthAnswer;
}

async function expectOAuthError(answered: Promise<Response>, error: string): Promise<void> {
  const response = await answered;
  expect([response.status, ((await response.json()) as OAuthAnswer).error]).toEqual([400, error]);
}

/** What `docker login` does after the 401 of /v2/. */
async function dockerLogin(client: Client): Promise<string> {
  const response = await client.get("/auth/token?account=ada&client_id=docker&offline_token=true&service=aerugo");
  const { token, refresh_token: identityToken } = (await response.json()) as { token: string; refresh_token: string };
  expect(token).toBeString();
  return identityToken;
}

async function withAda(): Promise<{ app: TestApp; ada: Client }> {
  const app = await TestApp.start();
  return { app, ada: await app.asUser("ada") };
}

async function createToken(app: TestApp, username: string): Promise<string> {
  const user = (await app.stores.metadata.read.users.find(username))!;
  const secret = newSecret("personal");
  const token = {
    owner: { userId: user.id },
    name: "ci",
    secretHash: hashSecret(secret),
    scopes: ["repo:read"],
    limits: undefined,
    expiresAt: undefined,
  };
  await app.stores.metadata.transaction((tx) => tx.tokens.create(token, app.clock.now()));
  return secret;
}

test("a password is traded for an access token, and for a refresh token only when asked", async () => {
  const { app } = await withAda();
  await using _app = app;
  const plain = await answer(app, { ...ADA, service: "aerugo", client_id: "helm", scope: "repository:ada/app:push,pull" });
  expect(plain).toEqual({
    access_token: plain.access_token,
    expires_in: 300,
    issued_at: "2026-01-01T00:00:00.000Z",
    token_type: "Bearer",
    scope: "repository:ada/app:pull,push",
  });
  expect((await app.withToken(plain.access_token).post("/v2/ada/app/blobs/uploads/")).status).toBe(202);
  expect((await answer(app, { ...ADA, access_type: "offline" })).refresh_token).toStartWith("aer_ref_");
});

test("docker login keeps an identity token, pushes with it, and goes on with the same one", async () => {
  const { app, ada } = await withAda();
  await using _app = app;
  const identityToken = await dockerLogin(ada);
  for (let use = 0; use < 3; use += 1) {
    const form = { grant_type: "refresh_token", refresh_token: identityToken, service: "aerugo", client_id: "docker" };
    const refreshed = await answer(app, { ...form, scope: "repository:ada/app:push,pull" });
    expect(refreshed.refresh_token).toBeUndefined();
    expect((await app.withToken(refreshed.access_token).post("/v2/ada/app/blobs/uploads/")).status).toBe(202);
  }
});

test("scopes come in one field, separated by spaces, or in several", async () => {
  const { app } = await withAda();
  await using _app = app;
  const query = new URLSearchParams({ ...ADA, scope: "repository:ada/a:pull repository:ada/b:pull" });
  query.append("scope", "repository:ada/c:pull");
  query.append("scope", "repository:bob/d:pull");
  const { scope } = await answer(app, query.toString());
  expect(scope).toBe("repository:ada/a:pull repository:ada/b:pull repository:ada/c:pull");
});

test.each([
  ["a wrong password", { ...ADA, password: "wrong password" }, "invalid_grant"],
  ["an unknown user", { ...ADA, username: "nobody" }, "invalid_grant"],
  ["a refresh token that was never made", { grant_type: "refresh_token", refresh_token: newSecret("refresh") }, "invalid_grant"],
  ["a refresh token that is none", { grant_type: "refresh_token", refresh_token: "x".repeat(10_000) }, "invalid_grant"],
  ["a session's secret", { grant_type: "refresh_token", refresh_token: newSecret("session") }, "invalid_grant"],
  ["no password", { grant_type: "password", username: "ada" }, "invalid_request"],
  ["no refresh token", { grant_type: "refresh_token" }, "invalid_request"],
  ["another service", { ...ADA, service: "registry.example.org" }, "invalid_request"],
  ["an unknown grant", { grant_type: "client_credentials" }, "unsupported_grant_type"],
  ["a grant that every object has", { grant_type: "constructor" }, "unsupported_grant_type"],
  ["no grant at all", {}, "unsupported_grant_type"],
  ["a field that is there twice", "grant_type=password&grant_type=refresh_token&username=ada&password=x", "invalid_request"],
])("%s is refused as OAuth has it, so that clients go on to GET", async (_name, form, error) => {
  const { app } = await withAda();
  await using _app = app;
  await expectOAuthError(post(app, form as Record<string, string>), error);
});

test.each([
  ["JSON", "application/json", JSON.stringify(ADA)],
  ["no type", "", "grant_type=password"],
  ["another character set", "application/x-www-form-urlencoded;charset=utf-16", "grant_type=password"],
  ["a form of a megabyte", "application/x-www-form-urlencoded", `grant_type=${"x".repeat(2 ** 20)}`],
])("%s is no form", async (_name, type, body) => {
  await using app = await TestApp.start();
  await expectOAuthError(app.anonymous.post("/auth/token", { headers: { "content-type": type }, body }), "invalid_request");
});

test("a form says its character set and is one", async () => {
  const { app } = await withAda();
  await using _app = app;
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
  expect((await app.anonymous.post("/auth/token", { headers, body: new URLSearchParams(ADA).toString() })).status).toBe(200);
});

test("GET for another service is refused", async () => {
  const { app, ada } = await withAda();
  await using _app = app;
  await expectOAuthError(ada.get("/auth/token?service=registry.example.org"), "invalid_request");
});

test("nobody but a person with a password gets a refresh token", async () => {
  const { app } = await withAda();
  await using _app = app;
  const token = await createToken(app, "ada");
  const answers = await Promise.all(
    [undefined, basic("ada", token)].map((authorization) =>
      app.anonymous.get("/auth/token?offline_token=true", authorization === undefined ? {} : { authorization }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  for (const each of answers) expect(await each.json()).not.toHaveProperty("refresh_token");
  expect((await answer(app, { ...ADA, password: token, access_type: "offline" })).refresh_token).toBeUndefined();
});

test.each([
  [
    "the session is revoked",
    (app: TestApp, userId: number) => app.stores.metadata.transaction((tx) => tx.sessions.revokeOfUser(userId, 0, 1)),
  ],
  ["the user is disabled", (app: TestApp) => app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada", 1))],
])("when %s, the identity token and what it gave end at once", async (_name, end) => {
  const { app, ada } = await withAda();
  await using _app = app;
  const form = { grant_type: "refresh_token", refresh_token: await dockerLogin(ada) };
  const { access_token: token } = await answer(app, form);
  expect((await app.withToken(token).get("/v2/")).status).toBe(200);

  await end(app, (await app.stores.metadata.read.users.find("ada"))!.id);

  await expectFailure(app.withToken(token).get("/v2/"), "unauthorized");
  await expectOAuthError(post(app, form), "invalid_grant");
});

test("an identity token is good as long as it is used, and ends a month after that", async () => {
  const { app, ada } = await withAda();
  await using _app = app;
  const form = { grant_type: "refresh_token", refresh_token: await dockerLogin(ada) };
  for (let month = 0; month < 3; month += 1) {
    app.clock.advance(29 * DAY_MS);
    const { access_token: token } = await answer(app, form);
    expect((await app.withToken(token).get("/v2/")).status).toBe(200);
    // Nobody waits for the note of the last use: it is in line before this.
    await app.stores.metadata.transaction(async () => {});
  }
  app.clock.advance(31 * DAY_MS);
  await expectOAuthError(post(app, form), "invalid_grant");
});

test("wrong passwords become slow", async () => {
  const { app } = await withAda();
  await using _app = app;
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await post(app, { ...ADA, password: `wrong ${attempt}` })).status);
  expect(statuses.at(0)).toBe(400);
  expect(statuses.at(-1)).toBe(429);
});

test("the audit log has who signed in, and who tried", async () => {
  const { app, ada } = await withAda();
  await using _app = app;
  await dockerLogin(ada);
  await post(app, { ...ADA, password: "wrong password" });
  await app.services.refusals.flush();
  const records = await app.stores.metadata.read.audit.list({}, { after: 0, before: Number.MAX_SAFE_INTEGER }, 10);
  const told = records.map(({ action, actor, target, outcome }) => [action, actor, target, outcome]);
  expect(told.sort()).toEqual([
    ["credentials.refused", "ada", "token", "refused"],
    ["session.create", "ada", "ada", "done"],
  ]);
});
