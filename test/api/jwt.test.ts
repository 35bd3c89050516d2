// Access tokens that nobody should believe, at both doors that take them; and keys that change while tokens are about.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type JWK, createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { API_AUDIENCE, AccessTokens, type Audience, TOKEN_SERVICE, rotateSigningKey } from "../../src/auth/access-tokens.ts";
import type { Caller } from "../../src/auth/caller.ts";
import type { MetadataWriter } from "../../src/metadata/metadata-store.ts";
import { SecretBox } from "../../src/auth/secret-box.ts";
import { TestApp } from "../kit/app.ts";
import { type Forgery, forgedToken } from "../kit/tokens.ts";

const MINUTE_MS = 60_000;
const REPOSITORY = "ada/app";
const GRANTS = [{ type: "repository", name: REPOSITORY, actions: ["pull"] }];
const GOOD_FOR_A_YEAR = { exp: Date.UTC(2027, 0, 1) / 1000 };

interface Door {
  readonly audience: Audience;
  readonly path: string;
}

const DOORS: Record<string, Door> = {
  "the registry": { audience: TOKEN_SERVICE, path: `/v2/${REPOSITORY}/manifests/v1` },
  "the Management API": { audience: API_AUDIENCE, path: "/api/v1/user" },
};

const attacker = (await generateKeyPair("EdDSA", { extractable: true })) as { privateKey: CryptoKey; publicKey: CryptoKey };
const attackerJwk = { ...(await exportJWK(attacker.publicKey)), alg: "EdDSA", use: "sig", kid: "attacker" };
const soon = (seconds: number) => Date.UTC(2026, 0, 1) / 1000 + seconds;

/** Each is ours but for what is said here. */
const FORGERIES: Record<string, Forgery> = {
  "no algorithm": { header: { alg: "none" } },
  "no algorithm, written otherwise": { header: { alg: "nOnE" } },
  "an algorithm of another kind of key": { header: { alg: "ES256" } },
  "a shared secret's algorithm": { header: { alg: "HS256" } },
  "no algorithm field": { header: { alg: undefined } },
  "a key that nobody has": { header: { kid: "nobody" } },
  "a key that is a path": { header: { kid: "../../../../dev/null" } },
  "a key that is no text": { header: { kid: 0 } },
  "no key field": { header: { kid: undefined } },
  "another's key under our name": { key: attacker.privateKey },
  "a key that it brings along": { key: attacker.privateKey, header: { jwk: attackerJwk } },
  "a key that it brings along under its own name": { key: attacker.privateKey, header: { jwk: attackerJwk, kid: "attacker" } },
  "the address of a key set": { key: attacker.privateKey, header: { jku: "https://attacker.example/jwks.json", kid: "attacker" } },
  "the address of a certificate": { key: attacker.privateKey, header: { x5u: "https://attacker.example/cert.pem", kid: "attacker" } },
  "a certificate that it brings along": { key: attacker.privateKey, header: { x5c: ["MIIB"], kid: "attacker" } },
  "an extension that nobody knows": { header: { crit: ["admin"], admin: true } },
  "an extension that is a known field": { header: { crit: ["exp"] } },
  "a payload that is not encoded": { header: { crit: ["b64"], b64: false } },
  "an empty list of extensions": { header: { crit: [] } },
  "another type": { header: { typ: "at+jwt" } },
  "no type": { header: { typ: undefined } },
  "another issuer": { claims: { iss: "https://accounts.example" } },
  "no issuer": { claims: { iss: undefined } },
  "another audience": { claims: { aud: "elsewhere" } },
  "no audience": { claims: { aud: undefined } },
  "an end that is past": { claims: { exp: soon(-61) } },
  "no end": { claims: { exp: undefined } },
  "an end that is text": { claims: { exp: "9999999999" } },
  "a beginning to come": { claims: { nbf: soon(61) } },
  "no beginning": { claims: { nbf: undefined } },
  "no subject": { claims: { sub: undefined } },
  "no principal": { claims: { principal: undefined } },
  "a principal by name": { claims: { principal: "ada" } },
  "a principal of another kind": { claims: { principal: "admin:1" } },
  "a principal that is more than a number": { claims: { principal: "user:1 or 1=1" } },
  "a principal that nobody is": { claims: { principal: "user:999999" } },
  "a principal that is a list": { claims: { principal: ["user:1"] } },
  "no credential": { claims: { credential: undefined } },
  "a credential of another kind": { claims: { credential: { kind: "everything" } } },
  "a password of another time": { claims: { credential: { kind: "password", epoch: 7 } } },
  "a password of no time": { claims: { credential: { kind: "password" } } },
  "a session that nobody opened": { claims: { credential: { kind: "session", id: 4711 } } },
  "a token that nobody made": { claims: { credential: { kind: "token", id: 4711 } } },
  "a rule that nobody made": { claims: { credential: { kind: "federation", id: 4711, subject: "repo:acme/api" } } },
  "more than a header block": { claims: { padding: "x".repeat(48 * 1024) } },
};

