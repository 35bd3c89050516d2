// Config in, running server out. The wiring: here and in compose/ alone implementations are chosen and handed to who needs them.
import { ROTATION_SEEN_MS, rotateSigningKey } from "./auth/access-tokens.ts";
import { RefusedAttempts } from "./auth/audit.ts";
import type { Cache } from "./cache/cache.ts";
import { openCache, ownCache } from "./compose/cache.ts";
import { describeDatabase, openMetadata } from "./compose/metadata.ts";
import { LAST_MAIL_MS } from "./compose/outbox.ts";
import { buildServices, type Services } from "./compose/services.ts";
import type { BackgroundWork, Work, WorkDependencies } from "./compose/jobs.ts";
import { closeStores, openBox, openStores, type Stores } from "./compose/stores.ts";
import type { Config } from "./config/schema.ts";
import { App } from "./http/app.ts";
import { opsApp } from "./http/ops/ops-app.ts";
import { PublicOrigin } from "./http/origin.ts";
import { turnAway } from "./http/listening-socket.ts";
import { HttpServer, type RequestHandler } from "./http/server.ts";
import type { Clock } from "./lib/clock.ts";
import { Outbox } from "./management/outbox.ts";
import { Users } from "./management/users.ts";
import type { Pulls } from "./registry/pulls.ts";
import { Health, type Readiness } from "./observability/health.ts";
import type { Log } from "./observability/log.ts";
import { type CollectionMetrics, type MetricObject, Metrics, type RequestMetrics } from "./observability/metrics.ts";

export interface RunningServer {
  /** Undefined for one that answers no clients. */
  readonly url: string | undefined;
  /** Where it answers them. */
  readonly port: number | undefined;
  readonly opsUrl: string | undefined;
  /** What and where, for the ready line. */
  readonly storage: string;
  readonly metadata: string;
  /** Set when this start created the installation's first administrator. */
  readonly firstAdmin: { username: string; generatedPassword: string | undefined } | undefined;
  readiness(): Promise<Readiness>;
  metrics(): Promise<readonly MetricObject[]>;
  /**
   * Refuses new connections, lets running requests finish within the configured time, then stops. Before that it goes on for the configured
   * delay, unless nobody needs to notice: others answer on the same port.
   */
  drain(options?: { readonly isUnnoticed?: boolean }): Promise<void>;
  /** Cuts running requests; uploads keep what arrived. */
  stopNow(): Promise<void>;
}

/** How long clients with a kept connection have to be told to use another one, when other processes answer on the same port. */
const LEAVING_MS = 2000;

export interface ServerDeps {
  readonly log: Log;
  readonly version: string;
  /** Other processes of this machine, told the same, answer on the public port too. */
  readonly sharesPort?: boolean;
}

export async function compose(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const stores = await openStores(config);
  let cache: Cache | undefined;
  try {
    const metrics = new Metrics(deps.version);
    cache = await openCache(config, { clock: stores.clock, log: deps.log, metrics });
    return await startServer(config, stores, { ...deps, metrics, cache });
  } catch (error) {
    await cache?.close();
    await closeStores(stores);
    throw error;
  }
}

export interface OfflineServices {
  readonly users: Users;
  /** Resolves to the new key's id, and to when it begins to sign. */
  rotateSigningKey(options: { atOnce: boolean }): Promise<{ id: string; activatesAt: number }>;
  close(): Promise<void>;
}

/** For commands that work on the stores without a server. */
export async function openServices(config: Config): Promise<OfflineServices> {
  const { metadata, clock } = await openMetadata(config);
  return {
    users: new Users({ metadata, clock }),
    rotateSigningKey: async (options) => {
      const rotated = await rotateSigningKey({ metadata, clock, box: await openBox(config, metadata) }, options);
      // Whoever is told that it is done must find that it is, on every node.
      if (options.atOnce) await Bun.sleep(ROTATION_SEEN_MS);
      return rotated;
    },
    close: () => metadata.close(),
  };
}

