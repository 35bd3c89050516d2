// The public port: Bun.serve with the limits it needs, and a way to stop that loses no running request.
import type { Server } from "bun";
import type { ClientConnection } from "./connection.ts";

export interface ListenOptions {
  readonly hostname: string;
  readonly port: number;
  readonly idleTimeoutSeconds: number;
}

export type RequestHandler = (request: Request, connection: ClientConnection) => Promise<Response>;

export class HttpServer {
  private constructor(private readonly server: Server<undefined>) {}

  /** Throws when the address cannot be bound. */
  static listen({ hostname, port, idleTimeoutSeconds }: ListenOptions, handle: RequestHandler): HttpServer {
    const server = Bun.serve({
      hostname,
      port,
      idleTimeout: idleTimeoutSeconds,
      // Blobs have no limit of the server's; each route bounds what it reads.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      // An error that gets here is a bug of the app's own error handling; no details leave the process.
      error: () => new Response("internal error\n", { status: 500 }),
      fetch: (request, bun) => handle(request, connectionOf(request, bun)),
    });
    return new HttpServer(server);
  }

  get origin(): string {
    return this.server.url.origin;
  }

  /** No new connections; resolves when running requests are done, or false when `timeoutMs` was too short for them. */
  async drain(timeoutMs: number): Promise<boolean> {
    const timeout = Promise.withResolvers<false>();
    const timer = setTimeout(() => timeout.resolve(false), timeoutMs);
    const finished = this.server.stop(false).then(() => true as const);
    const done = await Promise.race([finished, timeout.promise]);
    clearTimeout(timer);
    return done;
  }

  /** Cuts what is still running; uploads keep what arrived. */
  async stopNow(): Promise<void> {
    await this.server.stop(true);
  }
}

function connectionOf(request: Request, server: Server<undefined>): ClientConnection {
  return {
    get remoteAddress() {
      return server.requestIP(request)?.address ?? "";
    },
    setIdleTimeout: (seconds) => server.timeout(request, seconds),
  };
}
