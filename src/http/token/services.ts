// What the token endpoint's handlers are given.
import type { AccessTokens } from "../../auth/access-tokens.ts";
import type { Authenticator } from "../../auth/authenticator.ts";
import type { TokenService } from "../../auth/token-service.ts";
import type { Exchange } from "../exchange.ts";

export interface TokenServices {
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
  readonly tokenService: TokenService;
}

export type TokenHandler = (exchange: Exchange, services: TokenServices) => Response | Promise<Response>;
