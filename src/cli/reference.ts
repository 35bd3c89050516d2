// The reference page of the command line, written from the tree of commands.
import type { Command } from "commander";
import { prose } from "../lib/markdown.ts";
import { CONFIG_FLAGS_GROUP } from "./config-flags.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { examplesOf } from "./help.ts";

const INTRODUCTION = `# Command line

Written by \`npm run generate\` from \`src/cli/\`: change it there.

\`npm start -- <flags>\` runs \`aerugo serve <flags>\`, and \`npm run aerugo -- <command>\` any other command. Results go to
stdout, errors to stderr: one line, and a hint where there is one.
`;

export function cliReference(program: Command): string {
  return [INTRODUCTION, ...leaves(program).map((command) => commandReference(command)), exitCodes()].join("\n");
}

function leaves(command: Command): readonly Command[] {
  const children = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== "help");
  return children.length === 0 ? [command] : children.flatMap(leaves);
}

function commandReference(command: Command): string {
  const parts = [`## \`${pathOf(command)}\``, `${prose(command.description())}.`, fenced(`${pathOf(command)} ${command.usage()}`)];
  const items = [...argumentItems(command), ...optionItems(command)];
  if (items.length > 0) parts.push(items.join("\n"));
  if (readsConfiguration(command)) parts.push("It reads the configuration, and takes every [configuration flag](configuration.md).");
  parts.push(fenced(examplesOf(command).join("\n")));
  return `${parts.join("\n\n")}\n`;
}

function argumentItems(command: Command): string[] {
  return command.registeredArguments.map((argument) => {
    const choices = argument.argChoices ? `: ${argument.argChoices.join(", ")}` : "";
    return `- \`<${argument.name()}>\`: ${prose(argument.description)}${choices}`;
  });
}

function optionItems(command: Command): string[] {
  const own = command.options.filter((option) => option.helpGroupHeading !== CONFIG_FLAGS_GROUP && !option.hidden);
  return own.map((option) => {
    const choices = option.argChoices ? `: ${option.argChoices.join(", ")}` : "";
    const preset = option.defaultValue === undefined ? "" : ` (default ${option.defaultValue})`;
    return `- \`${option.flags}\`: ${prose(option.description)}${choices}${preset}`;
  });
}

function readsConfiguration(command: Command): boolean {
  return command.options.some((option) => option.helpGroupHeading === CONFIG_FLAGS_GROUP);
}

function exitCodes(): string {
  const items = Object.values(EXIT_CODES).map(({ code, meaning }) => `- \`${code}\`: ${meaning}`);
  return `## Exit codes\n\n${items.join("\n")}\n`;
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function fenced(text: string): string {
  return `\`\`\`sh\n${text}\n\`\`\``;
}