describe.each(Object.entries(DOORS))("%s", (_name, { audience, path }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
    await (await app.asUser("ada")).pushImage(REPOSITORY, "v1");
    await app.asUser("bob");
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const forged = ({ claims, ...rest }: Forgery = {}) => forgedToken(app, { ...rest, claims: { aud: audience, access: GRANTS, ...claims } });
  const statusOf = async (token: string) => (await app.withToken(token).get(path)).status;

  test("a token that is ours in everything is good: what follows is refused for what is said of it", async () => {
    expect(await statusOf(await forged())).toBe(200);
  });

  test.each(Object.entries(FORGERIES))("%s", async (_what, forgery) => {
    expect(await statusOf(await forged(forgery))).toBe(401);
  });

  test("what was signed cannot be exchanged for something else", async () => {
    const [header, payload, signature] = (await forged()).split(".") as [string, string, string];
    const bobs = (await forged({ claims: { principal: "user:2", sub: "bob" } })).split(".") as [string, string, string];
    const wider = (await forged({ claims: { access: [{ type: "repository", name: REPOSITORY, actions: ["*"] }] } })).split(".")[1]!;
    const longer = (await forged({ claims: GOOD_FOR_A_YEAR })).split(".")[1]!;
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    const swapped = [
      [header, bobs[1], signature],
      [header, wider, signature],
      [header, longer, signature],
      [none, payload, signature],
      [none, payload, ""],
      [header, payload, ""],
      [header, payload, bobs[2]],
      [header, payload, Buffer.alloc(64).toString("base64url")],
    ];
    for (const parts of swapped) expect(await statusOf(parts.join("."))).toBe(401);
  });

  test.each(["", ".", "..", "a.b", "a.b.c", "a.b.c.d.e", "{}", '{"payload":""}', "null", "e30.e30.e30", "%", "\u00ff"])(
    "%p is no token",
    async (text) => {
      expect(await statusOf(text)).toBe(401);
    },
  );

  test("the other door's tokens are not for this one", async () => {
    const other = audience === TOKEN_SERVICE ? API_AUDIENCE : TOKEN_SERVICE;
    expect(await statusOf(await forged({ claims: { aud: other } }))).toBe(401);
    const issued = await app.services.tokens.issue(await app.callerOf("ada"), GRANTS, other);
    expect(await statusOf(issued.token)).toBe(401);
  });

  test("having been good at the other door does not help", async () => {
    const [first, second] = Object.values(DOORS) as [Door, Door];
    const here = await app.services.tokens.issue(await app.callerOf("ada"), GRANTS, audience);
    const there = first.audience === audience ? second : first;
    expect(await statusOf(here.token)).toBe(200);
    expect((await app.withToken(here.token).get(there.path)).status).toBe(401);
  });
});

test("the token endpoint takes no access token of either kind for a login", async () => {
  await using app = await TestApp.start();
  for (const audience of [TOKEN_SERVICE, API_AUDIENCE] as const) {
    const { token } = await app.services.tokens.issue(await app.callerOf("ada"), GRANTS, audience);
    expect((await app.withToken(token).get("/auth/token")).status).toBe(401);
  }
});

interface End {
  /** The credential that the token is made from, in acme, whose robot `ci` pulls. */
  readonly from: (ids: Ids) => Pick<Caller, "identity" | "credential">;
  readonly ended: (tx: MetadataWriter, ids: Ids, now: number) => Promise<unknown>;
}

