// What every endpoint of the Management API has from its framework, shown on endpoints of the test's own.
import { describe, expect, test } from "bun:test";
import { z } from "@hono/zod-openapi";
import { CredentialsError } from "../../src/auth/authenticator.ts";
import { ThrottledError } from "../../src/auth/login-throttle.ts";
import { created, noContent, ok, page, raw, versionTag } from "../../src/http/management/answer.ts";
import { decodeCursor, encodeCursor } from "../../src/http/management/cursor.ts";
import { type Endpoint, endpoint, repositoryEndpoints } from "../../src/http/management/endpoint.ts";
import { ORG, USERNAME, line, queryBoolean, queryInteger } from "../../src/http/management/schemas.ts";
import { RateLimiter } from "../../src/auth/rate-limiter.ts";
import { MemoryCache } from "../../src/cache/memory/memory-cache.ts";
import { RequestLimits } from "../../src/http/rate-limit.ts";
import { BusyError } from "../../src/lib/busy-error.ts";
import { CommitInDoubtError } from "../../src/lib/commit-in-doubt-error.ts";
import { NoSpaceError } from "../../src/lib/no-space-error.ts";
import { StorageUnavailableError } from "../../src/lib/storage-unavailable-error.ts";
import { MANAGEMENT_FAILURES, ManagementError, type ManagementFailureName } from "../../src/management/failure.ts";
import { RegistryError } from "../../src/oci/failure.ts";
import { ORIGIN, TestManagement, problemOf } from "../kit/management.ts";

const ANY = z.object({ seen: z.unknown() });
const THING = z.strictObject({ name: line(20), tags: z.array(z.strictObject({ label: z.string() })).optional() });
const shown = { status: 200, description: "What was seen", schema: ANY } as const;
const shared = { tag: "service", summary: "Try", scope: undefined } as const;

let made = 0;
let cancelled = 0;
const failing: { error: unknown } = { error: undefined };

const ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    ...shared,
    id: "getMe",
    method: "GET",
    path: "/users/me",
    access: "user",
    response: shown,
    handler: ({ actor }) => ok({ seen: actor.name }),
  }),
  endpoint({
    ...shared,
    id: "getUser",
    method: "GET",
    path: "/users/{username}",
    access: "user",
    params: { username: USERNAME },
    query: { deep: queryBoolean().optional(), size: queryInteger({ min: 1, max: 9 }).optional(), tag: z.array(z.string()).optional() },
    response: shown,
    handler: ({ params: { username }, query: { deep, size, tag } }) => ok({ seen: { username, deep, size, tag } }),
  }),
  endpoint({
    ...shared,
    id: "deleteUser",
    method: "DELETE",
    path: "/users/{username}",
    access: "user",
    params: { username: USERNAME },
    response: { status: 204, description: "Gone" },
    handler: () => noContent(),
  }),
  endpoint({
    ...shared,
    id: "updateThing",
    method: "PATCH",
    path: "/orgs/{org}/thing",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    body: THING,
    requiresIfMatch: true,
    response: shown,
    handler: ({ organization, body, ifMatch }) => ok({ seen: [organization.name, body.name, ifMatch] }, { etag: versionTag(8) }),
  }),
  endpoint({
    ...shared,
    id: "getThing",
    method: "GET",
    versioned: true,
    path: "/orgs/{org}/thing",
    access: { organization: "read" },
    params: { org: ORG },
    response: shown,
    handler: () => ok({ seen: 1 }, { etag: versionTag(7) }),
  }),
  endpoint({
    ...shared,
    id: "deleteThing",
    method: "DELETE",
    path: "/orgs/{org}/thing",
    access: { organization: "owner" },
    params: { org: ORG },
    response: { status: 204, description: "Gone" },
    handler: () => noContent(),
  }),
  endpoint({
    ...shared,
    id: "createThing",
    method: "POST",
    path: "/things",
    access: "user",
    body: THING,
    idempotent: true,
    sensitive: true,
    response: { status: 201, description: "Made", schema: ANY },
    handler: async ({ body }) => {
      made += 1;
      if (body.name === "slow") await Bun.sleep(20);
      if (body.name === "taken") throw new ManagementError("nameTaken");
      if (body.name === "broken") throw new Error(`the secret is ${body.name}`);
      return created({ seen: made }, { location: "/api/v1/things/1" });
    },
  }),
  endpoint({
    ...shared,
    id: "createOther",
    method: "POST",
    path: "/others",
    access: "user",
    body: THING,
    idempotent: true,
    response: { status: 204, description: "Made" },
    handler: () => noContent({ cookies: ["a=1"] }),
  }),
  endpoint({
    ...shared,
    id: "listThings",
    method: "GET",
    path: "/things",
    access: "user",
    query: { q: z.string().optional() },
    paged: true,
    response: { status: 200, description: "Things", schema: z.number() },
    handler: ({ page: { limit, cursor } }) => {
      const [after = 0] = (decodeCursor(cursor, "things:id") ?? []) as number[];
      const items = Array.from({ length: limit }, (_, index) => after + index + 1).filter((id) => id <= 5);
      return page({ items, next: items.at(-1) === 5 ? undefined : encodeCursor([items.at(-1)!], "things:id") });
    },
  }),
  endpoint({
    ...shared,
    id: "signIn",
    method: "POST",
    path: "/sign-in",
    access: "public",
    body: THING.optional(),
    response: { status: 204, description: "In" },
    handler: () => noContent({ cookies: ["a=1; HttpOnly", "b=2"] }),
  }),
  endpoint({
    ...shared,
    id: "fail",
    method: "GET",
    path: "/failure",
    access: "public",
    response: shown,
    handler: () => {
      throw failing.error;
    },
  }),
  endpoint({
    ...shared,
    id: "lie",
    method: "GET",
    path: "/lie",
    access: "public",
    response: shown,
    handler: () => ok({ seen: 1, password_hash: "x" }),
  }),
  endpoint({
    ...shared,
    id: "export",
    method: "GET",
    path: "/export",
    access: "public",
    response: { status: 200, description: "Lines", contentType: "application/x-ndjson" },
    handler: () => raw(linesOf("{}\n"), "application/x-ndjson"),
  }),
  ...repositoryEndpoints({
    ...shared,
    id: "getRepositoryTag",
    method: "GET",
    path: "/tags/{name}",
    access: { repository: "read" },
    params: { name: z.string() },
    response: shown,
    handler: ({ repository, params }) => ok({ seen: [repository.name, params.name] }),
  }),
];

const api = new TestManagement(ENDPOINTS);

function linesOf(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(text));
    },
    pull: (controller) => controller.close(),
    cancel: () => void (cancelled += 1),
  });
}

/** What the handler saw of the request. */
async function seen(response: Response | Promise<Response>): Promise<unknown> {
  const answered = await response;
  if (answered.status >= 300) throw new Error(`${answered.status} ${await answered.text()}`);
  return ((await answered.json()) as { seen: unknown }).seen;
}

function post(key: string, name: string, headers = {}): Promise<Response> {
  return api.send("POST", "/things", { name }, { "idempotency-key": key, ...headers });
}

async function codeOf(response: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await problemOf(await response);
  return [status, code];
}

