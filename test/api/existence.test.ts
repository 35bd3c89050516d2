// To those who may not read it, what exists answers as what does not: the same status, headers and body, and the same work for the
// database, so that waiting tells no more than the answer. Every route of both APIs whose path names something × those who may not.
import { afterAll, beforeAll, describe, expect, spyOn, test } from "bun:test";
import { decodeJwt } from "jose";
import { NO_PASSWORD } from "../../src/auth/passwords.ts";
import type { Grant } from "../../src/auth/caller.ts";
import { type Endpoint, parameterNames } from "../../src/http/management/endpoint.ts";
import { MANAGEMENT_ENDPOINTS } from "../../src/http/management/routes.ts";
import { REGISTRY_ROUTES } from "../../src/http/registry/routes.ts";
import { GC_KIND } from "../../src/management/garbage-collection.ts";
import type { IdPrefix } from "../../src/management/ids.ts";
import { VERIFICATION_KIND } from "../../src/management/storage.ts";
import type { MetadataWriter } from "../../src/metadata/metadata-store.ts";
import type { RepositoryRecord } from "../../src/metadata/repositories.ts";
import type { PolicyScope } from "../../src/metadata/retention.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { type Tag, parseRepositoryName } from "../../src/oci/reference.ts";
import { ORIGIN, TestApp, basic } from "../kit/app.ts";
import type { Client, Send } from "../kit/client.ts";
import { type TestImage, content, digest, imageManifest } from "../kit/manifests.ts";
import { statementsOf } from "../kit/statements.ts";
import { makeOrganization, makePersonalToken, makeRobotToken } from "../kit/tenants.ts";

type Values = Readonly<Record<string, string>>;

/** Words of one length that are part of nothing else, so that an answer that repeats them can be compared. */
const NAMES = {
  org: { there: "acmeorg", absent: "voidorg", deleted: "deadorg", former: "formorg" },
  repository: { there: "secretrepo", absent: "absentrepo", former: "formerrepo", deleted: "erasedrepo" },
  username: { there: "carolina", absent: "nonesuch" },
} as const;
/** What the limited token may touch. */
const OTHER = parseRepositoryName("alice/otherrepo")!;
const LAYER = digest("a layer");
const TAG = "tagname";

let app: TestApp;
let ids: Readonly<Record<"repository" | "deletedRepository", number>> & Inner;
let callers: Readonly<Record<keyof typeof CALLERS, Client>>;

/** Nobody of these may read anything in the organization. */
const CALLERS = {
  anonymous: async () => app.anonymous,
  "a token for nobody": async () => app.withToken(await app.tokenOf(undefined, everyRepository())),
  "an outsider": () => app.asUser("bob"),
  "an outsider's token": async () => app.withToken(await makePersonalToken(app, "bob")),
  "an outsider's registry token that promises everything": async () => app.withToken(await app.tokenOf("bob", everyRepository())),
  "a robot of another organization": async () => app.withToken(await makeRobotToken(app, "globex", "ci")),
  "an owner's token for another repository": async () => app.withToken(await limitedToken()),
} as const;

