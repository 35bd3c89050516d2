import type { Command } from "commander";
import type { User } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addRemoteOptions, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";

export function addWhoami(program: Command, session: Session): void {
  const command = addRemoteOptions(program.command("whoami").description("Show whom a registry takes you for"));
  addExamples(command, "aerugo whoami", "aerugo whoami -q --context registry.example.com");
  command.action(
    remoteAction<[]>(session, async (remote) => {
      const { api, request, output, url } = remote;
      const robot = await remote.findRobot();
      if (robot !== undefined) return output.one({ username: robot }, robotShape(url));
      const { data } = await api.getCurrentUser(request);
      const columns = [
        { title: "Registry", value: () => url },
        { title: "User", value: ({ username }: User) => username },
        { title: "Name", value: ({ display_name }: User) => display_name },
        { title: "Site administrator", value: ({ is_admin }: User) => is_admin },
        { title: "Second factor", value: ({ has_second_factor }: User) => has_second_factor },
      ];
      output.one(data, { id: ({ username }) => username, columns });
    }),
  );
}

/** A robot has no profile. */
function robotShape(url: string) {
  const columns = [
    { title: "Registry", value: () => url },
    { title: "Robot", value: ({ username }: { username: string }) => username },
  ];
  return { id: ({ username }: { username: string }) => username, columns };
}
