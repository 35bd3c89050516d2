import { Option, type Command } from "commander";
import type { RetentionPlan, RetentionPlanItem, RetentionPolicy } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { type Owner, ownerArgument, parseOwner } from "./owner.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, remoteAction } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

export function addRetention(program: Command, session: Session): void {
  const retention = program.command("retention").description("Say what is kept, look at what would go, and let it go");
  addExamples(
    retention,
    "aerugo retention plan acme/api",
    "aerugo retention show acme/api plan_3",
    "aerugo retention apply acme/api plan_3",
  );
  const policy = retention.command("policy").description("The policy of an organization or a repository");
  addExamples(policy, "aerugo retention policy get acme/api", "aerugo retention policy set acme < policy.json");
  addGet(policy, session);
  addSet(policy, session);
  addRemove(policy, session);
  addPlan(retention, session);
  addList(retention, session);
  addShow(retention, session);
  addApply(retention, session);
}

const POLL_MS = 500;

const POLICY_DETAILS = {
  id: ({ rules }: RetentionPolicy) => JSON.stringify(rules),
  columns: [
    { title: "Rules", value: ({ rules }: RetentionPolicy) => rules.map((rule) => JSON.stringify(rule)).join(" ") },
    { title: "Automatic", value: ({ automatic }: RetentionPolicy) => automatic },
    { title: "Of", value: ({ inherited }: RetentionPolicy) => (inherited ? "its organization" : "itself") },
    { title: "Changed by", value: ({ updated_by }: RetentionPolicy) => updated_by },
    { title: "Changed", value: ({ updated_at }: RetentionPolicy) => updated_at, kind: "time" as const },
  ],
};

const PLAN_COLUMNS = [
  { title: "ID", value: ({ id }: RetentionPlan) => id },
  { title: "STATE", value: ({ state }: RetentionPlan) => state },
  { title: "TAGS TO GO", value: ({ summary }: RetentionPlan) => summary?.deleted_tags },
  { title: "MANIFESTS TO GO", value: ({ summary }: RetentionPlan) => summary?.deleted_manifests },
  { title: "FREES", value: ({ summary }: RetentionPlan) => summary?.freed_bytes, kind: "bytes" as const },
  { title: "DELETED", value: ({ outcomes }: RetentionPlan) => outcomes.deleted },
  { title: "SKIPPED", value: ({ outcomes }: RetentionPlan) => outcomes.skipped },
  { title: "MADE", value: ({ created_at }: RetentionPlan) => created_at, kind: "time" as const },
];
const PLAN_SHAPE = { id: ({ id }: RetentionPlan) => id, columns: PLAN_COLUMNS };

const ITEM_SHAPE = {
  id: ({ tag, digest }: RetentionPlanItem) => tag ?? digest,
  columns: [
    { title: "ACTION", value: ({ action }: RetentionPlanItem) => action },
    { title: "WHAT", value: ({ tag, digest }: RetentionPlanItem) => tag ?? digest },
    { title: "REPOSITORY", value: ({ repository_id }: RetentionPlanItem) => repository_id },
    { title: "WHY", value: ({ why }: RetentionPlanItem) => why },
    { title: "OUTCOME", value: ({ outcome }: RetentionPlanItem) => outcome },
    { title: "BECAUSE", value: ({ detail }: RetentionPlanItem) => detail },
  ],
};

function addGet(policy: Command, session: Session): void {
  const command = policy.command("get").description("Show the policy that counts").addArgument(ownerArgument());
  addExamples(addRemoteOptions(command), "aerugo retention policy get acme/api -o json");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      remote.output.one((await getPolicy(remote, parseOwner(remote, text))).data, POLICY_DETAILS);
    }),
  );
}

function addSet(policy: Command, session: Session): void {
  const command = policy.command("set").description("Set the policy to the JSON on standard input: rules, and whether it is automatic");
  command.addArgument(ownerArgument());
  addExamples(addRemoteOptions(command), "aerugo retention policy set acme < policy.json");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request } = remote;
      const owner = parseOwner(remote, text);
      const body = parsePolicy(await session.terminal.readInput());
      const headers = await ownIfMatch(remote, owner);
      const { data } =
        "org" in owner
          ? await api.putOrganizationRetentionPolicy({ ...request, path: owner, headers, body })
          : await api.putRetentionPolicy({ ...request, path: owner.repository, headers, body });
      remote.output.one(data, POLICY_DETAILS);
    }),
  );
}

type PolicyBody = Parameters<Remote["api"]["putRetentionPolicy"]>[0]["body"];

/** What it may hold is for the registry to say; what `policy get` prints can be given back. */
function parsePolicy(text: string): PolicyBody {
  try {
    const { rules, automatic } = JSON.parse(text) as PolicyBody;
    return { rules, ...given({ automatic }) } as PolicyBody;
  } catch (error) {
    throw new CliError("usage", `the policy on standard input is no JSON: ${(error as Error).message}`);
  }
}

/** One that is the organization's is not there to be replaced. */
async function ownIfMatch(remote: Remote, owner: Owner): Promise<{ "If-Match"?: string }> {
  let inherited = false;
  const headers = await remote.findIfMatch(async () => {
    const found = await getPolicy(remote, owner);
    inherited = found.data.inherited;
    return found;
  });
  return inherited ? {} : headers;
}

