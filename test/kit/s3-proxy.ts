// Stands between a store and its S3 and does to requests what a test says: refuses, cuts, delays, forgets, lies.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request, as S3 would name it. */
export interface S3Request {
  readonly operation:
    "PutObject" | "UploadPart" | "UploadPartCopy" | "Create" | "Complete" | "Abort" | "List" | "Get" | "Head" | "Delete" | "other";
  readonly headers: IncomingMessage["headers"];
  /** Path and query. */
  readonly url: string;
  /** Counts requests of the same operation, from 1. */
  readonly count: number;
}

export type Treatment =
  | { kind: "pass" }
  /** Not passed on; answered so. */
  | { kind: "answer"; status: number; headers?: Record<string, string>; body?: string }
  /** The connection is cut while the body is on its way in: S3 hears nothing of it. */
  | { kind: "cutRequest" }
  /** Passed on, and the connection cut instead of an answer. */
  | { kind: "cutAnswer" }
  /** Passed on, and answered with this status whatever came of it. */
  | { kind: "failAfter"; status: number }
  /** Passed on, and of the answer's body only so much comes. */
  | { kind: "shorten"; bytes: number }
  /** The same, and then nothing comes any more. */
  | { kind: "stall"; bytes: number }
  | { kind: "delay"; ms: number }
  /** Passed on when it resolves. */
  | { kind: "hold"; until: Promise<void> };

export const PASS: Treatment = { kind: "pass" };
export const SLOW_DOWN: Treatment = {
  kind: "answer",
  status: 503,
  body: "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
};
/** S3 answers a completion before it knows how it ends. */
export const ERROR_IN_200: Treatment = {
  kind: "answer",
  status: 200,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>`,
};
export const stored = (etag = `"${"0".repeat(32)}"`): Treatment => ({ kind: "answer", status: 200, headers: { etag } });

export class S3Proxy implements AsyncDisposable {
  /** What becomes of the next requests. */
  treat: (request: S3Request) => Treatment = () => PASS;
  readonly seen: S3Request[] = [];
  /** Answers that nobody wanted to hear to their end. */
  abandoned = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {}

  static async start(target: string): Promise<S3Proxy> {
    const server = createServer();
    const proxy = new S3Proxy(server, target);
    server.on("request", (request, response) => void proxy.handle(request, response).catch(() => request.socket.destroy()));
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", resolve);
    await promise;
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  count(operation: S3Request["operation"]): number {
    return this.seen.filter((request) => request.operation === operation).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = operationOf(request);
    response.once("close", () => (this.abandoned += response.writableFinished ? 0 : 1));
    const { headers: asked, url = "/" } = request;
    const described = { operation, headers: asked, url, count: this.count(operation) + 1 };
    this.seen.push(described);
    const treatment = this.treat(described);
    if (treatment.kind === "cutRequest") {
      request.once("data", () => request.socket.destroy());
      return;
    }
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    if (treatment.kind === "answer") {
      response.writeHead(treatment.status, treatment.headers).end(treatment.body ?? "");
      return;
    }
    if (treatment.kind === "delay") await Bun.sleep(treatment.ms);
    if (treatment.kind === "hold") await treatment.until;
    const answer = await this.forward(request, body);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (treatment.kind === "cutAnswer") return void request.socket.destroy();
    if (treatment.kind === "failAfter") return void response.writeHead(treatment.status).end();
    const headers = Object.fromEntries(answer.headers);
    delete headers["transfer-encoding"];
    const length = request.method === "HEAD" ? (headers["content-length"] ?? "0") : String(bytes.byteLength);
    response.writeHead(answer.status, { ...headers, "content-length": length });
    if (treatment.kind === "stall") return void response.write(bytes.subarray(0, treatment.bytes));
    if (treatment.kind !== "shorten") return void response.end(bytes);
    response.write(bytes.subarray(0, treatment.bytes), () => setTimeout(() => request.socket.destroy(), 50));
  }

  /** With the host that was signed. */
  private forward({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer<ArrayBuffer>): Promise<Response> {
    const { connection: _, "transfer-encoding": __, ...kept } = headers;
    const hasBody = method === "PUT" || method === "POST";
    const init = { method, headers: kept as Record<string, string>, redirect: "manual", decompress: false, keepalive: false } as const;
    return fetch(`${this.target}${url}`, { ...init, ...(hasBody ? { body } : {}) });
  }
}

function operationOf({ method = "GET", url = "/", headers }: IncomingMessage): S3Request["operation"] {
  const query = new URL(url, "http://s3").searchParams;
  const isMultipart = query.has("uploadId");
  if (method === "PUT" && isMultipart) return headers["x-amz-copy-source"] ? "UploadPartCopy" : "UploadPart";
  if (method === "PUT") return "PutObject";
  if (method === "POST") return isMultipart ? "Complete" : "Create";
  if (method === "DELETE") return isMultipart ? "Abort" : "Delete";
  if (method === "HEAD") return "Head";
  if (method === "GET") return query.has("list-type") || query.has("uploads") || isMultipart ? "List" : "Get";
  return "other";
}
