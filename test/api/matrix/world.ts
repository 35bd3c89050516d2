// A world for one request: an organization with a repository, and everybody whom the matrix sends. Made in one transaction, because
// every change that is let through needs a fresh one.
import { type Caller, NOBODY } from "../../../src/auth/caller.ts";
import { toIdentity } from "../../../src/auth/authenticator.ts";
import { hashRecoveryCode } from "../../../src/auth/totp.ts";
import { hashSecret, newSecret } from "../../../src/auth/secret-tokens.ts";
import type { GrantTarget } from "../../../src/metadata/grants.ts";
import type { MetadataWriter } from "../../../src/metadata/metadata-store.ts";
import type { PolicyScope } from "../../../src/metadata/retention.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import { type RepositoryName, type Tag, parseRepositoryName } from "../../../src/oci/reference.ts";
import { type TestApp, basic } from "../../kit/app.ts";
import { Client, expectStatus } from "../../kit/client.ts";
import type { TestImage } from "../../kit/manifests.ts";
import { ALL_SCOPES, type Api, PEOPLE, type Person, type Robot } from "./callers.ts";

export const PASSWORD = "correct horse battery staple";
const PASSWORD_HASH = Bun.password.hash(PASSWORD, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
export const RECOVERY_CODE = "AAAA-BBBB-CCCC";
const LEVEL = { read: 1, write: 2, admin: 3 } as const;
const DAY_MS = 86_400_000;
const NOT_DURABLE = { durable: false } as const;

/** `next`: to be invited and added. `also`: a second owner, so that the first may go. `code`: has a second factor. `gone`: disabled. */
const EXTRAS = ["next", "also", "code", "gone"] as const;
export type Anybody = Person | (typeof EXTRAS)[number];

interface Account {
  readonly id: number;
  readonly username: string;
  readonly namespaceId: number;
}

interface Ids {
  readonly organizationId: number;
  readonly repositoryId: number;
  readonly elsewhereId: number;
  /** Of a repository that was deleted, with the same grants. */
  readonly trashedId: number;
  readonly teamId: number;
  readonly people: Readonly<Record<Anybody, Account>>;
  readonly robots: Readonly<Record<Robot, number>>;
}

export interface PushedContent {
  readonly image: TestImage;
  /** A blob that no manifest refers to. */
  readonly unreferenced: string;
  /** The path of an upload session. */
  readonly upload: string;
}

let made = 0;

export class World {
  private pushed: Promise<PushedContent> | undefined;
  private readonly secrets = new Map<Robot, Promise<string>>();
  private readonly sessions = new Map<Person, Promise<Caller>>();

  private constructor(
    readonly app: TestApp,
    private readonly number: number,
    readonly ids: Ids,
  ) {}

  static async make(app: TestApp): Promise<World> {
    const number = made++;
    const plan = { number, org: orgName(number), passwordHash: await PASSWORD_HASH, now: app.clock.now() };
    const ids = await app.stores.metadata.transaction((tx) => populate(tx, plan), NOT_DURABLE);
    return new World(app, number, ids);
  }

  get org(): string {
    return orgName(this.number);
  }

  /** One with the same people, that was deleted. */
  get deletedOrg(): string {
    return `dead${this.number}`;
  }

  /** A text that only who may know the organization, a repository of it or its member ever sees. */
  get canary(): string {
    return canaryOf(this.number);
  }

  /** A name with a slash in it, which a path must send as %2F. */
  get repository(): string {
    return `${this.org}/team/api`;
  }

  readonly person = (who: Anybody): Account => this.ids.people[who];

  /** What the owner has pushed. */
  content(): Promise<PushedContent> {
    return (this.pushed ??= this.push());
  }

  robotName(robot: Robot): string {
    return robot === "robx" ? `other${this.number}+writes` : `${this.org}+${robot === "robr" ? "reads" : "writes"}`;
  }

  robotSecret(robot: Robot): Promise<string> {
    return this.once(this.secrets, robot, async () => {
      const secret = newSecret("robot");
      const row = { owner: { robotId: this.ids.robots[robot] }, name: "matrix", secretHash: hashSecret(secret), scopes: ALL_SCOPES };
      await this.write((tx, now) => tx.tokens.create({ ...row, limits: undefined, expiresAt: undefined }, now));
      return secret;
    });
  }

  /** As after a sign-in of just now. */
  sessionOf(person: Person): Promise<Caller> {
    return this.once(this.sessions, person, () => this.openSession(person));
  }

  async openSession(who: Anybody, secretHash?: string): Promise<Caller> {
    const { username } = this.person(who);
    const user = (await this.app.stores.metadata.read.users.find(username))!;
    const session = {
      userId: user.id,
      kind: secretHash === undefined ? ("api" as const) : ("browser" as const),
      secretHash,
      expiresAt: this.app.clock.now() + DAY_MS,
      address: "192.0.2.1",
      userAgent: "matrix",
      provider: undefined,
      providerSession: undefined,
    };
    const id = await this.write((tx, now) => tx.sessions.create(session, now));
    return { ...NOBODY, identity: toIdentity(user), credential: { kind: "session", id } };
  }

  /** From here on the repository is everybody's to read. */
  async publish(): Promise<void> {
    await this.content();
    await this.write(async (tx) => {
      const { id, version } = (await tx.repositories.findById(this.ids.repositoryId))!;
      await tx.repositories.update(id, { visibility: "public", referencePolicy: undefined, description: "" }, version);
    });
  }

  /** The secret of a browser's session. */
  async cookieOf(person: Person): Promise<string> {
    const secret = newSecret("session");
    await this.openSession(person, hashSecret(secret));
    return secret;
  }

  async disabledSecret(): Promise<string> {
    const secret = newSecret("personal");
    const row = { owner: { userId: this.person("gone").id }, name: "gone", secretHash: hashSecret(secret), scopes: ALL_SCOPES };
    await this.write((tx, now) => tx.tokens.create({ ...row, limits: undefined, expiresAt: undefined }, now));
    return secret;
  }

  async disabledAccessToken(api: Api): Promise<string> {
    return this.accessToken(await this.openSession("gone"), api);
  }

  async revokedSessionToken(api: Api): Promise<string> {
    const caller = await this.openSession("site");
    await this.write((tx, now) => tx.sessions.revoke(caller.credential.kind === "session" ? caller.credential.id : 0, now));
    return this.accessToken(caller, api);
  }

  /** The token of somebody who has shown a password, and has yet to show a code. */
  async halfSignedIn(): Promise<string> {
    const { id, username } = this.person("code");
    const codes = [hashRecoveryCode(RECOVERY_CODE)];
    await this.write(async (tx, now) => {
      await tx.users.setTotp(id, { secret: this.app.stores.box.seal("AAAAAAAAAAAAAAAA", `totp:${id}`), confirmedAt: now, step: 0 });
      await tx.recoveryCodes.replaceAll(id, codes);
    });
    const body = JSON.stringify({ username, password: PASSWORD });
    const headers = { "content-type": "application/json" };
    const step = await expectStatus(200, this.app.anonymous.post("/api/v1/auth/login", { headers, body }));
    return ((await step.json()) as { pending_token: string }).pending_token;
  }

  /** By an owner into the organization, or by an administrator of the site to it. */
  async invitation(to: "organization" | "site" = "organization"): Promise<{ id: string; secret: string }> {
    const secret = newSecret("invitation");
    const [namespaceId, role, by] = to === "site" ? [undefined, undefined, "site"] : ([this.ids.organizationId, "member", "ownr"] as const);
    const expiresAt = this.app.clock.now() + DAY_MS;
    const row = { namespaceId, teamId: undefined, role, email: undefined, secretHash: hashSecret(secret), expiresAt };
    const invitedBy = this.person(by as Person).username;
    return { id: `inv_${await this.write((tx, now) => tx.invitations.create({ ...row, invitedBy }, now))}`, secret };
  }

  async passkeyOf(who: Anybody): Promise<string> {
    const key = {
      userId: this.person(who).id,
      credentialId: crypto.randomUUID(),
      publicKey: "",
      counter: 0,
      transports: [],
      name: "phone",
    };
    return `key_${await this.write((tx, now) => tx.passkeys.create(key, now))}`;
  }

  /** One that nobody uses, good for little. */
  async robotTokenOf(robot: Robot): Promise<string> {
    const row = {
      owner: { robotId: this.ids.robots[robot] },
      name: "old",
      secretHash: hashSecret(newSecret("robot")),
      scopes: ["org:read"],
    };
    return `tok_${await this.write((tx, now) => tx.tokens.create({ ...row, limits: undefined, expiresAt: now + DAY_MS }, now))}`;
  }

  async ruleOf(robot: Robot): Promise<string> {
    const rule = { robotId: this.ids.robots[robot], name: "release", preset: undefined, issuer: "https://gitlab.com" };
    const more = { audience: "https://registry.test", claims: JSON.stringify({ project_id: ["74"] }), createdBy: "matrix" };
    return `rule_${await this.write((tx, now) => tx.trustRules.create({ ...rule, ...more }, now))}`;
  }

  /** One that waits. */
  async job(kind = "matrix"): Promise<string> {
    return `job_${await this.write((tx, now) => tx.jobRuns.create({ kind, options: {}, requestedBy: "matrix" }, now))}`;
  }

  async endJobs(kind: string): Promise<void> {
    await this.write(async (tx, now) => {
      for (let run = await tx.jobRuns.findActive(kind); run; run = await tx.jobRuns.findActive(kind))
        await tx.jobRuns.requestCancel(run.id, now);
    });
  }

  /** A tag that was deleted and can be restored. */
  async trashed(): Promise<string> {
    const { image } = await this.content();
    const id = await this.write(async (tx, now) => {
      const { id: manifestId } = (await tx.manifests.findByDigest(this.repository as RepositoryName, image.digest as Digest))!;
      return tx.trash.addTag("gone" as Tag, manifestId, { actor: "matrix", reason: "deleted", expiresAt: now + DAY_MS }, now);
    });
    return `trash_${id}`;
  }

  /** On a tag that nobody has. */
  async hold(): Promise<string> {
    const hold = { repositoryId: this.ids.repositoryId, kind: "tag", target: "held", reason: "matrix", createdBy: "matrix" } as const;
    return `hold_${await this.write((tx, now) => tx.holds.create({ ...hold, expiresAt: undefined }, now))}`;
  }

  async tagRule(owner: "repository" | "organization"): Promise<string> {
    const rule = { patterns: ["fixed"], createdBy: "matrix" };
    return `tagrule_${await this.write((tx, now) => tx.tagRules.create(this.scopeOf(owner), rule, now))}`;
  }

  /** Resolves to its id and version. */
  async policy(owner: "repository" | "organization") {
    const scope = this.scopeOf(owner);
    const policy = { rules: JSON.stringify([{ action: "delete", tags: ["pr-*"] }]), automatic: false, actor: "matrix" };
    await this.write((tx, now) => tx.retention.createPolicy(scope, policy, now));
    return (await this.app.stores.metadata.read.retention.findPolicy(scope))!;
  }

  /** One that can be applied. */
  async plan(owner: "repository" | "organization"): Promise<string> {
    const { id: policyId, version: policyVersion, rules } = await this.policy(owner);
    const { organizationId: namespaceId, repositoryId } = this.ids;
    const target = { namespaceId, repositoryId: owner === "repository" ? repositoryId : undefined };
    const id = await this.write(async (tx, now) => {
      const made = await tx.retention.createPlan(
        { ...target, policyId, policyVersion, rules, createdBy: "matrix", expiresAt: now + DAY_MS },
        now,
      );
      const none = { repositories: 0, keptTags: 0, deletedTags: 0, keptManifests: 0, deletedManifests: 0, freedBytes: 0, warnings: [] };
      await tx.retention.setReady(made, JSON.stringify(none));
      return made;
    });
    return `plan_${id}`;
  }

  write<T>(work: (tx: MetadataWriter, now: number) => Promise<T>): Promise<T> {
    return this.app.stores.metadata.transaction((tx) => work(tx, this.app.clock.now()), NOT_DURABLE);
  }

  private scopeOf(owner: "repository" | "organization"): PolicyScope {
    const { organizationId, repositoryId } = this.ids;
    return owner === "repository" ? { namespaceId: null, repositoryId } : { namespaceId: organizationId, repositoryId: null };
  }

  private async accessToken(caller: Caller, api: Api): Promise<string> {
    return (await this.app.services.tokens.issue(caller, [], api === "registry" ? "aerugo" : "aerugo-api")).token;
  }

  private async push(): Promise<PushedContent> {
    const owner = new Client(this.app, basic(this.person("ownr").username, PASSWORD));
    const image = await owner.pushImage(this.repository, "v1");
    const { digest: unreferenced } = await owner.pushBlob(this.repository, crypto.randomUUID());
    const started = await expectStatus(202, owner.post(`/v2/${this.repository}/blobs/uploads/`));
    return { image, unreferenced, upload: started.headers.get("location")! };
  }

  private once<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  }
}