interface Ids {
  readonly ada: Caller;
  readonly robot: Caller["identity"];
  readonly acme: number;
  readonly pat: number;
  readonly robotToken: number;
  readonly session: number;
  readonly rule: number;
}

const byPat = ({ ada, pat }: Ids) => ({ identity: ada.identity, credential: { kind: "token", id: pat } as const });
const bySession = ({ ada, session }: Ids) => ({ identity: ada.identity, credential: { kind: "session", id: session } as const });
const byPassword = ({ ada }: Ids) => ada;
const byRobotToken = ({ robot, robotToken }: Ids) => ({ identity: robot, credential: { kind: "token", id: robotToken } as const });
const byRule = ({ robot, rule }: Ids) => ({ identity: robot, credential: { kind: "federation", id: rule, subject: "repo:a/b" } as const });
const robotId = ({ robot }: Ids) => (robot.kind === "robot" ? robot.id : 0);

const ENDS: Record<string, End> = {
  "its personal token is revoked": { from: byPat, ended: (tx, { pat }, now) => tx.tokens.revoke(pat, now) },
  "its session is ended": { from: bySession, ended: (tx, { session }, now) => tx.sessions.revoke(session, now) },
  "all sessions of its user are ended": {
    from: bySession,
    ended: (tx, { ada }, now) => tx.sessions.revokeOfUser(ada.identity.kind === "user" ? ada.identity.id : 0, 0, now),
  },
  "its password is changed": { from: byPassword, ended: (tx) => tx.users.setPassword("ada", "!") },
  "its user is disabled": { from: byPassword, ended: (tx, _ids, now) => tx.users.setDisabled("ada", now) },
  "the user of its personal token is disabled": { from: byPat, ended: (tx, _ids, now) => tx.users.setDisabled("ada", now) },
  "the user of its session is disabled": { from: bySession, ended: (tx, _ids, now) => tx.users.setDisabled("ada", now) },
  "its user was disabled and is back, with another password to come": {
    from: byPassword,
    ended: async (tx, _ids, now) => {
      await tx.users.setDisabled("ada", now);
      await tx.users.setDisabled("ada", undefined);
    },
  },
  "its robot's token is revoked": { from: byRobotToken, ended: (tx, { robotToken }, now) => tx.tokens.revoke(robotToken, now) },
  "its robot is disabled": {
    from: byRobotToken,
    ended: (tx, ids, now) => tx.robots.update(robotId(ids), { description: "", disabledAt: now }, 1),
  },
  "its robot is deleted": { from: byRobotToken, ended: (tx, ids) => tx.robots.delete(robotId(ids)) },
  "its robot is deleted, and another has its name": {
    from: byRobotToken,
    ended: async (tx, ids, now) => {
      await tx.robots.delete(robotId(ids));
      const again = await tx.robots.create({ namespaceId: ids.acme, name: "ci", description: "", createdBy: "ada" }, now);
      await tx.grants.create({ namespaceId: ids.acme, repositoryId: undefined }, { kind: "robot", id: again! }, 3, now);
    },
  },
  "its robot's organization is deleted": { from: byRobotToken, ended: (tx, { acme }, now) => tx.namespaces.delete(acme, "acme", now) },
  "its trust rule is deleted": { from: byRule, ended: (tx, { rule }) => tx.trustRules.delete(rule) },
  "the robot of its trust rule is deleted": { from: byRule, ended: (tx, ids) => tx.robots.delete(robotId(ids)) },
};

describe.each(Object.entries(ENDS))("a token ends when %s", (_when, { from, ended }) => {
  test.each(Object.entries(DOORS))("at %s, on the next request", async (_name, { audience }) => {
    await using app = await TestApp.start();
    const ids = await makeAcme(app);
    const { token } = await app.services.tokens.issue(from(ids), [], audience);
    const isGood = () =>
      app.services.authenticator.authenticate({ authorization: `Bearer ${token}`, address: "192.0.2.1", audience }).then(
        () => true,
        () => false,
      );
    expect(await isGood()).toBe(true);

    await app.stores.metadata.transaction((tx) => ended(tx, ids, app.clock.now()));

    expect(await isGood()).toBe(false);
  });
});

