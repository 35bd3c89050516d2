// Accounts of people who sign in elsewhere. Somebody is who their provider and its subject say, and nothing else: an account that is
// there already is never taken over because its name or address is the same, since both are given to others.
import { type Actor, systemActor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { ExternalAccountError, type ExternalProfile } from "../auth/external-profile.ts";
import { isReservedName } from "../auth/namespace-names.ts";
import { NO_PASSWORD } from "../auth/passwords.ts";
import { usernameFrom } from "../auth/username.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import { formatId } from "./ids.ts";
import { addMember } from "./members.ts";

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  /** Whether the first sign-in makes an account, by provider. */
  readonly autoCreate: (provider: string) => boolean;
}

interface SignIn {
  readonly tx: MetadataWriter;
  readonly profile: ExternalProfile;
  readonly actor: Actor;
  readonly now: number;
}

const EMAIL_LENGTH_LIMIT = 254;
const DISPLAY_NAME_LENGTH_LIMIT = 200;

export class ExternalAccounts {
  constructor(private readonly deps: Dependencies) {}

  /** The account, made on the first sign-in, in the teams that its groups say. Throws ExternalAccountError. */
  async signIn(profile: ExternalProfile, origin: { address: string; requestId?: string }): Promise<UserRecord> {
    const now = this.deps.clock.now();
    const actor = { ...systemActor(profile.provider), address: origin.address, requestId: origin.requestId ?? "" };
    return this.deps.metadata.transaction(async (tx) => {
      const signIn = { tx, profile, actor, now };
      const user = (await findAccount(signIn)) ?? (await this.createAccount(signIn));
      if (user.disabledAt !== undefined) return user;
      await takeEmail(signIn, user);
      await syncTeams(signIn, user);
      return (await tx.users.findById(user.id))!;
    });
  }

  private async createAccount({ tx, profile, actor, now }: SignIn): Promise<UserRecord> {
    const { provider, subject, displayName = "" } = profile;
    if (!this.deps.autoCreate(provider))
      throw new ExternalAccountError("there is no account for you here yet: ask an administrator for one");
    const username = usernameFrom(profile.username);
    if (username === undefined) throw new ExternalAccountError("no user name can be made from your name there");
    const namespaceId = isReservedName(username) ? undefined : await tx.namespaces.create(username, "user", now);
    if (namespaceId === undefined) {
      throw new ExternalAccountError(`the name "${username}" is taken here, and the account that has it is not tied to yours there`);
    }
    const user = { namespaceId, username, passwordHash: NO_PASSWORD, isAdmin: false };
    const id = await tx.users.create({ ...user, displayName: displayName.slice(0, DISPLAY_NAME_LENGTH_LIMIT) }, now);
    await tx.externalIdentities.add(id, provider, subject, now);
    const after = { id: formatId("user", id), provider };
    await recordChange(tx, actor, { action: "user.create", target: username, namespaceId, after }, now);
    return (await tx.users.findById(id))!;
  }
}

async function findAccount({ tx, profile: { provider, subject }, now }: SignIn): Promise<UserRecord | undefined> {
  const identity = await tx.externalIdentities.find(provider, subject);
  if (!identity) return undefined;
  await tx.externalIdentities.seen(provider, subject, now);
  return tx.users.findById(identity.userId);
}

/** Only where the account has none and nobody else has it. */
async function takeEmail({ tx, profile, actor, now }: SignIn, user: UserRecord): Promise<void> {
  const email = profile.emailVerified ? profile.email?.toLowerCase() : undefined;
  if (email === undefined || email.length > EMAIL_LENGTH_LIMIT || user.email !== undefined) return;
  await tx.users.releaseEmail(email, user.id);
  if (await tx.users.findByEmail(email)) return;
  await tx.users.setProfile(user.id, { ...user, email, emailVerifiedAt: now }, user.version);
  const change = { action: "user.update", target: user.username, namespaceId: user.namespaceId };
  await recordChange(tx, actor, { ...change, before: { email: null }, after: { email } }, now);
}

/** Into the teams of the groups, and out of those that earlier groups led to. What an administrator has put there stays. */
async function syncTeams({ tx, profile, actor, now }: SignIn, { id, username }: UserRecord): Promise<void> {
  const [wanted, synced] = [await tx.teams.listOfGroups(profile.groups), await tx.teams.listSyncedOfUser(id)];
  for (const team of wanted) {
    const organization = await tx.namespaces.findById(team.namespaceId);
    if (!organization || organization.deletedAt !== undefined) continue;
    await addMember(tx, organization, { id, username, role: "member" }, actor, now);
    if (!(await tx.teams.addMember(team.id, id, "group", now))) continue;
    const after = { username, source: "group" };
    await recordChange(tx, actor, { action: "team.add_member", ...subjectOf(organization, team), after }, now);
  }
  for (const team of synced.filter((each) => !wanted.some((one) => one.id === each.id))) {
    await tx.teams.removeMember(team.id, id);
    const organization = (await tx.namespaces.findById(team.namespaceId))!;
    const before = { username, source: "group" };
    await recordChange(tx, actor, { action: "team.remove_member", ...subjectOf(organization, team), before }, now);
  }
}

function subjectOf(organization: { readonly id: number; readonly name: string }, team: { readonly name: string }) {
  return { target: `${organization.name}/teams/${team.name}`, namespaceId: organization.id };
}
