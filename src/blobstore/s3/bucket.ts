// The bucket: each thing that we ask of it, tried again where that helps, with an answer that was looked at. Keys here are without the prefix.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { ByteRange, StorageKey, StoredKey, StoredPart } from "../blob-store.ts";
import { S3AnswerError, isAbsent, isPassing, isRefusedWith, noSuchUpload, translate } from "./errors.ts";
import { FetchHandler } from "./fetch-handler.ts";
import { Retries } from "./retries.ts";
import type { S3Settings } from "./settings.ts";

/** Bytes on their way to storage: in memory or in a file, so that they can be sent again. */
export interface Payload {
  readonly data: Uint8Array<ArrayBuffer> | Blob;
  readonly sizeBytes: number;
  /** In hex, under the configured algorithm. */
  readonly checksum: string | undefined;
  /** In hex; signed with the request where the connection does not protect the bytes. */
  readonly sha256: string | undefined;
}

export interface Multipart {
  readonly id: string;
  readonly key: StorageKey;
}

export interface ListedPart extends StoredPart {
  readonly modifiedAt: number;
  /** As S3 has it, where it was sent. */
  readonly checksum: Acknowledged;
}

export interface OpenedObject {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly sizeBytes: number;
}

interface Attempts {
  /** More than the usual time, for requests that carry many bytes. */
  readonly sizeBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A connection slower than this is given up on. */
const SLOWEST_BYTES_PER_MS = 128;
/** S3 answers a completion when it has put the parts together, which may take minutes. */
const COMPLETION_MS = 10 * 60 * 1000;
const PING_MS = 2000;

export class Bucket {
  private readonly handler = new FetchHandler();
  private readonly client: S3Client;
  private readonly forClients: S3Client;
  private readonly retries: Retries;

  constructor(private readonly settings: S3Settings) {
    this.client = clientOf(settings, settings.endpoint, this.handler);
    const { endpoint } = settings.redirect;
    this.forClients = endpoint === undefined ? this.client : clientOf(settings, endpoint, this.handler);
    this.retries = new Retries({ maxAttempts: settings.maxAttempts, budget: settings.retryBudget });
  }

  /** Whether S3 compares a hash that is signed with the request: needed where nothing else protects the bytes on their way. */
  get signsPayload(): boolean {
    return (
      this.settings.checksum === "sha256" || (this.settings.checksum === undefined && this.settings.endpoint?.startsWith("http:") === true)
    );
  }

  /** How long S3 may send nothing of an object that somebody waits for. */
  get silenceMs(): number {
    return this.settings.requestTimeoutMs;
  }

  /** One request, all or nothing. */
  async put(key: StorageKey, payload: Payload, signal?: AbortSignal): Promise<void> {
    await this.attempt("PutObject", { sizeBytes: payload.sizeBytes, signal }, async (options) => {
      const command = new PutObjectCommand({ ...this.at(key), ...bodyOf(payload), ...this.encryption(), ...this.checksumOf(payload) });
      signPayload(command, payload);
      const answer = await this.client.send(command, options);
      checkAcknowledged("PutObject", answer, this.settings.checksum, payload);
    });
  }

  async startMultipart(key: StorageKey): Promise<Multipart> {
    const { checksum } = this.settings;
    const algorithm = checksum && ({ ChecksumAlgorithm: checksum === "crc32" ? "CRC32" : "SHA256" } as const);
    return this.attempt("CreateMultipartUpload", {}, async (options) => {
      const input = { ...this.at(key), ...this.encryption(), ...algorithm, ContentType: CONTENT_TYPE };
      const { UploadId: id } = await this.client.send(new CreateMultipartUploadCommand(input), options);
      if (!id) throw new S3AnswerError("S3 CreateMultipartUpload: an answer without an upload id");
      return { id, key };
    });
  }

  /** Resolves to what must be recorded of the part. A part of the same number is replaced. */
  async putPart(multipart: Multipart, number: number, payload: Payload, signal?: AbortSignal): Promise<StoredPart> {
    try {
      return await this.sendPart(multipart, number, payload, signal);
    } catch (error) {
      if (isPassing(error) && !signal?.aborted && (await this.isEnded(multipart))) throw noSuchUpload("UploadPart");
      throw error;
    }
  }

