// From a request under /v2/ to its answer: route, authenticate, decide, handle; and every failure to its envelope.
import { CredentialsError } from "../../auth/authenticator.ts";
import { type Caller, type Grant, actorOf } from "../../auth/caller.ts";
import { type Decision, decideCatalog, decideRepository } from "../../auth/decision.ts";
import { RegistryError } from "../../oci/failure.ts";
import { type RepositoryName, parseRepositoryName } from "../../oci/reference.ts";
import type { Log } from "../../observability/log.ts";
import type { Answered, Exchange } from "../exchange.ts";
import { answerFailure } from "../failures.ts";
import { Router } from "../router.ts";
import type { Access, Route } from "../routes.ts";
import { CATALOG_GRANT, ChallengeError, formatChallenge, repositoryGrant } from "./challenge.ts";
import { RegistryErrorWithHeaders } from "../registry-error.ts";
import { failure } from "../respond.ts";
import { REGISTRY_ROUTES } from "./routes.ts";
import type { RegistryHandler, RegistryServices } from "./services.ts";

interface Routed {
  readonly route: Route<RegistryHandler>;
  readonly repository: RepositoryName | undefined;
  readonly parameters: Readonly<Record<string, string>>;
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
    if (!match) throw new RegistryError("routeUnknown", [{ path: exchange.path.slice(0, 300) }]);
    const route = match.routes.find(({ methods }) => methods.includes(exchange.method));
    if (!route) throw methodUnsupported(match.routes);
    if (!match.repository) return { route, repository: undefined, parameters: match.parameters };
    const repository = parseSegments(match.repository);
    if (!repository) throw new RegistryError("nameInvalid", [{ name: match.repository.join("/").slice(0, 300) }]);
    return { route, repository, parameters: match.parameters };
  }

  private match(path: string) {
    try {
      return this.router.match(path);
    } catch (cause) {
      throw new RegistryError("requestInvalid", [], { cause });
    }
  }

  private async handle(exchange: Exchange, { route, repository, parameters }: Routed): Promise<Response> {
    const caller = await this.authenticate(exchange, route.access, repository);
    await this.authorize(caller, route.access, repository);
    // Routes without a repository in their path have handlers that never look at it.
    const call = { exchange, services: this.services, caller, actor: actorOf(caller), repository: repository!, parameters };
    return route.handler(call);
  }

  private async authenticate(exchange: Exchange, access: Access, repository: RepositoryName | undefined): Promise<Caller> {
    try {
      return await this.services.authenticator.authenticate(exchange.header("authorization"));
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      throw new ChallengeError(grantsFor(access, repository), error.scheme === "Bearer" ? "invalid_token" : undefined);
    }
  }

  private async authorize(caller: Caller, access: Access, repository: RepositoryName | undefined): Promise<void> {
    const decision = await this.decide(caller, access, repository);
    if (decision === "granted") return;
    const isUser = caller.identity.kind === "user";
    // The identity itself lacks the right: another token would not help, and the answer is the same for what does not exist.
    if (decision === "refused" && isUser) throw new RegistryError("denied", [{ name: repository }]);
    throw new ChallengeError(grantsFor(access, repository), caller.grants ? "insufficient_scope" : undefined);
  }

  private async decide(caller: Caller, access: Access, repository: RepositoryName | undefined): Promise<Decision> {
    const { policy } = this.services;
    if (access === "none") return "granted";
    if (access === "base") {
      // An anonymous token is a credential too: whoever holds one has understood the challenge.
      return policy.isOpen || caller.identity.kind === "user" || caller.grants ? "granted" : "refused";
    }
    if (access === "catalog") return decideCatalog(policy, caller);
    return decideRepository(policy, caller, repository!, access);
  }

  private failed(exchange: Exchange, error: unknown): Response {
    if (!(error instanceof ChallengeError)) return answerFailure(exchange, error, this.log);
    const details = error.scopes.length > 0 ? [error.scopes.map(toDetail)] : [];
    return failure(exchange, "unauthorized", details, { "www-authenticate": formatChallenge(exchange.origin, error) });
  }
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
