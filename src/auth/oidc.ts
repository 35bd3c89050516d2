// Sign-in through an OpenID provider: authorization code with PKCE (OpenID Connect Core 1.0, 3.1), and back-channel logout.
// openid-client speaks the protocol. What is ours: limits on what a provider may send, signatures checked against its published
// keys although TLS would do, and the way from claims to a profile.
import { createRemoteJWKSet, customFetch as joseFetch, jwtVerify } from "jose";
import * as client from "openid-client";
import { NoAnswerError, boundedFetch } from "../lib/bounded-fetch.ts";
import type { Clock } from "../lib/clock.ts";
import type { ExternalProfile } from "./external-profile.ts";
import { type Claims, isComplete, profileFrom, subjectOf } from "./oidc-claims.ts";
import { OidcError } from "./oidc-error.ts";
import { oidcErrorOf } from "./oidc-error-of.ts";
import { localPath } from "./return-path.ts";

export interface OidcConfig {
  /** Shown to users, and kept with their accounts: subjects are the provider's own. */
  readonly name: string;
  /** Exactly as the provider writes it in its discovery document. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  readonly scopes: readonly string[];
  readonly usernameClaim: string;
  readonly groupsClaim: string;
  /** Allows plain http, where anybody on the way can sign in as anybody. */
  readonly allowInsecure: boolean;
  /** For each request to the provider. */
  readonly timeoutSeconds: number;
}

/** What must be remembered between the redirect out and the callback: sealed, for one use, for minutes. Plain JSON. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  /** A path on this site. */
  readonly returnTo: string;
  /** Whether the provider was asked to have its user prove anew who they are. */
  readonly isFresh: boolean;
}

export interface OidcSignIn {
  readonly profile: ExternalProfile;
  /** The provider's name for its session (`sid`), by which it may end ours later. */
  readonly sessionId: string | undefined;
  /** When the user proved to the provider who they are, where it says so: it may send somebody on who did that days ago. */
  readonly authenticatedAt: number | undefined;
}

/** Who is to be signed out; at least one is there, and without a session all of the subject's are meant. */
export interface OidcLogout {
  readonly subject: string | undefined;
  readonly sessionId: string | undefined;
}

interface Discovered {
  readonly server: client.ServerMetadata;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
  readonly until: number;
}