describe("routes", () => {
  test("a word wins over a parameter", async () => {
    expect(await seen(api.fetch("/users/me"))).toBe("alice");
    expect(await seen(api.fetch("/users/bob"))).toEqual({ username: "bob" });
  });

  test("a path without an endpoint is a problem; a path outside of /api is not ours", async () => {
    expect(await codeOf(api.fetch("/nothing"))).toEqual([404, "route_unknown"]);
    expect(await codeOf(api.fetch("/users/"))).toEqual([404, "route_unknown"]);
    expect(await codeOf((await api.answer("/api"))!.response)).toEqual([404, "route_unknown"]);
    expect(api.answer("/apis")).toBeUndefined();
    expect(api.answer("/v2/")).toBeUndefined();
  });

  test.each(["POST", "PUT", "OPTIONS", "PURGE"])("%s where it is not is 405 with the methods that are", async (method) => {
    const response = await api.fetch("/orgs/acme/thing", { method });
    expect(response.headers.get("allow")).toBe("GET, HEAD, PATCH, DELETE");
    expect(await codeOf(response)).toEqual([405, "method_not_allowed"]);
  });

  test("the label of a route is its pattern", async () => {
    expect((await api.answer("/api/v1/users/bob"))!.route).toBe("/api/v1/users/{username}");
    expect((await api.answer("/api/v1/nothing"))!.route).toBe("unknown");
  });

  test("HEAD is GET without a body", async () => {
    const [get, head] = await Promise.all([api.fetch("/users/bob"), api.fetch("/users/bob", { method: "HEAD" })]);
    expect(head.status).toBe(200);
    expect(head.headers.toJSON()).toEqual(get.headers.toJSON());
    expect(head.headers.get("content-length")).not.toBe("0");
    expect(await head.text()).toBe("");
  });

  test("a segment is decoded once", async () => {
    expect(await seen(api.fetch("/repos/acme/a%2Fb/tags/x%252Fy"))).toEqual(["acme/a/b", "x%2Fy"]);
    expect(await codeOf(api.fetch("/repos/acme/a/b/tags/x"))).toEqual([404, "route_unknown"]);
  });

  test("an encoded dot segment stays in its segment", async () => {
    expect(await seen(api.fetch("/users/..%2Fme"))).toEqual({ username: "../me" });
    expect(await seen(api.fetch("/users/x%2F..%2F..%2Forgs"))).toEqual({ username: "x/../../orgs" });
  });

  test.each(["%zz", "%ff", "a%00b", "%0a"])("the segment %s is malformed", async (segment) => {
    const problem = await problemOf(await api.fetch(`/users/${segment}`));
    expect([problem.code, problem.errors]).toEqual([
      "bad_request",
      [{ in: "path", pointer: "username", detail: "is not valid percent-encoded text" }],
    ]);
  });

  test("a repository is found by name and by id", async () => {
    expect(await seen(api.fetch("/repos/acme/api/tags/v1"))).toEqual(["acme/api", "v1"]);
    expect(await seen(api.fetch("/repositories/repo_7/tags/v1"))).toEqual(["acme/by-id", "v1"]);
    expect(ENDPOINTS.slice(-2).map(({ id }) => id)).toEqual(["getRepositoryTag", "getRepositoryTagById"]);
  });
});

