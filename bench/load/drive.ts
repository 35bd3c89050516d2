// The load generator: many clients, each a generator that yields requests and gets answers, on one poll loop.
import { closeDescriptor, connectLoopback, discardSome, poll, POLLBROKEN, POLLIN, POLLOUT, receiveSome, sendSome } from "./libc.ts";
import { headerOf, ResponseReader, type Request, type Response } from "./http.ts";

/** What one client does, one request after the other on one kept-alive connection. */
export type Script<T = void> = Generator<Request, T, Response>;

/** A turn never keeps the process from its timers and signals for longer than this: Ctrl-C must work. */
const TURN_MS = 50;
const DISCARD_AT_ONCE_BYTES = 4 * 2 ** 20;
const received = Buffer.alloc(64 * 1024);

/** Runs all clients at the same time until each has finished; throws at the first that fails, or when the deadline passes. */
export async function drive(port: number, scripts: readonly Script<unknown>[], deadlineMs: number): Promise<void> {
  const clients = scripts.map((script) => new Client(port, script));
  const deadlineAt = performance.now() + deadlineMs;
  try {
    let live = clients.filter((client) => client.start());
    const entries = new Int32Array(clients.length * 2);
    while (live.length > 0) {
      if (performance.now() > deadlineAt) throw new Error(`${live.length} of ${clients.length} clients not done after ${deadlineMs} ms`);
      const turnEndsAt = performance.now() + TURN_MS;
      while (live.length > 0 && performance.now() < turnEndsAt) live = turn(live, entries);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    for (const client of clients) client.disconnect();
  }
}

/** One client alone, for setting things up: gives what its script returns. */
export async function driveOne<T>(port: number, script: Script<T>, deadlineMs: number): Promise<T> {
  let outcome: { readonly value: T } | undefined;
  await drive(
    port,
    [
      (function* () {
        outcome = { value: yield* script };
      })(),
    ],
    deadlineMs,
  );
  if (!outcome) throw new Error("the script did not finish");
  return outcome.value;
}

function turn(live: Client[], entries: Int32Array): Client[] {
  for (const [index, client] of live.entries()) client.writeEntry(entries, index * 2);
  poll(entries, live.length, TURN_MS);
  let finished = false;
  for (const [index, client] of live.entries()) {
    const results = (entries[index * 2 + 1] ?? 0) >> 16;
    if (results !== 0) finished = client.advance(results) || finished;
  }
  return finished ? live.filter((client) => !client.finished) : live;
}

class Client {
  finished = false;
  private fd: number | undefined;
  private request: Request | undefined;
  private reader = new ResponseReader("GET");
  /** The segment being sent, how often it has gone out whole, and how much of it has gone out this time. */
  private segment = 0;
  private repeated = 0;
  private offset = 0;

  constructor(
    private readonly port: number,
    private readonly script: Script<unknown>,
  ) {}

  /** False when the script wanted nothing at all. */
  start(): boolean {
    this.follow(() => this.script.next());
    return !this.finished;
  }

  disconnect(): void {
    if (this.fd !== undefined) closeDescriptor(this.fd);
    this.fd = undefined;
  }

  writeEntry(entries: Int32Array, at: number): void {
    entries[at] = this.fd ?? -1;
    entries[at + 1] = this.sending ? POLLIN | POLLOUT : POLLIN;
  }

  /** Does what poll said is possible; true when that was the script's end. */
  advance(results: number): boolean {
    try {
      // Answers first: a server that refuses an upload answers while the body is still going out.
      if (results & (POLLIN | POLLBROKEN)) this.receive();
      else if (results & POLLOUT) this.send();
    } catch (error) {
      this.disconnect();
      this.follow(() => this.script.throw(error));
    }
    return this.finished;
  }

  private get sending(): boolean {
    return this.segment < (this.request?.segments.length ?? 0);
  }

  private send(): void {
    const segments = this.request?.segments ?? [];
    const current = segments[this.segment];
    if (this.fd === undefined || !current) return;
    const isLast = this.segment === segments.length - 1 && this.repeated === current.times - 1;
    const sent = sendSome(this.fd, current.bytes, this.offset, !isLast);
    if (sent <= 0) return;
    this.offset += sent;
    if (this.offset < current.bytes.length) return;
    this.offset = 0;
    this.repeated += 1;
    if (this.repeated < current.times) return;
    this.repeated = 0;
    this.segment += 1;
  }

  private receive(): void {
    if (this.fd === undefined) return;
    const discardable = this.reader.discardable;
    const count =
      discardable > 0 ? discardSome(this.fd, Math.min(discardable, DISCARD_AT_ONCE_BYTES), received) : receiveSome(this.fd, received);
    // Poll has spoken, so neither "nothing yet" nor the end of the stream is a healthy answer here.
    if (count <= 0) throw new Error("the server closed the connection before its answer was complete");
    if (discardable > 0) this.reader.discarded(count);
    else this.reader.feed(received.subarray(0, count));
    if (this.reader.done) this.answered();
  }

  private answered(): void {
    const response = this.reader.response;
    // An answer before the request was out leaves the connection in no state to be used again.
    if (this.sending || headerOf(response.head, "connection")?.toLowerCase() === "close") this.disconnect();
    this.follow(() => this.script.next(response));
  }

  private follow(step: () => IteratorResult<Request, unknown>): void {
    const result = step();
    this.finished = result.done === true;
    if (result.done) return;
    this.request = result.value;
    this.reader = new ResponseReader(result.value.method);
    this.segment = 0;
    this.repeated = 0;
    this.offset = 0;
    this.fd ??= connectLoopback(this.port);
    if (this.fd === undefined) throw new Error(`nobody listens on port ${this.port}`);
    this.send();
  }
}
