// Sign-in through an OpenID provider: against a real one, and against one that lies.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type OidcConfig, type PendingSignIn, OidcProvider } from "../../src/auth/oidc.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { CALLBACK, CLIENT_SECRET, SIGNED_OUT, type TestOidcOptions, TestOidcProvider } from "../kit/oidc-provider.ts";
import { ACCESS_TOKEN, SCRIPTED_CLIENT_ID, SCRIPTED_CLIENT_SECRET, ScriptedOidcProvider } from "../kit/scripted-oidc-provider.ts";
import { freePort } from "../kit/server.ts";

const ADA = { preferred_username: "Ada.L", name: "Ada Lovelace", email: "ada@example.org", email_verified: true, groups: ["dev", "ops"] };
const ACCOUNTS = { "u-1": ADA };
const MINUTE_MS = 60_000;
const CODE = "code-that-no-error-may-show";

/** The machine's clock, because a real provider has no other; a test moves ours away from it. */
class MovedClock {
  private aheadMs = 0;

  now(): number {
    return systemClock.now() + this.aheadMs;
  }

  advance(ms: number): void {
    this.aheadMs += ms;
  }
}

let clock: MovedClock;
beforeEach(() => {
  clock = new MovedClock();
});

function configOf({ issuer }: ScriptedOidcProvider): OidcConfig {
  return {
    name: "sso",
    issuer,
    clientId: SCRIPTED_CLIENT_ID,
    clientSecret: SCRIPTED_CLIENT_SECRET,
    scopes: ["openid"],
    usernameClaim: "preferred_username",
    groupsClaim: "groups",
    allowInsecure: true,
    timeoutSeconds: 0.5,
  };
}

function nowInSeconds(): number {
  return Math.floor(systemClock.now() / 1000);
}

/** What the work failed with; its text, and all that a log could print of it, is free of the secrets. */
async function failureOf(work: Promise<unknown>, secrets: () => readonly string[] = () => []): Promise<{ kind: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "OidcError" });
  const printed = Bun.inspect(error, { depth: 20 }) + JSON.stringify(error, Object.getOwnPropertyNames(error));
  for (const secret of [CLIENT_SECRET, SCRIPTED_CLIENT_SECRET, ACCESS_TOKEN, ...secrets()]) expect(printed).not.toContain(secret);
  const { kind, message } = error as { kind: string; message: string };
  return { kind, message };
}

