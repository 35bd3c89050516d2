// People's profiles and accounts: who sees what, who changes what, and that there is always somebody left to administer.
import { describe, expect, test } from "bun:test";
import { hashSecret, newSecret } from "../../../src/auth/secret-tokens.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { Client } from "../../kit/client.ts";
import { MailingApp } from "../../kit/mailing-app.ts";
import { digest } from "../../kit/manifests.ts";
import { bodyOf, refusalOf, send } from "../../kit/requests.ts";
import { makeOrganization, makePersonalToken } from "../../kit/tenants.ts";

const PASSWORD = "a-long-enough-pass-phrase";
/** What the kit gives every user. */
const KIT_PASSWORD = "correct horse battery staple";
const DAY_MS = 24 * 60 * 60 * 1000;

interface UserBody {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly is_email_verified: boolean;
  readonly is_admin: boolean;
  readonly is_disabled: boolean;
  readonly has_password: boolean;
}

const get = (client: Client, username: string) => send(client, "GET", `/users/${username}`);
const patch = (client: Client, path: string, body: object, version = "*") => send(client, "PATCH", path, body, { "if-match": version });
const change = (client: Client, current: string, next: string) =>
  send(client, "POST", "/user/password", { current_password: current, new_password: next });
const login = async (app: TestApp, username: string, password: string) =>
  (await new Client(app, basic(username, password)).get("/v2/")).status;

/** A browser's cookie; signed in just now, or `ageMs` ago. */
async function cookieOf(app: TestApp, username: string): Promise<Client> {
  await app.asUser(username);
  const secret = newSecret("session");
  const { id: userId } = (await app.stores.metadata.read.users.find(username))!;
  const session = { userId, kind: "browser", secretHash: hashSecret(secret), expiresAt: app.clock.now() + 30 * DAY_MS } as const;
  const origin = { address: "192.0.2.1", userAgent: "", provider: undefined, providerSession: undefined };
  await app.stores.metadata.transaction((tx) => tx.sessions.create({ ...session, ...origin }, app.clock.now()));
  const headers = { cookie: `aerugo_session=${secret}`, "sec-fetch-site": "same-origin" };
  const handle = (request: Request) => {
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    return app.handle(request);
  };
  return new Client({ handle }, undefined);
}

describe("who sees whom", () => {
  test("oneself wholly, members of a shared organization by name, and nobody else, as if they were not there", async () => {
    await using app = await TestApp.start();
    await makeOrganization(app, "acme", { ada: "owner", bob: "member" });
    const [ada, eve] = await Promise.all([app.asUser("ada"), app.asUser("eve")]);

    expect(await bodyOf<UserBody>(200, get(ada, "ada"))).toMatchObject({ username: "ada", email: null, is_admin: false });
    expect(await bodyOf<object>(200, get(ada, "bob"))).toEqual({ username: "bob", display_name: "" });
    const answers = await Promise.all(["ada", "nobody", "acme", "~deleted"].map((username) => seen(get(eve, username))));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toStartWith('[404,"not_found"');
    expect((await get(app.anonymous, "ada")).status).toBe(401);
  });

  test("site administrators see everybody, page by page", async () => {
    await using app = await TestApp.start();
    for (const name of ["ada", "bob", "cyd"]) await app.asUser(name);
    const root = await app.asAdmin();
    const first = await bodyOf<{ items: UserBody[]; next_cursor: string }>(200, send(root, "GET", "/users?limit=3"));
    const rest = await bodyOf<{ items: UserBody[]; next_cursor: null }>(
      200,
      send(root, "GET", `/users?limit=3&cursor=${first.next_cursor}`),
    );
    expect([...first.items, ...rest.items].map(({ username }) => username)).toEqual(["ada", "bob", "cyd", "root"]);
    expect(rest.next_cursor).toBeNull();
    expect(await refusalOf(send(await app.asUser("ada"), "GET", "/users"))).toEqual([403, "forbidden"]);
  });

  test("nobody is shown a hash or a seed", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const text = await (await get(await app.asAdmin(), "ada")).text();
    expect(text).not.toContain("argon2");
    expect(Object.keys(JSON.parse(text) as object).filter((name) => /hash|secret|epoch|totp/.test(name))).toEqual([]);
  });

  test("a token for repositories does not speak for its person", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const { secret } = await bodyOf<{ secret: string }>(
      201,
      send(ada, "POST", "/tokens", { name: "x", scopes: ["admin"], namespaces: ["ada"] }),
    );
    const limited = app.withToken(secret);
    expect(await refusalOf(send(limited, "GET", "/user"))).toEqual([403, "insufficient_scope"]);
    expect(await refusalOf(patch(limited, "/user", { display_name: "Eve" }))).toEqual([403, "insufficient_scope"]);
    expect(await refusalOf(patch(limited, "/users/ada", { display_name: "Eve" }))).toEqual([403, "insufficient_scope"]);
  });
});

