// Config in, running server out. The one file that chooses implementations and hands everyone what they need.
import manifest from "../package.json" with { type: "json" };
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PermissionPolicy, openPolicy } from "./auth/access-policy.ts";
import { API_AUDIENCE, AccessTokens } from "./auth/access-tokens.ts";
import { RefusedAttempts } from "./auth/audit.ts";
import { Authenticator } from "./auth/authenticator.ts";
import { LoginThrottle } from "./auth/login-throttle.ts";
import { Passwords } from "./auth/passwords.ts";
import { RateLimiter, type RateLimit } from "./auth/rate-limiter.ts";
import { SecretBox } from "./auth/secret-box.ts";
import { TokenService } from "./auth/token-service.ts";
import type { BlobStore } from "./blobstore/blob-store.ts";
import { FilesystemStore } from "./blobstore/filesystem/filesystem-store.ts";
import type { Config } from "./config/schema.ts";
import { App } from "./http/app.ts";
import { credentialsOf } from "./http/management/credentials.ts";
import { BODY_LIMIT_BYTES } from "./http/management/request.ts";
import type { ManagementServices } from "./http/management/services.ts";
import { opsApp } from "./http/ops/ops-app.ts";
import { PublicOrigin } from "./http/origin.ts";
import { type PolicyName, type RatePolicies, RequestLimits } from "./http/rate-limit.ts";
import { HttpServer, type RequestHandler } from "./http/server.ts";
import { type RepeatedJob, repeat } from "./jobs/repeat.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import { AuditLog } from "./management/audit.ts";
import { Authorizer } from "./management/authorizer.ts";
import { IdempotentAnswers } from "./management/idempotency.ts";
import { ManagedRepositories } from "./management/repositories.ts";
import { Search } from "./management/search.ts";
import { Members } from "./management/members.ts";
import { Organizations } from "./management/organizations.ts";
import { Sessions } from "./management/sessions.ts";
import { Tokens } from "./management/tokens.ts";
import { Users } from "./management/users.ts";
import type { MetadataStore } from "./metadata/metadata-store.ts";
import { NEWEST_VERSION, migrationSql } from "./metadata/migrations/migrations.ts";
import { sqliteDialect } from "./metadata/dialect/sqlite.ts";
import { migrate, pendingMigrations, schemaVersion } from "./metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "./metadata/sqlite/sqlite-store.ts";
import { Health } from "./observability/health.ts";
import type { Log } from "./observability/log.ts";
import { Metrics, type RequestMetrics } from "./observability/metrics.ts";
import { Blobs } from "./registry/blobs.ts";
import { Manifests } from "./registry/manifests.ts";
import { ReferencePolicies } from "./registry/reference-policy.ts";
import { Referrers } from "./registry/referrers.ts";
import { Repositories } from "./registry/repositories.ts";
import { Tags } from "./registry/tags.ts";
import { Uploads } from "./registry/uploads.ts";

export interface RunningServer {
  readonly url: string;
  readonly opsUrl: string | undefined;
  /** What and where, for the ready line. */
  readonly storage: string;
  readonly metadata: string;
  /** Set when this start created the installation's first administrator. */
  readonly firstAdmin: { username: string; generatedPassword: string | undefined } | undefined;
  /** Refuses new connections, lets running requests finish within the configured time, then stops. */
  drain(): Promise<void>;
  /** Cuts running requests; uploads keep what arrived. */
  stopNow(): Promise<void>;
}

const COMPLETED_AT_ONCE = 1000;
/** Often enough that abandoned uploads do not pile up, seldom enough to cost nothing. */
const UPLOAD_EXPIRY_EVERY_MS = 10 * 60 * 1000;

