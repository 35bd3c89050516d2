// Starts the CLI: hands it the process's terminal and environment, and ends with its exit code.
import { run } from "./cli/run.ts";

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
  readInput: () => Bun.stdin.text(),
};

const code = await run(process.argv.slice(2), terminal, process.env);
// A pipe takes its bytes later: exiting before that would cut the output.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((done) => stream.write("", () => done()))));
process.exit(code);
