// A provider that says whatever a test makes it say: what no honest provider would, and no real one lets itself be talked into.
import { type JWTPayload, SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from "jose";

export const SCRIPTED_CLIENT_ID = "aerugo";
export const SCRIPTED_CLIENT_SECRET = "another-secret-that-no-error-may-show";
export const ACCESS_TOKEN = "access-token-that-no-error-may-show";

type Answer = (request: Request) => Response | Promise<Response>;

interface Signing {
  /** "none" and HS256 with the client's secret are the classic forgeries. */
  readonly alg?: "RS256" | "HS256" | "none";
  /** Another key under the published key's id. */
  readonly forged?: boolean;
  readonly typ?: string;
}

const [published, foreign] = await Promise.all([generateKeyPair("RS256", { extractable: true }), generateKeyPair("RS256")]);
const publicJwk = { ...(await exportJWK(published.publicKey)), kid: "published", alg: "RS256", use: "sig" };

export class ScriptedOidcProvider implements AsyncDisposable {
  /** How often each path was asked for. */
  readonly asked: Record<string, number> = {};
  /** The last one that was answered. */
  tokenRequest: { readonly authorization: string | null; readonly body: URLSearchParams } | undefined;
  /** What the token endpoint hands out. */
  idToken = "";
  /** Merged into the discovery document. */
  metadata: Readonly<Record<string, unknown>> = {};
  /** Instead of the usual answers, by path. */
  readonly answers: Record<string, Answer> = {};
  private readonly server: Bun.Server<undefined>;

  constructor(port = 0) {
    this.server = Bun.serve({ port, hostname: "127.0.0.1", fetch: (request) => this.answer(request) });
  }

  get issuer(): string {
    return this.server.url.origin;
  }

  /** An ID token that is right but for the changes; `undefined` takes a claim away. */
  sign(changes: Readonly<Record<string, unknown>>, { alg = "RS256", forged = false, typ = "JWT" }: Signing = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuer,
      aud: SCRIPTED_CLIENT_ID,
      sub: "u-1",
      iat: now,
      exp: now + 300,
      preferred_username: "ada",
      ...changes,
    };
    const payload = JSON.parse(JSON.stringify(claims)) as JWTPayload;
    if (alg === "none") return Promise.resolve(new UnsecuredJWT(payload).encode());
    const key = alg === "HS256" ? new TextEncoder().encode(SCRIPTED_CLIENT_SECRET) : (forged ? foreign : published).privateKey;
    return new SignJWT(payload).setProtectedHeader({ alg, kid: "published", typ }).sign(key);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.stop(true);
  }

  private answer(request: Request): Response | Promise<Response> {
    const path = new URL(request.url).pathname;
    this.asked[path] = (this.asked[path] ?? 0) + 1;
    const answer = this.answers[path] ?? this.usual()[path];
    return answer ? answer(request) : new Response(null, { status: 404 });
  }

  private usual(): Readonly<Record<string, Answer>> {
    return {
      "/.well-known/openid-configuration": () => Response.json({ ...this.discovery(), ...this.metadata }),
      "/jwks": () => Response.json({ keys: [publicJwk] }),
      "/token": async (request) => {
        this.tokenRequest = { authorization: request.headers.get("authorization"), body: new URLSearchParams(await request.text()) };
        return Response.json({ access_token: ACCESS_TOKEN, token_type: "Bearer", id_token: this.idToken });
      },
    };
  }

  private discovery() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/auth`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ["code"],
      // As careless as a provider can be.
      id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
    };
  }
}
