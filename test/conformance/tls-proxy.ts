// A reverse proxy as operators put in front: it ends TLS, asks the registry over plain HTTP at another address, and says in
// X-Forwarded-… what the client saw. It keeps lengths and framing as they are, which Bun.serve would not for streams.
import { mkdtemp, rm } from "node:fs/promises";
import { request as requestUpstream, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { pipeline } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { freePort } from "../kit/server.ts";

export class TlsProxy implements AsyncDisposable {
  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(upstreamPort: number): Promise<TlsProxy> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), "aerugo-tls-"));
    const server = createServer(await selfSigned(folder, "localhost"), (request, response) => forward(upstreamPort, request, response));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.on("error", reject);
    server.listen(port, "127.0.0.1", resolve);
    await promise;
    return new TlsProxy(server, port, folder);
  }

  /** Another name than the registry's own 127.0.0.1, so that a Location or realm built from the wrong one leads nowhere. */
  get host(): string {
    return `localhost:${this.port}`;
  }

  /** For clients to trust. */
  get certificateFile(): string {
    return certificateIn(this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function forward(upstreamPort: number, request: IncomingMessage, response: ServerResponse): void {
  const upstreamHost = `127.0.0.1:${upstreamPort}`;
  const forwarded = {
    "x-forwarded-proto": "https",
    "x-forwarded-host": request.headers.host,
    "x-forwarded-for": request.socket.remoteAddress,
  };
  const upstream = requestUpstream(`http://${upstreamHost}`, {
    path: request.url,
    method: request.method,
    headers: { ...request.headers, ...forwarded, host: upstreamHost },
  });
  upstream.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // An answer cut short must end cut short here too, or the client waits for the rest.
    pipeline(answer, response, (error) => error && response.destroy());
  });
  upstream.on("error", (error) => {
    if (!response.headersSent) response.writeHead(502);
    response.end(error.message);
  });
  request.pipe(upstream);
}

function certificateIn(folder: string): string {
  return join(folder, "cert.pem");
}

async function selfSigned(folder: string, host: string): Promise<{ key: string; cert: string }> {
  const [key, cert] = [join(folder, "key.pem"), certificateIn(folder)];
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", key, "-out", cert];
  const openssl = Bun.spawn([findTool("openssl") ?? "openssl", "req", "-x509", ...options, ...subject], {
    stdout: "ignore",
    stderr: "pipe",
  });
  if ((await openssl.exited) !== 0) throw new Error(`openssl made no certificate: ${await openssl.stderr.text()}`);
  return { key: await Bun.file(key).text(), cert: await Bun.file(cert).text() };
}
