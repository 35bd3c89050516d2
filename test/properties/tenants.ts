// Two nodes on one database, and beside them a second opinion on who may do what: written from the rules as people know them,
// sharing no line with the code that decides. Every change is made to both; a test compares what they say.
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PermissionPolicy } from "../../src/auth/access-policy.ts";
import { AccessTokens, type Audience, TOKEN_SERVICE } from "../../src/auth/access-tokens.ts";
import { systemActor } from "../../src/auth/actor.ts";
import { Authenticator, CredentialsError } from "../../src/auth/authenticator.ts";
import { ACTIONS, type Action, type Caller, type Grant, NOBODY } from "../../src/auth/caller.ts";
import { LoginThrottle } from "../../src/auth/login-throttle.ts";
import { MemoryCache } from "../../src/cache/memory/memory-cache.ts";
import { Passwords } from "../../src/auth/passwords.ts";
import { SecretBox } from "../../src/auth/secret-box.ts";
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import type { TokenScope } from "../../src/auth/token-scope.ts";
import type { Grantee } from "../../src/metadata/grants.ts";
import type { MetadataWriter } from "../../src/metadata/metadata-store.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { Organizations } from "../../src/management/organizations.ts";
import { ManagedRepositories } from "../../src/management/repositories.ts";
import type { RepositoryName } from "../../src/oci/reference.ts";
import { openRepository } from "../../src/registry/repositories.ts";
import { TestClock } from "../kit/app.ts";

/** What these histories do not get as far as. */
export const NEVER_PURGED = { trashMs: 1000, purge: async () => false, onPurged: async () => {} };

export type Role = "owner" | "admin" | "member";
export const REDIRECTED_FOR_MS = 30 * 24 * 60 * 60 * 1000;
const TOKEN_TTL_SECONDS = 300;
const ADDRESS = "192.0.2.1";
/** Sessions of these tests end when somebody ends them. */
const LIFETIME = { maxAgeMs: 1000 * REDIRECTED_FOR_MS, idleMs: 1000 * REDIRECTED_FOR_MS };

export interface Namespace {
  readonly id: number;
  readonly kind: "user" | "organization" | "builtin";
  name: string;
  isDeleted: boolean;
  deletedAt: number;
  defaultLevel: number;
  readonly members: Map<User, Role>;
}

export interface User {
  readonly kind: "user";
  readonly id: number;
  readonly username: string;
  readonly namespace: Namespace;
  readonly isAdmin: boolean;
  isDisabled: boolean;
  epoch: number;
}

export interface Team {
  readonly kind: "team";
  readonly id: number;
  readonly namespace: Namespace;
  readonly name: string;
  readonly members: Set<User>;
}

export interface Robot {
  readonly kind: "robot";
  readonly id: number;
  readonly namespace: Namespace;
  readonly name: string;
  isDisabled: boolean;
  isGone: boolean;
}

export interface Repository {
  readonly id: number;
  namespace: Namespace;
  /** Behind the namespace's name; all of the name in the library. */
  leaf: string;
  isPublic: boolean;
  isDeleted: boolean;
  deletedAt: number;
}

export interface Given {
  readonly id: number;
  readonly to: User | Team | Robot;
  readonly on: Repository | Namespace;
  readonly level: number;
}

export interface Token {
  readonly id: number;
  readonly secret: string;
  readonly owner: User | Robot;
  readonly scopes: readonly TokenScope[];
  /** Undefined for one without limits. */
  limits: (Repository | Namespace)[] | undefined;
  isRevoked: boolean;
}

export interface Session {
  readonly id: number;
  readonly secret: string;
  readonly user: User;
  isRevoked: boolean;
}

/** What somebody may hold on to, whatever happens to what it was made from. */
export type Credential =
  | { readonly kind: "nothing" }
  | { readonly kind: "token"; readonly token: Token }
  | { readonly kind: "session"; readonly session: Session }
  | {
      readonly kind: "jwt";
      readonly text: string;
      readonly grants: readonly Grant[];
      readonly from: Token | Session | { readonly user: User; readonly epoch: number };
      readonly expiresAt: number;
    };

export interface Node {
  readonly store: SqliteStore;
  readonly policy: PermissionPolicy;
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
}

