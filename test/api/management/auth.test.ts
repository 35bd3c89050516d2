// Signing in with a password, staying signed in, proving it again, and signing out.
import { describe, expect, test } from "bun:test";
import { newSecret } from "../../../src/auth/secret-tokens.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { Browser, PASSWORD, type Seen } from "../../kit/browser.ts";
import { makePersonalToken } from "../../kit/tenants.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

async function start(flags: Readonly<Record<string, string>> = {}): Promise<{ app: TestApp; browser: Browser }> {
  const app = await TestApp.start({ flags });
  await app.asUser("ada");
  return { app, browser: new Browser(app, flags["--public-url"]) };
}

async function tokens(app: TestApp, body: unknown): Promise<Seen> {
  return new Browser(app).post("/api/v1/auth/token", body);
}

const passwordGrant = { grant_type: "password", username: "ada", password: PASSWORD };

async function statusWith(app: TestApp, accessToken: string): Promise<number> {
  return (await app.withToken(accessToken).get("/api/v1/sessions")).status;
}

async function audited(app: TestApp): Promise<string[]> {
  await app.services.refusals.flush();
  const records = await app.stores.metadata.read.audit.list({}, { after: 0, before: Number.MAX_SAFE_INTEGER }, 50);
  return records.map(({ actor, action, target, outcome }) => `${actor} ${action} ${target} ${outcome}`);
}

describe("a browser", () => {
  test("signs in and is who it says", async () => {
    const { app, browser } = await start();
    await using _app = app;
    expect((await browser.login("ada")).body).toEqual({ status: "signed_in" });
    expect((await browser.get("/api/v1/sessions")).body["items"]).toMatchObject([
      { kind: "browser", is_current: true, address: "192.0.2.7", user_agent: "Firefox", provider: null },
    ]);
  });

  test.each([
    ["over http", {}, /^aerugo_session=aer_ses_\w+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/],
    [
      "over https",
      { "--public-url": "https://registry.test" },
      /^__Host-aerugo_session=aer_ses_\w+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/,
    ],
  ])("gets a cookie that scripts and other sites have nothing of, %s", async (_name, flags, cookie) => {
    const { app, browser } = await start(flags as Record<string, string>);
    await using _app = app;
    expect((await browser.login("ada")).cookies).toEqual([expect.stringMatching(cookie)]);
  });

  test.each([
    ["a wrong password", "ada", "wrong password"],
    ["an unknown user", "nobody", PASSWORD],
    ["another case", "Ada", PASSWORD],
  ])("%s is refused in the same words, and sets no cookie", async (_name, username, password) => {
    const { app, browser } = await start();
    await using _app = app;
    const { status, body, cookies } = await browser.login(username, password);
    expect([status, body["detail"], cookies]).toEqual([401, "username or password is wrong", []]);
    expect(await audited(app)).toContain(`${username} credentials.refused api.signIn refused`);
  });

  test("is not signed in by a page of another site", async () => {
    const { app } = await start();
    await using _app = app;
    const foreign = new Browser(app, "https://evil.example");
    expect(await foreign.login("ada")).toMatchObject({ status: 403, body: { code: "cross_site" }, cookies: [] });
  });

  test("changes nothing for a page of another site", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    expect(await browser.send("DELETE", "/api/v1/sessions", undefined, { origin: "https://evil.example" })).toMatchObject({
      status: 403,
      body: { code: "cross_site" },
    });
  });

  test("that signs in again has another session, and the one of before is over", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    const before = new Map(browser.cookies);
    await browser.login("ada");
    expect([...browser.cookies.values()]).not.toEqual([...before.values()]);
    expect((await browser.get("/api/v1/sessions")).body["items"]).toHaveLength(1);
    browser.cookies.set("aerugo_session", before.get("aerugo_session")!);
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
  });

  test("whose session was planted does not go on with it after signing in", async () => {
    const { app, browser } = await start();
    await using _app = app;
    browser.cookies.set("aerugo_session", newSecret("session"));
    const planted = browser.cookies.get("aerugo_session");
    expect((await browser.login("ada")).status).toBe(200);
    expect(browser.cookies.get("aerugo_session")).not.toBe(planted!);
  });

  test("signs out at once, twice without harm", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    const cookie = browser.cookies.get("aerugo_session")!;
    const { status, body, cookies } = await browser.post("/api/v1/auth/logout");
    expect([status, body, cookies]).toEqual([
      200,
      { end_session_url: null },
      ["aerugo_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"],
    ]);
    browser.cookies.set("aerugo_session", cookie);
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
    expect((await browser.post("/api/v1/auth/logout")).status).toBe(200);
  });

  test("stays signed in while it is used, and not beyond a month", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    for (let week = 0; week < 4; week += 1) {
      app.clock.advance(6.9 * DAY_MS);
      expect((await browser.get("/api/v1/sessions")).status).toBe(200);
      await settled(app);
    }
    app.clock.advance(3 * DAY_MS);
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
  });

  test("that is silent for a week is signed out", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    app.clock.advance(7 * DAY_MS + 1);
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
  });

  test("of a user who was disabled is out at once", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada", 1));
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
    expect((await browser.login("ada")).status).toBe(401);
  });
});

