// `aerugo api`: any request of the Management API, as whoever is signed in. What has no command of its own yet is reached by it.
import { Argument, InvalidArgumentError, type Command } from "commander";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addContextOption, remoteAction } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import type { Session } from "./session.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

interface ApiOptions {
  readonly field?: readonly (readonly [string, unknown])[];
  readonly input?: string;
  readonly header?: readonly (readonly [string, string])[];
  readonly paginate?: boolean;
  readonly include?: boolean;
}

export function addApi(program: Command, session: Session): void {
  const command = program.command("api").description("Send a request to the Management API and print its answer");
  command.addArgument(new Argument("<method>", "The method").choices(METHODS).argParser(parseMethod));
  command.argument("<path>", "The path, with or without /api/v1");
  command.option("-f, --field <key=value>", "A field of the query or, for POST, PUT and PATCH, of the body; may be repeated", addTextField);
  command.option("-F, --json-field <key=json>", "The same, with a value in JSON", addJsonField);
  command.option("--input <file>", "Send this file as the body, `-` for standard input");
  command.option("-H, --header <name: value>", "A header; may be repeated", addHeader);
  command.option("--paginate", "Follow the pages of a list, and print one array");
  command.option("-i, --include", "Print the status and the headers as well");
  addContextOption(command);
  addExamples(
    command,
    "aerugo api GET /orgs --paginate",
    "aerugo api POST /tokens -f name=laptop -F 'scopes=[\"repo:read\"]'",
    "aerugo api PATCH /orgs/acme -f display_name=Acme -H 'If-Match: \"v3\"'",
  );
  command.action(
    remoteAction<[Method, string], ApiOptions & { jsonField?: ApiOptions["field"] }>(session, async (remote, method, path, options) => {
      const field = [...(options.field ?? []), ...(options.jsonField ?? [])];
      const request = await buildRequest({ remote, method, path, options: { ...options, field }, session });
      if (options.paginate) await printPages(remote, request);
      else await printAnswer(await remote.connection.send(request), options, session);
    }),
  );
}

interface Wish {
  readonly remote: Remote;
  readonly method: Method;
  readonly path: string;
  readonly options: ApiOptions;
  readonly session: Session;
}

async function buildRequest({ remote, method, path, options, session }: Wish): Promise<Request> {
  const { field = [], header = [], input, paginate } = options;
  if (paginate && method !== "GET") throw new CliError("usage", "--paginate is for GET");
  const url = addressOf(remote.url, path);
  const hasBody = method === "POST" || method === "PUT" || method === "PATCH";
  if (!hasBody && input !== undefined) throw new CliError("usage", `${method} has no body for --input`);
  if (hasBody && input !== undefined && field.length > 0) throw new CliError("usage", "the body is either --input or fields");
  const headers = new Headers();
  if (hasBody && (input !== undefined || field.length > 0)) headers.set("content-type", "application/json");
  for (const [name, value] of header) headers.set(name, value);
  if (!hasBody) for (const [name, value] of field) url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
  if (!hasBody) return new Request(url.href, { method, headers });
  const fields = field.length > 0 ? JSON.stringify(Object.fromEntries(field)) : null;
  return new Request(url.href, { method, headers, body: input === undefined ? fields : await readInput(input, session) });
}

/** Whatever is given stays on the registry: the request carries a token. */
function addressOf(root: string, path: string): URL {
  const below = path.startsWith("/") ? path : `/${path}`;
  const url = URL.parse(below === "/api/v1" || /^\/api\/v1[/?]/.test(below) ? below : `/api/v1${below === "/" ? "" : below}`, root);
  if (!url || url.origin !== root || !url.pathname.startsWith("/api/")) throw new CliError("usage", `'${path}' is not a path of the API`);
  return url;
}

async function readInput(path: string, { terminal }: Session): Promise<string> {
  if (path === "-") return terminal.readInput();
  const file = Bun.file(path);
  if (!(await file.exists())) throw new CliError("notFound", `there is no file ${path}`);
  return file.text();
}

async function printPages({ connection, output }: Remote, first: Request): Promise<void> {
  const items: unknown[] = [];
  const url = new URL(first.url);
  for (let cursor: unknown; cursor !== null;) {
    if (typeof cursor === "string") url.searchParams.set("cursor", cursor);
    const response = await connection.send(new Request(url.href, { headers: first.headers }));
    const page = (await response.json().catch(() => undefined)) as { items?: unknown; next_cursor?: unknown } | undefined;
    if (!Array.isArray(page?.items)) throw new CliError("usage", "this is not a list, so it has no pages", "Leave out --paginate.");
    items.push(...(page.items as unknown[]));
    cursor = page.next_cursor ?? null;
  }
  output.json(items);
}

async function printAnswer(response: Response, { include }: ApiOptions, { terminal }: Session): Promise<void> {
  if (include) terminal.out(headText(response));
  if (!/^application\/([\w.-]+\+)?json\b/.test(response.headers.get("content-type") ?? "")) {
    const { printStream } = await import("./remote/output.ts");
    return printStream(response.body, terminal);
  }
  const text = await response.text();
  terminal.out(text === "" ? "" : `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
}

function headText({ status, headers }: Response): string {
  return `${status}\n${[...headers].map(([name, value]) => `${name}: ${value}\n`).join("")}\n`;
}

function parseMethod(text: string): Method {
  const method = METHODS.find((each) => each === text.toUpperCase());
  if (method === undefined) throw new InvalidArgumentError(`Allowed choices are ${METHODS.join(", ")}.`);
  return method;
}

type Fields = readonly (readonly [string, unknown])[];

function addTextField(text: string, before: Fields = []): Fields {
  return [...before, splitAt(text, "=")];
}

function addJsonField(text: string, before: Fields = []): Fields {
  const [name, value] = splitAt(text, "=");
  try {
    return [...before, [name, JSON.parse(value)]];
  } catch {
    throw new InvalidArgumentError("What follows the = must be JSON.");
  }
}

function addHeader(text: string, before: readonly (readonly [string, string])[] = []): readonly (readonly [string, string])[] {
  const [name, value] = splitAt(text, ":");
  const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  // It would be replaced by the context's own, silently.
  if (!isName || name.toLowerCase() === "authorization") throw new InvalidArgumentError("It must be a header other than Authorization.");
  return [...before, [name, value.trim()]];
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  if (at < 1) throw new InvalidArgumentError(`It must have a ${separator} after its name.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
