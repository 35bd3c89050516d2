// Requests to a registry as a command makes them: with a limit in time, errors that say what to do, and a trace for who debugs.
import { CliError } from "../failure.ts";
import { hostOf } from "./address.ts";
import { oneLine } from "./text.ts";

/** Until the answer begins; an export may then take as long as it needs. */
const ANSWER_LIMIT_MS = 60_000;

export interface Transport {
  /** Resolves to any answer of the registry's; throws a CliError when there was none. */
  exchange(request: Request): Promise<Response>;
}

/** `trace` is given one line per request: never a header and never a body, since both hold secrets. */
export function createTransport(version: string, trace: ((line: string) => void) | undefined, limitMs = ANSWER_LIMIT_MS): Transport {
  const exchange = async (request: Request) => {
    request.headers.set("user-agent", `aerugo-cli/${version}`);
    const started = performance.now();
    const response = await fetchWithin(request, limitMs);
    const { status, headers } = response;
    const took = `${Math.round(performance.now() - started)} ms`;
    trace?.(`${request.method} ${withoutQuery(request.url)}: ${status} in ${took}, request ${oneLine(headers.get("x-request-id") ?? "-")}`);
    throwIfElsewhere(request, response);
    return response;
  };
  return { exchange };
}

async function fetchWithin(request: Request, limitMs: number): Promise<Response> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), limitMs);
  try {
    // A redirect is never followed: the token is for this registry only.
    return await fetch(request, { redirect: "manual", signal: timer.signal });
  } catch (cause) {
    const host = hostOf(request.url);
    if (timer.signal.aborted) throw new CliError("timeout", `${host} did not answer within ${limitMs / 1000} s`, undefined, { cause });
    throw new CliError("unavailable", `${host} cannot be reached: ${reasonOf(cause)}`, hintOf(request.url, cause), { cause });
  } finally {
    clearTimeout(timeout);
  }
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  return oneLine(REASONS[code ?? ""] ?? message ?? String(cause)).replace(/\.$/, "");
}

const REASONS: Readonly<Record<string, string>> = {
  ConnectionRefused: "the connection was refused",
  ECONNREFUSED: "the connection was refused",
  FailedToOpenSocket: "no connection to it can be opened",
  ConnectionClosed: "it closed the connection",
  ECONNRESET: "it closed the connection",
  ENOTFOUND: "there is no such host",
  EPROTO: "no TLS connection can be made",
};

function hintOf(url: string, cause: unknown): string | undefined {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  if (!url.startsWith("https:")) return undefined;
  if (/CERT|SIGNATURE|SELF_SIGNED/i.test(code))
    return "Its certificate is not trusted here; NODE_EXTRA_CA_CERTS names a file with further authorities.";
  if (code === "EPROTO" || /ssl|tls/i.test(message)) return "Does it speak TLS at all? See aerugo login --plain-http.";
  return undefined;
}

function throwIfElsewhere({ url }: Request, { status, headers }: Response): void {
  const location = headers.get("location");
  if (status < 300 || status > 399 || location === null) return;
  const target = URL.parse(location, url)?.origin ?? "elsewhere";
  throw new CliError("failure", `${hostOf(url)} redirects to ${target}`, `If that is the registry, run aerugo login ${target}.`);
}

function withoutQuery(url: string): string {
  return url.split("?", 1)[0]!;
}