beforeAll(async () => {
  app = await TestApp.start();
  // No part of the answer: they are written later, for many at once, and would be among another's statements.
  app.services.refusals.add = () => {};
  await makeOrganization(app, NAMES.org.there, { alice: "owner", [NAMES.username.there]: "member" });
  await makeOrganization(app, NAMES.org.deleted, { alice: "owner" });
  await makeOrganization(app, NAMES.org.former, { alice: "owner" });
  await makeOrganization(app, "globex", { gus: "owner" });
  const { metadata } = app.stores;
  const alice = await app.asUser("alice");
  for (const name of ["secretrepo", "formerrepo", "erasedrepo"]) await alice.pushImage(`${NAMES.org.there}/${name}`, TAG);
  await alice.pushBlob(`${NAMES.org.there}/secretrepo`, "a layer");
  await alice.pushImage(OTHER, "v1");
  await alice.pushImage(`${NAMES.org.former}/secretrepo`, TAG);
  const [repository, former, erased] = await Promise.all(["secretrepo", "formerrepo", "erasedrepo"].map((name) => find(name)));
  await metadata.transaction(async (tx) => {
    const to = { name: parseRepositoryName(`${NAMES.org.there}/newname`)!, namespaceId: former!.namespaceId };
    await tx.repositories.move(former!, to, app.clock.now() + 86_400_000);
    await tx.repositories.delete(erased!, app.clock.now());
    const dead = (await tx.namespaces.find(NAMES.org.deleted))!;
    await tx.namespaces.delete(dead.id, dead.name, app.clock.now());
    const renamed = (await tx.namespaces.find(NAMES.org.former))!;
    await tx.namespaces.rename(renamed.id, { from: renamed.name, to: "neworg" }, app.clock.now() + 86_400_000);
  });
  const inner = await makeInner(repository!.namespaceId);
  ids = { repository: repository!.id, deletedRepository: erased!.id, ...inner, ...(await makeLifecycle(repository!)) };
  const made: Partial<Record<string, Client>> = {};
  for (const [name, clientOf] of Object.entries(CALLERS)) made[name] = await clientOf();
  callers = made as typeof callers;
  // The first request with a credential may cost more: a password is verified, a token's first use is noted.
  for (const client of Object.values(callers)) for (const path of ["/v2/", "/api/v1/user"]) await client.get(path);
  while ((await statementsOf(() => Bun.sleep(20))).statements.length > 0);
});
afterAll(() => app[Symbol.asyncDispose]());

type Account = Readonly<Record<"token" | "session" | "passkey" | "invitation" | "rule", number>>;
type Lifecycle = Readonly<
  Record<"trash" | "hold" | "tagRule" | "organizationTagRule" | "plan" | "organizationPlan" | "job" | "gcRun" | "verification", number>
>;
type Inner = Account & Lifecycle;

/** What keeps and deletes in the repository, and work in the background: each there, and fit for what the path does with it. */
async function makeLifecycle(repository: RepositoryRecord): Promise<Lifecycle> {
  const { metadata } = app.stores;
  const now = app.clock.now();
  const expiresAt = now + 86_400_000;
  const image = await (await app.asUser("alice")).pushImage(repository.name, "keptaside");
  const { id: manifestId } = (await metadata.read.manifests.findByDigest(repository.name, image.digest as Digest))!;
  const hold = { repositoryId: repository.id, kind: "tag", target: "held", reason: "x", createdBy: "alice", expiresAt: undefined } as const;
  const ofRepository = { namespaceId: null, repositoryId: repository.id };
  const ofOrganization = { namespaceId: repository.namespaceId, repositoryId: null };
  const rules = { patterns: ["fixed"], createdBy: "alice" };
  return metadata.transaction(async (tx) => {
    const runOf = (kind: string) => tx.jobRuns.create({ kind, options: {}, requestedBy: "alice" }, now);
    return {
      trash: await tx.trash.addTag("gone" as Tag, manifestId, { actor: "alice", reason: "deleted", expiresAt }, now),
      hold: await tx.holds.create(hold, now),
      tagRule: await tx.tagRules.create(ofRepository, rules, now),
      organizationTagRule: await tx.tagRules.create(ofOrganization, rules, now),
      plan: await makePlan(tx, ofRepository, { namespaceId: repository.namespaceId, repositoryId: repository.id }),
      organizationPlan: await makePlan(tx, ofOrganization, { namespaceId: repository.namespaceId, repositoryId: undefined }),
      job: await runOf("trash-empty"),
      gcRun: await runOf(GC_KIND),
      verification: await runOf(VERIFICATION_KIND),
    };
  });
}

/** Ready to be applied, with the policy that it is a plan for. */
async function makePlan(
  tx: MetadataWriter,
  scope: PolicyScope,
  target: { namespaceId: number; repositoryId: number | undefined },
): Promise<number> {
  const now = app.clock.now();
  await tx.retention.createPolicy(scope, { rules: JSON.stringify([{ action: "delete", tags: ["x"] }]), automatic: false, actor: "x" }, now);
  const { id: policyId, version: policyVersion, rules } = (await tx.retention.findPolicy(scope))!;
  const plan = { ...target, policyId, policyVersion, rules, createdBy: "alice", expiresAt: now + 86_400_000 };
  const id = await tx.retention.createPlan(plan, now);
  const nothing = { repositories: 0, keptTags: 0, deletedTags: 0, keptManifests: 0, deletedManifests: 0, freedBytes: 0, warnings: [] };
  await tx.retention.setReady(id, JSON.stringify(nothing));
  return id;
}

