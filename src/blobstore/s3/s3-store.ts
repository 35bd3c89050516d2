// The BlobStore in a bucket of S3 or of something that speaks like it. What lies where, below the prefix:
//
//   blobs/<upload id>.<generation>     a blob, or the end of an upload that was too little for a part; which of them the metadata knows
//
// An upload is a multipart upload under the key that the blob will have, so nothing is copied when it is finished; one that is smaller than a
// part is a single object, which then is the blob. Every object gets a fresh key and is written once: who writes late or twice changes
// nothing that is recorded.
import { join } from "node:path";
import { BoundedQueue } from "../../lib/bounded-queue.ts";
import { Networks } from "../../lib/networks.ts";
import { NoSpaceError, withFullDiskNamed } from "../../lib/no-space-error.ts";
import type { ProcessLock } from "../../lib/process-lock.ts";
import { type Digest, type DigestAlgorithm, algorithmOf, digestOf } from "../../oci/digest.ts";
import {
  type AddressOptions,
  type AppendLimits,
  type Appended,
  type BlobStore,
  type ByteRange,
  type ByteSource,
  DigestMismatchError,
  type StorageKey,
  type StoredKey,
  type StoredPart,
  type StoredUpload,
  UploadLostError,
  type UploadPosition,
} from "../blob-store.ts";
import { TailHasher } from "../hash/tail-hasher.ts";
import { S3Append } from "./append.ts";
import type { Bucket, Multipart } from "./bucket.ts";
import { DiskCache } from "./disk-cache.ts";
import { isPassing, isRefusedWith } from "./errors.ts";
import { objectStream } from "./object-stream.ts";
import { openBucket } from "./open-bucket.ts";
import { type PartTools, copyPart, fetchInto } from "./parts.ts";
import { copyRanges } from "./part-sizes.ts";
import { Scratch } from "./scratch.ts";
import type { Segment } from "./segment.ts";
import { PullPlaces } from "./pull-places.ts";
import type { S3Settings } from "./settings.ts";
import { Spool } from "./spool.ts";

const FOLDER = "blobs/";
/** Read back and hashed in steps of this size. */
const READ_BACK_BYTES = 16 * 1024 * 1024;
/** What S3 answers when the parts that were recorded are not the ones it has. */
const OTHER_PARTS = ["NoSuchUpload", "InvalidPart", "InvalidPartOrder", "EntityTooSmall"];

interface Opened {
  readonly settings: S3Settings;
  readonly bucket: Bucket;
  readonly scratch: Scratch;
  readonly spool: Spool;
  readonly cache: DiskCache | undefined;
}

export class S3Store implements BlobStore {
  readonly description: string;
  private readonly hasher = new TailHasher();
  private readonly sending: BoundedQueue;
  private readonly active = new Map<string, S3Append>();
  private readonly pulls: PullPlaces;
  private readonly redirected: Networks;

  private constructor(
    private readonly opened: Opened,
    private readonly lock: ProcessLock | undefined,
  ) {
    const { bucket, prefix, endpoint, partsInFlight, pullsAtOnce, redirect } = opened.settings;
    this.description = `s3://${bucket}/${prefix}${endpoint === undefined ? "" : ` at ${endpoint}`}`;
    this.sending = new BoundedQueue({ atOnce: partsInFlight, waiting: Number.POSITIVE_INFINITY });
    this.pulls = new PullPlaces(pullsAtOnce);
    this.redirected = new Networks(redirect.networks);
  }

  /** Throws S3SettingsError when the bucket cannot be used as configured. `lock` is released when the store is closed. */
  static async open(settings: S3Settings, lock?: ProcessLock): Promise<S3Store> {
    const bucket = await openBucket(settings, FOLDER);
    const scratch = await Scratch.open(settings.scratchFolder);
    const spool = await Spool.open(join(scratch.folder, "spool"), settings.spoolBytes);
    const { cacheBytes } = settings;
    const cache = cacheBytes > 0 ? await DiskCache.open(join(scratch.folder, "cache"), cacheBytes) : undefined;
    return new S3Store({ settings, bucket, scratch, spool, cache }, lock);
  }

