// One append to one upload: bytes in, cut into parts, several of them under way to S3 while more come in, hashed on the side.
//
//   sender ──► segment (a file of its own) ──► hash worker          a full segment waits until 5 MiB more have come: a short tail is
//                    └──► next segment         └──► UploadPart      put to it rather than left as a remainder
//
// Whatever is sent before it is recorded does no harm: parts that nobody recorded are replaced or left out, objects get fresh keys.
import { type Digest, digestOf } from "../../oci/digest.ts";
import type { BoundedQueue } from "../../lib/bounded-queue.ts";
import { READS_PER_TURN, nextTurn } from "../../lib/next-turn.ts";
import {
  type AppendLimits,
  type Appended,
  type ByteSource,
  type StorageKey,
  type StoredPart,
  type StoredUpload,
  UploadLostError,
  type UploadPosition,
} from "../blob-store.ts";
import type { Multipart } from "./bucket.ts";
import { isRefusedWith } from "./errors.ts";
import { MIN_PART_BYTES, copyRanges, minPartBytes, partBytes, requirePartNumber } from "./part-sizes.ts";
import { type PartTools, copyPart, fetchInto, payloadOf } from "./parts.ts";
import type { Segment } from "./segment.ts";
import { SenderWatch } from "./sender-watch.ts";

export interface AppendTools extends PartTools {
  /** The places that parts of all uploads have on their way out, given in order of asking. */
  readonly sending: BoundedQueue;
  readonly newKey: (uploadId: string) => StorageKey;
}

/** Segments of one upload that are full and not yet acknowledged: enough to keep S3 busy, and what a slow S3 may cost in disk. */
const WINDOW = 4;

export class S3Append {
  private readonly parts: StoredPart[];
  private readonly inFlight = new Set<Promise<void>>();
  private readonly segments = new Set<Segment>();
  private readonly controller = new AbortController();
  private multipart: Promise<Multipart> | undefined;
  /** Parts have their numbers before they have arrived. */
  private sentAhead = 0;
  private readonly arrived: StoredPart[] = [];
  private failure: { readonly error: unknown } | undefined;
  private current: Segment;
  /** Full, and waiting for what comes after it. */
  private held: Segment | undefined;
  private digest: Promise<Digest | undefined>;
  private offset: number;
  private isCancelled = false;

  constructor(
    private readonly upload: UploadPosition,
    private readonly tools: AppendTools,
  ) {
    const { stored, offsetBytes, digestSoFar } = upload;
    this.parts = [...(stored?.parts ?? [])];
    this.multipart = stored?.multipart && Promise.resolve(stored.multipart);
    this.offset = offsetBytes;
    this.digest = Promise.resolve(digestSoFar);
    this.current = this.newSegment(offsetBytes);
  }

  /** On any failure but the sender's, what was recorded is as it was. */
  async run(source: ByteSource, limits: AppendLimits): Promise<Appended> {
    const watch = new SenderWatch(source, limits);
    try {
      await this.takeUpRemainder();
      const outcome = await this.receive(source, limits, watch);
      if (outcome === "tooLarge" || this.offset === this.upload.offsetBytes) return { ...(await this.undone()), outcome };
      const stored = await this.conclude();
      // The bytes count, not their hash: without it they are read back when the upload is finished.
      return { outcome, offsetBytes: this.offset, digestSoFar: await this.digest, stored };
    } catch (error) {
      await this.undone();
      throw this.isCancelled
        ? new UploadLostError(`upload ${this.upload.id} was cancelled`, { cause: error })
        : lostOr(error, this.upload.id);
    } finally {
      watch.stop();
      for (const segment of this.segments) segment.discard();
    }
  }

  /** Somebody wants the upload gone: its writer fails, and takes along what it wrote. */
  cancel(): void {
    this.isCancelled = true;
    this.failure ??= { error: new UploadLostError(`upload ${this.upload.id} was cancelled`) };
    this.controller.abort();
  }

