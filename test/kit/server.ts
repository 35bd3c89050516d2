// A real server: the process an operator would start, on a free port, with its data in a temporary folder.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placementFlags, removePlacement } from "./combination.ts";

const ROOT = join(import.meta.dir, "..", "..");
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 30_000;

export interface ServerOptions {
  /** Anyone may read and write. Otherwise only `ADMIN` may. */
  readonly open?: boolean;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** To start on what an earlier server left behind; such a folder is the caller's to remove. */
  readonly dataDir?: string;
  readonly port?: number;
  /** Answers when it is ready, where the public port does not. */
  readonly readyUrl?: string;
  /** Scripts that the process loads before ours. */
  readonly preload?: readonly string[];
}

export const ADMIN = { username: "casey", password: "a-long-enough-pass-phrase" } as const;

export class Server implements AsyncDisposable {
  private constructor(
    private readonly process: Bun.Subprocess,
    private readonly folder: string,
    readonly port: number,
    readonly dataDir: string,
    private readonly placement: Readonly<Record<string, string>>,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-server-"));
    const dataDir = options.dataDir ?? join(folder, "data");
    const port = options.port ?? (await freePort());
    const output = Bun.file(join(folder, "log"));
    // What a test says about where things are kept comes last, and counts.
    const placement = await placementFlags(folder);
    const args = [...Object.entries(placement).flat(), ...(options.args ?? [])];
    const process_ = Bun.spawn(command(port, dataDir, { ...options, args }), {
      cwd: ROOT,
      env: environment(options),
      stdin: "ignore",
      stdout: output,
      stderr: output,
    });
    const server = new Server(process_, folder, port, dataDir, placement);
    try {
      await server.ready(options.readyUrl ?? `${server.url}/v2/`);
    } catch (error) {
      await server.kill();
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** What the server has printed so far. */
  async log(): Promise<string> {
    const file = join(this.folder, "log");
    return existsSync(file) ? readFile(file, "utf8") : "";
  }

  /** SIGTERM, as an operator would; resolves to the exit code. A server that will not go is a failure, after being killed. */
  async stop(): Promise<number> {
    this.process.kill("SIGTERM");
    const exited = await Promise.race([this.process.exited, Bun.sleep(STOPPED_WITHIN_MS)]);
    if (exited !== undefined) return exited;
    await this.kill();
    throw new Error(`the server was still running ${STOPPED_WITHIN_MS} ms after SIGTERM:\n${await this.log()}`);
  }

  /** SIGKILL: nothing is flushed, nothing says goodbye. */
  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.process.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.stop();
    await removePlacement(this.placement);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(url: string): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null) break;
      if (await answers(url)) return;
      await Bun.sleep(20);
    }
    const how = this.process.exitCode === null ? `gave no answer within ${READY_WITHIN_MS} ms` : `exited with ${this.process.exitCode}`;
    throw new Error(`the server ${how}:\n${await this.log()}`);
  }
}

function command(port: number, dataDir: string, options: ServerOptions): string[] {
  const address = ["--listen", `127.0.0.1:${port}`, "--ops-listen", "off", "--data-dir", dataDir];
  const access = options.open ? ["--open"] : [];
  const before = (options.preload ?? []).flatMap((path) => ["--preload", path]);
  return [
    process.execPath,
    "--max-http-header-size=65536",
    ...before,
    "src/main.ts",
    "serve",
    ...address,
    ...access,
    ...(options.args ?? []),
  ];
}

/** The developer's own AERUGO_ settings stay out: a test must not depend on whose machine it runs on. */
function environment(options: ServerOptions): Record<string, string | undefined> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AERUGO_")));
  return { ...inherited, AERUGO_ADMIN_USERNAME: ADMIN.username, AERUGO_ADMIN_PASSWORD: ADMIN.password, ...options.env };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** A port that was free a moment ago; `--listen …:0` would leave the caller to guess which one it became. */
export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.on("error", reject);
  probe.listen(0, "127.0.0.1", () => {
    const address = probe.address();
    probe.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
  });
  return promise;
}
