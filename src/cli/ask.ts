// A question to the person at the terminal. It goes to stderr: stdout is for results.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CliError } from "./failure.ts";

/** Rejects when they leave with Ctrl-C or Ctrl-D. */
export async function askAtTerminal(question: string, { hidden = false }: { readonly hidden?: boolean } = {}): Promise<string> {
  // The line editor echoes what is typed into its output: into nowhere, when nobody may see it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stderr, terminal: true, historySize: 0 });
  try {
    return await new Promise<string>((resolve, reject) => {
      const leave = () => reject(new CliError("failure", "no answer was given"));
      lines.once("line", resolve);
      lines.once("SIGINT", leave);
      lines.once("close", leave);
      lines.setPrompt(hidden ? "" : question);
      lines.prompt();
      // Only now: before the line editor has the terminal, the terminal itself echoes what is typed.
      if (hidden) process.stderr.write(question);
    });
  } finally {
    lines.close();
    if (hidden) process.stderr.write("\n");
  }
}
