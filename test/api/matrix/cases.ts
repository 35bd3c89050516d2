// Who is sent to a route, beside the columns of the tables: tokens that are worth less than their owner, broken credentials, browsers that
// others made send a request. Each with what it must be answered, which follows from the row's cells by rules stated here.
import { type Grant, NOBODY } from "../../../src/auth/caller.ts";
import { ORIGIN } from "../../kit/app.ts";
import type { Client } from "../../kit/client.ts";
import { ALL_SCOPES, type Api, BROKEN, COLUMNS, type Column, type Person, allBut, asColumn, byToken, signedInLongAgo } from "./callers.ts";
import { managementRequest } from "./management-requests.ts";
import { type Request, registryRequest } from "./registry-requests.ts";
import { MANAGEMENT_CELLS, NAMES_REPOSITORY, REGISTRY_CELLS, type Row, SENSITIVE, isReading, nameOf, shortNameOf } from "./tables.ts";
import type { World } from "./world.ts";

/** One of the callers of a route, and what it must be answered. */
export interface Case {
  readonly caller: string;
  readonly expected: string;
  /** Who may know nothing of the organization. */
  readonly isStranger?: boolean;
  readonly arrange: (world: World) => Promise<{ client: Client; request: Request }>;
}

const STRANGERS: ReadonlySet<Column> = new Set(["anon", "outs", "robx"] as const);

/** `whose` own things are asked for, where the path names nobody. */
type Asking = (client: (world: World) => Promise<Client>, whose: Column) => Case["arrange"];

export function requestTo(api: Api, row: Row, world: World, whose: Column): Promise<Request> {
  return api === "registry" ? registryRequest(nameOf(row), world) : managementRequest(row, world, whose);
}

export function casesOf(api: Api, row: Row): Case[] {
  const ask: Asking = (client, whose) => async (world) => {
    const request = await requestTo(api, row, world, whose);
    return { client: await client(world), request };
  };
  const columns = (Object.keys(COLUMNS) as Column[]).map((column): Case => ({
    caller: COLUMNS[column],
    expected: cell(api, row.cells[column]),
    isStranger: STRANGERS.has(column),
    arrange: ask(
      (world) => (column === "limd" ? limited(world, row) : asColumn(world, api, column)),
      column === "limd" ? lucky(row) : column,
    ),
  }));
  const broken = Object.entries(BROKEN).map(([caller, make]): Case => ({
    caller,
    expected: cell(api, api === "registry" ? "bad" : "401"),
    arrange: ask(async (world) => make(world, api), "site"),
  }));
  const special = api === "registry" ? registryTokens(row, ask) : [...browsing(row, ask), longAgo(row, ask)];
  return [...columns, ...broken, ...scoped(api, row, ask), limitedToThis(api, row, ask), ...special];
}

/** Tokens that are worth less than their owner: of just the scope that is needed, and of every scope that does not do. */
function scoped(api: Api, row: Row, ask: Asking): Case[] {
  const owner = lucky(row);
  const [fitting, others] = row.scope === undefined ? [[], undefined] : [[row.scope], allBut(row.scope)];
  const whose = COLUMNS[owner];
  const cases = [{ caller: `a token of ${whose}, for ${row.scope ?? "nothing"}`, cellOf: row.withIt || row.cells[owner], scopes: fitting }];
  if (others)
    cases.push({
      caller: `a token of ${whose}, for all but that`,
      cellOf: row.without || (api === "registry" ? "403" : "scp"),
      scopes: others,
    });
  return cases.map(({ caller, cellOf, scopes }) => ({
    caller,
    expected: cell(api, cellOf),
    arrange: ask((world) => byToken(world, owner, scopes), owner),
  }));
}

/** To where it moves such a token reaches no longer. */
const LEAVES_LIMITS = new Set(["POST {repo}/transfer"]);

/** A token that is limited to the repository of the path does there all that its owner may, and nothing anywhere else. */
function limitedToThis(api: Api, row: Row, ask: Asking): Case {
  const owner = lucky(row);
  const here = LEAVES_LIMITS.has(shortNameOf(row)) ? "403" : row.cells[owner];
  return {
    caller: `a token of ${COLUMNS[owner]}, limited to this repository`,
    expected: cell(api, NAMES_REPOSITORY.test(row.path) ? here : row.cells.limd),
    arrange: ask((world) => byToken(world, owner, ALL_SCOPES, { limits: [{ repositoryId: world.ids.repositoryId }] }), owner),
  };
}

