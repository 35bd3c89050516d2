// The tree of commands. Each command's own needs are imported when it runs, so that `serve` starts fast and `--help`
// does not open a database driver.
import { Command } from "commander";
import { addAdmin } from "./admin.ts";
import { addApi } from "./api.ts";
import { addAudit } from "./audit.ts";
import { addCompletion } from "./completion.ts";
import { addConfig } from "./config.ts";
import { addContext } from "./context.ts";
import { addCredentialHelper } from "./credential-helper.ts";
import { addExamples } from "./help.ts";
import { addLogin } from "./login.ts";
import { addLogout } from "./logout.ts";
import { addMember } from "./member.ts";
import { addMigrate } from "./migrate.ts";
import { addOrg } from "./org.ts";
import { addSearch } from "./search.ts";
import { addServe } from "./serve.ts";
import { addRepo } from "./repo.ts";
import { addRobot } from "./robot.ts";
import type { Session } from "./session.ts";
import { addTag } from "./tag.ts";
import { addTeam } from "./team.ts";
import { addToken } from "./token.ts";
import { addUser } from "./user.ts";
import { addVersion, VERSION } from "./version.ts";
import { addWhoami } from "./whoami.ts";

type Add = (program: Command, session: Session) => void;

/** By the headings of the help, in its order. */
const COMMANDS: Readonly<Record<string, readonly Add[]>> = {
  "Run a registry:": [addServe, addConfig, addMigrate, addUser, addAdmin],
  "Use a registry:": [
    addLogin,
    addLogout,
    addWhoami,
    addContext,
    addToken,
    addOrg,
    addMember,
    addTeam,
    addRobot,
    addRepo,
    addTag,
    addSearch,
    addAudit,
    addApi,
    addCredentialHelper,
  ],
  "This program:": [addVersion, addCompletion],
};

export function createProgram(session: Session): Command {
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
  for (const [heading, adds] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const add of adds) add(program, session);
  }
  return program;
}