/** Whoever does what happens here: what they may do themselves is not in question. */
const OPERATOR = systemActor("test");
const ROOT: Caller = { ...NOBODY, identity: { kind: "user", id: 0, username: "operator", namespaceId: 0, isAdmin: true } };

const LIBRARY: Namespace = { id: 0, kind: "builtin", name: "library", isDeleted: false, deletedAt: 0, defaultLevel: 0, members: new Map() };

export class Tenants implements AsyncDisposable {
  readonly namespaces: Namespace[] = [];
  readonly users: User[] = [];
  readonly teams: Team[] = [];
  readonly robots: Robot[] = [];
  readonly repositories: Repository[] = [];
  readonly grants: Given[] = [];
  readonly tokens: Token[] = [];
  readonly sessions: Session[] = [];
  readonly credentials: Credential[] = [{ kind: "nothing" }];
  /** Every name that a repository ever had. */
  readonly names = new Set<RepositoryName>();
  private readonly reserved = new Map<string, { by: Namespace; until: number }>();
  readonly library: Namespace = { ...LIBRARY };

  private constructor(
    private readonly folder: string,
    readonly clock: TestClock,
    readonly nodes: readonly [Node, Node],
  ) {}

  static async open(): Promise<Tenants> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-tenants-"));
    const path = join(folder, "aerugo.db");
    await copyFile(await template(), path);
    const clock = new TestClock();
    const box = SecretBox.fromKey(new Uint8Array(32));
    const tenants = new Tenants(folder, clock, [await openNode(path, clock, box), await openNode(path, clock, box)]);
    const { id } = (await tenants.nodes[0].store.read.namespaces.find("library"))!;
    tenants.namespaces.push(Object.assign(tenants.library, { id }));
    return tenants;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { store } of this.nodes) await store.close();
    await rm(this.folder, { recursive: true });
  }

  private write<T>(work: (tx: MetadataWriter) => Promise<T>): Promise<T> {
    return this.nodes[0].store.transaction(work, { durable: false });
  }

  private get organizationService(): Organizations {
    const redirectSeconds = REDIRECTED_FOR_MS / 1000;
    return new Organizations({ metadata: this.nodes[0].store, clock: this.clock, creation: "users", redirectSeconds });
  }

  private get repositoryService(): ManagedRepositories {
    const [{ store, policy }] = this.nodes;
    return new ManagedRepositories({ metadata: store, policy, clock: this.clock, redirectMs: REDIRECTED_FOR_MS, ...NEVER_PURGED });
  }

  private authorized(repository: Repository) {
    return { id: repository.id, namespaceId: repository.namespace.id, name: this.nameOf(repository), level: "admin" } as const;
  }

  private get now(): number {
    return this.clock.now();
  }

  // What there is.

  get organizations(): Namespace[] {
    return this.namespaces.filter(({ kind, isDeleted }) => kind === "organization" && !isDeleted);
  }

  get present(): Repository[] {
    return this.repositories.filter(({ isDeleted }) => !isDeleted);
  }

  nameOf({ namespace, leaf }: Repository): RepositoryName {
    return (namespace === this.library ? leaf : `${namespace.name}/${leaf}`) as RepositoryName;
  }

  private isFree(namespace: Namespace, leaf: string): boolean {
    return !this.present.some((repository) => repository.namespace === namespace && repository.leaf === leaf);
  }

  /** Whether somebody new may take the name. */
  isNameFree(name: string): boolean {
    const { until = 0 } = this.reserved.get(name) ?? {};
    return until <= this.now && !this.namespaces.some((each) => each.name === name);
  }

  // Namespaces and people.

  async createUser(username: string, isAdmin = false): Promise<User> {
    const { id, namespaceId } = await this.write(async (tx) => {
      const created = (await tx.namespaces.create(username, "user", this.now))!;
      return { namespaceId: created, id: await tx.users.create({ namespaceId: created, username, passwordHash: "!", isAdmin }, this.now) };
    });
    const namespace: Namespace = { ...LIBRARY, id: namespaceId, kind: "user", name: username, members: new Map() };
    const user: User = { kind: "user", id, username, namespace, isAdmin, isDisabled: false, epoch: 0 };
    this.namespaces.push(namespace);
    this.users.push(user);
    return user;
  }

  /** Undefined when the name is not free; whether it is, the store must know by itself. */
  async createOrganization(name: string): Promise<Namespace | undefined> {
    const isFree = this.isNameFree(name);
    const id = await this.write((tx) => tx.namespaces.create(name, "organization", this.now));
    if ((id !== undefined) !== isFree) throw new Error(`the name ${name} is ${isFree ? "free" : "taken"}, and the store says otherwise`);
    if (id === undefined) return undefined;
    const namespace: Namespace = { ...LIBRARY, id, kind: "organization", name, members: new Map() };
    this.namespaces.push(namespace);
    return namespace;
  }

  async setDefault(namespace: Namespace, level: number): Promise<void> {
    await this.write(async (tx) => {
      const found = (await tx.namespaces.findById(namespace.id))!;
      await tx.namespaces.setProfile(namespace.id, { ...found, defaultPermission: level }, found.version);
    });
    namespace.defaultLevel = level;
  }

  async renameNamespace(namespace: Namespace, to: string): Promise<void> {
    const isOwn = this.reserved.get(to)?.by === namespace && !this.namespaces.some(({ name }) => name === to);
    if (!this.isNameFree(to) && !isOwn) return;
    await this.organizationService.rename(namespace.id, to, OPERATOR);
    this.reserved.delete(to);
    this.reserved.set(namespace.name, { by: namespace, until: this.now + REDIRECTED_FOR_MS });
    namespace.name = to;
    for (const repository of this.present) this.names.add(this.nameOf(repository));
  }

  async deleteNamespace(namespace: Namespace): Promise<void> {
    await this.organizationService.delete(namespace.id, undefined, OPERATOR);
    // The name stays in the model too: nobody else gets it.
    Object.assign(namespace, { isDeleted: true, deletedAt: this.now });
    for (const repository of this.present) {
      if (repository.namespace === namespace) Object.assign(repository, { isDeleted: true, deletedAt: this.now });
    }
  }

  async restoreNamespace(namespace: Namespace): Promise<void> {
    await this.organizationService.restore(ROOT, namespace.name, OPERATOR);
    namespace.isDeleted = false;
    for (const repository of this.repositories) {
      const wentWithIt = repository.isDeleted && repository.deletedAt === namespace.deletedAt;
      if (repository.namespace === namespace && wentWithIt) repository.isDeleted = false;
    }
  }

  async setRole(namespace: Namespace, user: User, role: Role): Promise<void> {
    await this.write(async (tx) => {
      const found = await tx.members.find(namespace.id, user.id);
      if (found) await tx.members.setRole(namespace.id, user.id, role, found.version);
      else await tx.members.add(namespace.id, user.id, role, this.now);
    });
    namespace.members.set(user, role);
  }

  async removeMember(namespace: Namespace, user: User): Promise<void> {
    await this.write((tx) => tx.members.remove(namespace.id, user.id));
    namespace.members.delete(user);
    for (const team of this.teams) if (team.namespace === namespace) team.members.delete(user);
    this.forget((grant) => grant.to === user && namespaceOf(grant) === namespace);
  }

  async createTeam(namespace: Namespace, name: string): Promise<Team | undefined> {
    const id = await this.write((tx) =>
      tx.teams.create({ namespaceId: namespace.id, name, description: "", externalGroup: undefined }, this.now),
    );
    if (id === undefined) return undefined;
    const team: Team = { kind: "team", id, namespace, name, members: new Set() };
    this.teams.push(team);
    return team;
  }

  async deleteTeam(team: Team): Promise<void> {
    await this.write((tx) => tx.teams.delete(team.id));
    this.teams.splice(this.teams.indexOf(team), 1);
    this.forget(({ to }) => to === team);
  }

  async addToTeam(team: Team, user: User): Promise<void> {
    await this.write((tx) => tx.teams.addMember(team.id, user.id, "manual", this.now));
    team.members.add(user);
  }

  async removeFromTeam(team: Team, user: User): Promise<void> {
    await this.write((tx) => tx.teams.removeMember(team.id, user.id));
    team.members.delete(user);
  }

  async createRobot(namespace: Namespace, name: string): Promise<Robot | undefined> {
    const id = await this.write((tx) =>
      tx.robots.create({ namespaceId: namespace.id, name, description: "", createdBy: "test" }, this.now),
    );
    if (id === undefined) return undefined;
    const robot: Robot = { kind: "robot", id, namespace, name, isDisabled: false, isGone: false };
    this.robots.push(robot);
    return robot;
  }

  async setRobotDisabled(robot: Robot, isDisabled: boolean): Promise<void> {
    await this.write(async (tx) => {
      const { version } = (await tx.robots.findById(robot.id))!;
      await tx.robots.update(robot.id, { description: "", disabledAt: isDisabled ? this.now : undefined }, version);
    });
    robot.isDisabled = isDisabled;
  }

  async deleteRobot(robot: Robot): Promise<void> {
    await this.write((tx) => tx.robots.delete(robot.id));
    robot.isGone = true;
    this.robots.splice(this.robots.indexOf(robot), 1);
    this.forget(({ to }) => to === robot);
  }

  async setUserDisabled(user: User, isDisabled: boolean): Promise<void> {
    await this.write((tx) => tx.users.setDisabled(user.username, isDisabled ? this.now : undefined));
    user.isDisabled = isDisabled;
    user.epoch += 1;
  }

  async changePassword(user: User): Promise<void> {
    await this.write((tx) => tx.users.setPassword(user.username, "!"));
    user.epoch += 1;
  }

  // Repositories.

  async createRepository(namespace: Namespace, leaf: string): Promise<Repository | undefined> {
    if (!this.isFree(namespace, leaf)) return undefined;
    const wanted = { id: 0, namespace, leaf, isPublic: false, isDeleted: false, deletedAt: 0 };
    const name = this.nameOf(wanted);
    const { id } = await this.write((tx) => openRepository(tx, name, OPERATOR, this.now));
    const repository: Repository = { ...wanted, id };
    this.repositories.push(repository);
    this.names.add(name);
    return repository;
  }

  async setPublic(repository: Repository, isPublic: boolean): Promise<void> {
    await this.write(async (tx) => {
      const found = (await tx.repositories.findById(repository.id))!;
      await tx.repositories.update(repository.id, { ...found, visibility: isPublic ? "public" : "private" }, found.version);
    });
    repository.isPublic = isPublic;
  }

  async renameRepository(repository: Repository, leaf: string): Promise<void> {
    if (!this.isFree(repository.namespace, leaf)) return;
    await this.repositoryService.rename(this.authorized(repository), leaf, OPERATOR);
    repository.leaf = leaf;
    this.names.add(this.nameOf(repository));
  }

  async transferRepository(repository: Repository, namespace: Namespace): Promise<void> {
    if (!this.isFree(namespace, repository.leaf)) return;
    await this.repositoryService.transfer(ROOT, this.authorized(repository), namespace.name, OPERATOR);
    this.forget(({ on }) => on === repository);
    for (const token of this.tokens) token.limits = token.limits?.filter((limit) => limit !== repository);
    repository.namespace = namespace;
    this.names.add(this.nameOf(repository));
  }

  async deleteRepository(repository: Repository): Promise<void> {
    await this.repositoryService.delete(repository.id, OPERATOR);
    Object.assign(repository, { isDeleted: true, deletedAt: this.now });
  }

  async restoreRepository(repository: Repository): Promise<void> {
    if (repository.namespace.isDeleted || !this.isFree(repository.namespace, repository.leaf)) return;
    await this.repositoryService.restore(ROOT, repository.id, OPERATOR);
    repository.isDeleted = false;
    this.names.add(this.nameOf(repository));
  }

  // Grants.

  async grant(to: User | Team | Robot, on: Repository | Namespace, level: number): Promise<Given | undefined> {
    const target = "leaf" in on ? { namespaceId: on.namespace.id, repositoryId: on.id } : { namespaceId: on.id, repositoryId: undefined };
    const grantee: Grantee = { kind: to.kind, id: to.id };
    const id = await this.write((tx) => tx.grants.create(target, grantee, level, this.now));
    if (id === undefined) return undefined;
    const given: Given = { id, to, on, level };
    this.grants.push(given);
    return given;
  }

  async revokeGrant(grant: Given): Promise<void> {
    await this.write((tx) => tx.grants.delete(grant.id));
    this.grants.splice(this.grants.indexOf(grant), 1);
  }

  // Credentials.

  async createToken(owner: User | Robot, scopes: readonly TokenScope[], limits?: (Repository | Namespace)[]): Promise<Token> {
    const secret = newSecret(owner.kind === "user" ? "personal" : "robot");
    const limitIds = limits?.map((limit) => ("leaf" in limit ? { repositoryId: limit.id } : { namespaceId: limit.id }));
    const id = await this.write((tx) =>
      tx.tokens.create(
        {
          owner: owner.kind === "user" ? { userId: owner.id } : { robotId: owner.id },
          name: "token",
          secretHash: hashSecret(secret),
          scopes,
          limits: limitIds,
          expiresAt: undefined,
        },
        this.now,
      ),
    );
    const token: Token = { id, secret, owner, scopes, limits, isRevoked: false };
    this.tokens.push(token);
    this.credentials.push({ kind: "token", token });
    return token;
  }

  async revokeToken(token: Token): Promise<void> {
    await this.write((tx) => tx.tokens.revoke(token.id, this.now));
    token.isRevoked = true;
  }

  async openSession(user: User): Promise<Session> {
    const secret = newSecret("session");
    const session = {
      userId: user.id,
      kind: "browser" as const,
      secretHash: hashSecret(secret),
      expiresAt: this.now + 100 * REDIRECTED_FOR_MS,
      address: ADDRESS,
      userAgent: "",
      provider: undefined,
      providerSession: undefined,
    };
    const id = await this.write((tx) => tx.sessions.create(session, this.now));
    const opened: Session = { id, secret, user, isRevoked: false };
    this.sessions.push(opened);
    this.credentials.push({ kind: "session", session: opened });
    return opened;
  }

  async endSession(session: Session): Promise<void> {
    await this.write((tx) => tx.sessions.revoke(session.id, this.now));
    session.isRevoked = true;
  }

  /** For everything at each of these names, whoever has it. */
  async issueJwt(from: Token | Session | User, names: readonly string[], audience: Audience = TOKEN_SERVICE): Promise<Credential> {
    const who = "kind" in from ? from : "owner" in from ? from.owner : from.user;
    const grants = names.map((name) => ({ type: "repository", name, actions: ["*"] }));
    const identity =
      who.kind === "user"
        ? { kind: "user" as const, id: who.id, username: who.username, namespaceId: who.namespace.id, isAdmin: who.isAdmin }
        : { kind: "robot" as const, id: who.id, name: `${who.namespace.name}+${who.name}`, namespaceId: who.namespace.id };
    const credential =
      "owner" in from
        ? { kind: "token" as const, id: from.id }
        : "kind" in from
          ? { kind: "password" as const, epoch: from.epoch }
          : { kind: "session" as const, id: from.id };
    const { token } = await this.nodes[0].tokens.issue({ identity, credential }, grants, audience);
    const origin = "kind" in from ? { user: from, epoch: from.epoch } : from;
    const expiresAt = this.now + (TOKEN_TTL_SECONDS + 60) * 1000;
    const jwt: Credential = { kind: "jwt", text: token, grants, from: origin, expiresAt };
    this.credentials.push(jwt);
    return jwt;
  }

  // The second opinion.

  /** Whom the credential speaks for now; undefined once it has ended. */
  holder(credential: Credential): User | Robot | "anybody" | undefined {
    if (credential.kind === "nothing") return "anybody";
    if (credential.kind === "token") return holderOfToken(credential.token);
    if (credential.kind === "session") return holderOfSession(credential.session);
    if (credential.expiresAt <= this.now) return undefined;
    const { from } = credential;
    if ("owner" in from) return holderOfToken(from);
    if ("epoch" in from) return from.user.isDisabled || from.user.epoch !== from.epoch ? undefined : from.user;
    return holderOfSession(from);
  }

  /** What the holder may do with the repository by the credential, a JWT's own list of names aside. */
  allowed(credential: Credential, repository: Repository): Action[] {
    const holder = this.holder(credential);
    if (holder === undefined || repository.isDeleted) return [];
    const token = tokenOf(credential);
    if (token?.limits && !token.limits.some((limit) => limit === repository || limit === repository.namespace)) return [];
    const level = this.level(holder, repository);
    return ACTIONS.filter((action, index) => level > index && (!token || scopesAllow(token.scopes, action)));
  }

  private level(holder: User | Robot | "anybody", repository: Repository): number {
    const levels = [repository.isPublic ? 1 : 0];
    if (holder !== "anybody") {
      const { namespace } = repository;
      const isTheirs = ({ to }: Given) => to === holder || (to.kind === "team" && holder.kind === "user" && to.members.has(holder));
      const given = this.grants.filter((grant) => isTheirs(grant) && (grant.on === repository || grant.on === namespace));
      levels.push(...given.map(({ level }) => level));
      if (holder.kind === "user") levels.push(this.levelOfUser(holder, namespace));
    }
    return Math.max(...levels);
  }

  private levelOfUser(user: User, namespace: Namespace): number {
    const role = namespace.members.get(user);
    if (user.isAdmin || namespace === user.namespace || role === "owner" || role === "admin") return 3;
    return Math.max(role ? namespace.defaultLevel : 0, namespace === this.library ? 1 : 0);
  }

  private forget(which: (grant: Given) => boolean): void {
    for (const grant of this.grants.filter(which)) this.grants.splice(this.grants.indexOf(grant), 1);
  }
}

