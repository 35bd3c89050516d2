// Where clients get access tokens, and where others find the keys to check them.
import type { AccessTokens } from "../../auth/access-tokens.ts";
import type { Authenticator } from "../../auth/authenticator.ts";
import type { TokenService } from "../../auth/token-service.ts";
import type { Exchange } from "../exchange.ts";
import type { Route } from "../routes.ts";
import { getJwks } from "./jwks.ts";
import { getToken } from "./token.ts";

export interface TokenServices {
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
  readonly tokenService: TokenService;
}

export type TokenHandler = (exchange: Exchange, services: TokenServices) => Response | Promise<Response>;

export const TOKEN_ROUTES: readonly Route<TokenHandler>[] = [
  {
    id: "token",
    methods: ["GET"],
    path: "/auth/token",
    access: "none",
    summary: "Get an access token (Docker token flow)",
    handler: getToken,
  },
  {
    id: "jwks",
    methods: ["GET", "HEAD"],
    path: "/.well-known/jwks.json",
    access: "none",
    summary: "The public keys that access tokens are signed with",
    handler: getJwks,
  },
];
