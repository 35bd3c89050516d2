// Making an account for oneself, and getting back into it: by mail, over a real mail server, and without telling anybody who is here.
import { describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BusyError } from "../../../src/lib/busy-error.ts";
import { TestApp, basic } from "../../kit/app.ts";
import { bodyOf, refusalOf, send } from "../../kit/requests.ts";
import { Client } from "../../kit/client.ts";
import { MailingApp, SITE } from "../../kit/mailing-app.ts";

const PASSWORD = "a-long-enough-pass-phrase";
const OTHER_PASSWORD = "another-long-pass-phrase";
const MINUTE_MS = 60_000;
const OPEN = { flags: { "--auth-registration": "open" } };

interface UserBody {
  readonly username: string;
  readonly email: string | null;
  readonly is_email_verified: boolean;
  readonly is_admin: boolean;
}

const alice = { username: "alice", password: PASSWORD, email: "Alice@Example.com" };
const as = (app: TestApp, username: string, password = PASSWORD) => new Client(app, basic(username, password));
const register = (app: TestApp, body: object) => send(app.anonymous, "POST", "/auth/register", body);
const forgot = (app: TestApp, body: object) => send(app.anonymous, "POST", "/auth/password/forgot", body);
const reset = (app: TestApp, code: string, username = "alice", password = OTHER_PASSWORD) =>
  send(app.anonymous, "POST", "/auth/password/reset", { username, code, new_password: password });
const verify = (client: Client, code: string) => send(client, "POST", "/user/email/verify", { code });

const invite = async (app: TestApp, wish: object = {}) =>
  bodyOf<{ id: string; secret: string }>(201, send(await app.asAdmin(), "POST", "/invitations", wish));

/** Alice has an account with a verified address. */
async function withAlice(): Promise<MailingApp> {
  const mailing = await MailingApp.start(OPEN);
  await bodyOf(201, register(mailing.app, alice));
  await bodyOf(200, verify(as(mailing.app, "alice"), await mailing.codeFor("alice@example.com")));
  mailing.app.clock.advance(2 * MINUTE_MS);
  return mailing;
}

async function sessionOf(app: TestApp, username: string): Promise<number> {
  const { id: userId } = (await app.stores.metadata.read.users.find(username))!;
  const session = { userId, kind: "api", secretHash: undefined, expiresAt: Infinity, address: "", userAgent: "" } as const;
  const more = { provider: undefined, providerSession: undefined, expiresAt: app.clock.now() + 1e9 };
  return app.stores.metadata.transaction((tx) => tx.sessions.create({ ...session, ...more }, app.clock.now()));
}

const isRevoked = async (app: TestApp, id: number) => (await app.stores.metadata.read.sessions.findById(id))?.revokedAt !== undefined;

