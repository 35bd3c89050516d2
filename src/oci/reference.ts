// Names, tags and references, as distribution-spec "Pulling manifests" defines them. The brands mean: already checked.
import { type Digest, parseDigest } from "./digest.ts";

declare const brand: unique symbol;
export type RepositoryName = string & { readonly [brand]: "RepositoryName" };
export type Tag = string & { readonly [brand]: "Tag" };

/** What a client wrote after `/manifests/`. */
export type Reference = { readonly kind: "tag"; readonly tag: Tag } | { readonly kind: "digest"; readonly digest: Digest };

/** Clients cap `host/name` at 255 characters, so a longer name could be pushed but never pulled. */
export const NAME_LENGTH_LIMIT = 255;

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

export function parseRepositoryName(text: string | null | undefined): RepositoryName | undefined {
  // The length comes first: the pattern is linear, but a 100 000-character name need not be read to be refused.
  if (!text || text.length > NAME_LENGTH_LIMIT) return undefined;
  return NAME.test(text) ? (text as RepositoryName) : undefined;
}

export function parseTag(text: string | null | undefined): Tag | undefined {
  return text && TAG.test(text) ? (text as Tag) : undefined;
}

/** A colon cannot occur in a tag, so it decides; a tag that merely looks like `sha256-<hex>` stays a tag. */
export function parseReference(text: string): Reference | undefined {
  if (text.includes(":")) {
    const digest = parseDigest(text);
    return digest && { kind: "digest", digest };
  }
  const tag = parseTag(text);
  return tag && { kind: "tag", tag };
}

/** The namespace that single-segment names belong to. */
export const LIBRARY = "library";

/** `acme/team/api` belongs to `acme`; a name of one segment belongs to the built-in namespace. */
export function namespaceOf(name: RepositoryName): string {
  const slash = name.indexOf("/");
  return slash < 0 ? LIBRARY : name.slice(0, slash);
}
