// Organizations, robots and tokens for tests that are about something else: put into the store as the services would.
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import type { TokenScope } from "../../src/auth/token-scope.ts";
import type { NewToken, TokenOwner } from "../../src/metadata/tokens.ts";
import type { TestApp } from "./app.ts";

export const ALL_SCOPES: readonly TokenScope[] = [
  "repo:read",
  "repo:write",
  "repo:delete",
  "repo:admin",
  "org:read",
  "org:admin",
  "user:read",
  "user:write",
  "audit:read",
  "admin",
];

type Role = "owner" | "admin" | "member";

/** Users who are not there yet are made. Resolves to the organization's id. */
export async function makeOrganization(app: TestApp, name: string, members: Readonly<Record<string, Role>>): Promise<number> {
  const ids = await Promise.all(Object.keys(members).map((username) => userId(app, username)));
  return app.stores.metadata.transaction(async (tx) => {
    const namespaceId = (await tx.namespaces.create(name, "organization", app.clock.now()))!;
    const roles = Object.values(members);
    for (const [index, id] of ids.entries()) await tx.members.add(namespaceId, id, roles[index]!, app.clock.now());
    return namespaceId;
  });
}

export interface TokenOptions {
  readonly scopes?: readonly TokenScope[];
  readonly limits?: NewToken["limits"];
}

/** A personal token; everything that its owner may do, unless told otherwise. */
export async function makePersonalToken(app: TestApp, username: string, options: TokenOptions = {}): Promise<string> {
  return makeToken(app, { userId: await userId(app, username) }, newSecret("personal"), options);
}

/** A robot of an organization that is there, and its token. */
export async function makeRobotToken(app: TestApp, organization: string, name: string, options: TokenOptions = {}): Promise<string> {
  const { metadata } = app.stores;
  const { id: namespaceId } = (await metadata.read.namespaces.find(organization))!;
  const robot = { namespaceId, name, description: "", createdBy: "test" };
  const robotId = (await metadata.transaction((tx) => tx.robots.create(robot, app.clock.now())))!;
  return makeToken(app, { robotId }, newSecret("robot"), options);
}

async function makeToken(app: TestApp, owner: TokenOwner, secret: string, options: TokenOptions): Promise<string> {
  const { scopes = ALL_SCOPES, limits } = options;
  const token = { owner, name: "test", secretHash: hashSecret(secret), scopes, limits, expiresAt: undefined };
  await app.stores.metadata.transaction((tx) => tx.tokens.create(token, app.clock.now()));
  return secret;
}

async function userId(app: TestApp, username: string): Promise<number> {
  await app.asUser(username);
  return (await app.stores.metadata.read.users.find(username))!.id;
}