describe("a profile", () => {
  test("is changed by its person, and only from the version they saw", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    const etag = (await send(ada, "GET", "/user")).headers.get("etag")!;

    await bodyOf(200, patch(ada, "/user", { display_name: "Ada L." }, etag));

    expect(await refusalOf(patch(ada, "/users/ada", { display_name: "Eve" }, etag))).toEqual([412, "stale"]);
    expect(await refusalOf(send(ada, "PATCH", "/user", { display_name: "Eve" }))).toEqual([428, "precondition_required"]);
    expect(await bodyOf<object>(200, send(ada, "GET", "/user"))).toMatchObject({ display_name: "Ada L." });
  });

  test("is nobody else's to change", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    expect(await refusalOf(patch(await app.asUser("bob"), "/users/ada", { display_name: "x" }))).toEqual([404, "not_found"]);
  });

  test.each([{ is_admin: true }, { is_disabled: false }])("nobody gives themselves %j", async (body) => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    expect(await refusalOf(patch(ada, "/users/ada", body))).toEqual([403, "forbidden"]);
    expect(await refusalOf(patch(ada, "/user", body))).toEqual([422, "invalid", `/${Object.keys(body)[0]}`]);
  });

  test("a new address is the account's when it is verified, and not before", async () => {
    await using mailing = await MailingApp.start();
    const { app } = mailing;
    const ada = await app.asUser("ada");
    expect((await bodyOf<UserBody>(200, patch(ada, "/user", { email: "Ada@Example.com" }))).email).toBeNull();

    const code = await mailing.codeFor("ada@example.com");
    expect(await refusalOf(send(await app.asUser("bob"), "POST", "/user/email/verify", { code }))).toEqual([422, "invalid", "/code"]);
    await bodyOf(200, send(ada, "POST", "/user/email/verify", { code }));

    expect(await bodyOf<UserBody>(200, send(ada, "GET", "/user"))).toMatchObject({ email: "ada@example.com", is_email_verified: true });
    expect(await refusalOf(patch(ada, "/user", { email: "ada@example.net" }))).toEqual([429, "rate_limited"]);
    await bodyOf(200, patch(ada, "/user", { email: null }));
    expect((await bodyOf<UserBody>(200, send(ada, "GET", "/user"))).email).toBeNull();
  });

  test("a personal token does not change its person's address, to which a new password could be sent", async () => {
    await using mailing = await MailingApp.start();
    const { app } = mailing;
    await app.asAdmin();
    const token = app.withToken(await makePersonalToken(app, "root"));

    for (const email of ["eve@example.com", null]) {
      expect(await refusalOf(patch(token, "/user", { email }))).toEqual([403, "forbidden"]);
      expect(await refusalOf(patch(token, "/users/root", { email }))).toEqual([403, "forbidden"]);
    }
    expect(await mailing.mail()).toEqual([]);
    await bodyOf(200, patch(token, "/user", { display_name: "Root" }));
  });

  test("an address that was only claimed goes to the one who proves it", async () => {
    await using mailing = await MailingApp.start();
    const { app } = mailing;
    const [ada, bob] = await Promise.all([app.asUser("ada"), app.asUser("bob")]);
    const { id } = (await app.stores.metadata.read.users.find("bob"))!;
    const claim = { displayName: "", email: "ada@example.com", emailVerifiedAt: undefined, isAdmin: false };
    await app.stores.metadata.transaction((tx) => tx.users.setProfile(id, claim, 1));

    await bodyOf(200, patch(ada, "/user", { email: "ada@example.com" }));
    await bodyOf(200, send(ada, "POST", "/user/email/verify", { code: await mailing.codeFor("ada@example.com") }));

    expect((await bodyOf<UserBody>(200, send(bob, "GET", "/user"))).email).toBeNull();
  });

  test("five wrong codes end the right one", async () => {
    await using mailing = await MailingApp.start();
    const ada = await mailing.app.asUser("ada");
    await bodyOf(200, patch(ada, "/user", { email: "ada@example.com" }));
    const code = await mailing.codeFor("ada@example.com");
    for (let count = 0; count < 5; count += 1) await send(ada, "POST", "/user/email/verify", { code: "2222-2222" });
    expect(await refusalOf(send(ada, "POST", "/user/email/verify", { code }))).toEqual([422, "invalid", "/code"]);
  });

  test("of somebody else a site administrator changes all, and answers for the address", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    const changed = await bodyOf<UserBody>(200, patch(await app.asAdmin(), "/users/ada", { email: "ada@example.com", is_admin: true }));
    expect(changed).toMatchObject({ email: "ada@example.com", is_email_verified: true, is_admin: true });
    await app.asUser("bob");
    const taken = patch(await app.asAdmin(), "/users/bob", { email: "ada@example.com" });
    expect(await refusalOf(taken)).toEqual([409, "conflict"]);
  });

  test("a change by a site administrator that says nothing of the address does not verify it", async () => {
    await using app = await TestApp.start();
    await bodyOf(200, patch(await app.asUser("ada"), "/user", { email: "ada@example.com" }));
    const changed = await bodyOf<UserBody>(200, patch(await app.asAdmin(), "/users/ada", { display_name: "Ada" }));
    expect([changed.email, changed.is_email_verified]).toEqual(["ada@example.com", false]);
  });

  test("an administrator's token for their own profile changes nobody else's", async () => {
    await using app = await TestApp.start();
    await app.asUser("ada");
    await app.asAdmin();
    const token = app.withToken(await makePersonalToken(app, "root", { scopes: ["user:write"] }));
    expect(await refusalOf(patch(token, "/users/ada", { display_name: "x" }))).toEqual([403, "insufficient_scope"]);
    expect(await refusalOf(patch(token, "/users/root", { is_admin: true }))).toEqual([403, "insufficient_scope"]);
    expect(await refusalOf(get(token, "ada"))).toEqual([404, "not_found"]);
    for (const [method, path] of [
      ["POST", "/users/ada/disable"],
      ["DELETE", "/users/ada"],
      ["GET", "/users/ada/tokens"],
    ] as const) {
      expect(await refusalOf(send(token, method, path))).toEqual([403, "insufficient_scope"]);
    }
  });
});

