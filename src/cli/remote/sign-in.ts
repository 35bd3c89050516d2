// The session behind a context: opened with a password, kept going by refreshing, ended by signing out.
import { CliError } from "../failure.ts";
import type { Contexts, ContextsFile, StoredContext, StoredCredential } from "./contexts.ts";
import { toProblemError } from "./problem.ts";
import { getContext, notSignedIn } from "./target.ts";
import type { Transport } from "./transport.ts";

type Session = Extract<StoredCredential, { kind: "session" }>;

/** A token that ends while a request is on its way is as good as none. */
const REFRESH_EARLY_MS = 30_000;

/**
 * An access token that is good now. With `refused`, that one was turned down, and another is wanted. The refresh token is good for one
 * use, and a second use ends the session: so whoever refreshes holds the lock, and whoever waited for it finds the new one in the file.
 */
export async function accessTokenOf(contexts: Contexts, name: string, transport: Transport, refused?: string): Promise<string> {
  const isGood = ({ access_token, access_token_expires_at }: Session) =>
    access_token !== refused && access_token_expires_at - REFRESH_EARLY_MS > Date.now();
  const { credential } = getContext(await contexts.read(), name);
  if (credential.kind === "token") return credential.token;
  if (isGood(credential)) return credential.access_token;
  const file = await contexts.update(async (newest) => {
    const context = getContext(newest, name);
    if (context.credential.kind === "token" || isGood(context.credential)) return newest;
    return withContext(newest, name, { ...context, credential: await refresh(context, context.credential, transport) });
  });
  const after = getContext(file, name).credential;
  return after.kind === "token" ? after.token : after.access_token;
}

export function withContext(file: ContextsFile, name: string, context: StoredContext): ContextsFile {
  return { ...file, contexts: { ...file.contexts, [name]: context } };
}

/** Whoever calls it must keep what it answers with: the session's own refresh token is used up. */
export async function refresh({ url }: Pick<StoredContext, "url">, { refresh_token }: Session, transport: Transport): Promise<Session> {
  const response = await transport.exchange(tokenRequest(url, { grant_type: "refresh_token", refresh_token }));
  // Expired, signed out elsewhere, or used by somebody who has a copy.
  if (response.status === 400 || response.status === 401) throw notSignedIn(url);
  if (!response.ok) throw await toProblemError(response);
  return readSession(response);
}

export function tokenRequest(url: string, body: Readonly<Record<string, string>>): Request {
  return new Request(`${url}/api/v1/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Throws for an answer that lacks a token: some other server's, or one of another time. */
export async function readSession(response: Response): Promise<Session> {
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const { access_token, refresh_token, expires_in } = answer;
  if (typeof access_token !== "string" || typeof refresh_token !== "string" || typeof expires_in !== "number") {
    throw new CliError("failure", "the registry's answer holds no tokens");
  }
  return { kind: "session", refresh_token, access_token, access_token_expires_at: Date.now() + expires_in * 1000 };
}
