// HTTP by hand, over one socket: for requests that no client library would send, and for what stands between answers.
import { type Socket, connect } from "node:net";

const ANSWER_WITHIN_MS = 20_000;
const HEADER_END = "\r\n\r\n";

export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface ReadOptions {
  /** The answer to a HEAD has headers that speak of a body, and no body. */
  readonly head?: boolean;
  readonly withinMs?: number;
}

export class RawConnection implements Disposable {
  private readonly chunks: Buffer[] = [];
  private received = 0;
  private ended = false;
  private wake: (() => void) | undefined;
  /** Resolves when the server has closed its side, or cut the connection. */
  readonly closed: Promise<void>;

  private constructor(private readonly socket: Socket) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    const end = () => {
      this.ended = true;
      resolve();
      this.wake?.();
    };
    socket.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.received += chunk.byteLength;
      this.wake?.();
    });
    socket.on("end", end);
    socket.on("close", end);
    // A reset is one of the ways a server may close; whoever waits for an answer is told that none came.
    socket.on("error", end);
  }

  static open(port: number): Promise<RawConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<RawConnection>();
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      socket.setNoDelay(true);
      resolve(new RawConnection(socket));
    });
    return promise;
  }

  get isClosed(): boolean {
    return this.ended;
  }

  /** Resolves when the bytes are with the operating system, or the connection is gone. */
  send(data: string | Uint8Array): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.ended) resolve();
    else {
      this.socket.write(data, () => resolve());
      void this.closed.then(resolve);
    }
    return promise;
  }

  /** The next answer. Throws when the connection closes before it is whole, or it takes too long. */
  async read({ head = false, withinMs = ANSWER_WITHIN_MS }: ReadOptions = {}): Promise<RawResponse> {
    const deadline = Date.now() + withinMs;
    const text = await this.take(await this.find(HEADER_END, deadline), deadline);
    const [statusLine = "", ...lines] = text.toString("latin1").trimEnd().split("\r\n");
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) throw new Error(`not an answer: ${JSON.stringify(statusLine)}`);
    if (status === 100) return this.read({ head, withinMs: deadline - Date.now() });
    const bodiless = head || status === 204 || status === 304;
    return { status, headers, body: bodiless ? Buffer.alloc(0) : await this.readBody(headers, deadline) };
  }

  /** Request out, answer in. */
  async ask(request: string | Uint8Array, options?: ReadOptions): Promise<RawResponse> {
    await this.send(request);
    return this.read(options);
  }

  /** What has arrived and belongs to no answer that was read. */
  pending(): Buffer {
    const [whole = Buffer.alloc(0)] = this.chunks.length > 1 ? [Buffer.concat(this.chunks)] : this.chunks;
    return whole;
  }

  /** No more bytes from here; answers may still come. */
  end(): void {
    this.socket.end();
  }

  /** Cuts the connection with a reset, as a crashed client's machine would. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Stops reading, so that the server cannot send either. */
  stall(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  private async readBody(headers: ReadonlyMap<string, string>, deadline: number): Promise<Buffer> {
    const length = headers.get("content-length");
    if (length !== undefined) return this.take(Number(length), deadline);
    if (headers.get("transfer-encoding") !== "chunked") return Buffer.alloc(0);
    const parts: Buffer[] = [];
    for (;;) {
      const size = Number.parseInt((await this.take(await this.find("\r\n", deadline), deadline)).toString("latin1"), 16);
      const chunk = await this.take(size + 2, deadline);
      if (size === 0) return Buffer.concat(parts);
      parts.push(chunk.subarray(0, size));
    }
  }

  /** Resolves to the position behind the mark. */
  private async find(mark: string, deadline: number): Promise<number> {
    for (;;) {
      const at = this.pending().indexOf(mark);
      if (at >= 0) return at + mark.length;
      await this.more(deadline);
    }
  }

  private async take(length: number, deadline: number): Promise<Buffer> {
    while (this.received < length) await this.more(deadline);
    const whole = this.pending();
    const rest = whole.subarray(length);
    this.chunks.splice(0, this.chunks.length, ...(rest.byteLength > 0 ? [rest] : []));
    this.received = rest.byteLength;
    return whole.subarray(0, length);
  }

  private async more(deadline: number): Promise<void> {
    if (this.ended) throw new Error(`the connection was closed before an answer was whole; received: ${JSON.stringify(this.peek())}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    const timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));
    await promise;
    clearTimeout(timer);
    if (Date.now() >= deadline) throw new Error(`no whole answer in time; received: ${JSON.stringify(this.peek())}`);
  }

  private peek(): string {
    return this.pending().subarray(0, 200).toString("latin1");
  }
}

/** A request's text; `fields` are its header lines beside Host. */
export function requestText(method: string, path: string, fields: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join("")}\r\n`;
}

/** One connection for one request. */
export async function askOnce(port: number, request: string | Uint8Array, options?: ReadOptions): Promise<RawResponse> {
  using connection = await RawConnection.open(port);
  return await connection.ask(request, options);
}

export function chunked(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes as Uint8Array);
  return Buffer.concat([Buffer.from(`${content.byteLength.toString(16)}\r\n`), content, Buffer.from("\r\n")]);
}

export const LAST_CHUNK = "0\r\n\r\n";
