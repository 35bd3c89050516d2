// The tree of commands. Each command's own needs are imported when it runs, so that `serve` starts fast and `--help`
// does not open a database driver.
import { Command } from "commander";
import { addAdmin } from "./admin.ts";
import { addCompletion } from "./completion.ts";
import { addConfig } from "./config.ts";
import { addExamples } from "./help.ts";
import { addMigrate } from "./migrate.ts";
import { addServe } from "./serve.ts";
import type { Session } from "./session.ts";
import { addUser } from "./user.ts";
import { addVersion, VERSION } from "./version.ts";

const LOCAL_COMMANDS = [addServe, addConfig, addMigrate, addUser, addAdmin];

/** The whole tree; without the commands that speak to a registry when `args` begin with one that runs it. */
export async function createProgram(session: Session, args: readonly string[] = []): Promise<Command> {
  const program = new Command("aerugo")
    .description("A self-hosted registry for container images and every other OCI artifact.")
    .version(VERSION, "-V, --version", "Print the version")
    .helpOption("-h, --help", "Print help")
    .helpCommand("help [command]", "Print help for a command")
    // Errors are thrown and rendered in one place, with the exit code of their kind.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => session.terminal.out(text),
      writeErr: (text) => session.terminal.error(text),
      outputError: () => {},
    });
  addExamples(program, "aerugo serve --open", "aerugo serve --help");
  program.commandsGroup("Run a registry:");
  const isKnown = () => program.commands.some((command) => command.name() === args[0]);
  for (const add of LOCAL_COMMANDS) add(program, session);
  // Each of theirs has every key of the configuration as a flag, which a server need not wait for either.
  if (!isKnown()) await addCareCommands(program, session);
  // They are many, and a server would wait more than ten milliseconds for them.
  if (!isKnown()) await addRemoteCommands(program, session);
  program.commandsGroup("This program:");
  for (const add of [addVersion, addCompletion]) add(program, session);
  return program;
}

async function addCareCommands(program: Command, session: Session): Promise<void> {
  const [{ addStorage }, { addBackup }, { addImport }] = await Promise.all([
    import("./storage.ts"),
    import("./backup.ts"),
    import("./import.ts"),
  ]);
  for (const add of [addStorage, addBackup, addImport]) add(program, session);
}

async function addRemoteCommands(program: Command, session: Session): Promise<void> {
  const { REMOTE_COMMANDS } = await import("./remote-commands.ts");
  program.commandsGroup("Use a registry:");
  for (const add of REMOTE_COMMANDS) add(program, session);
}