  async append(upload: UploadPosition, source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const { offsetBytes, digestSoFar, stored } = upload;
    if (source.sizeBytes === 0) return { outcome: "complete", offsetBytes, digestSoFar, stored };
    const { maxOffsetBytes } = limits;
    if (maxOffsetBytes !== undefined && offsetBytes + (source.sizeBytes ?? 0) > maxOffsetBytes)
      return { outcome: "tooLarge", offsetBytes, digestSoFar, stored };
    if (upload.isTakenOver) await this.checkUntouched(upload);
    this.forgetReplaced(upload);
    return withFullDiskNamed("the disk that holds what is on its way to S3 is full", () => this.appendNow(upload, source, limits));
  }

  async holds(upload: UploadPosition): Promise<boolean> {
    // Recorded by another kind of store.
    if (upload.offsetBytes > 0 && !upload.stored) return false;
    const { multipart, parts, remainder } = storedOf(upload);
    const isThere = await Promise.all([
      multipart === undefined || this.hasParts(multipart, parts),
      remainder === undefined || this.hasBytes(remainder.key, remainder.sizeBytes),
    ]);
    return isThere.every(Boolean);
  }

  async finish(upload: UploadPosition, digest: Digest): Promise<StorageKey> {
    const algorithm = algorithmOf(digest);
    const known = upload.algorithm === algorithm ? upload.digestSoFar : undefined;
    const actual = upload.offsetBytes === 0 ? digestOf(algorithm, new Uint8Array()) : known;
    if (actual !== undefined && actual !== digest) throw new DigestMismatchError(digest, actual);
    const { key, isFound } = await this.assemble(upload);
    if (actual === undefined || isFound) await this.checkDigest(key, upload, digest);
    this.hasher.forget(upload.id);
    await this.deleteAll(leftoversOf(upload.stored).filter((other) => other !== key));
    return key;
  }

  async unfinish(key: StorageKey, { offsetBytes }: UploadPosition): Promise<StoredUpload | undefined> {
    return { multipart: undefined, parts: [], remainder: { key, sizeBytes: offsetBytes }, replaced: undefined };
  }

  /**
   * What cannot be freed now is found later by its age. So is an object that a multipart upload has become: nothing but the metadata can tell
   * whether it is a blob.
   */
  async cancel({ id, stored }: Pick<UploadPosition, "id" | "stored">): Promise<void> {
    this.active.get(id)?.cancel();
    this.hasher.forget(id);
    if (stored?.multipart) await this.opened.bucket.abort(stored.multipart).catch(ignorePassing);
    await this.deleteAll(leftoversOf(stored));
  }

  size(key: StorageKey): Promise<number | undefined> {
    return this.opened.bucket.size(key);
  }

  async open(key: StorageKey, range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
    const { bucket, cache } = this.opened;
    const cached = cache?.find(key);
    if (cached) return range ? cached.slice(range.first, range.last + 1) : cached;
    const fetch = (part?: ByteRange) => this.pulls.take((onEnd) => objectStream(bucket, key, part, onEnd));
    return cache && !range ? cache.load(key, fetch) : (await fetch(range))?.body;
  }

