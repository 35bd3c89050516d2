// A TCP proxy between us and a service, which does to connections what networks and dying machines do to them. What it does is
// switched while connections are open; what it picks at random follows a seed.
import { type Server, type Socket, connect, createServer } from "node:net";
import { seededRandom } from "./random.ts";

/** `up` is from the client to the service. */
export type Direction = "up" | "down";

export type Fault =
  | { readonly kind: "pass" }
  /** Nobody listens; connections that are open go on. */
  | { readonly kind: "refuse" }
  /** Connections end: at once, or after so many more bytes. `reset` is a machine that died, `end` a process that closed. */
  | { readonly kind: "cut"; readonly how?: "reset" | "end"; readonly after?: { readonly direction: Direction; readonly bytes: number } }
  /** Every piece arrives late, and no faster than this. */
  | { readonly kind: "slow"; readonly delayMs?: number; readonly bytesPerSecond?: number }
  /** Nothing moves, and nothing is lost: it goes on when the fault ends. */
  | { readonly kind: "stall" }
  /** Bytes are swallowed and none come back, on connections old and new; they stay silent even after the fault ends, until they are cut. */
  | { readonly kind: "half-open" }
  /** Each connection gets one of these, drawn when it begins or, for open ones, now. */
  | { readonly kind: "mixed"; readonly seed: number; readonly faults: readonly LinkFault[] };

/** What can happen to one connection. */
export type LinkFault = Exclude<Fault, { kind: "refuse" | "mixed" }>;

const PASS = { kind: "pass" } as const;
/** Somebody else may hold the port for a moment: ports of outgoing connections come from the same range. */
const LISTEN_AGAIN_WITHIN_MS = 5000;

export class FaultProxy implements AsyncDisposable {
  private readonly links = new Set<Link>();
  private server: Server | undefined;
  private draw: () => LinkFault = () => PASS;
  private accepted = 0;
  private _port = 0;

  private constructor(private readonly target: { readonly host?: string; readonly port: number }) {}

  static async start(target: { readonly host?: string; readonly port: number }): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.listen();
    return proxy;
  }

  get port(): number {
    return this._port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** How many connections there have ever been. */
  get acceptedConnections(): number {
    return this.accepted;
  }

  get openConnections(): number {
    return this.links.size;
  }

  /** From now on, for connections that are open and for new ones. */
  async set(fault: Fault): Promise<void> {
    this.draw = drawing(fault);
    if (fault.kind === "refuse") return this.stopListening();
    for (const link of this.links) link.apply(this.draw());
    await this.listen();
  }

  /** No fault any more. Connections that went silent stay so, as they do when a firewall forgot them. */
  pass(): Promise<void> {
    return this.set(PASS);
  }

  /** Ends what is open now; what comes next is as `set` said. */
  cutOpen(how: "reset" | "end" = "reset"): void {
    for (const link of this.links) link.cut(how);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
    const closed = [...this.links].map((link) => link.closed);
    this.cutOpen();
    await Promise.all(closed);
  }

  private async listen(): Promise<void> {
    if (this.server) return;
    const deadline = Date.now() + LISTEN_AGAIN_WITHIN_MS;
    for (;;) {
      try {
        this.server = await listening(this._port, (client) => this.accept(client));
        break;
      } catch (error) {
        if (this._port === 0 || Date.now() > deadline) throw error;
        await Bun.sleep(20);
      }
    }
    const address = this.server.address();
    if (address !== null && typeof address === "object") this._port = address.port;
  }

  /** Does not wait for open connections, which go on. */
  private async stopListening(): Promise<void> {
    this.server?.close();
    this.server = undefined;
  }

  private accept(client: Socket): void {
    this.accepted += 1;
    const link = new Link(client, this.target);
    this.links.add(link);
    void link.closed.then(() => this.links.delete(link));
    link.begin(this.draw());
  }
}

/** A connection of a client's, and ours to the service on its behalf. */
class Link {
  readonly closed: Promise<void>;
  private upstream: Socket | undefined;
  private up: Pipe | undefined;
  private down: Pipe | undefined;
  private isSilent = false;

  constructor(
    private readonly client: Socket,
    private readonly target: { readonly host?: string; readonly port: number },
  ) {
    this.closed = closing(client).then(() => this.upstreamGone());
    client.setNoDelay(true);
  }

  begin(fault: LinkFault): void {
    if (fault.kind === "half-open") this.silence();
    else if (fault.kind === "cut" && !fault.after) this.cut(fault.how);
    else this.join(fault);
  }

  apply(fault: LinkFault): void {
    if (fault.kind === "half-open") this.silence();
    else if (fault.kind === "cut" && !fault.after) this.cut(fault.how);
    else {
      this.up?.apply(fault);
      this.down?.apply(fault);
    }
  }

  cut(how: "reset" | "end" = "reset"): void {
    for (const socket of [this.client, this.upstream]) {
      if (how === "reset" || this.isSilent) socket?.resetAndDestroy();
      else socket?.end(() => socket.destroy());
    }
  }

