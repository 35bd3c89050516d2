// The grants of the token endpoint, by `grant_type`: another one is a file in grants/ and a line here.
import type { TokenGrant } from "./grants/grant.ts";
import { passwordGrant } from "./grants/password.ts";
import { refreshTokenGrant } from "./grants/refresh-token.ts";
import { tokenExchangeGrant } from "./grants/token-exchange.ts";

export const TOKEN_GRANTS: Readonly<Record<string, TokenGrant>> = {
  password: passwordGrant,
  refresh_token: refreshTokenGrant,
  "urn:ietf:params:oauth:grant-type:token-exchange": tokenExchangeGrant,
};
