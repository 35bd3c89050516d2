// CI identity federation: whose tokens are taken for a robot's, and every way of forging one.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { exportJWK, exportSPKI, importJWK, type CryptoKey } from "jose";
import { IssuerKeys } from "../../src/auth/federation/issuer-keys.ts";
import type { RefusalReason } from "../../src/auth/federation/refusal.ts";
import type { ClaimPatterns, TrustRule } from "../../src/auth/federation/rule.ts";
import { type ReplayStore, explain, verifySubjectToken } from "../../src/auth/federation/verify.ts";
import { CiIssuer, makeCiKey } from "../kit/ci-issuer.ts";

const AUDIENCE = "https://registry.example.org";
const MINUTE = 60_000;

const clock = { time: Date.parse("2026-11-23T12:00:00Z"), now: () => clock.time };
const nowSeconds = () => Math.floor(clock.now() / 1000);

let issuer: CiIssuer;
let other: CiIssuer;
let elliptic: CiIssuer;
let keys: IssuerKeys;
let replays: MemoryReplays;

/** What the database does in one statement. */
class MemoryReplays implements ReplayStore {
  readonly used = new Map<string, number>();

  async firstUse(of: string, jti: string, until: number): Promise<boolean> {
    const key = `${of} ${jti}`;
    if (this.used.has(key)) return false;
    this.used.set(key, until);
    return true;
  }
}

beforeAll(async () => {
  const { now } = clock;
  // The second has a key id in common with the first.
  [issuer, other, elliptic] = await Promise.all([
    CiIssuer.start({ now }),
    CiIssuer.start({ now }),
    CiIssuer.start({ now, algorithm: "ES256" }),
  ]);
});

afterAll(async () => {
  await Promise.all([issuer, other, elliptic].map((started) => started[Symbol.asyncDispose]()));
});

beforeEach(() => {
  keys = new IssuerKeys({ clock, allowedIssuers: [issuer.url, other.url, elliptic.url] });
  replays = new MemoryReplays();
});

function rule(claims: ClaimPatterns = { repository_id: "74" }, changes: Partial<TrustRule> = {}): TrustRule {
  return { id: 1, robotId: 7, issuer: issuer.url, audience: AUDIENCE, claims, ...changes };
}

function verify(token: string, rules: readonly TrustRule[] = [rule()]) {
  return verifySubjectToken(token, rules, { clock, keys, replays });
}

/** "accepted", or why not; explaining must come to the same, whatever it was. */
async function judge(token: string, rules: readonly TrustRule[] = [rule()]): Promise<RefusalReason | "accepted"> {
  const [outcome, explained] = [await verify(token, rules), await explain(token, rules, { clock, keys })];
  const reason = outcome.kind === "accepted" ? "accepted" : outcome.reason;
  expect(explained.outcome.kind === "accepted" ? "accepted" : explained.outcome.reason).toBe(reason);
  expect(replays.used.size).toBe(reason === "accepted" ? 1 : 0);
  return reason;
}

function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
}

/** Signed with the issuer's own key, whatever the parts hold: an issuer's library is not ours to vouch for. */
async function signRaw(header: unknown, payload: unknown): Promise<string> {
  const signed = `${encode(header)}.${encode(payload)}`;
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", issuer.newestKey.privateKey as CryptoKey, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString("base64url")}`;
}

