import { Option, type Command } from "commander";
import type { LoadedConfig, Setting } from "../config/load.ts";
import { display } from "../config/problem.ts";
import { addConfigFlags } from "./config-flags.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

export function addConfig(program: Command, session: Session): void {
  const config = program.command("config").description("Show, check and explain the configuration");
  addExamples(config, "aerugo config show --sources", "aerugo config validate --config config.yaml");
  addShow(config, session);
  addValidate(config, session);
  addSchema(config, session);
  addDocs(config, session);
}

function addShow(config: Command, session: Session): void {
  const command = config.command("show").description("Print the configuration that would be used; secrets are masked");
  command.option("--sources", "Say where each value comes from");
  command.addOption(new Option("-o, --output <format>", "How to print it").choices(["yaml", "json"]).default("yaml"));
  addExamples(addConfigFlags(command), "aerugo config show --sources", "aerugo config show -o json");
  command.action(({ sources = false, output }: { sources?: boolean; output: string }) => {
    const loaded = session.load(command);
    if (output === "json") session.printJson(asTree(loaded, sources));
    else session.terminal.out(asYaml(loaded, sources));
  });
}

function addValidate(config: Command, session: Session): void {
  const command = config.command("validate").description("Check the configuration without starting anything");
  addExamples(addConfigFlags(command), "aerugo config validate --config config.yaml");
  command.action(() => {
    session.load(command);
    session.terminal.out("The configuration is valid.\n");
  });
}

function addSchema(config: Command, session: Session): void {
  const command = config.command("schema").description("Print the JSON Schema of the configuration file, for editors");
  addExamples(command, "aerugo config schema > aerugo.schema.json");
  command.action(async () => {
    const { jsonSchema } = await import("../config/json-schema.ts");
    session.printJson(jsonSchema());
  });
}

function addDocs(config: Command, session: Session): void {
  const command = config.command("docs").description("Print what every key means, as Markdown");
  addExamples(command, "aerugo config docs | less");
  command.action(async () => {
    const { configurationReference } = await import("../config/reference.ts");
    session.terminal.out(configurationReference());
  });
}

/** A file that would give this configuration, its secrets aside. */
function asYaml({ settings }: LoadedConfig, sources: boolean): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const setting of settings.values()) {
    const path = setting.declaration.key.split(".");
    const name = path.pop()!;
    // A section that is open already must not be opened again: of two of one name, YAML keeps the last.
    const common = path.findIndex((part, level) => part !== open[level]);
    const opened = common < 0 ? [] : path.slice(common);
    lines.push(...opened.map((part, index) => `${"  ".repeat(common + index)}${part}:`));
    open = path;
    const comment = sources ? ` # ${setting.source}` : "";
    lines.push(`${"  ".repeat(path.length)}${name}: ${yamlValue(setting)}${comment}`);
  }
  return `${lines.join("\n")}\n`;
}

function yamlValue(setting: Setting): string {
  const value = shown(setting);
  // JSON is YAML too, and keeps a list on one line with its comment.
  return typeof value === "string" ? Bun.YAML.stringify(value) : JSON.stringify(value);
}

function asTree({ settings }: LoadedConfig, sources: boolean): object {
  const tree: Record<string, unknown> = {};
  for (const setting of settings.values()) {
    const path = setting.declaration.key.split(".");
    const name = path.pop()!;
    let section = tree;
    for (const part of path) section = (section[part] ??= {}) as Record<string, unknown>;
    section[name] = sources ? { value: shown(setting), source: setting.source } : shown(setting);
  }
  return tree;
}

/** As it was written; `null` for what is not set, as a file may have it. */
function shown({ declaration, value }: Setting): unknown {
  if (value === undefined) return null;
  return declaration.secret || typeof value === "string" ? display(declaration, value) : value;
}
