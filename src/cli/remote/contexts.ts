// Where people are signed in: one file of contexts in the user's configuration folder. It holds secrets, so it is the owner's alone,
// it is replaced whole or not at all, and whoever changes it holds a lock: two commands that run at once never undo each other.
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { LockedError, ProcessLock } from "../../lib/process-lock.ts";
import { CliError } from "../failure.ts";

export type StoredCredential =
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "session";
      /** Good for one use: each refresh brings the next one. */
      readonly refresh_token: string;
      readonly access_token: string;
      /** Milliseconds since 1970. */
      readonly access_token_expires_at: number;
    };

export interface StoredContext {
  readonly url: string;
  readonly username: string;
  readonly credential: StoredCredential;
  /** Made for Docker by a session, and revoked with it. */
  readonly docker_token?: { readonly id: string; readonly secret: string; readonly expires_at: number } | undefined;
}

/** What `docker login` gave us to keep. */
export interface DockerCredential {
  readonly username: string;
  readonly secret: string;
}

export interface ContextsFile {
  readonly current?: string | undefined;
  readonly contexts: Readonly<Record<string, StoredContext>>;
  /** By the server as Docker writes it. */
  readonly docker: Readonly<Record<string, DockerCredential>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const VERSION = 1;
const EMPTY: ContextsFile = { contexts: {}, docker: {} };
/** Longer than a refresh may take, which happens while the lock is held. */
const LOCK_WAIT_MS = 45_000;
const LOCK_RETRY_MS = 15;

export class Contexts {
  constructor(private readonly folder: string) {}

  static in(environment: Environment): Contexts {
    const { XDG_CONFIG_HOME: configured, HOME: home } = environment;
    // The specification says to ignore a relative one.
    const root = configured && isAbsolute(configured) ? configured : join(home || homedir(), ".config");
    return new Contexts(join(root, "aerugo"));
  }

  get path(): string {
    return join(this.folder, "contexts.json");
  }

  async read(): Promise<ContextsFile> {
    await this.requirePrivate();
    const text = await readFile(this.path, "utf8").catch(unlessMissing);
    return text === undefined ? EMPTY : this.parse(text);
  }

  /** `change` sees the newest state and answers with the next one. Nobody else changes it meanwhile. */
  async update(change: (file: ContextsFile) => ContextsFile | Promise<ContextsFile>): Promise<ContextsFile> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const lock = await this.lock();
    try {
      const before = await this.read();
      const after = await change(before);
      if (after !== before) await this.write(after);
      return after;
    } finally {
      lock.release();
    }
  }

  /** A file that others can read has to be taken for read: to go on quietly would hide that. */
  private async requirePrivate(): Promise<void> {
    const found = await stat(this.path).catch(unlessMissing);
    if (found === undefined || (found.mode & 0o077) === 0) return;
    const mode = (found.mode & 0o777).toString(8).padStart(4, "0");
    const hint = `Run chmod 600 ${this.path}, and sign in again if somebody may have read it.`;
    throw new CliError("auth", `${this.path} holds secrets, and others may use it (mode ${mode})`, hint);
  }

  private parse(text: string): ContextsFile {
    const value = parseJson(text);
    if (isRecord(value) && typeof value.version === "number" && value.version > VERSION) {
      throw new CliError("conflict", `${this.path} was written by a newer Aerugo`);
    }
    if (!isContextsFile(value)) throw new CliError("failure", `${this.path} cannot be read`, "Remove it and sign in again.");
    const { current, contexts, docker } = value;
    return { current, contexts, docker };
  }

  private async write(file: ContextsFile): Promise<void> {
    const temporary = `${this.path}.${process.pid}.${crypto.randomUUID()}`;
    try {
      const handle = await open(temporary, "wx", 0o600);
      try {
        await handle.writeFile(`${JSON.stringify({ version: VERSION, ...file }, undefined, 2)}\n`);
        // A refresh token that was used and whose successor is lost ends the session.
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private async lock(): Promise<ProcessLock> {
    const path = `${this.path}.lock`;
    for (const deadline = Date.now() + LOCK_WAIT_MS; ; await Bun.sleep(LOCK_RETRY_MS)) {
      try {
        return ProcessLock.take(path);
      } catch (error) {
        if (!(error instanceof LockedError)) throw error;
        if (Date.now() > deadline)
          throw new CliError("timeout", `another command has held ${path} for too long`, undefined, { cause: error });
      }
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isContextsFile(value: unknown): value is ContextsFile {
  if (!isRecord(value) || !isRecord(value.contexts) || !isRecord(value.docker)) return false;
  if (value.current !== undefined && typeof value.current !== "string") return false;
  return Object.values(value.contexts).every(isContext) && Object.values(value.docker).every(isDockerCredential);
}

function isContext(value: unknown): boolean {
  if (!isRecord(value) || !areStrings(value.url, value.username) || !URL.canParse(String(value.url))) return false;
  return isCredential(value.credential) && (value.docker_token === undefined || isDockerToken(value.docker_token));
}

function isDockerToken(value: unknown): boolean {
  return isRecord(value) && areStrings(value.id, value.secret) && typeof value.expires_at === "number";
}

function isCredential(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (value.kind === "token") return areStrings(value.token);
  const { refresh_token, access_token, access_token_expires_at } = value;
  return value.kind === "session" && areStrings(refresh_token, access_token) && typeof access_token_expires_at === "number";
}

function isDockerCredential(value: unknown): boolean {
  return isRecord(value) && areStrings(value.username, value.secret);
}

function areStrings(...values: unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: string }).code !== "ENOENT") throw error;
}