describe("a program", () => {
  test("gets an access token and a refresh token", async () => {
    const { app } = await start();
    await using _app = app;
    const { status, body } = await tokens(app, passwordGrant);
    expect([status, body]).toEqual([
      200,
      {
        status: "signed_in",
        access_token: expect.any(String),
        token_type: "Bearer",
        expires_in: 300,
        refresh_token: expect.stringMatching(/^aer_ref_/),
      },
    ]);
    expect(await statusWith(app, body["access_token"])).toBe(200);
  });

  test("its access token is none for the registry", async () => {
    const { app } = await start();
    await using _app = app;
    const { body } = await tokens(app, passwordGrant);
    expect((await app.withToken(body["access_token"]).get("/v2/")).status).toBe(401);
  });

  test("goes on with a new refresh token each time", async () => {
    const { app } = await start();
    await using _app = app;
    let { body } = await tokens(app, passwordGrant);
    for (let use = 0; use < 3; use += 1) {
      app.clock.advance(6 * MINUTE_MS);
      const next = await tokens(app, { grant_type: "refresh_token", refresh_token: body["refresh_token"] });
      expect(next.body["refresh_token"]).not.toBe(body["refresh_token"]);
      expect(await statusWith(app, next.body["access_token"])).toBe(200);
      body = next.body;
    }
  });

  // Whoever comes second, thief or owner, must not leave the other signed in.
  test("whose refresh token is used twice is signed out, and that is on record", async () => {
    const { app } = await start();
    await using _app = app;
    const first = (await tokens(app, passwordGrant)).body;
    const second = (await tokens(app, { grant_type: "refresh_token", refresh_token: first["refresh_token"] })).body;
    expect((await tokens(app, { grant_type: "refresh_token", refresh_token: first["refresh_token"] })).status).toBe(401);
    expect(await statusWith(app, second["access_token"])).toBe(401);
    expect((await tokens(app, { grant_type: "refresh_token", refresh_token: second["refresh_token"] })).status).toBe(401);
    expect(await audited(app)).toContain("ada session.revoke ada done");
  });

  test("of two that use a refresh token at once, at most one gets an answer", async () => {
    const { app } = await start();
    await using _app = app;
    const { body } = await tokens(app, passwordGrant);
    const refresh = () => tokens(app, { grant_type: "refresh_token", refresh_token: body["refresh_token"] });
    const statuses = (await Promise.all([refresh(), refresh(), refresh()])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
  });

  test("is signed out at once, and its access token ends with the session", async () => {
    const { app } = await start();
    await using _app = app;
    const { body } = await tokens(app, passwordGrant);
    const program = app.withToken(body["access_token"]);
    expect((await program.post("/api/v1/auth/logout")).status).toBe(200);
    expect(await statusWith(app, body["access_token"])).toBe(401);
    expect((await tokens(app, { grant_type: "refresh_token", refresh_token: body["refresh_token"] })).status).toBe(401);
  });

  test.each([
    ["a registry client's refresh token", async (app: TestApp) => clientToken(app)],
    ["a token that was never made", async () => newSecret("refresh")],
    ["a personal token", (app: TestApp) => makePersonalToken(app, "ada")],
    ["what is no token", async () => "nonsense"],
  ])("%s refreshes nothing", async (_name, make) => {
    const { app } = await start();
    await using _app = app;
    expect((await tokens(app, { grant_type: "refresh_token", refresh_token: await make(app) })).status).toBe(401);
  });

  test("a refresh token of the Management API is none for the registry", async () => {
    const { app } = await start();
    await using _app = app;
    const { body } = await tokens(app, passwordGrant);
    const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token: body["refresh_token"] }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await app.anonymous.post("/auth/token", { headers, body: form })).status).toBe(400);
  });
});

