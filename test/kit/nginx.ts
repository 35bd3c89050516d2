// A private nginx in front of several nodes, as operators configure it for a registry: requests in turn, nobody's requests to the same node,
// bodies passed on as they come and of any size.
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { freePort } from "./server.ts";

const READY_WITHIN_MS = 10_000;

export class Nginx implements AsyncDisposable {
  private constructor(
    private readonly process: Bun.Subprocess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** `nodes` as host:port. Each answer says in `x-node` which of them gave it. */
  static async start(nodes: readonly string[]): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-nginx-"));
    const port = await freePort();
    await mkdir(join(folder, "temp"));
    await writeFile(join(folder, "nginx.conf"), configuration(folder, port, nodes));
    const log = Bun.file(join(folder, "log"));
    const command = [findTool("nginx")!, "-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "errors")];
    const process_ = Bun.spawn(command, { stdin: "ignore", stdout: log, stderr: log });
    const nginx = new Nginx(process_, folder, port);
    try {
      await nginx.ready();
    } catch (error) {
      await nginx[Symbol.asyncDispose]();
      throw error;
    }
    return nginx;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill("SIGTERM");
    await this.process.exited;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline && this.process.exitCode === null) {
      const answer = await fetch(`${this.url}/v2/`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer) return;
      await Bun.sleep(20);
    }
    throw new Error(`nginx gave no answer: ${await Bun.file(join(this.folder, "log")).text()}`);
  }
}

function configuration(folder: string, port: number, nodes: readonly string[]): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/temp/${name};`);
  return `
    daemon off;
    worker_processes 1;
    pid ${folder}/pid;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    events { worker_connections 512; }
    http {
      access_log off;
      ${temporary.join(" ")}
      upstream nodes {
        ${nodes.map((node) => `server ${node};`).join(" ")}
        keepalive 16;
      }
      server {
        listen 127.0.0.1:${port};
        client_max_body_size 0;
        location / {
          proxy_pass http://nodes;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $remote_addr;
          proxy_set_header X-Forwarded-Proto $scheme;
          proxy_request_buffering off;
          proxy_buffering off;
          proxy_read_timeout 300s;
          # A node that refuses the connection has seen nothing of the request: the next one may have it.
          proxy_next_upstream error timeout;
          add_header X-Node $upstream_addr always;
        }
      }
    }`;
}
