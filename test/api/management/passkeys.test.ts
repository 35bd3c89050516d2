// Passkeys, from the first enrolment to the sign-in that needs no name.
import { describe, expect, test } from "bun:test";
import { TestApp } from "../../kit/app.ts";
import { SoftwareAuthenticator } from "../../kit/authenticator.ts";
import { Browser, PASSWORD, type Seen } from "../../kit/browser.ts";
import { everyRow } from "../../kit/raw-database.ts";
import { makePersonalToken } from "../../kit/tenants.ts";

const ORIGIN = "https://registry.test";
const MINUTE_MS = 60_000;

interface Setup extends AsyncDisposable {
  readonly app: TestApp;
  readonly browser: Browser;
  readonly device: SoftwareAuthenticator;
}

async function signedIn(username = "ada"): Promise<{ app: TestApp; browser: Browser }> {
  const app = await TestApp.start({ flags: { "--public-url": ORIGIN } });
  await app.asUser(username);
  const browser = new Browser(app, ORIGIN);
  await browser.login(username);
  return { app, browser };
}

async function enrol(browser: Browser, device: SoftwareAuthenticator, name = "laptop"): Promise<Seen> {
  const { body } = await browser.post("/api/v1/passkeys/begin");
  const credential = device.register(body["options"], ORIGIN);
  return browser.post("/api/v1/passkeys", { pending_token: body["pending_token"], name, credential });
}

