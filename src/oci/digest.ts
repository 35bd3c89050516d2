// Digests: `algorithm:encoded` (image-spec, descriptor.md "Digests"). A `Digest` in hand is valid and of an algorithm
// this registry computes; anything else never gets past `parseDigest`.

declare const brand: unique symbol;
export type Digest = string & { readonly [brand]: "Digest" };

export const DIGEST_ALGORITHMS = ["sha256", "sha512"] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

const HEX_LENGTH: Record<DigestAlgorithm, number> = { sha256: 64, sha512: 128 };
const LOWER_HEX = /^[0-9a-f]+$/;

/** Resolves to undefined for a malformed digest and for an algorithm that is not supported: both are DIGEST_INVALID. */
export function parseDigest(text: string | null | undefined): Digest | undefined {
  if (!text) return undefined;
  const colon = text.indexOf(":");
  const algorithm = parseAlgorithm(text.slice(0, colon));
  if (colon < 0 || !algorithm) return undefined;
  // Length first, so that a hostile megabyte costs one comparison.
  if (text.length !== colon + 1 + HEX_LENGTH[algorithm]) return undefined;
  return LOWER_HEX.test(text.slice(colon + 1)) ? (text as Digest) : undefined;
}

export function parseAlgorithm(text: string): DigestAlgorithm | undefined {
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm === text);
}

export function algorithmOf(digest: Digest): DigestAlgorithm {
  return digest.slice(0, digest.indexOf(":")) as DigestAlgorithm;
}

/** The hexadecimal part, which is safe as a file name. */
export function encodedOf(digest: Digest): string {
  return digest.slice(digest.indexOf(":") + 1);
}

/** Joins what a hasher returned; the caller vouches that `hex` came from that algorithm. */
export function digestFromHex(algorithm: DigestAlgorithm, hex: string): Digest {
  return `${algorithm}:${hex}` as Digest;
}

export function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array): Digest {
  return digestFromHex(algorithm, new Bun.CryptoHasher(algorithm).update(bytes).digest("hex"));
}
