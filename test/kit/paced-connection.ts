// An HTTP connection that takes its time: bodies go out and come in at a bounded rate, so that a request is under way for as long as a test
// wants it to be. Kept between requests, as clients of a registry keep theirs.
import { type Socket, connect } from "node:net";

export interface PacedRequest {
  readonly method: string;
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Of either body; asked for again with each piece. */
  readonly bytesPerSecond: () => number;
}

export interface PacedAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly sizeBytes: number;
  readonly digest: string;
}

const HEADER_END = "\r\n\r\n";
const PIECE_BYTES = 128 * 1024;

export class PacedConnection implements Disposable {
  /** Nothing more can be asked here. */
  isOver = false;
  /** Of the answer that is awaited. */
  private receivedBytes = 0;
  private receiving: ((chunk: Buffer | undefined) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    const end = () => {
      this.isOver = true;
      this.receiving?.(undefined);
    };
    socket.on("data", (chunk: Buffer) => {
      this.receivedBytes += chunk.byteLength;
      this.receiving?.(chunk);
    });
    for (const ending of ["end", "close", "error"]) socket.on(ending, end);
  }

  static open(port: number): Promise<PacedConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<PacedConnection>();
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      socket.setNoDelay(true);
      resolve(new PacedConnection(socket));
    });
    return promise;
  }

  /** Whether the server has said anything to what was asked last. */
  get isAnswered(): boolean {
    return this.receivedBytes > 0;
  }

  /** Throws when the connection closes before the answer is whole. */
  async ask(request: PacedRequest): Promise<PacedAnswer> {
    this.receivedBytes = 0;
    const answer = this.receive(request.bytesPerSecond);
    // Whoever waits for it is told; until the body is out nobody does.
    answer.catch(() => {});
    await this.send(request);
    return answer;
  }

  [Symbol.dispose](): void {
    this.isOver = true;
    this.socket.destroy();
  }

  private async send({ method, path, fields = {}, body = new Uint8Array(), bytesPerSecond }: PacedRequest): Promise<void> {
    const all = { host: "localhost", "content-length": body.byteLength, ...fields };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    const pace = new Pace(bytesPerSecond);
    for (let start = 0; start < body.byteLength && !this.isOver && !this.isAnswered; start += PIECE_BYTES) {
      const piece = body.subarray(start, start + PIECE_BYTES);
      this.socket.write(piece);
      await Bun.sleep(pace.after(piece.byteLength));
    }
  }

  private receive(bytesPerSecond: () => number): Promise<PacedAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<PacedAnswer>();
    const pace = new Pace(bytesPerSecond);
    const hash = new Bun.CryptoHasher("sha256");
    let head = Buffer.alloc(0);
    let parsed: Pick<PacedAnswer, "status" | "headers"> | undefined;
    let body: Body | undefined;
    let sizeBytes = 0;
    this.receiving = (chunk) => {
      if (chunk === undefined) return reject(new Error(`the connection was closed after ${this.receivedBytes} bytes of the answer`));
      let bytes = chunk;
      if (!parsed || !body) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(HEADER_END);
        if (end < 0) return;
        parsed = parse(head.subarray(0, end).toString("latin1"));
        body = parsed.headers.get("transfer-encoding") === "chunked" ? new ChunkedBody() : new SizedBody(parsed.headers);
        bytes = head.subarray(end + HEADER_END.length);
      }
      for (const piece of body.take(bytes)) {
        hash.update(piece);
        sizeBytes += piece.byteLength;
      }
      if (body.isWhole) {
        this.receiving = undefined;
        this.isOver ||= parsed.headers.get("connection") === "close";
        return resolve({ ...parsed, sizeBytes, digest: `sha256:${hash.digest("hex")}` });
      }
      this.socket.pause();
      setTimeout(() => this.socket.resume(), pace.after(bytes.byteLength));
    };
    if (this.isOver) this.receiving(undefined);
    return promise;
  }
}

/** What comes of an answer after its head. */
interface Body {
  readonly isWhole: boolean;
  /** The content in it. */
  take(bytes: Buffer): Buffer[];
}

class SizedBody implements Body {
  private left: number;

  constructor(headers: ReadonlyMap<string, string>) {
    this.left = Number(headers.get("content-length") ?? 0);
  }

  get isWhole(): boolean {
    return this.left <= 0;
  }

  take(bytes: Buffer): Buffer[] {
    this.left -= bytes.byteLength;
    return [bytes];
  }
}

/** RFC 9112 §7.1. */
class ChunkedBody implements Body {
  isWhole = false;
  private line = "";
  private left = 0;
  private isLast = false;

  take(bytes: Buffer): Buffer[] {
    const content: Buffer[] = [];
    for (let at = 0; at < bytes.byteLength && !this.isWhole;) {
      if (this.left === 0) {
        this.takeOfLine(bytes[at]!);
        at += 1;
      } else {
        const piece = bytes.subarray(at, at + this.left);
        content.push(piece);
        this.left -= piece.byteLength;
        at += piece.byteLength;
      }
    }
    return content;
  }

  /** Between the bytes of two chunks there are an empty line and one with the size of the next. */
  private takeOfLine(byte: number): void {
    const character = String.fromCharCode(byte);
    if (character !== "\n") {
      this.line += character;
      return;
    }
    const line = this.line.trim();
    this.line = "";
    if (line === "") this.isWhole = this.isLast;
    else this.left = Number.parseInt(line, 16);
    this.isLast ||= line !== "" && this.left === 0;
  }
}

/** Who was late with a piece is sooner with the next: a busy machine must not make a request longer than it is meant to be. */
class Pace {
  private readyAt = performance.now();

  constructor(private readonly bytesPerSecond: () => number) {}

  /** How many milliseconds to wait. */
  after(bytes: number): number {
    this.readyAt += (1000 * bytes) / this.bytesPerSecond();
    return Math.max(0, this.readyAt - performance.now());
  }
}

function parse(head: string): Pick<PacedAnswer, "status" | "headers"> {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  return { status: Number(statusLine.split(" ")[1]), headers };
}