interface Plan {
  readonly number: number;
  readonly org: string;
  readonly passwordHash: string;
  readonly now: number;
}

const ROLES = { memb: "member", oadm: "admin", ownr: "owner", also: "owner", gone: "owner" } as const;
const GRANTED = { read: LEVEL.read, writ: LEVEL.write, radm: LEVEL.admin } as const;

async function populate(tx: MetadataWriter, { number, org, passwordHash, now }: Plan): Promise<Ids> {
  const people = {} as Record<Anybody, Account>;
  for (const who of [...PEOPLE, ...EXTRAS]) {
    const displayName = who === "memb" ? canaryOf(number) : "";
    people[who] = await addPerson(tx, { username: `${who}${number}`, passwordHash, displayName }, now);
  }
  await tx.users.setDisabled(people.gone.username, now);
  const organizationId = await addOrganization(tx, { name: org, description: canaryOf(number) }, people, now);
  const deletedId = await addOrganization(tx, { name: `dead${number}`, description: canaryOf(number) }, people, now);
  await tx.namespaces.delete(deletedId, `dead${number}`, now);
  const otherId = await addOrganization(tx, { name: `other${number}`, description: "" }, {}, now);
  await tx.members.add(otherId, people.next.id, "owner", now);

  const repositoryId = await addRepository(tx, `${org}/team/api`, canaryOf(number), now);
  const elsewhereId = await addRepository(tx, `${org}/elsewhere`, canaryOf(number), now);
  const trashedId = await addRepository(tx, `${org}/trashed`, canaryOf(number), now);
  const robots = {
    robr: await addRobot(tx, organizationId, "reads", now),
    robw: await addRobot(tx, organizationId, "writes", now),
    robx: await addRobot(tx, otherId, "writes", now),
  };
  for (const id of [repositoryId, trashedId]) await grant(tx, { namespaceId: organizationId, repositoryId: id }, people, robots, now);
  await tx.repositories.delete((await tx.repositories.findById(trashedId))!, now);
  await tx.usage.recount(organizationId);
  await tx.grants.create({ namespaceId: otherId, repositoryId: undefined }, { kind: "robot", id: robots.robx }, LEVEL.write, now);
  const teamId = (await tx.teams.create({ namespaceId: organizationId, name: "crew", description: "", externalGroup: undefined }, now))!;
  await tx.teams.addMember(teamId, people.memb.id, "manual", now);
  await tx.teams.addMember(teamId, people.also.id, "manual", now);
  const wideId = await addWide(tx, organizationId, now);
  await tx.grants.create({ namespaceId: organizationId, repositoryId }, { kind: "team", id: wideId }, LEVEL.write, now);
  return { organizationId, repositoryId, elsewhereId, trashedId, teamId, people, robots };
}

