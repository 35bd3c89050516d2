// Signing in with a directory's password: in a browser, and as `docker login` does.
import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { newSecret } from "../../../src/auth/secret-tokens.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { Browser } from "../../kit/browser.ts";
import { GROUPS_DN, PEOPLE, PEOPLE_DN, SERVICE_ACCOUNT, SLAPD_TOOLS, Slapd } from "../../kit/slapd.ts";
import { makeOrganization } from "../../kit/tenants.ts";
import { cannotBeTried, hintsFor } from "../../kit/tools.ts";

const { ada, bob, countess } = PEOPLE;

setDefaultTimeout(20_000);

describe.skipIf(cannotBeTried("slapd", hintsFor(SLAPD_TOOLS)))("a directory", () => {
  let slapd: Slapd;
  let app: TestApp;
  beforeAll(async () => {
    slapd = await Slapd.start();
  });
  afterEach(() => app[Symbol.asyncDispose]());
  afterAll(() => slapd?.[Symbol.asyncDispose]());

  async function setUp(flags: Readonly<Record<string, string | boolean>> = {}): Promise<Browser> {
    let passwordFile = "";
    app = await TestApp.start({
      prepare: async (folder) => {
        passwordFile = join(folder, "bind-password");
        await Bun.write(passwordFile, SERVICE_ACCOUNT.password);
      },
      get flags() {
        return {
          "--auth-ldap-url": slapd.tlsUrl,
          "--auth-ldap-ca-file": slapd.caFile,
          "--auth-ldap-bind-dn": SERVICE_ACCOUNT.dn,
          "--auth-ldap-bind-password-file": passwordFile,
          "--auth-ldap-base-dn": PEOPLE_DN,
          "--auth-ldap-group-base-dn": GROUPS_DN,
          ...flags,
        };
      },
    });
    return new Browser(app);
  }

  const user = (username: string) => app.stores.metadata.read.users.find(username);
  const searches = async () => (await slapd.log()).split("(uid=ada)").length - 1;
  const docker = (username: string, password: string) => app.anonymous.get("/v2/", { authorization: basic(username, password) });

  test("signs people in, and makes their account the first time", async () => {
    const browser = await setUp();
    expect((await browser.login("ada", ada.password)).body).toEqual({ status: "signed_in" });
    expect(await user("ada")).toMatchObject({ displayName: "Ada Lovelace", email: undefined, passwordHash: "!", isAdmin: false });
    expect((await browser.get("/api/v1/sessions")).body["items"]).toMatchObject([{ provider: "ldap" }]);
    expect((await new Browser(app).login("ada", ada.password)).status).toBe(200);
    expect(await app.stores.metadata.read.users.list()).toHaveLength(1);
  });

  test("has passwords for docker login, a push and a pull", async () => {
    await setUp();
    const login = await app.anonymous.get("/auth/token?service=aerugo&account=bob&client_id=docker&offline_token=true", {
      authorization: basic("bob", bob.password),
    });
    const { refresh_token: identityToken } = (await login.json()) as { refresh_token: string };
    const form = { grant_type: "refresh_token", refresh_token: identityToken, scope: "repository:bob/app:push,pull" };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const refreshed = await app.anonymous.post("/auth/token", { headers, body: new URLSearchParams(form).toString() });
    const client = app.withToken(((await refreshed.json()) as { access_token: string }).access_token);
    const { digest } = await client.pushImage("bob/app", "v1");
    expect((await client.get("/v2/bob/app/manifests/v1")).headers.get("docker-content-digest")).toBe(digest);
  });

  test("is asked once for fifty pulls, and again after five minutes", async () => {
    await setUp();
    const before = await searches();
    await Promise.all(Array.from({ length: 50 }, () => docker("ada", ada.password)));
    expect((await docker("ada", ada.password)).status).toBe(200);
    expect((await searches()) - before).toBe(1);
    app.clock.advance(5 * 60_000 + 1);
    await docker("ada", ada.password);
    expect((await searches()) - before).toBe(2);
  });

  test.each([
    ["a wrong password", "ada", "wrong password"],
    ["an unknown name", "nobody", "some password"],
    ["a name that two people have", "twin", PEOPLE.twinA.password],
    ["a filter in place of a name", "*", ada.password],
  ])("refuses %s in the same words", async (_name, username, password) => {
    const browser = await setUp();
    const { status, body, cookies } = await browser.login(username, password);
    expect([status, body["detail"], cookies]).toEqual([401, "username or password is wrong", []]);
    expect((await docker(username, password)).status).toBe(401);
  });

  test("is not asked about those who have a password here, however their name is written", async () => {
    const browser = await setUp();
    await app.asUser("ada");
    const before = (await slapd.log()).split("SRCH").length;
    expect((await browser.login("ada")).status).toBe(200);
    expect((await browser.login("ada", ada.password)).status).toBe(401);
    expect((await browser.login("ADA", "what is meant for us")).status).toBe(401);
    expect((await slapd.log()).split("SRCH").length).toBe(before);
  });

  test("gives nobody an account that is there already", async () => {
    const browser = await setUp({ "--auth-ldap-user-filter": "(mail={username})" });
    await app.asUser("ada");
    const { status, body } = await browser.login("ada@example.org", ada.password);
    expect([status, body["code"], body["detail"]]).toEqual([409, "conflict", expect.stringContaining('the name "ada" is taken here')]);
    expect((await docker("ada@example.org", ada.password)).status).toBe(403);
  });

  test("makes names that can be written in a repository's name", async () => {
    const browser = await setUp();
    expect((await browser.login(countess.uid[0], countess.password)).status).toBe(200);
    expect(await user("countess")).toBeDefined();
  });

  test("puts people into teams at each sign-in", async () => {
    const browser = await setUp();
    const namespaceId = await makeOrganization(app, "acme", { owner: "owner" });
    const team = { namespaceId, name: "developers", description: "", externalGroup: "developers" };
    const id = (await app.stores.metadata.transaction((tx) => tx.teams.create(team, 1)))!;
    await browser.login("ada", ada.password);
    await new Browser(app).login("bob", bob.password);
    const members = await app.stores.metadata.read.teams.members(id, "", 10);
    expect(members.map(({ username, source }) => [username, source])).toEqual([["ada", "group"]]);
  });

  test("has its addresses believed only where that was said", async () => {
    const browser = await setUp({ "--auth-ldap-trust-email": true });
    await browser.login("ada", ada.password);
    expect((await user("ada"))?.email).toBe("ada@example.org");
  });

  test("without auto_create lets in only those who have an account", async () => {
    const browser = await setUp({ "--auth-ldap-auto-create": "false" });
    expect((await browser.login("ada", ada.password)).status).toBe(409);
    expect(await user("ada")).toBeUndefined();
  });

  test("whose user was disabled here lets nobody in, remembered or not", async () => {
    const browser = await setUp();
    expect((await docker("ada", ada.password)).status).toBe(200);
    await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada", 1));
    expect((await docker("ada", ada.password)).status).toBe(401);
    expect((await browser.login("ada", ada.password)).status).toBe(401);
  });

  test("that cannot be asked is an error of its own, and counts as nobody's wrong password", async () => {
    const browser = await setUp({ "--auth-ldap-url": "ldaps://127.0.0.1:1" });
    for (let attempt = 0; attempt < 15; attempt += 1) {
      const { status, body } = await browser.login("ada", ada.password);
      expect([status, body["code"]]).toEqual([503, "unavailable"]);
    }
    const response = await docker("ada", ada.password);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    const told = app.records.filter(({ message }) => message === "the directory cannot be asked");
    expect([told.length, JSON.stringify(told).includes(ada.password)]).toEqual([16, false]);
  });

  test("that cannot be asked keeps nobody out who has a password here", async () => {
    const browser = await setUp({ "--auth-ldap-url": "ldaps://127.0.0.1:1" });
    await app.asUser("root");
    expect((await browser.login("root")).status).toBe(200);
  });

  test("wrong passwords become slow", async () => {
    const browser = await setUp();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await browser.login("ada", `wrong ${attempt}`)).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test("is tried out by a site administrator, step by step, without making an account", async () => {
    await setUp();
    const admin = await app.asAdmin();
    const body = JSON.stringify({ username: "ada", password: ada.password });
    const response = await admin.post("/api/v1/admin/directory/trace", { headers: { "content-type": "application/json" }, body });
    const { steps } = (await response.json()) as { steps: { step: string; ok: boolean }[] };
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual(
      ["connect", "service account", "user", "password", "service account", "groups", "profile"].map((step) => [step, true]),
    );
    expect([await user("ada"), JSON.stringify(steps).includes(ada.password)]).toEqual([undefined, false]);
  });

  test("is never shown one of our tokens", async () => {
    const browser = await setUp();
    const before = (await slapd.log()).split("SRCH").length;
    expect((await browser.login("ada", newSecret("personal"))).status).toBe(401);
    expect((await docker("ada", newSecret("personal"))).status).toBe(401);
    expect((await slapd.log()).split("SRCH").length).toBe(before);
  });

  test("is among the ways to sign in", async () => {
    const browser = await setUp();
    expect((await browser.get("/api/v1/auth/methods")).body).toMatchObject({ password: true, directory: true });
  });
});