describe("an account", () => {
  test("is made by a site administrator, with a password or without", async () => {
    await using app = await TestApp.start();
    const root = await app.asAdmin();
    const ada = await bodyOf<UserBody>(
      201,
      send(root, "POST", "/users", { username: "ada", password: PASSWORD, email: "ada@example.com" }),
    );
    expect(ada).toMatchObject({ has_password: true, is_admin: false, email: "ada@example.com", is_email_verified: true });
    expect(await login(app, "ada", PASSWORD)).toBe(200);
    expect(await bodyOf<UserBody>(201, send(root, "POST", "/users", { username: "bob" }))).toMatchObject({ has_password: false });
    expect(await login(app, "bob", "!")).toBe(401);
    expect(await refusalOf(send(root, "POST", "/users", { username: "ada" }))).toEqual([409, "name_taken"]);
    expect(await refusalOf(send(root, "POST", "/users", { username: "cyd", email: "ADA@example.com" }))).toEqual([409, "conflict"]);
    expect(await refusalOf(send(await app.asUser("eve"), "POST", "/users", { username: "dan" }))).toEqual([403, "forbidden"]);
  });

  test("that is disabled is out at once, whatever it shows; enabled again, its tokens are good and its sessions are not", async () => {
    await using app = await TestApp.start();
    const ada = await app.asUser("ada");
    await ada.pushImage("ada/app", "v1");
    const pat = app.withToken(await makePersonalToken(app, "ada"));
    const cookie = await cookieOf(app, "ada");
    const access = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions: ["pull"] }]));
    const root = await app.asAdmin();
    const statuses = async () => [
      (await ada.get("/v2/ada/app/manifests/v1")).status,
      (await pat.get("/v2/ada/app/manifests/v1")).status,
      (await access.get("/v2/ada/app/manifests/v1")).status,
      (await cookie.get("/api/v1/user")).status,
    ];
    expect(await statuses()).toEqual([200, 200, 200, 200]);

    await bodyOf(204, send(root, "POST", "/users/ada/disable"));
    await bodyOf(204, send(root, "POST", "/users/ada/disable"));
    expect(await statuses()).toEqual([401, 401, 401, 401]);

    await bodyOf(204, send(root, "POST", "/users/ada/enable"));
    expect(await statuses()).toEqual([200, 200, 401, 401]);
  });

  test("is deleted with its tokens, and its name and its rights are nobody's ever after", async () => {
    await using app = await TestApp.start();
    await makeOrganization(app, "acme", { olga: "owner", ada: "member" });
    const token = app.withToken(await makePersonalToken(app, "ada"));
    const access = app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/app", actions: ["pull"] }]));
    const root = await app.asAdmin();

    await bodyOf(204, send(root, "DELETE", "/users/ada"));

    expect([(await token.get("/v2/")).status, (await access.get("/v2/")).status]).toEqual([401, 401]);
    expect(await refusalOf(send(root, "POST", "/users", { username: "ada" }))).toEqual([409, "name_taken"]);
    expect(await app.stores.metadata.read.namespaces.find("ada")).toBeUndefined();
    expect((await root.post(`/v2/ada/app/blobs/uploads/?digest=${digest("abc")}`, { body: "abc" })).status).toBe(403);
    expect(await refusalOf(get(root, "ada"))).toEqual([404, "not_found"]);
    expect(await refusalOf(send(root, "DELETE", "/users/ada"))).toEqual([404, "not_found"]);
    await bodyOf(201, send(root, "POST", "/users", { username: "bob" }));
    expect((await token.get("/v2/")).status).toBe(401);
  });

  test("stays while it has repositories, or is an organization's only owner", async () => {
    await using app = await TestApp.start();
    await (await app.asUser("ada")).pushImage("ada/app", "v1");
    await makeOrganization(app, "acme", { olga: "owner", bob: "admin" });
    await makeOrganization(app, "globex", { gus: "owner", bob: "owner" });
    await makeOrganization(app, "initech", { ina: "owner", disa: "owner" });
    const root = await app.asAdmin();
    await bodyOf(204, send(root, "POST", "/users/disa/disable"));
    for (const username of ["ada", "olga", "ina"])
      expect(await refusalOf(send(root, "DELETE", `/users/${username}`))).toEqual([409, "conflict"]);
    await bodyOf(204, send(root, "DELETE", "/users/gus"));
  });

  test("the last site administrator who can sign in can neither be disabled, demoted nor deleted", async () => {
    await using app = await TestApp.start();
    const root = await app.asAdmin();
    await app.asUser("other", { isAdmin: true });
    await bodyOf(204, send(root, "POST", "/users/other/disable"));
    for (const attempt of [
      send(root, "POST", "/users/root/disable"),
      patch(root, "/users/root", { is_disabled: true }),
      patch(root, "/users/root", { is_admin: false }),
      patch(root, "/users/root", { is_admin: false, is_disabled: true }),
      send(root, "DELETE", "/users/root"),
    ]) {
      expect(await refusalOf(attempt)).toEqual([409, "conflict"]);
    }
    await bodyOf(204, send(root, "POST", "/users/other/enable"));
    await bodyOf(200, patch(root, "/users/other", { is_admin: false, is_disabled: true }));
    await bodyOf(200, patch(root, "/users/other", { is_admin: true, is_disabled: false }));
    await bodyOf(200, patch(root, "/users/root", { is_admin: false }));
    expect(await refusalOf(send(root, "GET", "/users"))).toEqual([403, "forbidden"]);
  });

  test("two administrators who demote each other at once leave one", async () => {
    await using app = await TestApp.start();
    const [root, other] = [await app.asAdmin(), await app.asUser("other", { isAdmin: true })];
    const answers = await Promise.all([patch(root, "/users/other", { is_admin: false }), patch(other, "/users/root", { is_admin: false })]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await app.stores.metadata.read.users.countAdmins()).toBe(1);
  });
});

