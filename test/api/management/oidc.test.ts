// Signing in through a real OpenID provider: the way there and back, whose account it is, and which teams its groups lead to.
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { TestApp } from "../../kit/app.ts";
import { Browser, type Seen } from "../../kit/browser.ts";
import { CLIENT_SECRET, TestOidcProvider } from "../../kit/oidc-provider.ts";
import { makeOrganization } from "../../kit/tenants.ts";

const ORIGIN = "https://registry.test";
const ADA = {
  preferred_username: "Ada.L",
  name: "Ada Lovelace",
  email: "Ada@example.org",
  email_verified: true,
  groups: ["dev", "ops"] as readonly string[],
};

const MINUTE_MS = 60_000;

setDefaultTimeout(20_000);

let provider: TestOidcProvider;
let app: TestApp;
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function setUp(
  claims: Readonly<Record<string, unknown>> = ADA,
  flags: Readonly<Record<string, string | boolean>> = {},
  options: { readonly saysWhen?: boolean } = {},
): Promise<Browser> {
  const accounts = { "u-1": claims, "u-2": { ...ADA, email: "other@example.org" } };
  provider = await TestOidcProvider.start({ accounts, ...options });
  let secretFile = "";
  app = await TestApp.start({
    prepare: async (folder) => {
      secretFile = join(folder, "client-secret");
      await Bun.write(secretFile, CLIENT_SECRET);
    },
    get flags() {
      return {
        "--public-url": ORIGIN,
        "--auth-oidc-issuer": provider.issuer,
        "--auth-oidc-client-id": "aerugo",
        "--auth-oidc-client-secret-file": secretFile,
        "--auth-oidc-allow-insecure": true,
        ...flags,
      };
    },
  });
  // The provider lives in real time.
  app.clock.advance(Date.now() - app.clock.now());
  return new Browser(app, ORIGIN);
}

/** Up to the moment in which the provider sends the browser back. */
async function comeBack(browser: Browser, returnTo = "/", more = ""): Promise<string> {
  const { location } = await browser.get(`/auth/oidc/start?return_to=${encodeURIComponent(returnTo)}${more}`);
  const callback = await provider.browse(location!);
  return `${callback.pathname}${callback.search}`;
}

async function signIn(browser: Browser, returnTo?: string): Promise<Seen> {
  return browser.get(await comeBack(browser, returnTo));
}

/** Asks for a recent sign-in. */
const makeToken = (browser: Browser) => browser.post("/api/v1/tokens", { name: "ci", scopes: ["repo:read"] });
const user = (username: string) => app.stores.metadata.read.users.find(username);

async function makeTeam(organization: string, team: string, externalGroup: string): Promise<number> {
  const { metadata } = app.stores;
  const { id: namespaceId } = (await metadata.read.namespaces.find(organization))!;
  const made = { namespaceId, name: team, description: "", externalGroup };
  return (await metadata.transaction((tx) => tx.teams.create(made, app.clock.now())))!;
}

async function membersOf(teamId: number): Promise<string[]> {
  return (await app.stores.metadata.read.teams.members(teamId, "", 10)).map(({ username, source }) => `${username} (${source})`);
}

async function logout(token: string): Promise<number> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return (await app.anonymous.post("/auth/oidc/logout", { headers, body: new URLSearchParams({ logout_token: token }).toString() })).status;
}

