import { Option, type Command } from "commander";
import type { AuditRecord } from "../../packages/client/src/index.ts";
import { completedBy } from "./completion.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, organizationNames, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given, parsePast } from "./values.ts";

export function addAudit(program: Command, session: Session): void {
  const audit = program.command("audit").description("See what was changed and what was refused");
  addExamples(audit, "aerugo audit ls --org acme --since 24h", "aerugo audit export --format csv > audit.csv");
  addList(audit, session);
  addExport(audit, session);
}

interface AuditOptions {
  readonly org?: string;
  readonly own?: boolean;
  readonly actor?: string;
  readonly action?: string;
  readonly outcome?: "done" | "refused";
  readonly target?: string;
  readonly repository?: string;
  readonly address?: string;
  readonly requestId?: string;
  readonly since?: string;
  readonly until?: string;
}

const SHAPE = {
  id: ({ id }: AuditRecord) => id,
  columns: [
    { title: "WHEN", value: ({ occurred_at }: AuditRecord) => occurred_at, kind: "time" as const },
    { title: "WHO", value: ({ actor, actor_kind }: AuditRecord) => actor || actor_kind },
    { title: "ACTION", value: ({ action }: AuditRecord) => action },
    { title: "TARGET", value: ({ target }: AuditRecord) => target },
    { title: "OUTCOME", value: ({ outcome, attempts }: AuditRecord) => (attempts > 1 ? `${outcome} ${attempts} times` : outcome) },
    { title: "FROM", value: ({ address }: AuditRecord) => address },
  ],
};

function addList(audit: Command, session: Session): void {
  const command = addFilters(audit.command("ls").alias("list").description("List the audit log, the newest first"));
  addLimit(addRemoteOptions(command), 100);
  addExamples(command, "aerugo audit ls --own", "aerugo audit ls --org acme --action 'member.*' --since 7d -o json");
  command.action(
    remoteAction<[], AuditOptions>(session, async (remote, options) => {
      const { api, request } = remote;
      const { org } = options;
      const filters = filtersOf(options);
      const records = await remote.all((page) => {
        const query = { ...filters, ...page };
        if (org !== undefined) return api.listOrganizationAudit({ ...request, path: { org }, query });
        return options.own ? api.listOwnAudit({ ...request, query }) : api.listAudit({ ...request, query });
      });
      remote.output.list(records, SHAPE);
    }),
  );
}

function addExport(audit: Command, session: Session): void {
  const command = addFilters(audit.command("export").description("Print the whole audit log as JSON lines or CSV"));
  command.addOption(new Option("--format <format>", "How to write it").choices(["jsonl", "csv"]).default("jsonl"));
  addContextOption(command);
  addExamples(command, "aerugo audit export --org acme --since 2026-11-01 > audit.jsonl");
  command.action(
    remoteAction<[], AuditOptions & { format: "jsonl" | "csv" }>(session, async ({ api, request }, options) => {
      const { org, format } = options;
      const asked = { ...request, parseAs: "stream" as const, query: { ...filtersOf(options), format } };
      const get = () => {
        if (org !== undefined) return api.exportOrganizationAudit({ ...asked, path: { org } });
        return options.own ? api.exportOwnAudit(asked) : api.exportAudit(asked);
      };
      const { printStream } = await import("./remote/output.ts");
      await printStream((await get()).data as unknown as ReadableStream<Uint8Array>, session.terminal);
    }),
  );
}

function addFilters(command: Command): Command {
  const org = new Option("--org <organization>", "That of an organization; that of the installation when left out");
  command.addOption(completedBy(org, organizationNames));
  command.addOption(new Option("--own", "What you did yourself").conflicts("org"));
  command.option("--actor <name>", "Done by this user or robot");
  command.option("--action <action>", "This action, such as team.create or team.*");
  command.addOption(new Option("--outcome <outcome>", "Only these").choices(["done", "refused"]));
  command.option("--target <name>", "Done to this");
  command.option("--repository <name>", "Done to this repository, by name or id");
  command.option("--address <address>", "From this address");
  command.option("--request-id <id>", "In this request");
  command.option("--since <time>", "From then on: 24h, 2026-11-23, 2026-11-23T16:00:00Z", parsePast);
  return command.option("--until <time>", "Before then", parsePast);
}

function filtersOf({ actor, action, outcome, target, repository, address, requestId, since, until }: AuditOptions) {
  if (since !== undefined && until !== undefined && since >= until) throw new CliError("usage", "--since must be before --until");
  return given({ actor, action, outcome, target, repository, address, request_id: requestId, since, until });
}
