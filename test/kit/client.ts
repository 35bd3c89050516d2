// A client of the in-process app: requests with one caller's credentials, and the pushes that tests start from.
import { type Content, type TestImage, content, imageManifest } from "./manifests.ts";

type HeaderFields = Readonly<Record<string, string>>;

export interface Send {
  readonly headers?: HeaderFields;
  readonly body?: Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array> | undefined;
}

interface Handler {
  handle(request: Request): Promise<Response>;
}

export class Client {
  constructor(
    private readonly app: Handler,
    /** The Authorization header of every request. */
    readonly authorization: string | undefined,
  ) {}

  /** A body of known length says its length, as every HTTP client does; a stream does not. */
  request(method: string, path: string, { headers = {}, body }: Send = {}): Promise<Response> {
    const length = sizeOf(method, body);
    const all = {
      host: "registry.test",
      ...(this.authorization === undefined ? {} : { authorization: this.authorization }),
      ...(length === undefined ? {} : { "content-length": String(length) }),
      ...headers,
    };
    // As bytes, because text would bring a Content-Type of its own.
    const sent = typeof body === "string" ? new TextEncoder().encode(body) : body;
    return this.app.handle(
      new Request(`http://registry.test${path}`, { method, headers: all, ...(sent === undefined ? {} : { body: sent }) }),
    );
  }

  get(path: string, headers: HeaderFields = {}): Promise<Response> {
    return this.request("GET", path, { headers });
  }

  head(path: string, headers: HeaderFields = {}): Promise<Response> {
    return this.request("HEAD", path, { headers });
  }

  post(path: string, send: Send = {}): Promise<Response> {
    return this.request("POST", path, send);
  }

  put(path: string, send: Send = {}): Promise<Response> {
    return this.request("PUT", path, send);
  }

  patch(path: string, send: Send = {}): Promise<Response> {
    return this.request("PATCH", path, send);
  }

  delete(path: string, headers: HeaderFields = {}): Promise<Response> {
    return this.request("DELETE", path, { headers });
  }

  /** In one request; a push that is refused is a failure of the test. */
  async pushBlob(repository: string, bytes: Uint8Array<ArrayBuffer> | string, algorithm: "sha256" | "sha512" = "sha256"): Promise<Content> {
    const blob = content(bytes, "application/octet-stream", algorithm);
    await expectStatus(201, this.post(`/v2/${repository}/blobs/uploads/?digest=${blob.digest}`, { body: blob.bytes }));
    return blob;
  }

  async pushManifest(repository: string, reference: string, manifest: Content): Promise<Response> {
    return expectStatus(201, this.putManifest(repository, reference, manifest));
  }

  putManifest(repository: string, reference: string, { mediaType, bytes }: Content, headers: HeaderFields = {}): Promise<Response> {
    return this.put(`/v2/${repository}/manifests/${reference}`, { headers: { "content-type": mediaType, ...headers }, body: bytes });
  }

  /** An image of one config and one layer, under a tag or, without one, under its digest. */
  async pushImage(repository: string, tag?: string, extra: Readonly<Record<string, unknown>> = {}): Promise<TestImage> {
    const config = await this.pushBlob(repository, JSON.stringify({ made: crypto.randomUUID() }));
    const layer = await this.pushBlob(repository, crypto.randomUUID());
    const manifest = imageManifest(config, [layer], extra);
    await this.pushManifest(repository, tag ?? manifest.digest, manifest);
    return { ...manifest, config, layer };
  }

  /** Starts an upload; resolves to its location. */
  async startUpload(repository: string): Promise<string> {
    const started = await expectStatus(202, this.post(`/v2/${repository}/blobs/uploads/`));
    return started.headers.get("location")!;
  }
}

export async function expectStatus(status: number, answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.status !== status) throw new Error(`expected ${status}, got ${response.status}: ${await response.text()}`);
  return response;
}

function sizeOf(method: string, body: Send["body"]): number | undefined {
  if (body === undefined) return method === "GET" || method === "HEAD" ? undefined : 0;
  return body instanceof ReadableStream ? undefined : Buffer.byteLength(body);
}
