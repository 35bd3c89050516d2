// A private Redis on a free port with a temporary folder, and what can befall one.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findTool } from "../../scripts/services.ts";
import { selfSigned } from "./certificate.ts";
import { freePort } from "./server.ts";

const READY_WITHIN_MS = 10_000;

export interface RedisOptions {
  /** As in its configuration file: `{ requirepass: "secret" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Over TLS alone, with a certificate for localhost that `caFile` vouches for. */
  readonly tls?: boolean;
}

export class RedisServer implements AsyncDisposable {
  private process: Bun.Subprocess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly options: RedisOptions,
  ) {}

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-redis-"));
    const server = new RedisServer(folder, await freePort(), options);
    if (options.tls) await server.makeCertificate();
    await server.again();
    return server;
  }

  /** Database 0. */
  get url(): string {
    return this.options.tls ? `rediss://localhost:${this.port}` : `redis://127.0.0.1:${this.port}`;
  }

  get caFile(): string {
    return join(this.folder, "cert.pem");
  }

  /** Starts it after `kill`, with nothing of what it knew. */
  async again(): Promise<void> {
    const own = { bind: "127.0.0.1", dir: this.folder, save: "", appendonly: "no", "enable-debug-command": "yes" };
    const listening = this.options.tls ? this.tlsSettings() : { port: String(this.port) };
    const settings = Object.entries({ ...own, ...listening, ...this.options.settings }).flatMap(([name, value]) => [`--${name}`, value]);
    this.process = Bun.spawn([findTool("redis-server")!, ...settings], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
    await this.ready();
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.resume();
    this.process!.kill("SIGKILL");
    await this.process!.exited;
  }

  /** It takes connections and answers nothing. */
  hang(): void {
    this.process!.kill("SIGSTOP");
  }

  resume(): void {
    this.process!.kill("SIGCONT");
  }

  /** A client of the test's own, without anything between it and the server. */
  async command(name: string, ...args: readonly string[]): Promise<unknown> {
    const client = this.client();
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  /** Everything in it: keys and values. */
  async contents(): Promise<string> {
    const found: string[] = [];
    for (const key of (await this.command("KEYS", "*")) as string[]) {
      const type = await this.command("TYPE", key);
      const read = { string: ["GET", key], hash: ["HGETALL", key], zset: ["ZRANGE", key, "0", "-1", "WITHSCORES"] }[String(type)]!;
      found.push(key, JSON.stringify(await this.command(read[0]!, ...read.slice(1))));
    }
    return found.join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (await this.answers()) return;
      await Bun.sleep(20);
    }
    throw new Error(`redis-server gave no answer within ${READY_WITHIN_MS} ms`);
  }

  private answers(): Promise<boolean> {
    return this.command("PING").then(
      () => true,
      () => false,
    );
  }

  private client(): Redis {
    const { requirepass } = this.options.settings ?? {};
    const client = new Redis({
      ...(this.options.tls ? { host: "localhost", tls: { rejectUnauthorized: false } } : { host: "127.0.0.1" }),
      port: this.port,
      ...(requirepass === undefined ? {} : { password: requirepass }),
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on("error", () => {});
    return client;
  }

  private tlsSettings(): Record<string, string> {
    const files = { "tls-cert-file": this.caFile, "tls-key-file": join(this.folder, "key.pem"), "tls-ca-cert-file": this.caFile };
    return { port: "0", "tls-port": String(this.port), "tls-auth-clients": "no", ...files };
  }

  private async makeCertificate(): Promise<void> {
    const { key, cert } = await selfSigned();
    await writeFile(join(this.folder, "key.pem"), key);
    await writeFile(this.caFile, cert);
  }
}
