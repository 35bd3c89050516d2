// Starts the CLI: hands it the process's terminal and environment, and ends with its exit code.
import { basename } from "node:path";
import { run } from "./cli/run.ts";

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
  readInput: () => Bun.stdin.text(),
  drained: () => drained(process.stdout),
  isShown: process.stdout.isTTY,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
};

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => stream.write("", () => done()));
}

async function ask(question: string, options?: { readonly hidden?: boolean }): Promise<string> {
  const { askAtTerminal } = await import("./cli/ask.ts");
  return askAtTerminal(question, options);
}

/** Docker finds its credential helpers by the name of their program: a link of that name to this one is enough. */
const isCredentialHelper = basename(process.argv0) === "docker-credential-aerugo";
const args = process.argv.slice(2);

const code = await run(isCredentialHelper ? ["credential-helper", ...args] : args, terminal, process.env);
// A pipe takes its bytes later: exiting before that would cut the output.
await Promise.all([process.stdout, process.stderr].map(drained));
process.exit(code);