/** Whoever the node takes the credential for; undefined when it refuses it. */
export async function callerOf(
  { authenticator }: Node,
  credential: Credential,
  audience: Audience = TOKEN_SERVICE,
): Promise<Caller | undefined> {
  if (credential.kind === "nothing") return NOBODY;
  const cookie = credential.kind === "session" ? credential.session.secret : undefined;
  const bearer = credential.kind === "token" ? credential.token.secret : credential.kind === "jwt" ? credential.text : undefined;
  const authorization = bearer === undefined ? null : `Bearer ${bearer}`;
  try {
    return await authenticator.authenticate({ authorization, cookie, address: ADDRESS, audience });
  } catch (error) {
    if (error instanceof CredentialsError) return undefined;
    throw error;
  }
}

export function describeCredential(credential: Credential): string {
  if (credential.kind === "token") return `token of ${nameOfHolder(credential.token.owner)}`;
  if (credential.kind === "session") return `session of ${credential.session.user.username}`;
  return credential.kind === "jwt" ? `JWT for ${credential.grants.map(({ name }) => name).join(", ")}` : "nothing";
}

function nameOfHolder(holder: User | Robot): string {
  return holder.kind === "user" ? holder.username : `${holder.namespace.name}+${holder.name}`;
}

function namespaceOf({ on }: Given): Namespace {
  return "leaf" in on ? on.namespace : on;
}

