// Where the answers of idempotent requests are kept: in the database, because the repeated request may reach another node, and
// sealed, because some of them hold a secret.
import { createHmac } from "node:crypto";
import type { SecretBox } from "../auth/secret-box.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";

export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** May hold a secret, such as a token that was just made. */
  readonly body: string;
}

/** How long an answer is kept: long enough for a client that retries over night. */
export const IDEMPOTENCY_HOURS = 24;
const KEPT_MS = IDEMPOTENCY_HOURS * 60 * 60 * 1000;
/** No request of this API runs longer; one that did not answer by then died with its process. */
const RUNNING_MS = 5 * 60 * 1000;

export class IdempotentAnswers {
  constructor(private readonly deps: { metadata: MetadataStore; box: SecretBox }) {}

  /**
   * `new`: the key is now this request's, to be finished or abandoned; `running`: another request has it; `mismatch`: it stands for
   * another request. Of two that begin at once only one is `new`.
   */
  async begin(principal: string, key: string, request: string, now: number): Promise<"new" | "running" | "mismatch" | KeptAnswer> {
    const fingerprint = this.fingerprintOf(request);
    const found = await this.deps.metadata.transaction(async (tx) => {
      await tx.idempotencyKeys.deleteOld(now - KEPT_MS);
      await tx.idempotencyKeys.deleteUnanswered(now - RUNNING_MS);
      return (await tx.idempotencyKeys.add(principal, key, fingerprint, now)) ? undefined : tx.idempotencyKeys.find(principal, key);
    });
    if (!found) return "new";
    if (found.fingerprint !== fingerprint) return "mismatch";
    if (found.answer === undefined) return "running";
    return JSON.parse(this.deps.box.open(found.answer, contextOf(principal, key))) as KeptAnswer;
  }

  async finish(principal: string, key: string, answer: KeptAnswer): Promise<void> {
    const sealed = this.deps.box.seal(JSON.stringify(answer), contextOf(principal, key));
    await this.deps.metadata.transaction((tx) => tx.idempotencyKeys.setAnswer(principal, key, sealed));
  }

  /** The request came to nothing; the key may be used again. */
  async abandon(principal: string, key: string): Promise<void> {
    await this.deps.metadata.transaction((tx) => tx.idempotencyKeys.delete(principal, key));
  }

  /** With our key: some requests hold a password, and a plain hash of one can be guessed by whoever has read the database. */
  private fingerprintOf(request: string): string {
    return createHmac("sha256", this.deps.box.derive("idempotency")).update(request).digest("hex");
  }
}

function contextOf(principal: string, key: string): string {
  return `idempotency:${principal}:${key}`;
}
