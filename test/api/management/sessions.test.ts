// Where somebody is signed in, and signing out elsewhere.
import { expect, test } from "bun:test";
import { CredentialsError } from "../../../src/auth/authenticator.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { Browser, PASSWORD } from "../../kit/browser.ts";
import { makePersonalToken } from "../../kit/tenants.ts";

const MINUTE_MS = 60_000;

async function start(): Promise<{ app: TestApp; browser: Browser }> {
  const app = await TestApp.start();
  await app.asUser("ada");
  const browser = new Browser(app);
  await browser.login("ada");
  return { app, browser };
}

/** A program of the Management API. */
async function program(app: TestApp, username = "ada"): Promise<string> {
  const body = { grant_type: "password", username, password: PASSWORD };
  return (await new Browser(app).post("/api/v1/auth/token", body)).body["access_token"] as string;
}

async function dockerLogin(app: TestApp): Promise<string> {
  const headers = { authorization: basic("ada", PASSWORD), "user-agent": "docker/29" };
  return ((await (await app.anonymous.get("/auth/token?offline_token=true", headers)).json()) as { refresh_token: string }).refresh_token;
}

async function isGood(app: TestApp, identityToken: string): Promise<boolean> {
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: identityToken }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return (await app.anonymous.post("/auth/token", { headers, body })).status === 200;
}

test("browsers, programs and registry clients are listed with what tells them apart", async () => {
  const { app, browser } = await start();
  await using _app = app;
  await program(app);
  await dockerLogin(app);
  const { items, next_cursor } = (await browser.get("/api/v1/sessions")).body as { items: object[]; next_cursor: null };
  expect(items[0]).toEqual({
    id: "ses_1",
    kind: "browser",
    is_current: true,
    created_at: "2026-01-01T00:00:00.000Z",
    last_seen_at: "2026-01-01T00:00:00.000Z",
    expires_at: "2026-01-08T00:00:00.000Z",
    address: "192.0.2.7",
    user_agent: "Firefox",
    provider: null,
  });
  expect(items.slice(1)).toMatchObject([
    { kind: "api", is_current: false },
    { kind: "client", user_agent: "docker/29", is_current: false },
  ]);
  expect(next_cursor).toBeNull();
});

test("pages follow each other", async () => {
  const { app, browser } = await start();
  await using _app = app;
  await program(app);
  await program(app);
  const first = (await browser.get("/api/v1/sessions?limit=2")).body;
  const second = (await browser.get(`/api/v1/sessions?limit=2&cursor=${first["next_cursor"]}`)).body;
  expect([...first["items"], ...second["items"]].map(({ id }: { id: string }) => id)).toEqual(["ses_1", "ses_2", "ses_3"]);
  expect(second["next_cursor"]).toBeNull();
});

test("a session that is used says so to the minute", async () => {
  const { app, browser } = await start();
  await using _app = app;
  app.clock.advance(MINUTE_MS);
  await browser.get("/api/v1/sessions");
  await app.stores.metadata.transaction(async () => {});
  const { items } = (await browser.get("/api/v1/sessions")).body as { items: unknown };
  expect(items).toMatchObject([{ last_seen_at: "2026-01-01T00:01:00.000Z", expires_at: "2026-01-08T00:01:00.000Z" }]);
});

test("one that is revoked ends at once, with its tokens", async () => {
  const { app, browser } = await start();
  await using _app = app;
  const token = await program(app);
  const identityToken = await dockerLogin(app);
  expect((await browser.delete("/api/v1/sessions/ses_2")).status).toBe(204);
  expect((await browser.delete("/api/v1/sessions/ses_3")).status).toBe(204);
  expect((await app.withToken(token).get("/api/v1/sessions")).status).toBe(401);
  expect(await isGood(app, identityToken)).toBe(false);
  expect((await browser.delete("/api/v1/sessions/ses_2")).status).toBe(404);
});

