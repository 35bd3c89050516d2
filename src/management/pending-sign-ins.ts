// Sign-ins in several steps: what the next step must know, found by a secret that only the browser of the first step has. Each is good for
// minutes and once, and sealed, so that a copy of the database finishes nobody's sign-in.
import { CredentialsError } from "../auth/authenticator.ts";
import type { SecretBox } from "../auth/secret-box.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { PendingSignInRecord } from "../metadata/pending-sign-ins.ts";

export type PendingKind = "second-factor" | "passkey" | "passkey-registration" | "oidc";

const GOOD_FOR_MS = 5 * 60_000;
/** The page of a provider may ask for a password, a code and a consent. */
const OIDC_GOOD_FOR_MS = 15 * 60_000;
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

export interface StartedSignIn {
  readonly token: string;
  readonly expiresInSeconds: number;
}

export class PendingSignIns {
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; box: SecretBox }) {}

  async start(kind: PendingKind, content: unknown, userId?: number): Promise<StartedSignIn> {
    const { metadata, clock } = this.deps;
    const token = Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64url");
    const id = idOf(token);
    const now = clock.now();
    const goodForMs = kind === "oidc" ? OIDC_GOOD_FOR_MS : GOOD_FOR_MS;
    const pending = { id, kind, userId, sealed: this.seal(kind, id, content), expiresAt: now + goodForMs };
    const write = metadata.transaction(
      async (tx) => {
        await tx.pendingSignIns.deleteExpired(now);
        await tx.pendingSignIns.add(pending);
      },
      // Whoever loses it in a power cut starts again.
      { durable: false },
    );
    await write;
    return { token, expiresInSeconds: goodForMs / 1000 };
  }

  /** Nobody can take it again. Throws CredentialsError for one that is gone, has expired or never was. */
  async take(kind: PendingKind, token: string): Promise<unknown> {
    const pending = await this.find(kind, token);
    const isFirst = await this.deps.metadata.transaction((tx) => tx.pendingSignIns.delete(pending.id));
    if (!isFirst) throw new CredentialsError("Pending");
    return this.open(pending);
  }

  /** Writes down what changes before the step is tried: of two tries at once only one finds it unchanged. Throws CredentialsError. */
  async change<T>(kind: PendingKind, token: string, change: (content: T) => T): Promise<T> {
    const pending = await this.find(kind, token);
    const next = change(this.open(pending) as T);
    const sealed = this.seal(kind, pending.id, next);
    const isUnchanged = await this.deps.metadata.transaction((tx) => tx.pendingSignIns.replace(pending.id, pending.sealed, sealed));
    if (!isUnchanged) throw new CredentialsError("Pending");
    return next;
  }

  private async find(kind: PendingKind, token: string): Promise<PendingSignInRecord> {
    const pending = SECRET.test(token) ? await this.deps.metadata.read.pendingSignIns.find(idOf(token)) : undefined;
    if (pending?.kind === kind && pending.expiresAt > this.deps.clock.now()) return pending;
    throw new CredentialsError("Pending");
  }

  private seal(kind: PendingKind, id: string, content: unknown): string {
    return this.deps.box.seal(JSON.stringify(content), contextOf(kind, id));
  }

  private open({ kind, id, sealed }: PendingSignInRecord): unknown {
    return JSON.parse(this.deps.box.open(sealed, contextOf(kind, id)));
  }
}

function idOf(token: string): string {
  return new Bun.CryptoHasher("sha256").update(token).digest("hex");
}

function contextOf(kind: string, id: string): string {
  return `pending-sign-in:${kind}:${id}`;
}
