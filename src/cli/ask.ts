// A question to the person at the terminal. It goes to stderr: stdout is for results.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CliError } from "./failure.ts";

/** Rejects when they leave with Ctrl-C or Ctrl-D. */
export async function askAtTerminal(question: string, { hidden = false }: { readonly hidden?: boolean } = {}): Promise<string> {
  // The line editor echoes what is typed into its output: into nowhere, when nobody may see it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (hidden) process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stderr, terminal: true, historySize: 0 });
  const left = new AbortController();
  lines.once("SIGINT", () => left.abort());
  lines.once("close", () => left.abort());
  try {
    return await lines.question(hidden ? "" : question, { signal: left.signal });
  } catch (cause) {
    throw new CliError("failure", "no answer was given", undefined, { cause });
  } finally {
    lines.close();
    if (hidden) process.stderr.write("\n");
  }
}