  /** S3 may refuse a part and hang up before it has read the whole: nobody hears then why. Asked once: who waits for the part has waited enough. */
  private async isEnded(multipart: Multipart): Promise<boolean> {
    const input = { ...this.of(multipart), MaxParts: 1 };
    try {
      await this.once("ListParts", PING_MS, undefined, (options) => this.client.send(new ListPartsCommand(input), options));
      return false;
    } catch (error) {
      return isAbsent(error);
    }
  }

  private async sendPart(multipart: Multipart, number: number, payload: Payload, signal?: AbortSignal): Promise<StoredPart> {
    const etag = await this.attempt("UploadPart", { sizeBytes: payload.sizeBytes, signal }, async (options) => {
      const input = { ...this.of(multipart), PartNumber: number, ...bodyOf(payload), ...this.checksumOf(payload) };
      const command = new UploadPartCommand(input);
      signPayload(command, payload);
      const answer = await this.client.send(command, options);
      return checkAcknowledged("UploadPart", answer, this.settings.checksum, payload);
    });
    return { number, etag, sizeBytes: payload.sizeBytes };
  }

  /** A part made of bytes that are in the bucket already; none of them passes through here. */
  async copyPart(multipart: Multipart, number: number, source: StorageKey, { first, last }: ByteRange): Promise<StoredPart> {
    const sizeBytes = last - first + 1;
    const input = {
      ...this.of(multipart),
      PartNumber: number,
      CopySource: [this.settings.bucket, ...this.full(source).split("/")].map(encodeURIComponent).join("/"),
      CopySourceRange: `bytes=${first}-${last}`,
    };
    const etag = await this.attempt("UploadPartCopy", { sizeBytes }, async (options) => {
      const { CopyPartResult: result } = await this.client.send(new UploadPartCopyCommand(input), options);
      if (!result?.ETag) throw new S3AnswerError("S3 UploadPartCopy: an answer without an ETag");
      return result.ETag;
    });
    return { number, etag, sizeBytes };
  }

  /** Undefined when there is no such upload (any more). */
  async parts(multipart: Multipart): Promise<ListedPart[] | undefined> {
    const found: ListedPart[] = [];
    try {
      for (let marker: string | undefined; ;) {
        const input = { ...this.of(multipart), PartNumberMarker: marker };
        const page = await this.attempt("ListParts", {}, (options) => this.client.send(new ListPartsCommand(input), options));
        for (const part of page.Parts ?? []) {
          const { PartNumber: number = 0, ETag: etag = "", Size: sizeBytes = 0, LastModified, ChecksumCRC32, ChecksumSHA256 } = part;
          found.push({ number, etag, sizeBytes, modifiedAt: LastModified?.getTime() ?? 0, checksum: { ChecksumCRC32, ChecksumSHA256 } });
        }
        marker = page.NextPartNumberMarker;
        if (!page.IsTruncated || !marker || marker === "0") return found;
      }
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /**
   * Makes an object of `sizeBytes` of the parts. What an answer leaves open is found out by looking: a completion may have been carried out
   * although nobody heard of it, or earlier.
   */
  async complete(multipart: Multipart, parts: readonly StoredPart[], sizeBytes: number): Promise<void> {
    await this.retries.run(async () => {
      try {
        const input = { ...this.of(multipart), MultipartUpload: { Parts: await this.completed(multipart, parts) } };
        await this.once("CompleteMultipartUpload", COMPLETION_MS, undefined, async (options) => {
          const { ETag } = await this.client.send(new CompleteMultipartUploadCommand(input), options);
          if (!ETag) throw new S3AnswerError("S3 CompleteMultipartUpload: an answer without an ETag");
        });
      } catch (error) {
        const isOpen = isPassing(error) || isRefusedWith(error, "NoSuchUpload");
        if (!isOpen || (await this.size(multipart.key)) !== sizeBytes) throw error;
      }
    }, isPassing);
  }

  /** An upload with checksums wants them again, all of them. */
  private async completed(multipart: Multipart, parts: readonly StoredPart[]): Promise<CompletedPart[]> {
    const listed = this.settings.checksum ? await this.parts(multipart) : undefined;
    const checksums = new Map(listed?.map(({ number, checksum }) => [number, checksum]));
    return parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag, ...checksums.get(number) }));
  }

  /** Idempotent. */
  async abort(multipart: Multipart): Promise<void> {
    await this.unlessAbsent("AbortMultipartUpload", (options) =>
      this.client.send(new AbortMultipartUploadCommand(this.of(multipart)), options),
    );
  }

