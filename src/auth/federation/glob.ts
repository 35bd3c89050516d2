// `*` stands for anything within a part of a path, `**` for anything across its parts, as in repository names. Tenants write
// patterns, so nothing here backtracks: each token of the pattern walks over the text once.

export function hasWildcard(pattern: string): boolean {
  return pattern.includes("*");
}

export function countWildcards(pattern: string): number {
  return tokensOf(pattern).filter(hasWildcard).length;
}

/** In time proportional to the text's length times the pattern's. */
export function matchesGlob(pattern: string, text: string): boolean {
  // Where in the text the tokens so far may have ended, in ascending order.
  let ends = [0];
  for (const token of tokensOf(pattern)) {
    ends = hasWildcard(token) ? spread(ends, text, token === "*") : follow(ends, text, token);
    if (ends.length === 0) return false;
  }
  return ends.at(-1) === text.length;
}

function tokensOf(pattern: string): string[] {
  return pattern.split(/(\*+)/).filter((token) => token !== "");
}

function follow(starts: readonly number[], text: string, literal: string): number[] {
  return starts.filter((start) => text.startsWith(literal, start)).map((start) => start + literal.length);
}

function spread(starts: readonly number[], text: string, withinPart: boolean): number[] {
  const ends: number[] = [];
  for (const start of starts) {
    // What the walk from an earlier start has reached, it reached for this one too.
    if (ends.length > 0 && start <= ends.at(-1)!) continue;
    const slash = withinPart ? text.indexOf("/", start) : -1;
    const last = slash < 0 ? text.length : slash;
    for (let end = start; end <= last; end += 1) ends.push(end);
  }
  return ends;
}
