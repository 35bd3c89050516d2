// Where an issuer's keys come from: what is fetched, how often, how much of it, and what happens when the issuer does not behave.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { IssuerKeys } from "../../src/auth/federation/issuer-keys.ts";
import { verifySubjectToken } from "../../src/auth/federation/verify.ts";
import { CiIssuer } from "../kit/ci-issuer.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TIMEOUT_MS = 300;
const HEADER = { alg: "ES256", kid: "key-1" };

const clock = { time: 0, now: () => clock.time };
let issuer: CiIssuer;
let keys: IssuerKeys;

beforeEach(async () => {
  clock.time = Date.parse("2026-11-23T12:00:00Z");
  issuer = await CiIssuer.start({ now: clock.now, algorithm: "ES256" });
  keys = new IssuerKeys({ clock, allowedIssuers: [issuer.url], timeoutMs: TIMEOUT_MS });
});

afterEach(async () => {
  await issuer[Symbol.asyncDispose]();
});

async function kindOf(kid = "key-1"): Promise<string> {
  return (await keys.find(issuer.url, { ...HEADER, kid })).kind;
}

/** Why the keys are not to be had. */
async function troubleOf(): Promise<string> {
  const found = await keys.find(issuer.url, HEADER);
  return found.kind === "unavailable" ? found.detail : found.kind;
}

function discoveryWith(changes: Record<string, unknown>): void {
  issuer.misbehave = (document) => Response.json(document === "discovery" ? { ...issuer.discovery(), ...changes } : issuer.keySet());
}

function keysAnswer(answer: (request: Request) => Response | Promise<Response>): void {
  issuer.misbehave = (document, request) => (document === "discovery" ? Response.json(issuer.discovery()) : answer(request));
}

describe("asking", () => {
  test("happens once for many tokens, also when they come together", async () => {
    await Promise.all(Array.from({ length: 50 }, () => kindOf()));
    await kindOf();
    expect(issuer.asked).toEqual({ discovery: 1, keys: 1 });
  });

  test("happens again after ten minutes", async () => {
    await kindOf();
    clock.time += 10 * MINUTE;
    await kindOf();
    expect(issuer.asked.keys).toBe(2);
  });

  test("happens at once for a new key, once the last time is half a minute ago", async () => {
    await kindOf();
    await issuer.rotate("key-2");
    clock.time += 30 * SECOND;
    expect([await kindOf("key-2"), issuer.asked.keys]).toEqual(["key", 2]);
  });

  test("is not done for each key that somebody makes up", async () => {
    await kindOf();
    clock.time += 30 * SECOND;
    const kinds = await Promise.all(Array.from({ length: 200 }, (_, index) => kindOf(`made-up-${index}`)));
    for (let index = 0; index < 29; index += 1) {
      clock.time += SECOND;
      kinds.push(await kindOf(`later-${index}`));
    }
    expect([new Set(kinds), issuer.asked.keys]).toEqual([new Set(["unknown"]), 2]);
  });

  test("never happens for an issuer that the site does not allow", async () => {
    keys = new IssuerKeys({ clock, allowedIssuers: ["https://gitlab.com"] });
    expect([await kindOf(), issuer.asked]).toEqual(["unavailable", { discovery: 0, keys: 0 }]);
  });

  test("never happens for an issuer whose keys are pinned", async () => {
    keys = new IssuerKeys({ clock, allowedIssuers: [], pinned: new Map([[issuer.url, issuer.keySet()]]) });
    expect([keys.allows(issuer.url), await kindOf(), await kindOf("key-2"), issuer.asked]).toEqual([
      true,
      "key",
      "unknown",
      { discovery: 0, keys: 0 },
    ]);
  });

  test("a key that the issuer withdrew is good no longer", async () => {
    await kindOf();
    await issuer.rotate("key-2", { drop: true });
    clock.time += 10 * MINUTE;
    expect(await kindOf()).toBe("unknown");
  });
});

describe("an issuer that is down", () => {
  test("is a refusal of its own, which a later exchange does not get", async () => {
    issuer.misbehave = () => new Response("busy", { status: 503 });
    const rules = [{ id: 1, robotId: 7, issuer: issuer.url, audience: "https://registry.example.org", claims: { repository_id: "74" } }];
    const replays = { firstUse: async () => true };
    const token = await issuer.github();
    const refused = await verifySubjectToken(token, rules, { clock, keys, replays });
    expect(refused).toMatchObject({ kind: "refused", reason: "issuerUnavailable" });

    issuer.misbehave = undefined;
    clock.time += 5 * SECOND;
    expect((await verifySubjectToken(token, rules, { clock, keys, replays })).kind).toBe("accepted");
  });

  test("is not asked again for five seconds", async () => {
    issuer.misbehave = () => new Response("busy", { status: 503 });
    await Promise.all(Array.from({ length: 50 }, () => kindOf()));
    clock.time += 4 * SECOND;
    await kindOf();
    expect(issuer.asked.discovery).toBe(1);
  });

  test("keeps its known keys for an hour, and no longer", async () => {
    await kindOf();
    issuer.misbehave = () => new Response("busy", { status: 503 });
    clock.time += 59 * MINUTE;
    const before = await kindOf();
    clock.time += MINUTE;
    expect([before, await kindOf()]).toEqual(["key", "unavailable"]);
  });

  test("does not have a key called unknown that it may have made since", async () => {
    await kindOf();
    issuer.misbehave = () => new Response("busy", { status: 503 });
    clock.time += 30 * SECOND;
    expect(await kindOf("key-2")).toBe("unavailable");
  });

  test("is one that nobody listens for", async () => {
    await issuer[Symbol.asyncDispose]();
    expect(await troubleOf()).toMatch(/could not be reached$/);
  });
});