describe("a password", () => {
  test("is changed by who knows it; other sessions and what it opened end, this session and tokens go on", async () => {
    await using app = await TestApp.start();
    const [mine, other] = [await cookieOf(app, "ada"), await cookieOf(app, "ada")];
    const access = app.withToken(await app.tokenOf("ada"));
    const pat = app.withToken(await makePersonalToken(app, "ada"));

    await bodyOf(204, change(mine, KIT_PASSWORD, PASSWORD));

    expect([await login(app, "ada", KIT_PASSWORD), await login(app, "ada", PASSWORD)]).toEqual([401, 200]);
    const statuses = [await mine.get("/api/v1/user"), await other.get("/api/v1/user"), await access.get("/v2/"), await pat.get("/v2/")];
    expect(statuses.map(({ status }) => status)).toEqual([200, 401, 401, 200]);
  });

  test("is not changed by who does not know it, and guessing is slowed", async () => {
    await using app = await TestApp.start();
    const pat = app.withToken(await makePersonalToken(app, "ada"));
    expect(await refusalOf(change(pat, "wrong", PASSWORD))).toEqual([403, "forbidden", "/current_password"]);
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await change(pat, "wrong", PASSWORD)).status);
    expect(statuses.at(-1)).toBe(429);
    expect(await app.stores.metadata.read.users.find("ada")).toMatchObject({ version: 1 });
  });

  test.each(["short", "x".repeat(1025), "adalovelace", "ADALOVELACE", `aer_pat_${"x".repeat(38)}`])("%p is refused", async (password) => {
    await using app = await TestApp.start();
    const ada = await app.asUser("adalovelace");
    expect(await refusalOf(change(ada, KIT_PASSWORD, password))).toEqual([422, "invalid", "/new_password"]);
  });

  test("who has none gets none this way", async () => {
    await using app = await TestApp.start();
    await bodyOf(201, send(await app.asAdmin(), "POST", "/users", { username: "ada" }));
    const pat = app.withToken(await makePersonalToken(app, "ada"));
    expect(await refusalOf(change(pat, "!", PASSWORD))).toEqual([409, "conflict"]);
  });

  test("a site administrator gives somebody another; their sessions end", async () => {
    await using app = await TestApp.start();
    const cookie = await cookieOf(app, "ada");
    const root = await app.asAdmin();
    await bodyOf(204, send(root, "POST", "/users/ada/password", { new_password: PASSWORD }));
    expect([await login(app, "ada", PASSWORD), (await cookie.get("/api/v1/user")).status]).toEqual([200, 401]);
    expect(await refusalOf(send(root, "POST", "/users/root/password", { new_password: PASSWORD }))).toEqual([409, "conflict"]);
    expect(await refusalOf(send(root, "POST", "/users/nobody/password", { new_password: PASSWORD }))).toEqual([404, "not_found"]);
  });
});