async function startServer(
  config: Config,
  stores: Stores,
  { log, metrics, cache, sharesPort = false }: ServerDeps & { readonly metrics: Metrics; readonly cache: Cache },
): Promise<RunningServer> {
  const { metadata, blobs, clock } = stores;
  const health = new Health([
    { name: "metadata", check: () => metadata.ping() },
    { name: "storage", check: () => blobs.ping() },
    { name: "cache", check: () => cache.ping(), isOptional: true },
  ]);
  const deps = {
    clock,
    log,
    metrics,
    cache,
    collectionMetrics: metrics,
    listenOrigin: () => listeners.server?.origin ?? "",
    onJobQueued: () => void work?.then(({ worker }) => worker.wake()),
  };
  const { app, services, background } = await buildApp(config, stores, deps);
  let work: Promise<Work> | undefined;
  const opened = Promise.withResolvers<void>();
  const handlers = { app: behind(opened.promise, app), ops: opsApp({ health, metrics }) };
  const listeners = listen(config, handlers, { log, sharesPort });
  // Only now, when the ports are ours: the password is shown once, so nothing may keep the server from starting afterwards.
  const firstAdmin = await makeFirstAdmin(config, new Users({ metadata, clock })).catch(async (error: unknown) => {
    opened.reject(error);
    await stopListening(listeners);
    throw error;
  });
  opened.resolve();
  if (config.role !== "api") work = beginWork(config, background, { metadata, clock, log, metrics });
  return {
    url: listeners.server && (config.publicUrl ?? listeners.server.origin),
    port: listeners.server?.port,
    opsUrl: listeners.ops?.origin,
    storage: blobs.description,
    metadata: describeDatabase(config),
    firstAdmin,
    readiness: () => health.readiness(),
    metrics: () => metrics.collect(),
    ...stopping(config, {
      listeners,
      work,
      refusals: services.refusals,
      pulls: services.pulls,
      cache,
      outbox: services.outbox,
      stores,
      health,
      log,
    }),
  };
}

/** Requests that come early wait: who knocks while the first administrator is being made must not be told to go away. */
function behind(opened: Promise<void>, app: App): RequestHandler {
  let isOpen = false;
  const opening = opened.then(() => void (isOpen = true));
  opening.catch(() => {});
  return (request, connection) => (isOpen ? app.handle(request, connection) : opening.then(() => app.handle(request, connection)));
}

/** An open registry has no use for an administrator, and a password nobody asked for is noise. */
async function makeFirstAdmin(config: Config, users: Users): Promise<RunningServer["firstAdmin"]> {
  return config.open ? undefined : users.ensureFirstAdmin(config.adminUsername, config.adminPassword);
}

interface Listeners {
  /** Undefined where background jobs are all there is to do. */
  readonly server: HttpServer | undefined;
  readonly ops: HttpServer | undefined;
}

/** Both ports or neither. */
function listen(
  config: Config,
  handlers: { app: RequestHandler; ops: RequestHandler },
  { log, sharesPort }: { log: Log; sharesPort: boolean },
): Listeners {
  const options = {
    idleTimeoutSeconds: config.http.idleTimeoutSeconds,
    onBug: (error: unknown) => log.error({ error }, "a request failed outside of its handler"),
  };
  const server = config.role === "worker" ? undefined : HttpServer.listen({ ...config.listen, ...options, sharesPort }, handlers.app);
  try {
    return { server, ops: config.opsListen && HttpServer.listen({ ...config.opsListen, ...options }, handlers.ops) };
  } catch (error) {
    void server?.stopNow();
    throw error;
  }
}

async function stopListening({ server, ops }: Listeners): Promise<void> {
  await server?.stopNow();
  await ops?.stopNow();
}

