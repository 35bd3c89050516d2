// The configuration as flags: one per key of the table, on every command that reads the configuration.
import { Option, type Command } from "commander";
import type { ConfigInputs } from "../config/load.ts";
import { DECLARATIONS, type KeyDeclaration } from "../config/schema.ts";
import { CliError } from "./failure.ts";

export const CONFIG_FLAGS_GROUP = "Configuration:";

export function addConfigFlags(command: Command): Command {
  // Flags that do not exist are left to the loader, which reports them together with every other mistake.
  command.allowUnknownOption().allowExcessArguments();
  for (const option of (configOptions ??= makeConfigOptions())) command.addOption(option);
  return command;
}

/** Several commands of one program have them, and an option is never changed: making them again made a server start later. */
let configOptions: readonly Option[] | undefined;

function makeConfigOptions(): Option[] {
  const file = inGroup(new Option("--config <path>", "Read this configuration file (AERUGO_CONFIG)"));
  const keys = DECLARATIONS.flatMap((declaration) => {
    const option = inGroup(configOption(declaration));
    return declaration.type.kind === "boolean" ? [option, new Option(negated(declaration.flag)).hideHelp()] : [option];
  });
  return [file, ...keys];
}

/** What the loader needs to know of a command line. */
export function configInputs(command: Command, environment: ConfigInputs["environment"]): ConfigInputs {
  const flags: Record<string, string | boolean> = {};
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== "cli" || !isConfigFlag(option)) continue;
    flags[option.long!] = command.getOptionValue(name) as string | boolean;
  }
  const leftOver = command.args.filter((argument) => argument.startsWith("-"));
  for (const argument of leftOver) {
    // Either unknown, or a switch with a value (--open=false), which the parser does not know.
    const [flag = "", ...value] = argument.split("=");
    flags[flag] = value.length > 0 ? value.join("=") : true;
  }
  // After an unknown flag, nobody can tell its value from an operand.
  if (leftOver.every((argument) => argument.includes("="))) refuseExcessOperands(command);
  const otherFlags = command.options.filter((option) => !isConfigFlag(option)).flatMap(({ long }) => long ?? []);
  return { environment, flags, otherFlags, file: command.getOptionValue("config") as string | undefined };
}

function configOption({ key, flag, meaning, secret, type }: KeyDeclaration): Option {
  if (secret) return new Option(`${flag} <path>`, `Read ${key} from this file. ${meaning}`);
  if (type.kind === "boolean") return new Option(flag, meaning);
  const option = new Option(`${flag} <${PLACEHOLDERS[type.kind]}>`, meaning);
  // For help and completion only: the loader is the one that refuses, together with everything else.
  if (type.choices) option.argChoices = [...type.choices];
  return type.kind === "list" ? option.argParser(joinRepeated) : option;
}

const PLACEHOLDERS = { text: "value", choice: "choice", size: "size", duration: "seconds", count: "number", list: "a,b" };

/** `--flag a --flag b` means the same as `--flag a,b`. */
function joinRepeated(value: string, previous: string | undefined): string {
  return previous === undefined ? value : `${previous},${value}`;
}

function refuseExcessOperands(command: Command): void {
  const operands = command.args.filter((argument) => !argument.startsWith("-"));
  const excess = operands[command.registeredArguments.length];
  if (excess !== undefined) throw new CliError("usage", `unexpected argument ${JSON.stringify(excess)}`, "Try --help.");
}

function isConfigFlag({ long }: Option): boolean {
  return DECLARATIONS.some(({ flag }) => flag === long);
}

function inGroup(option: Option): Option {
  return option.helpGroup(CONFIG_FLAGS_GROUP);
}

function negated(flag: string): string {
  return flag.replace(/^--/, "--no-");
}
