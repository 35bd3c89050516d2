// A private PgBouncer in front of a PostgreSQL server, in transaction pooling mode: each transaction may get another connection.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { freePort } from "./server.ts";

const READY_WITHIN_MS = 10_000;

export class Pooler implements AsyncDisposable {
  private constructor(
    private readonly process: Bun.Subprocess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** As it comes, but for its mode: two connections to each database. */
  static async start(postgresPort: number): Promise<Pooler> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-pgbouncer-"));
    await chmod(folder, 0o777);
    const port = await freePort();
    const settings = join(folder, "pgbouncer.ini");
    await Bun.write(settings, settingsText(postgresPort, port));
    await chmod(settings, 0o644);
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ["--user", "postgres"] : [];
    const command = [findTool("pgbouncer")!, ...user, settings];
    const process_ = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
    const pooler = new Pooler(process_, folder, port);
    await pooler.ready();
    return pooler;
  }

  /** The same database, through the pooler. */
  urlOf(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.port = String(this.port);
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill("SIGTERM");
    await this.process.exited;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await accepts(this.port))) {
      if (Date.now() > deadline) throw new Error("PgBouncer does not listen");
      await Bun.sleep(20);
    }
  }
}

function settingsText(postgresPort: number, port: number): string {
  return `[databases]
* = host=127.0.0.1 port=${postgresPort} user=aerugo
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
server_idle_timeout = 2
`;
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
