import { CommanderError } from "commander";
import { EXIT_CODES } from "./exit-codes.ts";
import { toCliError, type CliError } from "./failure.ts";
import { createProgram } from "./program.ts";
import { withoutSecrets } from "./remote/text.ts";
import { Session, type Terminal } from "./session.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs one command line; resolves to the exit code, with everything said to the terminal. */
export async function run(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const session = new Session(terminal, environment);
  try {
    const program = await createProgram(session, args);
    await program.parseAsync([...args], { from: "user" });
    return EXIT_CODES.ok.code;
  } catch (error) {
    // Help and the version end commander's parsing as errors; whatever there was to say has been said.
    if (isHelp(error)) return error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code;
    const failure = toCliError(error);
    terminal.error(render(failure, session.showStacks));
    return EXIT_CODES[failure.kind].code;
  }
}

function render(failure: CliError, showStack: boolean): string {
  const hint = failure.hint === undefined ? "" : `hint: ${failure.hint}\n`;
  const stack = showStack ? `${withoutSecrets(Bun.inspect(failure.cause ?? failure))}\n` : "";
  return `aerugo: ${failure.message}\n${hint}${stack}`;
}

function isHelp(error: unknown): error is CommanderError {
  return error instanceof CommanderError && ["commander.help", "commander.helpDisplayed", "commander.version"].includes(error.code);
}
