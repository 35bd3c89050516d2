// From a routed request to the answer of its endpoint: identify, limit, authorize, check, handle. Authorization comes before any look at
// query and body: who may not see something gets one answer, whatever they send. What is refused goes to the audit log.
import { type Actor, actorOf } from "../../auth/actor.ts";
import type { Attempt } from "../../auth/audit.ts";
import { CredentialsError } from "../../auth/authenticator.ts";
import { type Caller, NOBODY } from "../../auth/caller.ts";
import { hasScope } from "../../auth/token-scope.ts";
import { nameFrom } from "../../management/authorizer.ts";
import { ManagementError, type ManagementFailureName } from "../../management/failure.ts";
import { parseId } from "../../management/ids.ts";
import type { Log } from "../../observability/log.ts";
import type { Exchange } from "../exchange.ts";
import { type RequestLimits, allLimitHeaders } from "../rate-limit.ts";
import type { HeaderFields } from "../respond.ts";
import { type Answer, findMismatch, toResponse } from "./answer.ts";
import { refuseCrossSite } from "./cross-site.ts";
import type { Endpoint, ManagementCall } from "./endpoint.ts";
import { onlyOnce } from "./idempotency.ts";
import { answerProblem, toManagementError } from "./problem.ts";
import { checkRequest } from "./request.ts";
import type { AuthorizedSubjects, ManagementServices } from "./services.ts";

export interface DispatchDependencies {
  readonly services: ManagementServices;
  readonly log: Log;
  /** Undefined where nothing is limited. */
  readonly limits?: RequestLimits | undefined;
  /** For tests: an answer that is not as declared becomes a 500. */
  readonly verifiesAnswers?: boolean;
}

export interface RoutedRequest {
  readonly exchange: Exchange;
  readonly endpoint: Endpoint;
  /** Decoded, and otherwise as they came. */
  readonly rawParams: Readonly<Record<string, string>>;
}

interface Identified extends RoutedRequest {
  readonly caller: Caller;
  readonly actor: Actor;
}

/** What a service refuses because of who asks, after the caller has been let in. */
const REFUSALS: ReadonlySet<ManagementFailureName> = new Set([
  "forbidden",
  "scopeInsufficient",
  "reauthenticationRequired",
  "quotaExceeded",
] as const);

export class ManagementDispatch {
  constructor(private readonly deps: DispatchDependencies) {}

  /** `headers` go out with the answer, whatever it becomes. Throws what problem.ts turns into one. */
  async answer(routed: RoutedRequest, headers: HeaderFields): Promise<Response> {
    const { exchange, endpoint, rawParams } = routed;
    const { services, limits } = this.deps;
    const ofAddress = limits ? await limits.takeOfAddress(exchange) : [];
    const first = await this.identify(routed);
    if (limits) Object.assign(headers, allLimitHeaders([...ofAddress, ...(await limits.takeOfCaller(first.caller, exchange))]));
    const subjects = await this.authorize(first);
    const { bodyBytes, ...checked } = await checkRequest(exchange, endpoint, rawParams);
    // A body comes as slowly as its sender likes, and whoever lost a right must not act on having had it when the request began.
    const isSame = exchange.request.body === null;
    const identified = isSame ? first : await this.identify(routed);
    const { organization, repository } = isSame ? subjects : await this.authorize(identified);
    const { caller, actor } = identified;
    return this.run(identified, { exchange, services, caller, actor, organization, repository, ...checked }, bodyBytes);
  }

  private async identify(routed: RoutedRequest): Promise<Identified> {
    const caller = await this.findCaller(routed);
    return { ...routed, caller, actor: actorFrom(routed.exchange, caller) };
  }

  /** A session that has ended must not keep its owner from what is public, such as signing in again. */
  private async findCaller(routed: RoutedRequest): Promise<Caller> {
    const { exchange, endpoint } = routed;
    try {
      return await this.deps.services.identify(exchange);
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      if (error.scheme === "Cookie" && endpoint.access === "public") return NOBODY;
      this.recordCredentials(routed, error);
      throw error;
    }
  }

