// The kinds of caller that the matrix sends to every route, and the credentials each of them shows. The word of four letters is the
// column of the tables.
import { newSecret, hashSecret } from "../../../src/auth/secret-tokens.ts";
import { TOKEN_SCOPES, type TokenScope, hasScope } from "../../../src/auth/token-scope.ts";
import { basic } from "../../kit/app.ts";
import { Client } from "../../kit/client.ts";
import { foreignToken, publicKeyToken, signedToken, unsignedToken } from "../../kit/tokens.ts";
import { type Anybody, PASSWORD, type World } from "./world.ts";

export const COLUMNS = {
  anon: "nobody, without credentials",
  outs: "a user who has nothing to do with the organization",
  read: "a user who was granted read on the repository, and is no member",
  writ: "a user who was granted write on the repository, and is no member",
  radm: "a user who was granted admin on the repository, and is no member",
  memb: "a member; what members may do by default is to read",
  oadm: "an administrator of the organization",
  ownr: "an owner of the organization",
  robr: "a robot that was granted read on the repository",
  robw: "a robot that was granted write on the repository",
  robx: "a robot of another organization",
  site: "a site administrator who is in no organization",
  limd: "a token of whoever may, for everything but limited to another repository",
} as const;
export type Column = keyof typeof COLUMNS;

export const PEOPLE = ["outs", "read", "writ", "radm", "memb", "oadm", "ownr", "site"] as const;
export type Person = (typeof PEOPLE)[number];
export const ROBOTS = ["robr", "robw", "robx"] as const;
export type Robot = (typeof ROBOTS)[number];

export type Api = "registry" | "management";

/** As real clients do: people sign in to the Management API and send a password to the registry; robots have a token for both. */
export async function asColumn(world: World, api: Api, column: Exclude<Column, "limd">): Promise<Client> {
  if (column === "anon") return world.app.anonymous;
  if (isRobot(column)) return withSecret(world, await world.robotSecret(column));
  return api === "registry" ? new Client(world.app, basic(world.person(column).username, PASSWORD)) : signedIn(world, column);
}

/** What each of them would type in at `docker login`. */
export async function passwordOf(world: World, column: Column): Promise<{ username: string; password: string }> {
  if (column === "anon") return { username: "", password: "" };
  if (isRobot(column)) return { username: world.robotName(column), password: await world.robotSecret(column) };
  if (column !== "limd") return { username: world.person(column).username, password: PASSWORD };
  const { secret } = await makeToken(world, "ownr", ALL_SCOPES, { limits: [{ repositoryId: world.ids.elsewhereId }] });
  return { username: world.person("ownr").username, password: secret };
}

export function isPerson(column: string): column is Person {
  return PEOPLE.some((person) => person === column);
}

export function isRobot(column: string): column is Robot {
  return ROBOTS.some((robot) => robot === column);
}

/** With an access token of the Management API, from a sign-in of just now. */
async function signedIn(world: World, person: Person): Promise<Client> {
  const { tokens } = world.app.services;
  return world.app.withToken((await tokens.issue(await world.sessionOf(person), [], "aerugo-api")).token);
}

/** From a sign-in of an hour ago. */
export async function signedInLongAgo(world: World, person: Person): Promise<Client> {
  const caller = await world.openSession(person);
  const { credential } = caller;
  if (credential.kind === "session") await world.write((tx, now) => tx.sessions.authenticated(credential.id, now - 3_600_000));
  return world.app.withToken((await world.app.services.tokens.issue(caller, [], "aerugo-api")).token);
}

export const ALL_SCOPES = Object.keys(TOKEN_SCOPES) as TokenScope[];

/** A personal token, which the registry takes as a password as well. */
export async function byToken(world: World, owner: Person, scopes: readonly TokenScope[], options: TokenOptions = {}): Promise<Client> {
  return withSecret(world, (await makeToken(world, owner, scopes, options)).secret);
}

function withSecret({ app }: World, secret: string): Client {
  return app.withToken(secret);
}

interface TokenOptions {
  readonly limits?: readonly { readonly repositoryId: number }[];
  readonly expiresAt?: number;
}

export async function makeToken(
  { app, person }: World,
  owner: Anybody,
  scopes: readonly TokenScope[],
  { limits, expiresAt }: TokenOptions = {},
): Promise<{ id: number; secret: string }> {
  const secret = newSecret("personal");
  const row = { owner: { userId: person(owner).id }, name: "matrix", secretHash: hashSecret(secret), scopes, limits, expiresAt };
  return { secret, id: await app.stores.metadata.transaction((tx) => tx.tokens.create(row, app.clock.now()), { durable: false }) };
}

/** Everything that is not worth `wanted`: as wide as a token that is too narrow can be. */
export function allBut(wanted: TokenScope): TokenScope[] {
  return ALL_SCOPES.filter((scope) => !hasScope([scope], wanted));
}

/** Credentials that were good once or never, of somebody who may do everything: only that they are broken can refuse them. */
export const BROKEN: Readonly<Record<string, (world: World, api: Api) => Client | Promise<Client>>> = {
  "an expired personal token": (world) => byToken(world, "site", ALL_SCOPES, { expiresAt: world.app.clock.now() }),
  "a revoked personal token": async (world) => {
    const { id, secret } = await makeToken(world, "site", ALL_SCOPES);
    await world.app.stores.metadata.transaction((tx) => tx.tokens.revoke(id, world.app.clock.now()), { durable: false });
    return withSecret(world, secret);
  },
  "a personal token of a disabled user": async (world) => withSecret(world, await world.disabledSecret()),
  "an access token of a disabled user": async (world, api) => world.app.withToken(await world.disabledAccessToken(api)),
  "an access token of a session that was revoked": async (world, api) => world.app.withToken(await world.revokedSessionToken(api)),
  "an access token for the other API": async (world, api) => {
    const { tokens } = world.app.services;
    const audience = api === "registry" ? "aerugo-api" : "aerugo";
    return world.app.withToken((await tokens.issue(await world.sessionOf("site"), [], audience)).token);
  },
  "an expired access token": forged(signedToken, { expiresInSeconds: -61 }),
  "an access token signed by another key": forged(foreignToken),
  "an access token signed by nobody (alg=none)": forged(unsignedToken),
  "an access token signed with the public key (HS256)": forged(publicKeyToken),
  "an access token for another audience": forged(signedToken, { aud: "elsewhere" }),
  "an access token of another issuer": forged(signedToken, { iss: "elsewhere" }),
  "an access token of a user who is gone": forged(signedToken, { sub: "nobody" }),
  "a text that is no token": ({ app }) => app.withToken("abc.def.ghi"),
  "a secret that nobody has": ({ app }) => app.withToken(newSecret("personal")),
};

type Maker = typeof signedToken;

function forged(make: Maker, claims: Parameters<Maker>[1] = {}) {
  return async (world: World, api: Api): Promise<Client> => {
    const aud = api === "registry" ? "aerugo" : "aerugo-api";
    return world.app.withToken(await make(world.app, { aud, sub: world.person("site").username, ...claims }));
  };
}
