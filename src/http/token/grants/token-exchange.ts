// grant_type=urn:ietf:params:oauth:grant-type:token-exchange (RFC 8693): a CI's token for an access token of a robot.
import { CredentialsError } from "../../../auth/authenticator.ts";
import { TOKEN_SERVICE } from "../../../auth/access-tokens.ts";
import { parseScopes } from "../../../auth/scope.ts";
import { ExchangeRefusedError } from "../../../management/federation.ts";
import { namespaceOf, parseRepositoryName } from "../../../oci/reference.ts";
import { OAuthError } from "../oauth.ts";
import { type TokenGrant, requiredField } from "./grant.ts";

const TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
const SUBJECT_TYPES = ["jwt", "id_token"].map((type) => TOKEN_TYPE + type);
const ISSUED_TYPES = ["access_token", "jwt"].map((type) => TOKEN_TYPE + type);
/** An organization's name, a plus, and that of a robot: each has 64 characters at most. */
const ROBOT_LENGTH_LIMIT = 129;

export const tokenExchangeGrant: TokenGrant = async ({ exchange, services, form }) => {
  checkForm(form, exchange.origin);
  const request = { token: requiredField(form, "subject_token"), robot: form.get("robot") ?? undefined, namespaces: namespacesIn(form) };
  if (request.robot === undefined && request.namespaces.length === 0) {
    throw new OAuthError("invalid_request", "name a robot, or the repositories in scope");
  }
  const origin = { address: exchange.clientAddress, requestId: exchange.id };
  try {
    const { identity, credential } = await services.federation.exchange(request, origin);
    const caller = await services.authenticator.resume({ kind: "robot", id: identity.id }, credential, undefined);
    return { caller, extra: { issued_token_type: ISSUED_TYPES[0] } };
  } catch (error) {
    if (error instanceof CredentialsError) throw notAccepted(error);
    if (error instanceof ExchangeRefusedError) throw error.about === "token" ? toldBy(error) : notAccepted(error);
    throw error;
  }
};

function checkForm(form: URLSearchParams, origin: string): void {
  if (!SUBJECT_TYPES.includes(requiredField(form, "subject_token_type"))) {
    throw new OAuthError("invalid_request", `subject_token_type must be ${SUBJECT_TYPES.join(" or ")}`);
  }
  if (form.has("actor_token")) throw new OAuthError("invalid_request", "actor_token is not supported");
  const wanted = form.get("requested_token_type");
  if (wanted !== null && !ISSUED_TYPES.includes(wanted)) {
    throw new OAuthError("invalid_request", `requested_token_type must be ${ISSUED_TYPES.join(" or ")}`);
  }
  // Section 2.1: a token for somebody else's service must not be ours by mistake.
  const isOurs = (target: string | null) => target === null || target === TOKEN_SERVICE || target === origin;
  if (!isOurs(form.get("audience")) || !isOurs(form.get("resource")))
    throw new OAuthError("invalid_target", `only ${TOKEN_SERVICE} is served here`);
  if ((form.get("robot") ?? "").length > ROBOT_LENGTH_LIMIT) throw new OAuthError("invalid_request", "robot is too long");
}

function namespacesIn(form: URLSearchParams): string[] {
  const names = parseScopes(form.getAll("scope")).flatMap(({ type, name }) =>
    type === "repository" ? (parseRepositoryName(name) ?? []) : [],
  );
  return [...new Set(names.map(namespaceOf))];
}

/** The holder of the token can see it there. */
function toldBy(cause: ExchangeRefusedError): OAuthError {
  return new OAuthError("invalid_grant", cause.message, { cause });
}

/** One answer for everything that would tell which robots there are and whom they trust. */
function notAccepted(cause: Error): OAuthError {
  return new OAuthError("invalid_grant", "the token is not accepted; the robot's trust rules explain why, in the registry", { cause });
}
