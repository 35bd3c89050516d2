// What the Management API says about itself, and the client that is made from it.
import { describe, expect, test } from "bun:test";
import { z } from "@hono/zod-openapi";
import { createClient } from "../../packages/client/src/client/index.ts";
import { getInstallation } from "../../packages/client/src/index.ts";
import { noContent, ok, page, versionTag } from "../../src/http/management/answer.ts";
import { type Endpoint, endpoint } from "../../src/http/management/endpoint.ts";
import { openApiDocument } from "../../src/http/management/openapi.ts";
import { ORG, TIMESTAMP } from "../../src/http/management/schemas.ts";
import { MANAGEMENT_FAILURES } from "../../src/management/failure.ts";
import { ORIGIN, TestManagement } from "../kit/management.ts";

const ROBOT = z.object({ name: z.string().openapi({ description: "Its <own> name" }), created_at: TIMESTAMP }).openapi("Robot");
const shared = { path: "/orgs/{org}/robots", tag: "robots", params: { org: ORG } } as const;

const ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    ...shared,
    id: "listRobots",
    method: "GET",
    summary: "List the robots of an organization",
    access: { organization: "member" },
    scope: "org:read",
    paged: true,
    response: { status: 200, description: "A page of robots", schema: ROBOT },
    handler: () => page({ items: [], next: undefined }),
  }),
  endpoint({
    ...shared,
    id: "createRobot",
    method: "POST",
    summary: "Create a robot",
    access: { organization: "admin" },
    scope: "org:admin",
    body: z.strictObject({ name: z.string().openapi({ example: "o'ci" }) }),
    idempotent: true,
    failures: ["quotaExceeded"],
    response: { status: 204, description: "Made" },
    handler: () => noContent(),
  }),
  endpoint({
    ...shared,
    id: "updateRobots",
    method: "PATCH",
    summary: "Update every robot",
    access: { organization: "admin" },
    scope: "org:admin",
    body: z.strictObject({ name: z.string() }),
    requiresIfMatch: true,
    versioned: true,
    response: { status: 200, description: "Updated", schema: ROBOT },
    handler: () => ok({ name: "ci", created_at: "2026-01-01T00:00:00Z" }, { etag: versionTag(2) }),
  }),
];

const api = new TestManagement(ENDPOINTS);

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return (await api.answer(path, { headers }))!.response;
}

describe("the OpenAPI document", () => {
  const document = openApiDocument(ENDPOINTS, "1.2.3");
  const operations = document.paths!["/api/v1/orgs/{org}/robots"]!;

  test("it is served as it is generated, and unchanged it is not sent again", async () => {
    const response = await get("/api/openapi.json");
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)));
    expect((await get("/api/openapi.json", { "if-none-match": response.headers.get("etag")! })).status).toBe(304);
  });

  test("an operation says who may call it and with which scope", () => {
    expect(operations.get).toMatchObject({
      operationId: "listRobots",
      security: [{ bearer: ["org:read"] }, { basic: [] }, { cookie: [] }],
      "x-aerugo-access": "organization:member",
      "x-aerugo-scope": "org:read",
    });
  });

  test.each([
    ["get", ["200", "400", "401", "403", "404", "429", "500", "503"]],
    ["post", ["204", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503", "507"]],
    ["patch", ["200", "400", "401", "403", "404", "412", "413", "415", "422", "428", "429", "500", "503", "507"]],
  ] as const)("%s has every answer that it can give", (method, statuses) => {
    expect(Object.keys(operations[method]!.responses!)).toEqual([...statuses]);
  });

  test("parameters come from the flags as well as from the path", () => {
    const { get, post, patch } = operations;
    const names = [get, post, patch].map((operation) => operation!.parameters!.map((each) => ("name" in each ? each.name : "")));
    expect(names).toEqual([
      ["org", "limit", "cursor"],
      ["org", "Idempotency-Key"],
      ["org", "If-Match"],
    ]);
  });

  test("a failure of its own is named", () => {
    expect(operations.post).toMatchObject({ "x-aerugo-problems": ["quota_exceeded"] });
  });
});

describe("the reference page", () => {
  test("it asks nothing of anybody else and runs nothing", async () => {
    const response = await get("/api/docs");
    const html = await response.text();
    expect(response.headers.get("content-security-policy")).toStartWith("default-src 'none'; style-src 'self'");
    expect(html).not.toContain("<script");
    const asked = [...html.matchAll(/<(?:link|img|script|iframe|form)[^>]*(?:href|src|action)="([^"]*)"/g)].map(([, url]) => url);
    expect(asked).toEqual(["/api/docs/style.css", "/api/docs"]);
    expect((await get("/api/docs/style.css")).headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  test("every operation has its anchor, and what we write is text", async () => {
    const html = await (await get("/api/docs")).text();
    for (const { id } of ENDPOINTS) expect(html).toContain(`<article id="${id}">`);
    expect(html).toContain("Its &lt;own&gt; name");
  });

  test("the example can be pasted into a shell", async () => {
    const html = await (await get("/api/docs")).text();
    const [, example] = /<article id="createRobot">.*?<pre[^>]*>(.*?)<\/pre>/s.exec(html)!;
    const command = example!.replaceAll("&quot;", '"').replaceAll("&#x27;", "'");
    const shell = Bun.spawnSync(["sh", "-c", `curl() { printf '%s\\n' "$@"; }; ${command}`], { env: { AERUGO_TOKEN: "secret" } });
    expect(shell.stdout.toString().trim().split("\n")).toEqual([
      "-X",
      "POST",
      "-H",
      "Authorization: Bearer secret",
      "-H",
      "Content-Type: application/json",
      "-d",
      `{"name":"o'ci"}`,
      `${ORIGIN}/api/v1/orgs/acme/robots`,
    ]);
  });

  test("a search shows what has every word, and is shown as text", async () => {
    const html = await (await get('/api/docs?q=ROBOT+create+"%3E')).text();
    expect(html).toContain("0 of 3 operations match");
    expect(html).toContain('value="ROBOT create &quot;&gt;"');
    expect(await (await get("/api/docs?q=ROBOT+create")).text()).toContain("1 of 3 operations match");
  });

  test("every code has its anchor", async () => {
    const html = await (await get("/api/docs/problems")).text();
    for (const { code } of Object.values(MANAGEMENT_FAILURES)) expect(html).toContain(`<article id="${code}">`);
  });

  test("pages are only read", async () => {
    const { response } = (await api.answer("/api/docs", { method: "POST" }))!;
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});

describe("the client", () => {
  const real = new TestManagement(undefined);
  const client = createClient({
    baseUrl: ORIGIN,
    auth: ({ scheme }) => (scheme === "bearer" ? "alice" : undefined),
    fetch: answerOf as typeof fetch,
  });

  async function answerOf({ url, method, headers }: Request): Promise<Response> {
    return (await real.answer(url.slice(ORIGIN.length), { method, headers }))!.response;
  }

  test("an answer has the type that the document gives it", async () => {
    const { data } = await getInstallation({ client });
    expect(data!.version satisfies string).toBe("1.2.3");
  });

  test("a problem is an error with its code", async () => {
    const { error, response } = await getInstallation({ client, headers: { authorization: "Bearer wrong" } });
    expect([response!.status, error!.code]).toEqual([401, "unauthenticated"]);
  });
});