describe("access", () => {
  test("wrong credentials are told before anything else", async () => {
    const response = await api.fetch("/orgs/nothing/thing?x=1", { headers: { authorization: "Bearer wrong" } });
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="aerugo"');
    expect(await codeOf(response)).toEqual([401, "unauthenticated"]);
  });

  test("a token without the scope is told which one it lacks", async () => {
    const headers = { authorization: "Bearer alice:repo:read" };
    const { code, required_scope } = await problemOf(await api.send("PATCH", "/orgs/acme/thing", { name: "x" }, headers));
    expect([code, required_scope]).toEqual(["insufficient_scope", "org:admin"]);
  });

  test("who may not see it gets one answer, whatever they send", async () => {
    const mallory = { authorization: "Bearer mallory" };
    const answers = await Promise.all([
      api.send("PATCH", "/orgs/acme/thing", { name: "x" }, { ...mallory, "if-match": '"v1"' }),
      api.send("PATCH", "/orgs/acme/thing?unknown=1", "{{{", mallory),
      api.send("PATCH", "/orgs/nothing/thing", { unknown: 1 }, mallory),
      api.send("PATCH", "/orgs/nothing/thing", "x", { ...mallory, "content-type": "text/plain" }),
    ]);
    const bodies = await Promise.all(answers.map(async (answer) => ({ ...(await problemOf(answer)), request_id: "" })));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]!.code).toBe("not_found");
  });

  test("nobody is asked for credentials, and who may see but not do is refused", async () => {
    expect(await codeOf(api.fetch("/orgs/acme/thing", { headers: { authorization: "" } }))).toEqual([401, "unauthenticated"]);
    expect(await codeOf(api.fetch("/orgs/acme/thing", { method: "DELETE" }))).toEqual([403, "forbidden"]);
  });

  test.each([
    [{ cookie: "alice" }, 403],
    [{ cookie: "alice", origin: "http://evil.test" }, 403],
    [{ cookie: "alice", origin: "null", "sec-fetch-site": "cross-site" }, 403],
    [{ cookie: "alice", "sec-fetch-site": "same-site" }, 403],
    [{ cookie: "alice", origin: ORIGIN }, 201],
    [{ cookie: "alice", "sec-fetch-site": "same-origin" }, 201],
    [{ cookie: "alice", "sec-fetch-site": "none" }, 201],
  ])("a change by cookie with %p is answered %p", async (headers: Record<string, string>, status) => {
    const response = await api.send("POST", "/things", { name: "x" }, { authorization: "", ...headers });
    expect(response.status).toBe(status);
    if (status === 403) expect((await problemOf(response)).code).toBe("cross_site");
  });

  test("a foreign page cannot sign its visitors in, and a program can", async () => {
    const nobody = { authorization: "" };
    expect((await api.fetch("/sign-in", { method: "POST", headers: { ...nobody, origin: "http://evil.test" } })).status).toBe(403);
    expect((await api.fetch("/sign-in", { method: "POST", headers: nobody })).status).toBe(204);
    expect((await api.fetch("/sign-in", { method: "POST", headers: { authorization: "Bearer alice", origin: "null" } })).status).toBe(204);
  });

  test("a session that has ended does not keep its owner from signing in again", async () => {
    const ended = { authorization: "", cookie: "ended", origin: ORIGIN };
    expect((await api.fetch("/sign-in", { method: "POST", headers: ended })).status).toBe(204);
    expect(await codeOf(api.fetch("/users/me", { headers: ended }))).toEqual([401, "unauthenticated"]);
  });

  test("reading by cookie needs no origin", async () => {
    expect(await seen(api.fetch("/users/me", { headers: { authorization: "", cookie: "alice" } }))).toBe("alice");
  });
});

describe("the audit log", () => {
  test.each([
    ["what may not be seen", "GET", "/orgs/acme/thing", "Bearer mallory", "mallory api.getThing /api/v1/orgs/acme/thing"],
    ["what may not be done", "DELETE", "/orgs/acme/thing", "Bearer alice", "alice api.deleteThing /api/v1/orgs/acme/thing"],
    ["what a token may not", "PATCH", "/orgs/acme/thing", "Bearer alice:repo:read", "alice api.updateThing /api/v1/orgs/acme/thing"],
    ["what a service refuses", "GET", "/failure", "Bearer alice", "alice api.fail /api/v1/failure"],
    ["wrong credentials", "GET", "/users/me", "Bearer wrong", " credentials.refused api.getMe"],
  ])("%s is told to it", async (_name, method, path, authorization, expected) => {
    const api = new TestManagement(ENDPOINTS);
    failing.error = new ManagementError("quotaExceeded");
    await api.fetch(path, { method, headers: { authorization } });
    expect(api.refusals).toEqual([expected]);
  });

  test("a session that has ended is, where one is needed", async () => {
    const api = new TestManagement(ENDPOINTS);
    await api.fetch("/users/me", { headers: { authorization: "", cookie: "ended" } });
    expect(api.refusals).toEqual([" credentials.refused api.getMe"]);
  });

  test("mistakes, and being asked for credentials, are not", async () => {
    const api = new TestManagement(ENDPOINTS);
    failing.error = new ManagementError("notFound");
    await api.fetch("/orgs/acme/thing", { headers: { authorization: "" } });
    await api.fetch("/users/me?x=1");
    await api.fetch("/failure");
    expect(api.refusals).toEqual([]);
  });
});