  async size(key: StorageKey): Promise<number | undefined> {
    const found = await this.unlessAbsent("HeadObject", (options) => this.client.send(new HeadObjectCommand(this.at(key)), options));
    return found && (found.ContentLength ?? 0);
  }

  /** The bytes at the pace of their reader; undefined when there are none. Cancelling the stream ends the request. */
  async get(key: StorageKey, range?: ByteRange): Promise<OpenedObject | undefined> {
    const input = { ...this.at(key), ...(range ? { Range: `bytes=${range.first}-${range.last}` } : {}) };
    const found = await this.unlessAbsent("GetObject", (options) => this.client.send(new GetObjectCommand(input), options));
    if (!found) return undefined;
    const { Body: body, ContentLength: sizeBytes } = found;
    if (sizeBytes === undefined || (range && sizeBytes !== range.last - range.first + 1))
      throw new S3AnswerError(
        `S3 GetObject: ${sizeBytes ?? "unknown"} bytes for ${range ? `range ${range.first}-${range.last}` : "an object"}`,
      );
    return { body: body as unknown as OpenedObject["body"], sizeBytes };
  }

  /** Idempotent. */
  async delete(key: StorageKey): Promise<void> {
    await this.unlessAbsent("DeleteObject", (options) => this.client.send(new DeleteObjectCommand(this.at(key)), options));
  }

  async *list(folder: string): AsyncGenerator<Omit<StoredKey, "uploadId">> {
    for (let token: string | undefined; ;) {
      const input = { Bucket: this.settings.bucket, Prefix: this.full(folder), ContinuationToken: token };
      const page = await this.attempt("ListObjectsV2", {}, (options) => this.client.send(new ListObjectsV2Command(input), options));
      for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: this.bare(Key), sizeBytes: Size, modifiedAt: LastModified?.getTime() ?? 0 };
      }
      token = page.NextContinuationToken;
      if (!page.IsTruncated || !token) return;
    }
  }

  /** Names of what lies right below a folder, which is empty or ends in a slash, and holds something itself. */
  async *folders(folder: string): AsyncGenerator<string> {
    const prefix = this.full(folder);
    for (let token: string | undefined; ;) {
      const input = { Bucket: this.settings.bucket, Prefix: prefix, Delimiter: "/", ContinuationToken: token };
      const page = await this.attempt("ListObjectsV2", {}, (options) => this.client.send(new ListObjectsV2Command(input), options));
      for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix !== undefined) yield Prefix.slice(prefix.length, -1);
      token = page.NextContinuationToken;
      if (!page.IsTruncated || !token) return;
    }
  }

  /** Multipart uploads under way, with when they began. */
  async *multiparts(folder: string): AsyncGenerator<Multipart & { startedAt: number }> {
    for (let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}; ;) {
      const input = { Bucket: this.settings.bucket, Prefix: this.full(folder), ...after };
      const page = await this.attempt("ListMultipartUploads", {}, (options) =>
        this.client.send(new ListMultipartUploadsCommand(input), options),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key !== undefined && UploadId !== undefined)
          yield { key: this.bare(Key), id: UploadId, startedAt: Initiated?.getTime() ?? Date.now() };
      }
      after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      if (!page.IsTruncated || !page.NextKeyMarker) return;
    }
  }

  /** An address that anybody may fetch the bytes from for a while. */
  presign(key: StorageKey, { contentType, contentDisposition }: { contentType: string; contentDisposition: string }): Promise<string> {
    const input = { ...this.at(key), ResponseContentType: contentType, ResponseContentDisposition: contentDisposition };
    const { ttlSeconds } = this.settings.redirect;
    // The library corrects the date of its own requests alone.
    const signingDate = new Date(Date.now() + this.handler.aheadMs);
    return getSignedUrl(this.forClients, new GetObjectCommand(input), { expiresIn: ttlSeconds, signingDate }).catch((error: unknown) => {
      throw translate("presigning", error);
    });
  }

  /** With the answer's own words, which HEAD would not have. */
  async check(folder: string): Promise<void> {
    const input = { Bucket: this.settings.bucket, Prefix: this.full(folder), MaxKeys: 1 };
    await this.attempt("ListObjectsV2", {}, (options) => this.client.send(new ListObjectsV2Command(input), options));
  }

  async ping(): Promise<void> {
    const input = { Bucket: this.settings.bucket };
    await this.once("HeadBucket", PING_MS, undefined, (options) => this.client.send(new HeadBucketCommand(input), options));
  }

  close(): void {
    this.client.destroy();
    this.forClients.destroy();
  }

  private attempt<T>(
    operation: string,
    { sizeBytes = 0, signal }: Attempts,
    work: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = this.settings.requestTimeoutMs + sizeBytes / SLOWEST_BYTES_PER_MS;
    return this.retries.run(
      () => this.once(operation, timeoutMs, signal, work),
      (error) => isPassing(error) && !signal?.aborted,
    );
  }

  private async once<T>(
    operation: string,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    work: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    const pass = () => controller.abort();
    signal?.addEventListener("abort", pass);
    try {
      signal?.throwIfAborted();
      return await work({ abortSignal: controller.signal });
    } catch (error) {
      throw translate(operation, error);
    } finally {
      // Once there is an answer, its bytes may take as long as their reader likes.
      clearTimeout(timer);
      signal?.removeEventListener("abort", pass);
    }
  }

  private async unlessAbsent<T>(operation: string, work: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.attempt(operation, {}, work);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  private full(key: StorageKey): string {
    return this.settings.prefix + key;
  }

  private bare(key: string): StorageKey {
    return key.slice(this.settings.prefix.length);
  }

  private at(key: StorageKey): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: this.full(key) };
  }

  private of({ id, key }: Multipart): { Bucket: string; Key: string; UploadId: string } {
    return { ...this.at(key), UploadId: id };
  }

  private encryption() {
    const { kind, kmsKeyId } = this.settings.encryption;
    return kind === "none" ? {} : { ServerSideEncryption: kind, ...(kmsKeyId === undefined ? {} : { SSEKMSKeyId: kmsKeyId }) };
  }

  private checksumOf({ checksum }: Payload): { ChecksumCRC32?: string; ChecksumSHA256?: string } {
    if (checksum === undefined) return {};
    const value = Buffer.from(checksum, "hex").toString("base64");
    return this.settings.checksum === "crc32" ? { ChecksumCRC32: value } : { ChecksumSHA256: value };
  }
}