describe("a token is taken", () => {
  test("and who it is comes back", async () => {
    const token = await issuer.github({ jti: "one" });
    expect(await verify(token)).toEqual({
      kind: "accepted",
      rule: rule(),
      subject: `${issuer.url} repo:acme/api:ref:refs/heads/main`,
      claims: payloadOf(token),
      expiresAt: (nowSeconds() + 600) * 1000,
      jti: "one",
    });
  });

  test.each<[string, () => Promise<string>, ClaimPatterns]>([
    ["GitHub", () => issuer.github(), { repository_owner_id: "65", ref: ["refs/heads/main", "refs/tags/v*"] }],
    ["GitHub", () => issuer.github(), { repository_id: "74", job_workflow_ref: "acme/api/.github/workflows/*@refs/heads/main" }],
    ["GitLab", () => issuer.gitlab(), { project_id: "22", ref_protected: "true", groups_direct: "acme/**" }],
    ["GitLab, a number", () => issuer.gitlab(), { project_id: "22", runner_id: "1" }],
    [
      "Kubernetes",
      () => issuer.kubernetes(),
      { "/kubernetes.io/namespace": "ci", "/kubernetes.io/serviceaccount/uid": "14ee3fa4-a7e2-420f-9f9a-dbc4507c3798" },
    ],
  ])("as %s makes it (%#)", async (_name, sign, claims) => {
    expect(await judge(await sign(), [rule(claims)])).toBe("accepted");
  });

  test.each(["RS512", "PS256", "ES256", "ES384", "EdDSA"])("signed with %s", async (algorithm) => {
    await using signer = await CiIssuer.start({ now: clock.now, algorithm });
    keys = new IssuerKeys({ clock, allowedIssuers: [signer.url] });
    expect(await judge(await signer.github(), [rule(undefined, { issuer: signer.url })])).toBe("accepted");
  });

  test("without a kid, when the issuer has but one key", async () => {
    expect(await judge(await issuer.github({}, { header: { kid: undefined } }))).toBe("accepted");
  });

  test("with several audiences, of which one is the rule's", async () => {
    expect(await judge(await issuer.github({ aud: ["sts.example.org", AUDIENCE] }))).toBe("accepted");
  });

  test("by the first rule that fits", async () => {
    const rules = [rule({ repository_id: "75" }), rule({ repository_id: "74" }, { id: 2 }), rule({ repository_owner_id: "65" }, { id: 3 })];
    const outcome = await verify(await issuer.github(), rules);
    expect(outcome.kind === "accepted" && outcome.rule.id).toBe(2);
  });

  test.each<[string, Record<string, unknown>]>([
    ["without a time before which it is not valid", { nbf: undefined }],
    ["without the time when it was made", { iat: undefined }],
    ["without both", { iat: undefined, nbf: undefined }],
    ["without a jti", { jti: undefined }],
  ])("%s", async (_name, claims) => {
    expect(await judge(await issuer.github(claims))).toBe("accepted");
  });

  test.each<[string, Record<string, number>]>([
    ["expired less than a minute ago", { iat: -600, nbf: -600, exp: -59 }],
    ["valid in less than a minute", { iat: 59, nbf: 59 }],
    ["good for a day", { iat: 0, exp: 86_400 }],
  ])("%s", async (_name, offsets) => {
    const times = Object.fromEntries(Object.entries(offsets).map(([claim, offset]) => [claim, nowSeconds() + offset]));
    expect(await judge(await issuer.github(times))).toBe("accepted");
  });
});