  private join(fault: LinkFault): void {
    const upstream = connect({ host: this.target.host ?? "127.0.0.1", port: this.target.port, allowHalfOpen: true });
    this.upstream = upstream;
    upstream.setNoDelay(true);
    const cut = (how?: "reset" | "end") => this.cut(how);
    this.up = new Pipe("up", this.client, upstream, fault, cut);
    this.down = new Pipe("down", upstream, this.client, fault, cut);
    void closing(upstream).then(() => this.isSilent || this.endClient());
  }

  private endClient(): void {
    // Both ends were told already when both have closed; else the service is gone, and the client has to hear of it.
    if (!this.client.destroyed) this.down?.whenIdle(() => this.client.end(() => this.client.destroy()));
  }

  /** The service hears nothing of a silent client's end either. */
  private upstreamGone(): Promise<void> | void {
    const { upstream } = this;
    if (!upstream || upstream.destroyed) return;
    const gone = closing(upstream);
    if (!this.isSilent) upstream.resetAndDestroy();
    return gone;
  }

  private silence(): void {
    this.isSilent = true;
    this.up?.silence();
    this.down?.silence();
    if (!this.upstream) this.client.on("data", () => {});
  }
}

/** One direction of a connection. One piece at a time is on its way: whoever sends faster than the other end reads is held back. */
class Pipe {
  private isSilent = false;
  private passedBytes = 0;
  private tail: Promise<void> = Promise.resolve();
  private queued = 0;
  private changed = Promise.withResolvers<void>();

  constructor(
    private readonly direction: Direction,
    private readonly source: Socket,
    private readonly sink: Socket,
    private fault: LinkFault,
    private readonly cut: (how?: "reset" | "end") => void,
  ) {
    source.on("data", (piece: Buffer) => {
      if (this.isSilent) return;
      source.pause();
      this.enqueue(() => this.deliver(piece));
    });
    source.on("end", () => this.enqueue(async () => void (this.isSilent || sink.end())));
  }

  apply(fault: LinkFault): void {
    this.fault = fault;
    this.passedBytes = 0;
    this.wake();
  }

  silence(): void {
    this.isSilent = true;
    this.source.resume();
    this.wake();
  }

  whenIdle(work: () => void): void {
    void this.tail.then(work);
  }

  private wake(): void {
    this.changed.resolve();
    this.changed = Promise.withResolvers<void>();
  }

  private enqueue(work: () => Promise<void>): void {
    this.queued += 1;
    this.tail = this.runAfter(this.tail, work);
  }

  private async runAfter(earlier: Promise<void>, work: () => Promise<void>): Promise<void> {
    await earlier;
    await work();
    this.queued -= 1;
    if (this.queued === 0) this.source.resume();
  }

  private async deliver(piece: Buffer): Promise<void> {
    await this.hold(piece.byteLength);
    if (this.isSilent || this.sink.destroyed) return;
    const { fault } = this;
    if (fault.kind === "cut" && fault.after?.direction === this.direction) {
      const left = fault.after.bytes - this.passedBytes;
      if (piece.byteLength >= left) {
        await this.write(piece.subarray(0, Math.max(0, left)));
        return this.cut(fault.how);
      }
    }
    this.passedBytes += piece.byteLength;
    await this.write(piece);
  }

  /** As long as the fault says, or until it is another. */
  private async hold(sizeBytes: number): Promise<void> {
    while (this.fault.kind === "stall" && !this.isSilent && !this.sink.destroyed) {
      await Promise.race([this.changed.promise, closing(this.sink)]);
    }
    if (this.fault.kind !== "slow") return;
    const { delayMs = 0, bytesPerSecond = Infinity } = this.fault;
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, delayMs + (sizeBytes / bytesPerSecond) * 1000);
    await Promise.race([timer.promise, this.changed.promise, closing(this.sink)]);
    clearTimeout(handle);
  }

  private async write(piece: Buffer): Promise<void> {
    if (piece.byteLength === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.sink.write(piece)) return;
    this.sink.once("drain", resolve);
    await Promise.race([promise, closing(this.sink)]);
    this.sink.off("drain", resolve);
  }
}

const closed = new WeakMap<Socket, Promise<void>>();

/** Resolves when the socket is gone, for whatever reason. */
function closing(socket: Socket): Promise<void> {
  const known = closed.get(socket);
  if (known) return known;
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once("close", () => resolve());
  // What went wrong with it is what the fault wanted; that it is over is all there is to know.
  socket.on("error", () => {});
  if (socket.destroyed) resolve();
  closed.set(socket, promise);
  return promise;
}

function drawing(fault: Fault): () => LinkFault {
  if (fault.kind === "refuse") return () => PASS;
  if (fault.kind !== "mixed") return () => fault;
  const random = seededRandom(fault.seed);
  return () => fault.faults[random(fault.faults.length)] ?? PASS;
}

function listening(port: number, accept: (client: Socket) => void): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  const server = createServer({ allowHalfOpen: true }, accept);
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => resolve(server));
  return promise;
}
