// What Docker and its kin get when they ask for the credentials of a registry: what `docker login` stored, or else whoever is signed in
// with `aerugo login`. They keep what they get for as long as a push lasts, and know nothing of our sessions: a session answers with
// a token of its own, for images alone, that is good for some hours and ends with the session.
import { hostname } from "node:os";
import { CliError } from "../failure.ts";
import { hostOf } from "./address.ts";
import { Connection } from "./connection.ts";
import type { Contexts, ContextsFile, DockerCredential, StoredContext } from "./contexts.ts";
import { ProblemError } from "./problem.ts";
import { accessTokenOf, withContext } from "./sign-in.ts";
import { chooseTarget, findContextFor, getContext, type Target } from "./target.ts";
import type { Transport } from "./transport.ts";

const TOKEN_HOURS = 12;
/** A push may take long, and asks for the credentials once. */
const RENEWED_BEFORE_MS = 4 * 60 * 60 * 1000;
const SCOPES = ["repo:read", "repo:write", "repo:delete"] as const;

interface Dependencies {
  readonly contexts: Contexts;
  readonly transport: Transport;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export class DockerCredentials {
  constructor(private readonly deps: Dependencies) {}

  /** Undefined when nobody is signed in there. `server` is as Docker writes it, with or without scheme and path. */
  async find(server: string): Promise<DockerCredential | undefined> {
    const fromEnvironment = await this.findInEnvironment(server);
    if (fromEnvironment) return fromEnvironment;
    const file = await this.deps.contexts.read();
    const stored = storedFor(file, server);
    if (stored) return file.docker[stored];
    const name = findContextOf(file, server);
    if (name === undefined) return undefined;
    const { username, credential } = getContext(file, name);
    return { username, secret: credential.kind === "token" ? credential.token : await this.sessionToken(name) };
  }

  async store(server: string, credential: DockerCredential): Promise<void> {
    await this.deps.contexts.update((file) => {
      // `docker login` without a name asks for what there is and gives it back: that is no login of its own.
      if (isOurs(file, server, credential)) return file;
      return { ...file, docker: { ...withoutServer(file, server), [server]: credential } };
    });
  }

  /** The token that we made goes too, so that who logs out because it no longer works is given another. */
  async erase(server: string): Promise<void> {
    const file = await this.deps.contexts.read();
    const name = findContextOf(file, server);
    const made = name === undefined ? undefined : getContext(file, name).docker_token;
    if (storedFor(file, server) === undefined && !made) return;
    await this.deps.contexts.update((newest) => ({ ...withoutToken(newest, name), docker: withoutServer(newest, server) }));
    // It ends by itself soon: that the registry cannot be reached must not keep anybody from logging out.
    if (name !== undefined && made) await this.revoke(name, made.id).catch(() => {});
  }

  /** User names by server. */
  async list(): Promise<Record<string, string>> {
    const { contexts, docker } = await this.deps.contexts.read();
    const signedIn = Object.values(contexts).map(({ url, username }) => [hostOf(url), username]);
    const stored = Object.entries(docker).map(([server, { username }]) => [server, username]);
    return Object.fromEntries([...signedIn, ...stored]) as Record<string, string>;
  }

  /** CI gives a host and a token, and has nothing stored. */
  private async findInEnvironment(server: string): Promise<DockerCredential | undefined> {
    const { contexts, environment } = this.deps;
    if (!environment.AERUGO_HOST || !(environment.AERUGO_TOKEN || environment.AERUGO_TOKEN_FILE)) return undefined;
    const target = await chooseTarget(contexts, { environment });
    if (hostOf(target.url) !== keyOf(server) || !target.credential || !("token" in target.credential)) return undefined;
    const username = environment.AERUGO_USERNAME || (await this.ownerOf(target));
    return { username, secret: target.credential.token };
  }

  private async ownerOf(target: Target): Promise<string> {
    const { contexts, transport } = this.deps;
    const { whoIs } = await import("./who-is.ts");
    try {
      return (await whoIs(new Connection(target, { contexts, transport }))).username;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.kind !== "auth") throw error;
      const hint = "Set AERUGO_USERNAME, to acme+ci for a robot, or let the token have the scope user:read.";
      throw new CliError("auth", error.message, hint, { cause: error });
    }
  }

  private async revoke(name: string, tokenId: string): Promise<void> {
    const { contexts, transport } = this.deps;
    const { url } = getContext(await contexts.read(), name);
    const { options } = new Connection({ url, credential: { context: name } }, { contexts, transport });
    const { revokeToken } = await import("../../../packages/client/src/index.ts");
    await revokeToken({ ...options, path: { token_id: tokenId } });
  }

  private async sessionToken(name: string): Promise<string> {
    const { contexts, transport } = this.deps;
    const before = getContext(await contexts.read(), name);
    if (isFresh(before)) return before.docker_token!.secret;
    const token = await accessTokenOf(contexts, name, transport);
    // Docker asks several times at once: the first one makes the token, and the others wait for it.
    const file = await contexts.update(async (newest) => {
      const context = getContext(newest, name);
      if (isFresh(context)) return newest;
      const made = await makeToken(new Connection({ url: context.url, credential: { token } }, { contexts, transport }));
      return withContext(newest, name, { ...context, docker_token: made });
    });
    return getContext(file, name).docker_token!.secret;
  }
}

async function makeToken({ options }: Connection): Promise<NonNullable<StoredContext["docker_token"]>> {
  const { createToken } = await import("../../../packages/client/src/index.ts");
  const expiresAt = Date.now() + TOKEN_HOURS * 60 * 60 * 1000;
  const body = { name: `docker on ${hostname()}`.slice(0, 100), scopes: [...SCOPES], expires_at: new Date(expiresAt).toISOString() };
  const { data } = await createToken({ ...options, body });
  return { id: data.id, secret: data.secret, expires_at: expiresAt };
}

function isFresh({ docker_token }: StoredContext): boolean {
  return docker_token !== undefined && docker_token.expires_at - RENEWED_BEFORE_MS > Date.now();
}

function withoutToken(file: ContextsFile, name: string | undefined): ContextsFile {
  const context = name === undefined ? undefined : file.contexts[name];
  return context?.docker_token ? withContext(file, name!, { ...context, docker_token: undefined }) : file;
}

/** The name under which it is kept: Docker writes one server in several ways. */
function storedFor({ docker }: ContextsFile, server: string): string | undefined {
  return Object.keys(docker).find((each) => keyOf(each) === keyOf(server));
}

function withoutServer({ docker }: ContextsFile, server: string): ContextsFile["docker"] {
  return Object.fromEntries(Object.entries(docker).filter(([each]) => keyOf(each) !== keyOf(server)));
}

function isOurs(file: ContextsFile, server: string, { secret }: DockerCredential): boolean {
  return Object.values(file.contexts).some(
    ({ url, credential, docker_token }) =>
      hostOf(url) === keyOf(server) && (docker_token?.secret === secret || (credential.kind === "token" && credential.token === secret)),
  );
}

function findContextOf(file: ContextsFile, server: string): string | undefined {
  const urls = [`https://${keyOf(server)}`, `http://${keyOf(server)}`];
  return urls.map((url) => findContextFor(file, url)).find((name) => name !== undefined);
}

/** `https://index.docker.io/v1/` and `index.docker.io` are the same server. */
function keyOf(server: string): string {
  const url = URL.parse(server.includes("://") ? server : `https://${server}`);
  return url === null ? server : url.host;
}