async function withPasskey(): Promise<Setup> {
  const { app, browser } = await signedIn();
  const device = new SoftwareAuthenticator();
  await enrol(browser, device);
  return { app, browser, device, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** Ada signs in through a provider from now on, and has no password of her own. */
async function moveToProvider(app: TestApp): Promise<void> {
  await app.stores.metadata.transaction(async (tx) => {
    await tx.users.setPassword("ada", "!");
    await tx.externalIdentities.add((await tx.users.find("ada"))!.id, "sso", "u-1", app.clock.now());
  });
}

async function begin(browser: Browser): Promise<Seen["body"]> {
  return (await browser.post("/api/v1/auth/passkey/begin")).body;
}

async function signIn(browser: Browser, device: SoftwareAuthenticator, origin = ORIGIN): Promise<Seen> {
  const { options, pending_token } = await begin(browser);
  return browser.post("/api/v1/auth/passkey/finish", { pending_token, credential: device.authenticate(options, origin) });
}

describe("enrolling", () => {
  test("makes a passkey that is listed, renamed and deleted", async () => {
    const { app, browser } = await signedIn();
    await using _app = app;
    const { status, body } = await enrol(browser, new SoftwareAuthenticator());
    expect([status, body]).toEqual([201, { id: "key_1", name: "laptop", created_at: "2026-01-01T00:00:00.000Z", last_used_at: null }]);
    const renamed = await browser.send("PATCH", "/api/v1/passkeys/key_1", { name: "phone" });
    expect([renamed.status, renamed.body["name"]]).toEqual([200, "phone"]);
    expect((await browser.get("/api/v1/passkeys")).body["items"]).toMatchObject([{ id: "key_1", name: "phone" }]);
    expect((await browser.delete("/api/v1/passkeys/key_1")).status).toBe(204);
    expect((await browser.get("/api/v1/passkeys")).body["items"]).toEqual([]);
  });

  test("needs a recent sign-in, and a personal token is not enough", async () => {
    await using setup = await withPasskey();
    const { app, browser } = setup;
    app.clock.advance(11 * MINUTE_MS);
    expect((await browser.post("/api/v1/passkeys/begin")).body["code"]).toBe("reauthentication_required");
    expect((await browser.delete("/api/v1/passkeys/key_1")).body["code"]).toBe("reauthentication_required");
    const token = app.withToken(await makePersonalToken(app, "ada"));
    expect((await token.post("/api/v1/passkeys/begin")).status).toBe(403);
  });

  test("a device is not enrolled twice", async () => {
    await using setup = await withPasskey();
    const { browser, device } = setup;
    const { body } = await browser.post("/api/v1/passkeys/begin");
    expect(body["options"].excludeCredentials).toMatchObject([{ id: device.credentialId.toString("base64url") }]);
    const credential = device.register(body["options"], ORIGIN);
    expect((await browser.post("/api/v1/passkeys", { pending_token: body["pending_token"], name: "again", credential })).status).toBe(409);
  });

  test.each([
    ["another site", "https://evil.example", true, 422],
    ["a device that asked nobody", ORIGIN, false, 422],
  ])("an answer from %s is refused", async (_name, origin, userVerified, status) => {
    const { app, browser } = await signedIn();
    await using _app = app;
    const device = new SoftwareAuthenticator();
    device.userVerified = userVerified;
    const { body } = await browser.post("/api/v1/passkeys/begin");
    const credential = device.register(body["options"], origin);
    const answer = await browser.post("/api/v1/passkeys", { pending_token: body["pending_token"], name: "laptop", credential });
    expect(answer.status).toBe(status);
  });

  test("what somebody else began cannot be finished", async () => {
    const { app, browser } = await signedIn();
    await using _app = app;
    await app.asUser("bob");
    const bob = new Browser(app, ORIGIN);
    await bob.login("bob");
    const { body } = await browser.post("/api/v1/passkeys/begin");
    const credential = new SoftwareAuthenticator().register(body["options"], ORIGIN);
    const answer = await bob.post("/api/v1/passkeys", { pending_token: body["pending_token"], name: "laptop", credential });
    expect(answer.status).toBe(401);
  });

  test("one person's passkeys are nobody else's to see, rename or delete", async () => {
    await using setup = await withPasskey();
    const { app } = setup;
    await app.asUser("bob");
    const bob = new Browser(app, ORIGIN);
    await bob.login("bob");
    expect((await bob.get("/api/v1/passkeys")).body["items"]).toEqual([]);
    expect((await bob.send("PATCH", "/api/v1/passkeys/key_1", { name: "mine" })).status).toBe(404);
    expect((await bob.delete("/api/v1/passkeys/key_1")).status).toBe(404);
  });
});

describe("signing in", () => {
  test("needs no name and no password, and counts as both factors", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    const browser = new Browser(app, ORIGIN);
    const { status, cookies } = await signIn(browser, device);
    expect([status, cookies[0]]).toEqual([200, expect.stringContaining("__Host-aerugo_session=")]);
    expect((await browser.get("/api/v1/passkeys")).body["items"]).toMatchObject([{ last_used_at: "2026-01-01T00:00:00.000Z" }]);
  });

  test("a challenge is good once, and for five minutes", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    const browser = new Browser(app, ORIGIN);
    const used = await begin(browser);
    const answer = { pending_token: used["pending_token"], credential: device.authenticate(used["options"], ORIGIN) };
    expect((await browser.post("/api/v1/auth/passkey/finish", answer)).status).toBe(200);
    expect((await browser.post("/api/v1/auth/passkey/finish", answer)).status).toBe(401);
    const rewritten = { ...answer, pending_token: `${answer.pending_token}=` };
    expect((await browser.post("/api/v1/auth/passkey/finish", rewritten)).status).toBe(401);
    const late = await begin(browser);
    app.clock.advance(5 * MINUTE_MS);
    const credential = device.authenticate(late["options"], ORIGIN);
    expect((await browser.post("/api/v1/auth/passkey/finish", { pending_token: late["pending_token"], credential })).status).toBe(401);
  });

  test("an answer to another challenge is refused, and so is one for another site", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    const browser = new Browser(app, ORIGIN);
    const [one, other] = [await begin(browser), await begin(browser)];
    const credential = device.authenticate(other["options"], ORIGIN);
    expect((await browser.post("/api/v1/auth/passkey/finish", { pending_token: one["pending_token"], credential })).status).toBe(401);
    expect((await signIn(browser, device, "https://evil.example")).status).toBe(401);
  });

  test("an unknown passkey is refused like a wrong one", async () => {
    await using setup = await withPasskey();
    const answer = await signIn(new Browser(setup.app, ORIGIN), new SoftwareAuthenticator());
    expect([answer.status, answer.body["detail"]]).toEqual([401, "the passkey was not accepted"]);
  });

  test("a copied device is noticed by its count", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    const browser = new Browser(app, ORIGIN);
    device.counter = 7;
    expect((await signIn(browser, device)).status).toBe(200);
    device.counter = 7;
    expect((await signIn(browser, device)).status).toBe(401);
  });

  test("of two answers with the same count that come at once, one comes from a copy", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    device.counter = 7;
    const [one, other] = [new Browser(app, ORIGIN), new Browser(app, ORIGIN)];
    const statuses = (await Promise.all([signIn(one, device), signIn(other, device)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401]);
  });

  test("a deleted passkey, and one of somebody who was disabled, lets nobody in", async () => {
    await using setup = await withPasskey();
    const { app, browser, device } = setup;
    const other = new Browser(app, ORIGIN);
    await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada", 1));
    expect((await signIn(other, device)).status).toBe(401);
    await app.stores.metadata.transaction((tx) => tx.users.setDisabled("ada", undefined));
    expect((await signIn(other, device)).status).toBe(200);
    expect((await browser.delete("/api/v1/passkeys/key_1")).status).toBe(204);
    expect((await signIn(other, device)).status).toBe(401);
  });

  test("proves again who one is, and only for oneself", async () => {
    await using setup = await withPasskey();
    const { app, browser, device } = setup;
    app.clock.advance(11 * MINUTE_MS);
    const again = async (asked: Browser) => {
      const { options, pending_token } = await begin(asked);
      const passkey = { pending_token, credential: device.authenticate(options, ORIGIN) };
      return (await asked.post("/api/v1/auth/reauthenticate", { passkey })).status;
    };
    await app.asUser("bob");
    const bob = new Browser(app, ORIGIN);
    await bob.login("bob", PASSWORD);
    expect(await again(bob)).toBe(401);
    expect(await again(browser)).toBe(204);
    expect((await browser.post("/api/v1/passkeys/begin")).status).toBe(200);
  });
});

