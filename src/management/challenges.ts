// What a ceremony must remember between its beginning and its end, when anybody may begin one: it goes out sealed and comes back with the
// answer, so that beginnings fill no database. Only an answer that was accepted is written down, because it is good once.
import { CredentialsError } from "../auth/authenticator.ts";
import { type SecretBox, SealError } from "../auth/secret-box.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataWriter } from "../metadata/metadata-store.ts";

export type ChallengeKind = "passkey" | "passkey-registration" | "oidc";

const MINUTE_MS = 60_000;
/** A provider's pages may ask for a password, a code and a consent. */
const GOOD_FOR_MS = { passkey: 5 * MINUTE_MS, "passkey-registration": 5 * MINUTE_MS, oidc: 15 * MINUTE_MS } as const;

export interface StartedCeremony {
  /** For whoever began it, to be sent with the answer. */
  readonly token: string;
  readonly expiresInSeconds: number;
}

interface Sealed {
  readonly content: unknown;
  readonly expiresAt: number;
}

export class Challenges {
  constructor(private readonly deps: { clock: Clock; box: SecretBox }) {}

  /** No two tokens are the same, whatever the content. */
  issue(kind: ChallengeKind, content: unknown): StartedCeremony {
    const goodForMs = GOOD_FOR_MS[kind];
    const sealed: Sealed = { content, expiresAt: this.deps.clock.now() + goodForMs };
    return { token: this.deps.box.seal(JSON.stringify(sealed), contextOf(kind)), expiresInSeconds: goodForMs / 1000 };
  }

  /** Throws CredentialsError for what is too old, or was never issued for this. */
  read(kind: ChallengeKind, token: string): unknown {
    return this.open(kind, token).content;
  }

  /** The answer is accepted, if none was before: in the transaction that acts on it. Throws CredentialsError. */
  async finish(tx: Pick<MetadataWriter, "pendingSignIns">, kind: ChallengeKind, token: string): Promise<void> {
    const { expiresAt } = this.open(kind, token);
    await tx.pendingSignIns.deleteExpired(this.deps.clock.now());
    const id = new Bun.CryptoHasher("sha256").update(token).digest("hex");
    if (!(await tx.pendingSignIns.add({ id, kind, userId: undefined, sealed: "", expiresAt }))) throw new CredentialsError("Pending");
  }

  private open(kind: ChallengeKind, token: string): Sealed {
    const sealed = this.unseal(kind, token);
    if (sealed.expiresAt <= this.deps.clock.now()) throw new CredentialsError("Pending");
    return sealed;
  }

  private unseal(kind: ChallengeKind, token: string): Sealed {
    try {
      return JSON.parse(this.deps.box.open(token, contextOf(kind))) as Sealed;
    } catch (error) {
      if (error instanceof SealError) throw new CredentialsError("Pending");
      throw error;
    }
  }
}

function contextOf(kind: ChallengeKind): string {
  return `challenge:${kind}`;
}
