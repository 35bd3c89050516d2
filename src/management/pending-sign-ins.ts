// Sign-ins whose password was right and whose second factor is missing. Kept in the database, because wrong codes are counted; found by a
// secret that only the first step's client has; sealed, so that a copy of the database finishes nobody's sign-in.
import { CredentialsError } from "../auth/authenticator.ts";
import type { SecretBox } from "../auth/secret-box.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { PendingSignInRecord } from "../metadata/pending-sign-ins.ts";
import type { StartedCeremony } from "./challenges.ts";

/** Who has shown a password. */
export interface AwaitedCode {
  readonly userId: number;
  readonly epoch: number;
  readonly attempts: number;
}

const KIND = "second-factor";
const GOOD_FOR_MS = 5 * 60_000;
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

export class PendingSignIns {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; box: SecretBox }) {}

  async start(user: { readonly id: number; readonly epoch: number }): Promise<StartedCeremony> {
    const { metadata, clock } = this.deps;
    const token = Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64url");
    const [id, now] = [idOf(token), clock.now()];
    const sealed = this.seal(id, { userId: user.id, epoch: user.epoch, attempts: 0 });
    await metadata.transaction(
      async (tx) => {
        await tx.pendingSignIns.deleteExpired(now);
        await tx.pendingSignIns.add({ id, kind: KIND, userId: user.id, sealed, expiresAt: now + GOOD_FOR_MS });
      },
      // Whoever loses it in a power cut starts again.
      { durable: false },
    );
    return { token, expiresInSeconds: GOOD_FOR_MS / 1000 };
  }

  /** Counts an attempt before it is made: of two at once only one goes on. Throws CredentialsError. */
  async attempt(token: string): Promise<AwaitedCode> {
    const pending = await this.find(token);
    const before = this.open(pending);
    const next = { ...before, attempts: before.attempts + 1 };
    const sealed = this.seal(pending.id, next);
    const isAlone = await this.deps.metadata.transaction((tx) => tx.pendingSignIns.replace(pending.id, pending.sealed, sealed));
    if (!isAlone) throw new CredentialsError("Pending");
    return next;
  }

  /** Nobody can go on with it. Throws CredentialsError when somebody has ended it before. */
  async end(token: string): Promise<void> {
    const isFirst = await this.deps.metadata.transaction((tx) => tx.pendingSignIns.delete(idOf(token)));
    if (!isFirst) throw new CredentialsError("Pending");
  }

  private async find(token: string): Promise<PendingSignInRecord> {
    const pending = SECRET.test(token) ? await this.deps.metadata.read.pendingSignIns.find(idOf(token)) : undefined;
    if (pending?.kind === KIND && pending.expiresAt > this.deps.clock.now()) return pending;
    throw new CredentialsError("Pending");
  }

  private seal(id: string, awaited: AwaitedCode): string {
    return this.deps.box.seal(JSON.stringify(awaited), contextOf(id));
  }

  private open({ id, sealed }: PendingSignInRecord): AwaitedCode {
    return JSON.parse(this.deps.box.open(sealed, contextOf(id))) as AwaitedCode;
  }
}

function idOf(token: string): string {
  return new Bun.CryptoHasher("sha256").update(token).digest("hex");
}

function contextOf(id: string): string {
  return `pending-sign-in:${id}`;
}
