// Config in, running server out. The one file that chooses implementations and hands everyone what they need.
import manifest from "../package.json" with { type: "json" };
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JSONWebKeySet } from "jose";
import { PermissionPolicy, openPolicy } from "./auth/access-policy.ts";
import { API_AUDIENCE, AccessTokens, rotateSigningKey } from "./auth/access-tokens.ts";
import { RefusedAttempts } from "./auth/audit.ts";
import { Authenticator } from "./auth/authenticator.ts";
import { DirectoryPasswords } from "./auth/directory-passwords.ts";
import type { ExternalProfile } from "./auth/external-profile.ts";
import { LdapDirectory } from "./auth/ldap.ts";
import { IssuerKeys } from "./auth/federation/issuer-keys.ts";
import { LoginThrottle } from "./auth/login-throttle.ts";
import { OidcProvider } from "./auth/oidc.ts";
import { Passkeys as PasskeyCeremonies } from "./auth/passkeys.ts";
import { Passwords } from "./auth/passwords.ts";
import { RateLimiter, type RateLimit } from "./auth/rate-limiter.ts";
import { SecretBox } from "./auth/secret-box.ts";
import { TokenService } from "./auth/token-service.ts";
import type { BlobStore } from "./blobstore/blob-store.ts";
import { FilesystemStore } from "./blobstore/filesystem/filesystem-store.ts";
import { ConfigError } from "./config/problem.ts";
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
import { AttemptLimits } from "./management/attempt-limits.ts";
import { Authorizer } from "./management/authorizer.ts";
import { EmailVerification } from "./management/email-verification.ts";
import { Federation } from "./management/federation.ts";
import { IdempotentAnswers } from "./management/idempotency.ts";
import { Invitations } from "./management/invitations.ts";
import { SmtpMailer } from "./management/mail.ts";
import { Members } from "./management/members.ts";
import { OneTimeCodes } from "./management/one-time-codes.ts";
import { OrganizationPermissions } from "./management/organization-permissions.ts";
import { Organizations } from "./management/organizations.ts";
import { Permissions } from "./management/permissions.ts";
import { AccessExplanations } from "./management/access.ts";
import { ManagedManifests, type ManifestContents } from "./management/manifests.ts";
import { ManagedRepositories } from "./management/repositories.ts";
import { Search } from "./management/search.ts";
import { ManagedTags } from "./management/tags.ts";
import { Challenges } from "./management/challenges.ts";
import { ExternalAccounts } from "./management/external-accounts.ts";
import { Passkeys } from "./management/passkeys.ts";
import { PendingSignIns } from "./management/pending-sign-ins.ts";
import { SecondFactors } from "./management/second-factors.ts";
import { Outbox } from "./management/outbox.ts";
import { PasswordRecovery } from "./management/password-recovery.ts";
import { Registration } from "./management/registration.ts";
import { Sessions } from "./management/sessions.ts";
import { SignIn } from "./management/sign-in.ts";
import { Quotas } from "./management/quotas.ts";
import { Robots } from "./management/robots.ts";
import { Teams } from "./management/teams.ts";
import { Tokens } from "./management/tokens.ts";
import { TrustRules } from "./management/trust-rules.ts";
import { Users } from "./management/users.ts";
import type { MetadataStore } from "./metadata/metadata-store.ts";
import type { Dialect } from "./metadata/dialect/dialect.ts";
import { postgresDialect } from "./metadata/dialect/postgres.ts";
import { sqliteDialect } from "./metadata/dialect/sqlite.ts";
import { type Migration, NEWEST_VERSION, migrationSql } from "./metadata/migrations/migrations.ts";
import {
  migrate as migratePostgres,
  pendingMigrations as postgresPendingMigrations,
  schemaVersion as postgresSchemaVersion,
} from "./metadata/postgres/postgres-migrator.ts";
import { type PostgresSettings, PostgresStore, openPool } from "./metadata/postgres/postgres-store.ts";
import { migrate as migrateSqlite, pendingMigrations, schemaVersion } from "./metadata/sqlite/sqlite-migrator.ts";
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
const POOL_CLOSE_SECONDS = 5;
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
  /** Resolves to the new key's id, and to when it begins to sign. */
  rotateSigningKey(options: { atOnce: boolean }): Promise<{ id: string; activatesAt: number }>;
  close(): Promise<void>;
}

/** For commands that work on the stores without a server. */
export async function openServices(config: Config): Promise<OfflineServices> {
  const metadata = await openMetadata(config);
  return {
    users: new Users({ metadata, clock: systemClock }),
    rotateSigningKey: async (options) => rotateSigningKey({ metadata, clock: systemClock, box: await openBox(config) }, options),
    close: () => metadata.close(),
  };
}

