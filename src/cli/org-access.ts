import { Argument, type Command } from "commander";
import type { Quota, Usage } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import { LEVELS, grantShape } from "./repo-access.ts";
import type { Session } from "./session.ts";
import { finiteOrNull, parseCountLimit, parseSizeLimit } from "./values.ts";

type Level = (typeof LEVELS)[number];

/** What teams and robots may do with all of an organization, and how much there may be of it. */
export function addOrgAccess(org: Command, session: Session): void {
  addPermissions(org, session);
  addGrant(org, session);
  addRevoke(org, session);
  addUsage(org, session);
  addQuota(org, session);
}

function addPermissions(org: Command, session: Session): void {
  const command = org.command("permissions").description("List which teams and robots may use every repository");
  addLimit(addRemoteOptions(command.addArgument(organizationArgument("<name>"))));
  addExamples(command, "aerugo org permissions acme");
  command.action(
    remoteAction<[string]>(session, async (remote, org) => {
      const { api, request, output } = remote;
      output.list(
        await remote.all((query) => api.listOrganizationPermissions({ ...request, path: { org }, query })),
        grantShape(remote, org),
      );
    }),
  );
}

function addGrant(org: Command, session: Session): void {
  const command = org.command("grant").description("Let a team or a robot use every repository of its organization");
  command.argument("<who>", "A team as acme/backend, or a robot as acme+ci");
  command.addArgument(new Argument("<level>", "What it may do").choices(LEVELS));
  addExamples(addRemoteOptions(command), "aerugo org grant acme/backend write", "aerugo org grant acme+ci write");
  command.action(
    remoteAction<[string, Level]>(session, async (remote, who, level) => {
      const permissions = permissionsOf(remote, who);
      const headers = await remote.findIfMatch(permissions.get);
      const { data } = await permissions.put({ headers, body: { level } });
      remote.output.one(data, grantShape(remote, organizationOf(who)));
    }),
  );
}

function addRevoke(org: Command, session: Session): void {
  const command = org.command("revoke").description("Take from a team or a robot what it may do with every repository");
  addYes(addContextOption(command.argument("<who>", "A team as acme/backend, or a robot as acme+ci")));
  addExamples(command, "aerugo org revoke acme/backend --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, who) => {
      const permissions = permissionsOf(remote, who);
      await remote.confirm(`Take from ${who} what it may do with every repository?`);
      await permissions.remove();
    }),
  );
}

function organizationOf(who: string): string {
  return who.split(/[+/]/, 1)[0]!;
}

type Put = { readonly headers: { "If-Match"?: string }; readonly body: { level: Level } };

function permissionsOf(remote: Remote, who: string) {
  const { api, request } = remote;
  const { kind } = remote.grantee(who);
  if (kind === "user") throw new CliError("usage", `'${who}' is neither a team nor a robot`, "Write it as acme/backend or acme+ci.");
  if (kind === "team") {
    const asked = { ...request, path: remote.team(who) };
    return {
      get: () => api.getOrganizationTeamPermission(asked),
      put: (change: Put) => api.putOrganizationTeamPermission({ ...asked, ...change }),
      remove: () => api.removeOrganizationTeamPermission(asked),
    };
  }
  const asked = { ...request, path: remote.robot(who) };
  return {
    get: () => api.getOrganizationRobotPermission(asked),
    put: (change: Put) => api.putOrganizationRobotPermission({ ...asked, ...change }),
    remove: () => api.removeOrganizationRobotPermission(asked),
  };
}

const USAGE_SHAPE = {
  id: ({ unique_bytes }: Usage) => String(unique_bytes),
  columns: [
    { title: "Repositories", value: ({ repositories }: Usage) => repositories },
    { title: "Repositories allowed", value: ({ repository_quota }: Usage) => repository_quota ?? "no limit" },
    { title: "Stored", value: ({ unique_bytes }: Usage) => unique_bytes, kind: "bytes" as const },
    { title: "Stored without sharing", value: ({ logical_bytes }: Usage) => logical_bytes, kind: "bytes" as const },
    { title: "Storage allowed", value: ({ storage_quota_bytes }: Usage) => storage_quota_bytes ?? "no limit", kind: "bytes" as const },
  ],
};

const QUOTA_SHAPE = {
  id: ({ storage_quota_bytes }: Quota) => String(storage_quota_bytes ?? "none"),
  columns: [
    { title: "Storage", value: ({ storage_quota_bytes }: Quota) => storage_quota_bytes ?? "no limit", kind: "bytes" as const },
    { title: "Repositories", value: ({ repository_quota }: Quota) => repository_quota ?? "no limit" },
  ],
};

function addUsage(org: Command, session: Session): void {
  const command = org
    .command("usage")
    .description("Show what an organization holds, and may hold")
    .addArgument(organizationArgument("<name>"));
  addExamples(addRemoteOptions(command), "aerugo org usage acme");
  command.action(
    remoteAction<[string]>(session, async ({ api, request, output }, org) => {
      const { data } = await api.getOrganizationUsage({ ...request, path: { org } });
      output.one(data, USAGE_SHAPE);
    }),
  );
}

interface QuotaOptions {
  readonly storage?: number;
  readonly repositories?: number;
}

function addQuota(org: Command, session: Session): void {
  const command = org.command("quota").description("Show an organization's quota or, for site administrators, set it");
  command
    .addArgument(organizationArgument("<name>"))
    .option("--storage <size>", "How much it may store: 500GiB, or none for no limit", parseSizeLimit);
  command.option("--repositories <count>", "How many it may have, or none for no limit", parseCountLimit);
  addExamples(addRemoteOptions(command), "aerugo org quota acme", "aerugo org quota acme --storage 500GiB --repositories none");
  command.action(
    remoteAction<[string], QuotaOptions>(session, async (remote, org, { storage, repositories }) => {
      const { api, request, output } = remote;
      const path = { org };
      const found = await api.getOrganizationQuota({ ...request, path });
      if (storage === undefined && repositories === undefined) return output.one(found.data, QUOTA_SHAPE);
      const { storage_quota_bytes, repository_quota } = found.data;
      // What was not given stays; null is no limit.
      const body = {
        storage_quota_bytes: storage === undefined ? storage_quota_bytes : finiteOrNull(storage),
        repository_quota: repositories === undefined ? repository_quota : finiteOrNull(repositories),
      };
      const { data } = await api.setOrganizationQuota({ ...request, path, headers: remote.ifMatch(found), body });
      output.one(data, QUOTA_SHAPE);
    }),
  );
}