function tokenOf(credential: Credential): Token | undefined {
  if (credential.kind === "token") return credential.token;
  return credential.kind === "jwt" && "owner" in credential.from ? credential.from : undefined;
}

function holderOfToken({ owner, isRevoked }: Token): User | Robot | undefined {
  if (isRevoked || owner.isDisabled) return undefined;
  return owner.kind === "robot" && (owner.isGone || owner.namespace.isDeleted) ? undefined : owner;
}

function holderOfSession({ user, isRevoked }: Session): User | undefined {
  return isRevoked || user.isDisabled ? undefined : user;
}

function scopesAllow(scopes: readonly TokenScope[], action: Action): boolean {
  const enough: Record<Action, readonly TokenScope[]> = {
    pull: ["repo:read", "repo:write", "repo:delete", "repo:admin", "admin"],
    push: ["repo:write", "repo:delete", "repo:admin", "admin"],
    delete: ["repo:delete", "repo:admin", "admin"],
  };
  return scopes.some((scope) => enough[action].includes(scope));
}

async function openNode(path: string, clock: TestClock, box: SecretBox): Promise<Node> {
  const store = new SqliteStore(path);
  const tokens = await AccessTokens.open({ metadata: store, clock, box, ttlSeconds: TOKEN_TTL_SECONDS });
  const cache = new MemoryCache(clock);
  const throttle = new LoginThrottle(cache, "password");
  const passwords = new Passwords({ metadata: store.read, clock, throttle, cache, cacheKey: box.derive("verified-passwords"), cacheMs: 0 });
  return {
    store,
    tokens,
    policy: new PermissionPolicy({ metadata: store.read, clock }),
    authenticator: new Authenticator({ metadata: store, passwords, directory: undefined, tokens, clock, lifetime: LIFETIME }),
  };
}

let migrated: Promise<string> | undefined;

/** An empty database with its schema, made once. */
function template(): Promise<string> {
  return (migrated ??= makeTemplate());
}

async function makeTemplate(): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "aerugo-template-")), "aerugo.db");
  const database = openDatabase(path);
  migrate(database, 0);
  database.run("pragma journal_mode = delete");
  database.close();
  return path;
}
