// Where clients get access tokens, where others find the keys to check them, and where an OpenID provider meets us.
import type { Route } from "../routes.ts";
import { getJwks } from "./jwks.ts";
import { finishOidc, logoutFromOidc, startOidc } from "./oidc.ts";
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
  {
    id: "oidc-start",
    methods: ["GET"],
    path: "/auth/oidc/start",
    access: "none",
    summary:
      "Send a browser to the OpenID provider; `return_to` says where on this site to go on, `fresh=true` has its user prove anew who they are",
    handler: startOidc,
  },
  {
    id: "oidc-callback",
    methods: ["GET"],
    path: "/auth/oidc/callback",
    access: "none",
    summary: "Where the OpenID provider sends browsers back to",
    handler: finishOidc,
  },
  {
    id: "oidc-logout",
    methods: ["POST"],
    path: "/auth/oidc/logout",
    access: "none",
    summary: "Where the OpenID provider says that somebody has signed out (back-channel logout)",
    handler: logoutFromOidc,
  },
];
