import { InvalidArgumentError, Option, type Command } from "commander";
import type { ListedTrustRule, TrustExplanation, TrustRule } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, organizationArgument, remoteAction } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

export function addTrust(robot: Command, session: Session): void {
  const trust = robot.command("trust").description("Let CI jobs act as a robot without a secret");
  addExamples(
    trust,
    "aerugo robot trust add acme+ci --name release --preset github --field repository_id=74 --field repository_owner_id=9",
  );
  addAdd(trust, session);
  addList(trust, session);
  addRemove(trust, session);
  addTest(trust, session);
}

const SHAPE = {
  id: ({ id }: TrustRule) => id,
  columns: [
    { title: "ID", value: ({ id }: TrustRule) => id },
    { title: "NAME", value: ({ name }: TrustRule) => name },
    { title: "ISSUER", value: ({ issuer }: TrustRule) => issuer },
    { title: "AUDIENCE", value: ({ audience }: TrustRule) => audience },
    { title: "CLAIMS", value: ({ claims }: TrustRule) => Object.entries(claims).map(claimText).join(" ") },
    { title: "LAST USED", value: (rule: TrustRule & Partial<ListedTrustRule>) => rule.last_used_at, kind: "time" as const },
  ],
};

type Patterns = Readonly<Record<string, string | readonly string[]>>;

interface AddOptions {
  readonly name: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly claim?: Patterns;
  readonly preset?: string;
  readonly field?: Patterns;
}

function addAdd(trust: Command, session: Session): void {
  const command = trust
    .command("add")
    .description("Trust the jobs of a CI that its tokens describe")
    .argument("<robot>", "The robot, as organization+robot");
  command.requiredOption("--name <text>", "What to call the rule");
  command.option("--preset <name>", "What is known of a CI: github, gitlab or kubernetes");
  command.option("--field <name=value>", "A field of the preset; may be repeated, for alternatives too", addPattern);
  command.option("--issuer <url>", "Who signs the tokens; a preset may know");
  command.addOption(
    new Option("--claim <name=value>", "What the tokens must say, without a preset; may be repeated")
      .argParser(addPattern)
      .conflicts("preset"),
  );
  command.option("--audience <text>", "What the job asks its CI for; the registry's address when left out");
  addExamples(
    addRemoteOptions(command),
    "aerugo robot trust add acme+ci --name release --preset github --field repository_id=74 --field repository_owner_id=9",
    "aerugo robot trust add acme+ci --name main --issuer https://ci.example.com --claim project=74 --claim ref=refs/heads/main",
  );
  command.action(
    remoteAction<[string], AddOptions>(session, async (remote, text, options) => {
      const { name, issuer, preset, audience = remote.url } = options;
      const optional = given({ issuer, preset, claims: writable(options.claim), fields: writable(options.field) });
      const path = remote.robot(text);
      // Which presets there are is for the registry to say.
      const body = { name, audience, ...optional } as Parameters<Remote["api"]["createTrustRule"]>[0]["body"];
      const { data } = await remote.api.createTrustRule({ ...remote.request, path, body });
      remote.output.one(data, SHAPE);
    }),
  );
}

function addList(trust: Command, session: Session): void {
  const command = trust
    .command("ls")
    .alias("list")
    .description("List the trust rules of a robot")
    .argument("<robot>", "The robot, as organization+robot");
  addExamples(addLimit(addRemoteOptions(command)), "aerugo robot trust ls acme+ci");
  command.action(
    remoteAction<[string]>(session, async (remote, text) => {
      const { api, request, output } = remote;
      const path = remote.robot(text);
      output.list(await remote.all((query) => api.listTrustRules({ ...request, path, query })), SHAPE);
    }),
  );
}

function addRemove(trust: Command, session: Session): void {
  const command = trust.command("rm").description("Delete a trust rule; what was given under it ends at once");
  command.argument("<robot>", "The robot, as organization+robot").argument("<id>", "The rule's id");
  addExamples(addYes(addContextOption(command)), "aerugo robot trust rm acme+ci rule_3 --yes");
  command.action(
    remoteAction<[string, string]>(session, async (remote, text, rule_id) => {
      const path = { ...remote.robot(text), rule_id };
      await remote.confirm(`Delete ${rule_id} of ${text}?`);
      await remote.api.deleteTrustRule({ ...remote.request, path });
    }),
  );
}

function addTest(trust: Command, session: Session): void {
  const command = trust
    .command("test")
    .description("Explain what the CI token on standard input may do, and why; ends with 6 when it is refused");
  addRemoteOptions(command.addArgument(organizationArgument()));
  addExamples(command, "aerugo robot trust test acme < token");
  command.action(
    remoteAction<[string]>(session, async ({ api, request, output }, org) => {
      const token = (await session.terminal.readInput()).trim();
      if (token === "") throw new CliError("usage", "the token on standard input is empty");
      const { data } = await api.testTrustRules({ ...request, path: { org }, body: { token } });
      if (output.isJson) output.json(data);
      else output.list(checksOf(data), CHECK_SHAPE);
      if (!data.accepted) throw new CliError("policy", `the token is refused: ${data.reason ?? "no rule admits it"}`);
      output.note(`It may act as ${data.robot} by ${data.rule_id}.`);
    }),
  );
}

interface Check {
  readonly of: string;
  readonly check: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly actual: string;
}

const CHECK_SHAPE = {
  id: ({ of, check, ok }: Check) => `${of} ${check} ${ok ? "yes" : "no"}`,
  columns: [
    { title: "OF", value: ({ of }: Check) => of },
    { title: "CHECK", value: ({ check }: Check) => check },
    { title: "HOLDS", value: ({ ok }: Check) => ok },
    { title: "EXPECTED", value: ({ expected }: Check) => expected },
    { title: "FOUND", value: ({ actual }: Check) => actual },
  ],
};

function checksOf({ checks, rules }: TrustExplanation): Check[] {
  const ofRules = rules.flatMap((rule) => rule.checks.map((check) => ({ of: rule.id, ...check })));
  return [...checks.map((check) => ({ of: "token", ...check })), ...ofRules];
}

/** One value is a pattern, several are alternatives. */
function addPattern(text: string, before: Patterns = {}): Patterns {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Write it as name=value.");
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const known = Object.hasOwn(before, name) ? before[name]! : [];
  const values = [...(typeof known === "string" ? [known] : known), value];
  return { ...before, [name]: values.length === 1 ? value : values };
}

function writable(patterns: Patterns | undefined): Record<string, string | string[]> | undefined {
  return (
    patterns && Object.fromEntries(Object.entries(patterns).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]))
  );
}

function claimText([name, value]: [string, string | string[]]): string {
  return `${name}=${typeof value === "string" ? value : value.join("|")}`;
}