/** A team of nobody and a robot without a token, which were granted something on the whole organization. Resolves to the team's id. */
async function addWide(tx: MetadataWriter, namespaceId: number, now: number): Promise<number> {
  const team = await tx.teams.create({ namespaceId, name: "wide", description: "", externalGroup: undefined }, now);
  const robot = await addRobot(tx, namespaceId, "wide", now);
  await tx.grants.create({ namespaceId, repositoryId: undefined }, { kind: "team", id: team! }, LEVEL.read, now);
  await tx.grants.create({ namespaceId, repositoryId: undefined }, { kind: "robot", id: robot }, LEVEL.read, now);
  return team!;
}

async function grant(tx: MetadataWriter, target: GrantTarget, people: Ids["people"], robots: Ids["robots"], now: number): Promise<void> {
  for (const [who, level] of Object.entries(GRANTED)) {
    await tx.grants.create(target, { kind: "user", id: people[who as keyof typeof GRANTED].id }, level, now);
  }
  await tx.grants.create(target, { kind: "robot", id: robots.robr }, LEVEL.read, now);
  await tx.grants.create(target, { kind: "robot", id: robots.robw }, LEVEL.write, now);
}

function orgName(number: number): string {
  return `acme${number}`;
}

function canaryOf(number: number): string {
  return `canary number ${number}`;
}

