import { Argument, Option, type Command } from "commander";
import type { Member } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";

const ROLES = ["owner", "admin", "member"] as const;
type Role = (typeof ROLES)[number];

export function addMember(program: Command, session: Session): void {
  const member = program.command("member").description("Manage the members of an organization");
  addExamples(member, "aerugo member add acme bob", "aerugo member ls acme");
  addList(member, session);
  addAdd(member, session);
  addSetRole(member, session);
  addRemove(member, session);
}

const SHAPE = {
  id: ({ username }: Member) => username,
  columns: [
    { title: "USER", value: ({ username }: Member) => username },
    { title: "ROLE", value: ({ role }: Member) => role },
    { title: "SINCE", value: ({ created_at }: Member) => created_at, kind: "time" as const },
  ],
};

function addList(member: Command, session: Session): void {
  const command = member.command("ls").alias("list").description("List the members").addArgument(organizationArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo member ls acme", "aerugo member ls acme -q");
  command.action(
    remoteAction<[string]>(session, async (remote, org) => {
      const { api, request } = remote;
      remote.output.list(await remote.all((query) => api.listMembers({ ...request, path: { org }, query })), SHAPE);
    }),
  );
}

function addAdd(member: Command, session: Session): void {
  const command = withMember(member.command("add").description("Make a user a member"));
  command.addOption(new Option("--role <role>", "As what").choices(ROLES).default("member"));
  addExamples(addRemoteOptions(command), "aerugo member add acme bob", "aerugo member add acme carol --role admin");
  command.action(
    remoteAction<[string, string], { role: Role }>(session, async (remote, org, username, { role }) => {
      const { api, request, output } = remote;
      // Without If-Match it only creates: whoever is a member already keeps the role.
      const { data } = await api.putMember({ ...request, path: { org, username }, body: { role } }).catch((error: unknown) => {
        if (!remote.isProblem(error, "precondition_required")) throw error;
        throw new CliError("conflict", `${username} is a member of ${org} already`, "aerugo member set-role changes the role.", {
          cause: error,
        });
      });
      output.one(data, SHAPE);
    }),
  );
}

function addSetRole(member: Command, session: Session): void {
  const command = withMember(member.command("set-role").description("Give a member another role"));
  command.addArgument(new Argument("<role>", "The new role").choices(ROLES));
  addExamples(addRemoteOptions(command), "aerugo member set-role acme bob admin");
  command.action(
    remoteAction<[string, string, Role]>(session, async (remote, org, username, role) => {
      const { api, request, output } = remote;
      const path = { org, username };
      const headers = remote.ifMatch(await api.getMember({ ...request, path }));
      const { data } = await api.putMember({ ...request, path, headers, body: { role } });
      output.one(data, SHAPE);
    }),
  );
}

function addRemove(member: Command, session: Session): void {
  const command = withMember(member.command("rm").description("Remove a member, from all teams and grants of the organization too"));
  addExamples(addYes(addContextOption(command)), "aerugo member rm acme bob --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, org, username) => {
      await remote.confirm(`Remove ${username} from ${org}, with everything granted there?`);
      await remote.api.removeMember({ ...remote.request, path: { org, username } });
    }),
  );
}

function withMember(command: Command): Command {
  return command.addArgument(organizationArgument()).argument("<user>", "The user's name");
}