describe("what a request holds", () => {
  test("parameters of a query are read as what they are", async () => {
    expect(await seen(api.fetch("/users/bob?deep=true&size=9&tag=a"))).toEqual({ username: "bob", deep: true, size: 9, tag: ["a"] });
    expect(await seen(api.fetch("/users/bob?tag=a&tag=b"))).toEqual({ username: "bob", tag: ["a", "b"] });
  });

  test("every wrong parameter is pointed at", async () => {
    const { status, errors } = await problemOf(await api.fetch("/users/bob?size=10&deep=1&other=1&size=2"));
    expect(status).toBe(400);
    expect(errors!.map(({ in: part, pointer }) => `${part} ${pointer}`).sort()).toEqual(["query deep", "query other", "query size"]);
  });

  test.each(["__proto__", "constructor", "toString"])("%s is an unknown name like any other", async (name) => {
    expect(await codeOf(api.fetch(`/users/bob?${name}=1`))).toEqual([400, "bad_request"]);
    expect(await codeOf(api.send("POST", "/things", `{"name":"x","${name}":1}`))).toEqual([422, "invalid"]);
  });

  test("a control character in a query is malformed", async () => {
    const { status, errors } = await problemOf(await api.fetch("/users/bob?tag=a%00b"));
    expect([status, errors![0]!.pointer]).toEqual([400, "tag"]);
  });

  test.each(["0x5", "1e0", "", " 5", "-1", "05", "1.0"])("%p is no whole number", async (size) => {
    expect(await codeOf(api.fetch(`/users/bob?size=${encodeURIComponent(size)}`))).toEqual([400, "bad_request"]);
  });

  test("every mistake in a body is pointed at, also the unknown field", async () => {
    const body = { name: 1, tags: [{ label: "a" }, { label: "b", "c/d": 1 }], more: true };
    const { status, code, errors } = await problemOf(await api.send("POST", "/things", body));
    expect([status, code]).toEqual([422, "invalid"]);
    expect(errors!.map(({ in: part, pointer }) => `${part} ${pointer}`).sort()).toEqual(["body /more", "body /name", "body /tags/1/c~1d"]);
  });

  test.each([
    ["{", "not JSON"],
    ['{"name":"a","name":"b"}', 'key "name" occurs twice in one object'],
    [`${"[".repeat(100)}${"]".repeat(100)}`, "nested deeper than 64"],
    ["", "a body is required"],
  ])("the body %p is malformed", async (body, detail) => {
    const { status, errors } = await problemOf(await api.send("POST", "/things", body));
    expect([status, errors]).toEqual([400, [{ in: "body", pointer: "", detail }]]);
  });

  test("what is wrong with a body never quotes it", async () => {
    const response = await api.send("POST", "/things", '{"name": hunter2}');
    expect(await response.text()).not.toContain("hunter2");
  });

  test.each([
    [{ "content-type": "text/plain" }],
    [{ "content-type": "" }],
    [{ "content-type": "application/json; charset=latin1" }],
    [{ "content-encoding": "gzip" }],
    [{ "content-type": "application/merge-patch+json" }],
  ])("a POST with %p is not read", async (headers: Record<string, string>) => {
    expect(await codeOf(api.send("POST", "/things", { name: "x" }, headers))).toEqual([415, "unsupported_media_type"]);
  });

  test("PATCH takes a merge patch", async () => {
    const headers = { "content-type": "application/merge-patch+json; charset=UTF-8", "if-match": '"v3"' };
    expect(await seen(api.send("PATCH", "/orgs/acme/thing", { name: "x" }, headers))).toEqual(["acme", "x", 3]);
  });

  test("a body over 1 MiB is too large", async () => {
    expect(await codeOf(api.send("POST", "/things", `{"name":"${"x".repeat(1 << 20)}"}`))).toEqual([413, "too_large"]);
  });

  test("a body where none is taken is refused, and an optional one may be missing", async () => {
    expect(await codeOf(api.send("DELETE", "/users/bob", {}))).toEqual([400, "bad_request"]);
    expect((await api.fetch("/users/bob", { method: "DELETE" })).status).toBe(204);
    expect((await api.fetch("/sign-in", { method: "POST" })).status).toBe(204);
  });
});

