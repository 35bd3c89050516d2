// Signing in, which makes a context, and signing out, which ends it here and at the registry.
import { CliError } from "../failure.ts";
import { hostOf } from "./address.ts";
import { Connection } from "./connection.ts";
import type { Contexts, StoredContext, StoredCredential } from "./contexts.ts";
import { ProblemError, toProblemError } from "./problem.ts";
import { readSession, refresh, tokenRequest, withContext } from "./sign-in.ts";
import { getContext, withoutContext, type Target } from "./target.ts";
import type { Transport } from "./transport.ts";
import { checkRobot, whoIs } from "./who-is.ts";

interface Dependencies {
  readonly contexts: Contexts;
  readonly transport: Transport;
}

export type Proof =
  | {
      readonly username: string;
      readonly password: string;
      /** Undefined when there is nobody to ask. */
      readonly askCode: (() => Promise<string>) | undefined;
    }
  /** A robot's name has to be told; a person's is found out. */
  | { readonly token: string; readonly username: string | undefined };

interface Login {
  readonly url: string;
  /** Of the context; the host when left out. */
  readonly name: string | undefined;
  readonly proof: Proof;
  readonly deps: Dependencies;
}

/** Signs in and makes the context the current one. Throws CliError: auth, for credentials that are not good. */
export async function login({ url, name = hostOf(url), proof, deps }: Login): Promise<{ name: string; username: string }> {
  const context = "token" in proof ? await byToken(url, proof, deps) : await byPassword(url, proof, deps);
  let replaced: StoredContext | undefined;
  await deps.contexts.update((file) => {
    replaced = Object.hasOwn(file.contexts, name) ? file.contexts[name] : undefined;
    return { ...withContext(file, name, context), current: name };
  });
  // Nobody holds its secrets any more. Should the registry not know it, all the better.
  if (replaced) await endReplaced(replaced, deps).catch(() => {});
  return { name, username: context.username };
}

/** Answers with what the context held. When the registry cannot be reached, the context stays. */
export async function logout(name: string, deps: Dependencies): Promise<StoredCredential["kind"]> {
  const context = getContext(await deps.contexts.read(), name);
  try {
    // Refreshing it on the way may change the file: what is there then is what counts.
    await endAtRegistry(context, deps, { context: name });
  } catch (error) {
    if (!isEnded(error)) throw withHint(error, name);
  }
  await deps.contexts.update((file) => withoutContext(file, name));
  return context.credential.kind;
}

async function byPassword(
  url: string,
  { username, password, askCode }: Extract<Proof, { password: string }>,
  deps: Dependencies,
): Promise<StoredContext> {
  const first = await exchange(tokenRequest(url, { grant_type: "password", username, password }), deps);
  const { status, pending_token } = (await first
    .clone()
    .json()
    .catch(() => ({}))) as Record<string, unknown>;
  const isHalfway = status === "mfa_required" && typeof pending_token === "string";
  const answered = isHalfway ? await secondStep(url, pending_token, askCode, deps) : first;
  return { url, username, credential: await readSession(answered) };
}

async function secondStep(
  url: string,
  pending_token: string,
  askCode: (() => Promise<string>) | undefined,
  deps: Dependencies,
): Promise<Response> {
  if (!askCode)
    throw new CliError("auth", "a second factor is needed, and there is nobody to ask", "Give --code, or sign in with --token-stdin.");
  const code = (await askCode()).trim();
  const answer: Record<string, string> = /^\d{6}$/.test(code) ? { code } : { recovery_code: code };
  return exchange(tokenRequest(url, { grant_type: "second_factor", pending_token, ...answer }), deps);
}

async function exchange(request: Request, { transport }: Dependencies): Promise<Response> {
  const response = await transport.exchange(request);
  if (response.ok) return response;
  const problem = await toProblemError(response);
  // The general hint is to sign in: that is what was tried.
  throw problem.code === "unauthenticated" ? new CliError("auth", problem.message, undefined, { cause: problem }) : problem;
}

async function byToken(url: string, { token, username }: Extract<Proof, { token: string }>, deps: Dependencies): Promise<StoredContext> {
  const credential = { kind: "token", token } as const;
  if (username?.includes("+") || token.startsWith("aer_rob_")) {
    if (username === undefined) throw new CliError("usage", "a robot's token needs its name", "Give --username acme+ci.");
    await checkRobot(url, { username, token }, deps.transport);
    return { url, username, credential };
  }
  const user = await whoIs(new Connection({ url, credential: { token } }, deps));
  if (username !== undefined && username !== user.username) throw new CliError("auth", `the token is not ${username}'s`);
  return { url, username: user.username, credential };
}

/** It is in no file any more, so nothing keeps what a refresh brings; nor need it be kept. */
async function endReplaced(context: StoredContext, deps: Dependencies): Promise<void> {
  if (context.credential.kind === "token") return;
  const { access_token } = await refresh(context, context.credential, deps.transport);
  await endAtRegistry(context, deps, { token: access_token });
}

type Acting = NonNullable<Target["credential"]>;

/** A token that somebody made elsewhere may be in use there: it is left alone. */
async function endAtRegistry({ url, credential, docker_token }: StoredContext, deps: Dependencies, acting: Acting): Promise<void> {
  if (credential.kind === "token") return;
  const connection = new Connection({ url, credential: acting }, deps);
  const { revokeToken, signOut } = await import("../../../packages/client/src/index.ts");
  if (docker_token) {
    await revokeToken({ ...connection.options, path: { token_id: docker_token.id } }).catch((error: unknown) => {
      if (!(error instanceof ProblemError) || error.code !== "not_found") throw error;
    });
  }
  await signOut(connection.options);
}

function isEnded(error: unknown): boolean {
  return error instanceof CliError && error.kind === "auth";
}

function withHint(error: unknown, name: string): unknown {
  if (!(error instanceof CliError)) return error;
  const hint = `aerugo context rm ${name} forgets it here; the session then goes on until it expires.`;
  return new CliError(error.kind, error.message, hint, { cause: error });
}
