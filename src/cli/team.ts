import type { Command } from "commander";
import type { Team, TeamMember } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

export function addTeam(program: Command, session: Session): void {
  const team = program.command("team").description("Manage the teams of an organization");
  addExamples(team, "aerugo team create acme/backend", "aerugo team add acme/backend alice");
  addList(team, session);
  addCreate(team, session);
  addEdit(team, session);
  addRemove(team, session);
  addMembers(team, session);
  addAddMember(team, session);
  addRemoveMember(team, session);
}

const SHAPE = {
  id: ({ name }: Team) => name,
  columns: [
    { title: "NAME", value: ({ name }: Team) => name },
    { title: "DESCRIPTION", value: ({ description }: Team) => description },
    { title: "OUTSIDE GROUP", value: ({ external_group }: Team) => external_group },
    { title: "CREATED", value: ({ created_at }: Team) => created_at, kind: "time" as const },
  ],
};

const MEMBER_SHAPE = {
  id: ({ username }: TeamMember) => username,
  columns: [
    { title: "USER", value: ({ username }: TeamMember) => username },
    { title: "NAME", value: ({ display_name }: TeamMember) => display_name },
    { title: "BY", value: ({ source }: TeamMember) => source },
    { title: "SINCE", value: ({ created_at }: TeamMember) => created_at, kind: "time" as const },
  ],
};

interface Fields {
  readonly description?: string;
  readonly group?: string;
}

function addList(team: Command, session: Session): void {
  const command = team.command("ls").alias("list").description("List the teams").addArgument(organizationArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo team ls acme");
  command.action(
    remoteAction<[string]>(session, async (remote, org) => {
      const { api, request } = remote;
      remote.output.list(await remote.all((query) => api.listTeams({ ...request, path: { org }, query })), SHAPE);
    }),
  );
}

function addFields(command: Command): Command {
  command.option("--description <text>", "What it does");
  return command.option("--group <name>", "The group of an outside provider whose people are in it; empty for none");
}

function fieldsOf({ description, group }: Fields) {
  return given({ description, external_group: group === "" ? null : group });
}

function addCreate(team: Command, session: Session): void {
  const command = withTeam(addFields(team.command("create").description("Create a team")));
  addExamples(addRemoteOptions(command), "aerugo team create acme/backend --description 'Builds the API'");
  command.action(
    remoteAction<[string], Fields>(session, async (remote, text, fields) => {
      const { org, team: name } = remote.team(text);
      const { data } = await remote.api.createTeam({ ...remote.request, path: { org }, body: { name, ...fieldsOf(fields) } });
      remote.output.one(data, SHAPE);
    }),
  );
}

function addEdit(team: Command, session: Session): void {
  const command = withTeam(addFields(team.command("edit").description("Change a team")));
  addExamples(addRemoteOptions(command), "aerugo team edit acme/backend --group eng-backend");
  command.action(
    remoteAction<[string], Fields>(session, async (remote, text, fields) => {
      const { api, request, output } = remote;
      const body = fieldsOf(fields);
      if (Object.keys(body).length === 0) throw new CliError("usage", "nothing to change", "See aerugo team edit --help.");
      const path = remote.team(text);
      const headers = remote.ifMatch(await api.getTeam({ ...request, path }));
      const { data } = await api.updateTeam({ ...request, path, headers, body });
      output.one(data, SHAPE);
    }),
  );
}

function addRemove(team: Command, session: Session): void {
  const command = withTeam(team.command("rm").description("Delete a team; what its members had through it is gone at once"));
  addExamples(addYes(addContextOption(command)), "aerugo team rm acme/backend --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const path = remote.team(text);
      await remote.confirm(`Delete the team ${text}, with what was granted to it?`);
      await remote.api.deleteTeam({ ...remote.request, path });
    }),
  );
}

function addMembers(team: Command, session: Session): void {
  const command = withTeam(team.command("members").description("List who is in a team"));
  addExamples(addLimit(addRemoteOptions(command)), "aerugo team members acme/backend");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request } = remote;
      const path = remote.team(text);
      remote.output.list(await remote.all((query) => api.listTeamMembers({ ...request, path, query })), MEMBER_SHAPE);
    }),
  );
}

function addAddMember(team: Command, session: Session): void {
  const command = withTeam(team.command("add").description("Put a member of the organization into a team"));
  addExamples(addContextOption(command.argument("<user>", "The user's name")), "aerugo team add acme/backend alice");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, username) => {
      await remote.api.addTeamMember({ ...remote.request, path: { ...remote.team(text), username } });
    }),
  );
}

function addRemoveMember(team: Command, session: Session): void {
  const command = withTeam(team.command("remove").description("Take somebody out of a team"));
  addExamples(addContextOption(command.argument("<user>", "The user's name")), "aerugo team remove acme/backend alice");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, username) => {
      await remote.api.removeTeamMember({ ...remote.request, path: { ...remote.team(text), username } });
    }),
  );
}

function withTeam(command: Command): Command {
  return command.argument("<team>", "The team, as organization/team");
}