/** What else the organization and its member have, each with an id. */
async function makeInner(namespaceId: number): Promise<Account> {
  await makePersonalToken(app, NAMES.username.there);
  await makeRobotToken(app, NAMES.org.there, "robotname");
  const { metadata } = app.stores;
  const now = app.clock.now();
  const expiresAt = now + 86_400_000;
  const { id: userId } = (await metadata.read.users.find(NAMES.username.there))!;
  const [token] = await metadata.read.tokens.listOfUser(userId, 0, 1);
  const { id: robotId } = (await metadata.read.robots.find(NAMES.org.there, "robotname"))!;
  const nobody = { provider: undefined, providerSession: undefined };
  const session = { userId, kind: "browser", secretHash: "1", expiresAt, address: "", userAgent: "", ...nobody } as const;
  const passkey = { userId, credentialId: "x", publicKey: "x", counter: 0, transports: [], name: "x" };
  const invitation = {
    namespaceId,
    teamId: undefined,
    role: "member",
    email: undefined,
    secretHash: "2",
    invitedBy: "alice",
    expiresAt,
  } as const;
  const rule = { robotId, name: "x", preset: undefined, issuer: "https://ci.example", audience: "x", claims: "{}", createdBy: "alice" };
  return metadata.transaction(async (tx) => {
    await tx.teams.create({ namespaceId, name: "teamname", description: "", externalGroup: undefined }, now);
    return {
      token: token!.id,
      session: await tx.sessions.create(session, now),
      passkey: (await tx.passkeys.create(passkey, now))!,
      invitation: await tx.invitations.create(invitation, now),
      rule: await tx.trustRules.create(rule, now),
    };
  });
}

function find(name: string) {
  return app.stores.metadata.read.repositories.find(parseRepositoryName(`${NAMES.org.there}/${name}`)!);
}

function everyRepository(): Grant[] {
  const names = Object.values(NAMES.repository);
  const all = Object.values(NAMES.org).flatMap((org) => names.map((name) => `${org}/${name}`));
  return all.map((name) => ({ type: "repository", name, actions: ["*"] }));
}

async function limitedToken(): Promise<string> {
  return makePersonalToken(app, "alice", { limits: [{ repositoryId: (await app.stores.metadata.read.repositories.find(OTHER))!.id }] });
}

/** Everything that a client sees, with what it asked for taken out, and what the answer cost. */
async function seen(client: Client, method: string, path: string, { values, send = {} }: { values: Values; send?: Send }) {
  const { result: response, statements } = await statementsOf(() => client.request(method, path, send));
  const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
  const text = (await response.text()).replace(/"request_id":"[^"]*"/, "");
  const asked = Object.entries(values).sort(([, a], [, b]) => b.length - a.length);
  const shown = asked.reduce((all, [name, value]) => all.replaceAll(value, `{${name}}`), JSON.stringify([response.status, headers, text]));
  return { shown: JSON.parse(shown) as unknown, statements };
}

/** `values` of several things to ask for by the same path; the last is what does not exist at all. */
async function expectAlike(client: Client, method: string, pathOf: (values: Values) => string, subjects: readonly Values[], send?: Send) {
  const answers = [];
  for (const values of subjects)
    answers.push({ values, ...(await seen(client, method, pathOf(values), { values, ...(send && { send }) })) });
  const { shown, statements } = answers.at(-1)!;
  for (const answer of answers) expect(answer).toEqual({ values: answer.values, shown, statements });
}

