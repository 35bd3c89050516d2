import type { Command } from "commander";
import { addExamples } from "./help.ts";
import { contextArgument } from "./remote-command.ts";
import type { Session } from "./session.ts";

export function addLogout(program: Command, session: Session): void {
  const command = program.command("logout").description("End your session at a registry, and forget it");
  command.addArgument(contextArgument("[context]", "The context; the current one when left out"));
  addExamples(command, "aerugo logout", "aerugo logout registry.example.com");
  command.action(async (context: string | undefined) => {
    const [{ logout }, { Contexts }, { getCurrentName }, { transportOf }] = await Promise.all([
      import("./remote/login.ts"),
      import("./remote/contexts.ts"),
      import("./remote/target.ts"),
      import("./remote/remote.ts"),
    ]);
    const contexts = Contexts.in(session.environment);
    const name = context ?? getCurrentName(await contexts.read(), session.environment);
    const ended = await logout(name, { contexts, transport: transportOf(session) });
    const rest = ended === "token" ? " The token itself stays good until it is revoked: aerugo token revoke." : "";
    session.terminal.error(`Signed out of ${name}.${rest}\n`);
  });
}