describe("a real provider", () => {
  let provider: TestOidcProvider;
  afterEach(() => provider[Symbol.asyncDispose]());

  async function setUp(options: Partial<TestOidcOptions> = {}, changes: Partial<OidcConfig> = {}): Promise<OidcProvider> {
    provider = await TestOidcProvider.start({ accounts: ACCOUNTS, ...options });
    return new OidcProvider(provider.config(changes), { clock });
  }

  /** Up to the moment in which the browser is back. */
  async function comeBack(oidc: OidcProvider): Promise<{ callback: URL; pending: PendingSignIn }> {
    const { url, pending } = await oidc.start(CALLBACK, "/");
    return { callback: await provider.browse(url), pending };
  }

  async function signIn(oidc: OidcProvider) {
    const { callback, pending } = await comeBack(oidc);
    return oidc.finish(callback, pending);
  }

  /** With a callback or a memory that was changed on the way. */
  async function failedSignIn(
    oidc: OidcProvider,
    change: (callback: URL, pending: PendingSignIn) => { callback?: URL; pending?: PendingSignIn },
  ) {
    const { callback, pending } = await comeBack(oidc);
    const changed = { callback, pending, ...change(callback, pending) };
    const secrets = [callback.searchParams.get("code"), pending.nonce, pending.state, pending.codeVerifier];
    return failureOf(oidc.finish(changed.callback, changed.pending), () => secrets.filter((secret) => secret !== null));
  }

  test.each(["client_secret_basic", "client_secret_post", "none"] as const)("a whole round trip, client authentication %s", async (how) => {
    const oidc = await setUp({ clientAuthentication: how });
    expect(await signIn(oidc)).toEqual({
      profile: {
        provider: "sso",
        subject: "u-1",
        username: "ada.l",
        displayName: "Ada Lovelace",
        email: "ada@example.org",
        emailVerified: true,
        groups: ["dev", "ops"],
      },
      sessionId: expect.any(String),
      authenticatedAt: undefined,
    });
  });

  test("when the user signed in there is known from a provider that says so", async () => {
    const oidc = await setUp({ saysWhen: true });
    const { authenticatedAt } = await signIn(oidc);
    expect(clock.now() - authenticatedAt!).toBeWithin(0, 10_000);
    await Bun.sleep(1100);
    expect((await signIn(oidc)).authenticatedAt).toBe(authenticatedAt);
    expect(provider.asked).toEqual(["login", "consent"]);
  });

  test("a fresh sign-in has the user prove anew who they are, and is told when that was", async () => {
    const oidc = await setUp();
    await signIn(oidc);
    const { url, pending } = await oidc.start(CALLBACK, "/", true);
    const { authenticatedAt } = await oidc.finish(await provider.browse(url), pending);
    expect(clock.now() - authenticatedAt!).toBeWithin(0, 10_000);
    expect(provider.asked).toEqual(["login", "consent", "login"]);
  });

  // Whoever sits at the browser may leave out of the address what asks the provider for it.
  test("a fresh sign-in from which the browser took the question away is refused", async () => {
    const oidc = await setUp();
    await signIn(oidc);
    const { url, pending } = await oidc.start(CALLBACK, "/", true);
    const silent = new URL(url);
    for (const name of ["prompt", "max_age"]) silent.searchParams.delete(name);
    const callback = await provider.browse(silent.href);
    expect(await failureOf(oidc.finish(callback, pending))).toEqual({
      kind: "invalid",
      message: '"sso" does not say that you have just signed in there',
    });
  });

  test("a whole round trip when the ID token says everything", async () => {
    const oidc = await setUp({ claimsInIdToken: true });
    expect((await signIn(oidc)).profile).toMatchObject({ username: "ada.l", groups: ["dev", "ops"] });
  });

  test("the way out carries state, nonce and an S256 challenge, and nothing that would do as their proof", async () => {
    const oidc = await setUp();
    const { url, pending } = await oidc.start(CALLBACK, "/");
    const sent = Object.fromEntries(new URL(url).searchParams);
    expect(sent).toEqual({
      client_id: "aerugo",
      response_type: "code",
      redirect_uri: CALLBACK,
      scope: "openid profile email groups",
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: new Bun.CryptoHasher("sha256").update(pending.codeVerifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    expect(url).not.toContain(pending.codeVerifier);
  });

  test("no two sign-ins have anything in common", async () => {
    const oidc = await setUp();
    const [one, other] = [(await oidc.start(CALLBACK, "/")).pending, (await oidc.start(CALLBACK, "/")).pending];
    for (const key of ["state", "nonce", "codeVerifier"] as const) expect(one[key]).not.toBe(other[key]);
  });

  test("what is remembered is plain JSON", async () => {
    const oidc = await setUp();
    const { callback, pending } = await comeBack(oidc);
    const kept = JSON.parse(JSON.stringify(pending)) as PendingSignIn;
    expect((await oidc.finish(callback, kept)).profile.subject).toBe("u-1");
  });

  test("openid is asked for, whatever the scopes are", async () => {
    const oidc = await setUp({}, { scopes: ["email"] });
    const { url } = await oidc.start(CALLBACK, "/");
    expect(new URL(url).searchParams.get("scope")).toBe("openid email");
  });

  test("a proxy may call us by another name", async () => {
    const oidc = await setUp();
    const { callback, pending } = await comeBack(oidc);
    const inside = new URL(`http://10.0.0.7:5000/elsewhere${callback.search}`);
    expect((await oidc.finish(inside, pending)).profile.subject).toBe("u-1");
  });

  test.each([
    ["/acme/api?tab=tags", "/acme/api?tab=tags"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
  ])("asked to return to %p, it returns to %p", async (asked, returnTo) => {
    const oidc = await setUp();
    expect((await oidc.start(CALLBACK, asked)).pending.returnTo).toBe(returnTo);
  });

  test("a user who refuses is not signed in", async () => {
    const oidc = await setUp();
    provider.user = undefined;
    expect(await failedSignIn(oidc, () => ({}))).toEqual({ kind: "denied", message: '"sso" did not sign you in' });
  });

  test("another browser's state is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, (_callback, pending) => ({ pending: { ...pending, state: "x".repeat(43) } }));
    expect(failure).toMatchObject({ kind: "invalid", message: expect.stringContaining('"state"') });
  });

  // Or anybody could end somebody's sign-in with a link.
  test("a refusal without the state is not believed", async () => {
    const oidc = await setUp();
    const callback = new URL(`${CALLBACK}?error=access_denied&iss=${provider.issuer}`);
    expect(await failedSignIn(oidc, () => ({ callback }))).toMatchObject({ kind: "invalid" });
  });

  test("a code that was used is refused", async () => {
    const oidc = await setUp();
    const { callback, pending } = await comeBack(oidc);
    await oidc.finish(callback, pending);
    const failure = await failureOf(oidc.finish(callback, pending), () => [callback.searchParams.get("code")!, pending.codeVerifier]);
    expect(failure).toEqual({ kind: "invalid", message: "this sign-in was used already or took too long: start again" });
  });

  test("somebody else's code is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, (_callback, pending) => ({ pending: { ...pending, codeVerifier: "v".repeat(43) } }));
    expect(failure).toMatchObject({ kind: "invalid" });
  });

  test("a code that was never given is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, (callback) => {
      const changed = new URL(callback);
      changed.searchParams.set("code", "c".repeat(43));
      return { callback: changed };
    });
    expect(failure).toMatchObject({ kind: "invalid" });
  });

  test("another sign-in's nonce is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, (_callback, pending) => ({ pending: { ...pending, nonce: "n".repeat(43) } }));
    expect(failure).toMatchObject({ kind: "invalid", message: expect.stringContaining('"nonce"') });
  });

  test("another provider's answer is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, (callback) => {
      const changed = new URL(callback);
      changed.searchParams.set("iss", "https://evil.example");
      return { callback: changed };
    });
    expect(failure).toMatchObject({ kind: "invalid", message: expect.stringContaining('"iss"') });
  });

  test.each([
    ["", '"iss"'],
    ["?code=a&code=b&code=c", '"iss"'],
    [`?code=${"c".repeat(20_000)}`, "too long"],
  ])("an answer that is none is refused (%#)", async (query, reason) => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, () => ({ callback: new URL(CALLBACK + query) }));
    expect(failure).toMatchObject({ kind: "invalid", message: expect.stringContaining(reason) });
  });

  test("a parameter that comes twice is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, (callback) => ({ callback: new URL(`${callback.href}&code=another`) }));
    expect(failure).toMatchObject({ kind: "invalid" });
  });

  test("an ID token that is over by our clock is refused", async () => {
    const oidc = await setUp();
    const failure = await failedSignIn(oidc, () => {
      clock.advance(2 * 60 * MINUTE_MS);
      return {};
    });
    expect(failure).toMatchObject({ kind: "invalid" });
  });

  test("a wrong client secret is the operator's trouble and says so", async () => {
    const oidc = await setUp({}, { clientSecret: "not-the-secret-either" });
    const { callback, pending } = await comeBack(oidc);
    expect(await failureOf(oidc.finish(callback, pending), () => ["not-the-secret-either"])).toEqual({
      kind: "unavailable",
      message: '"sso" does not accept this registry\'s client id or secret',
    });
  });

  test("http is refused unless it was allowed", async () => {
    const oidc = await setUp({}, { allowInsecure: false });
    expect(await failureOf(oidc.start(CALLBACK, "/"))).toMatchObject({ kind: "unavailable", message: expect.stringContaining("HTTPS") });
  });

  test.each([
    [{ groups: "dev ops" }, { groups: ["dev", "ops"] }],
    [{ groups: undefined }, { groups: [] }],
    [{ preferred_username: undefined }, { username: "ada" }],
  ])("claims %j make %j", async (changes, expected) => {
    const oidc = await setUp({ accounts: { "u-1": { ...ADA, ...changes } } });
    expect((await signIn(oidc)).profile).toMatchObject(expected);
  });

  test("somebody without any name is told which claims were looked at", async () => {
    const oidc = await setUp({ accounts: { "u-1": { groups: [] } } });
    expect(await failedSignIn(oidc, () => ({}))).toEqual({
      kind: "invalid",
      message: 'the provider sent no usable user name: neither in claim "preferred_username" nor in "email"',
    });
  });

  test("signing out at the provider tells us whom to sign out", async () => {
    const oidc = await setUp();
    const { sessionId } = await signIn(oidc);
    const url = await oidc.findEndSessionUrl(SIGNED_OUT);
    expect((await provider.signOut(url!)).href).toBe(SIGNED_OUT);
    expect(provider.logoutTokens).toHaveLength(1);
    expect(await oidc.verifyLogoutToken(provider.logoutTokens[0]!)).toEqual({ subject: "u-1", sessionId });
  });

  test("a logout token is over after minutes", async () => {
    const oidc = await setUp();
    await signIn(oidc);
    await provider.signOut((await oidc.findEndSessionUrl(SIGNED_OUT))!);
    clock.advance(5 * MINUTE_MS);
    const [token] = provider.logoutTokens;
    expect(await failureOf(oidc.verifyLogoutToken(token!), () => [token!])).toMatchObject({ kind: "invalid" });
  });
});