describe.each(Object.keys(CALLERS) as (keyof typeof CALLERS)[])("%s", (who) => {
  const routes = REGISTRY_ROUTES.filter(({ path }) => path.includes("{repository}"));
  test.each(routes.map((route) => [route.methods.join(","), route.path, route] as const))("%s %s", async (_methods, _path, route) => {
    const inner: Values = { digest: LAYER, reference: TAG, upload: crypto.randomUUID() };
    const pathOf = ({ namespace, repository }: Values) =>
      route.path.replace("{repository}", `${namespace}/${repository}`).replaceAll(/\{(\w+)\}/g, (_match, name: string) => inner[name]!);
    for (const method of route.methods) await expectAlike(callers[who], method, pathOf, repositories());
  });

  const named = MANAGEMENT_ENDPOINTS.filter(({ path }) => path.includes("{"));
  test.each(named.map((endpoint) => [endpoint.method, endpoint.path, endpoint] as const))("%s %s", async (method, path, endpoint) => {
    if (mayRead(endpoint, who)) return;
    const pathOf = (values: Values) => pathWith(path, values);
    const send = { headers: { "content-type": "application/json", "if-match": '"v1"' }, body: bodyOf(endpoint) };
    await expectAlike(callers[who], method, pathOf, subjectsOf(path), send);
  });

  test("a scope of the token endpoint", async () => {
    const scopes = repositories().map(({ namespace, repository }) => `repository:${namespace}/${repository}:pull,push,delete`);
    const answers: unknown[] = [];
    for (const scope of scopes) {
      const { result, statements } = await statementsOf(() => callers[who].get(`/auth/token?scope=${scope}`));
      const { token } = (await result.json()) as { token?: string };
      answers.push({ status: result.status, access: token && decodeJwt(token)["access"], statements });
    }
    expect(answers).toEqual(answers.map(() => answers.at(-1)!));
  });
});

test("a mount from what may not be read is an upload like any other", async () => {
  const bob = await app.asUser("bob");
  const { layer } = await (await app.asUser("alice")).pushImage(`${NAMES.org.there}/secretrepo`, "v2");
  const answers: { status: number; headers: string[]; statements: readonly string[] }[] = [];
  for (const { namespace, repository } of repositories()) {
    for (const asked of [layer.digest, digest("nowhere")]) {
      const path = `/v2/bob/app/blobs/uploads/?mount=${asked}&from=${namespace}/${repository}`;
      const { result, statements } = await statementsOf(() => bob.post(path));
      answers.push({ status: result.status, headers: [...result.headers.keys()], statements });
    }
  }
  expect(answers[0]!.status).toBe(202);
  expect(answers).toEqual(answers.map(() => answers.at(-1)!));
});

describe("what a body names", () => {
  const { org, repository } = NAMES;
  const full = repositories().map(({ namespace, repository }) => ({ namespace: namespace!, full_name: `${namespace}/${repository}` }));

  test.each([
    ["the namespace of a new repository", "/repos", ({ namespace }: Values) => ({ namespace, name: repository.there })],
    ["where a repository is moved to", "/repos/bob/mine/transfer", ({ namespace }: Values) => ({ namespace })],
    ["what a token is limited to", "/tokens", ({ full_name }: Values) => ({ name: "x", scopes: ["repo:read"], repositories: [full_name] })],
    [
      "the namespace that a token is limited to",
      "/tokens",
      ({ namespace }: Values) => ({ name: "x", scopes: ["repo:read"], namespaces: [namespace] }),
    ],
  ])("%s", async (_what, path, bodyOf) => {
    const bob = await app.asUser("bob");
    await bob.pushImage("bob/mine", "v1");
    const answers = [];
    for (const values of [...full, { namespace: org.deleted, full_name: `${org.deleted}/${repository.absent}` }]) {
      const send = { body: JSON.stringify(bodyOf(values)), headers: { "content-type": "application/json" } };
      answers.push({ values, ...(await seen(bob, "POST", `/api/v1${path}`, { values, send })) });
    }
    const { shown, statements } = answers.at(-1)!;
    for (const answer of answers) expect(answer).toEqual({ values: answer.values, shown, statements });
  });
});

