// The Management API's framework around endpoints of a test's own, with an authorizer that knows what the test tells it.
import type { Actor } from "../../src/auth/actor.ts";
import type { Change } from "../../src/auth/audit.ts";
import { CredentialsError } from "../../src/auth/authenticator.ts";
import { type Caller, NOBODY } from "../../src/auth/caller.ts";
import type { TokenScope } from "../../src/auth/token-scope.ts";
import { type Answered, Exchange } from "../../src/http/exchange.ts";
import { ManagementApp, type ManagementDependencies } from "../../src/http/management/app.ts";
import type { Endpoint } from "../../src/http/management/endpoint.ts";
import type { ManagementServices } from "../../src/http/management/services.ts";
import { PublicOrigin } from "../../src/http/origin.ts";
import { ManagementError } from "../../src/management/failure.ts";
import { parseRepositoryName } from "../../src/oci/reference.ts";
import type { Log } from "../../src/observability/log.ts";
import { MemoryIdempotency } from "./memory-idempotency.ts";

export const ORIGIN = "http://registry.test";

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[];
  readonly required_scope?: string;
}

/** Alice by cookie or `Bearer alice`; with scopes as `Bearer alice:repo:read,org:read`. */
async function identify(exchange: Exchange): Promise<Caller> {
  const token = exchange.header("authorization")?.replace("Bearer ", "");
  const cookie = exchange.header("cookie") ?? undefined;
  if (token === "wrong") throw new CredentialsError("Bearer");
  if (cookie === "ended") throw new CredentialsError("Cookie");
  if (token === undefined && cookie === undefined) return NOBODY;
  const [username, ...rest] = (token ?? cookie!).split(":");
  const scopes = rest.length === 0 ? undefined : (rest.join(":").split(",") as TokenScope[]);
  const identity = { kind: "user", id: username!.length, username: username!, namespaceId: 1, isAdmin: false } as const;
  const byCookie = token === undefined ? ({ byCookie: true } as const) : {};
  return { ...NOBODY, identity, credential: { kind: "token", id: 1 }, scopes, ...byCookie };
}

/** Only what is called `acme` exists, and only alice may see it; nobody is an owner. */
const acmeOnly: ManagementServices["authorizer"] = {
  authorize: async ({ identity }, access, params) => {
    if (identity.kind === "anonymous") throw new ManagementError("unauthenticated");
    if (typeof access === "string" || "self" in access) return {};
    const isAcme = (params.org ?? params.namespace ?? "acme") === "acme";
    if (!isAcme || identity.kind !== "user" || identity.username !== "alice") throw new ManagementError("notFound");
    if ("organization" in access) {
      if (access.organization === "owner") throw new ManagementError("forbidden");
      return { organization: { id: 1, name: "acme", standing: "admin" } };
    }
    const name = parseRepositoryName(`acme/${params.repository ?? "by-id"}`)!;
    return { repository: { id: 2, namespaceId: 1, name, level: "admin" } };
  },
};

const nothing = () => {};

export class TestManagement {
  readonly errors: unknown[] = [];
  readonly refusals: string[] = [];
  now = Date.UTC(2026, 0, 1);
  private readonly app: ManagementApp;

  constructor(endpoints: readonly Endpoint[] | undefined, options: Partial<ManagementDependencies> = {}) {
    const log: Log = {
      trace: nothing,
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (fields) => void this.errors.push(fields),
      child: () => log,
      isLevelEnabled: () => true,
    };
    const services = {
      clock: { now: () => this.now },
      installation: { version: "1.2.3", features: { registration: false }, limits: { body_bytes: 1_048_576 } },
      identify,
      authorizer: acmeOnly,
      idempotency: new MemoryIdempotency(),
      refusals: { add: ({ name }: Actor, { action, target }: Change) => void this.refusals.push(`${name} ${action} ${target}`) },
    };
    const given = {
      // The endpoints of such a test ask for nothing that resources add.
      services: services as unknown as ManagementServices,
      ...(endpoints && { endpoints }),
    };
    this.app = new ManagementApp({ ...given, log, verifiesAnswers: true, ...options });
  }

  answer(path: string, init: RequestInit = {}): Promise<Answered> | undefined {
    const request = new Request(`${ORIGIN}${path}`, init);
    request.headers.set("host", new URL(ORIGIN).host);
    const connection = { remoteAddress: "192.0.2.1", setIdleTimeout: () => {} };
    const origins = new PublicOrigin({ publicUrl: ORIGIN, listenOrigin: () => ORIGIN }, []);
    return this.app.answer(new Exchange(request, connection, origins));
  }

  /** As alice, unless the headers say otherwise; `authorization: ""` is nobody. */
  async fetch(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const all = new Headers({ authorization: "Bearer alice", ...(headers as Record<string, string>) });
    if (all.get("authorization") === "") all.delete("authorization");
    return (await this.answer(`/api/v1${path}`, { ...init, headers: all }))!.response;
  }

  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.fetch(path, { method, body: text, headers: { "content-type": "application/json", ...headers } });
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  return (await response.json()) as Problem;
}