describe("a token is refused", () => {
  test.each<[RefusalReason, string, Record<string, unknown>]>([
    ["expired", "that has expired", { iat: -3600, nbf: -3600, exp: -61 }],
    ["notYetValid", "that is not valid yet", { nbf: 61 }],
    ["issuedInFuture", "that was made in the future", { iat: 61 }],
    ["lifetimeTooLong", "that is good for more than a day", { iat: 0, exp: 86_401 }],
    ["lifetimeTooLong", "that does not say since when, and is good for more than a day", { iat: undefined, nbf: undefined, exp: 86_402 }],
  ])("%s: one %s", async (reason, _name, offsets) => {
    const times = Object.entries(offsets).map(([claim, offset]) => [
      claim,
      offset === undefined ? undefined : nowSeconds() + Number(offset),
    ]);
    expect(await judge(await issuer.github(Object.fromEntries(times)))).toBe(reason);
  });

  test.each<[RefusalReason, Record<string, unknown>]>([
    ["expired", { exp: undefined }],
    ["audienceMismatch", { aud: "https://registry.example.com" }],
    ["audienceMismatch", { aud: `${AUDIENCE}/` }],
    ["audienceMismatch", { aud: undefined }],
    ["audienceMismatch", { aud: [] }],
    ["audienceMismatch", { aud: [AUDIENCE.toUpperCase()] }],
    ["subjectMissing", { sub: undefined }],
    ["subjectMissing", { sub: "" }],
    ["subjectMissing", { sub: "a\nb" }],
    ["claimsMismatch", { repository_id: "75" }],
    ["claimsMismatch", { repository_id: "740" }],
    ["claimsMismatch", { repository_id: undefined }],
    ["claimsMismatch", { repository_id: null }],
    ["claimsMismatch", { repository_id: { "74": "74" } }],
    ["issuerUnknown", { iss: "https://evil.example" }],
    ["issuerMalformed", { iss: undefined }],
    ["eventRefused", { event_name: "pull_request" }],
    ["eventRefused", { event_name: "pull_request_target" }],
  ])("%s: one with %p", async (reason, claims) => {
    expect(await judge(await issuer.github(claims))).toBe(reason);
  });

  test.each([
    ["eventRefused", "p*"],
    ["eventRefused", "pull_request"],
    ["accepted", "pull_request_target"],
    ["accepted", ["push", "pull_request_target"]],
  ])("%s: from pull_request_target, when the rule says %p", async (outcome, pattern) => {
    const token = await issuer.github({ event_name: "pull_request_target" });
    expect(await judge(token, [rule({ repository_id: "74", event_name: pattern })])).toBe(outcome as RefusalReason);
  });

  test("when there are no rules, without asking anybody for keys", async () => {
    const before = { ...other.asked };
    expect(await judge(await other.github(), [])).toBe("issuerUnknown");
    expect(await judge(await other.github(), [rule()])).toBe("issuerUnknown");
    expect(other.asked).toEqual(before);
  });

  test("when the site no longer allows the issuer of a stored rule, without asking it", async () => {
    keys = new IssuerKeys({ clock, allowedIssuers: [issuer.url] });
    const before = { ...other.asked };
    expect(await judge(await other.github(), [rule(undefined, { issuer: other.url })])).toBe("issuerNotAllowed");
    expect(other.asked).toEqual(before);
  });

  test("with words that hold neither the token nor its signature", async () => {
    const token = await issuer.github({ exp: nowSeconds() - 120, iat: nowSeconds() - 600 });
    const outcome = await verify(token);
    expect(outcome).toEqual({
      kind: "refused",
      reason: "expired",
      detail: "the token has expired, or does not say when it does (exp: 2026-11-23T11:58:00.000Z)",
    });
  });
});