describe("the way there and back", () => {
  test("signs in, and goes on where it was asked to", async () => {
    const browser = await setUp();
    const seen = await signIn(browser, "/repositories?page=2");
    expect([seen.status, seen.location]).toEqual([303, "/repositories?page=2"]);
    expect((await browser.get("/api/v1/sessions")).body["items"]).toMatchObject([{ kind: "browser", provider: "sso", is_current: true }]);
  });

  test("keeps its memory in a cookie of this browser alone, and takes it away at the end", async () => {
    const browser = await setUp();
    const { cookies } = await browser.get("/auth/oidc/start");
    expect(cookies).toEqual([
      expect.stringMatching(/^__Host-aerugo_oidc=v1\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900; Secure$/),
    ]);
    await signIn(browser);
    expect([...browser.cookies.keys()]).toEqual(["__Host-aerugo_session"]);
  });

  test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"])(
    "never goes on at %p",
    async (returnTo) => {
      const browser = await setUp();
      expect((await signIn(browser, returnTo)).location).toBe("/");
    },
  );

  // Login CSRF: the attacker's answer would sign the victim in as the attacker.
  test("an answer that another browser asked for signs nobody in", async () => {
    const browser = await setUp();
    const callback = await comeBack(browser);
    const victim = new Browser(app, ORIGIN);
    expect(await victim.get(callback)).toMatchObject({ status: 401, cookies: [] });
    await victim.get("/auth/oidc/start");
    expect(await victim.get(callback)).toMatchObject({ status: 400, cookies: [] });
  });

  test("an answer is good once, and for a quarter of an hour", async () => {
    const browser = await setUp();
    const callback = await comeBack(browser);
    const begun = new Map(browser.cookies);
    expect((await browser.get(callback)).status).toBe(303);
    for (const [name, value] of begun) browser.cookies.set(name, value);
    expect((await browser.get(callback)).status).toBe(400);
    const late = await comeBack(browser);
    app.clock.advance(15 * 60_000);
    expect((await browser.get(late)).status).toBe(401);
  });

  test("who says no at the provider is told so", async () => {
    const browser = await setUp();
    provider.user = undefined;
    expect(await signIn(browser)).toMatchObject({ status: 403, body: { text: 'You were not signed in: "sso" did not sign you in.\n' } });
  });

  test("a provider that is down is told apart from a refusal", async () => {
    const browser = await setUp();
    await provider[Symbol.asyncDispose]();
    const { status, body } = await browser.get("/auth/oidc/start");
    expect([status, body["text"]]).toEqual([503, expect.stringContaining('"sso" is not available')]);
  });

  test("a session that was there before ends", async () => {
    const browser = await setUp();
    await signIn(browser);
    const before = browser.cookies.get("__Host-aerugo_session")!;
    await signIn(browser);
    const old = new Browser(app, ORIGIN);
    old.cookies.set("__Host-aerugo_session", before);
    expect((await old.get("/api/v1/sessions")).status).toBe(401);
  });

  test("is among the ways to sign in", async () => {
    const browser = await setUp();
    expect((await browser.get("/api/v1/auth/methods")).body["providers"]).toEqual([{ name: "sso", start_path: "/auth/oidc/start" }]);
  });
});