function addRemove(policy: Command, session: Session): void {
  const command = policy.command("rm").description("Delete the policy").addArgument(ownerArgument());
  addExamples(addYes(addContextOption(command)), "aerugo retention policy rm acme/api --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request } = remote;
      const owner = parseOwner(remote, text);
      await remote.confirm(`Delete the retention policy of ${text}?`);
      if ("org" in owner) await api.deleteOrganizationRetentionPolicy({ ...request, path: owner });
      else await api.deleteRetentionPolicy({ ...request, path: owner.repository });
    }),
  );
}

function addPlan(retention: Command, session: Session): void {
  const command = retention.command("plan").description("Work out what would go; nothing goes yet").addArgument(ownerArgument());
  addExamples(addRemoteOptions(command), "aerugo retention plan acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request, output } = remote;
      const owner = parseOwner(remote, text);
      const { data } =
        "org" in owner
          ? await api.createOrganizationRetentionPlan({ ...request, path: owner })
          : await api.createRetentionPlan({ ...request, path: owner.repository });
      const plan = await waitWhile(remote, owner, { id: data.id, state: "computing" });
      for (const warning of plan.summary?.warnings ?? []) output.note(`Warning: ${warning}.`);
      output.note(`Nothing is deleted yet; aerugo retention show ${text} ${plan.id} lists it, retention apply lets it go.`);
      output.one(plan, PLAN_SHAPE);
    }),
  );
}

function addList(retention: Command, session: Session): void {
  const command = retention.command("ls").alias("list").description("List the plans").addArgument(ownerArgument());
  addExamples(addLimit(addRemoteOptions(command), 100), "aerugo retention ls acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request, output } = remote;
      const owner = parseOwner(remote, text);
      const plans = await remote.all((query) =>
        "org" in owner
          ? api.listOrganizationRetentionPlans({ ...request, path: owner, query })
          : api.listRetentionPlans({ ...request, path: owner.repository, query }),
      );
      output.list(plans, PLAN_SHAPE);
    }),
  );
}

function addShow(retention: Command, session: Session): void {
  const command = retention.command("show").description("List what a plan says of each tag and manifest, and what became of it");
  addPlanArguments(command).addOption(new Option("--action <action>", "Only these").choices(["keep", "delete"]));
  addExamples(addLimit(addRemoteOptions(command)), "aerugo retention show acme/api plan_3 --action delete");
  command.action(
    remoteAction<[string, string], { action?: "keep" | "delete" }>(session, async (remote, text, plan_id, { action }) => {
      const { api, request, output } = remote;
      const owner = parseOwner(remote, text);
      const items = await remote.all((page) => {
        const query = { ...page, ...given({ action }) };
        return "org" in owner
          ? api.listOrganizationRetentionPlanItems({ ...request, path: { ...owner, plan_id }, query })
          : api.listRetentionPlanItems({ ...request, path: { ...owner.repository, plan_id }, query });
      });
      output.list(items, ITEM_SHAPE);
    }),
  );
}

function addApply(retention: Command, session: Session): void {
  const command = retention.command("apply").description("Move what the plan lists into the trash, but for what has changed since");
  addPlanArguments(command).option("--no-wait", "Do not wait for its end");
  addExamples(addYes(addRemoteOptions(command)), "aerugo retention apply acme/api plan_3 --yes");
  command.action(
    remoteAction<[string, string], { wait: boolean }>(session, async (remote, text, plan_id, { wait }) => {
      const { api, request, output } = remote;
      const owner = parseOwner(remote, text);
      const { summary } = await getPlan(remote, owner, plan_id);
      await remote.confirm(`Delete ${summary?.deleted_tags ?? 0} tags and ${summary?.deleted_manifests ?? 0} manifests of ${text}?`);
      const { data } =
        "org" in owner
          ? await api.applyOrganizationRetentionPlan({ ...request, path: { ...owner, plan_id } })
          : await api.applyRetentionPlan({ ...request, path: { ...owner.repository, plan_id } });
      output.one(wait ? await waitWhile(remote, owner, { id: plan_id, state: "applying" }) : data, PLAN_SHAPE);
    }),
  );
}

function addPlanArguments(command: Command): Command {
  return command.addArgument(ownerArgument()).argument("<plan>", "The plan's id");
}

function getPolicy({ api, request }: Remote, owner: Owner) {
  return "org" in owner
    ? api.getOrganizationRetentionPolicy({ ...request, path: owner })
    : api.getRetentionPolicy({ ...request, path: owner.repository });
}

async function getPlan({ api, request }: Remote, owner: Owner, plan_id: string): Promise<RetentionPlan> {
  const { data } =
    "org" in owner
      ? await api.getOrganizationRetentionPlan({ ...request, path: { ...owner, plan_id } })
      : await api.getRetentionPlan({ ...request, path: { ...owner.repository, plan_id } });
  return data;
}

/** A worker of the registry does it; how long that takes nobody knows. */
async function waitWhile(remote: Remote, owner: Owner, { id, state }: Pick<RetentionPlan, "id" | "state">): Promise<RetentionPlan> {
  for (;;) {
    const plan = await getPlan(remote, owner, id);
    if (plan.state !== state) return plan;
    await Bun.sleep(POLL_MS);
  }
}
