// What a command that speaks to a registry is handed.
import type { Session } from "../session.ts";
import { CliError } from "../failure.ts";
import { VERSION } from "../version.ts";
import { Connection } from "./connection.ts";
import { Contexts } from "./contexts.ts";
import {
  granteeText,
  parseGrantee,
  parseRepository,
  parseRobot,
  parseTag,
  parseTeam,
  type Grantee,
  type RepositoryPath,
  type RobotPath,
  type TagPath,
  type TeamPath,
} from "./names.ts";
import { Output, type Format } from "./output.ts";
import { collectPages, type GetPage } from "./pages.ts";
import { ProblemError } from "./problem.ts";
import { chooseTarget } from "./target.ts";
import { oneLine } from "./text.ts";
import { createTransport, type Transport } from "./transport.ts";
import { findRobot } from "./who-is.ts";

export type Api = typeof import("../../../packages/client/src/index.ts");

/** The options that remote-command.ts declares, as far as the command has them. */
export interface RemoteOptions {
  readonly context?: string;
  readonly output?: Format;
  readonly quiet?: boolean;
  readonly limit?: number;
  readonly yes?: boolean;
}

export class Remote {
  readonly url: string;

  private constructor(
    private readonly session: Session,
    private readonly options: RemoteOptions,
    readonly connection: Connection,
    readonly api: Api,
    readonly output: Output,
  ) {
    this.url = connection.target.url;
  }

  static async open(session: Session, options: RemoteOptions): Promise<Remote> {
    const output = outputOf(session, options);
    const contexts = Contexts.in(session.environment);
    const target = await chooseTarget(contexts, { context: options.context, environment: session.environment });
    const connection = new Connection(target, { contexts, transport: transportOf(session) });
    return new Remote(session, options, connection, await import("../../../packages/client/src/index.ts"), output);
  }

  /** For the client's operations: `api.listTeams({ ...remote.request, path })`. */
  get request(): Connection["options"] {
    return this.connection.options;
  }

  /** All pages, up to `--limit`; says so when there is more. */
  async all<Item>(getPage: GetPage<Item>): Promise<Item[]> {
    const { limit = Infinity } = this.options;
    const { items, hasMore } = await collectPages(getPage, limit);
    if (hasMore) this.output.note(`There are more than ${limit}: --limit all shows them all.`);
    return items;
  }

  /** As people write it, with or without the registry's host. */
  repository(text: string): RepositoryPath {
    return parseRepository(text, this.url);
  }

  tag(text: string): TagPath {
    return parseTag(text, this.url);
  }

  robot(text: string): RobotPath {
    return parseRobot(text);
  }

  team(text: string): TeamPath {
    return parseTeam(text);
  }

  grantee(text: string, namespace?: string): Grantee {
    return parseGrantee(text, namespace);
  }

  granteeText(namespace: string, grantee: Grantee): string {
    return granteeText(namespace, grantee);
  }

  /** Of the person who is signed in. */
  async username(): Promise<string> {
    return (await this.api.getCurrentUser(this.request)).data.username;
  }

  isProblem(error: unknown, code: string): boolean {
    return error instanceof ProblemError && error.code === code;
  }

  /** The robot that the command acts for, when its token is good; undefined for a person. */
  findRobot(): Promise<string | undefined> {
    const { environment } = this.session;
    return findRobot(this.connection.target, { environment, contexts: Contexts.in(environment), transport: transportOf(this.session) });
  }

  /** Headers for a change of exactly what was seen: somebody else's change in between is not undone. */
  ifMatch({ response }: { readonly response: Response }): { "If-Match": string } {
    const etag = response.headers.get("etag");
    if (etag === null) throw new CliError("failure", "the registry's answer has no ETag");
    return { "If-Match": etag };
  }

  /** The same for what may not be there yet: without the header it is only made. */
  async findIfMatch(get: () => Promise<{ readonly response: Response }>): Promise<{ "If-Match"?: string }> {
    try {
      return this.ifMatch(await get());
    } catch (error) {
      if (this.isProblem(error, "not_found")) return {};
      throw error;
    }
  }

  /** Throws unless whoever sits there says yes, or said so with --yes. */
  confirm(question: string): Promise<void> {
    return confirm(this.session, this.options, question);
  }
}

export async function confirm({ terminal: { ask } }: Session, { yes }: RemoteOptions, question: string): Promise<void> {
  if (yes) return;
  if (!ask) throw new CliError("usage", "this needs a confirmation, and there is nobody to ask", "Give --yes.");
  const answer = await ask(`${oneLine(question)} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError("failure", "not confirmed, so nothing was done");
}

export function transportOf(session: Session): Transport {
  const isTraced = Boolean(session.environment.AERUGO_DEBUG);
  session.showStacks ||= isTraced;
  return createTransport(VERSION, isTraced ? (line) => session.terminal.error(`debug: ${line}\n`) : undefined);
}

export function outputOf({ terminal, environment }: Session, { output, quiet = false }: RemoteOptions): Output {
  const format = output ?? (environment.AERUGO_OUTPUT || undefined);
  if (format !== undefined && format !== "table" && format !== "json") {
    throw new CliError("usage", `AERUGO_OUTPUT: '${oneLine(format)}' is neither table nor json`);
  }
  // https://no-color.org: any text counts, but not the empty one.
  const color = terminal.isShown === true && !environment.NO_COLOR && environment.TERM !== "dumb";
  return new Output(terminal, { format, quiet, color, now: Date.now() });
}