describe("an attacker", () => {
  test("does not sign at all", async () => {
    const payload = encode(payloadOf(await issuer.github()));
    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      const header = encode({ alg, typ: "JWT", kid: "key-1" });
      expect(await judge(`${header}.${payload}.`)).toBe("algorithmRefused");
      expect(await judge(`${header}.${payload}.AAAA`)).toBe("algorithmRefused");
    }
  });

  test("says that it is signed with RS256 and leaves the signature out", async () => {
    const [header, payload] = (await issuer.github()).split(".");
    expect(await judge(`${header}.${payload}.`)).toBe("signatureInvalid");
  });

  test("takes the public key for a shared secret", async () => {
    const { publicJwk, algorithm } = issuer.newestKey;
    const pem = await exportSPKI((await importJWK(publicJwk, algorithm)) as CryptoKey);
    for (const secret of [pem, pem.trim(), publicJwk.n!, Buffer.from(publicJwk.n!, "base64url"), JSON.stringify(publicJwk)]) {
      const signed = `${encode({ alg: "HS256", typ: "JWT", kid: "key-1" })}.${encode(payloadOf(await issuer.github()))}`;
      const signature = new Bun.CryptoHasher("sha256", secret).update(signed).digest("base64url");
      expect(await judge(`${signed}.${signature}`)).toBe("algorithmRefused");
    }
  });

  test("says another algorithm than the key's", async () => {
    const [, payload, signature] = (await issuer.github()).split(".");
    for (const alg of ["RS384", "PS256", "ES256", "EdDSA"]) {
      const outcome = await judge(`${encode({ alg, typ: "JWT", kid: "key-1" })}.${payload}.${signature}`);
      expect(["keyUnknown", "signatureInvalid"]).toContain(outcome);
    }
  });

  test("names a key that the issuer does not have", async () => {
    for (const kid of ["key-2", "", "../key-1", "__proto__"]) {
      expect(await judge(await issuer.github({}, { header: { kid } }))).toBe("keyUnknown");
    }
  });

  test("names a key that is no name", async () => {
    const payload = payloadOf(await issuer.github());
    for (const kid of [1, null, ["key-1"], { a: 1 }]) {
      expect(await judge(await signRaw({ alg: "RS256", kid }, payload))).toBe("tokenMalformed");
    }
  });

  test("alters a claim", async () => {
    const token = await issuer.github({ repository_id: "75" });
    const [header, , signature] = token.split(".");
    const altered = encode({ ...payloadOf(token), repository_id: "74" });
    expect(await judge(`${header}.${altered}.${signature}`)).toBe("signatureInvalid");
  });

  test("says a claim twice", async () => {
    const text = JSON.stringify(payloadOf(await issuer.github({ repository_id: "75" })));
    const token = await signRaw({ alg: "RS256", kid: "key-1" }, text.replace(/\}$/, ',"repository_id":"74"}'));
    expect(await judge(token)).toBe("tokenMalformed");
  });

  test("alters one character of the signature", async () => {
    const token = await issuer.github();
    const at = token.length - 40;
    expect(await judge(`${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`)).toBe("signatureInvalid");
  });

  test("alters any one character", async () => {
    const token = await issuer.github();
    const signatureAt = token.lastIndexOf(".") + 1;
    const accepted: number[] = [];
    for (let at = 0; at < token.length; at += 1) {
      const altered = `${token.slice(0, at)}${token[at] === "e" ? "f" : "e"}${token.slice(at + 1)}`;
      const isSameSignature = Buffer.from(altered.slice(signatureAt), "base64url").equals(
        Buffer.from(token.slice(signatureAt), "base64url"),
      );
      const outcome = await verify(altered);
      if (outcome.kind === "accepted" && !(at >= signatureAt && isSameSignature)) accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  test("brings the key along", async () => {
    const own = await makeCiKey("key-1", "RS256");
    const header = { jwk: own.publicJwk, jku: `${other.url}/.well-known/jwks`, x5u: other.url, x5c: ["AAAA"] };
    const before = { ...other.asked };
    expect(await judge(await issuer.github({}, { key: own, header }))).toBe("signatureInvalid");
    expect(await judge(await issuer.github({}, { key: own, header: { ...header, kid: undefined } }))).toBe("signatureInvalid");
    expect(other.asked).toEqual(before);
  });

  test("points a rightful token's reader to other keys, which changes nothing", async () => {
    expect(await judge(await issuer.github({}, { header: { jku: other.url, x5u: other.url } }))).toBe("accepted");
  });

  // RFC 7518, 3.3: keys of less than 2048 bits are within reach of whoever wants one.
  test("has factored a short key of the issuer's", async () => {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
    const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const publicJwk = { ...(await exportJWK(publicKey)), kid: "short" };
    keys = new IssuerKeys({ clock, allowedIssuers: [], pinned: new Map([[issuer.url, { keys: [publicJwk] }]]) });
    const signed = `${encode({ alg: "RS256", kid: "short" })}.${encode(payloadOf(await issuer.github()))}`;
    const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, Buffer.from(signed));
    expect(await judge(`${signed}.${Buffer.from(signature).toString("base64url")}`)).toBe("signatureInvalid");
  });

  test("has another issuer that is trusted sign for this one, under the same key id", async () => {
    const rules = [rule(), rule(undefined, { id: 2, issuer: other.url })];
    expect(await judge(await issuer.github({}, { key: other.newestKey }), rules)).toBe("signatureInvalid");
  });

  test("has an issuer say what only another's rule asks for", async () => {
    const rules = [rule(), rule({ repository_id: "1" }, { id: 2, issuer: other.url })];
    expect(await judge(await other.github(), rules)).toBe("claimsMismatch");
  });

  test("has two issuers with the same key id: each token verifies with its own", async () => {
    const rules = [rule(), rule(undefined, { id: 2, issuer: other.url })];
    const outcomes = [await verify(await issuer.github(), rules), await verify(await other.github(), rules)];
    expect(outcomes.map((outcome) => outcome.kind === "accepted" && outcome.rule.id)).toEqual([1, 2]);
  });

  test("asks for extensions that nobody knows", async () => {
    const payload = payloadOf(await issuer.github());
    for (const crit of [["exp"], ["b64"], [], "exp", null]) {
      expect(await judge(await signRaw({ alg: "RS256", kid: "key-1", crit, b64: true }, payload))).toBe("criticalHeader");
    }
  });

  test("shows a token of another kind", async () => {
    for (const typ of ["at+jwt", "logout+jwt", "dpop+jwt", ""]) {
      expect(await judge(await issuer.github({}, { header: { typ } }))).toBe("typeRefused");
    }
  });

  test("sends too much", async () => {
    expect(await judge(await issuer.github({ padding: "a".repeat(16 * 1024) }))).toBe("tokenTooLarge");
  });

  test.each([
    ["nothing", ""],
    ["no token", "aer_pat_x"],
    ["dots", "..."],
    ["two parts", "e30.e30"],
    ["five parts", "e30.e30.e30.e30.e30"],
    ["a blank", "e30.e30.AA AA"],
    ["a line break", "e30.e30.AAAA\n"],
    ["standard base64", "e30.e30.AA+/"],
    ["padding", "e30=.e30=.AAAA"],
    ["arrays", `${encode([])}.${encode([])}.AAAA`],
    ["null", `${encode(null)}.${encode(null)}.AAAA`],
    ["a number", `${encode(1)}.${encode(1)}.AAAA`],
    ["what is not UTF-8", `${Buffer.from([0x7b, 0xff, 0x7d]).toString("base64url")}.e30.AAAA`],
    ["a very deep header", `${encode("[".repeat(5000))}.e30.AAAA`],
  ])("sends %s", async (_name, token) => {
    expect(await judge(token)).toBe("tokenMalformed");
  });

  test("sends times that are no numbers", async () => {
    const payload = payloadOf(await issuer.github());
    for (const exp of ["9999999999", true, null, [1e12], {}]) {
      expect(await judge(await signRaw({ alg: "RS256", kid: "key-1" }, { ...payload, exp }))).toBe("expired");
    }
    expect(
      await judge(await signRaw({ alg: "RS256", kid: "key-1" }, JSON.stringify({ ...payload, exp: 0 }).replace('"exp":0', '"exp":1e999'))),
    ).toBe("expired");
    expect(await judge(await signRaw({ alg: "RS256", kid: "key-1" }, { ...payload, nbf: "0" }))).toBe("notYetValid");
  });
});

