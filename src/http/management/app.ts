// The paths under /api: which endpoint or page a request is for, and every failure as its problem.
import { type Context, Hono } from "hono";
import { ManagementError } from "../../management/failure.ts";
import type { Answered, Exchange } from "../exchange.ts";
import { type DispatchDependencies, ManagementDispatch } from "./dispatch.ts";
import { documentation } from "./docs.ts";
import { API_ROOT, type Endpoint, type Method } from "./endpoint.ts";
import { answerProblem, problem } from "./problem.ts";
import { MANAGEMENT_ENDPOINTS } from "./routes.ts";

export interface ManagementDependencies extends DispatchDependencies {
  /** A test's own instead of all. */
  readonly endpoints?: readonly Endpoint[];
}

/** What Hono carries along with a request. */
interface Carried {
  readonly exchange: Exchange;
  /** For metrics and logs. */
  route: string;
  /** For the answer, whatever it becomes. */
  readonly headers: Record<string, string>;
}

interface Env {
  Bindings: Carried;
}

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const COMMON_HEADERS = { "cache-control": "private, no-cache", "x-content-type-options": "nosniff", vary: "authorization, cookie" };

export class ManagementApp {
  // The path as it came: Hono's own reading would decode parts of it, and each part is decoded once, after it was matched.
  private readonly hono = new Hono<Env>({ getPath: (_request, options) => carriedBy(options).exchange.path });

  private readonly dispatch: ManagementDispatch;

  constructor({ endpoints = MANAGEMENT_ENDPOINTS, ...deps }: ManagementDependencies) {
    this.dispatch = new ManagementDispatch(deps);
    for (const endpoint of bySpecificity(endpoints)) this.add(endpoint);
    for (const [path, answer] of documentation(endpoints, deps.services.installation.version)) this.addPage(path, answer);
    this.hono.notFound((context) => this.unknown(context));
    this.hono.onError((error, context) => answerProblem(context.env.exchange, error, deps.log));
  }

  /** Undefined for a path that is not below /api. */
  answer(exchange: Exchange): Promise<Answered> | undefined {
    const { path } = exchange;
    return path === "/api" || path.startsWith("/api/") ? this.answerOne(exchange) : undefined;
  }

  private async answerOne(exchange: Exchange): Promise<Answered> {
    const carried: Carried = { exchange, route: "unknown", headers: { ...COMMON_HEADERS } };
    const response = await this.hono.fetch(exchange.request, carried);
    for (const [name, value] of Object.entries(carried.headers)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return { response, route: carried.route };
  }

  private add(endpoint: Endpoint): void {
    const route = `${API_ROOT}${endpoint.path}`;
    this.hono.on(endpoint.method, route.replaceAll(/\{(\w+)\}/g, ":$1"), async ({ env: carried }) => {
      const { exchange } = carried;
      carried.route = route;
      if (endpoint.sensitive) carried.headers["cache-control"] = "no-store";
      return this.dispatch.answer({ exchange, endpoint, rawParams: readParams(exchange.path, route) }, carried.headers);
    });
  }

  private addPage(path: string, answer: (exchange: Exchange) => Response): void {
    this.hono.get(path, ({ env: carried }) => {
      carried.route = path;
      return answer(carried.exchange);
    });
  }

  private unknown({ env: { exchange } }: Context<Env>): Response {
    const allowed = METHODS.filter((method) => this.hono.router.match(method, exchange.path)[0].length > 0);
    if (allowed.length === 0) return problem(exchange, new ManagementError("routeUnknown"));
    const allow = allowed.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
    return problem(exchange, new ManagementError("methodNotAllowed"), { allow });
  }
}

/** Hono hands its environment over beside the request. */
function carriedBy(options: { env?: Carried } | undefined): Carried {
  return options!.env!;
}

/** Of two paths that match, the one with more words wins: `/users/me` before `/users/{username}`. */
function bySpecificity(endpoints: readonly Endpoint[]): Endpoint[] {
  return [...endpoints].sort((a, b) => shapeOf(a).localeCompare(shapeOf(b)));
}

/** A digit per segment: words sort before parameters. */
function shapeOf({ path }: Endpoint): string {
  return path.replaceAll(/\/([^/]*)/g, (_match, segment: string) => (segment.startsWith("{") ? "1" : "0"));
}

/** Decoded exactly once. Control characters name nothing, and some databases refuse them. */
function readParams(path: string, route: string): Record<string, string> {
  const found = path.split("/");
  const params = route.split("/").flatMap((segment, index) => (segment.startsWith("{") ? [[segment.slice(1, -1), found[index]!]] : []));
  return Object.fromEntries(params.map(([name, value]) => [name, decode(name!, value!)]));
}

function decode(name: string, value: string): string {
  const decoded = tryDecode(value);
  if (decoded !== undefined && !/\p{Cc}/u.test(decoded)) return decoded;
  throw new ManagementError("badRequest", { errors: [{ in: "path", pointer: name, detail: "is not valid percent-encoded text" }] });
}

function tryDecode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
