// One-time codes: short enough to be typed, and worth little: good for minutes, once, for a handful of attempts.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";

export type CodePurpose = "password" | "email";

export const CODE_MINUTES = 15;
const ATTEMPTS_LIMIT = 5;
/** Nobody's mailbox is filled, and five attempts a minute is as fast as anybody guesses. */
const PAUSE_MS = 60_000;
/** Without letters that look like digits or like each other. 30^8 is a little more than 39 bits. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
const GROUP = 4;

export class OneTimeCodes {
  /** `key` is of this installation: without it a copy of the database would tell the codes to whoever tries all of them. */
  constructor(private readonly deps: { metadata: MetadataStore; clock: Clock; key: Uint8Array }) {}

  /** `detail` is what the code confirms. Resolves to undefined when the last one was made less than a minute ago. */
  async issue(userId: number, purpose: CodePurpose, detail?: string): Promise<string | undefined> {
    const code = newCode();
    const now = this.deps.clock.now();
    const row = { userId, purpose, codeHash: this.hash(userId, purpose, code), detail, expiresAt: now + CODE_MINUTES * 60_000 };
    return this.deps.metadata.transaction(async (tx) => {
      const last = await tx.oneTimeCodes.find(userId, purpose);
      if (last && now - last.createdAt < PAUSE_MS && now >= last.createdAt) return undefined;
      await tx.oneTimeCodes.replace(row, now);
      return `${code.slice(0, GROUP)}-${code.slice(GROUP)}`;
    });
  }

  /** Uses the code up, or one of its attempts. Resolves to undefined for a wrong, used or expired one: which of them is not told. */
  async redeem(userId: number, purpose: CodePurpose, text: string): Promise<{ detail: string | undefined } | undefined> {
    const shown = this.hash(userId, purpose, normalize(text));
    const now = this.deps.clock.now();
    // Nothing is waited for that would be waited for only when there is a code.
    return this.deps.metadata.transaction(
      async (tx) => {
        const code = await tx.oneTimeCodes.find(userId, purpose);
        if (!code || code.usedAt !== undefined || code.expiresAt <= now || code.attempts >= ATTEMPTS_LIMIT) return undefined;
        await tx.oneTimeCodes.countAttempt(code.id);
        if (!timingSafeEqual(Buffer.from(code.codeHash), Buffer.from(shown))) return undefined;
        await tx.oneTimeCodes.use(code.id, now);
        return { detail: code.detail };
      },
      { durable: false },
    );
  }

  private hash(userId: number, purpose: CodePurpose, code: string): string {
    return createHmac("sha256", this.deps.key).update(`${purpose}:${userId}:${code}`).digest("hex");
  }
}

function newCode(): string {
  let code = "";
  while (code.length < LENGTH) {
    // 240 is the largest multiple of 30 in a byte: above it the first letters would come more often.
    const fair = crypto.getRandomValues(new Uint8Array(LENGTH)).filter((byte) => byte < 8 * ALPHABET.length);
    code += Array.from(fair, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
  }
  return code.slice(0, LENGTH);
}

/** As people type: in small letters, with or without the dash. */
function normalize(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, "");
}