/** Whoever may do everything in a place of their own, names there what belongs to others. */
describe("named within what is one's own", () => {
  const own: Record<string, string> = { org: "globex", namespace: "globex", repository: "mine", robot: "robotname" };
  let gus: Client;
  let image: TestImage;

  beforeAll(async () => {
    gus = await app.asUser("gus");
    await gus.pushImage("globex/mine", "v1");
    await makeRobotToken(app, "globex", own["robot"]!);
    const { id: repositoryId, namespaceId } = (await app.stores.metadata.read.repositories.find(parseRepositoryName("globex/mine")!))!;
    own["repository_id"] = `repo_${repositoryId}`;
    const scopes = [
      { namespaceId: null, repositoryId },
      { namespaceId, repositoryId: null },
    ];
    await app.stores.metadata.transaction(async (tx) => {
      for (const scope of scopes) await makePlan(tx, scope, { namespaceId, repositoryId: scope.repositoryId ?? undefined });
    });
    image = await (await app.asUser("alice")).pushImage(`${NAMES.org.there}/secretrepo`, "another");
  });

  const withIds = MANAGEMENT_ENDPOINTS.filter(
    ({ path }) => /^\/(?:repos|repositories|orgs)\//.test(path) && parameterNames(path).some(isInner),
  );
  test.each(withIds.map((endpoint) => [endpoint.method, endpoint.path, endpoint] as const))("%s %s", async (method, path, endpoint) => {
    const within = parameterNames(path).filter(isInner);
    const valuesOf = (which: "there" | "absent") =>
      Object.fromEntries(
        within.map((name) => [name, name === "digest" && which === "there" ? image.digest : innerSubject(name, path)[which]]),
      );
    const subjects = [valuesOf("there"), valuesOf("absent")].map((values) => ({ ...own, ...values }));
    const pathOf = (values: Values) => pathWith(path, values);
    const send = { headers: { "content-type": "application/json", "if-match": '"v1"' }, body: bodyOf(endpoint) };
    await expectAlike(gus, method, pathOf, subjects, send);
  });

  const digests = () => [image.digest, image.layer.digest, digest("nothing")].map((digest) => ({ digest }));
  test.each([
    ["HEAD", "/v2/globex/mine/blobs/"],
    ["GET", "/v2/globex/mine/blobs/"],
    ["DELETE", "/v2/globex/mine/blobs/"],
    ["HEAD", "/v2/globex/mine/manifests/"],
    ["GET", "/v2/globex/mine/manifests/"],
    ["DELETE", "/v2/globex/mine/manifests/"],
    ["GET", "/v2/globex/mine/referrers/"],
  ])("%s %s with a digest", async (method, path) => {
    await expectAlike(gus, method, ({ digest }) => `${path}${digest}`, digests());
  });

  test.each([
    ["PUT", "/api/v1/repos/globex/mine/tags/v2", ({ digest }: Values) => ({ digest })],
    ["POST", "/api/v1/repos/globex/mine/tags/v1/restore", ({ digest }: Values) => ({ digest })],
  ])("%s %s to a digest", async (method, path, bodyOf) => {
    const answers: unknown[] = [];
    for (const values of digests()) {
      const send = { headers: { "content-type": "application/json", "if-none-match": "*" }, body: JSON.stringify(bodyOf(values)) };
      answers.push(await seen(gus, method, path, { values, send }));
    }
    expect(answers).toEqual(answers.map(() => answers.at(-1)!));
  });

  test("a manifest that refers to the layer of others", async () => {
    const config = await gus.pushBlob("globex/mine", "{}");
    const answers = [];
    for (const blob of [image.layer, content("x".repeat(image.layer.bytes.length), "application/octet-stream")]) {
      const manifest = imageManifest(config, [blob]);
      const send = { headers: { "content-type": manifest.mediaType }, body: manifest.bytes };
      answers.push(await seen(gus, "PUT", "/v2/globex/mine/manifests/v3", { values: { digest: blob.digest }, send }));
    }
    expect(answers[0]).toEqual(answers[1]!);
  });

  test.each(["GET", "PATCH", "PUT", "DELETE"])("%s of an upload of others", async (method) => {
    const location = await (await app.asUser("alice")).startUpload(`${NAMES.org.there}/secretrepo`);
    const uploads = [new URL(location, ORIGIN).pathname.split("/").at(-1)!, crypto.randomUUID()].map((upload) => ({ upload }));
    const send = method === "PATCH" ? { body: "bytes" } : {};
    await expectAlike(gus, method, ({ upload }) => `/v2/globex/mine/blobs/uploads/${upload}?digest=${digest("bytes")}`, uploads, send);
  });
});

