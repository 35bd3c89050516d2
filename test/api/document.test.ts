// Every operation of the OpenAPI document, sent what it allows and what it forbids: no answer is a failure of the server's, and none is
// off the document. The app compares the bodies of successes with their schemas (`verifiesAnswers`) and answers 500 when they differ.
//
// A small brother of test/schemathesis, for where there is no Python.
import { afterAll, beforeAll, expect, test } from "bun:test";
import * as fc from "fast-check";
import { openApiDocument } from "../../src/http/management/openapi.ts";
import { MANAGEMENT_ENDPOINTS } from "../../src/http/management/routes.ts";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { type Components, type Schema, allowedBy, forbiddenBy } from "../kit/schema-arbitrary.ts";
import { asColumn, makeToken } from "./matrix/callers.ts";
import { valuesOf } from "./matrix/management-requests.ts";
import { World } from "./matrix/world.ts";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: Schema;
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Components; readonly responses: Readonly<Record<string, Answer>> };
}

const RUNS = 10;
const SUCCEEDED = 0.5;
const CALLERS = ["site", "memb", "anon"] as const;
const DOCUMENT = JSON.parse(JSON.stringify(openApiDocument(MANAGEMENT_ENDPOINTS, "1.0.0"))) as Document;
const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [operation.operationId, method.toUpperCase(), path, operation] as const),
);

const succeeded = new Set<string>();

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start({ flags: { "--auth-registration": "open", "--http-trusted-proxies": "192.0.2.1" } });
});
afterAll(() => app[Symbol.asyncDispose]());

test.each(OPERATIONS)("%s", async (_id, method, path, operation) => {
  // A world of its own: what one operation destroys, another would miss.
  const world = await World.make(app);
  const known = await knownIn(world);
  const clients = await Promise.all(CALLERS.map((caller) => asColumn(world, "management", caller)));
  for (const client of clients) {
    const property = fc.asyncProperty(requestTo(operation, known), async (request) => {
      expect(await mistakesOf(operation, await send(client, method, path, request))).toEqual([]);
    });
    await fc.assert(property, { numRuns: RUNS, seed: 1 });
  }
});

// Who is always refused shows nothing.
test("most operations were answered with success at least once", () => {
  expect(succeeded.size).toBeGreaterThan(OPERATIONS.length * SUCCEEDED);
});

/** What may be null in one place is told there: `nullable()` on a schema with a name would tell it of every place, or forbid it. */
test("nothing with a name is null", () => {
  const { schemas } = DOCUMENT.components;
  const nullable = Object.entries(schemas).filter(([, { type }]) => Array.isArray(type) && type.includes("null"));
  expect(nullable.map(([name]) => name)).toEqual([]);
});

test("what an operation answers off its document is noticed", async () => {
  const [, , , operation] = OPERATIONS.find(([id]) => id === "getOrganization")!;
  const { "404": _missing, ...responses } = operation.responses;
  const response = await app.anonymous.get("/api/v1/orgs/nowhere");
  expect(await mistakesOf({ ...operation, responses }, response)).toEqual([]);
  const again = await app.anonymous.get("/api/v1/orgs/nowhere");
  expect(await mistakesOf({ ...operation, responses: { "200": responses["200"]! } }, again)).toEqual(["401 is not in the document"]);
});

/** Of what the world has, something for each parameter of a path. */
async function knownIn(world: World): Promise<Readonly<Record<string, string>>> {
  const { image } = await world.content();
  const { credential } = await world.openSession("memb");
  return {
    ...valuesOf(world),
    name: world.person("read").username,
    tag: "v1",
    digest: image.digest,
    token_id: `tok_${(await makeToken(world, "memb", [])).id}`,
    session_id: `ses_${credential.kind === "session" ? credential.id : 0}`,
    passkey_id: await world.passkeyOf("memb"),
    invitation_id: (await world.invitation()).id,
    rule_id: await world.ruleOf("robr"),
  };
}