/** Browsers send a session's cookie along whoever asks them to. */
function browsing(row: Row, ask: Asking): Case[] {
  const owner = lucky(row);
  const withCookie = (origin: string) => async (world: World) => {
    const { client, request } = await ask(async ({ app }) => app.anonymous, owner)(world);
    const [path, { headers, ...rest }] = request;
    const cookie = `aerugo_session=${await world.cookieOf(owner)}`;
    return { client, request: [path, { ...rest, headers: { ...headers, cookie, origin } }] as const };
  };
  const foreign = isReading(row) ? cell("management", row.cells[owner]) : "403 cross_site";
  return [
    { caller: `${COLUMNS[owner]}, in a browser`, expected: cell("management", row.cells[owner]), arrange: withCookie(ORIGIN) },
    { caller: `${COLUMNS[owner]}, in a browser, asked by another site`, expected: foreign, arrange: withCookie("https://evil.example") },
  ];
}

const CATALOG: Grant = { type: "registry", name: "catalog", actions: ["*"] };

function everything({ repository }: World): Grant[] {
  return [CATALOG, { type: "repository", name: repository, actions: ["*"] }];
}

function issue(who: Person | undefined, grants: (world: World) => Grant[]) {
  return async (world: World): Promise<Client> => {
    const caller = who === undefined ? NOBODY : await world.sessionOf(who);
    return world.app.withToken((await world.app.services.tokens.issue(caller, grants(world))).token);
  };
}

/** Somebody whose browser was left open. */
function longAgo(row: Row, ask: Asking): Case {
  const owner = lucky(row);
  return {
    caller: `${COLUMNS[owner]}, who signed in long ago`,
    expected: cell("management", SENSITIVE.has(shortNameOf(row)) ? "rea" : row.cells[owner]),
    arrange: ask((world) => signedInLongAgo(world, owner), owner),
  };
}

/** The registry's own access tokens, which are good for what they say and what their owner may do, whichever is less. */
function registryTokens(row: Row, ask: Asking): Case[] {
  const kind = row.path.includes("{repository}") ? "repository" : row.path === "/v2/_catalog" ? "catalog" : "base";
  const narrow = kind === "base" ? "200" : "tok";
  const rows = [
    ["an anonymous access token", narrow, issue(undefined, () => [])],
    [
      "an anonymous access token that promises everything",
      { base: "200", catalog: "tok", repository: "tok" }[kind],
      issue(undefined, everything),
    ],
    ["an access token of an owner, for everything", row.cells.ownr, issue("ownr", everything)],
    [
      "an access token of an owner, for another repository",
      narrow,
      issue("ownr", ({ org }) => [{ ...CATALOG, type: "repository", name: `${org}/elsewhere` }]),
    ],
    ["an access token of an owner, for nothing", narrow, issue("ownr", () => [])],
    ["an access token of an outsider that promises everything", row.cells.outs, issue("outs", everything)],
  ] as const;
  return rows.map(([caller, cellOf, client]) => ({ caller, expected: cell("registry", cellOf), arrange: ask(client, "ownr") }));
}

/** Limited to another repository of the same organization. */
function limited(world: World, row: Row): Promise<Client> {
  return byToken(world, lucky(row), ALL_SCOPES, { limits: [{ repositoryId: world.ids.elsewhereId }] });
}

/** Whoever may, and is no more than that if possible. */
function lucky({ cells }: Row): Person {
  return (["memb", "ownr", "site", "outs"] as const).find((person) => cells[person].startsWith("2")) ?? "site";
}

function cell(api: Api, text: string): string {
  if (/^[23]\d\d$/.test(text)) return text;
  const outcome = (api === "registry" ? REGISTRY_CELLS : MANAGEMENT_CELLS)[text];
  if (outcome === undefined) throw new Error(`"${text}" is no cell of the table`);
  return outcome;
}