describe("whose account it is", () => {
  test("the first sign-in makes it, without a password and without rights", async () => {
    const browser = await setUp();
    await signIn(browser);
    expect(await user("ada.l")).toMatchObject({
      displayName: "Ada Lovelace",
      email: "ada@example.org",
      emailVerifiedAt: app.clock.now(),
      passwordHash: "!",
      isAdmin: false,
    });
    expect(await app.stores.metadata.read.namespaces.find("ada.l")).toMatchObject({ kind: "user" });
  });

  test("the next one finds it by the subject", async () => {
    const browser = await setUp();
    await signIn(browser);
    const first = await user("ada.l");
    await signIn(browser);
    expect((await app.stores.metadata.read.users.list()).map(({ id }) => id)).toEqual([first!.id]);
  });

  test("an account that is there is never taken over because of its name or address", async () => {
    const browser = await setUp({ ...ADA, preferred_username: "ada" });
    await app.asUser("ada");
    const before = await user("ada");
    await app.stores.metadata.transaction((tx) =>
      tx.users.setProfile(before!.id, { ...before!, email: "ada@example.org", emailVerifiedAt: 1 }, before!.version),
    );
    const { status, body, cookies } = await signIn(browser);
    expect([status, cookies]).toEqual([409, []]);
    expect(body["text"]).toContain('the name "ada" is taken here');
  });

  test("a name that an organization has, or that is reserved, is taken", async () => {
    let browser = await setUp({ ...ADA, preferred_username: "acme" });
    await makeOrganization(app, "acme", {});
    expect((await signIn(browser)).status).toBe(409);
    await app[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
    browser = await setUp({ ...ADA, preferred_username: "library" });
    expect((await signIn(browser)).status).toBe(409);
  });

  test("of two people who are called the same, the second gets no part of the first one's account", async () => {
    const browser = await setUp();
    await signIn(browser);
    await provider.signOut(`${provider.issuer}/session/end?client_id=aerugo`);
    provider.user = "u-2";
    expect(await signIn(new Browser(app, ORIGIN))).toMatchObject({ status: 409, cookies: [] });
    expect(await app.stores.metadata.read.externalIdentities.find("sso", "u-2")).toBeUndefined();
  });

  test("an address that somebody has stays theirs", async () => {
    const browser = await setUp();
    await app.asUser("bob");
    const bob = (await user("bob"))!;
    await app.stores.metadata.transaction((tx) =>
      tx.users.setProfile(bob.id, { ...bob, email: "ada@example.org", emailVerifiedAt: 1 }, bob.version),
    );
    expect((await signIn(browser)).status).toBe(303);
    expect([(await user("ada.l"))?.email, (await user("bob"))?.email]).toEqual([undefined, "ada@example.org"]);
  });

  test("an address that the account has is not replaced", async () => {
    const browser = await setUp();
    await signIn(browser);
    const ada = (await user("ada.l"))!;
    await app.stores.metadata.transaction((tx) =>
      tx.users.setProfile(ada.id, { ...ada, email: "ada@home.example", emailVerifiedAt: 1 }, ada.version),
    );
    await signIn(browser);
    expect((await user("ada.l"))?.email).toBe("ada@home.example");
  });

  test("an address that the provider does not vouch for is not taken", async () => {
    const browser = await setUp({ ...ADA, email_verified: false });
    await signIn(browser);
    expect((await user("ada.l"))?.email).toBeUndefined();
  });

  test("without auto_create, who has no account gets none", async () => {
    const browser = await setUp(ADA, { "--auth-oidc-auto-create": "false" });
    const { status, body } = await signIn(browser);
    expect([status, body["text"]]).toEqual([409, expect.stringContaining("there is no account for you here yet")]);
    expect(await user("ada.l")).toBeUndefined();
  });

  test("it gets no passkey, which would outlive the account at the provider", async () => {
    const browser = await setUp();
    await signIn(browser);
    expect(await browser.post("/api/v1/passkeys/begin")).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  test("who was disabled is not signed in", async () => {
    const browser = await setUp();
    await signIn(browser);
    await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada.l", 1));
    expect(await signIn(new Browser(app, ORIGIN))).toMatchObject({ status: 401, cookies: [] });
  });
});

// The provider sends whoever sits at a browser that was left open on to us without a question.
describe("what asks for a recent sign-in", () => {
  test("is not satisfied by a sign-in at the provider that is long ago", async () => {
    const browser = await setUp(ADA, {}, { saysWhen: true });
    await signIn(browser);
    app.clock.advance(11 * MINUTE_MS);
    expect((await signIn(browser)).status).toBe(303);
    expect(await makeToken(browser)).toMatchObject({ status: 403, body: { code: "reauthentication_required" } });
  });

  test("is satisfied by a fresh one, for which the provider asks anew", async () => {
    const browser = await setUp();
    await signIn(browser);
    const seen = await browser.get(await comeBack(browser, "/tokens", "&fresh=true"));
    expect([seen.status, seen.location, provider.asked]).toEqual([303, "/tokens", ["login", "consent", "login"]]);
    expect((await makeToken(browser)).status).toBe(201);
  });

  test("is not satisfied by a clock of the provider's that is ahead of ours", async () => {
    const browser = await setUp(ADA, {}, { saysWhen: true });
    app.clock.advance(-20_000);
    await signIn(browser);
    app.clock.advance(10 * MINUTE_MS + 1000);
    expect((await makeToken(browser)).status).toBe(403);
  });
});

describe("groups", () => {
  test("put people into teams, and into their organizations", async () => {
    const browser = await setUp();
    const acme = await makeOrganization(app, "acme", { bob: "owner" });
    const [dev, art] = [await makeTeam("acme", "developers", "dev"), await makeTeam("acme", "art", "artists")];
    await signIn(browser);
    expect([await membersOf(dev), await membersOf(art)]).toEqual([["ada.l (group)"], []]);
    expect(await app.stores.metadata.read.members.find(acme, (await user("ada.l"))!.id)).toMatchObject({ role: "member" });
  });

  test("that are gone take people out of teams, and of no others", async () => {
    const groups = ["dev", "ops"];
    const browser = await setUp({ ...ADA, groups });
    const acme = await makeOrganization(app, "acme", { bob: "owner" });
    const [dev, ops, manual] = [
      await makeTeam("acme", "developers", "dev"),
      await makeTeam("acme", "operators", "ops"),
      await makeTeam("acme", "manual", "nothing"),
    ];
    await signIn(browser);
    const ada = (await user("ada.l"))!;
    await app.stores.metadata.transaction((tx) => tx.teams.addMember(manual, ada.id, "manual", 1));
    groups.splice(0, 1);
    await signIn(browser);
    expect([await membersOf(dev), await membersOf(ops), await membersOf(manual)]).toEqual([[], ["ada.l (group)"], ["ada.l (manual)"]]);
    expect(await app.stores.metadata.read.members.find(acme, ada.id)).toBeDefined();
  });

  test("lead nowhere for who was disabled", async () => {
    const browser = await setUp();
    await signIn(browser);
    await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada.l", 1));
    await makeOrganization(app, "acme", { bob: "owner" });
    const dev = await makeTeam("acme", "developers", "dev");
    await signIn(browser);
    expect(await membersOf(dev)).toEqual([]);
  });

  test("are on record", async () => {
    const browser = await setUp();
    await makeOrganization(app, "acme", { bob: "owner" });
    await makeTeam("acme", "developers", "dev");
    await signIn(browser);
    const records = await app.stores.metadata.read.audit.list({}, { after: 0, before: Number.MAX_SAFE_INTEGER }, 50);
    expect(records.map(({ actor, action, target }) => `${actor} ${action} ${target}`).sort()).toEqual([
      "ada.l session.create ada.l",
      "sso member.add acme/members/ada.l",
      "sso team.add_member acme/teams/developers",
      "sso user.create ada.l",
      "sso user.update ada.l",
    ]);
  });
});

describe("signing out", () => {
  test("tells where to sign out of the provider too", async () => {
    const browser = await setUp();
    await signIn(browser);
    const { body } = await browser.post("/api/v1/auth/logout");
    const url = new URL(body["end_session_url"]);
    expect([url.origin, url.searchParams.get("post_logout_redirect_uri")]).toEqual([provider.issuer, `${ORIGIN}/`]);
  });

  test("at the provider ends the session here, and every token of it", async () => {
    const browser = await setUp();
    await signIn(browser);
    await provider.signOut(`${provider.issuer}/session/end?client_id=aerugo`);
    expect(await logout(provider.logoutTokens[0]!)).toBe(200);
    expect((await browser.get("/api/v1/sessions")).status).toBe(401);
  });

  test.each(["", "nonsense", "eyJhbGciOiJub25lIn0.e30."])("%p signs nobody out", async (token) => {
    const browser = await setUp();
    await signIn(browser);
    expect(await logout(token)).toBe(400);
    expect((await browser.get("/api/v1/sessions")).status).toBe(200);
  });
});

test("without a provider there are no such pages", async () => {
  provider = await TestOidcProvider.start({ accounts: {} });
  app = await TestApp.start();
  const statuses = await Promise.all([
    app.anonymous.get("/auth/oidc/start"),
    app.anonymous.get("/auth/oidc/callback?code=x"),
    app.anonymous.post("/auth/oidc/logout"),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404]);
});