const CONTENT_TYPE = "application/octet-stream";

function clientOf(settings: S3Settings, endpoint: string | undefined, handler: FetchHandler): S3Client {
  const { region, pathStyle, credentials } = settings;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(credentials ? { credentials: withoutUndefined(credentials) } : {}),
    forcePathStyle: pathStyle,
    // We try again ourselves: within a budget, and knowing what must be asked instead.
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: handler as unknown as NonNullable<S3ClientConfig["requestHandler"]>,
  });
}

function withoutUndefined({ accessKeyId, secretAccessKey, sessionToken }: NonNullable<S3Settings["credentials"]>) {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** The library takes bodies of Node's kinds; ours is for our own handler. */
function bodyOf({ data, sizeBytes }: Payload): { Body: Uint8Array; ContentLength: number } {
  return { Body: data as Uint8Array, ContentLength: sizeBytes };
}

function signPayload({ middlewareStack }: PutObjectCommand | UploadPartCommand, { sha256 }: Payload): void {
  if (sha256 === undefined) return;
  (middlewareStack as PutObjectCommand["middlewareStack"]).add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers["x-amz-content-sha256"] = sha256;
      return next(args);
    },
    { step: "build", name: "signPayload" },
  );
}

interface Acknowledged {
  readonly ETag?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}

/** The ETag. Throws S3AnswerError when the answer does not speak of the bytes that were sent. */
function checkAcknowledged(
  operation: string,
  { ETag, ChecksumCRC32, ChecksumSHA256 }: Acknowledged,
  algorithm: S3Settings["checksum"],
  { checksum }: Payload,
): string {
  if (!ETag) throw new S3AnswerError(`S3 ${operation}: an answer without an ETag`);
  const acknowledged = algorithm === "crc32" ? ChecksumCRC32 : ChecksumSHA256;
  const isOther = checksum !== undefined && acknowledged !== undefined && Buffer.from(acknowledged, "base64").toString("hex") !== checksum;
  if (isOther) throw new S3AnswerError(`S3 ${operation}: other bytes were stored than were sent`);
  return ETag;
}
