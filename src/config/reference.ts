// The reference page of the configuration, written from the table.
import { prose } from "../lib/markdown.ts";
import { DECLARATIONS, OTHER_VARIABLES, type KeyDeclaration } from "./schema.ts";

const INTRODUCTION = `# Configuration

Written by \`npm run generate\` from \`src/config/schema.ts\`: change it there.

Every key has a default. A configuration file overrides it, the environment overrides the file, and flags override the
environment. The file is YAML, or TOML when its name ends in \`.toml\`; \`--config\` or \`AERUGO_CONFIG\` names it. A dot in a
key is a level in the file: \`log.level\` is \`level\` inside \`log\`.

- Unknown keys and bad values are refused at start, all of them at once. \`aerugo config validate\` does the same without
  starting anything, and \`aerugo config show --sources\` prints every value with where it came from.
- A variable or key that is present but empty counts as not set.
- Every text has a second variable, ending in \`_FILE\`, that names a file to read it from; a line end at the end of the file
  is dropped. Setting both is refused.
- Lists are separated by commas in variables and flags.
- Secrets have no flag of their own, because every user of a machine can read command lines: their flag names a file.
`;

export function configurationReference(): string {
  const headings = new Set<string>();
  const parts = [INTRODUCTION];
  for (const declaration of DECLARATIONS) {
    const heading = sectionOf(declaration);
    if (!headings.has(heading)) parts.push(`## ${heading}\n`);
    headings.add(heading);
    parts.push(keyReference(declaration));
  }
  const others = Object.entries(OTHER_VARIABLES).map(([name, meaning]) => `- \`${name}\`: ${meaning}`);
  parts.push(`## Variables that are not keys\n\n${others.join("\n")}\n`);
  return parts.join("\n");
}

function sectionOf({ key }: KeyDeclaration): string {
  const section = key.split(".").slice(0, -1).join(".");
  return section === "" ? "General" : `\`${section}\``;
}

function keyReference(declaration: KeyDeclaration): string {
  const { key, meaning, type, variable, fileVariable, flag } = declaration;
  const variables = [variable, fileVariable].filter((name) => name !== undefined).map((name) => `\`${name}\``);
  return `### \`${key}\`

${prose(meaning)}

- Expected: ${prose(type.expected)}
- Default: ${defaultText(declaration)}
- Environment: ${variables.join(" or ")}
- Flag: \`${flag}\`
`;
}

function defaultText({ default: value }: KeyDeclaration): string {
  if (value === undefined) return "not set";
  if (Array.isArray(value)) return "an empty list";
  return `\`${String(value)}\``;
}