describe("registration", () => {
  test("is off unless the operator says otherwise", async () => {
    await using app = await TestApp.start();
    expect(await refusalOf(register(app, alice))).toEqual([403, "forbidden"]);
  });

  test("makes an account that can push, and is nobody's administrator", async () => {
    await using app = await TestApp.start(OPEN);
    const user = await bodyOf<UserBody>(201, register(app, alice));
    expect([user.username, user.email, user.is_email_verified, user.is_admin]).toEqual(["alice", "alice@example.com", false, false]);
    await as(app, "alice").pushImage("alice/app", "v1");
  });

  test("gives the address to the account when the code comes back that was mailed there", async () => {
    await using mailing = await MailingApp.start(OPEN);
    const { app } = mailing;
    const user = await bodyOf<UserBody>(201, register(app, alice));
    expect([user.email, user.is_email_verified]).toEqual([null, false]);

    const code = await mailing.codeFor("alice@example.com");
    const verified = await bodyOf<UserBody>(200, verify(as(app, "alice"), ` ${code.toLowerCase()} `.trim()));

    expect([verified.email, verified.is_email_verified]).toEqual(["alice@example.com", true]);
    expect(await refusalOf(verify(as(app, "alice"), code))).toEqual([422, "invalid", "/code"]);
    const [mail] = await mailing.mail();
    expect([mail!.encrypted, mail!.from, mail!.text.includes(SITE), mail!.text.includes(PASSWORD)]).toEqual([
      true,
      "registry@example.com",
      true,
      false,
    ]);
  });

  test("does not tell whose addresses are known here, and does not take one from its owner", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    const answer = await bodyOf<UserBody>(201, register(app, { ...alice, username: "mallory" }));
    expect(answer.email).toBeNull();
    const code = await mailing.codeFor("alice@example.com");
    expect(await refusalOf(verify(as(app, "mallory"), code))).toEqual([409, "conflict"]);
  });

  test("without mail an address that somebody has is left out, and not told", async () => {
    await using app = await TestApp.start(OPEN);
    await bodyOf(201, register(app, alice));
    expect((await bodyOf<UserBody>(201, register(app, { ...alice, username: "bob" }))).email).toBeNull();
  });

  test.each(["library", "admin", "api", "v2", "auth"])("%s is reserved", async (username) => {
    await using app = await TestApp.start(OPEN);
    expect(await refusalOf(register(app, { ...alice, username }))).toEqual([409, "name_taken"]);
  });

  test("a name that somebody has, or had, is taken", async () => {
    await using app = await TestApp.start(OPEN);
    await app.asUser("bob");
    await bodyOf(204, send(await app.asAdmin(), "DELETE", "/users/bob"));
    await bodyOf(201, register(app, alice));
    for (const username of ["alice", "bob", "root"]) {
      expect(await refusalOf(register(app, { ...alice, username, email: "b@example.com" }))).toEqual([409, "name_taken"]);
    }
  });

  test.each([
    ["/username", { username: "~alice" }],
    ["/username", { username: "Alice" }],
    ["/password", { password: "short" }],
    ["/password", { password: "alice-in-wonderland", username: "alice-in-wonderland" }],
    ["/password", { password: `aer_pat_${"x".repeat(38)}` }],
    ["/email", { email: "no address" }],
    ["/email", { email: "a@example.com,b@example.com" }],
  ])("%s: %j is refused", async (pointer, wrong) => {
    await using app = await TestApp.start(OPEN);
    expect(await refusalOf(register(app, { ...alice, ...wrong }))).toEqual([422, "invalid", pointer]);
    expect(await app.stores.metadata.read.users.any()).toBe(false);
  });

  test("has succeeded although no mail can be sent now; the person asks for another one", async () => {
    await using mailing = await MailingApp.start(OPEN);
    const { app } = mailing;
    const { outbox } = app.services;
    const post = outbox.post.bind(outbox);
    outbox.post = () => {
      throw new BusyError("full");
    };
    await bodyOf(201, register(app, alice));
    outbox.post = post;
    app.clock.advance(MINUTE_MS);
    await bodyOf(200, send(as(app, "alice"), "PATCH", "/user", { email: alice.email }, { "if-match": "*" }));
    await bodyOf(200, verify(as(app, "alice"), await mailing.codeFor("alice@example.com")));
  });

  test("from one address is slowed", async () => {
    await using app = await TestApp.start(OPEN);
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      statuses.push((await register(app, { ...alice, username: "alice" })).status);
    }
    expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 409), 429]);
  });
});

describe("registration by invitation", () => {
  const BY_INVITATION = { flags: { "--auth-registration": "invitation" } };

  test("needs one, and uses it up", async () => {
    await using app = await TestApp.start(BY_INVITATION);
    expect(await refusalOf(register(app, alice))).toEqual([403, "forbidden"]);
    const { secret: invitation } = await invite(app);

    await bodyOf(201, register(app, { ...alice, invitation }));

    const bob = { ...alice, username: "bob", email: "bob@example.com", invitation };
    expect(await refusalOf(register(app, bob))).toEqual([409, "conflict"]);
    expect(await app.stores.metadata.read.users.find("bob")).toBeUndefined();
  });

  test("one that was written to an address lets only that address in", async () => {
    await using app = await TestApp.start(BY_INVITATION);
    const { secret: invitation } = await invite(app, { email: "alice@example.com" });
    expect(await refusalOf(register(app, { ...alice, email: "eve@example.com", invitation }))).toEqual([403, "forbidden"]);
    await bodyOf(201, register(app, { ...alice, invitation }));
  });

  test("one that has expired, was revoked or made up lets nobody in", async () => {
    await using app = await TestApp.start(BY_INVITATION);
    const revoked = await invite(app);
    await bodyOf(204, send(await app.asAdmin(), "DELETE", `/invitations/${revoked.id}`));
    const expired = await invite(app);
    app.clock.advance(7 * 24 * 60 * MINUTE_MS);
    for (const { secret: invitation } of [revoked, expired]) {
      expect(await refusalOf(register(app, { ...alice, invitation }))).toEqual([409, "conflict"]);
    }
    expect(await refusalOf(register(app, { ...alice, invitation: "aer_inv_x" }))).toEqual([404, "not_found"]);
  });

  test("of an administrator who is none any more lets nobody in", async () => {
    await using app = await TestApp.start(BY_INVITATION);
    const { secret: invitation } = await invite(app);
    await app.asUser("other", { isAdmin: true });
    await bodyOf(204, send(await app.asUser("other"), "POST", "/users/root/disable"));
    expect(await refusalOf(register(app, { ...alice, invitation }))).toEqual([409, "conflict"]);
  });
});

