// YAML as configurations are written in it. A key that stands twice in one section is an error of YAML's (1.2.2, 3.2.1.1), but the runtime's parser
// keeps the last and says nothing: of two `auth:` sections, all that the first one forbids would be allowed. So another one looks for such keys.

/** Throws for what is no YAML, and for a key that a section has twice. */
export function parseYaml(text: string): unknown {
  const parsed: unknown = Bun.YAML.parse(text);
  // Loaded only where there is such a file: no start-up should wait for it.
  const { parseDocument } = require("yaml") as typeof import("yaml");
  const repeated = parseDocument(text, { merge: true }).errors.find(({ code }) => code === "DUPLICATE_KEY");
  if (repeated) throw new Error(`the key of line ${repeated.linePos?.[0].line} is there twice`);
  return parsed;
}
