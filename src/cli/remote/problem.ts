// What a registry refuses, as the CLI's own failure: one line with the request id, a hint, and the exit code of its kind.
import { CliError } from "../failure.ts";
import type { ExitKind } from "../exit-codes.ts";
import { oneLine, withoutSecrets } from "./text.ts";

const KINDS: Readonly<Record<number, ExitKind>> = {
  400: "usage",
  401: "auth",
  403: "auth",
  404: "notFound",
  408: "timeout",
  409: "conflict",
  412: "conflict",
  422: "usage",
  428: "conflict",
  429: "unavailable",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
  507: "unavailable",
};

/** By `code`, where it says more than the status. */
const KINDS_BY_CODE: Readonly<Record<string, ExitKind>> = { quota_exceeded: "policy" };

const HINTS: Readonly<Record<string, string>> = {
  unauthenticated: "Sign in again with aerugo login, or check AERUGO_TOKEN.",
  reauthentication_required: "It is too sensitive for an old sign-in: run aerugo login again.",
  not_found: "It does not exist, or you may not see it.",
  stale: "Somebody else changed it first: look at it again, and repeat the command.",
  route_unknown: "The registry may run an older Aerugo than this one: aerugo api GET / shows its version.",
};

const MESSAGE_LIMIT = 500;

export class ProblemError extends CliError {
  constructor(
    /** What programs branch on; empty for an answer that is not the API's. */
    readonly code: string,
    ...rest: ConstructorParameters<typeof CliError>
  ) {
    super(...rest);
  }
}

/** Reads the body of an answer that is no success. */
export async function toProblemError(response: Response): Promise<ProblemError> {
  const { status } = response;
  const problem = parseProblem(await response.text().catch(() => ""));
  const requestId = text(problem.request_id) ?? response.headers.get("x-request-id") ?? undefined;
  const told = [messageOf(problem, response), requestId && `(request ${oneLine(requestId).slice(0, 100)})`].filter(Boolean).join(" ");
  const code = text(problem.code) ?? "";
  return new ProblemError(code, KINDS_BY_CODE[code] ?? KINDS[status] ?? "failure", told, hintOf(response, problem, code));
}

function messageOf(problem: Record<string, unknown>, { status, url }: Response): string {
  const entries = Array.isArray(problem.errors) ? problem.errors.flatMap(entryText) : [];
  // Which mistakes there are says more than that there are some.
  const general = entries.length > 0 ? [] : [text(problem.title) ?? `the registry answered with status ${status}`];
  const told = text(problem.detail) ?? (problem.code === "not_found" ? pathText(url) : undefined);
  return withoutSecrets(oneLine([...(told === undefined ? general : [told]), ...entries].join("; "))).slice(0, MESSAGE_LIMIT);
}

/** Of several names in a command, this shows at least which were asked for. */
function pathText(url: string): string | undefined {
  return URL.canParse(url) ? `there is nothing at ${new URL(url).pathname}` : undefined;
}

function entryText(entry: unknown): string[] {
  const { pointer, detail } = (entry ?? {}) as Record<string, unknown>;
  const name = text(pointer)?.replace(/^\//, "");
  const said = text(detail);
  return said === undefined ? [] : [name ? `${name}: ${said}` : said];
}

function hintOf(response: Response, problem: Record<string, unknown>, code: string): string | undefined {
  const scope = text(problem.required_scope);
  if (scope !== undefined) return `The token lacks the scope ${oneLine(scope)}.`;
  const retryAfter = response.headers.get("retry-after");
  if (retryAfter !== null && /^\d+$/.test(retryAfter)) return `Try again in ${retryAfter} s.`;
  if (HINTS[code] !== undefined) return HINTS[code];
  return code === "" ? "Is it an Aerugo registry? The answer was not one of its own." : undefined;
}

/** Whatever answers on that host: a proxy's page is no problem+json. */
function parseProblem(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