/** Another node: it shares the database and nothing else. */
const openOther = ({ stores: { metadata, box }, clock }: TestApp) => AccessTokens.open({ metadata, clock, box, ttlSeconds: 300 });
const rotate = (app: TestApp, options?: { atOnce: boolean }) =>
  rotateSigningKey({ metadata: app.stores.metadata, clock: app.clock, box: app.stores.box }, options);
const issue = async (app: TestApp, tokens = app.services.tokens) => (await tokens.issue(await app.callerOf("ada"), [])).token;
const keysOf = async (app: TestApp) => ((await (await app.anonymous.get("/.well-known/jwks.json")).json()) as { keys: JWK[] }).keys;
const kidOf = (token: string) => decodeProtectedHeader(token).kid!;

describe("keys", () => {
  test("a new key is published ten minutes before it signs", async () => {
    await using app = await TestApp.start();
    const old = kidOf(await issue(app));

    const { id, activatesAt } = await rotate(app);

    expect(activatesAt).toBe(app.clock.now() + 10 * MINUTE_MS);
    app.clock.advance(MINUTE_MS / 2);
    expect((await keysOf(app)).map(({ kid }) => kid)).toEqual([id, old]);
    app.clock.advance(9 * MINUTE_MS);
    expect(kidOf(await issue(app))).toBe(old);
    app.clock.advance(MINUTE_MS / 2);
    expect(kidOf(await issue(app))).toBe(id);
  });

  test("what either key signed is good on either node, and for whoever read the key set in between", async () => {
    await using app = await TestApp.start();
    const other = await openOther(app);
    await rotate(app);
    app.clock.advance(9 * MINUTE_MS);
    const published = createLocalJWKSet({ keys: await keysOf(app) });
    const before = await issue(app);
    app.clock.advance(MINUTE_MS);
    const after = await issue(app);

    expect(kidOf(before)).not.toBe(kidOf(after));
    for (const token of [before, after]) {
      expect((await app.withToken(token).get("/v2/")).status).toBe(200);
      expect(await other.verify(token)).toBeDefined();
      await jwtVerify(token, published, { currentDate: new Date(app.clock.now()) });
    }
  });

  test("once what the old key signed last has expired, it is gone, also for a node that only verifies", async () => {
    await using app = await TestApp.start();
    const other = await openOther(app);
    const old = await issue(app);
    // Who stole the key writes tokens as long as they like: a rotation must end them.
    const stolen = await forgedToken(app, { claims: GOOD_FOR_A_YEAR });
    expect([await other.verify(old), await other.verify(stolen)]).not.toContain(undefined);
    const { id } = await rotate(app);
    app.clock.advance(10 * MINUTE_MS);
    expect(await other.verify(stolen)).toBeDefined();

    app.clock.advance(6 * MINUTE_MS + MINUTE_MS / 2);

    expect((await keysOf(app)).map(({ kid }) => kid)).toEqual([id]);
    for (const token of [old, stolen]) {
      expect((await app.withToken(token).get("/v2/")).status).toBe(401);
      expect(await other.verify(token)).toBeUndefined();
    }
  });

  test("a stolen key is good for nothing within a second of a rotation at once, on every node", async () => {
    await using app = await TestApp.start();
    const other = await openOther(app);
    const stolen = await forgedToken(app, { claims: GOOD_FOR_A_YEAR });
    await rotate(app);
    expect(await other.verify(stolen)).toBeDefined();

    const { id } = await rotate(app, { atOnce: true });
    app.clock.advance(1000);

    expect((await app.withToken(stolen).get("/v2/")).status).toBe(401);
    expect(await other.verify(stolen)).toBeUndefined();
    expect((await keysOf(app)).map(({ kid }) => kid)).toEqual([id]);
    expect(kidOf(await issue(app))).toBe(id);
  });

  test("a database that was restored without its secret key is refused, saying so", async () => {
    await using app = await TestApp.start();
    const { metadata } = app.stores;
    const box = SecretBox.fromKey(crypto.getRandomValues(new Uint8Array(32)));
    await expect(AccessTokens.open({ metadata, clock: app.clock, box, ttlSeconds: 300 })).rejects.toThrow("another secret key");
  });

  test("a node learns of a key that another made with the first token that it signed", async () => {
    await using app = await TestApp.start();
    const other = await openOther(app);
    await rotate(app);
    app.clock.advance(10 * MINUTE_MS);
    const token = await issue(app, await openOther(app));
    expect(await other.verify(token)).toBeDefined();
  });

  test("tokens under keys that nobody has cost a look at the database once a second, not each", async () => {
    await using app = await TestApp.start();
    const other = await openOther(app);
    app.clock.advance(1000);
    await other.verify(await forgedToken(app, { header: { kid: "nobody" } }));
    await rotate(app);
    app.clock.advance(999);
    expect(await other.jwks()).toMatchObject({ keys: [{}] });
    await other.verify(await forgedToken(app, { header: { kid: "nobody" } }));
    expect((await other.jwks()).keys).toHaveLength(1);
    app.clock.advance(1);
    await other.verify(await forgedToken(app, { header: { kid: "nobody" } }));
    expect((await other.jwks()).keys).toHaveLength(2);
  });

  test("two rotations in a row leave no time without a key that signs", async () => {
    await using app = await TestApp.start();
    const first = await rotate(app);
    app.clock.advance(MINUTE_MS);
    const second = await rotate(app);
    const signedBy: string[] = [];
    for (let minute = 1; minute <= 12; minute += 1) {
      signedBy.push(kidOf(await issue(app)));
      app.clock.advance(MINUTE_MS);
    }
    expect(signedBy.indexOf(first.id)).toBe(9);
    expect(signedBy.indexOf(second.id)).toBe(10);
    expect(signedBy.at(-1)).toBe(second.id);
  });

  test("two nodes that start on an empty database agree on one key", async () => {
    await using app = await TestApp.start();
    const [one, two] = [await openOther(app), await openOther(app)];
    expect(await one.jwks()).toEqual(await two.jwks());
    expect(await two.verify(await issue(app, one))).toBeDefined();
  });

  test("no private part is published, and none is stored as it is", async () => {
    await using app = await TestApp.start();
    await rotate(app);
    app.clock.advance(MINUTE_MS);
    const keys = await keysOf(app);
    expect(keys).toHaveLength(2);
    expect(keys.filter((key) => "d" in key || key.kty !== "OKP" || key.use !== "sig")).toEqual([]);
    const stored = await app.stores.metadata.read.signingKeys.list(0);
    expect(stored.filter(({ privateJwk }) => privateJwk.includes("{"))).toEqual([]);
  });
});