interface Sent {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function requestTo(operation: Operation, known: Readonly<Record<string, string>>): fc.Arbitrary<Sent> {
  const { parameters = [], requestBody } = operation;
  const named = (place: Parameter["in"]) => parameters.filter((parameter) => parameter.in === place);
  const path = Object.fromEntries(
    named("path").map(({ name, schema }) => {
      const real = known[name] === undefined ? [] : [{ weight: 4, arbitrary: fc.constant<unknown>(known[name]) }];
      return [name, fc.oneof(...real, { weight: 1, arbitrary: anyOf(schema) })];
    }),
  );
  const query = Object.fromEntries(named("query").map(({ name, schema }) => [name, anyOf(schema)]));
  const body = requestBody && bodyOf(Object.values(requestBody.content)[0]!.schema);
  return fc.record({
    path: fc.record(path, { noNullPrototype: true }),
    query: fc.record(query, { requiredKeys: [], noNullPrototype: true }),
    headers: fc.record(
      {
        "if-match": fc.constantFrom("*", '"v1"', "v1", '"none"'),
        "idempotency-key": fc.constantFrom("one", "two", "a".repeat(300)),
        "content-type": fc.oneof(
          { weight: 9, arbitrary: fc.constant("application/json") },
          { weight: 1, arbitrary: fc.constant("text/plain") },
        ),
      },
      { requiredKeys: ["content-type"], noNullPrototype: true },
    ) as fc.Arbitrary<Sent["headers"]>,
    body: body ?? fc.constant(undefined),
  });
}

/** Mostly as the document has it. */
function anyOf(schema: Schema): fc.Arbitrary<unknown> {
  const { schemas } = DOCUMENT.components;
  return fc.oneof({ weight: 5, arbitrary: allowedBy(schema, schemas) }, { weight: 1, arbitrary: forbiddenBy(schema, schemas) });
}

function bodyOf(schema: Schema): fc.Arbitrary<string | undefined> {
  const json = anyOf(schema).map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 9, arbitrary: json },
    { weight: 1, arbitrary: fc.constantFrom(undefined, "", "{", '{"a":1,"a":2}', "[".repeat(200)) },
  );
}

let sent = 0;

function send(client: Client, method: string, path: string, { path: values, query, headers, body }: Sent): Promise<Response> {
  sent += 1;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => segmentOf(values[name]));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => textsOf(value).map((text) => [name, text] as [string, string])),
  );
  // Each from an address of its own: whoever fails often from one is slowed down.
  const all = { ...headers, "x-forwarded-for": `198.18.${(sent >> 8) & 255}.${sent & 255}` };
  const hasBody = method !== "GET" && method !== "DELETE" && body !== undefined;
  return client.request(method, `${filled}?${search}`, { headers: all, ...(hasBody ? { body } : {}) });
}

function segmentOf(value: unknown): string {
  const text = encodeURIComponent(textsOf(value)[0] ?? "");
  // An empty segment and those with dots alone make another path.
  return /^\.*$/.test(text) ? "x" : text;
}

function textsOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((each) => (typeof each === "string" ? each : (JSON.stringify(each) ?? "")).toWellFormed());
}

async function mistakesOf({ operationId, responses }: Operation, response: Response): Promise<string[]> {
  const text = await response.text();
  const { status, headers } = response;
  if (status >= 500) return [`${status}: ${text} ${String(app.records.findLast(({ level }) => level === "error")?.fields["error"])}`];
  const declared = responses[String(status)];
  if (!declared) return [`${status} is not in the document`];
  const { content = {} } = declared.$ref === undefined ? declared : DOCUMENT.components.responses[declared.$ref.split("/").at(-1)!]!;
  const type = headers.get("content-type")?.split(";")[0];
  if (text !== "" && !(type !== undefined && type in content))
    return [`${status} is sent as ${type}, not as ${Object.keys(content).join(" or ")}`];
  if (status < 300) succeeded.add(operationId);
  if (status < 400) return [];
  const problem = JSON.parse(text) as Record<string, unknown>;
  return problem["status"] === status && typeof problem["code"] === "string" ? [] : [`no problem: ${text}`];
}
