// User names out of what directories and providers call people. A user's name is the first part of their repositories' names,
// so it has the grammar of a component of those.

const LENGTH_LIMIT = 64;
/** Nobody is called that long, and what is longer need not be read. */
const INPUT_LENGTH_LIMIT = 1024;
const ACCENTS = /\p{M}+/gu;
/** Leaving these out would make two people one: "аda" with a Cyrillic а is not "da". */
const UNSPEAKABLE = /[^\p{ASCII}\p{P}\p{S}\p{Z}]|\p{Cc}/u;
const SEPARATORS = /[^a-z0-9]+/g;
const ALLOWED_SEPARATOR = /^(?:\.|_|__|-+)$/;

/**
 * `Ada.Lovelace@Example.org` is `ada.lovelace`, `Zoë Q` is `zoe-q`. Undefined when no name is left, or letters would have to be dropped.
 * Two people can get the same name: who somebody is says their provider and subject, never the name.
 */
export function usernameFrom(text: string): string | undefined {
  if (text.length > INPUT_LENGTH_LIMIT) return undefined;
  const local = text.trim().split("@", 1)[0]!;
  const plain = local.normalize("NFKD").replace(ACCENTS, "").toLowerCase();
  if (UNSPEAKABLE.test(plain)) return undefined;
  const joined = trimSeparators(plain.replace(SEPARATORS, (run) => (ALLOWED_SEPARATOR.test(run) ? run : "-")));
  return trimSeparators(joined.slice(0, LENGTH_LIMIT)) || undefined;
}

function trimSeparators(text: string): string {
  return text.replace(/^[._-]+|[._-]+$/g, "");
}
