// Ids as the Management API shows them: a prefix says of what, so that one is never taken for another.
const PREFIXES = [
  "repo",
  "org",
  "tok",
  "rob",
  "team",
  "inv",
  "rule",
  "ses",
  "key",
  "aud",
  "user",
  "grant",
  "job",
  "hold",
  "tagrule",
  "trash",
  "plan",
] as const;
export type IdPrefix = (typeof PREFIXES)[number];

export function formatId(prefix: IdPrefix, id: number): string {
  return `${prefix}_${id}`;
}

/** Undefined for anything that we cannot have written. */
export function parseId(prefix: IdPrefix, text: string): number | undefined {
  const match = /^([a-z]+)_([1-9]\d{0,14})$/.exec(text);
  return match?.[1] === prefix ? Number(match[2]) : undefined;
}
