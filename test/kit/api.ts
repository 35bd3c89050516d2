// The Management API as tests speak it: JSON in, and of each answer the status, the body and the version it carries.
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import type { TestApp } from "./app.ts";
import { Client } from "./client.ts";

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly items?: readonly Record<string, unknown>[]; readonly code?: string };
  readonly etag: string | undefined;
}

export class Api {
  constructor(private readonly client: Client) {}

  get(path: string): Promise<Answered> {
    return this.send("GET", path);
  }

  post(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.send("POST", path, body, headers);
  }

  /** With If-Match, when there is an etag. */
  put(path: string, body: unknown, etag?: string): Promise<Answered> {
    return this.send("PUT", path, body, etag === undefined ? {} : { "if-match": etag });
  }

  patch(path: string, body: unknown, etag = "*"): Promise<Answered> {
    return this.send("PATCH", path, body, { "if-match": etag });
  }

  delete(path: string, etag?: string): Promise<Answered> {
    return this.send("DELETE", path, undefined, etag === undefined ? {} : { "if-match": etag });
  }

  async send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await this.client.request(method, `/api/v1${path}`, { ...sent, headers: { ...type, ...headers } });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? {} : (JSON.parse(text) as Answered["body"]),
      etag: response.headers.get("etag") ?? undefined,
    };
  }
}

/** Of a refusal, what a test is about. */
export async function refusalOf(answer: Promise<Answered>): Promise<readonly [number, string | undefined]> {
  const { status, body } = await answer;
  return [status, body.code];
}

/** Somebody who has signed in at the console just now. */
export async function inBrowser(app: TestApp, username: string): Promise<Api> {
  await app.asUser(username);
  const secret = newSecret("session");
  const { id: userId } = (await app.stores.metadata.read.users.find(username))!;
  const now = app.clock.now();
  const session = { userId, kind: "browser", secretHash: hashSecret(secret), expiresAt: now + 86_400_000 } as const;
  const origin = { address: "192.0.2.1", userAgent: "", provider: undefined, providerSession: undefined };
  await app.stores.metadata.transaction((tx) => tx.sessions.create({ ...session, ...origin }, now));
  const handle = (request: Request) => {
    request.headers.set("cookie", `aerugo_session=${secret}`);
    request.headers.set("sec-fetch-site", "same-origin");
    return app.handle(request);
  };
  return new Api(new Client({ handle }, undefined));
}
