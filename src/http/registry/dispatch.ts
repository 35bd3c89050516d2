// From a request under /v2/ to its answer: route, authenticate, decide, handle; and every failure to its envelope.
import { CredentialsError } from "../../auth/authenticator.ts";
import { type Actor, actorOf } from "../../auth/actor.ts";
import type { Attempt } from "../../auth/audit.ts";
import { TOKEN_SERVICE } from "../../auth/access-tokens.ts";
import { type Caller, type Grant, NOBODY } from "../../auth/caller.ts";
import { redactSecrets } from "../../auth/secret-tokens.ts";
import { type Decision, decideCatalog, decideRepository } from "../../auth/decision.ts";
import { RegistryError } from "../../oci/failure.ts";
import { type RepositoryName, parseRepositoryName } from "../../oci/reference.ts";
import type { Log } from "../../observability/log.ts";
import type { Answered, Exchange } from "../exchange.ts";
import { answerFailure } from "../failures.ts";
import { limitHeaders } from "../rate-limit.ts";
import { Router } from "../router.ts";
import type { Access, Route } from "../routes.ts";
import { CATALOG_GRANT, ChallengeError, formatChallenge, repositoryGrant } from "./challenge.ts";
import { RegistryErrorWithHeaders } from "../registry-error.ts";
import { failure } from "../respond.ts";
import { getManifest } from "./manifests.ts";
import { REGISTRY_ROUTES } from "./routes.ts";
import type { RegistryHandler, RegistryServices } from "./services.ts";

type RegistryRoute = Route<RegistryHandler>;

interface Routed {
  readonly route: RegistryRoute;
  readonly repository: RepositoryName | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Decided {
  readonly decision: Decision;
  readonly name: RepositoryName | undefined;
  readonly repositoryId?: number | undefined;
}

export class RegistryDispatch {
  private readonly router = new Router(REGISTRY_ROUTES);

  constructor(
    private readonly services: RegistryServices,
    private readonly log: Log,
  ) {}

  async answer(exchange: Exchange): Promise<Answered> {
    let route = "unknown";
    let response: Response;
    try {
      const routed = this.route(exchange);
      route = routed.route.path;
      response = await this.handle(exchange, routed);
    } catch (error) {
      response = this.failed(exchange, error);
    }
    // Docker and older tools recognise a registry by this header, errors included.
    response.headers.set("docker-distribution-api-version", "registry/2.0");
    return { response, route };
  }

  private route(exchange: Exchange): Routed {
    const match = this.match(exchange.path);
    if (!match) throw new RegistryError("routeUnknown", [{ path: exchange.shownPath.slice(0, 300) }]);
    const route = match.routes.find(({ methods }) => methods.includes(exchange.method));
    if (!route) throw methodUnsupported(match.routes);
    if (!match.repository) return { route, repository: undefined, parameters: match.parameters };
    const repository = parseSegments(match.repository);
    if (!repository) throw new RegistryError("nameInvalid", [{ name: redactSecrets(match.repository.join("/")).slice(0, 300) }]);
    return { route, repository, parameters: match.parameters };
  }

  private match(path: string) {
    try {
      return this.router.match(path);
    } catch (cause) {
      throw new RegistryError("requestInvalid", [], { cause });
    }
  }

  private async handle(exchange: Exchange, routed: Routed): Promise<Response> {
    const { limits } = this.services;
    if (!limits) return this.serve(exchange, routed, await this.authenticate(exchange, routed));
    const ofAddress = await limits.takeOfAddress(exchange);
    const caller = await this.authenticate(exchange, routed);
    const isManifest = routed.route.handler === getManifest;
    const pull = !isManifest ? "none" : exchange.method === "GET" ? "counted" : "asked";
    const spent = [...ofAddress, ...(await limits.takeOfCaller(caller, exchange, pull))];
    const response = await this.serve(exchange, routed, caller);
    if (isManifest) for (const [name, value] of Object.entries(limitHeaders(spent))) response.headers.set(name, value);
    return response;
  }

  private async serve(exchange: Exchange, routed: Routed, caller: Caller): Promise<Response> {
    const { route, repository, parameters } = routed;
    const actor = actorFrom(exchange, caller);
    const name = await this.authorize(caller, actor, route, repository);
    const confirm = async () => {
      await this.authorize(await this.authenticate(exchange, routed), actor, route, repository);
    };
    // Routes without a repository in their path have handlers that never look at it.
    return route.handler({ exchange, services: this.services, caller, actor, repository: name!, parameters, confirm });
  }

