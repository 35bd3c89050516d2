// A private PostgreSQL cluster in a temporary folder, and databases in it that tests throw away.
import { SQL } from "bun";
import { appendFile, chmod, chown, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { migrate } from "../../src/metadata/postgres/postgres-migrator.ts";
import { openConnection, type PostgresSettings } from "../../src/metadata/postgres/postgres-pool.ts";
import type { Certificate } from "./certificate.ts";
import { TEMPLATE } from "./postgres-databases.ts";
import { freePort } from "./server.ts";

const READY_WITHIN_MS = 20_000;

export function postgresSettings(url: string, changes: Partial<PostgresSettings> = {}): PostgresSettings {
  const timeouts = { connectTimeoutSeconds: 5, statementTimeoutSeconds: 30, queueTimeoutSeconds: 10 };
  return { url, poolSize: 4, isPooled: false, caFile: undefined, ...timeouts, ...changes };
}

export class PostgresServer implements AsyncDisposable {
  private databases = 0;

  private constructor(
    private process: Bun.Subprocess,
    private readonly binaries: string,
    private readonly folder: string,
    readonly port: number,
    private readonly admin: SQL,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** `settings` as in postgresql.conf. */
  static async start(settings: Readonly<Record<string, string>> = {}, certificate?: Certificate): Promise<PostgresServer> {
    const binaries = dirname(await realpath(findTool("initdb")!));
    const folder = await mkdtemp(join(tmpdir(), "aerugo-postgres-"));
    await chmod(folder, 0o777);
    const data = join(folder, "data");
    const port = await freePort();
    await run([
      ...asPostgres(),
      join(binaries, "initdb"),
      "-D",
      data,
      "-U",
      "aerugo",
      "-A",
      "trust",
      "--no-sync",
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
    ]);
    if (certificate) await install(certificate, data);
    const admin = new SQL({ url: urlOf(port, "postgres"), max: 1 });
    const server = new PostgresServer(spawn(binaries, folder, port, settings), binaries, folder, port, admin, settings);
    await ready(admin);
    await server.makeTemplate();
    return server;
  }

  /** Without a database. */
  get clusterUrl(): string {
    return `postgres://aerugo@127.0.0.1:${this.port}`;
  }

  /** A new database with the newest schema; resolves to its URL. */
  async database(): Promise<string> {
    const name = `test_${(this.databases += 1)}`;
    await this.admin.unsafe(`create database ${name} template ${TEMPLATE}`);
    return urlOf(this.port, name);
  }

  /** A new database with nothing in it. */
  async emptyDatabase(): Promise<string> {
    const name = `test_${(this.databases += 1)}`;
    await this.admin.unsafe(`create database ${name}`);
    return urlOf(this.port, name);
  }

  /** Past everything of ours, as the server's own administrator. */
  async execute(sql: string, ...values: readonly unknown[]): Promise<Record<string, unknown>[]> {
    return (await this.admin.unsafe(sql, [...values])) as Record<string, unknown>[];
  }

  /** `fast` cuts its connections and says so; `immediate` is a crash, after which it recovers from its log. */
  async stop(mode: "fast" | "immediate" = "fast"): Promise<void> {
    // Not a signal: who starts it as another user does not pass signals on.
    await run([...asPostgres(), join(this.binaries, "pg_ctl"), "-D", join(this.folder, "data"), "-m", mode, "stop"]);
    await this.process.exited;
  }

  /** After stop(): on the same port, with what it had. */
  async startAgain(): Promise<void> {
    this.process = spawn(this.binaries, this.folder, this.port, this.settings);
    await ready(this.admin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.admin.close({ timeout: 1 });
    // What it would write on its way out is thrown away.
    if (this.process.exitCode === null) await this.stop("immediate");
    await rm(this.folder, { recursive: true, force: true });
  }

  private async makeTemplate(): Promise<void> {
    await this.admin.unsafe(`create database ${TEMPLATE}`);
    const connection = openConnection(postgresSettings(urlOf(this.port, TEMPLATE)));
    await migrate(connection, 0);
    await connection.close({ timeout: 1 });
  }
}

/** In the data folder, whose settings the server reads by itself. */
async function install({ key, cert }: Certificate, data: string): Promise<void> {
  const { uid, gid } = await stat(data);
  for (const [name, text] of [
    ["server.key", key],
    ["server.crt", cert],
  ] as const) {
    await Bun.write(join(data, name), text);
    await chmod(join(data, name), 0o600);
    await chown(join(data, name), uid, gid);
  }
  await appendFile(join(data, "postgresql.conf"), "ssl = on\n");
}

function spawn(binaries: string, folder: string, port: number, wanted: Readonly<Record<string, string>>): Bun.Subprocess {
  // What it keeps dies with the test: fsync would only cost time.
  const ours = { port, listen_addresses: "127.0.0.1", unix_socket_directories: folder, fsync: "off", max_connections: 300 };
  const options = Object.entries({ ...ours, ...wanted }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = [...asPostgres(), join(binaries, "postgres"), "-D", join(folder, "data"), ...options];
  return Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
}

function urlOf(port: number, database: string): string {
  return `postgres://aerugo@127.0.0.1:${port}/${database}`;
}

/** PostgreSQL refuses to run as root. */
function asPostgres(): string[] {
  // It lives in sbin, which a PATH may lack.
  return process.getuid?.() === 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : [];
}

async function run(command: string[]): Promise<void> {
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} failed: ${await child.stderr.text()}`);
}

async function ready(admin: SQL): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await admin.unsafe("select 1");
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await Bun.sleep(50);
    }
  }
}
