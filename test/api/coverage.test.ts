// Every route of the registry × every kind of caller, each with a stated outcome. A route without a row here fails.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Access } from "../../src/http/routes.ts";
import { REGISTRY_ROUTES } from "../../src/http/registry/routes.ts";
import { TOKEN_ROUTES } from "../../src/http/token/routes.ts";
import { TestApp } from "../kit/app.ts";
import type { Client, Send } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { type TestImage, digest, indexManifest } from "../kit/manifests.ts";
import { foreignToken, publicKeyToken, signedToken, unsignedToken } from "../kit/tokens.ts";

/** A repository of its own for each request that is let through, since some of them delete. */
interface Fixture {
  readonly repository: string;
  readonly image: TestImage;
  readonly unreferenced: string;
  readonly upload: string;
}

interface Row {
  readonly request: (fixture: Fixture) => readonly [path: string, send?: Send];
  readonly granted: number;
}

const empty: Send = { body: "" };

/** By `METHODS path`, as the route table writes them. */
const ROWS: Record<string, Row> = {
  "GET,HEAD /v2/": { request: () => ["/v2/"], granted: 200 },
  "GET,HEAD /v2": { request: () => ["/v2"], granted: 200 },
  "GET,HEAD /v2/_catalog": { request: () => ["/v2/_catalog"], granted: 200 },
  "GET,HEAD /v2/_oci/ext/discover": { request: () => ["/v2/_oci/ext/discover"], granted: 200 },
  "GET,HEAD /v2/{repository}/_oci/ext/discover": { request: ({ repository }) => [`/v2/${repository}/_oci/ext/discover`], granted: 200 },
  "GET,HEAD /v2/{repository}/blobs/{digest}": {
    request: ({ repository, image }) => [`/v2/${repository}/blobs/${image.layer.digest}`],
    granted: 200,
  },
  "DELETE /v2/{repository}/blobs/{digest}": {
    request: ({ repository, unreferenced }) => [`/v2/${repository}/blobs/${unreferenced}`],
    granted: 202,
  },
  "GET,HEAD /v2/{repository}/manifests/{reference}": { request: ({ repository }) => [`/v2/${repository}/manifests/v1`], granted: 200 },
  "PUT /v2/{repository}/manifests/{reference}": {
    request: ({ repository, image }) => {
      const { bytes, mediaType } = indexManifest([image]);
      return [`/v2/${repository}/manifests/v2`, { body: bytes, headers: { "content-type": mediaType } }];
    },
    granted: 201,
  },
  "DELETE /v2/{repository}/manifests/{reference}": { request: ({ repository }) => [`/v2/${repository}/manifests/v1`], granted: 202 },
  "GET,HEAD /v2/{repository}/tags/list": { request: ({ repository }) => [`/v2/${repository}/tags/list`], granted: 200 },
  "GET,HEAD /v2/{repository}/referrers/{digest}": {
    request: ({ repository, image }) => [`/v2/${repository}/referrers/${image.digest}`],
    granted: 200,
  },
  "POST /v2/{repository}/blobs/uploads/": { request: ({ repository }) => [`/v2/${repository}/blobs/uploads/`, empty], granted: 202 },
  "POST /v2/{repository}/blobs/uploads": { request: ({ repository }) => [`/v2/${repository}/blobs/uploads`, empty], granted: 202 },
  "GET,HEAD /v2/{repository}/blobs/uploads/{upload}": { request: ({ upload }) => [upload], granted: 204 },
  "PATCH /v2/{repository}/blobs/uploads/{upload}": { request: ({ upload }) => [upload, { body: "abc" }], granted: 202 },
  "PUT /v2/{repository}/blobs/uploads/{upload}": {
    request: ({ upload }) => [`${upload}?digest=${digest("abc")}`, { body: "abc" }],
    granted: 201,
  },
  "DELETE /v2/{repository}/blobs/uploads/{upload}": { request: ({ upload }) => [upload], granted: 204 },
};

type Outcome = "granted" | "unauthorized" | "insufficient_scope" | "invalid_token" | "denied";
type Kind = "base" | "catalog" | "repository";

interface CallerRow {
  readonly client: (app: TestApp) => Client | Promise<Client>;
  readonly outcomes: Record<Kind, Outcome>;
}

const refused = (outcome: Outcome): CallerRow["outcomes"] => ({ base: outcome, catalog: outcome, repository: outcome });
const owner = { sub: "ada" };

