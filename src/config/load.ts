// Defaults < file < environment < flags. Nothing is ignored and nothing is guessed: whatever is unknown or wrong, in any
// of the four, is collected and refused together.
import { readFileSync } from "node:fs";
import { crossCheck } from "./cross-check.ts";
import { ConfigError, display, maskPassword, type Problem } from "./problem.ts";
import { DECLARATIONS, OTHER_VARIABLES, toConfig, type Config, type Key, type KeyDeclaration } from "./schema.ts";
import { suggest } from "./suggest.ts";
import { listFromText } from "./types.ts";
import { parseYaml } from "./yaml.ts";

export interface ConfigInputs {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By the flag as it is written: `{ "--listen": ":5000", "--open": true }`. */
  readonly flags?: Readonly<Record<string, string | boolean>>;
  /** Flags of the command itself, which a mistyped flag may have meant. */
  readonly otherFlags?: readonly string[];
  /** The value of `--config`; without it, `AERUGO_CONFIG` may name the file. */
  readonly file?: string | undefined;
}

/** One key's value and where it comes from. */
export interface Setting {
  readonly declaration: KeyDeclaration;
  /** As a file would have it: what was text in a variable or flag is a number, a boolean or a list here. */
  readonly value: unknown;
  readonly source: string;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly settings: ReadonlyMap<Key, Setting>;
}

/** Throws a `ConfigError` that names every problem. */
export function loadConfig(inputs: ConfigInputs): LoadedConfig {
  const loading = new Loading();
  loading.addFile(inputs);
  loading.addEnvironment(inputs.environment);
  loading.addFlags(inputs);
  loading.addDefaults();
  return loading.finish();
}

class Loading {
  private readonly settings = new Map<Key, Setting>();
  private readonly values = new Map<Key, unknown>();
  private readonly problems: Problem[] = [];

  addFile({ file, environment }: ConfigInputs): void {
    const path = file ?? (environment.AERUGO_CONFIG || undefined);
    if (path === undefined) return;
    const source = file === undefined ? "AERUGO_CONFIG" : "--config";
    const content = this.read(path, "config", source);
    if (content === undefined) return;
    const parsed = this.parse(path, content);
    if (parsed !== undefined) this.addSection(parsed, "", path);
  }

  addEnvironment(environment: ConfigInputs["environment"]): void {
    for (const [name, value] of Object.entries(environment)) {
      if (!name.startsWith("AERUGO_") || Object.hasOwn(OTHER_VARIABLES, name)) continue;
      const declaration = DECLARATIONS.find(({ variable, fileVariable }) => variable === name || fileVariable === name);
      if (!declaration) this.refuseUnknown(name, "the environment", VARIABLES);
      // Compose files and charts write an empty value where they mean "not set".
      else if (value) this.addVariable(declaration, name, value, environment);
    }
  }

  addFlags({ flags = {}, otherFlags = [] }: ConfigInputs): void {
    for (const [flag, value] of Object.entries(flags)) {
      const declaration = DECLARATIONS.find((candidate) => candidate.flag === flag);
      if (!declaration) this.refuseUnknown(flag, "the command line", [...FLAGS, ...otherFlags]);
      else if (declaration.secret) this.addFromFile(declaration, String(value), flag);
      else this.set(declaration, value, flag);
    }
  }

  /** For the keys that nobody set, so it comes last. */
  addDefaults(): void {
    for (const declaration of DECLARATIONS) {
      if (this.settings.has(declaration.key)) continue;
      const { default: value } = declaration;
      this.set(declaration, typeof value === "string" ? this.withDataDir(value) : value, "default");
    }
  }

  finish(): LoadedConfig {
    if (this.problems.length > 0) throw new ConfigError(this.problems);
    const settings = new Map(DECLARATIONS.map(({ key }) => [key, this.settings.get(key)!]));
    const config = toConfig(this.values);
    const crossed = crossCheck(config, (key) => settings.get(key)!.source);
    if (crossed.length > 0) throw new ConfigError(crossed);
    return { config, settings };
  }

