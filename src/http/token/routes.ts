// Where clients get access tokens, and where others find the keys to check them.
import type { Route } from "../routes.ts";
import { getJwks } from "./jwks.ts";
import type { TokenHandler } from "./services.ts";
import { getToken, postToken } from "./token.ts";

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
    id: "token-oauth",
    methods: ["POST"],
    path: "/auth/token",
    access: "none",
    summary: "Get an access token with a password or a refresh token (OAuth2 flow)",
    handler: postToken,
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
