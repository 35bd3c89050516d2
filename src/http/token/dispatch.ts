// From a request to the token endpoint or the key set to its answer.
import { NoSpaceError } from "../../lib/no-space-error.ts";
import type { Log } from "../../observability/log.ts";
import type { Exchange } from "../exchange.ts";
import type { Answered } from "../registry/dispatch.ts";
import { failure } from "../registry/respond.ts";
import { TOKEN_ROUTES, type TokenServices } from "./routes.ts";

export class TokenDispatch {
  constructor(
    private readonly services: TokenServices,
    private readonly log: Log,
  ) {}

  /** Undefined for a path that is not one of these. */
  answer(exchange: Exchange): Promise<Answered> | undefined {
    const routes = TOKEN_ROUTES.filter(({ path }) => path === exchange.path);
    return routes.length === 0 ? undefined : this.answerOne(exchange, routes);
  }

  private async answerOne(exchange: Exchange, routes: typeof TOKEN_ROUTES): Promise<Answered> {
    const route = routes.find(({ methods }) => methods.includes(exchange.method));
    if (!route) {
      const allow = routes.flatMap(({ methods }) => methods).join(", ");
      return { response: failure(exchange, "methodUnsupported", [], { allow }), route: routes[0]!.path };
    }
    try {
      return { response: await route.handler(exchange, this.services), route: route.path };
    } catch (error) {
      this.log.error({ request: exchange.id, path: exchange.path, error }, "request failed");
      const name = error instanceof NoSpaceError ? "storageFull" : "internal";
      return { response: failure(exchange, name, [{ request: exchange.id }]), route: route.path };
    }
  }
}