  private addSection(section: object, prefix: string, source: string): void {
    for (const [name, value] of Object.entries(section)) {
      const key = prefix + name;
      const declaration = DECLARATIONS.find((candidate) => candidate.key === key);
      // A section or key whose lines are all commented out is null: the same as absent.
      if (value === null) this.expectKnown(key, source);
      else if (declaration) this.set(declaration, value, source);
      else if (SECTIONS.includes(key)) this.addInnerSection(value, key, source);
      else this.refuseUnknown(key, source, FILE_KEYS);
    }
  }

  private addInnerSection(value: unknown, key: string, source: string): void {
    if (isTable(value)) this.addSection(value, `${key}.`, source);
    else this.problems.push({ key, value: undefined, source, expected: "a section with keys of its own" });
  }

  private addVariable(declaration: KeyDeclaration, name: string, value: string, environment: ConfigInputs["environment"]): void {
    if (name === declaration.variable) return this.set(declaration, value, name);
    if (!environment[declaration.variable]) return this.addFromFile(declaration, value, name);
    const source = `${declaration.variable} and ${name}`;
    this.problems.push({ key: declaration.key, value: undefined, source, expected: "only one of the two to be set" });
  }

  private addFromFile(declaration: KeyDeclaration, path: string, source: string): void {
    const content = this.read(path, declaration.key, source);
    if (content !== undefined) this.set(declaration, content.replace(/\r?\n$/, ""), `${source} (${path})`);
  }

  private read(path: string, key: string, source: string): string | undefined {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? "unknown error";
      this.problems.push({ key, value: path, source, expected: `a file that can be read (${reason})` });
      return undefined;
    }
  }

  private parse(path: string, content: string): object | undefined {
    const toml = path.endsWith(".toml");
    const language = toml ? "TOML" : "YAML";
    try {
      const parsed: unknown = toml ? Bun.TOML.parse(content) : parseYaml(content);
      if (parsed === null || isTable(parsed)) return parsed ?? {};
      this.problems.push({ key: "config", value: undefined, source: path, expected: `one ${language} document of keys and values` });
    } catch (error) {
      const expected = `valid ${language} (${(error as Error).message})`;
      this.problems.push({ key: "config", value: undefined, source: path, expected });
    }
    return undefined;
  }

  /** Checked even when something stronger sets the key again: a mistake that waits is found at the worst time. */
  private set(declaration: KeyDeclaration, value: unknown, source: string): void {
    const used = this.validate(declaration, value, source);
    this.values.set(declaration.key, used);
    this.settings.set(declaration.key, { declaration, value: asInFile(declaration, value, used), source });
  }

  private withDataDir(value: string): string {
    return value.replace("<data_dir>", () => String(this.settings.get("data_dir")?.value));
  }

  private validate(declaration: KeyDeclaration, value: unknown, source: string): unknown {
    if (value === undefined) return undefined;
    const result = declaration.type.zod.safeParse(value);
    if (result.success) return result.data;
    this.problems.push({ key: declaration.key, value: display(declaration, value), source, expected: declaration.type.expected });
    return undefined;
  }

  private expectKnown(key: string, source: string): void {
    if (!FILE_KEYS.includes(key)) this.refuseUnknown(key, source, FILE_KEYS);
  }

  /** Without its value: a mistyped name may well hold a secret. */
  private refuseUnknown(name: string, source: string, known: readonly string[]): void {
    const near = suggest(name, known);
    const expected = near === undefined ? "a key that exists (see aerugo config docs)" : `a key that exists; did you mean ${near}?`;
    this.problems.push({ key: maskPassword(name), value: undefined, source, expected });
  }
}

const VARIABLES = [
  ...Object.keys(OTHER_VARIABLES),
  ...DECLARATIONS.flatMap(({ variable, fileVariable }) => (fileVariable ? [variable, fileVariable] : [variable])),
];
const FLAGS = DECLARATIONS.map(({ flag }) => flag);
const SECTIONS = [...new Set(DECLARATIONS.flatMap(({ key }) => sectionsOf(key)))];
const FILE_KEYS: readonly string[] = [...DECLARATIONS.map(({ key }) => key), ...SECTIONS];

function asInFile({ type }: KeyDeclaration, written: unknown, used: unknown): unknown {
  if (type.kind === "list") return listFromText(written);
  return type.kind === "text" || type.kind === "choice" ? written : used;
}

/** `storage.s3.region` lies in `storage` and `storage.s3`. */
function sectionsOf(key: string): string[] {
  const parts = key.split(".").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
