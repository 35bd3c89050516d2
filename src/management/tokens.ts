// Personal and robot tokens: made with no more rights than their maker has just now, shown once, limited by id and not by name, so that
// what is renamed stays in and what takes over an old name stays out.
import type { AccessPolicy } from "../auth/access-policy.ts";
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import type { Caller, Credential } from "../auth/caller.ts";
import { hashSecret, newSecret } from "../auth/secret-tokens.ts";
import { type TokenScope, hasScope } from "../auth/token-scope.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { NamespaceRecord } from "../metadata/namespaces.ts";
import type { NewToken, TokenOwner, TokenRecord } from "../metadata/tokens.ts";
import type { UserRecord } from "../metadata/users.ts";
import { parseRepositoryName } from "../oci/reference.ts";
import { type ErrorEntry, ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";
import { type Page, type PageOptions, pageFrom } from "./page.ts";

export interface Token extends Omit<TokenRecord, "userId" | "robotId" | "scopes" | "revokedAt"> {
  readonly scopes: readonly TokenScope[];
  /** What a limited token may touch, by name as it is now; both are empty for one without limits. */
  readonly repositories: readonly string[];
  readonly namespaces: readonly string[];
}

export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Undefined for the default, null for never. */
  readonly expiresAt: number | null | undefined;
  /** Without either the token reaches whatever its owner does. */
  readonly repositories?: readonly string[] | undefined;
  readonly namespaces?: readonly string[] | undefined;
}

export interface MadeToken {
  readonly token: Token;
  /** Never to be had again. */
  readonly secret: string;
}

/** Who the token will speak for, as the audit log calls them. */
interface Owner {
  readonly id: TokenOwner;
  readonly name: string;
  /** Whose audit log tells of it. */
  readonly namespaceId: number;
}

export type TokenUser = { readonly id: number; readonly username: string; readonly namespaceId: number };
/** `name` as in `acme+ci`. */
export type TokenRobot = { readonly id: number; readonly name: string; readonly namespaceId: number };

const DAY_SECONDS = 24 * 60 * 60;
const DEFAULT_AGE_SECONDS = 90 * DAY_SECONDS;
/** Nobody can keep an overview of more. */
const TOKENS_PER_OWNER_LIMIT = 500;
/** A robot is no person: it has no profile, and administers nothing. */
const ROBOT_SCOPES: ReadonlySet<TokenScope> = new Set(["repo:read", "repo:write", "repo:delete", "repo:admin", "org:read"] as const);

export class Tokens {
  constructor(
    private readonly deps: {
      metadata: MetadataStore;
      policy: AccessPolicy;
      clock: Clock;
      /** The longest that a token may be good for; undefined for any time, and for ever. */
      maxAgeSeconds: number | undefined;
    },
  ) {}

  listOfUser(userId: number, { after, limit }: PageOptions<number>): Promise<Page<Token>> {
    return this.page((tokens) => tokens.listOfUser(userId, after, limit + 1), limit);
  }

  listOfRobot(robotId: number, { after, limit }: PageOptions<number>): Promise<Page<Token>> {
    return this.page((tokens) => tokens.listOfRobot(robotId, after, limit + 1), limit);
  }

  /** Throws `notFound`, also for a token of somebody else. */
  async get(owner: TokenOwner, id: number): Promise<Token> {
    const found = await this.deps.metadata.read.tokens.findById(id);
    if (!found || !isOf(found, owner) || found.revokedAt !== undefined) throw new ManagementError("notFound");
    return this.complete(found);
  }

  /** Throws `forbidden`, `scopeInsufficient`, `invalid`, `quotaExceeded`. */
  create(user: TokenUser, caller: Caller, wish: TokenWish, actor: Actor): Promise<MadeToken> {
    const owner = { id: { userId: user.id }, name: user.username, namespaceId: user.namespaceId };
    return this.make("personal", owner, caller, wish, actor);
  }

  /** Whoever asks must be allowed to manage the robot. Throws as `create` does. */
  async createForRobot(robot: TokenRobot, caller: Caller, wish: TokenWish, actor: Actor): Promise<MadeToken> {
    const errors = wish.scopes.flatMap((scope, index) =>
      ROBOT_SCOPES.has(scope) ? [] : [{ pointer: `/scopes/${index}`, detail: "is not for robots" }],
    );
    if (errors.length > 0) throw new ManagementError("invalid", { errors });
    return this.make("robot", { id: { robotId: robot.id }, name: robot.name, namespaceId: robot.namespaceId }, caller, wish, actor);
  }

