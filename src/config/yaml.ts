// YAML as configurations are written in it. A key that stands twice in one section is an error of YAML's (1.2.2, 3.2.1.1), but the parser
// keeps the last and says nothing: of two `auth:` sections, all that the first one forbids would be allowed.

/** Throws for what is no YAML, and for a key that a section has twice. */
export function parseYaml(text: string): unknown {
  const parsed: unknown = Bun.YAML.parse(text);
  const repeated = findRepeatedKey(text);
  if (repeated) throw new Error(`the key ${repeated.name} of line ${repeated.line} is there twice`);
  return parsed;
}

/** `name: …`, also in quotes, also as the first of a list's entry. */
const KEY = /^(?<before>(?:\s|- )*["']?)(?<name>[\w.-]+)(?=["']?\s*:)/;
/** What no key ends with. */
const MARK = "_of_this_line";
/** A key may stand beside the same one that another section lends it. */
const MERGES = /<<["']?\s*:/;

/**
 * Which lines begin with a key is for the parser to say, because a line of a longer text may look like one: it reads the text again with the key of
 * one line renamed, and where that one has company of its old name, the key is there twice.
 */
function findRepeatedKey(text: string): { readonly name: string; readonly line: number } | undefined {
  if (MERGES.test(text)) return undefined;
  const lines = text.split("\n");
  const names = lines.map((line) => KEY.exec(line)?.groups?.["name"]);
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    // The first of its name needs no look: the second one will find it.
    if (name !== undefined && seen.has(name) && hasCompany(lines, index, name)) return { name, line: index + 1 };
    if (name !== undefined) seen.add(name);
  }
  return undefined;
}

function hasCompany(lines: readonly string[], index: number, name: string): boolean {
  const marked = lines.with(index, lines[index]!.replace(KEY, `$<before>$<name>${MARK}`));
  try {
    return holdsBoth(Bun.YAML.parse(marked.join("\n")), name, name + MARK, new Set());
  } catch {
    return false;
  }
}

/** `seen`, because an alias may stand within what it means. */
function holdsBoth(value: unknown, name: string, marked: string, seen: Set<object>): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (Object.hasOwn(value, name) && Object.hasOwn(value, marked)) return true;
  return Object.values(value).some((inner) => holdsBoth(inner, name, marked, seen));
}
