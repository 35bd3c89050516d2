import { Argument, type Command } from "commander";
import type { AccessExplanation, Permission } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, remoteAction, repositoryArgument } from "./remote-command.ts";
import type { Grantee, RepositoryPath } from "./remote/names.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

export const LEVELS = ["read", "write", "admin"] as const;
type Level = (typeof LEVELS)[number];

/** Who may use a repository: granted, taken away, and explained. */
export function addRepoAccess(repo: Command, session: Session): void {
  addPermissions(repo, session);
  addGrant(repo, session);
  addRevoke(repo, session);
  addAccess(repo, session);
}

type Granted = Pick<Permission, "kind" | "name" | "level" | "created_at">;

/** Also for what is granted on all of an organization. */
export function grantShape(remote: Remote, namespace: string) {
  const who = (granted: Granted) => remote.granteeText(namespace, granted);
  return {
    id: who,
    columns: [
      { title: "WHO", value: who },
      { title: "KIND", value: ({ kind }: Granted) => kind },
      { title: "LEVEL", value: ({ level }: Granted) => level },
      { title: "SINCE", value: ({ created_at }: Granted) => created_at, kind: "time" as const },
    ],
  };
}

function addPermissions(repo: Command, session: Session): void {
  const command = repo.command("permissions").description("List what was granted on a repository").addArgument(repositoryArgument());
  addExamples(addLimit(addRemoteOptions(command)), "aerugo repo permissions acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, name) => {
      const { api, request, output } = remote;
      const path = remote.repository(name);
      output.list(await remote.all((query) => api.listPermissions({ ...request, path, query })), grantShape(remote, path.namespace));
    }),
  );
}

function addGrant(repo: Command, session: Session): void {
  const command = withGrantee(repo.command("grant").description("Grant somebody the use of a repository, or another level of it"));
  command.addArgument(new Argument("<level>", "What they may do").choices(LEVELS));
  addExamples(addRemoteOptions(command), "aerugo repo grant acme/api bob write", "aerugo repo grant acme/api acme+ci write");
  command.action(
    remoteAction<[string, string, Level]>(session, async (remote, name, who, level) => {
      const path = remote.repository(name);
      const permissions = permissionsOf(remote, path, remote.grantee(who, path.namespace));
      const headers = await remote.findIfMatch(permissions.get);
      const { data } = await permissions.put({ headers, body: { level } });
      remote.output.one(data, grantShape(remote, path.namespace));
    }),
  );
}

function addRevoke(repo: Command, session: Session): void {
  const command = withGrantee(repo.command("revoke").description("Take from somebody what was granted on a repository"));
  addExamples(addYes(addContextOption(command)), "aerugo repo revoke acme/api bob --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, name, who) => {
      const path = remote.repository(name);
      const permissions = permissionsOf(remote, path, remote.grantee(who, path.namespace));
      await remote.confirm(`Take from ${who} what was granted on ${name}?`);
      await permissions.remove();
    }),
  );
}

type Put = { readonly headers: { "If-Match"?: string }; readonly body: { level: Level } };

/** The three kinds have paths of their own. */
function permissionsOf({ api, request }: Remote, repository: RepositoryPath, { kind, name }: Grantee) {
  const [get, put, remove] = {
    user: [api.getUserPermission, api.putUserPermission, api.removeUserPermission] as const,
    team: [api.getTeamPermission, api.putTeamPermission, api.removeTeamPermission] as const,
    robot: [api.getRobotPermission, api.putRobotPermission, api.removeRobotPermission] as const,
  }[kind];
  const asked = { ...request, path: { ...repository, name } };
  return {
    get: () => get(asked),
    put: (change: Put) => put({ ...asked, ...change }),
    remove: () => remove(asked),
  };
}

interface AccessOptions {
  readonly as?: string;
  readonly token?: string;
}

type Row = { readonly action: string; readonly allowed: boolean; readonly why: string };

const ACCESS_SHAPE = {
  id: ({ action, allowed }: Row) => `${action}:${allowed ? "yes" : "no"}`,
  columns: [
    { title: "ACTION", value: ({ action }: Row) => action },
    { title: "ALLOWED", value: ({ allowed }: Row) => allowed },
    { title: "WHY", value: ({ why }: Row) => why },
  ],
};

function addAccess(repo: Command, session: Session): void {
  const command = repo
    .command("access")
    .description("Explain what somebody may do with a repository, and why")
    .addArgument(repositoryArgument());
  command.option("--as <who>", "A user, a robot such as acme+ci, or anonymous; you when left out");
  command.option("--token <id>", "As if through this token of yours");
  addExamples(addRemoteOptions(command), "aerugo repo access acme/api --as bob");
  command.action(
    remoteAction<[string], AccessOptions>(session, async (remote, name, { as, token }) => {
      const { api, request, output } = remote;
      const query = given({ as, token_id: token });
      const { data } = await api.explainAccess({ ...request, path: remote.repository(name), query });
      if (output.isJson) return output.json(data);
      output.note(summaryOf(data));
      output.list(rowsOf(data), ACCESS_SHAPE);
    }),
  );
}

function summaryOf({ subject, level, visibility, organization_role }: AccessExplanation): string {
  const role = organization_role === null ? "" : `, ${organization_role} of the organization`;
  return `${subject.name || subject.kind}${role}: ${level} on a ${visibility} repository`;
}

function rowsOf({ actions }: AccessExplanation): Row[] {
  return actions.map(({ action, allowed, reasons, refusal }) => {
    const why = reasons.map(({ text, team }) => (team === null ? text : `${text} (${team})`));
    return { action, allowed, why: refusal?.text ?? why.join("; ") };
  });
}

function withGrantee(command: Command): Command {
  return command.addArgument(repositoryArgument()).argument("<who>", "A user, a team as acme/backend, or a robot as acme+ci");
}
