// What the token endpoint's handlers are given.
import type { AccessTokens } from "../../auth/access-tokens.ts";
import type { RefusedAttempts } from "../../auth/audit.ts";
import type { Authenticator } from "../../auth/authenticator.ts";
import type { TokenService } from "../../auth/token-service.ts";
import type { Federation } from "../../management/federation.ts";
import type { Sessions } from "../../management/sessions.ts";
import type { SignIn } from "../../management/sign-in.ts";
import type { Exchange } from "../exchange.ts";
import type { RequestLimits } from "../rate-limit.ts";

export interface TokenServices {
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
  readonly tokenService: TokenService;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly federation: Pick<Federation, "exchange">;
  readonly refusals: Pick<RefusedAttempts, "add">;
  /** Undefined where nothing is limited. */
  readonly limits: RequestLimits | undefined;
}

export type TokenHandler = (exchange: Exchange, services: TokenServices) => Response | Promise<Response>;
