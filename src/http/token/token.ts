// GET /auth/token: Docker's token flow (Distribution "Token Authentication Specification").
import { CredentialsError } from "../../auth/authenticator.ts";
import { TOKEN_SERVICE } from "../../auth/access-tokens.ts";
import { parseScopes } from "../../auth/scope.ts";
import { failure, json } from "../respond.ts";
import type { TokenHandler } from "./services.ts";

/** 200 even when nothing was granted; 401 for wrong credentials; anonymous without any. */
export const getToken: TokenHandler = async (exchange, { authenticator, tokenService }) => {
  try {
    // Only who is asking counts: a token shown here may not be traded for a wider one.
    const header = exchange.header("authorization");
    if (header?.toLowerCase().startsWith("bearer")) throw new CredentialsError("Bearer");
    const caller = await authenticator.authenticate({ authorization: header, address: exchange.clientAddress, audience: TOKEN_SERVICE });
    const issued = await tokenService.issue(caller, parseScopes(exchange.query.getAll("scope")));
    const answer = {
      token: issued.token,
      access_token: issued.token,
      expires_in: issued.expiresInSeconds,
      issued_at: issued.issuedAt.toISOString(),
    };
    return json(exchange, answer, { "cache-control": "no-store" });
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    return failure(exchange, "unauthorized", [], { "www-authenticate": `Basic realm="${TOKEN_SERVICE}"`, "cache-control": "no-store" });
  }
};