  private async authorize(identified: Identified): Promise<AuthorizedSubjects> {
    const { exchange, endpoint, rawParams, caller } = identified;
    const { access, scope } = endpoint;
    try {
      refuseCrossSite(exchange, caller);
      if (scope && !hasScope(caller.scopes, scope)) throw new ManagementError("scopeInsufficient", { extra: { required_scope: scope } });
      const subjects = access === "public" ? {} : await this.deps.services.authorizer.authorize(caller, access, rawParams);
      refuseOldName(endpoint, rawParams, subjects);
      return subjects;
    } catch (error) {
      if (error instanceof ManagementError) this.recordRefusal(identified);
      throw error;
    }
  }

  private async run(identified: Identified, call: ManagementCall, bodyBytes: Uint8Array): Promise<Response> {
    const { exchange, endpoint, actor } = identified;
    const { services, log } = this.deps;
    const handle = async () => {
      try {
        return await toResponse(exchange, this.verified(endpoint, await endpoint.handler(call)));
      } catch (error) {
        return this.failed(identified, error);
      }
    };
    if (!endpoint.idempotent) return handle();
    // An answer may hold a secret that is worth more than the token that asks for it again.
    const principal = [actor.kind, actor.id, ...(actor.tokenId === undefined ? [] : ["token", actor.tokenId])].join(":");
    return onlyOnce(exchange, { store: services.idempotency, principal, body: bodyBytes, now: services.clock.now(), log }, handle);
  }

  private verified(endpoint: Endpoint, answer: Answer): Answer {
    const mistake = this.deps.verifiesAnswers && findMismatch(endpoint, answer);
    if (mistake) throw new Error(`the answer of ${endpoint.id} is not as declared: ${mistake}`);
    return answer;
  }

  private failed(identified: Identified, error: unknown): Response {
    const known = toManagementError(error);
    if (known && REFUSALS.has(known.failure)) this.recordRefusal(identified);
    if (error instanceof CredentialsError) this.recordCredentials(identified, error);
    return answerProblem(identified.exchange, error, this.deps.log);
  }

  /** Without credentials being asked for some is how every client begins, and nothing that was refused. */
  private recordRefusal({ exchange, endpoint, caller, actor, rawParams }: Identified): void {
    if (caller.identity.kind === "anonymous") return;
    this.deps.services.refusals.add(actor, { action: `api.${endpoint.id}`, target: exchange.path, ...subjectOf(rawParams) });
  }

  private recordCredentials({ exchange, endpoint, rawParams }: RoutedRequest, { username, scheme, told }: CredentialsError): void {
    const actor = { ...actorFrom(exchange, NOBODY), name: username, credential: scheme.toLowerCase() };
    const attempt = { action: "credentials.refused", target: `api.${endpoint.id}`, ...subjectOf(rawParams) };
    this.deps.services.refusals.add(actor, { ...attempt, after: told });
  }
}

/**
 * Reading follows a redirect. Whoever deletes by an old name may mean what had it, or another that was to get it, but not what they would
 * delete. A rename that is sent twice is for its Idempotency-Key to recognise.
 */
function refuseOldName(
  { method, idempotent }: Endpoint,
  params: Readonly<Record<string, string>>,
  { repository }: AuthorizedSubjects,
): void {
  const { namespace, repository: name } = params;
  if (method === "GET" || idempotent || !repository || namespace === undefined || name === undefined) return;
  if (nameFrom(namespace, name) === repository.name) return;
  throw new ManagementError("forbidden", { detail: `it is called ${repository.name} now, and is changed under that name` });
}

/** What a path names, whether it exists or not. */
function subjectOf(params: Readonly<Record<string, string>>): Pick<Attempt, "asked" | "repositoryId"> {
  const { org, namespace, repository, repository_id: id } = params;
  if (id !== undefined) return { repositoryId: parseId("repo", id) };
  if (org !== undefined) return { asked: { namespace: org } };
  const name = namespace !== undefined && repository !== undefined ? nameFrom(namespace, repository) : undefined;
  return { asked: name && { repository: name } };
}

function actorFrom({ id, clientAddress }: Exchange, caller: Caller): Actor {
  return actorOf(caller, { address: clientAddress, requestId: id });
}