const DISCOVERY_MAX_AGE_MS = 10 * 60_000;
const ANSWER_SIZE_LIMIT_BYTES = 1024 * 1024;
const CALLBACK_LENGTH_LIMIT = 16 * 1024;
const LOGOUT_TOKEN_LENGTH_LIMIT = 16 * 1024;
const SESSION_ID_LENGTH_LIMIT = 255;
const CLOCK_TOLERANCE_SECONDS = 30;
/** From the provider's page back to us. */
const FRESH_MS = 60_000;
/** Only signatures that the client's secret cannot make: whoever reads our configuration must not be able to make users. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
const BACK_CHANNEL_LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
const NEEDED_ENDPOINTS = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;

export class OidcProvider {
  private known: Discovered | undefined;
  private discovering: Promise<Discovered> | undefined;

  /** Asks nobody anything yet: a provider that is down must not keep a registry from starting. */
  constructor(
    private readonly config: OidcConfig,
    private readonly deps: { clock: Clock },
  ) {}

  /** Where to send the browser, and what to remember until it comes back. Throws OidcError. */
  start(redirectUri: string, returnTo: string, isFresh = false): Promise<{ url: string; pending: PendingSignIn }> {
    return this.explained(async () => {
      const { server } = await this.discovered();
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
        redirectUri,
        returnTo: localPath(returnTo),
        isFresh,
      };
      const url = client.buildAuthorizationUrl(this.configuration(server), {
        redirect_uri: redirectUri,
        scope: [...new Set(["openid", ...this.config.scopes])].join(" "),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: "S256",
        // The second has the provider say when that was (OpenID Connect Core 1.0, 3.1.2.1).
        ...(isFresh ? { prompt: "login", max_age: "0" } : {}),
      });
      return { url: url.href, pending };
    });
  }

  /** Of the callback's URL only the query counts: which host we are called is a proxy's word. Throws OidcError. */
  finish(callbackUrl: URL, pending: PendingSignIn): Promise<OidcSignIn> {
    return this.explained(async () => {
      if (callbackUrl.search.length > CALLBACK_LENGTH_LIMIT) throw new OidcError("invalid", "the provider's answer is too long");
      const { server, keys } = await this.discovered();
      const configuration = this.configuration(server);
      const tokens = await client.authorizationCodeGrant(configuration, new URL(callbackUrl.search, pending.redirectUri), {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.codeVerifier,
        idTokenExpected: true,
      });
      const idToken = await this.verified(tokens.id_token!, server, keys);
      const authenticatedAt = authenticationTimeOf(idToken);
      if (pending.isFresh) this.checkFresh(authenticatedAt);
      const claims = await this.allClaims(configuration, idToken, tokens.access_token);
      return { profile: profileFrom(this.config.name, claims, this.config), sessionId: sessionIdOf(idToken), authenticatedAt };
    });
  }

  /**
   * Where to send a browser to end the provider's session too (OpenID Connect RP-Initiated Logout 1.0); undefined when it has no such place.
   * Without an ID token as a hint, because URLs are kept in histories and logs; the provider asks the user instead. Throws OidcError.
   */
  findEndSessionUrl(redirectUri: string): Promise<string | undefined> {
    return this.explained(async () => {
      const { server } = await this.discovered();
      if (server.end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(this.configuration(server), { post_logout_redirect_uri: redirectUri }).href;
    });
  }

  /**
   * OpenID Connect Back-Channel Logout 1.0, 2.6. A token can be used again until it expires, in minutes: refusing the second use would
   * also refuse a provider that retries because our first answer was lost. Throws OidcError.
   */
  verifyLogoutToken(token: string): Promise<OidcLogout> {
    return this.explained(async () => {
      if (token.length > LOGOUT_TOKEN_LENGTH_LIMIT) throw invalidLogout("it is too long");
      const { server, keys } = await this.discovered();
      const claims = await this.verified(token, server, keys, ["iat", "exp", "jti", "events"]);
      if (!isLogoutEvent(claims["events"])) throw invalidLogout("its event is not a logout");
      // So that nobody passes an ID token off as one.
      if (claims["nonce"] !== undefined) throw invalidLogout("it has a nonce");
      const subject = claims["sub"] === undefined ? undefined : subjectOf(claims);
      const sessionId = sessionIdOf(claims);
      if (subject === undefined && sessionId === undefined) throw invalidLogout("it names neither a user nor a session");
      return { subject, sessionId };
    });
  }

  /** Signature, issuer, audience and time; never with a library's clock alone. */
  private async verified(
    token: string,
    { issuer }: client.ServerMetadata,
    keys: Discovered["keys"],
    requiredClaims: string[] = ["sub", "exp"],
  ): Promise<Claims> {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer,
      audience: this.config.clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(this.deps.clock.now()),
      requiredClaims,
    });
    return payload;
  }

  /** The address that asks for it was in the browser's hands, and not every provider does as it is asked. */
  private checkFresh(authenticatedAt: number | undefined): void {
    if (authenticatedAt !== undefined && this.deps.clock.now() - authenticatedAt <= FRESH_MS) return;
    throw new OidcError("invalid", `"${this.config.name}" does not say that you have just signed in there`);
  }

  /** What both say, the ID token says: it is signed. A userinfo endpoint that fails is a failure, or groups would be lost silently. */
  private async allClaims(configuration: client.Configuration, idToken: Claims, accessToken: string): Promise<Claims> {
    const { userinfo_endpoint: endpoint } = configuration.serverMetadata();
    if (endpoint === undefined || isComplete(idToken, this.config)) return idToken;
    const userinfo = await client.fetchUserInfo(configuration, accessToken, subjectOf(idToken));
    return { ...userinfo, ...idToken };
  }

  private async discovered(): Promise<Discovered> {
    if (this.known && this.deps.clock.now() < this.known.until) return this.known;
    this.discovering ??= this.discover().finally(() => (this.discovering = undefined));
    this.known = await this.discovering;
    return this.known;
  }

  private async discover(): Promise<Discovered> {
    const { issuer, clientId, allowInsecure } = this.config;
    try {
      const discovered = await client.discovery(new URL(issuer), clientId, undefined, undefined, {
        execute: allowInsecure ? [client.allowInsecureRequests] : [],
        [client.customFetch]: this.fetch,
      });
      const server = discovered.serverMetadata();
      for (const name of NEEDED_ENDPOINTS) this.checkEndpoint(name, server[name]);
      const keys = createRemoteJWKSet(new URL(server.jwks_uri!), { [joseFetch]: this.fetch });
      return { server, keys, until: this.deps.clock.now() + DISCOVERY_MAX_AGE_MS };
    } catch (error) {
      // Nothing here is the user's doing.
      throw new OidcError("unavailable", oidcErrorOf(error, this.config.name).message);
    }
  }

  private checkEndpoint(name: string, value: string | undefined): void {
    const protocol = value === undefined ? undefined : URL.parse(value)?.protocol;
    if (protocol === "https:" || (protocol === "http:" && this.config.allowInsecure)) return;
    throw new OidcError("unavailable", `the discovery document of "${this.config.name}" has no usable "${name}"`);
  }

  /** Made for each use, because the library takes our clock as its distance from the machine's. */
  private configuration(server: client.ServerMetadata): client.Configuration {
    const { clientId, clientSecret, allowInsecure } = this.config;
    const metadata = {
      [client.clockSkew]: Math.round((this.deps.clock.now() - Date.now()) / 1000),
      [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
    };
    const configuration = new client.Configuration(server, clientId, metadata, clientAuthentication(server, clientSecret));
    configuration[client.customFetch] = this.fetch;
    if (allowInsecure) client.allowInsecureRequests(configuration);
    return configuration;
  }

  private readonly fetch = async (url: string, { method, headers, body }: ProviderRequest): Promise<Response> => {
    const limits = { timeoutMs: this.config.timeoutSeconds * 1000, sizeBytes: ANSWER_SIZE_LIMIT_BYTES };
    const response = await boundedFetch(url, { method, headers, body: body ?? null }, limits);
    if (response.status >= 500 || response.status === 429) throw new NoAnswerError(`it answered with status ${response.status}`);
    return response;
  };

  private async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw oidcErrorOf(error, this.config.name);
    }
  }
}

