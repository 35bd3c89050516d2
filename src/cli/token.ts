import { InvalidArgumentError, Option, type Command } from "commander";
import type { CreatedToken, Token } from "../../packages/client/src/index.ts";
import { TOKEN_SCOPES } from "../auth/token-scope.ts";
import { addExamples } from "./help.ts";
import { addContextOption, addLimit, addRemoteOptions, addYes, remoteAction } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";
import { collect, given, parseDuration } from "./values.ts";

export function addToken(program: Command, session: Session): void {
  const token = program.command("token").description("Manage your personal access tokens");
  addExamples(token, "aerugo token create laptop --scope repo:write", "aerugo token ls");
  addList(token, session);
  addCreate(token, session);
  addRevoke(token, session);
}

/** Also for the tokens of robots. */
export const TOKEN_SHAPE = {
  id: ({ id }: Token) => id,
  columns: [
    { title: "ID", value: ({ id }: Token) => id },
    { title: "NAME", value: ({ name }: Token) => name },
    { title: "SCOPES", value: ({ scopes }: Token) => scopes.join(",") },
    { title: "LIMITED TO", value: limitText },
    { title: "EXPIRES", value: ({ expires_at }: Token) => expires_at ?? "never", kind: "time" as const },
    { title: "LAST USED", value: ({ last_used_at }: Token) => last_used_at, kind: "time" as const },
  ],
};

function limitText({ is_limited, repositories, namespaces }: Token): string {
  if (!is_limited) return "";
  return [...namespaces.map((name) => `${name}/*`), ...repositories].join(",") || "nothing that is left";
}

export interface TokenOptions {
  readonly scope: readonly string[];
  readonly expires?: number;
  readonly repository?: readonly string[];
  readonly namespace?: readonly string[];
}

export function addTokenOptions(command: Command): Command {
  command.addOption(
    new Option("--scope <scope>", `What it is good for; may be repeated: ${Object.keys(TOKEN_SCOPES).join(", ")}`)
      .argParser(collect)
      .makeOptionMandatory(),
  );
  command.option("--expires <time>", "After 12h, 90d, 4w, or never", parseExpiry);
  command.option("--repository <name>", "Only for this repository; may be repeated", collect);
  return command.option("--namespace <name>", "Only for what is in this namespace; may be repeated", collect);
}

function parseExpiry(text: string): number {
  if (text === "never") return Infinity;
  if (!/^\d+[mhdw]$/.test(text)) throw new InvalidArgumentError("Write it as 12h, 90d, 4w or never.");
  return parseDuration(text);
}

export function newToken(name: string, { scope, expires, repository, namespace }: TokenOptions) {
  const expires_at = expires === undefined ? undefined : expiryOf(expires);
  // Which scopes there are is for the registry to say: it may be newer than this program.
  const scopes = scope as CreatedToken["scopes"];
  return { name, scopes, ...given({ expires_at, repositories: repository && [...repository], namespaces: namespace && [...namespace] }) };
}

function expiryOf(duration: number): string | null {
  return duration === Infinity ? null : new Date(Date.now() + duration).toISOString();
}

/** Stdout gets the secret alone, so that it can be piped to where it belongs. */
export function printSecret({ output }: Remote, token: CreatedToken): void {
  if (output.isJson) return output.json(token);
  output.note(`Token ${token.id} was made; this is the only time that its secret is shown.`);
  output.text(token.secret);
}

function addList(token: Command, session: Session): void {
  const command = addLimit(addRemoteOptions(token.command("ls").alias("list").description("List your tokens, without their secrets")));
  addExamples(command, "aerugo token ls", "aerugo token ls -q");
  command.action(
    remoteAction<[]>(session, async (remote) => {
      const { api, request } = remote;
      remote.output.list(await remote.all((query) => api.listTokens({ ...request, query })), TOKEN_SHAPE);
    }),
  );
}

function addCreate(token: Command, session: Session): void {
  const command = addTokenOptions(token.command("create").description("Create a token and print its secret once"));
  addRemoteOptions(command.argument("<name>", "A name by which you will know it"));
  addExamples(
    command,
    "aerugo token create laptop --scope repo:write --expires 90d",
    "aerugo token create reader --scope repo:read --repository acme/api",
  );
  command.action(
    remoteAction<[string], TokenOptions>(session, async (remote, name, options) => {
      const { data } = await remote.api.createToken({ ...remote.request, body: newToken(name, options) });
      printSecret(remote, data);
    }),
  );
}

function addRevoke(token: Command, session: Session): void {
  const command = token.command("revoke").alias("rm").description("Revoke a token; it stops working at once");
  addYes(addContextOption(command.argument("<id>", "The token's id, as token ls shows it")));
  addExamples(command, "aerugo token revoke tok_12 --yes");
  command.action(
    remoteAction<[string]>(session, async (remote, id) => {
      const { api, request } = remote;
      const path = { token_id: id };
      const { data } = await api.getToken({ ...request, path });
      await remote.confirm(`Revoke ${data.id} (${data.name})?`);
      await api.revokeToken({ ...request, path });
    }),
  );
}
