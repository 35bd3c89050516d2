// The whole public port in process: the wiring of a real server without its socket, over real stores in a temporary
// folder, with a clock that only the test moves.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toIdentity } from "../../src/auth/authenticator.ts";
import { type Caller, type Grant, NOBODY } from "../../src/auth/caller.ts";
import { buildApp } from "../../src/compose.ts";
import type { BackgroundWork } from "../../src/compose/jobs.ts";
import type { Services } from "../../src/compose/services.ts";
import { type Stores, closeStores, openStores } from "../../src/compose/stores.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { App } from "../../src/http/app.ts";
import type { ClientConnection } from "../../src/http/connection.ts";
import type { Cache } from "../../src/cache/cache.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Log } from "../../src/observability/log.ts";
import type { RequestMetrics } from "../../src/observability/metrics.ts";
import { Client } from "./client.ts";
import { testCache } from "./shared-cache.ts";
import { placementFlags, removePlacement } from "./combination.ts";

export const ORIGIN = "http://registry.test";
const STARTED_AT = Date.UTC(2026, 0, 1);
const PASSWORD = "correct horse battery staple";
/** As weak as argon2id goes: the users of a test have nothing to lose but time. */
const PASSWORD_HASH = Bun.password.hash(PASSWORD, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });

const NO_METRICS: RequestMetrics = { record: () => {}, recordLimited: () => {} };

export interface AppOptions {
  readonly open?: boolean;
  /** Flags as on the command line: `{ "--registry-max-blob-bytes": "10" }`. */
  readonly flags?: Readonly<Record<string, string | boolean>>;
  /** Variables as a server's environment would have them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Fills the data folder before anything is opened. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** Counted for nobody, when not given. */
  readonly metrics?: RequestMetrics;
  /** Puts something between the app and its stores, such as `failing(…)`. */
  readonly wrap?: (stores: Stores) => Stores;
}

/** Time stands still until a test says otherwise. */
export class TestClock implements Clock {
  private time = STARTED_AT;

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

export interface LogRecord {
  readonly level: keyof Omit<Log, "child">;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class TestApp implements AsyncDisposable {
  private closed: Promise<void> | undefined;
  /** What it kept is another app's by now. */
  private isHandedOn = false;

  private constructor(
    private readonly app: App,
    private readonly folder: string,
    private readonly options: AppOptions,
    /** Where it keeps what is not in its folder. */
    private readonly placement: Readonly<Record<string, string>>,
    readonly stores: Stores,
    readonly services: Services,
    /** What a server would do by itself; here nothing runs unless a test says so. */
    readonly background: BackgroundWork,
    readonly clock: TestClock,
    private readonly cache: Cache,
    /** What the app has logged so far. */
    readonly records: readonly LogRecord[],
  ) {}

  static async start(options: AppOptions = {}): Promise<TestApp> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-app-"));
    await options.prepare?.(folder);
    return TestApp.on(folder, options, await placementFlags(folder));
  }

  private static async on(folder: string, options: AppOptions, placement: Readonly<Record<string, string>>): Promise<TestApp> {
    const { open = false, flags = {}, environment = {}, wrap = (stores) => stores, metrics = NO_METRICS } = options;
    const { config } = loadConfig({
      environment,
      flags: { "--data-dir": folder, "--open": open, ...placement, ...flags },
    });
    const stores = wrap(await openStores(config));
    const clock = new TestClock();
    const records: LogRecord[] = [];
    const deps = {
      clock,
      log: recordingLog(records),
      metrics,
      listenOrigin: () => "http://listen.test",
      verifiesAnswers: true,
      cache: await testCache(clock),
    };
    const { app, services, background } = await buildApp(config, stores, deps);
    return new TestApp(app, folder, options, placement, stores, services, await background(), clock, deps.cache, records);
  }

  /** Another app on what this one leaves, with nothing of its memory. */
  async restarted(): Promise<TestApp> {
    await this.close();
    this.isHandedOn = true;
    return TestApp.on(this.folder, this.options, this.placement);
  }

  /** Of its database; undefined for one in its folder. */
  get databaseUrl(): string | undefined {
    return this.placement["--database-url"];
  }

  /** Where everything lies, for looking at what a request left behind. */
  get dataDir(): string {
    return this.folder;
  }

  handle(request: Request, connection: Partial<ClientConnection> = {}): Promise<Response> {
    return this.app.handle(request, { remoteAddress: "192.0.2.1", setIdleTimeout: () => {}, ...connection });
  }

  /** Anyone, without credentials. */
  get anonymous(): Client {
    return new Client(this, undefined);
  }

  /** A user with a password; made on first use. */
  async asUser(username: string, { isAdmin = false } = {}): Promise<Client> {
    await this.ensureUser(username, isAdmin);
    return new Client(this, basic(username, PASSWORD));
  }

  asAdmin(): Promise<Client> {
    return this.asUser("root", { isAdmin: true });
  }

  /** Whoever holds this token. */
  withToken(token: string): Client {
    return this.withAuthorization(`Bearer ${token}`);
  }

  /** Whoever sends this as their Authorization header. */
  withAuthorization(authorization: string): Client {
    return new Client(this, authorization);
  }

  /** A token as the token endpoint would give it, of any grants; undefined for an anonymous one. */
  async tokenOf(username: string | undefined, grants: readonly Grant[] = []): Promise<string> {
    return (await this.services.tokens.issue(await this.callerOf(username), grants)).token;
  }

  /** As if they had signed in with their password; undefined for nobody. */
  async callerOf(username: string | undefined): Promise<Caller> {
    if (username === undefined) return NOBODY;
    await this.ensureUser(username, false);
    const user = (await this.stores.metadata.read.users.find(username))!;
    return { ...NOBODY, identity: toIdentity(user), credential: { kind: "password", epoch: user.epoch } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    if (!this.isHandedOn) await removePlacement(this.placement);
    await rm(this.folder, { recursive: true, force: true });
  }

  private close(): Promise<void> {
    return (this.closed ??= this.closeAll());
  }

  private async closeAll(): Promise<void> {
    await this.services.refusals.flush();
    await this.cache.close();
    await closeStores(this.stores);
  }

  private async ensureUser(username: string, isAdmin: boolean): Promise<void> {
    const { metadata } = this.stores;
    if (await metadata.read.users.find(username)) return;
    const passwordHash = await PASSWORD_HASH;
    await metadata.transaction(async (tx) => {
      const namespaceId = await tx.namespaces.create(username, "user", this.clock.now());
      await tx.users.create({ namespaceId: namespaceId!, username, passwordHash, isAdmin }, this.clock.now());
    });
  }
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function recordingLog(records: LogRecord[]): Log {
  const at = (level: LogRecord["level"]) => (fields: LogRecord["fields"], message: string) => void records.push({ level, message, fields });
  const log: Log = {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => log,
    isLevelEnabled: () => true,
  };
  return log;
}