describe("a provider that lies", () => {
  let provider: ScriptedOidcProvider;
  let oidc: OidcProvider;
  beforeEach(() => {
    provider = new ScriptedOidcProvider();
    oidc = new OidcProvider(configOf(provider), { clock });
  });
  afterEach(() => provider[Symbol.asyncDispose]());

  type Sign = (nonce: string) => Promise<string>;

  async function finish(sign: Sign) {
    const { pending } = await oidc.start(CALLBACK, "/");
    provider.idToken = await sign(pending.nonce);
    return oidc.finish(new URL(`${CALLBACK}?code=${CODE}&state=${pending.state}`), pending);
  }

  const honest: Sign = (nonce) => provider.sign({ nonce });
  /** Each part of a token but its header is as secret as the token. */
  const failedFinish = (sign: Sign) =>
    failureOf(finish(sign), () => [CODE, ...provider.idToken.split(".").slice(1)].filter((secret) => secret !== ""));

  test("is believed while it does not lie", async () => {
    expect((await finish(honest)).profile).toMatchObject({ subject: "u-1", username: "ada" });
  });

  const lies: [string, string, Sign][] = [
    ["for another audience", '"aud"', (nonce) => provider.sign({ nonce, aud: "somebody-else" })],
    [
      "for us among others, handed to another",
      '"azp"',
      (nonce) => provider.sign({ nonce, aud: [SCRIPTED_CLIENT_ID, "other"], azp: "other" }),
    ],
    ["by another issuer", '"iss"', (nonce) => provider.sign({ nonce, iss: "https://evil.example" })],
    ["without a signature", '"alg"', (nonce) => provider.sign({ nonce }, { alg: "none" })],
    ["signed with the client's secret", '"alg"', (nonce) => provider.sign({ nonce }, { alg: "HS256" })],
    ["signed with another key", "signature", (nonce) => provider.sign({ nonce }, { forged: true })],
    ["that is over", '"exp"', (nonce) => provider.sign({ nonce, exp: nowInSeconds() - 60 })],
    ["that never ends", '"exp"', (nonce) => provider.sign({ nonce, exp: undefined })],
    ["that has not begun", '"nbf"', (nonce) => provider.sign({ nonce, nbf: nowInSeconds() + 120 })],
    ["without a nonce", '"nonce"', () => provider.sign({})],
    ["without a subject", '"sub"', (nonce) => provider.sign({ nonce, sub: undefined })],
    ["with a subject of any length", '"sub"', (nonce) => provider.sign({ nonce, sub: "s".repeat(256) })],
    ["that is none", "Invalid JWT", () => Promise.resolve("garbage")],
    ["that is left out", '"id_token"', () => Promise.resolve("")],
  ];
  test.each(lies)("an ID token %s is refused for its %s", async (_what, reason, sign) => {
    expect(await failedFinish(sign)).toMatchObject({ kind: "invalid", message: expect.stringContaining(reason) });
  });

  test.each([
    ["58 seconds ago", 58, "u-1"],
    ["61 seconds ago", 61, undefined],
    ["nobody knows when", undefined, undefined],
  ])("of a fresh sign-in, somebody who signed in there %s is told apart", async (_when, secondsAgo, subject) => {
    const { pending } = await oidc.start(CALLBACK, "/", true);
    const authTime = secondsAgo === undefined ? undefined : nowInSeconds() - secondsAgo;
    provider.idToken = await provider.sign({ nonce: pending.nonce, auth_time: authTime });
    const finished = oidc.finish(new URL(`${CALLBACK}?code=${CODE}&state=${pending.state}`), pending);
    if (subject === undefined) expect(await failureOf(finished)).toMatchObject({ kind: "invalid" });
    else expect((await finished).profile.subject).toBe(subject);
  });

  test("whether an ID token is over, our clock says and not the machine's", async () => {
    clock.advance(-60 * MINUTE_MS);
    expect((await finish((nonce) => provider.sign({ nonce, exp: nowInSeconds() - 60 }))).profile.subject).toBe("u-1");
  });

  const basic = `Basic ${btoa(`${SCRIPTED_CLIENT_ID}:${SCRIPTED_CLIENT_SECRET.replaceAll("-", "%2D")}`)}`;
  test.each([
    [undefined, basic, null],
    [["client_secret_basic"], basic, null],
    [["client_secret_basic", "client_secret_post"], null, SCRIPTED_CLIENT_SECRET],
  ])("a provider that takes %j gets the secret in one way", async (methods, authorization, secret) => {
    provider.metadata = { token_endpoint_auth_methods_supported: methods };
    await finish(honest);
    const { tokenRequest } = provider;
    expect([tokenRequest!.authorization, tokenRequest!.body.get("client_secret")]).toEqual([authorization, secret]);
  });

  test("an ID token whose claims were changed after it was signed", async () => {
    const failure = await failedFinish(async (nonce) => {
      const [header, , signature] = (await provider.sign({ nonce })).split(".");
      const [, payload] = (await provider.sign({ nonce, sub: "u-2" })).split(".");
      return [header, payload, signature].join(".");
    });
    expect(failure).toMatchObject({ kind: "invalid", message: expect.stringContaining("signature") });
  });

  test("userinfo of somebody else", async () => {
    provider.metadata = { userinfo_endpoint: `${provider.issuer}/userinfo` };
    provider.answers["/userinfo"] = () => Response.json({ sub: "u-2", groups: ["admins"] });
    expect(await failedFinish(honest)).toMatchObject({ kind: "invalid" });
  });

  // Read as "no groups", it would take a user out of every team for as long as the endpoint is down.
  test("userinfo that fails is a failure", async () => {
    provider.metadata = { userinfo_endpoint: `${provider.issuer}/userinfo` };
    provider.answers["/userinfo"] = () => new Response("busy", { status: 503 });
    expect(await failedFinish(honest)).toEqual({ kind: "unavailable", message: '"sso" is not available: it answered with status 503' });
  });

  test("userinfo that is refused is not blamed on the client's secret", async () => {
    provider.metadata = { userinfo_endpoint: `${provider.issuer}/userinfo` };
    provider.answers["/userinfo"] = () =>
      new Response(null, { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
    expect(await failedFinish(honest)).toEqual({ kind: "unavailable", message: '"sso" does not let this registry read who you are' });
  });

  test("userinfo does not overrule the ID token", async () => {
    provider.metadata = { userinfo_endpoint: `${provider.issuer}/userinfo` };
    provider.answers["/userinfo"] = () => Response.json({ sub: "u-1", preferred_username: "root", groups: ["dev"] });
    expect((await finish(honest)).profile).toMatchObject({ username: "ada", groups: ["dev"] });
  });

  const troubles: [string, () => Response | Promise<Response>][] = [
    ["is broken", () => new Response("<html>", { status: 500 })],
    ["sends too much", () => new Response("x".repeat(2 * 1024 * 1024), { headers: { "content-type": "application/json" } })],
    ["says nothing", () => new Promise<never>(() => {})],
  ];
  for (const path of ["/.well-known/openid-configuration", "/token", "/jwks"]) {
    test.each(troubles)(`${path} %s: not available`, async (_what, answer) => {
      provider.answers[path] = answer;
      expect(await failedFinish(honest)).toMatchObject({
        kind: "unavailable",
        message: expect.stringMatching(/^"sso" is not available: it /),
      });
    });
  }

  const documents: [string, () => Readonly<Record<string, unknown>>][] = [
    ["another issuer", () => ({ issuer: "https://evil.example" })],
    ["no keys", () => ({ jwks_uri: undefined })],
    ["a script for an address", () => ({ authorization_endpoint: "javascript:alert(1)" })],
    ["a file for keys", () => ({ jwks_uri: "file:///etc/passwd" })],
  ];
  test.each(documents)("a discovery document with %s", async (_what, metadata) => {
    provider.metadata = metadata();
    expect(await failureOf(oidc.start(CALLBACK, "/"))).toMatchObject({ kind: "unavailable" });
  });

  test("a discovery document somewhere else is not followed", async () => {
    provider.answers["/.well-known/openid-configuration"] = () => Response.redirect(`${provider.issuer}/jwks`);
    expect(await failureOf(oidc.start(CALLBACK, "/"))).toMatchObject({ kind: "unavailable" });
    expect(provider.asked["/jwks"]).toBeUndefined();
  });

  test("an error code is not a place for a message to the user", async () => {
    const { pending } = await oidc.start(CALLBACK, "/");
    const callback = new URL(CALLBACK);
    callback.search = new URLSearchParams({ state: pending.state, error: "call +1 555 0100 <b>now</b>" }).toString();
    const failure = await failureOf(oidc.finish(callback, pending));
    expect(failure).toEqual({ kind: "invalid", message: '"sso" failed: an error without a proper code' });
  });

  test("a provider that is down when we start is used when it is back", async () => {
    const port = await freePort();
    const early = new OidcProvider({ ...configOf(provider), issuer: `http://127.0.0.1:${port}` }, { clock });
    expect(await failureOf(early.start(CALLBACK, "/"))).toEqual({
      kind: "unavailable",
      message: '"sso" is not available: it cannot be reached',
    });
    await using back = new ScriptedOidcProvider(port);
    expect((await early.start(CALLBACK, "/")).url).toStartWith(`${back.issuer}/auth?`);
  });

  test("the discovery document is asked for once, by many, and again after ten minutes", async () => {
    const discovery = "/.well-known/openid-configuration";
    await Promise.all(Array.from({ length: 20 }, () => oidc.start(CALLBACK, "/")));
    clock.advance(9 * MINUTE_MS);
    await oidc.start(CALLBACK, "/");
    expect(provider.asked[discovery]).toBe(1);
    clock.advance(2 * MINUTE_MS);
    await oidc.start(CALLBACK, "/");
    expect(provider.asked[discovery]).toBe(2);
  });

  test("a provider without a place to sign out has no such address", async () => {
    expect(await oidc.findEndSessionUrl(SIGNED_OUT)).toBeUndefined();
  });

  describe("a logout token", () => {
    const EVENTS = { "http://schemas.openid.net/event/backchannel-logout": {} };
    const LOGOUT = { events: EVENTS, jti: "j-1", sid: "s-1" };
    const verify = (changes: Readonly<Record<string, unknown>>, signing: Parameters<ScriptedOidcProvider["sign"]>[1] = {}) =>
      provider.sign({ ...LOGOUT, ...changes }, { typ: "logout+jwt", ...signing }).then((token) => oidc.verifyLogoutToken(token));

    test.each([
      [{}, { subject: "u-1", sessionId: "s-1" }],
      [{ sid: undefined }, { subject: "u-1", sessionId: undefined }],
      [{ sub: undefined }, { subject: undefined, sessionId: "s-1" }],
    ])("with %j is for %j", async (changes, expected) => {
      expect(await verify(changes)).toEqual(expected);
    });

    test.each([
      { sub: undefined, sid: undefined },
      { nonce: "n" },
      { events: undefined },
      { events: {} },
      { events: { "http://schemas.openid.net/event/backchannel-logout": null } },
      { jti: undefined },
      { iat: undefined },
      { exp: undefined },
      { exp: 1 },
      { aud: "somebody-else" },
      { iss: "https://evil.example" },
      { sub: 7 },
    ])("with %j is refused", async (changes) => {
      expect(await failureOf(verify(changes))).toMatchObject({ kind: "invalid" });
    });

    test.each([{ alg: "none" }, { alg: "HS256" }, { forged: true }] as const)("signed with %j is refused", async (signing) => {
      expect(await failureOf(verify({}, signing))).toMatchObject({ kind: "invalid" });
    });

    test.each([
      ["", "Invalid Compact JWS"],
      ["garbage", "Invalid Compact JWS"],
      ["a.b.c", "Protected Header is invalid"],
      ["x".repeat(20_000), "too long"],
    ])("that is none is refused (%#)", async (token, reason) => {
      const failure = await failureOf(oidc.verifyLogoutToken(token));
      expect(failure).toMatchObject({ kind: "invalid", message: expect.stringContaining(reason) });
    });

    // Whoever finds the address must not make us ask the provider for its keys with each request.
    test("of an unknown key does not fetch the keys again and again", async () => {
      await verify({});
      const unknown = (await provider.sign(LOGOUT, { forged: true })).replace(
        /^[^.]+/,
        Buffer.from('{"alg":"RS256","kid":"unknown"}').toString("base64url"),
      );
      for (let round = 0; round < 5; round += 1) await failureOf(oidc.verifyLogoutToken(unknown));
      expect(provider.asked["/jwks"]).toBe(1);
    });
  });
});
