import { type Command, Option } from "commander";
import { addConfigFlags } from "./config-flags.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

export function addAdmin(program: Command, session: Session): void {
  const admin = program.command("admin").description("Look after an installation's database, with or without a running server");
  addExamples(admin, "aerugo admin key rotate");
  const key = admin.command("key").description("The key that access tokens are signed with");
  addExamples(key, "aerugo admin key rotate");
  addRotate(key, session);
}

function addRotate(key: Command, session: Session): void {
  const command = key.command("rotate").description("Sign access tokens with a new key; those signed before stay good until they expire");
  command.addOption(new Option("-o, --output <format>", "How to print the new key").choices(["text", "json"]).default("text"));
  command.option("--at-once", "The present key was stolen: nothing that it signed is good any more, and clients must sign in again");
  addExamples(addConfigFlags(command), "aerugo admin key rotate", "aerugo admin key rotate --at-once");
  command.action(async ({ output, atOnce = false }: { output: string; atOnce?: boolean }) => {
    const { config } = session.load(command);
    const { openServices } = await import("../compose.ts");
    const services = await openServices(config);
    try {
      const { id, activatesAt } = await services.rotateSigningKey({ atOnce });
      const time = new Date(activatesAt).toISOString();
      if (output === "json") session.printJson({ id, activatesAt: time });
      else session.terminal.out(`${id} is published now and signs from ${time} on\n`);
    } finally {
      await services.close();
    }
  });
}
