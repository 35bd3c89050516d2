// From a request to the token endpoint or the key set to its answer.
import type { Log } from "../../observability/log.ts";
import type { Answered, Exchange } from "../exchange.ts";
import { answerFailure } from "../failures.ts";
import { failure } from "../respond.ts";
import { TOKEN_ROUTES } from "./routes.ts";
import type { TokenServices } from "./services.ts";

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
      // Who asks is for the handler to find out: registry and Management API count users and tokens when these are used.
      await this.services.limits?.takeOfAddress(exchange);
      return { response: await route.handler(exchange, this.services), route: route.path };
    } catch (error) {
      return { response: answerFailure(exchange, error, this.log), route: route.path };
    }
  }
}
