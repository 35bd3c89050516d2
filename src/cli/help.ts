import type { Command } from "commander";

const examples = new WeakMap<Command, readonly string[]>();

/** Example lines, at the end of `--help` and in the reference page. */
export function addExamples(command: Command, ...lines: string[]): Command {
  examples.set(command, lines);
  return command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join("")}`);
}

export function examplesOf(command: Command): readonly string[] {
  return examples.get(command) ?? [];
}
