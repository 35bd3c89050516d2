import { Option, type Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

export const VERSION: string = manifest.version;

export function addVersion(program: Command, session: Session): void {
  const command = program.command("version").description("Print the version");
  command.addOption(new Option("-o, --output <format>", "How to print it").choices(["text", "json"]).default("text"));
  addExamples(command, "aerugo version -o json");
  command.action(({ output }: { output: string }) => {
    const details = { version: VERSION, bun: Bun.version, platform: `${process.platform}-${process.arch}` };
    if (output === "json") session.printJson(details);
    else session.terminal.out(`aerugo ${VERSION} (Bun ${details.bun}, ${details.platform})\n`);
  });
}
