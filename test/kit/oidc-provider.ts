// A real OpenID provider on a loopback port, with a user who signs in and consents (or does not), and a browser that follows redirects.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import type { OidcConfig } from "../../src/auth/oidc.ts";
import { freePort } from "./server.ts";

export const CLIENT_ID = "aerugo";
export const CLIENT_SECRET = "secret-that-no-error-may-show";
export const CALLBACK = "https://registry.test/auth/oidc/callback";
export const SIGNED_OUT = "https://registry.test/signed-out";
const LOGOUT_CALLBACK = "https://registry.test/auth/oidc/logout";
const REDIRECTS_LIMIT = 20;

export interface TestOidcOptions {
  /** Claims by subject; `sub` is added. */
  readonly accounts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where it may send browsers back to. */
  readonly redirectUris?: readonly string[];
  /** Puts all claims into the ID token; otherwise, as the provider does by itself, only the userinfo endpoint has them. */
  readonly claimsInIdToken?: boolean;
  /** How the client must show its secret, and the only way that discovery names. */
  readonly clientAuthentication?: "client_secret_basic" | "client_secret_post" | "none";
  /** ID tokens say when the user signed in there (`auth_time`), asked for or not. */
  readonly saysWhen?: boolean;
}

/** RSA keys are slow to make, and what they sign ends with its provider. */
const signingKey = generateKeyPair("RS256", { extractable: true }).then(async ({ privateKey }) => ({
  ...(await exportJWK(privateKey)),
  alg: "RS256",
  use: "sig",
  kid: "test-key",
}));

export class TestOidcProvider implements AsyncDisposable {
  /** Who sits in front of the browser; undefined is somebody who refuses to consent. */
  user: string | undefined;
  /** What it has asked its user for: `login` and `consent`. */
  readonly asked: string[] = [];
  /** What it has sent to the back-channel logout endpoint. */
  readonly logoutTokens: string[] = [];
  private readonly provider: Provider;
  private readonly cookies = new Map<string, string>();

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
    private readonly options: TestOidcOptions,
    configuration: Readonly<Record<string, unknown>>,
  ) {
    this.user = Object.keys(options.accounts)[0];
    this.provider = new Provider(issuer, { ...configuration, fetch: this.keepLogoutToken });
    const answer = this.provider.callback();
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const answered = request.url!.startsWith("/interaction/") ? this.interact(request, response) : answer(request, response);
      answered.catch((error: Error) => response.destroy(error));
    });
  }

  static async start(options: TestOidcOptions): Promise<TestOidcProvider> {
    const port = await freePort();
    const server = createServer();
    const started = new TestOidcProvider(`http://127.0.0.1:${port}`, server, options, await configurationOf(options));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.on("error", reject);
    server.listen(port, "127.0.0.1", resolve);
    await promise;
    return started;
  }

  /** For an Aerugo that uses this provider. */
  config(changes: Partial<OidcConfig> = {}): OidcConfig {
    return {
      name: "sso",
      issuer: this.issuer,
      clientId: CLIENT_ID,
      clientSecret: this.options.clientAuthentication === "none" ? undefined : CLIENT_SECRET,
      scopes: ["openid", "profile", "email", "groups"],
      usernameClaim: "preferred_username",
      groupsClaim: "groups",
      allowInsecure: true,
      timeoutSeconds: 5,
      ...changes,
    };
  }

  /** Follows redirects with the browser's cookies, until one leaves the provider; resolves to where it leads. */
  async browse(url: string): Promise<URL> {
    let at = url;
    for (let step = 0; step < REDIRECTS_LIMIT; step += 1) {
      const response = await this.visit(at);
      const location = response.headers.get("location");
      if (location === null) throw new Error(`the browser is stuck at ${at}: ${response.status} ${await response.text()}`);
      const next = new URL(location, at);
      if (next.origin !== this.issuer) return next;
      at = next.href;
    }
    throw new Error("the browser was redirected too often");
  }

  /** Answers "yes" to the provider's question whether to sign out; resolves to where it leads. */
  async signOut(url: string): Promise<URL> {
    const page = await (await this.visit(url)).text();
    const [, action, xsrf] = /action="([^"]+)".*name="xsrf" value="([^"]+)"/s.exec(page) ?? [];
    if (action === undefined || xsrf === undefined) throw new Error(`not asked whether to sign out: ${page}`);
    const response = await this.visit(action, { method: "POST", body: new URLSearchParams({ xsrf, logout: "yes" }) });
    return new URL(response.headers.get("location")!);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async visit(url: string, request: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, { ...request, redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (value === "") this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return response;
  }

  private async interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params, session } = await this.provider.interactionDetails(request, response);
    this.asked.push(prompt.name);
    await this.provider.interactionFinished(request, response, await this.decide(prompt.name, params, session?.accountId));
  }

  private async decide(prompt: string, params: Readonly<Record<string, string>>, accountId: string | undefined) {
    if (this.user === undefined) return { error: "access_denied", error_description: "the user said no" };
    if (prompt === "login") return { login: { accountId: this.user } };
    const grant = new this.provider.Grant({ accountId: accountId!, clientId: params["client_id"]! });
    grant.addOIDCScope(params["scope"]!);
    return { consent: { grantId: await grant.save() } };
  }

  /** Instead of a request to the registry, which a test may hand on as it likes. */
  private readonly keepLogoutToken = async (_url: string, { body }: { body: URLSearchParams }): Promise<Response> => {
    this.logoutTokens.push(body.get("logout_token")!);
    return new Response();
  };
}

async function configurationOf(options: TestOidcOptions): Promise<Readonly<Record<string, unknown>>> {
  const {
    accounts,
    redirectUris = [CALLBACK],
    claimsInIdToken = false,
    clientAuthentication = "client_secret_basic",
    saysWhen = false,
  } = options;
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        ...(clientAuthentication === "none" ? {} : { client_secret: CLIENT_SECRET }),
        redirect_uris: redirectUris,
        post_logout_redirect_uris: [SIGNED_OUT],
        backchannel_logout_uri: LOGOUT_CALLBACK,
        backchannel_logout_session_required: true,
        token_endpoint_auth_method: clientAuthentication,
        require_auth_time: saysWhen,
      },
    ],
    clientAuthMethods: [clientAuthentication],
    // The one it takes by itself, named, because unnamed it warns each time.
    adapter: createMemoryAdapter(),
    jwks: { keys: [await signingKey] },
    cookies: { keys: ["cookie-key"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 3600 },
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"], groups: ["groups"] },
    conformIdTokenClaims: !claimsInIdToken,
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    // As strict as a provider can be: a client that sends no S256 challenge gets no code.
    pkce: { required: () => true },
    findAccount: (_context: unknown, sub: string) => accounts[sub] && { accountId: sub, claims: () => ({ sub, ...accounts[sub] }) },
  };
}
