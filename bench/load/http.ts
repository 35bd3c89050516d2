// The little of HTTP/1.1 that a load generator needs: requests built once as bytes, answers measured and thrown away.

/** Bytes to send `times` over: a body of 1 GiB is one small buffer, which stays in the processor's cache. */
export interface Segment {
  readonly bytes: Uint8Array;
  readonly times: number;
}

export interface Request {
  readonly method: string;
  readonly segments: readonly Segment[];
}

export interface Response {
  readonly status: number;
  /** Status line and header lines as they came. */
  readonly head: string;
  readonly bodyBytes: number;
}

export function request(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: readonly Segment[] = [],
): Request {
  const lines = Object.entries({ Host: "127.0.0.1", "User-Agent": "aerugo-bench", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
  return { method, segments: [{ bytes: head, times: 1 }, ...body] };
}

export function headerOf(head: string, name: string): string | undefined {
  const start = head.toLowerCase().indexOf(`\r\n${name.toLowerCase()}:`);
  if (start === -1) return undefined;
  const valueStart = start + name.length + 3;
  const end = head.indexOf("\r\n", valueStart);
  return head.slice(valueStart, end === -1 ? undefined : end).trim();
}

/** Follows one answer from its first byte to its last without keeping the body. */
export class ResponseReader {
  private head: string | undefined;
  private pending = "";
  private bodyBytes = 0;
  /** Bytes of the body, or of the current chunk, still to come. */
  private remaining = 0;
  private chunked = false;
  /** In a chunked body: whether the next bytes are a size line, and whether the last size was zero. */
  private sizeLine = false;
  private lastChunk = false;
  private finished = false;

  constructor(private readonly method: string) {}

  get done(): boolean {
    return this.finished;
  }

  get response(): Response {
    const head = this.head ?? "";
    return { status: Number(head.slice(9, 12)), head, bodyBytes: this.bodyBytes };
  }

  /** How many of the next bytes are body and need no look at all. */
  get discardable(): number {
    return this.finished || this.sizeLine ? 0 : this.remaining;
  }

  discarded(count: number): void {
    this.bodyBytes += count;
    this.remaining -= count;
    if (this.remaining > 0) return;
    if (this.chunked) this.sizeLine = true;
    else this.finished = true;
  }

  feed(bytes: Buffer): void {
    if (this.head === undefined) this.feedHead(bytes);
    else this.feedBody(bytes);
  }

  private feedHead(bytes: Buffer): void {
    const text = this.pending + bytes.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end === -1) {
      this.pending = text;
      return;
    }
    const consumed = end + 4 - this.pending.length;
    this.pending = "";
    this.beginBody(text.slice(0, end));
    if (consumed < bytes.length) this.feedBody(bytes.subarray(consumed));
  }

  private beginBody(head: string): void {
    this.head = head;
    this.chunked = headerOf(head, "transfer-encoding")?.toLowerCase() === "chunked";
    const length = headerOf(head, "content-length");
    if (this.method === "HEAD" || this.response.status === 204) this.finished = true;
    else if (this.chunked) this.sizeLine = true;
    else if (length === undefined) throw new Error(`an answer without Content-Length or chunks: ${head.slice(0, 200)}`);
    else if (Number(length) === 0) this.finished = true;
    else this.remaining = Number(length);
  }

  private feedBody(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && !this.finished) {
      rest = this.sizeLine ? this.feedSizeLine(rest) : this.feedContent(rest);
    }
    if (rest.length > 0) throw new Error(`${rest.length} bytes after the end of an answer`);
  }

  private feedContent(bytes: Buffer): Buffer {
    const count = Math.min(bytes.length, this.remaining);
    this.discarded(count);
    return bytes.subarray(count);
  }

  /** Takes one line of a chunked body: the line end after a chunk (empty), a size, or the end after the last chunk. */
  private feedSizeLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf("\n");
    this.pending += bytes.toString("latin1", 0, end === -1 ? bytes.length : end);
    if (end === -1) return bytes.subarray(bytes.length);
    const line = this.pending.trim();
    this.pending = "";
    if (this.lastChunk) this.finished = line === "";
    else if (line !== "") this.beginChunk(Number.parseInt(line, 16));
    return bytes.subarray(end + 1);
  }

  private beginChunk(sizeBytes: number): void {
    this.remaining = sizeBytes;
    this.lastChunk = sizeBytes === 0;
    this.sizeLine = this.lastChunk;
  }
}