/** Ada owns acme, whose robot may do everything there. */
async function makeAcme(app: TestApp): Promise<Ids> {
  const ada = await app.callerOf("ada");
  const now = app.clock.now();
  const userId = ada.identity.kind === "user" ? ada.identity.id : 0;
  const token = { name: "token", scopes: ["admin"], limits: undefined, expiresAt: undefined };
  return app.stores.metadata.transaction(async (tx) => {
    const acme = (await tx.namespaces.create("acme", "organization", now))!;
    await tx.members.add(acme, userId, "owner", now);
    const id = (await tx.robots.create({ namespaceId: acme, name: "ci", description: "", createdBy: "ada" }, now))!;
    await tx.grants.create({ namespaceId: acme, repositoryId: undefined }, { kind: "robot", id }, 3, now);
    const session = {
      userId,
      kind: "api" as const,
      secretHash: undefined,
      expiresAt: now + 100 * MINUTE_MS,
      address: "",
      userAgent: "",
      provider: undefined,
      providerSession: undefined,
    };
    const rule = {
      robotId: id,
      name: "ci",
      preset: undefined,
      issuer: "https://ci.example",
      audience: "aerugo",
      claims: "{}",
      createdBy: "ada",
    };
    return {
      ada,
      robot: { kind: "robot" as const, id, name: "acme+ci", namespaceId: acme },
      acme,
      pat: await tx.tokens.create({ ...token, owner: { userId }, secretHash: "pat" }, now),
      robotToken: await tx.tokens.create({ ...token, owner: { robotId: id }, secretHash: "robot" }, now),
      session: await tx.sessions.create(session, now),
      rule: await tx.trustRules.create(rule, now),
    };
  });
}