export interface Migrations {
  status(): Promise<{ version: number; newest: number; pending: { version: number; name: string; statements: string[] }[] }>;
  /** Resolves to how many were applied. */
  up(): Promise<number>;
  close(): Promise<void>;
}

export function migrations(config: Config): Promise<Migrations> {
  return config.databaseUrl.scheme === "sqlite" ? sqliteMigrations(config.databaseUrl.path) : postgresMigrations(postgresSettings(config));
}

async function sqliteMigrations(path: string): Promise<Migrations> {
  const database = await openSqliteDatabase(path);
  return {
    status: async () => statusOf(sqliteDialect, schemaVersion(database), pendingMigrations(database)),
    up: async () => migrateSqlite(database, systemClock.now()),
    close: async () => database.close(),
  };
}

async function postgresMigrations(settings: PostgresSettings): Promise<Migrations> {
  const pool = openPool({ ...settings, poolSize: 1 });
  return {
    status: async () => statusOf(postgresDialect, await postgresSchemaVersion(pool), await postgresPendingMigrations(pool)),
    up: () => migratePostgres(pool, systemClock.now()),
    close: () => pool.close({ timeout: POOL_CLOSE_SECONDS }),
  };
}

function statusOf(dialect: Dialect, version: number, pending: readonly Migration[]): Awaited<ReturnType<Migrations["status"]>> {
  const described = pending.map((migration) => ({
    version: migration.version,
    name: migration.name,
    statements: migrationSql(dialect, migration),
  }));
  return { version, newest: NEWEST_VERSION, pending: described };
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

function openMetadata(config: Config): Promise<MetadataStore> {
  return config.databaseUrl.scheme === "sqlite" ? openSqlite(config.databaseUrl.path) : openPostgres(postgresSettings(config));
}

async function openSqlite(path: string): Promise<MetadataStore> {
  const database = await openSqliteDatabase(path);
  try {
    migrateSqlite(database, systemClock.now());
  } finally {
    database.close();
  }
  return new SqliteStore(path);
}

async function openPostgres(settings: PostgresSettings): Promise<MetadataStore> {
  const pool = openPool({ ...settings, poolSize: 1 });
  try {
    await migratePostgres(pool, systemClock.now());
  } finally {
    await pool.close({ timeout: POOL_CLOSE_SECONDS });
  }
  return PostgresStore.open(settings);
}

async function openSqliteDatabase(path: string) {
  await mkdir(dirname(path), { recursive: true });
  return openDatabase(path);
}

function postgresSettings(config: Config): PostgresSettings {
  const { databaseUrl } = config;
  if (databaseUrl.scheme !== "postgres") throw new Error("the database is not PostgreSQL");
  return { url: databaseUrl.url, poolSize: config.database.poolSize };
}

/** For people: without user and password. */
function describeDatabase({ databaseUrl }: Config): string {
  if (databaseUrl.scheme === "sqlite") return `sqlite:${databaseUrl.path}`;
  const { hostname, port, pathname } = new URL(databaseUrl.url);
  return `postgres://${hostname}${port ? `:${port}` : ""}${pathname}`;
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
    metadata: describeDatabase(config),
    firstAdmin,
    ...stopping(config, { listeners, expiry, refusals: services.refusals, outbox: services.outbox, stores, health, log }),
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
  const policy = config.open ? openPolicy : new PermissionPolicy({ metadata: metadata.read, clock });
  const policies = new ReferencePolicies(config.registry.referencePolicies, config.registry.referencePolicy);
  const refusals = new RefusedAttempts({
    metadata,
    clock,
    onFailure: (error) => log.error({ error }, "refused attempts could not be recorded"),
  });
  const issuerKeys = await openIssuerKeys(config, clock);
  return {
    ...buildSignIn(config, { metadata, box }, { clock, tokens }),
    policy,
    tokens,
    refusals,
    issuerKeys,
    federation: new Federation({ metadata, clock, keys: issuerKeys, refusals }),
    limits: RequestLimits.of({
      policies: ratePolicies(config.rateLimit),
      buckets: () => new RateLimiter({ clock, maxKeys: LIMITED_KEYS }),
      onLimited: (policy) => metrics.recordLimited(policy),
    }),
    tokenService: new TokenService({ policy, tokens }),
    outbox: await openOutbox(config, log),
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

async function openIssuerKeys({ auth }: Config, clock: Clock): Promise<IssuerKeys> {
  const pinned = await Promise.all(auth.federationKeyFiles.map(async ({ issuer, path }) => [issuer, await readKeySet(path)] as const));
  return new IssuerKeys({ clock, allowedIssuers: auth.federationIssuers, pinned: new Map(pinned) });
}

async function readKeySet(path: string): Promise<JSONWebKeySet> {
  const found: unknown = await Bun.file(path).json();
  const keys = typeof found === "object" && found !== null && "keys" in found ? found.keys : undefined;
  if (Array.isArray(keys)) return { keys };
  throw new Error(`auth.federation_key_files: ${path} holds no key set, which is JSON with a list of "keys"`);
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

/** Every way to prove who one is, and the sessions that a proof opens. */
function buildSignIn(
  config: Config,
  { metadata, box }: Pick<Stores, "metadata" | "box">,
  { clock, tokens }: { clock: Clock; tokens: AccessTokens },
) {
  const { oidc, ldap, passwordCacheSeconds, sessionMaxAgeSeconds, sessionIdleSeconds } = config.auth;
  const newThrottle = () => new LoginThrottle({ clock, maxKeys: THROTTLED_KEYS });
  const [throttle, cacheMs] = [newThrottle(), passwordCacheSeconds * 1000];
  const lifetime = { maxAgeMs: sessionMaxAgeSeconds * 1000, idleMs: sessionIdleSeconds * 1000 };
  const passwords = new Passwords({ metadata: metadata.read, clock, throttle, cacheMs });
  const accounts = new ExternalAccounts({
    metadata,
    clock,
    autoCreate: (provider) => (provider === "ldap" ? ldap.autoCreate : oidc.autoCreate),
  });
  const asked = openDirectory(config);
  const accountOf = (profile: ExternalProfile, address: string) => accounts.signIn(profile, { address });
  const directory = asked && new DirectoryPasswords({ directory: asked, metadata: metadata.read, throttle, clock, cacheMs, accountOf });
  const authenticator = new Authenticator({ metadata, passwords, directory, tokens, clock, lifetime });
  const pending = new PendingSignIns({ metadata, clock, box });
  const secondFactors = new SecondFactors({ metadata, clock, box, throttle: newThrottle() });
  const challenges = new Challenges({ clock, box });
  const passkeys = new Passkeys({ metadata, clock, challenges, ceremonies: new PasskeyCeremonies({ rpName: "Aerugo" }) });
  const provider = openProvider(config, clock);
  return {
    authenticator,
    secondFactors,
    passkeys,
    sessions: new Sessions({ metadata, clock, authenticator, tokens, lifetime }),
    signIn: new SignIn({
      metadata,
      authenticator,
      secondFactors,
      passkeys,
      pending,
      challenges,
      accounts,
      oidc: provider && { name: oidc.name, provider },
      directory: asked,
      clock,
    }),
  };
}

/** Asks nobody yet: a provider that is down must not keep a registry from starting. */
function openProvider({ auth: { oidc } }: Config, clock: Clock): OidcProvider | undefined {
  const { issuer, clientId, autoCreate: _autoCreate, ...rest } = oidc;
  return issuer !== undefined && clientId !== undefined ? new OidcProvider({ issuer, clientId, ...rest }, { clock }) : undefined;
}

function openDirectory({ auth: { ldap } }: Config): LdapDirectory | undefined {
  const { url, baseDn, timeoutSeconds, usernameAttribute, displayNameAttribute, emailAttribute, idAttribute, ...rest } = ldap;
  if (url === undefined || baseDn === undefined) return undefined;
  const attributes = { username: usernameAttribute, displayName: displayNameAttribute, email: emailAttribute, id: idAttribute };
  try {
    return new LdapDirectory({ ...rest, url, baseDn, attributes, timeoutMs: timeoutSeconds * 1000 });
  } catch (error) {
    const expected = `values that work together: ${(error as Error).message}`;
    throw new ConfigError([{ key: "auth.ldap", value: undefined, source: "the configuration", expected }]);
  }
}

/** What the Management API stands on; it shares the registry's own services. */
function buildManagement(config: Config, { metadata, box }: Stores, services: Services, clock: Clock): ManagementServices {
  const { policy, refusals, authenticator } = services;
  return {
    clock,
    refusals,
    installation: {
      version: manifest.version,
      features: {
        registration: config.auth.registration !== "off",
        mail: services.outbox.isOpen,
        organizations: config.organizations.creation === "users",
      },
      limits: { body_bytes: BODY_LIMIT_BYTES },
    },
    identify: (exchange) => authenticator.authenticate({ ...credentialsOf(exchange), audience: API_AUDIENCE }),
    authorizer: new Authorizer({ metadata: metadata.read, policy }),
    idempotency: new IdempotentAnswers({ metadata, box }),
    audit: new AuditLog({ metadata: metadata.read }),
    ...buildAccounts(config, { metadata, box }, services, clock),
    ...buildOrganizations(config, metadata, services, clock),
    ...buildContent(config, metadata, services, clock),
  };
}

function buildAccounts(
  config: Config,
  { metadata, box }: Pick<Stores, "metadata" | "box">,
  { policy, sessions, signIn, secondFactors, passkeys, outbox, authenticator }: Services,
  clock: Clock,
) {
  const users = new Users({ metadata, clock });
  const codes = new OneTimeCodes({ metadata, clock, key: box.derive("one-time-codes") });
  const limits = new AttemptLimits(new RateLimiter({ clock, maxKeys: LIMITED_KEYS }));
  const throttle = new LoginThrottle({ clock, maxKeys: THROTTLED_KEYS });
  const emailVerification = new EmailVerification({ users, codes, outbox });
  const invitations = new Invitations({ metadata, clock, outbox, limits });
  const registering = { mode: config.auth.registration, metadata: metadata.read, verification: emailVerification };
  return {
    users,
    tokens: new Tokens({ metadata, policy, clock, maxAgeSeconds: config.auth.tokenMaxAgeSeconds }),
    sessions,
    signIn,
    secondFactors,
    passkeys,
    emailVerification,
    invitations,
    registration: new Registration({ ...registering, users, invitations, limits }),
    passwordRecovery: new PasswordRecovery({ metadata: metadata.read, users, codes, outbox, authenticator, limits, throttle }),
  };
}

/** Throws ConfigError, MailError, and what keeps the certificates from being read. */
async function openOutbox({ mail, publicUrl }: Config, log: Log): Promise<Outbox> {
  const onFailure = (error: unknown) => log.error({ error }, "a mail was not sent");
  if (mail.smtpUrl === undefined) return new Outbox({ mailer: undefined, site: "", onFailure });
  const { smtpUrl: url, from, allowPlaintext, caFile } = mail;
  const missing = [...(from === undefined ? ["mail.from"] : []), ...(publicUrl === undefined ? ["public_url"] : [])];
  if (from === undefined || publicUrl === undefined) {
    const problem = { value: undefined, source: "mail.smtp_url", expected: "to be set, because mail is sent" };
    throw new ConfigError(missing.map((key) => ({ key, ...problem })));
  }
  const certificateAuthority = caFile === undefined ? undefined : await Bun.file(caFile).text();
  return new Outbox({ mailer: new SmtpMailer({ url, from, allowPlaintext, certificateAuthority }), site: publicUrl, onFailure });
}

function buildOrganizations({ organizations, auth }: Config, metadata: MetadataStore, { issuerKeys }: Services, clock: Clock) {
  const site = { allowedIssuers: [...auth.federationIssuers, ...auth.federationKeyFiles.map(({ issuer }) => issuer)] };
  return {
    teams: new Teams({ metadata, clock }),
    robots: new Robots({ metadata, clock }),
    organizationPermissions: new OrganizationPermissions({ metadata, clock }),
    quotas: new Quotas({ metadata, clock }),
    trustRules: new TrustRules({ metadata, clock, site, keys: issuerKeys }),
    organizations: new Organizations({ metadata, clock, ...organizations }),
    members: new Members({ metadata, clock }),
  };
}

function buildContent({ organizations }: Config, metadata: MetadataStore, services: Services, clock: Clock) {
  const { policy } = services;
  return {
    permissions: new Permissions({ metadata, clock }),
    access: new AccessExplanations({ metadata: metadata.read, policy, clock }),
    repositoryTags: new ManagedTags({ metadata: metadata.read, changes: services.tags }),
    manifests: new ManagedManifests({ metadata: metadata.read, contents: contentsOf(services) }),
    repositories: new ManagedRepositories({ metadata, policy, clock, redirectMs: organizations.redirectSeconds * 1000 }),
    search: new Search({ metadata: metadata.read, policy }),
  };
}

/** What a mail server takes to take a mail, when it takes any. */
const LAST_MAIL_MS = 3000;

function contentsOf({ manifests, blobs }: Pick<Services, "manifests" | "blobs">): ManifestContents {
  return {
    manifest: (record) => manifests.content(record),
    blob: async (repository, digest, limitBytes) => {
      const record = await blobs.find(repository, digest);
      if (!record || record.sizeBytes > limitBytes) return undefined;
      const content = await blobs.content(record);
      return content instanceof Uint8Array ? content : content.bytes();
    },
    delete: (repository, digest, actor) => manifests.delete(repository, digest, actor),
  };
}

interface Running {
  readonly listeners: Listeners;
  readonly expiry: RepeatedJob;
  readonly refusals: RefusedAttempts;
  readonly outbox: Outbox;
  readonly stores: Stores;
  readonly health: Health;
  readonly log: Log;
}

function stopping(
  config: Config,
  { listeners, expiry, refusals, outbox, stores, health, log }: Running,
): Pick<RunningServer, "drain" | "stopNow"> {
  let closed: Promise<void> | undefined;
  const close = async () => {
    await stopListening(listeners);
    await expiry.stop();
    await refusals.flush();
    await Promise.race([outbox.settled(), Bun.sleep(LAST_MAIL_MS)]);
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
