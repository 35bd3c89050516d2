// Every request of the public port, from its first line to its answer. Works without a socket: tests call it as it is.
import type { Log } from "../observability/log.ts";
import type { RequestMetrics } from "../observability/metrics.ts";
import type { ClientConnection } from "./connection.ts";
import { type Answered, Exchange } from "./exchange.ts";
import type { PublicOrigin } from "./origin.ts";
import type { ManagementApp } from "./management/app.ts";
import type { ManagementServices } from "./management/services.ts";
import { RegistryDispatch } from "./registry/dispatch.ts";
import { failure } from "./respond.ts";
import type { RegistryServices } from "./registry/services.ts";
import { TokenDispatch } from "./token/dispatch.ts";
import type { TokenServices } from "./token/services.ts";

interface Dependencies {
  readonly services: RegistryServices & TokenServices;
  /** Asked for with the first request that needs it. */
  readonly management: () => Promise<ManagementServices>;
  /** For tests: an answer of the Management API that is not as declared becomes a 500. */
  readonly verifiesAnswers?: boolean | undefined;
  readonly origins: PublicOrigin;
  readonly log: Log;
  readonly metrics: RequestMetrics;
}

export class App {
  private readonly registry: RegistryDispatch;
  private readonly token: TokenDispatch;
  private managementApp: Promise<ManagementApp> | undefined;

  constructor(private readonly deps: Dependencies) {
    this.registry = new RegistryDispatch(deps.services, deps.log);
    this.token = new TokenDispatch(deps.services, deps.log);
  }

  async handle(request: Request, connection: ClientConnection): Promise<Response> {
    const startedAt = performance.now();
    const exchange = new Exchange(request, connection, this.deps.origins);
    const { response, route } = await this.answer(exchange);
    response.headers.set("x-request-id", exchange.id);
    this.record(exchange, route, response.status, performance.now() - startedAt);
    return response;
  }

  private answer(exchange: Exchange): Answered | Promise<Answered> {
    const { path } = exchange;
    if (path.startsWith("/v2/") || path === "/v2") return this.registry.answer(exchange);
    return this.token.answer(exchange) ?? this.answerManagement(exchange);
  }

  private async answerManagement(exchange: Exchange): Promise<Answered> {
    const { path } = exchange;
    const isManaged = path === "/api" || path.startsWith("/api/");
    const answered = isManaged && (await (await this.management()).answer(exchange));
    return answered || { response: failure(exchange, "routeUnknown", [{ path: exchange.shownPath.slice(0, 300) }]), route: "unknown" };
  }

  /** Loaded with its first request: its two hundred declarations would make every start of a registry a third slower. */
  private management(): Promise<ManagementApp> {
    return (this.managementApp ??= this.openManagement());
  }

  private async openManagement(): Promise<ManagementApp> {
    const { management, services, log, verifiesAnswers = false } = this.deps;
    const [{ ManagementApp }, managed] = await Promise.all([import("./management/app.ts"), management()]);
    return new ManagementApp({ services: managed, limits: services.limits, log, verifiesAnswers });
  }

  private record(exchange: Exchange, route: string, status: number, durationMs: number): void {
    const { method } = exchange;
    const { log, metrics } = this.deps;
    metrics.record(method, route, status, durationMs / 1000);
    // Pulls are most of the traffic and say little; changes and refusals are what people look for.
    const level = method === "GET" || method === "HEAD" ? "debug" : "info";
    // Asked first: the client's address alone is a system call.
    if (!log.isLevelEnabled(level)) return;
    const { remoteAddress } = exchange.connection;
    log[level](
      { request: exchange.id, method, path: exchange.shownPath, status, ms: Math.round(durationMs), remote: remoteAddress },
      "request",
    );
  }
}
