// Secrets stay with those they are for: after everything that makes, takes or refuses one, none is found in the log, in an answer that
// refuses, in the database (its free pages and its write-ahead log too) or in the metrics.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as otpauth from "otpauth";
import { Metrics } from "../../src/observability/metrics.ts";
import { Api, type Answered } from "../kit/api.ts";
import { type AppOptions, TestApp, basic } from "../kit/app.ts";
import { Browser } from "../kit/browser.ts";
import { CiIssuer } from "../kit/ci-issuer.ts";
import { MailingApp, SITE } from "../kit/mailing-app.ts";
import { CLIENT_SECRET, TestOidcProvider } from "../kit/oidc-provider.ts";
import { SecretHunt, inspectWhole } from "../kit/secret-hunt.ts";
import { ADMIN, Server, freePort } from "../kit/server.ts";
import { PEOPLE, PEOPLE_DN, SERVICE_ACCOUNT, SLAPD_TOOLS, Slapd } from "../kit/slapd.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const hunt = new SecretHunt();
const MINUTE_MS = 60_000;
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Everything that a refusal said, headers included. */
const refusals: string[] = [];
const metrics = new Metrics("1");

let folder: string;
let mailing: MailingApp;
let app: TestApp;
let root: Api;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-secrets-"));
  const written = {
    "--secret-key-file": hunt.keep("secret_key", Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex")),
    "--auth-ldap-bind-password-file": hunt.keep("LDAP bind password", "bind-password-of-the-service"),
    "--auth-oidc-client-secret-file": hunt.keep("OIDC client secret", "client-secret-of-the-provider"),
  };
  const files = Object.entries(written).map(async ([flag, value]) => {
    const path = join(folder, flag.slice(2));
    await writeFile(path, value);
    return [flag, path] as const;
  });
  // Both answer nobody: what goes wrong is told with what was being attempted.
  const nowhere = await freePort();
  const directory = {
    "--auth-ldap-url": `ldap://127.0.0.1:${nowhere}`,
    "--auth-ldap-allow-plaintext": true,
    "--auth-ldap-bind-dn": "cn=aerugo,dc=example",
  };
  const provider = {
    "--auth-oidc-issuer": `http://127.0.0.1:${nowhere}`,
    "--auth-oidc-allow-insecure": true,
    "--auth-oidc-client-id": "aerugo",
  };
  const flags = {
    ...Object.fromEntries(await Promise.all(files)),
    ...directory,
    "--auth-ldap-base-dn": "dc=example",
    ...provider,
    "--auth-registration": "open",
  };
  mailing = await MailingApp.start({ flags, metrics });
  ({ app } = mailing);
  hunt.keep("mail password", "mail-secret");
  hunt.keep("password of the test's users", "correct horse battery staple");
  listenToRefusals();
  root = new Api(await app.asAdmin());
});
afterAll(async () => {
  await mailing[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function listenToRefusals(): void {
  const handle = app.handle.bind(app);
  app.handle = async (...parameters) => {
    const response = await handle(...parameters);
    if (response.status >= 400) refusals.push(inspectWhole([response.status, [...response.headers], await response.clone().text()]));
    return response;
  };
}

let made = 0;
const newPassword = () => hunt.keep("password", `a-secret-phrase-${made++}-${crypto.randomUUID()}`);

/** The body of a success; anything else is a failure of the test, because then nothing was made that could leak. */
async function succeeded(answer: Promise<Answered>): Promise<any> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`expected success, got ${status}: ${JSON.stringify(body)}`);
  return body;
}

async function refused(answer: Promise<{ readonly status: number }>): Promise<void> {
  const { status } = await answer;
  expect(status).toBeGreaterThanOrEqual(400);
}

async function signIn(username: string, password: string): Promise<{ api: Api; refreshToken: string }> {
  const body = await succeeded(new Api(app.anonymous).post("/auth/token", { grant_type: "password", username, password }));
  return { api: withAccess(body), refreshToken: body.refresh_token as string };
}

function withAccess(body: { access_token: string; refresh_token: string }): Api {
  hunt.keep("refresh token", body.refresh_token);
  return new Api(app.withToken(hunt.keep("access token", body.access_token)));
}

async function register(username: string): Promise<string> {
  const password = newPassword();
  const email = `${username}@example.com`;
  await succeeded(new Api(app.anonymous).post("/auth/register", { username, password, email }));
  const code = hunt.keep("code by mail", await mailing.codeFor(email));
  const { api } = await signIn(username, password);
  await refused(api.post("/user/email/verify", { code: "AAAA-AAAA" }));
  await succeeded(api.post("/user/email/verify", { code }));
  return password;
}

test("passwords: registered, tried, changed, forgotten, and set by others", async () => {
  const first = await register("ada");
  const wrong = hunt.keep("wrong password", "this-one-is-not-mine");
  await refused(new Api(app.anonymous).post("/auth/login", { username: "ada", password: wrong }));
  await refused(app.withAuthorization(basic("ada", wrong)).get("/v2/"));
  await refused(app.withAuthorization(basic("ada", wrong)).get("/api/v1/user"));
  await refused(app.withAuthorization(basic("nobody-of-this-name", wrong)).get("/auth/token"));

  const { api } = await signIn("ada", first);
  const second = newPassword();
  await refused(api.post("/user/password", { current_password: wrong, new_password: second }));
  await succeeded(api.post("/user/password", { current_password: first, new_password: second }));
  app.clock.advance(2 * MINUTE_MS);
  await succeeded(new Api(app.anonymous).post("/auth/password/forgot", { username: "ada" }));
  const code = hunt.keep("code by mail", await mailing.codeFor("ada@example.com"));
  const third = newPassword();
  await refused(new Api(app.anonymous).post("/auth/password/reset", { username: "ada", code: "AAAA-AAAA", new_password: third }));
  await succeeded(new Api(app.anonymous).post("/auth/password/reset", { username: "ada", code, new_password: third }));

  const idempotent = { "idempotency-key": "make-bob" };
  const bob = { username: "bob", password: newPassword() };
  for (let turn = 0; turn < 2; turn += 1) await succeeded(root.post("/users", bob, idempotent));
  await succeeded(root.post("/users/bob/password", { new_password: newPassword() }));
});

test("sessions: cookies, access tokens and refresh tokens, also those used twice", async () => {
  const password = await register("cleo");
  const browser = new Browser(app, SITE);
  expect((await browser.login("cleo", password)).status).toBe(200);
  for (const value of browser.cookies.values()) hunt.keep("session cookie", value);
  expect((await browser.get("/api/v1/sessions")).status).toBe(200);
  await refused(new Browser(app, "https://elsewhere.example").login("cleo", password));

  const { refreshToken } = await signIn("cleo", password);
  const again = () => new Api(app.anonymous).post("/auth/token", { grant_type: "refresh_token", refresh_token: refreshToken });
  withAccess(await succeeded(again()));
  app.clock.advance(MINUTE_MS);
  await refused(again());
  await browser.post("/api/v1/auth/logout");
});

test("second factors: seeds, codes and recovery codes", async () => {
  const password = await register("dora");
  const { api } = await signIn("dora", password);
  const { secret, uri } = await succeeded(api.post("/second-factors/totp/begin"));
  hunt.keep("TOTP seed", secret as string);
  hunt.keep("TOTP address", uri as string);
  const totp = otpauth.URI.parse(uri as string) as otpauth.TOTP;
  await refused(api.post("/second-factors/totp/confirm", { code: "000000" }));
  const { recovery_codes: codes } = await succeeded(
    api.post("/second-factors/totp/confirm", { code: totp.generate({ timestamp: app.clock.now() }) }),
  );
  for (const code of codes as string[]) hunt.keep("recovery code", code);

  await refused(app.withAuthorization(basic("dora", password)).get("/v2/"));
  const step = await succeeded(new Api(app.anonymous).post("/auth/login", { username: "dora", password }));
  hunt.keep("token of a sign-in that is half done", step.pending_token as string);
  const wrong = { pending_token: step.pending_token, recovery_code: hunt.keep("wrong recovery code", "wrongcode-wrongcode") };
  await refused(new Api(app.anonymous).post("/auth/login/second-factor", wrong));
  await succeeded(new Api(app.anonymous).post("/auth/login/second-factor", { ...wrong, recovery_code: codes[0] }));
  const renewed = await succeeded(api.post("/second-factors/recovery-codes"));
  for (const code of renewed.recovery_codes as string[]) hunt.keep("recovery code", code);
});

test("tokens of people and robots, shown in every way, also the wrong ones", async () => {
  const ada = new Api(await app.asUser("eve"));
  const wish = { name: "laptop", scopes: ["repo:admin", "user:read"] };
  const twice = [];
  for (let turn = 0; turn < 2; turn += 1) twice.push(await succeeded(ada.post("/tokens", wish, { "idempotency-key": "my-token" })));
  const [token, replayed] = twice as { secret: string }[];
  expect(replayed).toEqual(token!);
  const personal = hunt.keep("personal token", token!.secret);

  await succeeded(root.post("/orgs", { name: "acme" }));
  await succeeded(root.post("/orgs/acme/robots", { name: "ci" }));
  const robot = await succeeded(
    root.post("/orgs/acme/robots/ci/tokens", { name: "x", scopes: ["repo:read"] }, { "idempotency-key": "robot" }),
  );
  hunt.keep("robot token", robot.secret as string);
  const rotated = await succeeded(root.post(`/orgs/acme/robots/ci/tokens/${robot.id}/rotate`));
  hunt.keep("robot token", rotated.secret as string);

  for (const [name, secret] of [
    ["eve", personal],
    ["acme+ci", rotated.secret as string],
  ] as const) {
    expect((await app.withToken(secret).get("/v2/")).status).toBe(200);
    expect((await app.withAuthorization(basic(name, secret)).get("/auth/token?scope=repository:eve/app:pull")).status).toBe(200);
    // As people get it wrong: in the place of the name, under another name, with an end cut off, in the path.
    await refused(app.withAuthorization(basic(secret, "x-oauth-basic")).get("/v2/"));
    await refused(app.withAuthorization(basic("somebody", secret)).get("/api/v1/user"));
    await refused(app.withToken(secret.slice(0, -3)).get("/api/v1/user"));
    for (const path of ["/v2/", "/v2/x/", "/api/v1/tokens/", "/api/v1/orgs/", "/nowhere/"])
      await refused(app.withToken(personal).get(`${path}${secret}`));
    await refused(app.anonymous.get(`/v2/${secret}/manifests/v1?token=${secret}`));
    await refused(app.withToken(personal).get(`/api/v1/audit?actor=${secret}`));
  }
});

test("registry tokens, and refresh tokens of registry clients", async () => {
  const eve = await app.asUser("eve");
  const answer = await eve.get("/auth/token?scope=repository:eve/app:pull,push&offline_token=true&service=aerugo&client_id=test");
  const { token, refresh_token: refresh } = (await answer.json()) as { token: string; refresh_token?: string };
  hunt.keep("registry token", token);
  if (refresh !== undefined) {
    const body = `grant_type=refresh_token&service=aerugo&client_id=test&refresh_token=${hunt.keep("registry client's refresh token", refresh)}`;
    expect((await app.anonymous.post("/auth/token", { headers: FORM, body })).status).toBe(200);
  }
  const wrong = `grant_type=password&service=aerugo&client_id=test&username=eve&password=${hunt.keep("wrong password", "typed-by-mistake")}`;
  await refused(app.anonymous.post("/auth/token", { headers: FORM, body: wrong }));
  const client = app.withToken(token);
  expect((await client.get("/v2/")).status).toBe(200);
  await client.pushImage("eve/app", "v1");
  await refused(app.withToken(`${token}x`).get("/v2/eve/app/tags/list"));
  await refused(client.get("/v2/acme/secret/tags/list"));
});

test("invitations, accepted and refused", async () => {
  const invitation = await succeeded(root.post("/orgs/acme/invitations", {}, { "idempotency-key": "invite" }));
  const secret = hunt.keep("invitation", invitation.secret as string);
  const eve = new Api(await app.asUser("eve"));
  await refused(eve.post("/invitations/accept", { secret: `${secret.slice(0, -1)}!` }));
  await succeeded(eve.post("/invitations/accept", { secret }));
  await refused(eve.post("/invitations/accept", { secret }));
  await refused(eve.get(`/invitations/${secret}`));
});

test("a provider and a directory that fail", async () => {
  await refused(app.anonymous.get("/auth/oidc/start"));
  const password = hunt.keep("password for the directory", "known-to-the-directory-only");
  await refused(new Api(app.anonymous).post("/auth/login", { username: "from-the-directory", password }));
});

test("bodies that cannot be read, and failures of our own", async () => {
  const password = newPassword();
  const headers = { "content-type": "application/json" };
  const body = `{"username":"ada","password":"${password}"`;
  // A parser quotes the word that it did not expect.
  const word = hunt.keep("password of one word", "unquotedbattery");
  for (const path of ["/auth/login", "/auth/register", "/auth/token"]) {
    await refused(app.anonymous.post(`/api/v1${path}`, { headers, body: `{"password":${word}}` }));
    for (const broken of [body, `${body},}`, `${body},"password":"${password}"}`, `[${JSON.stringify(password)}]`, `"${password}"`]) {
      await refused(app.anonymous.post(`/api/v1${path}`, { headers, body: broken }));
    }
    await refused(new Api(app.anonymous).post(path, { username: { name: password }, password: [password], email: password }));
  }
  const { metadata } = app.stores;
  const transaction = metadata.transaction.bind(metadata);
  metadata.transaction = () => Promise.reject(new Error("the disk is on fire"));
  await refused(root.post("/users", { username: "zoe", password }));
  await refused(new Api(app.anonymous).post("/auth/login", { username: "eve", password: "correct horse battery staple" }));
  metadata.transaction = transaction;
});

describe("none of them is found", () => {
  test("in what was logged", () => {
    expect(app.records.length).toBeGreaterThan(100);
    expect(hunt.find("the log", inspectWhole(app.records))).toEqual([]);
  });

  test("in what refusals said", () => {
    expect(refusals.length).toBeGreaterThan(50);
    expect(refusals.flatMap((refusal) => hunt.find(refusal, refusal))).toEqual([]);
  });

  test("in a table", async () => {
    await app.services.refusals.flush();
    expect(await hunt.findInTables(app)).toEqual([]);
  });

  test("in a file", async () => {
    expect(await hunt.findInFiles(app.dataDir)).toEqual([]);
  });

  test("in the metrics", async () => {
    expect(hunt.find("the metrics", (await metrics.expose()).body)).toEqual([]);
  });

  test("in an export of the audit log", async () => {
    const admin = await app.asAdmin();
    for (const format of ["jsonl", "csv"]) {
      expect(hunt.find(format, await (await admin.get(`/api/v1/audit/export?format=${format}`)).text())).toEqual([]);
    }
  });
});

/** With a secret in a file of its own, since every user of a machine can read command lines. */
async function startWith(flag: string, secret: string, flags: AppOptions["flags"]): Promise<TestApp> {
  const path = join(folder, "given-secret");
  await writeFile(path, secret);
  return TestApp.start({ flags: { ...flags, [flag]: path } });
}

/** Whatever goes wrong on the way, nothing of these is kept either: a provider's, a CI's and a directory's. */
describe("others that vouch for people and machines", () => {
  const found = new SecretHunt();

  async function expectNone(place: TestApp): Promise<void> {
    await place.services.refusals.flush();
    expect(place.records.length).toBeGreaterThan(0);
    expect(found.find("the log", inspectWhole(place.records))).toEqual([]);
    expect(await found.findInTables(place)).toEqual([]);
    expect(await found.findInFiles(place.dataDir, ["given-secret"])).toEqual([]);
  }

  test("an OpenID provider", async () => {
    await using provider = await TestOidcProvider.start({ accounts: { "u-1": { preferred_username: "ola" } } });
    const flags = {
      "--public-url": "https://registry.test",
      "--auth-oidc-issuer": provider.issuer,
      "--auth-oidc-client-id": "aerugo",
      "--auth-oidc-allow-insecure": true,
    };
    await using other = await startWith("--auth-oidc-client-secret-file", found.keep("client secret", CLIENT_SECRET), flags);
    other.clock.advance(Date.now() - other.clock.now());
    const browser = new Browser(other, "https://registry.test");
    const { location } = await browser.get("/auth/oidc/start");
    for (const name of ["state", "nonce", "code_challenge"]) {
      const value = new URL(location!).searchParams.get(name);
      if (value !== null) found.keep(name, value);
    }
    for (const value of browser.cookies.values()) found.keep("cookie of a sign-in under way", value);
    const callback = await provider.browse(location!);
    found.keep("authorization code", callback.searchParams.get("code")!);
    const path = `${callback.pathname}${callback.search}`;
    await new Browser(other, "https://registry.test").get(path);
    expect((await browser.get(path)).status).toBe(303);
    for (const value of browser.cookies.values()) found.keep("session cookie", value);
    await browser.get(path);
    await browser.get("/api/v1/sessions");
    await expectNone(other);
  });

  test("a CI", async () => {
    await using issuer = await CiIssuer.start({ now: () => Date.UTC(2026, 0, 1) });
    await using stranger = await CiIssuer.start({ now: () => Date.UTC(2026, 0, 1) });
    await using other = await TestApp.start({ flags: { "--auth-federation-issuers": issuer.url } });
    const admin = new Api(await other.asAdmin());
    await succeeded(admin.post("/orgs", { name: "acme" }));
    await succeeded(admin.post("/orgs/acme/robots", { name: "ci" }));
    const rule = { name: "release", issuer: issuer.url, audience: "https://registry.example.org", claims: { repository_id: "74" } };
    await succeeded(admin.post("/orgs/acme/robots/ci/trust-rules", rule));
    const [good, foreign] = [await issuer.github(), await stranger.github()];
    found.keep("CI token", good);
    found.keep("signature of a CI token", good.split(".")[2]!);
    found.keep("foreign CI token", foreign);
    const statuses = [];
    for (const token of [good, good, foreign, `${good.slice(0, -4)}AAAA`]) {
      const form = {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        subject_token: token,
        robot: "acme+ci",
      };
      const response = await other.anonymous.post("/auth/token", { body: new URLSearchParams(form).toString(), headers: FORM });
      statuses.push(response.status);
      const answer = (await response.json()) as { access_token?: string };
      if (answer.access_token) found.keep("registry token", answer.access_token);
      else expect(found.find("a refusal", inspectWhole(answer))).toEqual([]);
    }
    expect(statuses).toEqual([200, 400, 400, 400]);
    await refused(other.withToken(good).get("/v2/"));
    await refused(other.withAuthorization(basic("acme+ci", good)).get("/v2/"));
    await expectNone(other);
  });

  test.skipIf(cannotBeTried("slapd", hintsFor(SLAPD_TOOLS)))("a directory", async () => {
    await using slapd = await Slapd.start();
    const flags = {
      "--auth-ldap-url": slapd.url,
      "--auth-ldap-allow-plaintext": true,
      "--auth-ldap-bind-dn": SERVICE_ACCOUNT.dn,
      "--auth-ldap-base-dn": PEOPLE_DN,
    };
    await using other = await startWith("--auth-ldap-bind-password-file", found.keep("bind password", SERVICE_ACCOUNT.password), flags);
    const password = found.keep("password of the directory", PEOPLE.ada.password);
    const browser = new Browser(other);
    expect((await browser.login("ada", password)).status).toBe(200);
    await refused(browser.login("ada", found.keep("wrong password", "not-the-one-of-the-directory")));
    await refused(other.withAuthorization(basic("nobody", password)).get("/v2/"));
    await expectNone(other);
  });
});

test("a secret that somebody wrote down would be found everywhere", async () => {
  await using other = await TestApp.start();
  const control = new SecretHunt();
  const secret = control.keep("control", `control-${crypto.randomUUID()}`);
  await other.asUser(secret);
  await other.anonymous.get(`/v2/${secret}/tags/list`);

  expect(await control.findInTables(other)).toContain("control 0 in the table users");
  const inFiles = await control.findInFiles(other.dataDir);
  // Elsewhere than in a file of ours there is no file to look into.
  expect(inFiles.length > 0).toBe(other.databaseUrl === undefined);
  expect(control.find("the log", inspectWhole(other.records))).toEqual(["control 0 in the log"]);
  for (const form of [basic("x", secret).slice(6), encodeURIComponent(secret), Buffer.from(secret).toString("hex")]) {
    expect([form, control.find("x", form).length + control.find("x", Buffer.from(form, "base64")).length > 0]).toEqual([form, true]);
  }
});

test("a real server prints none, and leaves none behind", async () => {
  const found = new SecretHunt();
  const password = found.keep("password of the administrator", ADMIN.password);
  await using server = await Server.start({ args: ["--log-level", "trace", "--log-format", "json"] });
  const ask = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
  const authorization = basic(ADMIN.username, password);
  const wish = {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ name: "x", scopes: ["admin"] }),
  };
  const { secret } = (await (await ask("/api/v1/tokens", wish)).json()) as { secret: string };
  found.keep("personal token", secret);
  const { token } = (await (await ask("/auth/token", { headers: { authorization } })).json()) as { token: string };
  found.keep("registry token", token);
  expect((await ask("/v2/", { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  expect((await ask("/v2/", { headers: { authorization: basic(ADMIN.username, `${password}x`) } })).status).toBe(401);
  expect((await ask(`/v2/${secret}/tags/list`, { headers: { authorization: `Bearer ${token}` } })).status).toBeGreaterThanOrEqual(400);
  await server.stop();

  const log = await server.log();
  expect(log).toContain('"request"');
  expect(found.find("what was printed", log)).toEqual([]);
  expect(await found.findInFiles(server.dataDir)).toEqual([]);
});
