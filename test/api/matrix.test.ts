// Every route of both APIs × every kind of caller, each with a stated outcome (matrix/tables.ts). A route without a row fails, and so
// does a row without a route. What is let through is really done, changes on a world of their own; who is refused has changed nothing.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { looksLikeSecret } from "../../src/auth/secret-tokens.ts";
import { MANAGEMENT_ENDPOINTS } from "../../src/http/management/routes.ts";
import { REGISTRY_ROUTES } from "../../src/http/registry/routes.ts";
import { TOKEN_ROUTES } from "../../src/http/token/routes.ts";
import { TestApp, basic } from "../kit/app.ts";
import { Client } from "../kit/client.ts";
import { type Api, BROKEN, type Column, asColumn, passwordOf } from "./matrix/callers.ts";
import { type Case, casesOf, requestTo } from "./matrix/cases.ts";
import { type Seen, outcomeOf, seenOf } from "./matrix/outcome.ts";
import type { Request } from "./matrix/registry-requests.ts";
import { differences, snapshot } from "./matrix/snapshot.ts";
import {
  GRANTED,
  MANAGEMENT,
  NAMES_REPOSITORY,
  OPEN_TO_ALL,
  REGISTRY,
  type Row,
  TOKEN_ENDPOINT,
  isReading,
  nameOf,
  shortNameOf,
} from "./matrix/tables.ts";
import { World } from "./matrix/world.ts";

const OPTIONS = { flags: { "--auth-registration": "open", "--http-trusted-proxies": "192.0.2.1" } };

/** Where nothing changes: what is read and what is refused. */
let quiet: World;
/** Where each change that is let through has a world of its own. */
let busy: TestApp;
beforeAll(async () => {
  quiet = await World.make(await TestApp.start(OPTIONS));
  busy = await TestApp.start(OPTIONS);
});
afterAll(async () => {
  await quiet.app[Symbol.asyncDispose]();
  await busy[Symbol.asyncDispose]();
});

describe("the tables", () => {
  test("every route of the registry has its row, and every row its route", () => {
    expect(written(REGISTRY)).toEqual(REGISTRY_ROUTES.map(nameOf).sort());
  });

  test("every route of the Management API has its row, and every row its route", () => {
    expect(written(MANAGEMENT)).toEqual(MANAGEMENT_ENDPOINTS.map(({ method, path }) => nameOf({ methods: [method], path })).sort());
  });

  test("every route of the token endpoint is here", () => {
    expect(TOKEN_ROUTES.map(nameOf)).toEqual(TOKEN_ENDPOINT);
  });
});

describe.each(["registry", "management"] as const)("%s", (api) => {
  const rows = api === "registry" ? REGISTRY : MANAGEMENT;
  test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
    const cases = casesOf(api, row);
    const tried = [...(await tryHarmless(api, row, cases)), ...(await tryChanges(api, row, cases))];
    expect(tried.length).toBe(cases.length * methodsOf(api, row).length);
    expect(tried.filter(({ outcome, expected }) => outcome !== expected)).toEqual([]);
  });
});

const SOMEBODY = ["anon", "outs", "robx"] as const;

describe("of a public repository strangers see what everybody may, and change nothing", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.make(quiet.app);
    await world.publish();
  });

  const rows = [...REGISTRY.map((row) => ["registry", row] as const), ...MANAGEMENT.map((row) => ["management", row] as const)];
  test.each(rows.filter(([, row]) => NAMES_REPOSITORY.test(row.path)).map(([api, row]) => [api, titleOf(row), row] as const))(
    "%s: %s",
    async (api, _title, row) => {
      const isOpen = OPEN_TO_ALL.has(shortNameOf(row));
      const request = await requestTo(api, row, world, "outs");
      const clients = await Promise.all(SOMEBODY.map(async (column) => [column, await asColumn(world, api, column)] as const));
      const before = await snapshot(quiet.app);
      for (const [column, client] of clients) {
        const status = isOpen ? row.cells.ownr : column === "anon" ? "401" : "403";
        for (const method of methodsOf(api, row)) {
          const seen = await seenOf(await send(client, method, request));
          expect([column, method, seen.status, seen.text]).toEqual([column, method, Number(status), seen.text]);
        }
      }
      expect(differences(before, await snapshot(quiet.app))).toEqual([]);
    },
  );
});

interface Tried {
  readonly caller: string;
  readonly method: string;
  readonly expected: string;
  readonly outcome: string;
  /** Of the answer, for the reader of a failure. */
  readonly text: string;
}

/** Nothing may be different after everybody who is refused, or only reads, has been here. */
async function tryHarmless(api: Api, row: Row, cases: readonly Case[]): Promise<Tried[]> {
  const arranged = await Promise.all(
    cases.filter((one) => isHarmless(row, one)).map(async (one) => ({ one, ...(await one.arrange(quiet)) })),
  );
  const before = await snapshot(quiet.app);
  const tried: Tried[] = [];
  for (const { one, client, request } of arranged) {
    for (const method of methodsOf(api, row)) {
      const seen = await seenOf(await send(client, method, request));
      if (one.isStranger) expect(secretsIn(seen.text, request)).toEqual([]);
      tried.push(triedOf(api, one, method, seen));
    }
  }
  expect(differences(before, await snapshot(quiet.app))).toEqual([]);
  return tried;
}