describe("a forgotten password", () => {
  test("is replaced with a code that was mailed; every session ends, and the old password is refused", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    const session = await sessionOf(app, "alice");
    const { token } = await bodyOf<{ token: string }>(200, as(app, "alice").get("/auth/token?service=aerugo"));

    await bodyOf(202, forgot(app, { username: "alice" }));
    await bodyOf(204, reset(app, await mailing.codeFor("alice@example.com")));

    expect((await as(app, "alice").get("/v2/")).status).toBe(401);
    expect((await as(app, "alice", OTHER_PASSWORD).get("/v2/")).status).toBe(200);
    expect((await app.withToken(token).get("/v2/")).status).toBe(401);
    expect(await isRevoked(app, session)).toBe(true);
  });

  test("can be asked for by address", async () => {
    await using mailing = await withAlice();
    await bodyOf(202, forgot(mailing.app, { email: "ALICE@example.com" }));
    await bodyOf(204, reset(mailing.app, await mailing.codeFor("alice@example.com")));
  });

  test("the answer is the same, and comes before anybody has looked, whether there is such an account or not", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    const seen = async (body: object) => {
      const response = await forgot(app, body);
      const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
      return JSON.stringify([response.status, headers, await response.text()]);
    };
    const answers = await Promise.all([{ username: "alice" }, { username: "nobody" }, { email: "no@example.com" }].map(seen));
    expect(new Set(answers).size).toBe(1);

    const reads = app.stores.metadata.read.users;
    let isAnswered = false;
    const find = reads.find.bind(reads);
    let sawAnswer: boolean | undefined;
    reads.find = async (username) => {
      await Bun.sleep(20);
      sawAnswer = isAnswered;
      return find(username);
    };
    await forgot(app, { username: "alice" });
    isAnswered = true;
    await mailing.mail();
    expect(sawAnswer).toBe(true);
  });

  test("a code is refused like one that never was: wrong, used, expired, of somebody else, or of nobody", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await app.asUser("bob");
    await forgot(app, { username: "alice" });
    const code = await mailing.codeFor("alice@example.com");
    const wrong = [422, "invalid", "/code"];
    expect(await refusalOf(reset(app, "2222-2222"))).toEqual(wrong);
    expect(await refusalOf(reset(app, code, "bob"))).toEqual(wrong);
    expect(await refusalOf(reset(app, code, "nobody"))).toEqual(wrong);
    await bodyOf(204, reset(app, code));
    expect(await refusalOf(reset(app, code))).toEqual(wrong);

    app.clock.advance(MINUTE_MS);
    await forgot(app, { username: "alice" });
    const late = await mailing.codeFor("alice@example.com");
    app.clock.advance(15 * MINUTE_MS);
    expect(late).not.toBe(code);
    expect(await refusalOf(reset(app, late))).toEqual(wrong);
  });

  test("a refused code takes as long for an account as for none: longer than either look takes", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await forgot(app, { username: "alice" });
    await mailing.mail();
    for (const username of ["alice", "nobody"]) {
      const startedAt = performance.now();
      await reset(app, "2222-2222", username);
      expect(performance.now() - startedAt).toBeGreaterThan(145);
    }
  });

  test("after five wrong codes the right one is no longer good", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await forgot(app, { username: "alice" });
    const code = await mailing.codeFor("alice@example.com");
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await reset(app, "2222-2222")).status).toBe(422);
    expect((await reset(app, code)).status).toBe(422);
  });

  test("guessing codes is slowed, for accounts that do not exist as well", async () => {
    await using app = await TestApp.start(OPEN);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await reset(app, "2222-2222", "nobody")).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([422, 429]);
  });

  test("one mail a minute, whoever asks", async () => {
    await using mailing = await withAlice();
    const before = (await mailing.mail()).length;
    for (let count = 0; count < 3; count += 1) await forgot(mailing.app, { username: "alice" });
    expect((await mailing.mail()).length).toBe(before + 1);
  });

  test("nothing is mailed to who is disabled, has not proved their address, or has no password", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    const root = await app.asAdmin();
    await bodyOf(201, send(root, "POST", "/users", { username: "nopass", email: "nopass@example.com" }));
    await bodyOf(201, register(app, { ...alice, username: "unproved", email: "unproved@example.com" }));
    await bodyOf(204, send(root, "POST", "/users/alice/disable"));
    // As an account has it that was made while no mail was sent.
    await app.asUser("claiming");
    const { id } = (await app.stores.metadata.read.users.find("claiming"))!;
    const claim = { displayName: "", email: "claimed@example.com", emailVerifiedAt: undefined, isAdmin: false };
    await app.stores.metadata.transaction((tx) => tx.users.setProfile(id, claim, 1));
    const before = (await mailing.mail()).length;
    for (const username of ["alice", "nopass", "unproved", "claiming"]) await bodyOf(202, forgot(app, { username }));
    expect((await mailing.mail()).length).toBe(before);
  });

  test("a code that was asked for before the password changed is no longer good", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await forgot(app, { username: "alice" });
    const code = await mailing.codeFor("alice@example.com");
    await bodyOf(204, send(await app.asAdmin(), "POST", "/users/alice/password", { new_password: OTHER_PASSWORD }));
    expect(await refusalOf(reset(app, code))).toEqual([422, "invalid", "/code"]);
  });

  test("a code that went to an address which is no longer theirs is no longer good", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await forgot(app, { username: "alice" });
    const code = await mailing.codeFor("alice@example.com");
    await bodyOf(200, send(as(app, "alice"), "PATCH", "/user", { email: "alice@example.net" }, { "if-match": "*" }));
    await bodyOf(200, verify(as(app, "alice"), await mailing.codeFor("alice@example.net")));
    expect(await refusalOf(reset(app, code))).toEqual([422, "invalid", "/code"]);
  });

  test("a new password is checked before the code is used up", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await forgot(app, { username: "alice" });
    const code = await mailing.codeFor("alice@example.com");
    expect(await refusalOf(reset(app, code, "alice", `aer_pat_${"x".repeat(38)}`))).toEqual([422, "invalid", "/new_password"]);
    await bodyOf(204, reset(app, code));
  });

  test("an administrator is to be asked where no mail is sent", async () => {
    await using app = await TestApp.start();
    expect(await refusalOf(forgot(app, { username: "alice" }))).toEqual([409, "conflict"]);
  });

  test.each([{}, { username: "alice", email: "alice@example.com" }])("%j says not whose", async (body) => {
    await using app = await TestApp.start();
    expect((await forgot(app, body)).status).toBe(422);
  });

  test("codes and passwords are in no log, in no audit record and not in the database", async () => {
    await using mailing = await withAlice();
    const { app } = mailing;
    await forgot(app, { username: "alice" });
    const code = await mailing.codeFor("alice@example.com");
    await reset(app, code);
    const audit = await (await (await app.asAdmin()).get("/api/v1/audit")).text();
    const { id } = (await app.stores.metadata.read.users.find("alice"))!;
    const row = await app.stores.metadata.read.oneTimeCodes.find(id, "email");
    const kept = [audit, JSON.stringify(app.records), JSON.stringify(row)].join("\n");
    for (const secret of [code, code.replace("-", ""), PASSWORD, OTHER_PASSWORD, "mail-secret"]) expect(kept).not.toContain(secret);
    expect(audit).toContain("user.password_recover");
  });
});

test("a registry that sends mail must know its sender and its own address", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-mail-"));
  const url = join(folder, "url");
  await writeFile(url, "smtp://localhost");
  const started = TestApp.start({ flags: { "--mail-smtp-url-file": url } });
  await expect(started).rejects.toMatchObject({ name: "ConfigError", problems: [{ key: "mail.from" }, { key: "public_url" }] });
  await rm(folder, { recursive: true });
});