// Who has left the company is out at its provider, and must not keep a way in of their own.
describe("who signs in through a provider", () => {
  test("enrols no passkey, not even one that was begun before", async () => {
    const { app, browser } = await signedIn();
    await using _app = app;
    const { body } = await browser.post("/api/v1/passkeys/begin");
    await moveToProvider(app);
    const credential = new SoftwareAuthenticator().register(body["options"], ORIGIN);
    const finished = await browser.post("/api/v1/passkeys", { pending_token: body["pending_token"], name: "laptop", credential });
    const begun = await browser.post("/api/v1/passkeys/begin");
    expect([finished.body["code"], begun.body["code"]]).toEqual(["conflict", "conflict"]);
    expect((await browser.get("/api/v1/passkeys")).body["items"]).toEqual([]);
  });

  test("is refused with one of before as with a wrong one", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    await moveToProvider(app);
    const answer = await signIn(new Browser(app, ORIGIN), device);
    expect([answer.status, answer.body["detail"], answer.cookies]).toEqual([401, "the passkey was not accepted", []]);
  });

  test("may have passkeys beside a password of their own, and who only lost the password keeps theirs", async () => {
    await using setup = await withPasskey();
    const { app, device } = setup;
    await app.stores.metadata.transaction((tx) => tx.users.setPassword("ada", "!"));
    expect((await signIn(new Browser(app, ORIGIN), device)).status).toBe(200);
    await moveToProvider(app);
    await app.stores.metadata.transaction((tx) => tx.users.setPassword("ada", "$argon2id$of-her-own"));
    expect((await signIn(new Browser(app, ORIGIN), device)).status).toBe(200);
  });
});

test("what is begun and never finished leaves nothing behind", async () => {
  const { app, browser } = await signedIn();
  await using _app = app;
  for (let index = 0; index < 5; index += 1) await browser.post("/api/v1/auth/passkey/begin");
  expect((await everyRow(app)).get("pending_sign_ins")).toEqual([]);
});

test("a challenge for signing in enrols nothing", async () => {
  const { app, browser } = await signedIn();
  await using _app = app;
  const { pending_token } = await begin(browser);
  const { options } = (await browser.post("/api/v1/passkeys/begin")).body;
  const credential = new SoftwareAuthenticator().register(options, ORIGIN);
  expect((await browser.post("/api/v1/passkeys", { pending_token, name: "laptop", credential })).status).toBe(401);
});

test("who has fifty passkeys gets no more", async () => {
  const { app, browser } = await signedIn();
  await using _app = app;
  const { id } = (await app.stores.metadata.read.users.find("ada"))!;
  await app.stores.metadata.transaction(async (tx) => {
    for (let index = 0; index < 50; index += 1) {
      const passkey = { userId: id, credentialId: `c${index}`, publicKey: "k", counter: 0, transports: [], name: "x" };
      await tx.passkeys.create(passkey, 1);
    }
  });
  expect((await browser.post("/api/v1/passkeys/begin")).body["code"]).toBe("quota_exceeded");
});