  async openStored(key: StorageKey): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
    return (await objectStream(this.opened.bucket, key))?.body;
  }

  async address(key: StorageKey, { clientAddress, ...options }: AddressOptions): Promise<string | undefined> {
    const { mode } = this.opened.settings.redirect;
    const isSent = mode === "on" || (mode === "networks" && this.redirected.includes(clientAddress));
    return isSent ? this.opened.bucket.presign(key, options) : undefined;
  }

  async delete(key: StorageKey): Promise<void> {
    await this.opened.bucket.delete(key);
    this.opened.cache?.delete(key);
  }

  async *keys(): AsyncGenerator<StoredKey> {
    for await (const found of this.opened.bucket.list(FOLDER)) yield { ...found, uploadId: uploadIdOf(found.key) };
  }

  async staleUploads(before: number): Promise<Pick<UploadPosition, "id" | "stored">[]> {
    const stale: Pick<UploadPosition, "id" | "stored">[] = [];
    for await (const { key, id, startedAt } of this.opened.bucket.multiparts(FOLDER)) {
      const uploadId = uploadIdOf(key);
      if (uploadId === undefined || startedAt >= before) continue;
      const multipart = { id, key };
      // A large blob may take hours, and in one request it has no session that says so.
      const parts = await this.opened.bucket.parts(multipart);
      if (!parts || parts.some(({ modifiedAt }) => modifiedAt >= before)) continue;
      stale.push({ id: uploadId, stored: { multipart, parts: [], remainder: undefined, replaced: undefined } });
    }
    return stale;
  }

  ping(): Promise<void> {
    return this.opened.bucket.ping();
  }

  async close(): Promise<void> {
    for (const append of this.active.values()) append.cancel();
    this.hasher.close();
    this.opened.bucket.close();
    await this.opened.scratch.close();
    this.lock?.release();
  }

  private async appendNow(upload: UploadPosition, source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const tools = { ...this.tools, sending: this.sending, newKey };
    const append = new S3Append({ ...upload, stored: upload.stored && storedOf(upload) }, tools);
    this.active.set(upload.id, append);
    try {
      return await append.run(source, limits);
    } finally {
      if (this.active.get(upload.id) === append) this.active.delete(upload.id);
    }
  }

  /** A writer that was taken for dead may have replaced a part since; better known now than when all the others are there. */
  private async checkUntouched(upload: UploadPosition): Promise<void> {
    if (!(await this.holds(upload))) throw new UploadLostError(`an earlier writer changed the bytes of upload ${upload.id}`);
  }

  private async hasParts(multipart: Multipart, recorded: readonly StoredPart[]): Promise<boolean> {
    const found = new Map((await this.opened.bucket.parts(multipart))?.map((part) => [part.number, part]));
    return recorded.every(({ number, etag, sizeBytes }) => {
      const part = found.get(number);
      return part !== undefined && bareEtag(part.etag) === bareEtag(etag) && part.sizeBytes === sizeBytes;
    });
  }

  private async hasBytes(key: StorageKey, sizeBytes: number): Promise<boolean> {
    return ((await this.opened.bucket.size(key)) ?? -1) >= sizeBytes;
  }

  /**
   * One object of all the bytes. `isFound`: it was made before, of the same parts, and of an end that was sent with the close and that nothing
   * here tells from another one of the same length.
   */
  private async assemble(upload: UploadPosition): Promise<{ key: StorageKey; isFound: boolean }> {
    const { id, offsetBytes } = upload;
    if (offsetBytes === 0) return { key: await this.putEmpty(id), isFound: false };
    const { multipart, parts, remainder } = storedOf(upload);
    if (!multipart && remainder && (await this.opened.bucket.size(remainder.key)) === offsetBytes)
      return { key: remainder.key, isFound: false };
    let isFound = false;
    const target = multipart ?? (await this.startAnew(upload));
    try {
      const all = remainder ? [...parts, ...(await this.copied(upload, target, parts.length + 1, remainder))] : parts;
      await this.opened.bucket.complete(target, all, offsetBytes);
    } catch (error) {
      if (!isRefusedWith(error, ...OTHER_PARTS, "NoSuchKey", "InvalidRange")) throw error;
      // Stores differ in what they miss first: the upload, which became the object, or the remainder that went into it.
      isFound = (await this.opened.bucket.size(target.key)) === offsetBytes;
      if (!isFound) throw new UploadLostError(`storage does not hold the bytes of upload ${id}: ${error.message}`, { cause: error });
    }
    const size = await this.opened.bucket.size(target.key);
    if (size !== offsetBytes) throw new UploadLostError(`upload ${id} became ${size ?? "no"} bytes in storage, not ${offsetBytes}`);
    return { key: target.key, isFound };
  }

  /** For an upload in one object that is longer than the upload: the end of it was never acknowledged. */
  private async startAnew(upload: UploadPosition): Promise<Multipart> {
    if (!(await this.holds(upload))) throw new UploadLostError(`the bytes of upload ${upload.id} are gone`);
    return this.opened.bucket.startMultipart(newKey(upload.id));
  }

  private async copied(
    { id: uploadId }: UploadPosition,
    multipart: Multipart,
    number: number,
    { key, sizeBytes }: NonNullable<StoredUpload["remainder"]>,
  ): Promise<StoredPart[]> {
    const parts: StoredPart[] = [];
    for (const range of copyRanges(sizeBytes))
      parts.push(await copyPart(this.tools, multipart, number + parts.length, { key, range, uploadId }));
    return parts;
  }

  private get tools(): PartTools {
    const { bucket, spool, settings } = this.opened;
    return { bucket, spool, hasher: this.hasher, settings };
  }

  private async putEmpty(uploadId: string): Promise<StorageKey> {
    const key = newKey(uploadId);
    await this.opened.bucket.put(key, { data: new Uint8Array(), sizeBytes: 0, checksum: undefined, sha256: undefined });
    if ((await this.opened.bucket.size(key)) !== 0) throw new UploadLostError(`upload ${uploadId} is not in storage`);
    return key;
  }

  /** Throws DigestMismatchError. The hash was computed on several nodes, or under another algorithm: so the bytes are read once more. */
  private async checkDigest(key: StorageKey, upload: UploadPosition, digest: Digest): Promise<void> {
    const actual = await withFullDiskNamed("the disk that holds what is on its way from S3 is full", () =>
      this.readBack(key, upload, algorithmOf(digest)),
    );
    if (actual !== digest) throw new DigestMismatchError(digest, actual);
  }

  private async readBack(key: StorageKey, { id: uploadId, offsetBytes }: UploadPosition, algorithm: DigestAlgorithm): Promise<Digest> {
    const id = `${uploadId}:back`;
    let digest: Promise<Digest | undefined> = Promise.resolve(undefined);
    const segments = new Set<Segment>();
    try {
      for (let first = 0; first < offsetBytes; first += READ_BACK_BYTES) {
        const sizeBytes = Math.min(READ_BACK_BYTES, offsetBytes - first);
        const segment = this.opened.spool.segment(first);
        segments.add(segment);
        await fetchInto(this.opened.bucket, segment, key, { first, last: first + sizeBytes - 1 });
        const digestSoFar = await digest;
        const hash = this.hasher.follow({ id, path: segment.spill(), algorithm, digestSoFar, beyondBytes: 0, startsAt: first });
        digest = hash.end(first + sizeBytes).finally(() => segment.discard());
        // Heard of when the next step is there.
        digest.catch(() => {});
      }
      return (await digest) ?? digestOf(algorithm, new Uint8Array());
    } finally {
      await digest.catch(() => {});
      for (const segment of segments) segment.discard();
      this.hasher.forget(id);
    }
  }

  /** Its successor is recorded, or the upload would not have been given to us with both. */
  private forgetReplaced({ stored }: UploadPosition): void {
    if (stored?.replaced !== undefined) void this.deleteAll([stored.replaced]);
  }

  private async deleteAll(keys: readonly StorageKey[]): Promise<void> {
    await Promise.all(keys.map((key) => this.delete(key).catch(ignorePassing)));
  }
}