describe("a token that was used", () => {
  test("is not taken again", async () => {
    const token = await issuer.github();
    const outcomes = [await verify(token), await verify(token)];
    expect(outcomes.map((outcome) => (outcome.kind === "refused" ? outcome.reason : outcome.kind))).toEqual(["accepted", "replayed"]);
  });

  test("is remembered until it would be refused anyway", async () => {
    await verify(await issuer.github({ jti: "one" }));
    expect([...replays.used]).toEqual([[`${issuer.url} one`, (nowSeconds() + 600 + 60) * 1000]]);
  });

  test("is known by its jti, whichever issuer has the same", async () => {
    const rules = [rule(), rule(undefined, { id: 2, issuer: other.url })];
    const outcomes = [await verify(await issuer.github({ jti: "one" }), rules), await verify(await other.github({ jti: "one" }), rules)];
    expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "accepted"]);
  });

  test.each([undefined, "", 7, "a".repeat(257)])("is known by its hash, when its jti is %p", async (jti) => {
    const token = await issuer.github({ jti });
    const outcomes = [await verify(token), await verify(token)];
    expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "refused"]);
    expect([...replays.used.keys()][0]).toMatch(/ sha256:[0-9a-f]{64}$/);
  });

  // Every ECDSA signature (r, s) has a twin (r, n − s) that verifies too.
  test("is known with its signature written in the other way", async () => {
    const rules = [rule(undefined, { issuer: elliptic.url })];
    const token = await elliptic.github({ jti: undefined });
    const [header, payload, signature] = token.split(".");
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const bytes = Buffer.from(signature!, "base64url");
    const s = BigInt(`0x${bytes.subarray(32).toString("hex")}`);
    const twin = Buffer.concat([bytes.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, "0"), "hex")]);

    const outcomes = [await verify(token, rules), await verify(`${header}.${payload}.${twin.toString("base64url")}`, rules)];
    expect(outcomes.map((outcome) => (outcome.kind === "refused" ? outcome.reason : outcome.kind))).toEqual(["accepted", "replayed"]);
  });

  test("is not used up by rules that it does not match, nor by being explained", async () => {
    const token = await issuer.github();
    await verify(token, [rule({ repository_id: "75" })]);
    await explain(token, [rule()], { clock, keys });
    expect((await verify(token)).kind).toBe("accepted");
  });
});