export interface AppDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: RequestMetrics;
  /** Counted for nobody, when not given. */
  readonly collectionMetrics?: CollectionMetrics;
  /** Where the public port listens, for a client whose Host header says nothing useful. */
  readonly listenOrigin: () => string;
  readonly verifiesAnswers?: boolean;
  /** The process's own when not given. */
  readonly cache?: Cache;
  /** A run of a job waits: a worker of this process may take it up at once. */
  readonly onJobQueued?: () => void;
}

/** The public port without its socket: the whole of it for tests, the middle of it for a server. */
export async function buildApp(
  config: Config,
  stores: Stores,
  {
    clock,
    log,
    metrics,
    listenOrigin,
    verifiesAnswers,
    cache = ownCache(clock),
    onJobQueued = () => {},
    collectionMetrics = UNCOUNTED,
  }: AppDeps,
): Promise<{ app: App; services: Services; background: () => Promise<BackgroundWork> }> {
  const services = await buildServices(config, stores, { clock, log, metrics, cache });
  const origins = new PublicOrigin({ publicUrl: config.publicUrl, listenOrigin }, config.http.trustedProxies);
  const management = async () => {
    const { buildManagement } = await import("./compose/management.ts");
    return buildManagement(config, stores, services, { clock, cache, onJobQueued });
  };
  const background = async () => {
    const { buildJobs } = await import("./compose/jobs.ts");
    return buildJobs({ config, stores, services, clock, log, collectionMetrics });
  };
  return { app: new App({ services, management, origins, log, metrics, verifiesAnswers }), services, background };
}

/** The first requests come before. */
const WORK_AFTER_MS = 200;

/** Jobs wait for nobody, and nobody for them: their code is loaded when the server answers already. */
async function beginWork(config: Config, background: () => Promise<BackgroundWork>, deps: WorkDependencies): Promise<Work> {
  await Bun.sleep(WORK_AFTER_MS);
  const [{ startWork }, work] = await Promise.all([import("./compose/jobs.ts"), background()]);
  return startWork(config, work, deps);
}

const UNCOUNTED: CollectionMetrics = { recordDeleted: () => {}, recordReclaimed: () => {}, recordReviewQueue: () => {} };

interface Running {
  readonly listeners: Listeners;
  readonly work: Promise<Work> | undefined;
  readonly refusals: RefusedAttempts;
  readonly pulls: Pulls;
  readonly outbox: Outbox;
  readonly cache: Cache;
  readonly stores: Stores;
  readonly health: Health;
  readonly log: Log;
}

function stopping(
  config: Config,
  { listeners, work, refusals, pulls, cache, outbox, stores, health, log }: Running,
): Pick<RunningServer, "drain" | "stopNow"> {
  let closed: Promise<void> | undefined;
  let workStopped: Promise<unknown> | undefined;
  const stopWork = () => (workStopped ??= work?.then(({ scheduler, worker }) => Promise.all([scheduler.stop(), worker.stop()])));
  const close = async () => {
    await stopListening(listeners);
    await stopWork();
    await refusals.flush();
    await pulls.flush();
    await Promise.race([outbox.settled(), Bun.sleep(LAST_MAIL_MS)]);
    await cache.close();
    await closeStores(stores);
  };
  const stopNow = () => (closed ??= close());
  return {
    stopNow,
    drain: async ({ isUnnoticed = false } = {}) => {
      health.startDraining();
      listeners.server?.startLeaving();
      // Jobs go on elsewhere from now on, and not when the last upload has ended.
      void stopWork();
      await Bun.sleep(isUnnoticed ? LEAVING_MS : config.http.drainDelaySeconds * 1000);
      if (isUnnoticed && listeners.server) await turnAway(listeners.server.port);
      const finished = await listeners.server?.drain(config.http.drainTimeoutSeconds * 1000);
      if (finished === false)
        log.warn({}, "requests were still running at the end of the drain time; they are cut, uploads keep their progress");
      await stopNow();
    },
  };
}