describe("proving again who one is", () => {
  const SENSITIVE = "/api/v1/second-factors/totp/begin";

  test("is asked for ten minutes after the sign-in, and good for ten more", async () => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    expect((await browser.post(SENSITIVE)).status).toBe(200);
    app.clock.advance(11 * MINUTE_MS);
    expect(await browser.post(SENSITIVE)).toMatchObject({ status: 403, body: { code: "reauthentication_required" } });
    expect((await browser.post("/api/v1/auth/reauthenticate", { password: PASSWORD })).status).toBe(204);
    expect((await browser.post(SENSITIVE)).status).toBe(200);
  });

  test.each([
    ["a wrong password", { password: "wrong password" }, 401],
    ["nothing", {}, 422],
  ])("%s proves nothing", async (_name, body, expected) => {
    const { app, browser } = await start();
    await using _app = app;
    await browser.login("ada");
    app.clock.advance(11 * MINUTE_MS);
    expect((await browser.post("/api/v1/auth/reauthenticate", body)).status).toBe(expected);
    expect((await browser.post(SENSITIVE)).status).toBe(403);
  });

  test("a password that is sent along is a proof, a personal token is not enough", async () => {
    const { app } = await start();
    await using _app = app;
    const token = await makePersonalToken(app, "ada");
    expect((await app.anonymous.post(SENSITIVE, { headers: { authorization: basic("ada", PASSWORD) } })).status).toBe(200);
    expect((await app.withToken(token).post(SENSITIVE)).status).toBe(403);
  });
});

test("anybody may ask which ways to sign in there are", async () => {
  const { app } = await start();
  await using _app = app;
  const response = await app.anonymous.get("/api/v1/auth/methods");
  const methods = { password: true, directory: false, passkey: true, registration: "off", password_recovery: false, providers: [] };
  expect(await response.json()).toEqual(methods);
});

test("who signed in, how, and from where is on record, without a secret", async () => {
  const { app, browser } = await start();
  await using _app = app;
  await browser.login("ada");
  const records = await app.stores.metadata.read.audit.list({}, { after: 0, before: Number.MAX_SAFE_INTEGER }, 50);
  expect(records).toMatchObject([{ action: "session.create", actor: "ada", address: "192.0.2.7", target: "ada" }]);
  expect(JSON.parse(records[0]!.after!)).toEqual({ session: "ses_1", kind: "browser", method: "password" });
});

test("wrong passwords become slow", async () => {
  const { app, browser } = await start();
  await using _app = app;
  let last: Seen | undefined;
  for (let attempt = 0; attempt < 12; attempt += 1) last = await browser.login("ada", `wrong ${attempt}`);
  expect(last).toMatchObject({ status: 429, body: { code: "rate_limited" } });
});

async function clientToken(app: TestApp): Promise<string> {
  const response = await app.anonymous.get("/auth/token?offline_token=true", { authorization: basic("ada", PASSWORD) });
  return ((await response.json()) as { refresh_token: string }).refresh_token;
}

/** Waits for what nobody waits for. */
async function settled(app: TestApp): Promise<void> {
  await app.stores.metadata.transaction(async () => {});
  // On PostgreSQL a transaction does not come after those that began before it.
  if (app.databaseUrl) await Bun.sleep(200);
}