export async function compose(config: Config, deps: { log: Log; version: string }): Promise<RunningServer> {
  const stores = await openStores(config);
  try {
    return await startServer(config, stores, deps);
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
}

export interface OfflineServices {
  readonly users: Users;
  close(): Promise<void>;
}

/** For commands that work on the stores without a server. */
export async function openServices(config: Config): Promise<OfflineServices> {
  const metadata = await openMetadata(config);
  return { users: new Users({ metadata, clock: systemClock }), close: () => metadata.close() };
}

export interface Migrations {
  status(): Promise<{ version: number; newest: number; pending: { version: number; name: string; statements: string[] }[] }>;
  /** Resolves to how many were applied. */
  up(): Promise<number>;
  close(): Promise<void>;
}

export async function migrations(config: Config): Promise<Migrations> {
  const database = openDatabase(await databasePath(config));
  return {
    status: async () => ({
      version: schemaVersion(database),
      newest: NEWEST_VERSION,
      pending: pendingMigrations(database).map((migration) => ({
        version: migration.version,
        name: migration.name,
        statements: migrationSql(sqliteDialect, migration),
      })),
    }),
    up: async () => migrate(database, systemClock.now()),
    close: async () => database.close(),
  };
}

export interface Stores {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  /** Seals what the metadata keeps and must not show. */
  readonly box: SecretBox;
}

/** The stores that the configuration names, with their schema up to date. */
export async function openStores(config: Config): Promise<Stores> {
  // The blobs first: who is refused their lock must not have migrated the schema under the process that holds it.
  const blobs = await FilesystemStore.open(config.storageUrl.path);
  try {
    const metadata = await openMetadata(config);
    await completeRows(metadata);
    return { metadata, blobs, box: await openBox(config) };
  } catch (error) {
    await blobs.close();
    throw error;
  }
}

/** The installation's own key, beside its data or from its configuration. */
function openBox(config: Config): Promise<SecretBox> {
  return SecretBox.open({ configured: config.secretKey, path: join(config.dataDir, "secret.key") });
}

/** What an earlier version's rows lack for being listed and found, some at a time. */
async function completeRows(metadata: MetadataStore): Promise<void> {
  while (await metadata.transaction((tx) => tx.tags.sortSome(COMPLETED_AT_ONCE)));
  for (;;) {
    const found = await metadata.read.repositories.unindexed(COMPLETED_AT_ONCE);
    if (found.length === 0) return;
    await metadata.transaction(async (tx) => {
      for (const { id, name } of found) await tx.repositories.indexNow(id, name, systemClock.now());
    });
  }
}

export async function closeStores({ metadata, blobs }: Stores): Promise<void> {
  await blobs.close();
  await metadata.close();
}

async function openMetadata(config: Config): Promise<MetadataStore> {
  const path = await databasePath(config);
  const database = openDatabase(path);
  try {
    migrate(database, systemClock.now());
  } finally {
    database.close();
  }
  return new SqliteStore(path);
}

async function databasePath(config: Config): Promise<string> {
  const { path } = config.databaseUrl;
  await mkdir(dirname(path), { recursive: true });
  return path;
}

async function startServer(config: Config, stores: Stores, { log, version }: { log: Log; version: string }): Promise<RunningServer> {
  const { metadata, blobs } = stores;
  const clock = systemClock;
  const metrics = new Metrics(version);
  const health = new Health([
    { name: "metadata", check: () => metadata.ping() },
    { name: "storage", check: () => blobs.ping() },
  ]);
  const { app, services } = await buildApp(config, stores, { clock, log, metrics, listenOrigin: () => listeners.server.origin });
  const opened = Promise.withResolvers<void>();
  const listeners = listen(config, log, { app: behind(opened.promise, app), ops: opsApp({ health, metrics }) });
  // Only now, when the ports are ours: the password is shown once, so nothing may keep the server from starting afterwards.
  const firstAdmin = await makeFirstAdmin(config, new Users({ metadata, clock })).catch(async (error: unknown) => {
    opened.reject(error);
    await stopListening(listeners);
    throw error;
  });
  opened.resolve();
  const expiry = repeat("upload expiry", UPLOAD_EXPIRY_EVERY_MS, log, () => services.uploads.expire());
  return {
    url: config.publicUrl ?? listeners.server.origin,
    opsUrl: listeners.ops?.origin,
    storage: blobs.description,
    metadata: `sqlite:${config.databaseUrl.path}`,
    firstAdmin,
    ...stopping(config, { listeners, expiry, refusals: services.refusals, stores, health, log }),
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
  readonly server: HttpServer;
  readonly ops: HttpServer | undefined;
}

/** Both ports or neither. */
function listen(config: Config, log: Log, handlers: { app: RequestHandler; ops: RequestHandler }): Listeners {
  const options = {
    idleTimeoutSeconds: config.http.idleTimeoutSeconds,
    onBug: (error: unknown) => log.error({ error }, "a request failed outside of its handler"),
  };
  const server = HttpServer.listen({ ...config.listen, ...options }, handlers.app);
  try {
    return { server, ops: config.opsListen && HttpServer.listen({ ...config.opsListen, ...options }, handlers.ops) };
  } catch (error) {
    void server.stopNow();
    throw error;
  }
}

async function stopListening({ server, ops }: Listeners): Promise<void> {
  await server.stopNow();
  await ops?.stopNow();
}

export interface AppDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: RequestMetrics;
  /** Where the public port listens, for a client whose Host header says nothing useful. */
  readonly listenOrigin: () => string;
  readonly verifiesAnswers?: boolean;
}

/** The public port without its socket: the whole of it for tests, the middle of it for a server. */
export async function buildApp(
  config: Config,
  stores: Stores,
  { clock, log, metrics, listenOrigin, verifiesAnswers }: AppDeps,
): Promise<{ app: App; services: Services }> {
  const services = await buildServices(config, stores, { clock, log, metrics });
  const origins = new PublicOrigin({ publicUrl: config.publicUrl, listenOrigin }, config.http.trustedProxies);
  const management = buildManagement(config, stores, services, clock);
  return { app: new App({ services, management, origins, log, metrics, verifiesAnswers }), services };
}

export type Services = Awaited<ReturnType<typeof buildServices>>;

/** Sign-ins that are counted at once: accounts, and addresses that try them. */
const THROTTLED_KEYS = 100_000;
/** Buckets of one policy that are neither full nor forgotten. */
const LIMITED_KEYS = 100_000;

async function buildServices(
  config: Config,
  { metadata, blobs, box }: Stores,
  { clock, log, metrics }: Pick<AppDeps, "clock" | "log" | "metrics">,
) {
  const tokens = await AccessTokens.open({ metadata, clock, box, ttlSeconds: config.auth.tokenTtlSeconds });
  const throttle = new LoginThrottle({ clock, maxKeys: THROTTLED_KEYS });
  const passwords = new Passwords({ metadata: metadata.read, clock, throttle, cacheMs: config.auth.passwordCacheSeconds * 1000 });
  const policy = config.open ? openPolicy : new PermissionPolicy({ metadata: metadata.read, clock });
  const policies = new ReferencePolicies(config.registry.referencePolicies, config.registry.referencePolicy);
  const lifetime = { maxAgeMs: config.auth.sessionMaxAgeSeconds * 1000, idleMs: config.auth.sessionIdleSeconds * 1000 };
  const authenticator = new Authenticator({ metadata, passwords, tokens, clock, lifetime });
  return {
    policy,
    tokens,
    refusals: new RefusedAttempts({
      metadata,
      clock,
      onFailure: (error) => log.error({ error }, "refused attempts could not be recorded"),
    }),
    limits: RequestLimits.of({
      policies: ratePolicies(config.rateLimit),
      buckets: () => new RateLimiter({ clock, maxKeys: LIMITED_KEYS }),
      onLimited: (policy) => metrics.recordLimited(policy),
    }),
    authenticator,
    sessions: new Sessions({ metadata, clock, authenticator, tokens, lifetime }),
    tokenService: new TokenService({ policy, tokens }),
    blobs: new Blobs({ metadata, blobs, clock, cacheBytes: config.cache.blobBytes }),
    uploads: new Uploads({
      metadata,
      blobs,
      clock,
      maxBlobBytes: config.registry.maxBlobBytes,
      idleTimeoutMs: config.http.idleTimeoutSeconds * 1000,
      expiryMs: config.registry.uploadExpirySeconds * 1000,
    }),
    manifests: new Manifests({ metadata, clock, policies, cacheBytes: config.cache.manifestBytes }),
    tags: new Tags({ metadata, clock }),
    referrers: new Referrers({ metadata }),
    repositories: new Repositories({ metadata }),
  };
}

/** Only those that are a limit. */
function ratePolicies(config: Config["rateLimit"]): RatePolicies {
  const all: Record<PolicyName, RateLimit> = {
    address: rateLimit(config.addressPerMinute, config.addressBurst),
    user: rateLimit(config.userPerMinute, config.userBurst),
    token: rateLimit(config.tokenPerMinute, config.tokenBurst),
    "anonymous-pulls": rateLimit(config.anonymousPullsPerMinute, config.anonymousPullsBurst),
  };
  return Object.fromEntries(Object.entries(all).filter(([, { perMinute }]) => perMinute > 0));
}

function rateLimit(perMinute: number, burst: number | undefined): RateLimit {
  return { perMinute, burst: burst ?? perMinute };
}

/** What the Management API stands on; it shares the registry's own services. */
function buildManagement(config: Config, { metadata, box }: Stores, services: Services, clock: Clock): ManagementServices {
  const { policy, refusals, authenticator } = services;
  return {
    clock,
    refusals,
    installation: { version: manifest.version, features: {}, limits: { body_bytes: BODY_LIMIT_BYTES } },
    identify: (exchange) => authenticator.authenticate({ ...credentialsOf(exchange), audience: API_AUDIENCE }),
    authorizer: new Authorizer({ metadata: metadata.read, policy }),
    idempotency: new IdempotentAnswers({ metadata, box }),
    audit: new AuditLog({ metadata: metadata.read }),
    ...buildAccounts(config, metadata, services, clock),
    ...buildOrganizations(config, metadata, clock),
    ...buildContent(config, metadata, services, clock),
  };
}

function buildAccounts(config: Config, metadata: MetadataStore, { policy, sessions }: Services, clock: Clock) {
  return {
    users: new Users({ metadata, clock }),
    tokens: new Tokens({ metadata, policy, clock, maxAgeSeconds: config.auth.tokenMaxAgeSeconds }),
    sessions,
  };
}

function buildOrganizations({ organizations }: Config, metadata: MetadataStore, clock: Clock) {
  return {
    organizations: new Organizations({ metadata, clock, ...organizations }),
    members: new Members({ metadata, clock }),
  };
}

function buildContent({ organizations }: Config, metadata: MetadataStore, { policy }: Services, clock: Clock) {
  return {
    repositories: new ManagedRepositories({ metadata, policy, clock, redirectMs: organizations.redirectSeconds * 1000 }),
    search: new Search({ metadata: metadata.read, policy }),
  };
}

interface Running {
  readonly listeners: Listeners;
  readonly expiry: RepeatedJob;
  readonly refusals: RefusedAttempts;
  readonly stores: Stores;
  readonly health: Health;
  readonly log: Log;
}

function stopping(config: Config, { listeners, expiry, refusals, stores, health, log }: Running): Pick<RunningServer, "drain" | "stopNow"> {
  let closed: Promise<void> | undefined;
  const close = async () => {
    await stopListening(listeners);
    await expiry.stop();
    await refusals.flush();
    await closeStores(stores);
  };
  const stopNow = () => (closed ??= close());
  return {
    stopNow,
    drain: async () => {
      health.startDraining();
      await Bun.sleep(config.http.drainDelaySeconds * 1000);
      const finished = await listeners.server.drain(config.http.drainTimeoutSeconds * 1000);
      if (!finished) log.warn({}, "requests were still running at the end of the drain time; they are cut, uploads keep their progress");
      await stopNow();
    },
  };
}