test("all others end together, and the one that asks goes on", async () => {
  const { app, browser } = await start();
  await using _app = app;
  const token = await program(app);
  const identityToken = await dockerLogin(app);
  expect((await browser.delete("/api/v1/sessions")).body).toEqual({ revoked: 2 });
  expect((await app.withToken(token).get("/api/v1/sessions")).status).toBe(401);
  expect(await isGood(app, identityToken)).toBe(false);
  expect((await browser.get("/api/v1/sessions")).status).toBe(200);
});

test("other people's sessions do not exist", async () => {
  const { app, browser } = await start();
  await using _app = app;
  await app.asUser("bob");
  await program(app, "bob");
  expect((await browser.get("/api/v1/sessions")).body["items"]).toHaveLength(1);
  expect(await browser.delete("/api/v1/sessions/ses_2")).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(await browser.delete("/api/v1/sessions/ses_99")).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("a changed password ends the logins of registry clients too", async () => {
  const { app } = await start();
  await using _app = app;
  const identityToken = await dockerLogin(app);
  const admin = await app.asAdmin();
  const body = JSON.stringify({ new_password: "another good password" });
  const answered = await admin.post("/api/v1/users/ada/password", { headers: { "content-type": "application/json" }, body });
  expect([answered.status, await isGood(app, identityToken)]).toEqual([204, false]);
});

// The check of a password takes a while, and the password may be changed meanwhile.
test("what was proved before a change of the password opens nothing after it", async () => {
  const { app } = await start();
  await using _app = app;
  const { id, epoch } = (await app.stores.metadata.read.users.find("ada"))!;
  await app.stores.metadata.transaction((tx) => tx.users.setPassword("ada", "!"));
  const proof = { userId: id, epoch, method: "password" } as const;
  const opened = app.services.sessions.openBrowser(proof, { address: "192.0.2.1", requestId: "r", userAgent: "" });
  await expect(opened).rejects.toThrow(CredentialsError);
});

test("the log has who ended what", async () => {
  const { app, browser } = await start();
  await using _app = app;
  await program(app);
  await browser.delete("/api/v1/sessions/ses_2");
  await browser.post("/api/v1/auth/logout");
  const records = await app.stores.metadata.read.audit.list({}, { after: 0, before: Number.MAX_SAFE_INTEGER }, 50);
  expect(records.map(({ action, before }) => `${action} ${before}`).sort()).toEqual([
    "session.create undefined",
    "session.create undefined",
    'session.end {"session":"ses_1","kind":"browser"}',
    'session.revoke {"session":"ses_2","kind":"api"}',
  ]);
});

test("a token that may only read does not sign anybody out", async () => {
  const { app } = await start();
  await using _app = app;
  const reader = app.withToken(await makePersonalToken(app, "ada", { scopes: ["user:read"] }));
  expect((await reader.get("/api/v1/sessions")).status).toBe(200);
  expect((await reader.delete("/api/v1/sessions")).status).toBe(403);
});

test.each(["openBrowser", "openApi", "openClient"] as const)(
  "a script that logs in for each run keeps a thousand logins of %s",
  async (open) => {
    const { app } = await start();
    await using _app = app;
    const { id, epoch } = (await app.stores.metadata.read.users.find("ada"))!;
    const origin = { address: "192.0.2.1", requestId: "r", userAgent: "" };
    const last = (await app.stores.metadata.read.sessions.listOfUser(id, 0, 10, app.clock.now())).at(-1)!.id;
    app.clock.advance(2 * MINUTE_MS);
    for (let login = 0; login < 1001; login += 1) await app.services.sessions[open]({ userId: id, epoch, method: "password" }, origin);
    app.clock.advance(MINUTE_MS);
    const left = await app.stores.metadata.read.sessions.listOfUser(id, last, 2000, app.clock.now());
    expect([left.length, left[0]?.id]).toEqual([1000, last + 2]);
  },
);
