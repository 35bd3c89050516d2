// The token endpoint: Docker's token flow, from the challenge to the pull.
import { expect, spyOn, test } from "bun:test";
import { type JWK, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { TestApp, basic } from "../kit/app.ts";
import { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";

interface TokenAnswer {
  readonly token: string;
  readonly access_token: string;
  readonly expires_in: number;
  readonly issued_at: string;
}

async function ask(client: Client, query = ""): Promise<TokenAnswer> {
  const response = await client.get(`/auth/token${query}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return (await response.json()) as TokenAnswer;
}

async function granted(client: Client, query: string): Promise<unknown> {
  const { token } = await ask(client, query);
  return (JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { access: unknown }).access;
}

test("a client follows the challenge of a refused pull to the pull", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  await ada.pushImage("ada/app", "v1");
  const challenge = (await app.anonymous.get("/v2/ada/app/manifests/v1")).headers.get("www-authenticate")!;
  const [, realm, service, scope] = /^Bearer realm="(.*)",service="(.*)",scope="(.*)"$/.exec(challenge)!;

  const { pathname } = new URL(realm!);
  const { token } = await ask(ada, `${pathname.replace("/auth/token", "")}?${new URLSearchParams({ service: service!, scope: scope! })}`);

  expect(scope).toBe("repository:ada/app:pull");
  expect((await app.withToken(token).get("/v2/ada/app/manifests/v1")).status).toBe(200);
});

test("the answer has what every client looks for, and the token is Distribution's layout, checked with the published keys", async () => {
  await using app = await TestApp.start();
  const answer = await ask(await app.asUser("ada"), "?service=aerugo&scope=repository:ada/app:push,pull");
  const jwks = (await (await app.anonymous.get("/.well-known/jwks.json")).json()) as { keys: JWK[] };

  const { payload } = await jwtVerify(answer.token, createLocalJWKSet(jwks), { currentDate: new Date(app.clock.now()) });

  const now = app.clock.now() / 1000;
  expect(answer).toEqual({ token: answer.token, access_token: answer.token, expires_in: 300, issued_at: "2026-01-01T00:00:00.000Z" });
  expect(payload).toMatchObject({ iss: "aerugo", aud: "aerugo", sub: "ada", iat: now, nbf: now, exp: now + 300 });
  expect(payload["access"]).toEqual([{ type: "repository", name: "ada/app", actions: ["pull", "push"] }]);
  expect(decodeProtectedHeader(answer.token)).toMatchObject({ typ: "JWT", alg: "EdDSA", kid: jwks.keys[0]!.kid });
  expect(JSON.stringify(jwks)).not.toContain('"d"');
});

test("what is granted is what was asked and may be had, down to nothing", async () => {
  await using app = await TestApp.start();
  const bob = await app.asUser("bob");
  const asked = "?scope=repository:bob/app:pull,push&scope=repository:ada/app:pull%20repository:busybox:pull,push%20registry:catalog:*";
  expect(await granted(bob, asked)).toEqual([
    { type: "repository", name: "bob/app", actions: ["pull", "push"] },
    { type: "repository", name: "busybox", actions: ["pull"] },
    { type: "registry", name: "catalog", actions: ["*"] },
  ]);
  expect(await granted(app.anonymous, asked)).toEqual([]);
});

test.each([
  ["repository:bob/app:*", ["pull", "push", "delete"]],
  ["repository(plugin):bob/app:pull", ["pull"]],
  ["repository:bob/app:pull,fly,pull", ["pull"]],
])("%s grants %p", async (scope, actions) => {
  await using app = await TestApp.start();
  const access = await granted(await app.asUser("bob"), `?scope=${encodeURIComponent(scope)}`);
  expect(access).toEqual([{ type: "repository", name: "bob/app", actions }]);
});

test.each([
  "",
  "repository:bob/app:",
  "repository:host:5000/bob/app:pull",
  "repository::pull",
  "nonsense",
  "repository:Bob:pull",
  ":::",
  "registry:catalog:pull",
])("scope %p grants nothing, and is no error", async (scope) => {
  await using app = await TestApp.start();
  expect(await granted(await app.asUser("bob"), `?scope=${encodeURIComponent(scope)}`)).toEqual([]);
});

test("a thousand scopes are an answer like any other", async () => {
  await using app = await TestApp.start();
  const query = Array.from({ length: 1000 }, (_, index) => `scope=repository:bob/a${index}:pull`).join("&");
  const { token } = await ask(await app.asUser("bob"), `?${query}`);
  expect((await app.withToken(token).get("/v2/")).status).toBe(200);
});

// A token that is handed out must be taken: as many of the longest scopes as are granted made one longer than the limit.
test("a token for the longest scopes is good, and fits a header block", async () => {
  await using app = await TestApp.start();
  const names = Array.from({ length: 200 }, (_, index) => `bob/${String(index).padStart(3, "0")}${"x".repeat(248)}`);
  const query = names.map((name) => `scope=repository:${name}:pull,push,delete`).join("&");
  const { token } = await ask(await app.asUser("bob"), `?${query}`);
  expect(token.length).toBeLessThan(60 * 1024);
  expect((await app.withToken(token).get("/v2/")).status).toBe(200);
});

test("without a scope it is the proof of a login", async () => {
  await using app = await TestApp.start();
  const { token } = await ask(await app.asUser("ada"), "?account=ada&client_id=docker&offline_token=true&service=aerugo");
  expect((await app.withToken(token).get("/v2/")).status).toBe(200);
});

test.each([
  ["a wrong password", "ada", "wrong password"],
  ["an unknown user", "nobody", "wrong password"],
  ["no password", "ada", ""],
  ["a password of a megabyte", "ada", "x".repeat(2 ** 20)],
])("%s is refused, without saying what was wrong", async (_name, username, password) => {
  await using app = await TestApp.start();
  await app.asUser("ada");
  const response = await app.anonymous.get("/auth/token", { authorization: basic(username, password) });
  expect(response.headers.get("www-authenticate")).toBe('Basic realm="aerugo"');
  expect(await expectFailure(response, "unauthorized")).toEqual([{ code: "UNAUTHORIZED", message: "authentication required" }]);
});

test("an empty name with an empty password is nobody", async () => {
  await using app = await TestApp.start();
  const { token } = (await (await app.anonymous.get("/auth/token", { authorization: "Basic Og==" })).json()) as TokenAnswer;
  expect((await app.withToken(token).get("/v2/")).status).toBe(200);
});

test("a token is no password: nobody trades a narrow one for a wide one", async () => {
  await using app = await TestApp.start();
  const narrow = await app.tokenOf("ada", []);
  for (const authorization of [`Bearer ${narrow}`, `bearer ${narrow}`]) {
    await expectFailure(app.anonymous.get("/auth/token?scope=repository:ada/app:pull", { authorization }), "unauthorized");
  }
});

test("a password with colons and other characters is one", async () => {
  await using app = await TestApp.start();
  const password = "a:b:ü£€𐍈 c";
  await app.asUser("ada");
  const passwordHash = await Bun.password.hash(password, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
  await app.stores.metadata.transaction((tx) => tx.users.setPassword("ada", passwordHash));
  expect((await app.anonymous.get("/v2/", { authorization: basic("ada", password) })).status).toBe(200);
});

test("a thousand pulls with a password cost one argon2, fifty at a time or one after the other", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  await ada.pushImage("ada/app", "v1");
  await using cold = await app.restarted();
  using verify = spyOn(Bun.password, "verify");
  const pull = async () => (await new Client(cold, ada.authorization).get("/v2/ada/app/manifests/v1")).status;

  const statuses = new Set(await Promise.all(Array.from({ length: 50 }, pull)));
  for (let index = 50; index < 1000; index += 1) statuses.add(await pull());

  expect([[...statuses], verify.mock.calls.length]).toEqual([[200], 1]);
});