const CALLERS: Record<string, CallerRow> = {
  anonymous: { client: (app) => app.anonymous, outcomes: refused("unauthorized") },
  "an anonymous token": {
    client: async (app) => app.withToken(await app.tokenOf(undefined)),
    outcomes: { base: "granted", catalog: "insufficient_scope", repository: "insufficient_scope" },
  },
  "a user without rights": {
    client: (app) => app.asUser("bob"),
    outcomes: { base: "granted", catalog: "granted", repository: "denied" },
  },
  "the owner": { client: (app) => app.asUser("ada"), outcomes: refused("granted") },
  "an administrator": { client: (app) => app.asAdmin(), outcomes: refused("granted") },
  "the owner's token for everything": {
    client: async (app) => app.withToken(await app.tokenOf("ada", [{ type: "registry", name: "catalog", actions: ["*"] }, ...everything])),
    outcomes: refused("granted"),
  },
  "the owner's token for another repository": {
    client: async (app) => app.withToken(await app.tokenOf("ada", [{ type: "repository", name: "ada/other", actions: ["*"] }])),
    outcomes: { base: "granted", catalog: "insufficient_scope", repository: "insufficient_scope" },
  },
  "an expired token": {
    client: async (app) => app.withToken(await signedToken(app, { ...owner, expiresInSeconds: -61 })),
    outcomes: refused("invalid_token"),
  },
  "a token signed by another key": {
    client: async (app) => app.withToken(await foreignToken(app, owner)),
    outcomes: refused("invalid_token"),
  },
  "a token signed by nobody (alg=none)": {
    client: async (app) => app.withToken(await unsignedToken(app, owner)),
    outcomes: refused("invalid_token"),
  },
  "a token signed with the public key (HS256)": {
    client: async (app) => app.withToken(await publicKeyToken(app, owner)),
    outcomes: refused("invalid_token"),
  },
  "a token for another audience": {
    client: async (app) => app.withToken(await signedToken(app, { ...owner, aud: "elsewhere" })),
    outcomes: refused("invalid_token"),
  },
  "a token of another issuer": {
    client: async (app) => app.withToken(await signedToken(app, { ...owner, iss: "elsewhere" })),
    outcomes: refused("invalid_token"),
  },
  "a token that is none": { client: (app) => app.withToken("abc.def.ghi"), outcomes: refused("invalid_token") },
  "a token of a user who is gone": {
    client: async (app) => app.withToken(await signedToken(app, { sub: "nobody" })),
    outcomes: refused("invalid_token"),
  },
};

/** As many repositories as there are requests that are let through. */
const everything = Array.from({ length: 60 }, (_, index) => ({ type: "repository", name: repositoryName(index), actions: ["*"] }));

let app: TestApp;
let made = 0;
let shared: Fixture;
beforeAll(async () => {
  app = await TestApp.start();
  shared = await makeFixture("ada/shared");
});
afterAll(() => app[Symbol.asyncDispose]());

const routes = REGISTRY_ROUTES.map((route) => ({ ...route, name: `${route.methods.join(",")} ${route.path}` }));

test("every route has its row, and every row its route", () => {
  expect(Object.keys(ROWS).sort()).toEqual(routes.map(({ name }) => name).sort());
});

describe.each(routes)("$name", ({ methods, name, access }) => {
  test.each(Object.entries(CALLERS))("%s", async (_caller, { client, outcomes }) => {
    const { request, granted } = ROWS[name]!;
    const outcome = outcomes[kindOf(access)];
    const caller = await client(app);
    for (const method of methods) {
      if (outcome === "granted") {
        const [path, send] = request(await makeFixture(repositoryName(made++ % everything.length)));
        expect((await caller.request(method, path, send)).status).toBe(granted);
      } else {
        const [path, send] = request(shared);
        await expectRefused(await caller.request(method, path, send), method, outcome);
      }
    }
  });
});

test("nobody who was refused changed anything", async () => {
  const ada = await app.asUser("ada");
  const { repository, image, unreferenced, upload } = shared;
  const paths = [`manifests/v1`, `manifests/${image.digest}`, `blobs/${unreferenced}`].map((path) => `/v2/${repository}/${path}`);
  for (const path of paths) expect((await ada.head(path)).status).toBe(200);
  expect(await (await ada.get(`/v2/${repository}/tags/list`)).json()).toEqual({ name: repository, tags: ["v1"] });
  expect((await ada.get(upload)).headers.get("range")).toBe("0-0");
});

test("the token endpoint and the key set need no credentials, and refuse wrong ones", async () => {
  expect(TOKEN_ROUTES.map(({ methods, path }) => `${methods.join(",")} ${path}`)).toEqual([
    "GET /auth/token",
    "POST /auth/token",
    "GET,HEAD /.well-known/jwks.json",
  ]);
  for (const [caller, { client }] of Object.entries(CALLERS)) {
    const asked = await client(app);
    const isPassword = !asked.authorization?.startsWith("Bearer");
    expect([caller, (await asked.get("/.well-known/jwks.json")).status]).toEqual([caller, 200]);
    expect([caller, (await asked.get("/auth/token")).status]).toEqual([caller, isPassword ? 200 : 401]);
  }
});

function repositoryName(index: number): string {
  return `ada/app-${index}`;
}

async function makeFixture(repository: string): Promise<Fixture> {
  const ada = await app.asUser("ada");
  const image = await ada.pushImage(repository, "v1");
  const { digest: unreferenced } = await ada.pushBlob(repository, crypto.randomUUID());
  return { repository, image, unreferenced, upload: await ada.startUpload(repository) };
}

function kindOf(access: Access): Kind {
  if (access === "none") throw new Error("a route that needs nothing has no refusals to test");
  return typeof access === "string" ? access : "repository";
}

async function expectRefused(response: Response, method: string, outcome: Outcome): Promise<void> {
  const challenge = response.headers.get("www-authenticate");
  if (outcome === "denied") expect(challenge).toBeNull();
  else expect(challenge).toStartWith('Bearer realm="http://registry.test/auth/token",service="aerugo"');
  const reason = /error="(\w+)"/.exec(challenge ?? "")?.[1] ?? (outcome === "denied" ? "denied" : "unauthorized");
  expect(reason).toBe(outcome);
  if (method === "HEAD") expect([response.status, await response.text()]).toEqual([outcome === "denied" ? 403 : 401, ""]);
  else await expectFailure(response, outcome === "denied" ? "denied" : "unauthorized");
}
