// The long secrets that Aerugo hands out. Their prefix lets a scanner find a leaked one, and their checksum lets us tell garbage
// from a secret before anything is asked of the database.

const PREFIXES = {
  personal: "aer_pat_",
  robot: "aer_rob_",
  refresh: "aer_ref_",
  session: "aer_ses_",
  invitation: "aer_inv_",
} as const;

export type SecretKind = keyof typeof PREFIXES;

export interface ParsedSecret {
  readonly kind: SecretKind;
  /** The whole of it, prefix and checksum too: what `hashSecret` takes. */
  readonly secret: string;
}

const KINDS = Object.keys(PREFIXES) as SecretKind[];
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^32 is a little more than 190 bits. */
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const PREFIX = new RegExp(`^(?:${Object.values(PREFIXES).join("|")})`);
const SECRET = new RegExp(`${PREFIX.source}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);
/** A part of a secret is redacted as well: a log line may have been cut in the middle of one. */
const ANYWHERE = new RegExp(`(${Object.values(PREFIXES).join("|")})[0-9A-Za-z]+`, "g");

export function newSecret(kind: SecretKind): string {
  const body = PREFIXES[kind] + randomBase62(RANDOM_LENGTH);
  return body + checksum(body);
}

/** Undefined for what we cannot have made. The checksum is no proof: only the stored hash says whether it was made. */
export function parseSecret(text: string): ParsedSecret | undefined {
  if (!SECRET.test(text)) return undefined;
  if (checksum(text.slice(0, -CHECKSUM_LENGTH)) !== text.slice(-CHECKSUM_LENGTH)) return undefined;
  return { kind: KINDS.find((kind) => text.startsWith(PREFIXES[kind]))!, secret: text };
}

/** SHA-256 in hex. Unsalted and fast, because 190 random bits cannot be guessed, and the hash must be found by an index. */
export function hashSecret(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

/** Begins as ours do, whole or mangled: such a text is never worth a password check. */
export function looksLikeSecret(text: string): boolean {
  return PREFIX.test(text);
}

/** For what is written to logs: of each secret only its prefix is left. */
export function redactSecrets(text: string): string {
  return text.replace(ANYWHERE, "$1…");
}

function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    // The bytes from 248 on are thrown away: 62 does not divide 256, and the first characters would come more often.
    const fair = crypto.getRandomValues(new Uint8Array(length)).filter((byte) => byte < 4 * BASE62.length);
    text += Array.from(fair, (byte) => BASE62[byte % BASE62.length]).join("");
  }
  return text.slice(0, length);
}

function checksum(body: string): string {
  let rest = Bun.hash.crc32(body);
  let text = "";
  while (text.length < CHECKSUM_LENGTH) {
    text = BASE62[rest % BASE62.length]! + text;
    rest = Math.floor(rest / BASE62.length);
  }
  return text;
}