describe("a wrong password for who exists and who does not", () => {
  /** Of one length, as all names here; the first exists in no way, the others in every way there is. */
  const people = ["nonesuch", NAMES.username.there, "disabled", "external", "verified"];
  const wrong = "this-is-not-the-password";

  beforeAll(async () => {
    for (const name of people.slice(1)) await app.asUser(name);
    const { metadata } = app.stores;
    const { id } = (await metadata.read.users.find("verified"))!;
    await metadata.transaction(async (tx) => {
      await tx.users.setDisabled("disabled", app.clock.now());
      await tx.users.setPassword("external", NO_PASSWORD);
      await tx.users.setTotp(id, { secret: "sealed", confirmedAt: app.clock.now(), step: 1 });
    });
    // The first name that nobody has costs a hash more, once.
    await app.withAuthorization(basic("nobody", wrong)).get("/v2/");
  });

  test.each([
    ["Basic at the registry", (name: string) => ({ path: "/v2/", authorization: basic(name, wrong) })],
    ["Basic at the token endpoint", (name: string) => ({ path: "/auth/token", authorization: basic(name, wrong) })],
    ["Basic at the Management API", (name: string) => ({ path: "/api/v1/user", authorization: basic(name, wrong) })],
    ["signing in with a browser", (username: string) => ({ path: "/api/v1/auth/login", body: { username, password: wrong } })],
    [
      "signing in with a program",
      (username: string) => ({ path: "/api/v1/auth/token", body: { grant_type: "password", username, password: wrong } }),
    ],
  ] as const)("%s", async (_how, requestOf: (name: string) => { path: string; authorization?: string; body?: object }) => {
    const verify = spyOn(Bun.password, "verify");
    const answers: unknown[] = [];
    for (const name of people) {
      // Nobody shall have to wait for those before.
      app.clock.advance(3_600_000);
      verify.mockClear();
      const { path, authorization, body } = requestOf(name);
      const client = authorization === undefined ? app.anonymous : app.withAuthorization(authorization);
      const send = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const answer = await seen(client, body ? "POST" : "GET", path, { values: { name }, ...(send && { send }) });
      answers.push({ ...answer, hashes: verify.mock.calls.length });
    }
    verify.mockRestore();
    expect(answers).toEqual(answers.map(() => answers[0]!));
  });
});

const tagsOf = ({ namespace, repository }: Values) => `/v2/${namespace}/${repository}/tags/list`;

/** Otherwise all would be alike because nothing is there. After all others: what is asked for may be gone then. */
test("everything with an id is there, for who may ask for it", async () => {
  const root = await app.asAdmin();
  const send = { headers: { "content-type": "application/json" }, body: "{}" };
  const ofPeople = new Set(["/tokens", "/sessions", "/passkeys"]);
  const found: Record<string, readonly number[]> = {};
  for (const [within] of IDS.filter(([within]) => !ofPeople.has(within))) {
    const ofThis = MANAGEMENT_ENDPOINTS.filter(({ path }) => findIds(path)?.[0] === within);
    const { method, path } = ofThis.find(({ method }) => method === "GET") ?? ofThis[0]!;
    const [there, ...others] = subjectsOf(path);
    const statuses = [];
    for (const values of [there!, others.find((each) => !Bun.deepEquals(each, there))!])
      statuses.push((await root.request(method, pathWith(path, values), method === "POST" ? send : {})).status);
    found[within] = statuses.map((status) => (status < 300 ? 200 : status));
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((within) => [within, [200, 404]])));
});

test("a leak would be seen", async () => {
  const alice = await app.asUser("alice");
  const isAlike = await expectAlike(alice, "GET", tagsOf, repositories()).then(
    () => true,
    () => false,
  );
  expect(isAlike).toBe(false);
});

/** What people may see of each other is for everybody who is signed in. */
const OPEN_TO_SIGNED_IN: ReadonlySet<string> = new Set(["getUser"]);

function mayRead({ id }: Endpoint, who: keyof typeof CALLERS): boolean {
  return OPEN_TO_SIGNED_IN.has(id) && !who.startsWith("a token for nobody") && who !== "anonymous";
}

function repositories(): readonly Values[] {
  const { org, repository } = NAMES;
  const within = Object.values(repository).map((name) => ({ namespace: org.there, repository: name }));
  const elsewhere = [org.former, org.deleted].map((namespace) => ({ namespace, repository: repository.there }));
  return [...within, ...elsewhere, { namespace: org.absent, repository: repository.absent }];
}

