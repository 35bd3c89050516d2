// Codes from an app beside the password, and recovery codes for when the app is gone.
import { describe, expect, test } from "bun:test";
import { Secret, TOTP } from "otpauth";
import { TestApp, basic } from "../../kit/app.ts";
import { Browser, PASSWORD, type Seen } from "../../kit/browser.ts";
import { expectFailure } from "../../kit/expect-failure.ts";
import { everyRow } from "../../kit/raw-database.ts";
import { makePersonalToken } from "../../kit/tenants.ts";

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
const API = "/api/v1/second-factors";

interface Setup extends AsyncDisposable {
  readonly app: TestApp;
  /** Signed in. */
  readonly browser: Browser;
  readonly recoveryCodes: readonly string[];
  /** What the app shows now. */
  readonly code: () => string;
}

/** Ada, whose password is no longer enough. */
async function withTotp(): Promise<Setup> {
  const app = await TestApp.start();
  await app.asUser("ada");
  const browser = new Browser(app);
  await browser.login("ada");
  const { body } = await browser.post(`${API}/totp/begin`);
  const code = () => codeAt(body["secret"], app.clock.now());
  const confirmed = await browser.post(`${API}/totp/confirm`, { code: code() });
  app.clock.advance(STEP_MS);
  return { app, browser, recoveryCodes: confirmed.body["recovery_codes"], code, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** For Ada's password. */
async function tokenOf(app: TestApp, path: string, field: string): Promise<string> {
  const response = await app.anonymous.get(path, { authorization: basic("ada", PASSWORD) });
  return ((await response.json()) as Readonly<Record<string, string>>)[field]!;
}

function codeAt(secret: string, timestamp: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30, timestamp });
}

/** The password, and then whatever is shown as the second step. */
async function signIn(app: TestApp, step: Readonly<Record<string, string>>, browser = new Browser(app)): Promise<Seen> {
  const { body } = await browser.login("ada");
  return browser.post("/api/v1/auth/login/second-factor", { pending_token: body["pending_token"], ...step });
}

describe("setting codes up", () => {
  test("gives a secret for the app, and counts only once it is confirmed", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const browser = new Browser(app);
    await browser.login("ada");
    const { body } = await browser.post(`${API}/totp/begin`);
    expect(body["uri"]).toMatch(/^otpauth:\/\/totp\/Aerugo%20registry\.test:ada\?issuer=Aerugo%20registry\.test&secret=[A-Z2-7]{32}&/);
    expect((await new Browser(app).login("ada")).body).toEqual({ status: "signed_in" });
    expect((await browser.get(API)).body).toEqual({ totp_confirmed_at: null, recovery_codes_left: 0 });
  });

  test("ends with ten recovery codes, shown once and never stored", async () => {
    await using setup = await withTotp();
    const { app, browser, recoveryCodes } = setup;
    expect(recoveryCodes).toHaveLength(10);
    expect((await browser.get(API)).body).toEqual({ totp_confirmed_at: "2026-01-01T00:00:00.000Z", recovery_codes_left: 10 });
    const rows = JSON.stringify([...(await everyRow(app))]);
    expect(recoveryCodes.filter((code) => rows.includes(code))).toEqual([]);
  });

  test("keeps the secret sealed", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const browser = new Browser(app);
    await browser.login("ada");
    const { body } = await browser.post(`${API}/totp/begin`);
    const { totpSecret } = (await app.stores.metadata.read.users.find("ada"))!;
    expect(totpSecret).toStartWith("v1.");
    expect(totpSecret).not.toContain(body["secret"]);
  });

  test("with a wrong code changes nothing", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const browser = new Browser(app);
    await browser.login("ada");
    await browser.post(`${API}/totp/begin`);
    expect((await browser.post(`${API}/totp/confirm`, { code: "000000" })).status).toBe(401);
    expect((await new Browser(app).login("ada")).body).toEqual({ status: "signed_in" });
  });

  test("is refused while there is a second factor, and confirming without a secret too", async () => {
    await using setup = await withTotp();
    const { app, browser, code } = setup;
    expect((await browser.post(`${API}/totp/begin`)).status).toBe(409);
    expect((await browser.post(`${API}/totp/confirm`, { code: code() })).status).toBe(409);
    await app.asUser("bob");
    const bob = new Browser(app);
    await bob.login("bob");
    expect((await bob.post(`${API}/totp/confirm`, { code: "123456" })).status).toBe(409);
  });

  // Whoever knew the password may have signed in with it long before.
  test("ends what the password alone opened, but for the session that asks and personal tokens", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const [browser, other, program] = [new Browser(app), new Browser(app), new Browser(app)];
    await browser.login("ada");
    await other.login("ada");
    const { body: tokens } = await program.post("/api/v1/auth/token", { grant_type: "password", username: "ada", password: PASSWORD });
    const identityToken = await tokenOf(app, "/auth/token?offline_token=true", "refresh_token");
    const accessToken = await tokenOf(app, "/auth/token", "token");
    const personal = app.withToken(await makePersonalToken(app, "ada"));
    expect((await app.withToken(accessToken).get("/v2/")).status).toBe(200);

    const { body } = await browser.post(`${API}/totp/begin`);
    await browser.post(`${API}/totp/confirm`, { code: codeAt(body["secret"], app.clock.now()) });

    expect((await other.get("/api/v1/sessions")).status).toBe(401);
    expect((await app.withToken(tokens["access_token"]).get("/api/v1/sessions")).status).toBe(401);
    const refresh = { grant_type: "refresh_token", refresh_token: tokens["refresh_token"] };
    expect((await program.post("/api/v1/auth/token", refresh)).status).toBe(401);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const kept = new URLSearchParams({ grant_type: "refresh_token", refresh_token: identityToken }).toString();
    expect((await app.anonymous.post("/auth/token", { headers: form, body: kept })).status).toBe(400);
    expect((await app.withToken(accessToken).get("/v2/")).status).toBe(401);
    expect((await browser.get("/api/v1/sessions")).body["items"]).toMatchObject([{ id: "ses_1", is_current: true }]);
    expect((await personal.get("/v2/")).status).toBe(200);
    const range = { after: 0, before: Number.MAX_SAFE_INTEGER };
    const [enabled] = await app.stores.metadata.read.audit.list({ action: "second_factor.enable" }, range, 1);
    expect(enabled?.before).toBe('{"revoked":3}');
  });

  test("ends nothing before it is confirmed", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const [browser, other] = [new Browser(app), new Browser(app)];
    await browser.login("ada");
    await other.login("ada");
    const accessToken = await tokenOf(app, "/auth/token", "token");
    await browser.post(`${API}/totp/begin`);
    expect((await other.get("/api/v1/sessions")).status).toBe(200);
    expect((await app.withToken(accessToken).get("/v2/")).status).toBe(200);
  });

  test("is nothing for a personal token", async () => {
    await using app = await TestApp.start();
    const token = app.withToken(await makePersonalToken(app, "ada"));
    for (const path of ["totp/begin", "recovery-codes"]) expect((await token.post(`${API}/${path}`)).status).toBe(403);
  });
});

