// What every client's tests share: a registry to talk to, a home of the client's own, and running its commands.
//
// Each client is tried against an open registry and against one that asks who is calling. AERUGO_TEST_REGISTRY names another
// registry to try the clients on instead: http://127.0.0.1:5000, or http://user:password@127.0.0.1:5000.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, installHint, onCi, type ToolName } from "../../scripts/services.ts";
import { buildImage, type Image } from "../kit/image.ts";
import { ADMIN, Server } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

/** Clients move real images and daemons share two cores with the rest: slow is not wrong, hanging is. */
export const TEST_LIMIT_MS = 180_000;
const COMMAND_LIMIT_MS = 120_000;

const OTHER_REGISTRY = process.env.AERUGO_TEST_REGISTRY === undefined ? undefined : new URL(process.env.AERUGO_TEST_REGISTRY);

interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Registry {
  readonly host: string;
  readonly credentials: Credentials | undefined;
}

type Access = "open" | "authenticated";
type Command = readonly [ToolName, ...string[]];

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What makes a client different from the others. */
export interface Client {
  /** The client first, then what else its tests need. */
  readonly tools: readonly [ToolName, ...ToolName[]];
  /** Its storage holds files of other owners, or its daemon mounts. */
  readonly needsRoot?: boolean;
  /** Starts what must run beside the client; resolves to what ends it. */
  start?(session: Session): Promise<() => Promise<void>>;
  /** Must fail on a wrong password: a client that only notes it down proves it with a request. */
  signIn(session: Session, credentials: Credentials): Promise<unknown>;
}

/** One client, one registry, one temporary home. */
export class Session {
  constructor(
    readonly registry: Registry,
    readonly home: string,
    private readonly settings = "settings",
  ) {}

  get host(): string {
    return this.registry.host;
  }

  /** A repository in the namespace of whoever is signed in. */
  repository(name: string): string {
    return `${this.host}/${this.registry.credentials?.username ?? "anyone"}/${name}`;
  }

  path(...names: string[]): string {
    return join(this.home, ...names);
  }

  /** The same home and daemon, with none of the passwords. */
  withoutPasswords(): Session {
    return new Session(this.registry, this.home, "no-settings");
  }

  /** Resolves to what the command printed; an exit code other than 0 throws with all that it said. */
  async run(command: Command, options: RunOptions = {}): Promise<string> {
    const [tool, ...args] = command;
    await this.prepareSettings();
    const child = Bun.spawn([findTool(tool) ?? tool, ...args], {
      cwd: this.home,
      env: { ...this.environment(), ...options.env },
      stdin: new Blob([options.input ?? ""]),
      stdout: "pipe",
      stderr: "pipe",
      timeout: COMMAND_LIMIT_MS,
    });
    const [stdout, stderr, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    if (exitCode !== 0) throw new Error(`${command.join(" ")}\nended with ${exitCode}\n${stdout}${stderr}`);
    return stdout.trim();
  }

  /** podman and buildah refuse to work with a password file that is named but not there. */
  private async prepareSettings(): Promise<void> {
    await mkdir(this.path(this.settings), { recursive: true });
    const passwords = Bun.file(this.path(this.settings, "auth.json"));
    if (!(await passwords.exists())) await Bun.write(passwords, "{}");
  }

  async json<T>(command: Command): Promise<T> {
    return JSON.parse(await this.run(command)) as T;
  }

  /** Everything a client keeps lands in the session's home: nothing is read from, or left in, the developer's own. */
  environment(): Record<string, string> {
    const settings = this.path(this.settings);
    return {
      PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin`,
      HOME: settings,
      TMPDIR: this.home,
      XDG_CACHE_HOME: join(settings, "cache"),
      XDG_CONFIG_HOME: join(settings, "config"),
      XDG_DATA_HOME: join(settings, "share"),
      XDG_RUNTIME_DIR: this.home,
      DOCKER_CONFIG: join(settings, "docker"),
      DOCKER_HOST: `unix://${this.path("docker.sock")}`,
      REGISTRY_AUTH_FILE: join(settings, "auth.json"),
      REGCTL_CONFIG: join(settings, "regctl.json"),
    };
  }
}

/** Registers the tests once for each kind of registry; skips them, saying why, where the client cannot be tried. */
export function describeClient(client: Client, body: (session: () => Session) => void): void {
  const [name] = client.tools;
  const skipped = cannotBeTried(name, obstaclesTo(client));
  for (const access of kindsOfAccess()) {
    describe.skipIf(skipped)(`${name}, ${access} registry`, () => {
      const session = useSession(client, access);
      if (access === "authenticated") testWrongPassword(client, session);
      body(session);
    });
  }
}

function obstaclesTo(client: Client): string[] {
  const missing = hintsFor(client.tools);
  const needsRoot = client.needsRoot === true && process.getuid?.() !== 0;
  return needsRoot ? [...missing, `${client.tools[0]} is tried only as root`] : missing;
}

function kindsOfAccess(): readonly Access[] {
  if (OTHER_REGISTRY === undefined) return ["open", "authenticated"];
  return [OTHER_REGISTRY.username === "" ? "open" : "authenticated"];
}

function useSession(client: Client, access: Access): () => Session {
  let session: Session | undefined;
  const cleanup = new AsyncDisposableStack();
  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), "aerugo-client-"));
    cleanup.defer(() => rm(home, { recursive: true, force: true }));
    session = new Session(await startRegistry(access, cleanup), home);
    if (client.start !== undefined) cleanup.defer(await client.start(session));
    if (session.registry.credentials !== undefined) await client.signIn(session, session.registry.credentials);
  }, TEST_LIMIT_MS);
  afterAll(() => cleanup.disposeAsync(), TEST_LIMIT_MS);
  return () => {
    if (session === undefined) throw new Error("the registry did not start");
    return session;
  };
}

async function startRegistry(access: Access, cleanup: AsyncDisposableStack): Promise<Registry> {
  if (OTHER_REGISTRY !== undefined) {
    const { host, username, password } = OTHER_REGISTRY;
    return { host, credentials: username === "" ? undefined : { username, password } };
  }
  const server = cleanup.use(await Server.start({ open: access === "open" }));
  return { host: server.host, credentials: access === "open" ? undefined : ADMIN };
}

function testWrongPassword(client: Client, session: () => Session): void {
  test(
    "a wrong password is refused",
    async () => {
      const stranger = session().withoutPasswords();
      const attempt = client.signIn(stranger, { username: session().registry.credentials?.username ?? "", password: "not-the-password" });
      await expect(attempt).rejects.toThrow("ended with");
    },
    TEST_LIMIT_MS,
  );
}

/** The same program for two platforms; only the one of this machine would run, which no registry looks at. */
export async function buildImages(): Promise<[Image, Image]> {
  const busybox = findTool("busybox");
  if (busybox === undefined && onCi) throw new Error(installHint("busybox"));
  const executable = busybox === undefined ? crypto.getRandomValues(new Uint8Array(65_536)) : await Bun.file(busybox).bytes();
  return [buildImage("amd64", executable), buildImage("arm64", executable)];
}