test("what cannot be undone asks a browser for a recent sign-in", async () => {
  await using app = await TestApp.start();
  await app.asUser("ada");
  await app.asAdmin();
  const root = await cookieOf(app, "root");
  app.clock.advance(11 * 60_000);
  for (const [method, path, body] of [
    ["POST", "/tokens", { name: "x", scopes: ["repo:read"] }],
    ["POST", "/users", { username: "cyd" }],
    ["DELETE", "/users/ada", undefined],
    ["POST", "/users/ada/password", { new_password: PASSWORD }],
    ["PATCH", "/users/ada", { is_admin: true }],
    ["PATCH", "/user", { email: "eve@example.com" }],
  ] as const) {
    expect(await refusalOf(send(root, method, path, body, { "if-match": "*" }))).toEqual([403, "reauthentication_required"]);
  }
  await bodyOf(200, send(root, "PATCH", "/user", { display_name: "Root" }, { "if-match": "*" }));
});

test("every change is in the audit log, with what differs and without secrets", async () => {
  await using app = await TestApp.start();
  const root = await app.asAdmin();
  await bodyOf(201, send(root, "POST", "/users", { username: "ada", password: PASSWORD }));
  await bodyOf(200, patch(root, "/users/ada", { display_name: "Ada", is_disabled: true }));
  await bodyOf(204, send(root, "POST", "/users/ada/enable"));
  await bodyOf(204, send(root, "POST", "/users/ada/password", { new_password: `${PASSWORD}2` }));
  await bodyOf(204, send(root, "DELETE", "/users/ada"));

  const { items } = await bodyOf<{ items: { action: string; actor: string; before: object; after: object }[] }>(
    200,
    root.get("/api/v1/audit"),
  );

  expect(items.map(({ action }) => action).sort()).toEqual([
    "user.create",
    "user.delete",
    "user.disable",
    "user.enable",
    "user.password_reset",
    "user.update",
  ]);
  expect(items.find(({ action }) => action === "user.update")).toMatchObject({
    actor: "root",
    before: { display_name: "" },
    after: { display_name: "Ada" },
  });
  expect(JSON.stringify(items)).not.toContain(PASSWORD);
});

async function seen(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const body = (await response.json()) as { code: string; request_id: string };
  const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
  return JSON.stringify([response.status, body.code, { ...body, request_id: "" }, headers]);
}
