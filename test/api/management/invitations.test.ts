// Invitations into organizations: who may make them, who may accept them, and how each of them ends.
import { describe, expect, test } from "bun:test";
import { inBrowser } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import type { Client } from "../../kit/client.ts";
import { MailingApp, SITE } from "../../kit/mailing-app.ts";
import { bodyOf, refusalOf, send } from "../../kit/requests.ts";
import { makeOrganization } from "../../kit/tenants.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly role: string;
  readonly expires_at: string;
}

const invite = (client: Client, wish: object = {}) => bodyOf<Made>(201, send(client, "POST", "/orgs/acme/invitations", wish));
const accept = (client: Client, secret: string) => send(client, "POST", "/invitations/accept", { secret });

/** Olga owns acme, amy administers it, mel is a member. */
async function addAcme(app: TestApp): Promise<void> {
  await makeOrganization(app, "acme", { olga: "owner", amy: "admin", mel: "member" });
}

async function start(): Promise<TestApp> {
  const app = await TestApp.start();
  await addAcme(app);
  return app;
}

async function roleOf(app: TestApp, username: string): Promise<string | undefined> {
  const { id } = (await app.stores.metadata.read.namespaces.find("acme"))!;
  const user = await app.stores.metadata.read.users.find(username);
  return (await app.stores.metadata.read.members.find(id, user!.id))?.role;
}

