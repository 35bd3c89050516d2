// A CI that has an OpenID Connect issuer of its own, on loopback: discovery document, key set, and tokens with the claims that
// GitHub Actions, GitLab CI and Kubernetes put into theirs.
import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair } from "jose";

export type CiClaims = Readonly<Record<string, unknown>>;

export interface SigningOptions {
  /** Added to the header, or instead of what it would hold. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Another key than the issuer's newest. */
  readonly key?: CiKey;
}

export interface CiKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const AUDIENCE = "https://registry.example.org";

export class CiIssuer implements AsyncDisposable {
  /** How often each document was asked for. */
  readonly asked = { discovery: 0, keys: 0 };
  /** Answers instead of the issuer while it is set. */
  misbehave: ((document: "discovery" | "keys", request: Request) => Response | Promise<Response>) | undefined;
  readonly url: string;
  private readonly server: Bun.Server<undefined>;

  private constructor(
    private readonly keys: CiKey[],
    private readonly now: () => number,
  ) {
    this.server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => this.answer(request) });
    this.url = `http://127.0.0.1:${this.server.port}`;
  }

  static async start(options: { now?: () => number; algorithm?: string; kid?: string } = {}): Promise<CiIssuer> {
    const { now = Date.now, algorithm = "RS256", kid = "key-1" } = options;
    return new CiIssuer([await makeCiKey(kid, algorithm)], now);
  }

  get newestKey(): CiKey {
    return this.keys.at(-1)!;
  }

  /** A new key, which signs from now on; earlier ones stay published unless `drop` says otherwise. */
  async rotate(kid: string, options: { drop?: boolean } = {}): Promise<CiKey> {
    const key = await makeCiKey(kid, this.newestKey.algorithm);
    if (options.drop) this.keys.length = 0;
    this.keys.push(key);
    return key;
  }

  discovery(): Record<string, unknown> {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/.well-known/jwks`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: [this.newestKey.algorithm],
    };
  }

  keySet(): { keys: JWK[] } {
    return { keys: this.keys.map(({ publicJwk }) => publicJwk) };
  }

  /** As a job on the main branch of acme/api gets it. */
  github(claims: CiClaims = {}, options?: SigningOptions): Promise<string> {
    return this.sign(
      {
        sub: "repo:acme/api:ref:refs/heads/main",
        repository: "acme/api",
        repository_id: "74",
        repository_owner: "acme",
        repository_owner_id: "65",
        repository_visibility: "private",
        ref: "refs/heads/main",
        ref_type: "branch",
        event_name: "push",
        workflow: "release",
        workflow_ref: "acme/api/.github/workflows/release.yml@refs/heads/main",
        job_workflow_ref: "acme/api/.github/workflows/release.yml@refs/heads/main",
        runner_environment: "github-hosted",
        actor: "casey",
        actor_id: "12",
        run_id: "30433642",
        run_number: "10",
        run_attempt: "2",
        sha: "0123456789abcdef0123456789abcdef01234567",
        head_ref: "",
        base_ref: "",
        ...claims,
      },
      options,
    );
  }

  /** As a job on the main branch of acme/api gets it from `id_tokens`. */
  gitlab(claims: CiClaims = {}, options?: SigningOptions): Promise<string> {
    return this.sign(
      {
        sub: "project_path:acme/api:ref_type:branch:ref:main",
        project_id: "22",
        project_path: "acme/api",
        namespace_id: "72",
        namespace_path: "acme",
        user_id: "1",
        user_login: "casey",
        user_access_level: "maintainer",
        pipeline_id: "1212",
        pipeline_source: "push",
        job_id: "1212",
        ref: "main",
        ref_type: "branch",
        ref_path: "refs/heads/main",
        ref_protected: "true",
        groups_direct: ["acme", "acme/releases"],
        runner_id: 1,
        runner_environment: "gitlab-hosted",
        project_visibility: "private",
        ci_config_ref_uri: "gitlab.com/acme/api//.gitlab-ci.yml@refs/heads/main",
        ...claims,
      },
      options,
    );
  }

  /** As a TokenRequest for the service account `builder` in the namespace `ci` answers it. */
  kubernetes(claims: CiClaims = {}, options?: SigningOptions): Promise<string> {
    return this.sign(
      {
        aud: [AUDIENCE],
        sub: "system:serviceaccount:ci:builder",
        "kubernetes.io": {
          namespace: "ci",
          node: { name: "node-1", uid: "646e7c5e-32d6-4d42-9dbd-e504e6cbe6b1" },
          pod: { name: "build-1", uid: "5e0bd49b-f040-43b0-99b7-22765a53f7f3" },
          serviceaccount: { name: "builder", uid: "14ee3fa4-a7e2-420f-9f9a-dbc4507c3798" },
        },
        ...claims,
      },
      { ...options, header: { typ: undefined, ...options?.header } },
    );
  }

  /** Good for ten minutes, for `AUDIENCE`, from this issuer, unless the claims say otherwise; `undefined` leaves one out. */
  async sign(claims: CiClaims, { header = {}, key = this.newestKey }: SigningOptions = {}): Promise<string> {
    const now = Math.floor(this.now() / 1000);
    const usual = { iss: this.url, aud: AUDIENCE, iat: now, nbf: now - 5, exp: now + 600, jti: crypto.randomUUID() };
    const protectedHeader = withoutUndefined({ alg: key.algorithm, typ: "JWT", kid: key.kid, ...header });
    return new SignJWT(withoutUndefined({ ...usual, ...claims }))
      .setProtectedHeader(protectedHeader as { alg: string })
      .sign(key.privateKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop(true);
  }

  private async answer(request: Request): Promise<Response> {
    const document = documentAt(new URL(request.url).pathname);
    if (!document) return new Response("not found", { status: 404 });
    this.asked[document] += 1;
    if (this.misbehave) return this.misbehave(document, request);
    return Response.json(document === "discovery" ? this.discovery() : this.keySet());
  }
}

export async function makeCiKey(kid: string, algorithm: string): Promise<CiKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { kid, algorithm, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" } };
}

function documentAt(path: string): "discovery" | "keys" | undefined {
  if (path === "/.well-known/openid-configuration") return "discovery";
  return path === "/.well-known/jwks" ? "keys" : undefined;
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