describe("preconditions", () => {
  test("a change without If-Match is asked for it", async () => {
    expect(await codeOf(api.send("PATCH", "/orgs/acme/thing", { name: "x" }))).toEqual([428, "precondition_required"]);
  });

  test.each(['"x"', 'W/"v3"', "v3", '"v1", "v2"'])("If-Match: %s can match nothing", async (tag) => {
    expect(await codeOf(api.send("PATCH", "/orgs/acme/thing", { name: "x" }, { "if-match": tag }))).toEqual([412, "stale"]);
  });

  test("If-Match: * overwrites whatever there is", async () => {
    expect(await seen(api.send("PATCH", "/orgs/acme/thing", { name: "x" }, { "if-match": "*" }))).toEqual(["acme", "x", null]);
  });

  test("what has not changed is not sent again", async () => {
    const response = await api.fetch("/orgs/acme/thing", { headers: { "if-none-match": '"v7"' } });
    expect([response.status, response.headers.get("etag"), await response.text()]).toEqual([304, '"v7"', ""]);
    expect((await api.fetch("/orgs/acme/thing", { headers: { "if-none-match": '"v6"' } })).status).toBe(200);
  });
});

describe("idempotency", () => {
  test("the same request twice happens once", async () => {
    const [first, second] = [await post("once", "x"), await post("once", "x")];
    expect(await second.text()).toBe(await first.text());
    expect([second.status, second.headers.get("location")]).toEqual([201, "/api/v1/things/1"]);
    expect([first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")]).toEqual([null, "true"]);
  });

  test("the same key for another body is refused", async () => {
    await post("other", "x");
    expect(await codeOf(post("other", "y"))).toEqual([422, "idempotency_key_reused"]);
  });

  test("the same key for the same body elsewhere is refused", async () => {
    await post("elsewhere", "x");
    expect(await codeOf(api.send("POST", "/others", { name: "x" }, { "idempotency-key": "elsewhere" }))).toEqual([
      422,
      "idempotency_key_reused",
    ]);
  });

  test("a cookie is for the first answer only", async () => {
    const request = ["POST", "/others", { name: "x" }, { "idempotency-key": "cookie" }] as const;
    const [first, second] = [await api.send(...request), await api.send(...request)];
    expect([first.headers.getSetCookie(), second.status, second.headers.getSetCookie()]).toEqual([["a=1"], 204, []]);
  });

  test("a key belongs to its user", async () => {
    await post("mine", "x");
    const theirs = await post("mine", "y", { authorization: "Bearer bob" });
    expect(theirs.status).toBe(201);
  });

  test("while the first runs the second waits", async () => {
    const [first, second] = await Promise.all([post("race", "slow"), post("race", "slow")]);
    expect([first.status, second.status, second.headers.get("retry-after")]).toEqual([201, 409, "1"]);
  });

  test("a refusal is kept, a failure of ours is not", async () => {
    expect((await post("refused", "taken")).status).toBe(409);
    expect((await post("refused", "taken")).headers.get("idempotency-replayed")).toBe("true");
    expect((await post("failed", "broken")).status).toBe(500);
    expect((await post("failed", "x")).status).toBe(201);
  });

  test("a key is forgotten after a day", async () => {
    await post("old", "x");
    api.now += 24 * 3_600_000;
    expect((await post("old", "y")).status).toBe(201);
  });

  test.each(["", "a b", "x".repeat(256)])("the key %p is malformed", async (key) => {
    expect(await codeOf(post(key, "x"))).toEqual([400, "bad_request"]);
  });
});

describe("pages", () => {
  test("following the links finds every item once", async () => {
    const found: number[] = [];
    for (let path: string | undefined = "/things?limit=2&q=a%20b"; path;) {
      const response = await api.fetch(path);
      const { items } = (await response.json()) as { items: number[] };
      found.push(...items);
      path = /^<http:\/\/registry\.test\/api\/v1(.*)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
      if (path) expect(path).toMatch(/^\/things\?limit=2&q=a(\+|%20)b&cursor=/);
    }
    expect(found).toEqual([1, 2, 3, 4, 5]);
  });

  test("the last page says so", async () => {
    const response = await api.fetch("/things?limit=200");
    expect(await response.json()).toEqual({ items: [1, 2, 3, 4, 5], next_cursor: null });
    expect(response.headers.get("link")).toBeNull();
  });

  test.each(["0", "201", "x"])("limit=%s is refused", async (limit) => {
    expect(await codeOf(api.fetch(`/things?limit=${limit}`))).toEqual([400, "bad_request"]);
  });

  test.each(["e30", "%25", encodeCursor([1], "things:name"), Buffer.from('["things:id",{}]').toString("base64url"), "x".repeat(3000)])(
    "the cursor %p is refused",
    async (cursor) => {
      const { status, errors } = await problemOf(await api.fetch(`/things?cursor=${cursor}`));
      expect([status, errors![0]!.pointer]).toEqual([400, "cursor"]);
    },
  );

  test("a cursor that is too long to come back is never given", () => {
    expect(() => encodeCursor(["x".repeat(3000)], "things:id")).toThrow("too long");
  });
});

describe("failures", () => {
  test.each(Object.entries(MANAGEMENT_FAILURES))("%s is a problem as its row says", async (name, { code, status, title }) => {
    failing.error = new ManagementError(name as ManagementFailureName, { detail: "because", retryAfterSeconds: 2.5 });
    const response = await api.fetch("/failure");
    expect([response.status, response.headers.get("content-type"), response.headers.get("retry-after")]).toEqual([
      status,
      "application/problem+json",
      "3",
    ]);
    const { request_id, ...problem } = await problemOf(response);
    expect(problem).toEqual({ type: `${ORIGIN}/api/docs/problems#${code}`, title, status, code, detail: "because" });
    expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("every code stands for one row", () => {
    const codes = Object.values(MANAGEMENT_FAILURES).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test.each([
    ["BusyError", new BusyError("full"), 503, "1"],
    ["ThrottledError", new ThrottledError(9), 429, "9"],
    ["CredentialsError", new CredentialsError("Basic", "alice"), 401, null],
    ["storageQuotaExceeded", new RegistryError("storageQuotaExceeded"), 403, null],
    ["NoSpaceError", new NoSpaceError("full"), 507, "5"],
    ["CommitInDoubtError", new CommitInDoubtError(), 503, "1"],
    ["StorageUnavailableError", new StorageUnavailableError("away"), 503, "5"],
    ["manifestUnknown", new RegistryError("manifestUnknown"), 404, null],
    ["blobReferenced", new RegistryError("blobReferenced"), 409, null],
    ["chunkOutOfOrder", new RegistryError("chunkOutOfOrder"), 500, null],
  ])("a service's %s has its problem", async (_name, error, status, retryAfter) => {
    failing.error = error;
    const response = await api.fetch("/failure");
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, retryAfter]);
  });

  test("what nobody foresaw is logged whole and answered without details", async () => {
    failing.error = new Error("the password is hunter2");
    const response = await api.fetch("/failure");
    const body = await response.text();
    expect([response.status, body.includes("hunter2")]).toEqual([500, false]);
    expect(api.errors.at(-1)).toMatchObject({ request: JSON.parse(body).request_id, error: failing.error });
  });

  test("an answer that is not as declared is a mistake that tests see", async () => {
    expect((await api.fetch("/lie")).status).toBe(500);
    expect((await new TestManagement(ENDPOINTS, { verifiesAnswers: false }).fetch("/lie")).status).toBe(200);
  });
});

describe("headers", () => {
  test.each(["/users/me", "/nothing", "/failure"])("%s is private and never guessed at", async (path) => {
    const { headers } = await api.fetch(path);
    expect([headers.get("cache-control"), headers.get("x-content-type-options"), headers.get("vary")]).toEqual([
      "private, no-cache",
      "nosniff",
      "authorization, cookie",
    ]);
  });

  test("a secret is not stored, and neither is the refusal to give one", async () => {
    expect((await api.send("POST", "/things", { name: "x" })).headers.get("cache-control")).toBe("no-store");
    expect((await api.send("POST", "/things", {})).headers.get("cache-control")).toBe("no-store");
  });

  test("every cookie is set", async () => {
    const response = await api.fetch("/sign-in", { method: "POST" });
    expect(response.headers.getSetCookie()).toEqual(["a=1; HttpOnly", "b=2"]);
  });

  test("a stream is sent as it is", async () => {
    const response = await api.fetch("/export");
    expect([response.headers.get("content-type"), await response.text()]).toEqual(["application/x-ndjson", "{}\n"]);
  });

  test("a stream that nobody will read is told so", async () => {
    const before = cancelled;
    expect((await api.fetch("/export", { method: "HEAD" })).status).toBe(200);
    expect(cancelled).toBe(before + 1);
  });

  test("limits are told on every answer, refusals included", async () => {
    const limits = RequestLimits.of({
      policies: { user: { perMinute: 6, burst: 2 } },
      buckets: (policy) => new RateLimiter(new MemoryCache({ now: () => 0 }), policy),
      onLimited: () => {},
    });
    const limited = new TestManagement(ENDPOINTS, { limits });
    expect((await limited.fetch("/users/me")).headers.get("ratelimit-remaining")).toBe("1");
    expect((await limited.fetch("/users/me?x=1")).headers.get("ratelimit-remaining")).toBe("0");
    const refused = await limited.fetch("/users/me");
    expect([refused.headers.get("ratelimit-remaining"), refused.headers.get("retry-after")]).toEqual(["0", "10"]);
    expect(await codeOf(refused)).toEqual([429, "rate_limited"]);
  });
});

describe("declarations", () => {
  const base = { ...shared, id: "x", method: "GET", path: "/x", access: "user", response: shown, handler: () => ok({ seen: 1 }) } as const;
  const post = { ...base, method: "POST" } as const;

  test.each([
    ["a parameter without a schema", () => endpoint({ ...base, path: "/x/{id}" })],
    ["a schema without a parameter", () => endpoint({ ...base, params: { org: ORG } })],
    ["a body on GET", () => endpoint({ ...base, body: z.strictObject({}) })],
    ["a body that swallows unknown fields", () => endpoint({ ...post, body: z.object({}) })],
    ["an idempotent PUT", () => endpoint({ ...base, method: "PUT", idempotent: true })],
    ["an Idempotency-Key of nobody", () => endpoint({ ...post, access: "public", idempotent: true })],
    ["a paged POST", () => endpoint({ ...post, paged: true })],
    ["204 with content", () => endpoint({ ...base, response: { ...shown, status: 204 } })],
    ["a scope for a public endpoint", () => endpoint({ ...base, access: "public", scope: "org:read" })],
    ["an organization that the path does not name", () => endpoint({ ...base, access: { organization: "read" } })],
    ["a repository that the path does not name", () => endpoint({ ...base, access: { repository: "read" } })],
    ["a self that the path does not name", () => endpoint({ ...base, access: { self: "username" } })],
  ])("%s is a mistake", (_name, declare) => {
    expect(declare).toThrow("endpoint x:");
  });
});

test("GET /api/v1 says what there is", async () => {
  const { response, route } = (await new TestManagement(undefined).answer("/api/v1"))!;
  expect(route).toBe("/api/v1");
  expect(await response.json()).toEqual({
    version: "1.2.3",
    features: { registration: false },
    limits: { body_bytes: 1_048_576 },
    links: {
      documentation: `${ORIGIN}/api/docs`,
      openapi: `${ORIGIN}/api/openapi.json`,
      problems: `${ORIGIN}/api/docs/problems`,
      registry: `${ORIGIN}/v2/`,
    },
  });
});