  /** What is too little for a part is fetched and goes before the new bytes; the rest becomes parts inside S3. */
  private async takeUpRemainder(): Promise<void> {
    const { remainder } = this.upload.stored ?? {};
    if (!remainder) return;
    if (remainder.sizeBytes >= MIN_PART_BYTES) return this.copyRemainder(remainder);
    this.segments.delete(this.current);
    this.current = this.newSegment(this.offset - remainder.sizeBytes);
    await fetchInto(this.tools.bucket, this.current, remainder.key, { first: 0, last: remainder.sizeBytes - 1 });
  }

  private async copyRemainder({ key, sizeBytes }: NonNullable<StoredUpload["remainder"]>): Promise<void> {
    const multipart = await (this.multipart ??= this.startMultipart());
    for (const range of copyRanges(sizeBytes))
      this.parts.push(await copyPart(this.tools, multipart, this.parts.length + 1, { key, range, uploadId: this.upload.id }));
  }

  private async receive({ body }: ByteSource, { maxOffsetBytes }: AppendLimits, watch: SenderWatch): Promise<Appended["outcome"]> {
    if (!body.body) return "complete";
    const reader = body.body.getReader();
    try {
      for (let reads = 1; ; reads += 1) {
        if (reads % READS_PER_TURN === 0) await nextTurn();
        await this.roomForMore();
        // Whatever ends a body early, a cut connection or wrong framing, is the sender's: what came before it counts.
        const chunk = await watch.waitFor(reader.read()).catch(() => undefined);
        if (!chunk) return "interrupted";
        if (chunk.done) return "complete";
        if (maxOffsetBytes !== undefined && this.offset + chunk.value.byteLength > maxOffsetBytes) return "tooLarge";
        this.take(chunk.value);
      }
    } finally {
      // A body that is left half read holds its connection, and a server that is told to stop waits for it.
      await reader.cancel().catch(() => {});
    }
  }

  /** The brake: whoever is not read from stops sending. Who has nothing under way is never stopped, so everybody comes to an end. */
  private async roomForMore(): Promise<void> {
    for (;;) {
      if (this.failure) throw this.failure.error;
      const isFull = this.inFlight.size >= WINDOW || (this.tools.spool.isFull && this.inFlight.size > 0);
      if (!isFull) return;
      await Promise.race(this.inFlight);
    }
  }