  /** Throws `notFound`, also for a token of somebody else. */
  revoke(user: TokenUser, id: number, actor: Actor): Promise<void> {
    return this.end({ id: { userId: user.id }, name: user.username, namespaceId: user.namespaceId }, id, actor);
  }

  /** Throws `notFound`, also for a token of another robot. */
  revokeOfRobot(robot: TokenRobot, id: number, actor: Actor): Promise<void> {
    return this.end({ id: { robotId: robot.id }, name: robot.name, namespaceId: robot.namespaceId }, id, actor);
  }

  private async make(kind: "personal" | "robot", owner: Owner, caller: Caller, wish: TokenWish, actor: Actor): Promise<MadeToken> {
    refuseMoreThanOwn(caller, wish.scopes);
    const now = this.deps.clock.now();
    const expiresAt = this.expiryOf(wish.expiresAt, now, kind === "personal" ? await this.endOf(caller) : Infinity);
    const limits = await this.limitsOf(caller, wish);
    const secret = newSecret(kind);
    const scopes = [...new Set(wish.scopes)];
    const row = { owner: owner.id, name: wish.name, secretHash: hashSecret(secret), scopes, limits, expiresAt };
    const id = await this.deps.metadata.transaction(async (tx) => {
      await refuseEnded(tx, caller);
      if (await tx.tokens.reachesLimit(owner.id, TOKENS_PER_OWNER_LIMIT)) throw tooMany();
      const created = await tx.tokens.create(row, now);
      const after = { id: formatId("tok", created), scopes, expires_at: timeText(expiresAt), ...namesOf(wish) };
      await recordChange(tx, actor, { ...changeOf(owner, wish.name), action: "token.create", after }, now);
      return created;
    });
    return { secret, token: await this.get(owner.id, id) };
  }

  private async end(owner: Owner, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      const found = await tx.tokens.findById(id);
      if (!found || !isOf(found, owner.id) || !(await tx.tokens.revoke(id, now))) throw new ManagementError("notFound");
      const before = { id: formatId("tok", id), scopes: found.scopes, expires_at: timeText(found.expiresAt) };
      await recordChange(tx, actor, { ...changeOf(owner, found.name), action: "token.revoke", before }, now);
    });
  }

  /** Of the token that asks. One that leaked would otherwise be good for ever, through what it makes in time. */
  private async endOf({ credential }: Caller): Promise<number> {
    const token = credential.kind === "token" ? await this.deps.metadata.read.tokens.findById(credential.id) : undefined;
    return token?.expiresAt ?? Infinity;
  }

  private expiryOf(wanted: number | null | undefined, now: number, latest: number): number | undefined {
    const { maxAgeSeconds = Infinity } = this.deps;
    if (wanted === undefined) return Math.min(now + Math.min(DEFAULT_AGE_SECONDS, maxAgeSeconds) * 1000, latest);
    if ((wanted ?? Infinity) > latest) {
      throw new ManagementError("scopeInsufficient", { detail: "a token makes no tokens that are good for longer than itself" });
    }
    if (wanted === null && maxAgeSeconds === Infinity) return undefined;
    if (wanted !== null && wanted > now && wanted <= now + maxAgeSeconds * 1000) return wanted;
    const days = Math.floor(maxAgeSeconds / DAY_SECONDS);
    const detail = maxAgeSeconds === Infinity ? "must be in the future" : `must be in the future, and within ${days} days`;
    throw new ManagementError("invalid", { errors: [{ pointer: "/expires_at", detail }] });
  }

  /** Undefined without a limit. What the caller may not read is as unknown as what does not exist. */
  private async limitsOf(caller: Caller, { repositories, namespaces }: TokenWish): Promise<NewToken["limits"]> {
    if (repositories === undefined && namespaces === undefined) return undefined;
    const [byRepository, byNamespace] = await Promise.all([
      resolveAll("repositories", repositories ?? [], (name) => this.repositoryId(caller, name)),
      resolveAll("namespaces", namespaces ?? [], (name) => this.namespaceId(caller, name)),
    ]);
    const errors = [...byRepository.errors, ...byNamespace.errors];
    if (errors.length > 0) throw new ManagementError("invalid", { errors });
    return [...byRepository.ids.map((repositoryId) => ({ repositoryId })), ...byNamespace.ids.map((namespaceId) => ({ namespaceId }))];
  }

  private async repositoryId(caller: Caller, text: string): Promise<number | undefined> {
    const name = parseRepositoryName(text);
    const access = name && (await this.deps.policy.access(caller, name));
    if (!access || access.level === "none") return undefined;
    return access.repositoryId ?? (await this.deps.metadata.read.repositories.find(access.name))?.id;
  }

  private async namespaceId(caller: Caller, name: string): Promise<number | undefined> {
    const namespace = await this.deps.metadata.read.namespaces.find(name);
    // What does not exist is asked about as well, so that the time tells nothing.
    const isKnown = await this.knows(caller, namespace ?? NOWHERE);
    return isKnown ? namespace?.id : undefined;
  }

  private async knows({ identity }: Caller, { id, kind }: Pick<NamespaceRecord, "id" | "kind">): Promise<boolean> {
    if (identity.kind !== "user") return false;
    if (identity.isAdmin || identity.namespaceId === id || kind === "builtin") return true;
    const { members } = this.deps.metadata.read;
    return (await members.find(id, identity.id)) !== undefined || members.collaborates(id, identity.id);
  }

  private async page(read: (tokens: MetadataStore["read"]["tokens"]) => Promise<TokenRecord[]>, limit: number): Promise<Page<Token>> {
    const { items, more } = pageFrom(await read(this.deps.metadata.read.tokens), limit);
    return { items: await Promise.all(items.map((record) => this.complete(record))), more };
  }

  private async complete({ userId: _user, robotId: _robot, revokedAt: _revoked, ...record }: TokenRecord): Promise<Token> {
    const limits = record.isLimited ? await this.deps.metadata.read.tokens.limits(record.id) : [];
    return {
      ...record,
      scopes: record.scopes as readonly TokenScope[],
      repositories: limits.flatMap(({ repository }) => repository ?? []),
      namespaces: limits.flatMap(({ namespace }) => namespace ?? []),
    };
  }
}