interface NewPerson {
  readonly username: string;
  readonly passwordHash: string;
  readonly displayName: string;
}

/** The disabled one could do everything otherwise. */
async function addPerson(tx: MetadataWriter, user: NewPerson, now: number): Promise<Account> {
  const namespaceId = (await tx.namespaces.create(user.username, "user", now))!;
  const isAdmin = /^(?:site|gone)/.test(user.username);
  return { id: await tx.users.create({ ...user, namespaceId, isAdmin }, now), username: user.username, namespaceId };
}

async function addRepository(tx: MetadataWriter, name: string, description: string, now: number): Promise<number> {
  const { id, version } = await tx.repositories.create(parseRepositoryName(name)!, now);
  await tx.repositories.update(id, { visibility: "private", referencePolicy: undefined, description }, version);
  return id;
}

async function addOrganization(
  tx: MetadataWriter,
  { name, description }: { readonly name: string; readonly description: string },
  people: Partial<Readonly<Record<Anybody, Account>>>,
  now: number,
): Promise<number> {
  const id = (await tx.namespaces.create(name, "organization", now))!;
  const profile = { displayName: "", description, website: "", avatarUrl: "", defaultPermission: LEVEL.read, membersCanCreate: false };
  await tx.namespaces.setProfile(id, profile, 1);
  for (const [who, role] of Object.entries(ROLES)) {
    const person = people[who as keyof typeof ROLES];
    if (person) await tx.members.add(id, person.id, role, now);
  }
  return id;
}

async function addRobot(tx: MetadataWriter, namespaceId: number, name: string, now: number): Promise<number> {
  return (await tx.robots.create({ namespaceId, name, description: "", createdBy: "matrix" }, now))!;
}