  private take(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.byteLength;) {
      const piece = chunk.subarray(taken, taken + this.cutAt - this.current.sizeBytes);
      this.current.write(piece);
      taken += piece.byteLength;
      if (this.held && this.current.sizeBytes >= MIN_PART_BYTES) this.sendHeld(this.held);
      if (this.current.sizeBytes === this.cutAt) this.hold();
    }
    this.offset += chunk.byteLength;
  }

  private get cutAt(): number {
    return partBytes(this.parts.length + this.sentAhead + (this.held ? 2 : 1), this.tools.settings.partBytes);
  }

  private hold(): void {
    if (this.held) this.sendHeld(this.held);
    this.held = this.current;
    this.held.seal();
    this.current = this.newSegment(this.held.startsAt + this.held.sizeBytes);
  }

  private sendHeld(segment: Segment): void {
    this.held = undefined;
    this.send(segment);
  }

  private send(segment: Segment): void {
    segment.seal();
    const number = this.parts.length + (this.sentAhead += 1);
    requirePartNumber(number, this.upload.id);
    const multipart = (this.multipart ??= this.startMultipart());
    const hashed = this.hash(segment);
    const sent = this.tools.sending
      .run(async () => {
        if (this.failure) throw this.failure.error;
        const payload = await payloadOf(this.tools, this.upload.id, segment);
        this.arrived.push(await this.tools.bucket.putPart(await multipart, number, payload, this.controller.signal));
      })
      .then(() => hashed)
      .then(() => this.drop(segment))
      .catch((error: unknown) => {
        this.failure ??= { error };
        this.controller.abort();
      })
      .finally(() => this.inFlight.delete(sent));
    this.inFlight.add(sent);
  }

  /** Everything on its way has arrived, and the end lies as a part or in an object of its own. */
  private async conclude(): Promise<StoredUpload> {
    const last = this.lastSegment();
    const isWhole = this.parts.length === 0 && this.sentAhead === 0;
    const isPart = !isWhole && last.sizeBytes >= minPartBytes(this.parts.length + this.sentAhead + 1, this.tools.settings.partBytes);
    if (isPart) this.send(last);
    const remainder = !isPart && last.sizeBytes > 0 ? this.putRemainder(last) : undefined;
    // A part that fails is told first: it is why the others end.
    const [put] = await Promise.allSettled([remainder, ...this.inFlight]);
    if (this.failure) throw this.failure.error;
    if (put.status === "rejected") throw put.reason;
    const parts = [...this.parts, ...this.arrived.toSorted((a, b) => a.number - b.number)];
    return { multipart: await this.multipart, parts, remainder: put.value, replaced: this.upload.stored?.remainder?.key };
  }

  private lastSegment(): Segment {
    const { held, current } = this;
    if (!held) return current;
    this.held = undefined;
    held.write(current.bytes());
    this.drop(current);
    return held;
  }

  private async putRemainder(segment: Segment): Promise<NonNullable<StoredUpload["remainder"]>> {
    segment.seal();
    const key = this.tools.newKey(this.upload.id);
    const hashed = this.hash(segment);
    const payload = await payloadOf(this.tools, this.upload.id, segment, segment.startsAt === 0 ? await hashed : undefined);
    try {
      await this.tools.sending.run(() => this.tools.bucket.put(key, payload, this.controller.signal));
    } catch (error) {
      // It may have arrived all the same.
      await this.tools.bucket.delete(key).catch(() => {});
      throw error;
    }
    await hashed;
    return { key, sizeBytes: segment.sizeBytes };
  }

  /** Goes on with the upload's hash; undefined from the point on at which it is not known here. */
  private hash(segment: Segment): Promise<Digest | undefined> {
    const isFromStart = segment.startsAt === 0;
    if (segment.file === undefined && isFromStart) {
      this.digest = Promise.resolve(digestOf(this.upload.algorithm, segment.bytes()));
      return this.digest;
    }
    const path = segment.file ?? segment.spill();
    const before = this.digest;
    this.digest = before.then((digestSoFar) => {
      if (digestSoFar === undefined && !isFromStart) return undefined;
      const { id, algorithm } = this.upload;
      const { startsAt, sizeBytes } = segment;
      const hash = this.tools.hasher.follow({ id, path, algorithm, digestSoFar, beyondBytes: 0, startsAt });
      return hash.end(startsAt + sizeBytes).catch(() => undefined);
    });
    return this.digest;
  }

  /** Never called off midway: an upload whose id nobody heard of could not be ended. */
  private async startMultipart(): Promise<Multipart> {
    const started = this.tools.bucket.startMultipart(this.tools.newKey(this.upload.id));
    // Whoever needs it hears of a failure; until then nobody listens.
    started.catch(() => {});
    return started;
  }

  /** What this append did to storage, taken back as far as it can be: the rest is found by its age. */
  private async undone(): Promise<Omit<Appended, "outcome">> {
    this.failure ??= { error: new Error("the append is over") };
    this.controller.abort();
    await Promise.allSettled(this.inFlight);
    await this.digest;
    const { stored, offsetBytes, digestSoFar } = this.upload;
    const started = stored?.multipart ? undefined : await this.multipart?.catch(() => undefined);
    if (started) await this.tools.bucket.abort(started).catch(() => {});
    return { offsetBytes, digestSoFar, stored };
  }

  private newSegment(startsAt: number): Segment {
    const segment = this.tools.spool.segment(startsAt);
    this.segments.add(segment);
    return segment;
  }

  private drop(segment: Segment): void {
    segment.discard();
    this.segments.delete(segment);
  }
}

/** S3's word for a multipart upload that is gone is ours for an upload that is. */
function lostOr(error: unknown, uploadId: string): unknown {
  if (!isRefusedWith(error, "NoSuchUpload", "NoSuchKey")) return error;
  return new UploadLostError(`the bytes of upload ${uploadId} are gone`, { cause: error });
}
