// What Docker and its kin get when they ask for the credentials of a registry: what `docker login` stored, or else whoever is signed in
// with `aerugo login`. They keep what they get for as long as a push lasts, and know nothing of our sessions: a session answers with
// a token of its own, for images alone, that is good for some hours and ends with the session.
import { hostname } from "node:os";
import { hostOf } from "./address.ts";
import { Connection } from "./connection.ts";
import type { Contexts, ContextsFile, DockerCredential, StoredContext } from "./contexts.ts";
import { withContext } from "./sign-in.ts";
import { chooseTarget, findContextFor, getContext } from "./target.ts";
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
    const stored = file.docker[keyOf(server)];
    if (stored) return stored;
    const name = findContextOf(file, server);
    if (name === undefined) return undefined;
    const { username, credential } = getContext(file, name);
    return { username, secret: credential.kind === "token" ? credential.token : await this.sessionToken(name) };
  }

  async store(server: string, credential: DockerCredential): Promise<void> {
    await this.deps.contexts.update((file) => {
      // `docker login` without a name asks for what there is and gives it back: that is no login of its own.
      if (isOurs(file, server, credential)) return file;
      return { ...file, docker: { ...file.docker, [keyOf(server)]: credential } };
    });
  }

  async erase(server: string): Promise<void> {
    await this.deps.contexts.update((file) => {
      if (!Object.hasOwn(file.docker, keyOf(server))) return file;
      return { ...file, docker: Object.fromEntries(Object.entries(file.docker).filter(([key]) => key !== keyOf(server))) };
    });
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
    const { contexts, transport, environment } = this.deps;
    if (!environment.AERUGO_HOST || !(environment.AERUGO_TOKEN || environment.AERUGO_TOKEN_FILE)) return undefined;
    const target = await chooseTarget(contexts, { environment });
    if (hostOf(target.url) !== keyOf(server) || !target.credential || !("token" in target.credential)) return undefined;
    const { whoIs } = await import("./who-is.ts");
    const { username } = await whoIs(new Connection(target, { contexts, transport }));
    return { username, secret: target.credential.token };
  }

  private async sessionToken(name: string): Promise<string> {
    const { contexts, transport } = this.deps;
    const before = getContext(await contexts.read(), name);
    const kept = before.docker_token;
    if (kept !== undefined && kept.expires_at - RENEWED_BEFORE_MS > Date.now()) return kept.secret;
    const made = await makeToken(new Connection({ url: before.url, credential: { context: name } }, { contexts, transport }));
    await contexts.update((file) => withContext(file, name, { ...getContext(file, name), docker_token: made }));
    return made.secret;
  }
}

async function makeToken({ options }: Connection): Promise<NonNullable<StoredContext["docker_token"]>> {
  const { createToken } = await import("../../../packages/client/src/index.ts");
  const expiresAt = Date.now() + TOKEN_HOURS * 60 * 60 * 1000;
  const body = { name: `docker on ${hostname()}`.slice(0, 100), scopes: [...SCOPES], expires_at: new Date(expiresAt).toISOString() };
  const { data } = await createToken({ ...options, body });
  return { id: data.id, secret: data.secret, expires_at: expiresAt };
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
