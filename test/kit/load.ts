// Pushes and pulls by many clients at once, half of them on connections that are kept, and every failure that one of them sees: small things in
// quick succession, and large ones that take so long that whatever is done to the nodes happens meanwhile.
import { Agent, type IncomingMessage, request } from "node:http";
import { type Content, content, digest, imageManifest } from "./manifests.ts";
import type { PacedAnswer } from "./paced-connection.ts";
import { SlowClient, type UnderWay } from "./slow-client.ts";

const MIB = 1024 * 1024;
/** In chunks that each take longer than a node that stops waits for balancers to notice. */
const LARGE_BYTES = 20 * MIB;
const CHUNK_BYTES = 8 * MIB;
const PUSHED_PER_SECOND = 2 * MIB;
const PULLED_PER_SECOND = 6 * MIB;

const OCTETS = { "content-type": "application/octet-stream" };

/** Until it is told to stop. */
export class Load {
  readonly failures: string[] = [];
  answers = 0;
  /** Large blobs that came in, and that went out. */
  readonly large = { pushed: 0, pulled: 0 };
  private readonly underWay = new Set<UnderWay>();
  private isOver = false;
  private clients: Promise<void>[] = [];

  /** `port` is asked for each request: a balancer's choice. */
  constructor(private readonly port: () => number) {}

  /** So many of the quick ones, half as many that push large blobs, and as many of those that pull them. */
  start(clients: number): void {
    const quick = Array.from({ length: clients }, (_, index) => this.quickClient(index));
    const slow = Array.from({ length: clients / 2 }, (_, index) => [this.slowPusher(index), this.slowPuller(index)]);
    this.clients = [...quick, ...slow.flat()];
  }

  /** What is under way is brought to its end without further delay. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.clients);
  }

  /** Whether large blobs are on their way in and out there, in the midst of a request. */
  isBusyAt(port: number): boolean {
    const methods = new Set([...this.underWay].filter((each) => each.port === port).map(({ method }) => method));
    return methods.has("PATCH") && methods.has("GET");
  }

  private async quickClient(index: number): Promise<void> {
    const agent = new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 });
    const repository = `/v2/load/client-${index}`;
    for (let turn = 0; !this.isOver; turn += 1) {
      const blob = content(`client ${index}, turn ${turn}`, OCTETS["content-type"]);
      const image = imageManifest(blob, [blob]);
      await this.send(agent, "POST", `${repository}/blobs/uploads/?digest=${blob.digest}`, 201, blob);
      await this.send(agent, "GET", `${repository}/blobs/${blob.digest}`, 200);
      await this.send(agent, "PUT", `${repository}/manifests/latest`, 201, image);
      // Of another node, as often as not: it must know of the tag.
      await this.send(agent, "GET", `${repository}/manifests/latest`, 200, undefined, image.digest);
      await Bun.sleep(20);
    }
    agent.destroy();
  }

  private async send(agent: Agent, method: string, path: string, wanted: number, sends?: Content, receives?: string): Promise<void> {
    const headers = { "content-type": sends?.mediaType ?? "", "content-length": sends?.bytes.byteLength ?? 0 };
    const { promise, resolve, reject } = Promise.withResolvers<{ answer: IncomingMessage; bytes: Buffer }>();
    const sent = request({ port: this.port(), host: "127.0.0.1", method, path, agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ answer, bytes: Buffer.concat(chunks) }));
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(sends?.bytes);
    await this.attempt(`${method} ${path}`, async () => {
      const { answer, bytes } = await promise;
      if (answer.statusCode !== wanted) throw new Error(String(answer.statusCode));
      if (receives !== undefined && digest(bytes) !== receives) throw new Error("other bytes than were pushed");
    });
  }

  private async slowPusher(index: number): Promise<void> {
    const bytes = randomBytes();
    using client = this.slowClient(index);
    for (let turn = 0; !this.isOver; turn += 1) {
      new DataView(bytes.buffer).setUint32(0, turn);
      const isDone = await this.attempt(`push ${turn} of ${index}`, () => this.pushLarge(client, `/v2/load/pusher-${index}`, bytes));
      if (isDone) this.large.pushed += 1;
    }
  }

  private async slowPuller(index: number): Promise<void> {
    const body = randomBytes();
    const of = digest(body);
    const blobs = `/v2/load/puller-${index}/blobs`;
    using client = this.slowClient(index);
    const push = { method: "POST", path: `${blobs}/uploads/?digest=${of}`, fields: OCTETS, body, bytesPerSecond: () => Infinity };
    await this.attempt(`push for ${index}`, () => client.ask(201, push));
    while (!this.isOver) {
      const isDone = await this.attempt(`pull of ${index}`, async () => {
        const bytesPerSecond = () => (this.isOver ? Infinity : PULLED_PER_SECOND);
        const answer = await client.ask(200, { method: "GET", path: `${blobs}/${of}`, bytesPerSecond });
        if (answer.digest !== of) throw new Error(`other bytes than were pushed, ${answer.sizeBytes} of them`);
      });
      if (isDone) this.large.pulled += 1;
    }
  }

  private slowClient(index: number): SlowClient {
    return new SlowClient({ port: this.port, keepsAlive: index % 2 === 0, underWay: this.underWay });
  }

  private async pushLarge(client: SlowClient, repository: string, bytes: Uint8Array): Promise<void> {
    const bytesPerSecond = () => (this.isOver ? Infinity : PUSHED_PER_SECOND);
    const started = await client.ask(202, { method: "POST", path: `${repository}/blobs/uploads/`, bytesPerSecond });
    let path = locationOf(started);
    for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
      const body = bytes.subarray(start, start + CHUNK_BYTES);
      const fields = { ...OCTETS, "content-range": `${start}-${start + body.byteLength - 1}` };
      path = locationOf(await client.ask(202, { method: "PATCH", path, fields, body, bytesPerSecond }));
    }
    await client.ask(201, { method: "PUT", path: `${path}?digest=${digest(bytes)}`, bytesPerSecond });
  }

  /** Resolves to whether it went well. */
  private async attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.answers += 1;
      return true;
    } catch (error) {
      this.failures.push(`${what}: ${(error as Error).message}`);
      return false;
    }
  }
}

function locationOf({ headers }: PacedAnswer): string {
  return new URL(headers.get("location")!, "http://localhost").pathname;
}

/** Unlike those of all others. */
function randomBytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LARGE_BYTES);
  for (let start = 0; start < LARGE_BYTES; start += 65_536) crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  return bytes;
}
