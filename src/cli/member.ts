import { Argument, Option, type Command } from "commander";
import type { Invitation, Member } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given, parseDuration } from "./values.ts";

const ROLES = ["owner", "admin", "member"] as const;
type Role = (typeof ROLES)[number];

export function addMember(program: Command, session: Session): void {
  const member = program.command("member").description("Manage the members of an organization");
  addExamples(member, "aerugo member add acme bob", "aerugo member ls acme");
  addList(member, session);
  addAdd(member, session);
  addSetRole(member, session);
  addRemove(member, session);
  addInvite(member, session);
  addInvitations(member, session);
  addRevokeInvitation(member, session);
  addAccept(member, session);
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

const INVITATION_SHAPE = {
  id: ({ id }: Invitation) => id,
  columns: [
    { title: "ID", value: ({ id }: Invitation) => id },
    { title: "FOR", value: ({ email }: Invitation) => email ?? "whoever has the secret" },
    { title: "ROLE", value: ({ role }: Invitation) => role },
    { title: "TEAM", value: ({ team }: Invitation) => team },
    { title: "INVITED BY", value: ({ invited_by }: Invitation) => invited_by },
    { title: "EXPIRES", value: ({ expires_at }: Invitation) => expires_at, kind: "time" as const },
  ],
};

interface InviteOptions {
  readonly email?: string;
  readonly role: Role;
  readonly team?: string;
  readonly expires?: number;
}

function addInvite(member: Command, session: Session): void {
  const command = member.command("invite").description("Invite somebody into an organization, and print the invitation's secret once");
  command.addArgument(organizationArgument()).option("--email <address>", "The only one who may accept it; it is mailed there if possible");
  command
    .addOption(new Option("--role <role>", "As what").choices(ROLES).default("member"))
    .option("--team <name>", "A team to be in as well");
  command.option("--expires <time>", "After 12h, 7d; 30d at most", parseDuration);
  addExamples(addRemoteOptions(command), "aerugo member invite acme --email dave@example.com --team backend");
  command.action(
    remoteAction<[string], InviteOptions>(session, async ({ api, request, output }, org, { email, role, team, expires }) => {
      const expires_at = expires === undefined ? undefined : new Date(Date.now() + expires).toISOString();
      const { data } = await api.createInvitation({ ...request, path: { org }, body: { role, ...given({ email, team, expires_at }) } });
      if (output.isJson) return output.json(data);
      output.note(`Invitation ${data.id} was made; they join with aerugo member accept and this secret.`);
      output.text(data.secret);
    }),
  );
}

function addInvitations(member: Command, session: Session): void {
  const command = member.command("invitations").description("List the open invitations").addArgument(organizationArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo member invitations acme");
  command.action(
    remoteAction<[string]>(session, async (remote, org) => {
      const { api, request, output } = remote;
      output.list(await remote.all((query) => api.listInvitations({ ...request, path: { org }, query })), INVITATION_SHAPE);
    }),
  );
}

function addRevokeInvitation(member: Command, session: Session): void {
  const command = member.command("uninvite").description("Revoke an invitation").addArgument(organizationArgument());
  addContextOption(command.argument("<id>", "The invitation's id"));
  addExamples(command, "aerugo member uninvite acme inv_3");
  command.action(
    remoteAction<[string, string]>(session, async ({ api, request }, org, invitation_id) => {
      await api.revokeInvitation({ ...request, path: { org, invitation_id } });
    }),
  );
}

function addAccept(member: Command, session: Session): void {
  const command = addRemoteOptions(member.command("accept").description("Accept an invitation, with its secret on standard input"));
  addExamples(command, "aerugo member accept < invitation");
  command.action(
    remoteAction<[]>(session, async ({ api, request, output }) => {
      const { ask, readInput } = session.terminal;
      const secret = (await (ask ? ask("Secret of the invitation: ", { hidden: true }) : readInput())).trim();
      const { data } = await api.acceptInvitation({ ...request, body: { secret } });
      output.note(`You are a member of ${data.organization} now.`);
    }),
  );
}

function withMember(command: Command): Command {
  return command.addArgument(organizationArgument()).argument("<user>", "The user's name");
}