describe("an issuer that misbehaves", () => {
  test("by never answering", async () => {
    issuer.misbehave = () => new Promise(() => {});
    expect(await troubleOf()).toMatch(/took too long$/);
  });

  test("by answering a byte at a time", async () => {
    keysAnswer(() => {
      const body = new ReadableStream({
        async pull(controller) {
          await Bun.sleep(20);
          controller.enqueue(new Uint8Array([0x20]));
        },
      });
      return new Response(body);
    });
    expect(await troubleOf()).toMatch(/took too long$/);
  });

  test("by answering without end", async () => {
    let sent = 0;
    keysAnswer(() => {
      const body = new ReadableStream({
        pull(controller) {
          sent += 64 * 1024;
          controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
        },
      });
      return new Response(body);
    });
    expect(await troubleOf()).toMatch(/more than 262144 bytes$/);
    // What lay in buffers when we left, not what there was to send.
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test("by packing a lot into little", async () => {
    const bomb = Bun.gzipSync(new Uint8Array(32 * 1024 * 1024).fill(0x20));
    keysAnswer(() => new Response(bomb, { headers: { "content-encoding": "gzip" } }));
    expect(await troubleOf()).toMatch(/more than 262144 bytes$/);
  });

  test("by having very many keys", async () => {
    keysAnswer(() => Response.json({ keys: Array.from({ length: 101 }, () => ({ kty: "RSA" })) }));
    expect(await troubleOf()).toBe("its key set holds more than 100 keys");
  });

  test("by redirecting", async () => {
    await using elsewhere = await CiIssuer.start({ algorithm: "ES256" });
    keysAnswer(() => Response.redirect(`${elsewhere.url}/.well-known/jwks`, 302));
    expect([await troubleOf(), elsewhere.asked.keys]).toEqual([expect.stringMatching(/answered 302$/), 0]);
  });

  test.each(["", "<html>", '{"keys":1}', '{"keys":[1]}', "[]", "null", '{"keys":[],"keys":[]}'])(
    "by having the key set %p",
    async (text) => {
      keysAnswer(() => new Response(text));
      expect(await kindOf()).toBe("unavailable");
    },
  );

  test("by speaking for another", async () => {
    discoveryWith({ issuer: "https://gitlab.com" });
    expect(await troubleOf()).toBe("its discovery document names another issuer");
  });

  test.each([undefined, 7, "", "/jwks", "javascript:alert(1)"])("by having its keys at %p", async (location) => {
    discoveryWith({ jwks_uri: location });
    expect(await troubleOf()).toMatch(/^its discovery document names no keys$|^its keys are at an address/);
  });

  test.each([
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/",
    "https://127.0.0.1:6443/openid/v1/jwks",
    "https://2130706433/",
    "https://10.0.0.1/jwks",
    "https://192.168.1.1/jwks",
    "https://100.64.0.1/jwks",
    "https://0.0.0.0/jwks",
    "https://203.0.113.1/jwks",
    "https://[::1]/jwks",
    "https://[::ffff:127.0.0.1]/jwks",
    "https://[fd00::1]/jwks",
    "https://[64:ff9b::7f00:1]/jwks",
    "https://localhost/jwks",
    "https://no-such-host.invalid/jwks",
    "http://8.8.8.8/jwks",
    "file:///etc/passwd",
  ])("by sending us to %s", async (location) => {
    discoveryWith({ jwks_uri: location });
    expect(await troubleOf()).toBe("its keys are at an address that is neither its own nor public");
  });

  test("by having us sign in", async () => {
    discoveryWith({ jwks_uri: issuer.url.replace("//", "//user:password@") });
    expect(await troubleOf()).toBe("its keys are behind a user name");
  });

  test.each<[string, Record<string, unknown>]>([
    ["a private key", { d: "AAAA" }],
    ["a shared secret", { kty: "oct", k: "AAAA" }],
    ["half a key", { y: undefined }],
    ["a key for encryption", { use: "enc" }],
    ["a key for another algorithm", { alg: "ES384" }],
  ])("by publishing %s", async (_name, changes) => {
    keysAnswer(() => Response.json({ keys: [{ ...issuer.newestKey.publicJwk, ...changes }] }));
    expect(await kindOf()).toBe("unknown");
  });
});
