// The public port: Bun.serve with the limits it needs, and a way to stop that loses no running request.
import type { Server } from "bun";
import type { ClientConnection } from "./connection.ts";

export interface ListenOptions {
  readonly hostname: string;
  readonly port: number;
  readonly idleTimeoutSeconds: number;
  /** Other processes, told the same, may listen there too, and the kernel spreads new connections over them. */
  readonly sharesPort?: boolean;
  /** Told of what no handler caught. */
  readonly onBug: (error: unknown) => void;
}

export type RequestHandler = (request: Request, connection: ClientConnection) => Promise<Response>;

/** How long a cut request may take to put its affairs in order: an upload records here how far it got. */
const SETTLE_MS = 5000;

/** Whether clients are told with every answer to come back on another connection. */
interface Leaving {
  isLeaving: boolean;
}

export class HttpServer {
  private constructor(
    private readonly server: Server<undefined>,
    private readonly running: ReadonlySet<Promise<Response>>,
    private readonly leaving: Leaving,
  ) {}

  /** Throws when the address cannot be bound. */
  static listen({ hostname, port, idleTimeoutSeconds, sharesPort = false, onBug }: ListenOptions, handle: RequestHandler): HttpServer {
    const running = new Set<Promise<Response>>();
    const leaving: Leaving = { isLeaving: false };
    const server = Bun.serve({
      hostname,
      port,
      idleTimeout: idleTimeoutSeconds,
      // Blobs have no limit of the server's; each route bounds what it reads.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      development: false,
      // Without development mode Bun shares the port with whoever asks; a second server there is a mistake to be told of.
      reusePort: sharesPort,
      // An error that gets here is a bug of the app's own error handling; no details leave the process.
      error: (error) => {
        onBug(error);
        return new Response("internal error\n", { status: 500 });
      },
      fetch: (request, bun) => {
        const connection = new BunConnection(request, bun);
        const response = handle(request, connection);
        // Reads have nothing to settle, and they are most of the traffic.
        if (request.method === "GET" || request.method === "HEAD") return leaving.isLeaving ? response.then(asLastOfConnection) : response;
        // A write may have begun long before we leave: what counts is when its answer goes.
        const told = response.then((answer) => (leaving.isLeaving ? asLastOfConnection(answer) : answer));
        const settled = told.finally(() => {
          running.delete(settled);
          connection.restoreIdleTimeout(idleTimeoutSeconds);
        });
        running.add(settled);
        return settled;
      },
    });
    return new HttpServer(server, running, leaving);
  }

  get port(): number {
    return this.server.port!;
  }

  get origin(): string {
    return this.server.url.origin;
  }

  /**
   * From now on each answer is the last of its connection. A connection that is kept would be cut by the end, perhaps while its client sends the
   * next request; this way clients that are busy are gone before.
   */
  startLeaving(): void {
    this.leaving.isLeaving = true;
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

  /** Cuts what is still running, and resolves when that has been dealt with; uploads keep what arrived. */
  async stopNow(): Promise<void> {
    await this.server.stop(true);
    const settled = Promise.allSettled(this.running);
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())]);
  }
}

function asLastOfConnection(response: Response): Response {
  response.headers.set("connection", "close");
  return response;
}

class BunConnection implements ClientConnection {
  private hadNoTimeout = false;

  constructor(
    private readonly request: Request,
    private readonly server: Server<undefined>,
  ) {}

  get remoteAddress(): string {
    return this.server.requestIP(this.request)?.address ?? "";
  }

  setIdleTimeout(seconds: number): void {
    this.hadNoTimeout ||= seconds === 0;
    this.server.timeout(this.request, seconds);
  }

  /** Bun keeps a request's timeout for the silence that follows it: without this, a connection could be silent for ever. */
  restoreIdleTimeout(seconds: number): void {
    if (this.hadNoTimeout) this.server.timeout(this.request, seconds);
  }
}
