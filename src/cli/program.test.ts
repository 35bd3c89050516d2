// What holds for every command there is, and for every one still to come.
import { describe, expect, test } from "bun:test";
import type { Command } from "commander";
import { join } from "node:path";
import { examplesOf } from "./help.ts";
import { createProgram } from "./program.ts";
import { Session } from "./session.ts";

const program = await createProgram(new Session({ out: () => {}, error: () => {}, readInput: async () => "" }, {}));
const commands = leaves(program).map((command) => [pathOf(command), command] as const);

describe.each(commands)("%s", (path, command) => {
  test("has examples that it would take", () => {
    expect(examplesOf(command).length).toBeGreaterThan(0);
    for (const example of examplesOf(command)) {
      expect(example).toContain(path);
      expect(flagsIn(example).filter((flag) => !knows(command, flag))).toEqual([]);
    }
  });

  test("is described in words that fit a list", () => {
    expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
    for (const { description, name } of command.registeredArguments.map((each) => ({ description: each.description, name: each.name() }))) {
      expect(`${name}: ${description}`).toMatch(/: [A-Z].*[^.]$/);
    }
  });
});

test("a server starts without the commands that speak to one, and everything else has them", async () => {
  const session = new Session({ out: () => {}, error: () => {}, readInput: async () => "" }, {});
  const names = async (...args: string[]) => (await createProgram(session, args)).commands.map((command) => command.name());
  expect(await names("serve", "--open")).not.toContain("login");
  for (const args of [[], ["help", "serve"], ["--help"], ["login"], ["lgoin"], ["__complete"]])
    expect(await names(...args)).toContain("login");
});

test("what takes something away can be told not to ask", () => {
  const asking = commands.filter(([path]) => / (rm|revoke|transfer|rename|rotate)$/.test(path) && !path.startsWith("aerugo admin "));
  expect(asking.length).toBeGreaterThan(8);
  expect(asking.filter(([, command]) => !knows(command, "--yes")).map(([path]) => path)).toEqual([]);
});

test("what speaks to a registry is loaded when a command runs, and not when the program starts", async () => {
  const files = [...new Bun.Glob("*.ts").scanSync(import.meta.dir)].filter((file) => !file.endsWith(".test.ts"));
  const loaded: string[] = [];
  for (const file of files) {
    const source = await Bun.file(join(import.meta.dir, file)).text();
    for (const [, path] of source.matchAll(/^import (?!type )[^;]*? from "([^"]*(?:\/remote\/|packages\/)[^"]*)"/gm))
      loaded.push(`${file} → ${path}`);
  }
  // How texts are written for people is needed at once, and needs nothing itself.
  expect(loaded.filter((arrow) => !arrow.endsWith(" → ./remote/text.ts"))).toEqual([]);
  const source = await Bun.file(join(import.meta.dir, "program.ts")).text();
  expect(source).not.toMatch(/^import .* from "\.\/remote-/m);
});

function leaves(command: Command): Command[] {
  const children = command.commands.filter((child) => child.name() !== "help" && !child.name().startsWith("__"));
  return children.length === 0 ? [command] : children.flatMap(leaves);
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function flagsIn(example: string): string[] {
  // What follows a pipe or is quoted belongs to somebody else.
  const own = example.replaceAll(/'[^']*'/g, "").split(/ [|<>] /, 1)[0]!;
  return own.split(" ").filter((word) => /^(--[a-z-]+(=.*)?|-[a-z])$/i.test(word));
}

function knows(command: Command, flag: string): boolean {
  const name = flag.split("=", 1)[0];
  return command.options.some(({ long, short }) => long === name || short === name) || name === "--help";
}
