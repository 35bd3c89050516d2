import { Option, type Command } from "commander";
import type { Organization } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addOrgAccess } from "./org-access.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given, parseYesNo } from "./values.ts";

export function addOrg(program: Command, session: Session): void {
  const org = program.command("org").description("Manage organizations");
  addExamples(org, "aerugo org create acme --display-name 'Acme Corporation'", "aerugo org ls");
  addList(org, session);
  addCreate(org, session);
  addView(org, session);
  addEdit(org, session);
  addRename(org, session);
  addRemove(org, session);
  addRestore(org, session);
  addOrgAccess(org, session);
}

const SHAPE = {
  id: ({ name }: Organization) => name,
  columns: [
    { title: "NAME", value: ({ name }: Organization) => name },
    { title: "DISPLAY NAME", value: ({ display_name }: Organization) => display_name },
    { title: "MEMBERS MAY", value: ({ default_permission }: Organization) => default_permission },
    { title: "CREATED", value: ({ created_at }: Organization) => created_at, kind: "time" as const },
  ],
};

const DETAILS = {
  id: SHAPE.id,
  columns: [
    { title: "Name", value: ({ name }: Organization) => name },
    { title: "Display name", value: ({ display_name }: Organization) => display_name },
    { title: "Description", value: ({ description }: Organization) => description },
    { title: "Website", value: ({ website }: Organization) => website },
    { title: "Members may", value: ({ default_permission }: Organization) => default_permission },
    { title: "Members create repositories", value: ({ members_can_create }: Organization) => members_can_create },
    { title: "Created", value: ({ created_at }: Organization) => created_at, kind: "time" as const },
    { title: "Id", value: ({ id }: Organization) => id },
  ],
};

function addList(org: Command, session: Session): void {
  const command = org.command("ls").alias("list").description("List your organizations");
  command.option("--all", "Every organization; for site administrators");
  addExamples(addLimit(addRemoteOptions(command)), "aerugo org ls", "aerugo org ls -o json");
  command.action(
    remoteAction<[], { all?: boolean }>(session, async (remote, { all }) => {
      const { api, request } = remote;
      const query = all ? { all } : {};
      remote.output.list(await remote.all((page) => api.listOrganizations({ ...request, query: { ...query, ...page } })), SHAPE);
    }),
  );
}

interface ProfileOptions {
  readonly displayName?: string;
  readonly description?: string;
  readonly website?: string;
  readonly avatarUrl?: string;
  readonly defaultPermission?: "none" | "read" | "write";
  readonly membersCanCreate?: boolean;
}

function addProfileOptions(command: Command): Command {
  command.option("--display-name <text>", "How it is called where there is room");
  command.option("--description <text>", "What it is");
  command.option("--website <url>", "Its own pages");
  command.option("--avatar-url <url>", "Its picture");
  command.addOption(
    new Option("--default-permission <permission>", "What members may do with every repository").choices(["none", "read", "write"]),
  );
  return command.option("--members-can-create <yes|no>", "Whether a member's push may create a repository", parseYesNo);
}

function profileOf(options: ProfileOptions) {
  return given({
    display_name: options.displayName,
    description: options.description,
    website: options.website,
    avatar_url: options.avatarUrl,
    default_permission: options.defaultPermission,
    members_can_create: options.membersCanCreate,
  });
}

function addCreate(org: Command, session: Session): void {
  const command = org.command("create").description("Create an organization that you own").argument("<name>", "Its name");
  addExamples(addRemoteOptions(addProfileOptions(command)), "aerugo org create acme --default-permission read");
  command.action(
    remoteAction<[string], ProfileOptions>(session, async ({ api, request, output }, name, options) => {
      const { data } = await api.createOrganization({ ...request, body: { name, ...profileOf(options) } });
      output.one(data, DETAILS);
    }),
  );
}

function addView(org: Command, session: Session): void {
  const command = org.command("view").description("Show an organization").addArgument(organizationArgument("<name>"));
  addExamples(addRemoteOptions(command), "aerugo org view acme");
  command.action(
    remoteAction<[string]>(session, async ({ api, request, output }, name) => {
      const { data } = await api.getOrganization({ ...request, path: { org: name } });
      output.one(data, DETAILS);
    }),
  );
}

function addEdit(org: Command, session: Session): void {
  const command = org.command("edit").description("Change an organization").addArgument(organizationArgument("<name>"));
  addExamples(addRemoteOptions(addProfileOptions(command)), "aerugo org edit acme --description 'We make everything'");
  command.action(
    remoteAction<[string], ProfileOptions>(session, async (remote, name, options) => {
      const { api, request, output } = remote;
      const body = profileOf(options);
      if (Object.keys(body).length === 0) throw new CliError("usage", "nothing to change", "See aerugo org edit --help.");
      const path = { org: name };
      const headers = remote.ifMatch(await api.getOrganization({ ...request, path }));
      const { data } = await api.updateOrganization({ ...request, path, headers, body });
      output.one(data, DETAILS);
    }),
  );
}

function addRename(org: Command, session: Session): void {
  const command = org.command("rename").description("Give an organization another name; pulls by the old one go on for a while");
  command.addArgument(organizationArgument("<name>")).argument("<new-name>", "Its new name");
  addExamples(addYes(addRemoteOptions(command)), "aerugo org rename acme acme-labs");
  command.action(
    remoteAction<[string, string]>(session, async (remote, name, newName) => {
      await remote.confirm(`Rename ${name} to ${newName}, with all its repositories and robots?`);
      const { data } = await remote.api.renameOrganization({ ...remote.request, path: { org: name }, body: { name: newName } });
      remote.output.one(data, DETAILS);
    }),
  );
}

function addRemove(org: Command, session: Session): void {
  const command = org.command("rm").description("Delete an organization with its repositories; it can be restored");
  addYes(addContextOption(command.addArgument(organizationArgument("<name>"))));
  addExamples(command, "aerugo org rm acme", "aerugo org rm acme --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const { api, request } = remote;
      const path = { org: name };
      const headers = remote.ifMatch(await api.getOrganization({ ...request, path }));
      await remote.confirm(`Delete ${name} with all its repositories?`);
      await api.deleteOrganization({ ...request, path, headers });
      remote.output.note(`Deleted; aerugo org restore ${name} brings it back.`);
    }),
  );
}

function addRestore(org: Command, session: Session): void {
  const command = org.command("restore").description("Restore a deleted organization").argument("<name>", "The name that it had");
  addExamples(addRemoteOptions(command), "aerugo org restore acme");
  command.action(
    remoteAction<[string]>(session, async ({ api, request, output }, name) => {
      const { data } = await api.restoreOrganization({ ...request, path: { org: name } });
      output.one(data, DETAILS);
    }),
  );
}