describe("signing in", () => {
  test("needs the password and a code", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const browser = new Browser(app);
    const { status, body, cookies } = await browser.login("ada");
    const { pending_token: token, ...rest } = body;
    expect([status, rest, cookies]).toEqual([200, { status: "mfa_required", expires_in: 300 }, []]);
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
    const second = await browser.post("/api/v1/auth/login/second-factor", { pending_token: token, code: code() });
    expect([second.body, (await browser.get("/api/v1/sessions")).status]).toEqual([{ status: "signed_in" }, 200]);
  });

  test("works for programs as well", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const program = new Browser(app);
    const { body } = await program.post("/api/v1/auth/token", { grant_type: "password", username: "ada", password: PASSWORD });
    const second = { grant_type: "second_factor", pending_token: body["pending_token"], code: code() };
    const tokens = (await program.post("/api/v1/auth/token", second)).body;
    expect((await app.withToken(tokens["access_token"]).get("/api/v1/sessions")).status).toBe(200);
  });

  test("a wrong password is refused before a code is asked for", async () => {
    await using setup = await withTotp();
    expect(await new Browser(setup.app).login("ada", "wrong password")).toMatchObject({
      status: 401,
      body: { detail: "username or password is wrong" },
    });
  });

  test("a code is good once, in the same step too", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const used = code();
    expect((await signIn(app, { code: used })).status).toBe(200);
    expect((await signIn(app, { code: used })).status).toBe(401);
    app.clock.advance(STEP_MS);
    expect((await signIn(app, { code: used })).status).toBe(401);
    expect((await signIn(app, { code: code() })).status).toBe(200);
  });

  test("of two that use a code at once only one is let in", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const used = code();
    const statuses = (await Promise.all([signIn(app, { code: used }), signIn(app, { code: used })])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401]);
  });

  test("a recovery code is good once, however it is typed", async () => {
    await using setup = await withTotp();
    const { app, browser, recoveryCodes } = setup;
    const [first = ""] = recoveryCodes;
    expect((await signIn(app, { recovery_code: first.toUpperCase().replaceAll("-", " ") })).status).toBe(200);
    expect((await signIn(app, { recovery_code: first })).status).toBe(401);
    expect((await browser.get(API)).body["recovery_codes_left"]).toBe(9);
  });

  test("the first step is good once, and for five minutes", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const browser = new Browser(app);
    const finish = (token: string) => browser.post("/api/v1/auth/login/second-factor", { pending_token: token, code: code() });
    const used = (await browser.login("ada")).body["pending_token"];
    expect((await finish(used)).status).toBe(200);
    app.clock.advance(STEP_MS);
    expect((await finish(used)).body["detail"]).toBe("this sign-in was finished already or took too long: start again");
    const late = (await browser.login("ada")).body["pending_token"];
    app.clock.advance(5 * MINUTE_MS);
    expect((await finish(late)).status).toBe(401);
  });

  test("after five wrong codes the password is asked for again", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const browser = new Browser(app);
    const token = (await browser.login("ada")).body["pending_token"];
    const finish = (tried: string) => browser.post("/api/v1/auth/login/second-factor", { pending_token: token, code: tried });
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await finish("000000")).status).toBe(401);
    expect((await finish(code())).status).toBe(401);
  });

  test("wrong codes become slow, whatever the password", async () => {
    await using setup = await withTotp();
    const { app } = setup;
    let last: Seen | undefined;
    for (let attempt = 0; attempt < 14; attempt += 1)
      last = await signIn(app, { code: "000000" }, new Browser(app, undefined, "192.0.2.99"));
    expect(last?.status).toBe(429);
  });

  test("a changed password ends a sign-in that is half way there", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    const browser = new Browser(app);
    const { body } = await browser.login("ada");
    await app.stores.metadata.transaction((tx) => tx.users.setPassword("ada", "!"));
    const finished = await browser.post("/api/v1/auth/login/second-factor", { pending_token: body["pending_token"], code: code() });
    expect(finished.status).toBe(401);
  });

  test("one person's code finishes nobody else's sign-in", async () => {
    await using setup = await withTotp();
    const { app, code } = setup;
    await app.asUser("bob");
    const bob = new Browser(app);
    await bob.login("bob");
    const secret = (await bob.post(`${API}/totp/begin`)).body["secret"];
    await bob.post(`${API}/totp/confirm`, { code: codeAt(secret, app.clock.now()) });
    app.clock.advance(STEP_MS);
    const { body } = await new Browser(app).login("bob");
    const finished = await new Browser(app).post("/api/v1/auth/login/second-factor", {
      pending_token: body["pending_token"],
      code: code(),
    });
    expect(finished.status).toBe(401);
  });

  test("proving again who one is needs the code as well", async () => {
    await using setup = await withTotp();
    const { app, browser, code } = setup;
    app.clock.advance(11 * MINUTE_MS);
    expect((await browser.post("/api/v1/auth/reauthenticate", { password: PASSWORD })).status).toBe(401);
    expect((await browser.post("/api/v1/auth/reauthenticate", { password: PASSWORD, code: code() })).status).toBe(204);
    expect((await browser.post(`${API}/recovery-codes`)).status).toBe(200);
  });
});