describe("explaining", () => {
  test("shows each check of each rule, with what was expected and what was there", async () => {
    const rules = [rule({ repository_id: "75", ref: "refs/tags/v*" }), rule(undefined, { id: 2 })];
    const { rules: explained } = await explain(await issuer.github(), rules, { clock, keys });
    expect(explained.map(({ rule: { id }, matches }) => [id, matches])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(explained[0]!.checks.map(({ check, ok, expected, actual }) => [check, ok, expected, actual])).toEqual([
      ["iss", true, issuer.url, issuer.url],
      ["aud", true, AUDIENCE, AUDIENCE],
      ["event", true, "not pull_request or pull_request_target", "push"],
      ["claims repository_id", false, "75", "74"],
      ["claims ref", false, "refs/tags/v*", "refs/heads/main"],
    ]);
  });

  test("goes on behind what failed, for a token that has expired", async () => {
    const token = await issuer.github();
    clock.time += 60 * MINUTE;
    const { outcome, checks, rules } = await explain(token, [rule()], { clock, keys });
    clock.time -= 60 * MINUTE;
    expect(outcome).toMatchObject({ kind: "refused", reason: "expired" });
    expect(checks.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(["exp"]);
    expect(checks.at(-1)).toMatchObject({ check: "signature", ok: true, actual: "verified" });
    expect(rules[0]!.matches).toBe(true);
  });

  test("a rule that matches a forged token does not make it accepted", async () => {
    const token = await issuer.github({}, { key: await makeCiKey("key-1", "RS256") });
    const { outcome, rules } = await explain(token, [rule()], { clock, keys });
    expect([outcome.kind, rules[0]!.matches]).toEqual(["refused", true]);
  });

  test("shows claims and header, and the signature nowhere", async () => {
    const token = await issuer.github();
    const explanation = await explain(token, [rule()], { clock, keys });
    expect(explanation.claims).toEqual(payloadOf(token));
    expect(explanation.header).toEqual({ alg: "RS256", kid: "key-1", typ: "JWT" });
    expect(JSON.stringify(explanation)).not.toContain(token.split(".")[2]!);
  });

  test("cuts long values short", async () => {
    const { rules } = await explain(await issuer.github({ repository_id: "7".repeat(5000) }), [rule()], { clock, keys });
    expect(rules[0]!.checks.at(-1)!.actual.length).toBeLessThan(300);
  });

  test("says what it could not ask", async () => {
    const { checks } = await explain(await other.github(), [rule()], { clock, keys });
    expect(checks.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(["issuer", "site", "signature"]);
  });
});
