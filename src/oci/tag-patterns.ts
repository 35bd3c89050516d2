// Patterns of tags: `*` stands for any text, `?` for one character, and a pattern that begins with `!` takes out what it matches,
// wherever it stands in the list.

/** What a pattern may be: a tag with wildcards in it. */
export const TAG_PATTERN = /^!?[a-zA-Z0-9_.*?-]{1,128}$/;

export class TagPatterns {
  private readonly wanted: readonly string[];
  private readonly exceptions: readonly string[];

  constructor(patterns: readonly string[]) {
    this.wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
    this.exceptions = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  }

  matches(tag: string): boolean {
    return this.wanted.some((pattern) => matchesOne(pattern, tag)) && !this.exceptions.some((pattern) => matchesOne(pattern, tag));
  }
}

/** Not a regular expression: one with sixty stars, which somebody may write, would not come to an end. */
function matchesOne(pattern: string, tag: string): boolean {
  let [at, inTag] = [0, 0];
  // Where the last star stood, and what it has taken so far: only that one is ever tried again.
  let [star, taken] = [-1, 0];
  while (inTag < tag.length) {
    if (pattern[at] === "*") [star, taken, at] = [at, inTag, at + 1];
    else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === tag[inTag])) [at, inTag] = [at + 1, inTag + 1];
    else if (star >= 0) [at, taken, inTag] = [star + 1, taken + 1, taken + 1];
    else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