/** No namespace has this id. */
const NOWHERE = { id: 0, kind: "organization" } as const;

/** Else a token that leaked would be worth as much as its owner's password. */
function refuseMoreThanOwn({ scopes: own, limitedBy }: Caller, wanted: readonly TokenScope[]): void {
  if (limitedBy !== undefined) throw new ManagementError("scopeInsufficient", { detail: "a limited token makes no other tokens" });
  const lacking = wanted.find((scope) => !hasScope(own, scope));
  if (lacking === undefined) return;
  const detail = "a token makes no tokens that are good for more than itself";
  throw new ManagementError("scopeInsufficient", { detail, extra: { required_scope: lacking } });
}

/** What was ended while its request waited for its turn must leave nothing behind that goes on. */
async function refuseEnded(tx: MetadataWriter, { identity, credential }: Caller): Promise<void> {
  const user = identity.kind === "user" ? await tx.users.findById(identity.id) : undefined;
  const isGone = identity.kind === "user" && (!user || user.disabledAt !== undefined);
  if (isGone || (await hasEnded(tx, credential, user))) throw new ManagementError("unauthenticated");
}

async function hasEnded(tx: MetadataWriter, credential: Credential, user: UserRecord | undefined): Promise<boolean> {
  if (credential.kind === "password") return credential.epoch !== user?.epoch;
  if (credential.kind !== "token" && credential.kind !== "session") return false;
  const found = await (credential.kind === "token" ? tx.tokens : tx.sessions).findById(credential.id);
  return found?.revokedAt !== undefined;
}

/** Every name that nothing was found for is a mistake of its own. */
async function resolveAll(field: string, names: readonly string[], find: (name: string) => Promise<number | undefined>) {
  const found = await Promise.all([...new Set(names)].map(async (name) => ({ name, id: await find(name) })));
  const unknown = found.filter(({ id }) => id === undefined);
  const errors: ErrorEntry[] = unknown.map(({ name }) => ({ pointer: `/${field}/${names.indexOf(name)}`, detail: "is unknown" }));
  return { errors, ids: [...new Set(found.flatMap(({ id }) => id ?? []))] };
}

function isOf(token: TokenRecord, owner: TokenOwner): boolean {
  return "userId" in owner ? token.userId === owner.userId : token.robotId === owner.robotId;
}

function changeOf({ name: owner, namespaceId }: Owner, name: string) {
  return { target: `${owner}/${name}`, namespaceId };
}

function namesOf({ repositories, namespaces }: TokenWish) {
  return { ...(repositories && { repositories }), ...(namespaces && { namespaces }) };
}

function timeText(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

function tooMany(): ManagementError {
  const detail = `there are ${TOKENS_PER_OWNER_LIMIT} tokens already; revoke those that are not used`;
  return new ManagementError("quotaExceeded", { detail });
}
