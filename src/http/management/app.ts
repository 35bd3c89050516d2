// From a request under /api to its answer: route, identify, limit, authorize, check, handle; and every failure to its problem.
// Authorization comes before any look at query and body: who may not see something gets one answer, whatever they send.
import { type Context, Hono } from "hono";
import { actorOf } from "../../auth/actor.ts";
import type { Caller } from "../../auth/caller.ts";
import { hasScope } from "../../auth/token-scope.ts";
import { ManagementError } from "../../management/failure.ts";
import type { Log } from "../../observability/log.ts";
import type { Answered, Exchange } from "../exchange.ts";
import type { HeaderFields } from "../respond.ts";
import { type Answer, findMismatch, toResponse } from "./answer.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { documentation } from "./docs.ts";
import { API_ROOT, type Endpoint, type Method } from "./endpoint.ts";
import { onlyOnce } from "./idempotency.ts";
import { answerProblem, problem } from "./problem.ts";
import { checkRequest } from "./request.ts";
import { MANAGEMENT_ENDPOINTS } from "./routes.ts";
import type { AuthorizedSubjects, ManagementServices } from "./services.ts";

export interface ManagementDependencies {
  readonly services: ManagementServices;
  readonly log: Log;
  readonly endpoints?: readonly Endpoint[];
  /** Resolves to headers that say what is left; throws `rateLimited`. */
  readonly limit?: (exchange: Exchange, caller: Caller) => Promise<HeaderFields>;
  /** For tests: an answer that is not as declared becomes a 500. */
  readonly verifiesAnswers?: boolean;
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

  constructor(private readonly deps: ManagementDependencies) {
    const { endpoints = MANAGEMENT_ENDPOINTS, services } = deps;
    for (const endpoint of bySpecificity(endpoints)) this.add(endpoint);
    for (const [path, answer] of documentation(endpoints, services.installation.version)) this.addPage(path, answer);
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
      carried.route = route;
      if (endpoint.sensitive) carried.headers["cache-control"] = "no-store";
      return this.handle(carried, endpoint, readParams(carried.exchange.path, route));
    });
  }

  private addPage(path: string, answer: (exchange: Exchange) => Response): void {
    this.hono.get(path, ({ env: carried }) => {
      carried.route = path;
      return answer(carried.exchange);
    });
  }

  private async handle({ exchange, headers }: Carried, endpoint: Endpoint, rawParams: Readonly<Record<string, string>>): Promise<Response> {
    const { services, log, limit } = this.deps;
    const caller = await services.identify(exchange);
    refuseCrossSite(exchange, caller);
    if (limit) Object.assign(headers, await limit(exchange, caller));
    const subjects = await this.authorize(caller, endpoint, rawParams);
    const { bodyBytes, ...checked } = await checkRequest(exchange, endpoint, rawParams);
    const actor = actorOf(caller, { address: exchange.connection.remoteAddress, requestId: exchange.id });
    const call = { exchange, services, caller, actor, ...withBoth(subjects), ...checked };
    const run = async () => toResponse(exchange, this.verified(endpoint, await endpoint.handler(call)));
    if (!endpoint.idempotent) return run();
    const attempt = {
      store: services.idempotency,
      principal: `${actor.kind}:${actor.id}`,
      body: bodyBytes,
      now: services.clock.now(),
      log,
    };
    return onlyOnce(exchange, attempt, () => run().catch((error: unknown) => answerProblem(exchange, error, log)));
  }

  private async authorize(
    caller: Caller,
    { access, scope }: Endpoint,
    rawParams: Readonly<Record<string, string>>,
  ): Promise<AuthorizedSubjects> {
    const { services } = this.deps;
    if (scope && !hasScope(caller.scopes, scope)) throw new ManagementError("scopeInsufficient", { extra: { required_scope: scope } });
    return access === "public" ? {} : services.authorizer.authorize(caller, access, rawParams);
  }

  private verified(endpoint: Endpoint, answer: Answer): Answer {
    const mistake = this.deps.verifiesAnswers && findMismatch(endpoint, answer);
    if (mistake) throw new Error(`the answer of ${endpoint.id} is not as declared: ${mistake}`);
    return answer;
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

function withBoth({ organization, repository }: AuthorizedSubjects) {
  return { organization, repository };
}
