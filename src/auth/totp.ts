// The second factor: six digits from an app (TOTP, RFC 6238), and recovery codes for when the app is gone.
import { timingSafeEqual } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** What every app understands: they ignore other algorithms, lengths and periods without a word. */
const PARAMETERS = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** RFC 4226 recommends 160 bits. */
const SEED_BYTES = 20;
/** A phone's clock is a little off, and people type slowly. */
const STEPS_ACCEPTED = [-1, 0, 1] as const;

const RECOVERY_CODES = 10;
const RECOVERY_CODE_BYTES = 10;
/** Crockford's: no i, l, o and u, which are read as other characters or make words. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BITS_PER_CHARACTER = 5;

/** In base32, as people type it when they cannot scan it. */
export function newTotpSecret(): string {
  return new Secret({ size: SEED_BYTES }).base32;
}

/** The `otpauth:` address that is shown as a QR code. */
export function totpUri(secret: string, username: string, issuer: string): string {
  return new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret), label: username, issuer }).toString();
}

/**
 * The step whose code this is, or undefined. It must be later than `lastStep`, the one that was accepted last, because a code that somebody
 * saw being typed is good for a minute. `now` is in milliseconds.
 */
export function verifyTotp(secret: string, code: string, now: number, lastStep: number | undefined): number | undefined {
  const given = Buffer.from(code.replaceAll(" ", ""));
  if (given.byteLength !== PARAMETERS.digits) return undefined;
  const seed = Secret.fromBase32(secret);
  const current = TOTP.counter({ period: PARAMETERS.period, timestamp: now });
  // All are compared, whichever of them matches: the time must not tell.
  const matching = STEPS_ACCEPTED.map((offset) => current + offset).filter((step) =>
    timingSafeEqual(given, Buffer.from(codeAt(seed, step))),
  );
  return matching.find((step) => lastStep === undefined || step > lastStep);
}

/** Shown once. Of the codes only the hashes are kept. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  return { codes, hashes: codes.map(hashRecoveryCode) };
}

/** However it was typed: in capitals, without dashes, with O for 0 or l for 1. Unsalted: nobody guesses 80 random bits. */
export function hashRecoveryCode(text: string): string {
  const normal = text.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
  return new Bun.CryptoHasher("sha256").update(normal).digest("hex");
}

function codeAt(secret: Secret, step: number): string {
  return TOTP.generate({ ...PARAMETERS, secret, timestamp: step * PARAMETERS.period * 1000 });
}

/** 80 random bits: `x4rq-81gz-0vtm-c5ya`. */
function newRecoveryCode(): string {
  let bits = 0n;
  for (const byte of crypto.getRandomValues(new Uint8Array(RECOVERY_CODE_BYTES))) bits = (bits << 8n) | BigInt(byte);
  const characters = Array.from({ length: (RECOVERY_CODE_BYTES * 8) / BITS_PER_CHARACTER }, (_, place) =>
    ALPHABET.charAt(Number((bits >> BigInt(place * BITS_PER_CHARACTER)) & 31n)),
  );
  return characters.join("").replace(/(.{4})(?=.)/g, "$1-");
}
