import type { Command } from "commander";
import type { ImmutableTagRule } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { ownerArgument, parseOwner } from "./owner.ts";
import { addContextOption, addRemoteOptions, addYes, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";

export function addTagRule(program: Command, session: Session): void {
  const rule = program.command("tag-rule").description("Make tags immutable: pushed once, and neither moved nor deleted");
  addExamples(rule, "aerugo tag-rule add acme 'v*' '!v0*'", "aerugo tag-rule ls acme/api");
  addList(rule, session);
  addAdd(rule, session);
  addRemove(rule, session);
}

const SHAPE = {
  id: ({ id }: ImmutableTagRule) => id,
  columns: [
    { title: "ID", value: ({ id }: ImmutableTagRule) => id },
    { title: "TAGS", value: ({ patterns }: ImmutableTagRule) => patterns.join(" ") },
    { title: "OF", value: ({ inherited }: ImmutableTagRule) => (inherited ? "organization" : "itself") },
    { title: "WHO", value: ({ created_by }: ImmutableTagRule) => created_by },
    { title: "SINCE", value: ({ created_at }: ImmutableTagRule) => created_at, kind: "time" as const },
  ],
};

function addList(rule: Command, session: Session): void {
  const command = rule.command("ls").alias("list").description("List the rules that count").addArgument(ownerArgument());
  addExamples(addRemoteOptions(command), "aerugo tag-rule ls acme/api");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request, output } = remote;
      const owner = parseOwner(remote, text);
      const { data } =
        "org" in owner
          ? await api.listOrganizationTagRules({ ...request, path: owner })
          : await api.listTagRules({ ...request, path: owner.repository });
      output.list(data.items, SHAPE);
    }),
  );
}

function addAdd(rule: Command, session: Session): void {
  const command = rule.command("add").description("Make tags immutable").addArgument(ownerArgument());
  command.argument("<patterns...>", "Tags with * for any text and ? for one character; after a ! what is taken out");
  addExamples(addRemoteOptions(command), "aerugo tag-rule add acme/api 'v*' '!v0*'");
  command.action(
    remoteAction<[string, string[]]>(session, async (remote, text, patterns) => {
      const { api, request } = remote;
      const owner = parseOwner(remote, text);
      const body = { patterns };
      const { data } =
        "org" in owner
          ? await api.createOrganizationTagRule({ ...request, path: owner, body })
          : await api.createTagRule({ ...request, path: owner.repository, body });
      remote.output.one(data, SHAPE);
    }),
  );
}

function addRemove(rule: Command, session: Session): void {
  const command = rule.command("rm").description("Delete a rule").addArgument(ownerArgument()).argument("<id>", "As tag-rule ls shows it");
  addExamples(addYes(addContextOption(command)), "aerugo tag-rule rm acme tagrule_3 --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, rule_id) => {
      const { api, request } = remote;
      const owner = parseOwner(remote, text);
      await remote.confirm(`Delete ${rule_id} of ${text}?`);
      if ("org" in owner) await api.deleteOrganizationTagRule({ ...request, path: { ...owner, rule_id } });
      else await api.deleteTagRule({ ...request, path: { ...owner.repository, rule_id } });
    }),
  );
}