describe("where no code can be asked for", () => {
  test("the password is refused, a personal token is taken, and the log says why", async () => {
    await using setup = await withTotp();
    const { app } = setup;
    const password = { authorization: basic("ada", PASSWORD) };
    await expectFailure(app.anonymous.get("/v2/", password), "unauthorized");
    expect((await app.anonymous.get("/auth/token", password)).status).toBe(401);
    expect((await app.anonymous.get("/api/v1/sessions", password)).status).toBe(401);
    const token = await makePersonalToken(app, "ada");
    expect((await app.anonymous.get("/v2/", { authorization: basic("ada", token) })).status).toBe(200);

    await app.services.refusals.flush();
    const refused = await app.stores.metadata.read.audit.list({ outcome: "refused" }, { after: 0, before: Number.MAX_SAFE_INTEGER }, 50);
    const reason = "the password is right, but the user has a second factor: here only a token will do";
    const told = refused.map(({ actor, action, after }) => [actor, action, JSON.parse(after ?? "{}")]);
    expect(told).toEqual(["registry", "token", "api"].map(() => ["ada", "credentials.refused", { reason }]));
  });
});

describe("taking codes away", () => {
  test("works with a code, and the password is enough again", async () => {
    await using setup = await withTotp();
    const { app, browser, code } = setup;
    app.clock.advance(11 * MINUTE_MS);
    expect((await browser.post(`${API}/totp/disable`, { code: code() })).status).toBe(204);
    expect((await new Browser(app).login("ada")).body).toEqual({ status: "signed_in" });
    expect((await browser.get(API)).body).toEqual({ totp_confirmed_at: null, recovery_codes_left: 0 });
  });

  test.each([
    ["with a wrong code", { code: "000000" }, 401],
    ["without one, long after the sign-in", {}, 403],
  ])("%s is refused", async (_name, body, status) => {
    await using setup = await withTotp();
    const { app, browser } = setup;
    app.clock.advance(11 * MINUTE_MS);
    expect((await browser.post(`${API}/totp/disable`, body)).status).toBe(status);
    expect((await new Browser(app).login("ada")).body["status"]).toBe("mfa_required");
  });

  test("works without a code after a recent sign-in", async () => {
    await using setup = await withTotp();
    expect((await setup.browser.post(`${API}/totp/disable`, {})).status).toBe(204);
    expect((await setup.browser.post(`${API}/totp/disable`, {})).status).toBe(409);
  });
});

test("new recovery codes end those of before", async () => {
  await using setup = await withTotp();
  const { app, browser, recoveryCodes } = setup;
  const { body } = await browser.post(`${API}/recovery-codes`);
  expect((await signIn(app, { recovery_code: recoveryCodes[0]! })).status).toBe(401);
  expect((await signIn(app, { recovery_code: body["recovery_codes"][0] })).status).toBe(200);
});