/** The recorded bytes; an object may hold more of them than were acknowledged. */
function storedOf({ offsetBytes, stored }: UploadPosition): StoredUpload {
  const { multipart, parts = [], remainder, replaced } = stored ?? {};
  const inParts = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const left = offsetBytes - inParts;
  return { multipart, parts, remainder: remainder && left > 0 ? { key: remainder.key, sizeBytes: left } : undefined, replaced };
}

/** Every object that the upload may have beside the one that it becomes. */
function leftoversOf(stored: StoredUpload | undefined): StorageKey[] {
  return [stored?.remainder?.key, stored?.replaced].filter((key) => key !== undefined);
}

function newKey(uploadId: string): StorageKey {
  return `${FOLDER}${uploadId}.${Buffer.from(crypto.getRandomValues(new Uint8Array(10))).toString("hex")}`;
}

function uploadIdOf(key: StorageKey): string | undefined {
  return /^blobs\/([0-9a-f-]{36})\.[0-9a-f]+$/.exec(key)?.[1];
}

/** Some stores list it without the quotes with which they gave it. */
function bareEtag(etag: string): string {
  return etag.replaceAll('"', "");
}

function ignorePassing(error: unknown): void {
  if (!isPassing(error) && !(error instanceof NoSpaceError)) throw error;
}