async function tryChanges(api: Api, row: Row, cases: readonly Case[]): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const one of cases.filter((each) => !isHarmless(row, each))) {
    for (const method of methodsOf(api, row)) {
      const { client, request } = await one.arrange(await World.make(busy));
      tried.push(triedOf(api, one, method, await seenOf(await send(client, method, request))));
    }
  }
  return tried;
}

/** The answer to HEAD has no body, and so no code. */
function triedOf(api: Api, { caller, expected }: Case, method: string, seen: Seen): Tried {
  const wanted = method === "HEAD" ? expected.replace(/^(\d+) [A-Z_a-z]+/, "$1") : expected;
  return { caller, method, expected: wanted, outcome: outcomeOf(api, method, seen), text: seen.text };
}

function isHarmless(row: Row, { expected }: Case): boolean {
  return isReading(row) || !expected.startsWith("2");
}

/** What a stranger was told of the organization without having named it, now or earlier: one's own audit log tells what one asked for. */
function secretsIn(text: string, [path, { body }]: Request): string[] {
  if (path.startsWith("/api/v1/user/audit")) return text.includes(quiet.canary) ? [quiet.canary] : [];
  const asked = `${path} ${typeof body === "string" ? body : ""}`;
  return [quiet.canary, quiet.org, quiet.deletedOrg].filter((secret) => text.includes(secret) && !asked.includes(secret));
}

/** Each route once, whatever variants it has. */
function written(rows: readonly Row[]): string[] {
  return [...new Set(rows.map(nameOf))].sort();
}

let sent = 0;

/** Each from an address of its own: whoever fails often from one is slowed down. */
function send(client: Client, method: string, [path, { headers, body }]: Request): Promise<Response> {
  sent += 1;
  return client.request(method, path, { headers: { ...headers, "x-forwarded-for": `198.18.${sent >> 8}.${sent & 255}` }, body });
}

describe("the token endpoint gives of what is asked for what the caller may have", () => {
  test.each(Object.entries(GRANTED) as [Column, string][])("%s", async (column, actions) => {
    const { repository } = quiet;
    const { username, password } = await passwordOf(quiet, column);
    const asked = [`repository:${repository}:pull,push,delete`, "registry:catalog:*"];
    const catalog = column === "anon" ? [] : [{ type: "registry", name: "catalog", actions: ["*"] }];
    const granted = actions === "" ? catalog : [{ type: "repository", name: repository, actions: actions.split(",") }, ...catalog];

    const client = column === "anon" ? quiet.app.anonymous : new Client(quiet.app, basic(username, password));
    const query = asked.map((scope) => `scope=${encodeURIComponent(scope)}`).join("&");
    expect(await grantsIn(await client.get(`/auth/token?service=aerugo&${query}`))).toEqual(granted);
    if (column === "anon") return;
    const form = new URLSearchParams({
      grant_type: "password",
      service: "aerugo",
      client_id: "matrix",
      username,
      password,
      scope: asked.join(" "),
    });
    expect(await grantsIn(await postForm(form))).toEqual(granted);
  });

  test.each(Object.keys(BROKEN))("%s: nothing", async (caller) => {
    const { authorization = "" } = await BROKEN[caller]!(quiet, "registry");
    const password = authorization.replace("Bearer ", "");
    const { username } = quiet.person(caller.includes("disabled") ? "gone" : "site");
    // A token in place of a password; anything else would be a password that somebody guesses.
    const isSecret = looksLikeSecret(password);
    for (const shown of isSecret ? [authorization, basic(username, password)] : [authorization]) {
      const answer = await new Client(quiet.app, shown).get("/auth/token?service=aerugo");
      expect([answer.status, outcomeOf("registry", "GET", await seenOf(answer))]).toEqual([401, "401 UNAUTHORIZED"]);
    }
    if (!isSecret) return;
    const answer = await postForm(
      new URLSearchParams({ grant_type: "password", service: "aerugo", client_id: "matrix", username, password }),
    );
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: "invalid_grant" })]);
  });
});

test.each(Object.keys(BROKEN))("the key set is for everybody: %s", async (caller) => {
  const client = await BROKEN[caller]!(quiet, "registry");
  for (const method of ["GET", "HEAD"]) expect((await client.request(method, "/.well-known/jwks.json")).status).toBe(200);
});

function postForm(form: URLSearchParams): Promise<Response> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return quiet.app.anonymous.post("/auth/token", { headers, body: form.toString() });
}

/** What the token says that was answered with. */
async function grantsIn(answer: Response): Promise<unknown> {
  expect(answer.status).toBe(200);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return (JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { access: unknown }).access;
}

/** Of a GET of the Management API, HEAD comes by itself. */
function methodsOf(api: Api, row: Row): readonly string[] {
  return api === "management" && isReading(row) ? ["GET", "HEAD"] : row.methods;
}

function titleOf(row: Row): string {
  return row.variant === "" ? nameOf(row) : `${nameOf(row)}, ${row.variant}`;
}
