// A private S3 server on a temporary folder, and places in it for stores that tests throw away. Of two makes, because S3 is what its servers
// agree on.
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { S3Store } from "../../src/blobstore/s3/s3-store.ts";
import type { S3Settings } from "../../src/blobstore/s3/settings.ts";
import { freePort } from "./server.ts";

export type S3Make = "versitygw" | "minio";

export const S3_KEYS = { accessKeyId: "AKIDOFTESTS", secretAccessKey: "secret-of-tests", sessionToken: undefined } as const;
/** What MinIO encrypts with, where it is asked to. */
export const S3_KMS_KEY = "key-of-tests";
const BUCKET = "test-bucket";
/** Every name below .localhost is this machine. */
const DOMAIN = "s3.localhost";
const READY_WITHIN_MS = 20_000;

export class S3Server implements AsyncDisposable {
  private places = 0;

  private constructor(
    readonly make: S3Make,
    private readonly process: Bun.Subprocess,
    private readonly folder: string,
    readonly port: number,
    readonly client: S3Client,
  ) {}

  static async start(make: S3Make): Promise<S3Server> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-s3-"));
    const data = join(folder, "data");
    await mkdir(data);
    const port = await freePort();
    const { command, env } = commandOf(make, data, port);
    const log = Bun.file(join(folder, "log"));
    const process_ = Bun.spawn(command, { cwd: folder, env: { ...process.env, ...env }, stdin: "ignore", stdout: log, stderr: log });
    const client = new S3Client({
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: S3_KEYS.accessKeyId, secretAccessKey: S3_KEYS.secretAccessKey },
    });
    const server = new S3Server(make, process_, folder, port, client);
    await server.ready();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get bucket(): string {
    return BUCKET;
  }

  /** Where versitygw has the bucket in the host's name. */
  get virtualHostEndpoint(): string {
    return `http://${DOMAIN}:${this.port}`;
  }

  /** For a store of its own: nobody else uses the prefix. */
  settings(overrides: Partial<S3Settings> = {}): S3Settings {
    const place = (this.places += 1);
    return {
      bucket: BUCKET,
      prefix: `place-${place}/`,
      endpoint: this.endpoint,
      region: "us-east-1",
      pathStyle: true,
      credentials: S3_KEYS,
      encryption: { kind: "none", kmsKeyId: undefined },
      checksum: undefined,
      redirect: { mode: "off", networks: [], ttlSeconds: 60, endpoint: undefined },
      partBytes: 5 * 1024 * 1024,
      partsInFlight: 8,
      pullsAtOnce: 192,
      scratchFolder: join(this.folder, `scratch-${place}`),
      spoolBytes: 256 * 1024 * 1024,
      cacheBytes: 0,
      maxAttempts: 4,
      retryBudget: 100,
      requestTimeoutMs: 10_000,
      ...overrides,
    };
  }

  open(overrides: Partial<S3Settings> = {}): Promise<S3Store> {
    return S3Store.open(this.settings(overrides));
  }

  /** What lies below a store's prefix, asked past the store. */
  async objects({ prefix }: S3Settings): Promise<{ key: string; sizeBytes: number }[]> {
    const { Contents = [] } = await this.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
    return Contents.map(({ Key = "", Size = 0 }) => ({ key: Key.slice(prefix.length), sizeBytes: Size }));
  }

  async multiparts({ prefix }: S3Settings): Promise<number> {
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: prefix }));
    return Uploads.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    this.process.kill("SIGKILL");
    await this.process.exited;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        await this.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
        return;
      } catch (error) {
        if (Date.now() > deadline) {
          await this[Symbol.asyncDispose]();
          throw error;
        }
        await Bun.sleep(50);
      }
    }
  }
}

function commandOf(make: S3Make, data: string, port: number): { command: string[]; env: Record<string, string> } {
  const { accessKeyId, secretAccessKey } = S3_KEYS;
  const address = `127.0.0.1:${port}`;
  if (make === "versitygw") {
    const env = { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey };
    const options = ["--port", address, "--virtual-domain", DOMAIN, "--quiet", "--keep-alive"];
    return { command: [findTool("versitygw")!, ...options, "posix", data], env };
  }
  const kms = { MINIO_KMS_SECRET_KEY: `${S3_KMS_KEY}:${Buffer.alloc(32, "k").toString("base64")}` };
  const env = { MINIO_ROOT_USER: accessKeyId, MINIO_ROOT_PASSWORD: secretAccessKey, MINIO_UPDATE: "off", ...kms };
  return { command: [findTool("minio")!, "server", "--address", address, "--console-address", "127.0.0.1:0", data], env };
}
