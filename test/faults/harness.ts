// What the fault tests share: content with its digest, pushes in every form, and a look at the server from outside.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOT_AGAIN } from "../../scripts/test-report.ts";
import { MANIFEST_TYPE } from "../kit/image.ts";
import type { Server } from "../kit/server.ts";

export const KIB = 1024;
export const MIB = 1024 * KIB;

const CONDITION_WITHIN_MS = 15_000;

export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: string;
}

/** Bytes unlike any others. */
export function randomContent(sizeBytes: number): Content {
  const bytes = new Uint8Array(randomBytes(sizeBytes));
  return { bytes, digest: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
}

/** A manifest whose configuration and layers are these blobs. */
export function manifestOf(
  config: Content,
  layers: readonly Content[],
  annotations: Record<string, string> = {},
  fields: Readonly<Record<string, unknown>> = {},
): Content {
  const descriptor = ({ digest, bytes }: Content, mediaType: string) => ({ mediaType, digest, size: bytes.byteLength });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptor(config, "application/vnd.oci.image.config.v1+json"),
    layers: layers.map((layer) => descriptor(layer, "application/vnd.oci.image.layer.v1.tar")),
    annotations,
    ...fields,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  return { bytes, digest: sha256(bytes) };
}

/** One repository of one server, as a client sees it. Every answer's body is read, so that connections are free again. */
/** What is found wrong here is no accident of the machine, and not tried again. */
export async function forGood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    console.log(NOT_AGAIN);
    throw error;
  }
}

export class Repository {
  constructor(
    readonly url: string,
    readonly name: string,
  ) {}

  /** end-4: the new session's location. */
  async start(): Promise<string> {
    const answer = await this.ask("POST", `/v2/${this.name}/blobs/uploads/`);
    if (answer.status !== 202) throw new Error(`no session: ${answer.status} ${answer.text}`);
    return answer.location;
  }

  patch(location: string, bytes: Uint8Array<ArrayBuffer> | ReadableStream, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask("PATCH", location, bytes, headers);
  }

  finish(location: string, digest: string, bytes?: Uint8Array<ArrayBuffer>): Promise<Answer> {
    return this.ask("PUT", `${location}?digest=${digest}`, bytes);
  }

  pushWhole({ digest, bytes }: Content): Promise<Answer> {
    return this.ask("POST", `/v2/${this.name}/blobs/uploads/?digest=${digest}`, bytes);
  }

  async pushInTwoRequests({ digest, bytes }: Content): Promise<Answer> {
    return this.finish(await this.start(), digest, bytes);
  }

  putManifest(reference: string, { bytes }: Content, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask("PUT", `/v2/${this.name}/manifests/${reference}`, bytes, { "content-type": MANIFEST_TYPE, ...headers });
  }

  getManifest(reference: string): Promise<Answer> {
    return this.ask("GET", `/v2/${this.name}/manifests/${reference}`);
  }

  getBlob(digest: string): Promise<Answer> {
    return this.ask("GET", `/v2/${this.name}/blobs/${digest}`);
  }

  headBlob(digest: string): Promise<Answer> {
    return this.ask("HEAD", `/v2/${this.name}/blobs/${digest}`);
  }

  /** end-13: how many bytes the registry says it holds; undefined when it knows no such session. */
  async offset(location: string): Promise<number | undefined> {
    const { status, headers } = await this.ask("GET", location);
    return status === 204 ? offsetOf(headers.get("range")) : undefined;
  }

  async ask(
    method: string,
    path: string,
    body?: Uint8Array<ArrayBuffer> | ReadableStream,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { method, headers, ...(body ? { body } : {}) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      location: response.headers.get("location") ?? "",
      bytes,
      get text() {
        return new TextDecoder().decode(bytes);
      },
    };
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

/** `0-0` is the form of an empty upload, and of one with a single byte; no test here pushes single bytes. */
export function offsetOf(range: string | null | undefined): number {
  const last = Number(range?.split("-")[1]);
  return last === 0 ? 0 : last + 1;
}

export function repositoryOf(server: Server, name = "team/app"): Repository {
  return new Repository(server.url, name);
}

/** The code of the envelope's first error; undefined when the body is none. */
export function codeOf(body: string | Uint8Array): string | undefined {
  try {
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    return (JSON.parse(text) as { errors: { code: string }[] }).errors[0]?.code;
  } catch {
    return undefined;
  }
}

/** Resolves as soon as it holds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs: number = CONDITION_WITHIN_MS,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${withinMs} ms: ${what}`);
    await Bun.sleep(10);
  }
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "aerugo-faults-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Uploads that have a file in storage. */
export async function uploadFiles(dataDir: string): Promise<string[]> {
  const folder = join(dataDir, "blobs", "uploads");
  return existsSync(folder) ? readdir(folder) : [];
}

/** Every stored copy of every blob, as `sha256/ab/<hex>.<generation>`. */
export async function blobFiles(dataDir: string): Promise<string[]> {
  const folder = join(dataDir, "blobs");
  return Array.fromAsync(new Bun.Glob("sha*/*/*").scan(folder));
}

export async function descriptorsOf({ pid }: Server): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** `VmRSS` is what the process takes now, `VmHWM` the most it ever took. */
export async function memoryOf({ pid }: Server, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * KIB;
}

/** Runs the work on every item, `width` at a time. */
export async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