describe("an invitation by link", () => {
  test("lets one person in, once, at once", async () => {
    await using app = await start();
    await (await app.asUser("olga")).pushImage("acme/app", "v1");
    const { secret, role, expires_at: expiresAt } = await invite(await app.asUser("amy"));
    const [bob, eve] = [await app.asUser("bob"), await app.asUser("eve")];
    expect([role, Date.parse(expiresAt) - app.clock.now()]).toEqual(["member", 7 * DAY_MS]);

    expect(await bodyOf<object>(200, accept(bob, secret))).toMatchObject({ organization: "acme", role: "member" });

    expect(await roleOf(app, "bob")).toBe("member");
    expect(await refusalOf(accept(eve, secret))).toEqual([409, "conflict"]);
    expect(await roleOf(app, "eve")).toBeUndefined();
  });

  test("of two who accept it together one is let in", async () => {
    await using app = await start();
    const { secret } = await invite(await app.asUser("olga"));
    const people = await Promise.all(["bob", "eve"].map((name) => app.asUser(name)));
    const answers = await Promise.all(people.map((client) => accept(client, secret)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("puts them into its team", async () => {
    await using app = await start();
    const { id } = (await app.stores.metadata.read.namespaces.find("acme"))!;
    const team = { namespaceId: id, name: "web", description: "", externalGroup: undefined };
    const teamId = await app.stores.metadata.transaction((tx) => tx.teams.create(team, app.clock.now()));
    const { secret } = await invite(await app.asUser("amy"), { team: "web" });
    await bodyOf(200, accept(await app.asUser("bob"), secret));
    const members = await app.stores.metadata.read.teams.members(teamId!, "", 10);
    expect(members.map(({ username, source }) => [username, source])).toEqual([["bob", "manual"]]);
    const unknown = send(await app.asUser("amy"), "POST", "/orgs/acme/invitations", { team: "nope" });
    expect(await refusalOf(unknown)).toEqual([422, "invalid", "/team"]);
  });

  test("is of no use to a member, and stays good for another", async () => {
    await using app = await start();
    const { secret } = await invite(await app.asUser("olga"), { role: "owner" });
    expect(await refusalOf(accept(await app.asUser("mel"), secret))).toEqual([409, "conflict"]);
    expect(await roleOf(app, "mel")).toBe("member");
    await bodyOf(200, accept(await app.asUser("bob"), secret));
  });

  test("ends with its time, when it is revoked, and with the rights of who made it", async () => {
    await using app = await start();
    const [olga, amy, bob] = [await app.asUser("olga"), await app.asUser("amy"), await app.asUser("bob")];
    const expired = await invite(amy, { expires_at: new Date(app.clock.now() + DAY_MS).toISOString() });
    const revoked = await invite(amy);
    await bodyOf(204, send(amy, "DELETE", `/orgs/acme/invitations/${revoked.id}`));
    const orphaned = await invite(amy);
    await bodyOf(204, send(olga, "DELETE", "/orgs/acme/members/amy"));
    app.clock.advance(DAY_MS);

    const details = [];
    for (const { secret } of [expired, revoked, orphaned]) {
      details.push(((await (await accept(bob, secret)).json()) as { detail: string }).detail);
    }

    expect(details).toEqual([
      "the invitation has expired; ask for another one",
      "the invitation was revoked",
      "whoever made the invitation may no longer invite",
    ]);
    expect(await roleOf(app, "bob")).toBeUndefined();
    expect(await refusalOf(send(olga, "DELETE", `/orgs/acme/invitations/${revoked.id}`))).toEqual([404, "not_found"]);
  });

  test("of a deleted organization is none", async () => {
    await using app = await start();
    const { secret } = await invite(await app.asUser("olga"));
    const { id } = (await app.stores.metadata.read.namespaces.find("acme"))!;
    await app.stores.metadata.transaction((tx) => tx.namespaces.delete(id, "acme", app.clock.now()));
    expect(await refusalOf(accept(await app.asUser("bob"), secret))).toEqual([404, "not_found"]);
  });

  test.each(["", "aer_inv_", `aer_inv_${"x".repeat(38)}`, `aer_pat_${"x".repeat(38)}`])("%p is none", async (secret) => {
    await using app = await start();
    expect((await accept(await app.asUser("bob"), secret)).status).toBe(secret === "" ? 422 : 404);
  });
});

describe("an invitation by mail", () => {
  test("is sent with its secret behind the #, and accepted by the one account that has proved the address", async () => {
    await using mailing = await MailingApp.start();
    const { app } = mailing;
    await addAcme(app);
    const { secret } = await invite(await app.asUser("amy"), { email: "Bob@Example.com", role: "member" });
    const [mail] = await mailing.mail();
    expect([mail!.to, mail!.text.includes(`${SITE}/invitations#${secret}`)]).toEqual([["bob@example.com"], true]);

    const [bob, eve] = [await app.asUser("bob"), await app.asUser("eve")];
    const { id } = (await app.stores.metadata.read.users.find("eve"))!;
    const claim = { displayName: "", email: "bob@example.com", emailVerifiedAt: undefined, isAdmin: false };
    await app.stores.metadata.transaction((tx) => tx.users.setProfile(id, claim, 1));
    for (const client of [bob, eve]) expect(await refusalOf(accept(client, secret))).toEqual([403, "forbidden"]);
    await bodyOf(200, send(bob, "PATCH", "/user", { email: "bob@example.com" }, { "if-match": "*" }));
    expect(await refusalOf(accept(bob, secret))).toEqual([403, "forbidden"]);
    await bodyOf(200, send(bob, "POST", "/user/email/verify", { code: await mailing.codeFor("bob@example.com") }));
    await bodyOf(200, accept(bob, secret));
    expect(await roleOf(app, "bob")).toBe("member");
  });

  test("takes who has no account in while they make one", async () => {
    await using mailing = await MailingApp.start({ flags: { "--auth-registration": "invitation" } });
    const { app } = mailing;
    await addAcme(app);
    const { secret: invitation } = await invite(await app.asUser("olga"), { email: "bob@example.com", role: "admin" });
    const bob = { username: "bob", password: "a-long-enough-pass-phrase", email: "bob@example.com", invitation };
    await bodyOf(201, send(app.anonymous, "POST", "/auth/register", bob));
    expect(await roleOf(app, "bob")).toBe("admin");
  });

  test("mail that cannot be sent is logged without addresses, and changes no answer", async () => {
    await using mailing = await MailingApp.start();
    const { app } = mailing;
    await addAcme(app);
    await mailing.smtp.stop();
    await invite(await app.asUser("amy"), { email: "bob@example.com" });
    await app.services.outbox.settled();
    const errors = app.records.filter(({ level }) => level === "error");
    expect(errors.map(({ message }) => message)).toEqual(["a mail was not sent"]);
  });
});

describe("who may invite", () => {
  test.each([
    ["olga", "owner", 201],
    ["olga", "admin", 201],
    ["amy", "member", 201],
    ["amy", "admin", 403],
    ["amy", "owner", 403],
    ["mel", "member", 403],
    ["eve", "member", 404],
  ])("%s invites as %s: %d", async (username, role, status) => {
    await using app = await start();
    expect((await send(await app.asUser(username), "POST", "/orgs/acme/invitations", { role })).status).toBe(status);
  });

  test("a browser that was left open invites members, and nobody who decides over others", async () => {
    await using app = await start();
    const olga = await inBrowser(app, "olga");
    app.clock.advance(11 * 60_000);
    const codeFor = async (wish: object) => (await olga.post("/orgs/acme/invitations", wish)).body.code;
    expect([await codeFor({ role: "owner" }), await codeFor({ role: "admin" })]).toEqual(
      Array.from({ length: 2 }, () => "reauthentication_required"),
    );
    expect([await codeFor({ role: "member" }), await codeFor({})]).toEqual([undefined, undefined]);
  });

  test("an administrator who was an owner invites no owners with what they left behind", async () => {
    await using app = await start();
    const { id } = (await app.stores.metadata.read.namespaces.find("acme"))!;
    const otto = await app.asUser("otto");
    const { id: userId } = (await app.stores.metadata.read.users.find("otto"))!;
    await app.stores.metadata.transaction((tx) => tx.members.add(id, userId, "owner", app.clock.now()));
    const { secret } = await invite(otto, { role: "owner" });
    await app.stores.metadata.transaction((tx) => tx.members.setRole(id, userId, "admin", 1));
    expect(await refusalOf(accept(await app.asUser("bob"), secret))).toEqual([409, "conflict"]);
  });

  test("the secret is shown once; lists show what is open, and those of another organization are nobody's business", async () => {
    await using app = await start();
    await makeOrganization(app, "globex", { gus: "owner" });
    const [olga, gus] = [await app.asUser("olga"), await app.asUser("gus")];
    const [first, second] = [await invite(olga), await invite(olga)];
    await bodyOf(200, accept(await app.asUser("bob"), first.secret));
    const text = await (await send(olga, "GET", "/orgs/acme/invitations")).text();
    expect((JSON.parse(text) as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual([second.id]);
    expect(text).not.toContain(second.secret);
    expect(await refusalOf(send(gus, "DELETE", `/orgs/globex/invitations/${second.id}`))).toEqual([404, "not_found"]);
    expect(await refusalOf(send(gus, "GET", "/orgs/acme/invitations"))).toEqual([404, "not_found"]);
    expect((await send(await app.asUser("mel"), "GET", "/orgs/acme/invitations")).status).toBe(403);
    expect(await refusalOf(send(await app.asAdmin(), "DELETE", `/invitations/${second.id}`))).toEqual([404, "not_found"]);
  });

  test.each([-1, 0, 31])("not for %d days", async (days) => {
    await using app = await start();
    const wish = { expires_at: new Date(app.clock.now() + days * DAY_MS).toISOString() };
    expect(await refusalOf(send(await app.asUser("olga"), "POST", "/orgs/acme/invitations", wish))).toEqual([
      422,
      "invalid",
      "/expires_at",
    ]);
  });

  test("no more than a person invites", async () => {
    await using app = await start();
    const olga = await app.asUser("olga");
    for (let count = 0; count < 30; count += 1) await invite(olga);
    expect(await refusalOf(send(olga, "POST", "/orgs/acme/invitations", {}))).toEqual([429, "rate_limited"]);
  });
});

test("those to make an account are for site administrators, and of no use to who has one", async () => {
  await using app = await start();
  const [root, olga] = [await app.asAdmin(), await app.asUser("olga")];
  const { secret } = await bodyOf<Made>(201, send(root, "POST", "/invitations", {}));
  expect(await refusalOf(accept(olga, secret))).toEqual([409, "conflict"]);
  expect(await refusalOf(send(olga, "POST", "/invitations", {}))).toEqual([403, "forbidden"]);
  expect(await refusalOf(send(olga, "GET", "/invitations"))).toEqual([403, "forbidden"]);
  const { items } = await bodyOf<{ items: { organization: null }[] }>(200, send(root, "GET", "/invitations"));
  expect(items.map(({ organization }) => organization)).toEqual([null]);
});

test("the audit log of the organization tells of invitations, without their secrets", async () => {
  await using app = await start();
  const olga = await app.asUser("olga");
  const [first, second] = [await invite(olga), await invite(olga)];
  await bodyOf(200, accept(await app.asUser("bob"), first.secret));
  await bodyOf(204, send(olga, "DELETE", `/orgs/acme/invitations/${second.id}`));
  const text = await (await send(olga, "GET", "/orgs/acme/audit")).text();
  const actions = (JSON.parse(text) as { items: { action: string }[] }).items.map(({ action }) => action);
  expect(actions.sort()).toEqual(["invitation.accept", "invitation.create", "invitation.create", "invitation.revoke", "member.add"]);
  for (const { secret } of [first, second]) expect(text + JSON.stringify(app.records)).not.toContain(secret);
});