interface ProviderRequest {
  readonly method: string;
  readonly headers: Headers | Record<string, string>;
  readonly body?: client.FetchBody;
}

/**
 * In the body where that is possible: for Basic the secret is encoded first (RFC 6749, 2.3.1), and not every provider undoes it.
 * One that says nothing takes Basic (OpenID Connect Discovery 1.0, 3).
 */
function clientAuthentication(server: client.ServerMetadata, clientSecret: string | undefined): client.ClientAuth {
  if (clientSecret === undefined) return client.None();
  const inBody = server.token_endpoint_auth_methods_supported?.includes("client_secret_post") ?? false;
  return inBody ? client.ClientSecretPost(clientSecret) : client.ClientSecretBasic(clientSecret);
}

function sessionIdOf({ sid }: Claims): string | undefined {
  return typeof sid === "string" && sid !== "" && sid.length <= SESSION_ID_LENGTH_LIMIT ? sid : undefined;
}

function authenticationTimeOf({ auth_time: seconds }: Claims): number | undefined {
  return typeof seconds === "number" && seconds >= 0 ? seconds * 1000 : undefined;
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== "object" || events === null) return false;
  const event = (events as Claims)[BACK_CHANNEL_LOGOUT];
  return typeof event === "object" && event !== null;
}

function invalidLogout(why: string): OidcError {
  return new OidcError("invalid", `the logout token was refused: ${why}`);
}