  private async authenticate(exchange: Exchange, { route: { id, access }, repository }: Routed): Promise<Caller> {
    try {
      const shown = { authorization: exchange.header("authorization"), address: exchange.clientAddress, audience: TOKEN_SERVICE } as const;
      return await this.services.authenticator.authenticate(shown);
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      const actor = { ...actorFrom(exchange, NOBODY), name: error.username, credential: error.scheme.toLowerCase() };
      const attempt = { action: "credentials.refused", target: repository ?? id, asked: repository && { repository } };
      this.services.refusals.add(actor, { ...attempt, after: error.told });
      throw new ChallengeError(grantsFor(access, repository), error.scheme === "Bearer" ? "invalid_token" : undefined);
    }
  }

  /** Resolves to the name to go on with: the path's, or that which the repository has now. */
  private async authorize(
    caller: Caller,
    actor: Actor,
    { access }: RegistryRoute,
    repository: RepositoryName | undefined,
  ): Promise<RepositoryName | undefined> {
    const { decision, name, repositoryId } = await this.decide(caller, access, repository);
    if (decision === "granted") return name;
    const isKnown = caller.identity.kind !== "anonymous";
    // Without credentials a challenge is how every client begins, and nothing that was refused.
    if (isKnown) this.services.refusals.add(actor, attemptOf(access, repository, repositoryId));
    // The identity itself lacks the right: another token would not help, and the answer is the same for what does not exist.
    if (decision === "refused" && isKnown) throw new RegistryError("denied", [{ name: repository }]);
    throw new ChallengeError(grantsFor(access, repository), caller.grants ? "insufficient_scope" : undefined);
  }

  private async decide(caller: Caller, access: Access, repository: RepositoryName | undefined): Promise<Decided> {
    const { policy } = this.services;
    if (access === "none") return { decision: "granted", name: repository };
    if (access === "base") {
      // An anonymous token is a credential too: whoever holds one has understood the challenge.
      const isWelcome = policy.isOpen || caller.identity.kind !== "anonymous" || caller.grants !== undefined;
      return { decision: isWelcome ? "granted" : "refused", name: repository };
    }
    if (access === "catalog") return { decision: decideCatalog(policy, caller), name: repository };
    const decided = await decideRepository(policy, caller, repository!, access);
    return { decision: decided.decision, name: decided.access.name, repositoryId: decided.access.repositoryId };
  }

  private failed(exchange: Exchange, error: unknown): Response {
    if (!(error instanceof ChallengeError)) return answerFailure(exchange, error, this.log);
    const details = error.scopes.length > 0 ? [error.scopes.map(toDetail)] : [];
    return failure(exchange, "unauthorized", details, { "www-authenticate": formatChallenge(exchange.origin, error) });
  }
}

function actorFrom({ id, clientAddress }: Exchange, caller: Caller): Actor {
  return actorOf(caller, { address: clientAddress, requestId: id });
}

function attemptOf(access: Access, repository: RepositoryName | undefined, repositoryId: number | undefined): Attempt {
  const action = `registry.${typeof access === "string" ? access : access[0]}`;
  return { action, target: repository ?? "registry", repositoryId, asked: repository && { repository } };
}

/** A segment that held an encoded slash is one segment, and no valid name has such a one. */
function parseSegments(segments: readonly string[]): RepositoryName | undefined {
  return segments.some((segment) => segment.includes("/")) ? undefined : parseRepositoryName(segments.join("/"));
}

/** The path exists, the method does not; `Allow` says which do (RFC 9110 §15.5.6). */
function methodUnsupported(routes: readonly Route<RegistryHandler>[]): RegistryError {
  const allow = new Set(routes.flatMap(({ methods }) => methods));
  return new RegistryErrorWithHeaders({ failure: "methodUnsupported", details: [] }, { allow: [...allow].join(", ") });
}

function grantsFor(access: Access, repository: RepositoryName | undefined): Grant[] {
  if (access === "catalog") return [CATALOG_GRANT];
  if (access === "none" || access === "base" || !repository) return [];
  return [repositoryGrant(repository, access[0])];
}

/** Distribution's form, which some clients print. */
function toDetail({ type, name, actions }: Grant) {
  return { Type: type, Class: "", Name: name, Action: actions.join(",") };
}
