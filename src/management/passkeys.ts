// People's passkeys: which there are, and the two ceremonies in which a device answers a challenge.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Actor } from "../auth/actor.ts";
import { recordChange } from "../auth/audit.ts";
import { CredentialsError } from "../auth/authenticator.ts";
import { PasskeyError, type Passkeys as Ceremonies } from "../auth/passkeys.ts";
import { NO_PASSWORD } from "../auth/passwords.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { PasskeyRecord } from "../metadata/passkeys.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { Challenges } from "./challenges.ts";
import { ManagementError } from "./failure.ts";
import { formatId } from "./ids.ts";

export type Passkey = PasskeyRecord;

/** What is remembered between a challenge and its answer. */
interface Challenge {
  readonly challenge: string;
  /** Of a registration. */
  readonly userId?: number;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly ceremonies: Ceremonies;
  readonly challenges: Challenges;
}

type Identities = Pick<MetadataStore["read"], "externalIdentities">;

const PASSKEYS_PER_USER = 50;

export class Passkeys {
  constructor(private readonly deps: Dependencies) {}

  /** Oldest first. */
  list(userId: number): Promise<readonly Passkey[]> {
    return this.deps.metadata.read.passkeys.listOfUser(userId);
  }

  /** What the browser asks a device for, and the token that comes back with the answer. Throws ManagementError: conflict, quotaExceeded. */
  async beginRegistration(userId: number, origin: string) {
    const { users, passkeys } = this.deps.metadata.read;
    const [user, existing] = [(await users.findById(userId))!, await passkeys.listOfUser(userId)];
    await refuseOutsider(this.deps.metadata.read, user);
    checkCount(existing.length);
    const person = { id: userId, username: user.username, displayName: user.displayName || user.username };
    const options = await this.deps.ceremonies.registrationOptions(person, existing, origin);
    const challenge: Challenge = { challenge: options.challenge, userId };
    return { options, ...this.deps.challenges.issue("passkey-registration", challenge) };
  }

  /** Throws CredentialsError, ManagementError: invalid, conflict, quotaExceeded. */
  async finishRegistration(
    userId: number,
    answer: { token: string; response: RegistrationResponseJSON; name: string },
    origin: string,
    actor: Actor,
  ): Promise<Passkey> {
    const { challenges } = this.deps;
    const { challenge, userId: begunBy } = challenges.read("passkey-registration", answer.token) as Challenge;
    if (begunBy !== userId) throw new CredentialsError("Pending");
    const made = await this.deps.ceremonies.verifyRegistration(answer.response, challenge, origin).catch(refuseRegistration);
    const now = this.deps.clock.now();
    const id = await this.deps.metadata.transaction(async (tx) => {
      await challenges.finish(tx, "passkey-registration", answer.token);
      await refuseOutsider(tx, (await tx.users.findById(userId))!);
      checkCount((await tx.passkeys.listOfUser(userId)).length);
      const created = await tx.passkeys.create({ ...made, userId, name: answer.name }, now);
      if (created === undefined) throw new ManagementError("conflict", { detail: "this passkey is registered already" });
      const after = { passkey: formatId("key", created), name: answer.name };
      await recordChange(tx, actor, { action: "passkey.create", target: actor.name, after }, now);
      return created;
    });
    return (await this.list(userId)).find((passkey) => passkey.id === id)!;
  }

  /** Throws ManagementError: notFound. */
  async rename(userId: number, id: number, name: string, actor: Actor): Promise<Passkey> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      if (!(await tx.passkeys.rename(userId, id, name))) throw new ManagementError("notFound");
      await recordChange(tx, actor, { action: "passkey.update", target: actor.name, after: { passkey: formatId("key", id), name } }, now);
    });
    return (await this.list(userId)).find((passkey) => passkey.id === id)!;
  }

  /** Throws ManagementError: notFound. */
  async delete(userId: number, id: number, actor: Actor): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction(async (tx) => {
      if (!(await tx.passkeys.delete(userId, id))) throw new ManagementError("notFound");
      await recordChange(tx, actor, { action: "passkey.delete", target: actor.name, before: { passkey: formatId("key", id) } }, now);
    });
  }

  /** Nobody has to say who they are: the device knows. */
  async beginSignIn(origin: string) {
    const options = await this.deps.ceremonies.authenticationOptions(origin);
    return { options, ...this.deps.challenges.issue("passkey", { challenge: options.challenge } satisfies Challenge) };
  }

  /** Throws CredentialsError. */
  async finishSignIn(token: string, response: AuthenticationResponseJSON, origin: string): Promise<UserRecord> {
    const { challenges } = this.deps;
    const { challenge } = challenges.read("passkey", token) as Challenge;
    const passkey = await this.deps.metadata.read.passkeys.findByCredential(response.id);
    if (!passkey) throw new CredentialsError("Passkey");
    const { newCounter } = await this.deps.ceremonies.verifyAuthentication(response, challenge, origin, passkey).catch(refuseSignIn);
    return this.deps.metadata.transaction(async (tx) => {
      await challenges.finish(tx, "passkey", token);
      const user = await tx.users.findById(passkey.userId);
      const isFirst = await tx.passkeys.use(passkey.id, passkey.counter, newCounter, this.deps.clock.now());
      if (!user || user.disabledAt !== undefined || !isFirst || (await signsInElsewhere(tx, user)))
        throw new CredentialsError("Passkey", user?.username);
      return user;
    });
  }
}

/** A passkey would go on letting them in when their provider or directory no longer does. */
async function signsInElsewhere({ externalIdentities }: Identities, { id, passwordHash }: UserRecord): Promise<boolean> {
  return passwordHash === NO_PASSWORD && (await externalIdentities.findOfUser(id)) !== undefined;
}

async function refuseOutsider(read: Identities, user: UserRecord): Promise<void> {
  if (!(await signsInElsewhere(read, user))) return;
  throw new ManagementError("conflict", { detail: "this account signs in through a provider or a directory, and with nothing beside it" });
}

function checkCount(count: number): void {
  if (count < PASSKEYS_PER_USER) return;
  throw new ManagementError("quotaExceeded", { detail: `nobody has more than ${PASSKEYS_PER_USER} passkeys` });
}

function refuseSignIn(error: unknown): never {
  if (!(error instanceof PasskeyError)) throw error;
  throw new CredentialsError("Passkey");
}

function refuseRegistration(error: unknown): never {
  if (!(error instanceof PasskeyError)) throw error;
  throw new ManagementError("invalid", {
    detail: "the device's answer was not accepted",
    errors: [{ pointer: "/credential", detail: error.message }],
  });
}