/** What the path names, there, gone and never there; what is named within it, there and not. */
function subjectsOf(path: string): readonly Values[] {
  const names = parameterNames(path);
  const outer = outerSubjects(names, path);
  const within = names.filter((name) => !Object.hasOwn(outer[0]!, name));
  const there = Object.fromEntries(within.map((name) => [name, innerSubject(name, path).there]));
  const absent = Object.fromEntries(within.map((name) => [name, innerSubject(name, path).absent]));
  return outer.flatMap((values) => [
    { ...values, ...there },
    { ...values, ...absent },
  ]);
}

function outerSubjects(names: readonly string[], path: string): readonly Values[] {
  if (names.includes("repository")) return repositories();
  if (names.includes("repository_id")) return withId("repository_id", "repo", [ids.repository, ids.deletedRepository]);
  if (names.includes("org")) return [NAMES.org.there, NAMES.org.former, NAMES.org.deleted, NAMES.org.absent].map((org) => ({ org }));
  if (names.includes("username")) return [NAMES.username.there, NAMES.username.absent].map((username) => ({ username }));
  const [name = ""] = names;
  const { there, absent } = innerSubject(name, path);
  return [{ [name]: there }, { [name]: absent }];
}

/** Whether it names what is in a repository or an organization by an id or a digest that is the same everywhere. */
function isInner(parameter: string): boolean {
  return parameter === "digest" || (parameter.endsWith("_id") && parameter !== "repository_id");
}

function pathWith(path: string, values: Values): string {
  return `/api/v1${path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name]!)}`;
}

/** Of the last thing in a path that has an id of its own. */
function findIds(path: string): (typeof IDS)[number] | undefined {
  const [, before] = /^(.*)\/\{\w+_id\}/.exec(path) ?? [];
  return before === undefined ? undefined : IDS.find(([within]) => new RegExp(`${within}$`).test(before));
}

function withId(name: string, prefix: IdPrefix, there: readonly number[]): readonly Values[] {
  const absent = "9".repeat(Math.max(...there.map((id) => String(id).length)));
  return [...there, absent].map((id) => ({ [name]: `${prefix}_${id}` }));
}

function innerSubject(name: string, path: string): { readonly there: string; readonly absent: string } {
  const named = INNER[name];
  if (named) return named;
  const [, prefix, id] = findIds(path) ?? [];
  if (!prefix || !id) throw new Error(`say here what {${name}} is that exists, and what does not`);
  const [there, absent] = withId(name, prefix, [ids[id]]).map((values) => values[name]!);
  return { there: there!, absent: absent! };
}

const INNER: Readonly<Record<string, { readonly there: string; readonly absent: string }>> = {
  username: NAMES.username,
  /** Of a user, a team or a robot that was granted something. */
  name: NAMES.username,
  team: { there: "teamname", absent: "teamvoid" },
  robot: { there: "robotname", absent: "robotvoid" },
  tag: { there: TAG, absent: "tagvoid" },
  digest: { there: LAYER, absent: digest("nothing") },
};

/** By what comes before it in a path: one name is used for several kinds of things. */
const IDS: readonly (readonly [within: string, prefix: IdPrefix, of: keyof Inner])[] = [
  ["/tokens", "tok", "token"],
  ["/sessions", "ses", "session"],
  ["/passkeys", "key", "passkey"],
  ["/invitations", "inv", "invitation"],
  ["/trust-rules", "rule", "rule"],
  ["^/orgs/.*/tag-rules", "tagrule", "organizationTagRule"],
  ["/tag-rules", "tagrule", "tagRule"],
  ["/trash", "trash", "trash"],
  ["/holds", "hold", "hold"],
  ["^/orgs/.*/plans", "plan", "organizationPlan"],
  ["/plans", "plan", "plan"],
  ["/jobs", "job", "job"],
  ["/gc/runs", "job", "gcRun"],
  ["/storage/verifications", "job", "verification"],
];

/** Of endpoints that find out only from their body on whether there is such a thing. */
const BODIES: Readonly<Record<string, unknown>> = { renamePasskey: { name: "another" } };

function bodyOf({ id, access, body }: Endpoint): Send["body"] {
  if (!body) return undefined;
  const isDecidedBefore = access === "site-admin" || typeof access === "object";
  if (!isDecidedBefore && !Object.hasOwn(BODIES, id)) throw new Error(`give ${id} a body here that it accepts`);
  return JSON.stringify(BODIES[id] ?? {});
}
