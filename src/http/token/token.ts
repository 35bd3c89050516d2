// The token endpoint: Docker's flow with GET (Distribution "Token Authentication Specification") and OAuth2's with POST
// (Distribution "OAuth2 Token Authentication").
import { TOKEN_SERVICE } from "../../auth/access-tokens.ts";
import { actorOf } from "../../auth/actor.ts";
import { CredentialsError } from "../../auth/authenticator.ts";
import { NOBODY } from "../../auth/caller.ts";
import { formatScope, parseScopes } from "../../auth/scope.ts";
import type { GrantedToken } from "../../auth/token-service.ts";
import { isUtf8Parameter, readBounded } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { valuesByName } from "../parameters.ts";
import { failure, json } from "../respond.ts";
import { openClientSession } from "./client-session.ts";
import { TOKEN_GRANTS } from "./grants.ts";
import { OAuthError, oauthFailure } from "./oauth.ts";
import type { TokenHandler, TokenServices } from "./services.ts";

/** As many of the longest scopes as are looked at, and the longest outside token. */
const FORM_LIMIT_BYTES = 256 * 1024;
const NO_STORE = { "cache-control": "no-store" };

/** 200 even when nothing was granted; 401 for wrong credentials; anonymous without any. */
export const getToken: TokenHandler = async (exchange, services) => {
  try {
    const { query } = exchange;
    checkService(query.get("service"));
    // Only who is asking counts: a token shown here may not be traded for a wider one.
    const header = exchange.header("authorization");
    if (header?.toLowerCase().startsWith("bearer")) throw new CredentialsError("Bearer");
    const shown = { authorization: header, address: exchange.clientAddress, audience: TOKEN_SERVICE } as const;
    const caller = await services.authenticator.authenticate(shown);
    const issued = await services.tokenService.issue(caller, parseScopes(query.getAll("scope")));
    const refreshToken = query.get("offline_token") === "true" ? await openClientSession(exchange, services, caller) : undefined;
    return json(exchange, { token: issued.token, ...common(issued), ...withRefresh(refreshToken) }, NO_STORE);
  } catch (error) {
    if (error instanceof OAuthError) return oauthFailure(exchange, error);
    if (!(error instanceof CredentialsError)) throw error;
    recordRefusal(exchange, services, error);
    return failure(exchange, "unauthorized", [], { "www-authenticate": `Basic realm="${TOKEN_SERVICE}"`, ...NO_STORE });
  }
};

export const postToken: TokenHandler = async (exchange, services) => {
  try {
    const form = await readForm(exchange);
    checkService(form.get("service"));
    const grantType = form.get("grant_type") ?? "";
    const grant = Object.hasOwn(TOKEN_GRANTS, grantType) ? TOKEN_GRANTS[grantType] : undefined;
    if (!grant) throw new OAuthError("unsupported_grant_type", `grant_type must be one of ${Object.keys(TOKEN_GRANTS).join(", ")}`);
    const { caller, refreshToken, extra = {} } = await grant({ exchange, services, form });
    const issued = await services.tokenService.issue(caller, parseScopes(form.getAll("scope")));
    const scope = issued.grants.map(({ type, name, actions }) => formatScope(type, name, actions)).join(" ");
    return json(exchange, { ...common(issued), token_type: "Bearer", scope, ...withRefresh(refreshToken), ...extra }, NO_STORE);
  } catch (error) {
    if (error instanceof OAuthError) return oauthFailure(exchange, error);
    if (!(error instanceof CredentialsError)) throw error;
    recordRefusal(exchange, services, error);
    return oauthFailure(exchange, new OAuthError("invalid_grant", error.message, { cause: error }));
  }
};

function common({ token, expiresInSeconds, issuedAt }: GrantedToken) {
  return { access_token: token, expires_in: expiresInSeconds, issued_at: issuedAt.toISOString() };
}

function withRefresh(refreshToken: string | undefined): { refresh_token?: string } {
  return refreshToken === undefined ? {} : { refresh_token: refreshToken };
}

/** A token for somebody else's service must not be ours by mistake. */
function checkService(service: string | null): void {
  if (service && service !== TOKEN_SERVICE) throw new OAuthError("invalid_request", `service must be ${TOKEN_SERVICE}`);
}

async function readForm(exchange: Exchange): Promise<URLSearchParams> {
  const [type = "", parameter = ""] = (exchange.header("content-type") ?? "").toLowerCase().split(";", 2);
  if (type.trim() !== "application/x-www-form-urlencoded" || !isUtf8Parameter(parameter)) {
    throw new OAuthError("invalid_request", "expected application/x-www-form-urlencoded");
  }
  const body = await readBounded(exchange, FORM_LIMIT_BYTES);
  if (typeof body === "string")
    throw new OAuthError("invalid_request", body === "tooLarge" ? "the form is too long" : "the form ended early");
  const form = new URLSearchParams(new TextDecoder().decode(body));
  // RFC 6749, 3.2: what is sent twice could be read differently by two readers. Clients do repeat `scope`.
  const isRepeated = valuesByName(form)
    .entries()
    .some(([name, values]) => name !== "scope" && values.length > 1);
  if (isRepeated) throw new OAuthError("invalid_request", "a field is repeated");
  return form;
}

function recordRefusal(exchange: Exchange, { refusals }: TokenServices, { username, scheme, told }: CredentialsError): void {
  const origin = { address: exchange.clientAddress, requestId: exchange.id };
  const actor = { ...actorOf(NOBODY, origin), name: username, credential: scheme.toLowerCase() };
  refusals.add(actor, { action: "credentials.refused", target: "token", after: told });
}
