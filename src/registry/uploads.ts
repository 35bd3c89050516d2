// Uploads: bytes stream into the blob store, the session row says how far they got, and one transaction makes them a blob.
import type { Actor } from "../auth/actor.ts";
import {
  type Appended,
  type BlobStore,
  type ByteSource,
  DigestMismatchError,
  type StorageKey,
  type StoredUpload,
  UploadLostError,
  type UploadPosition,
} from "../blobstore/blob-store.ts";
import { BusyError } from "../lib/busy-error.ts";
import type { Clock } from "../lib/clock.ts";
import { NoSpaceError } from "../lib/no-space-error.ts";
import { StorageUnavailableError } from "../lib/storage-unavailable-error.ts";
import type { BlobRecord } from "../metadata/blobs.ts";
import type { MetadataStore, MetadataWriter } from "../metadata/metadata-store.ts";
import type { UploadSession } from "../metadata/uploads.ts";
import { type Digest, type DigestAlgorithm, algorithmOf } from "../oci/digest.ts";
import { RegistryError } from "../oci/failure.ts";
import type { RepositoryName } from "../oci/reference.ts";
import { linkBlob } from "./blobs.ts";
import type { Grace } from "./grace.ts";
import { type Room, findRoom, storageQuotaExceeded } from "./quota.ts";
import { laneOf, openRepository } from "./repositories.ts";
import { LocalWriters, TakenOverError, type UploadWriter, type UploadWriters } from "./upload-writers.ts";

/** end-5, end-6: the client's word on where its bytes belong, both ends inclusive. */
export interface ChunkRange {
  readonly first: number;
  readonly last: number;
}

export interface Chunk {
  readonly source: ByteSource;
  /** Undefined: append at the current offset. */
  readonly range: ChunkRange | undefined;
}

/** Who makes a blob of it. `confirm` throws when they may no longer: bytes can take hours. */
export interface Pusher {
  readonly actor: Actor;
  readonly confirm: () => Promise<void>;
}

const SESSION_ID = /^[0-9a-f-]{36}$/;

/** A session in the hands of the one request that may write to it. */
interface WrittenSession extends UploadSession {
  readonly isTakenOver: boolean;
  readonly writer: UploadWriter;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly maxBlobBytes: number | undefined;
  readonly idleTimeoutMs: number;
  readonly expiryMs: number;
  readonly grace: Grace;
  /** Nobody else writes, when not given. */
  readonly writers?: UploadWriters;
}

/** An active writer says so this often: far below any expiry, far above what a transaction costs. */
const TOUCH_MS = 30_000;
const EXPIRY_BATCH = 100;
/** How long a repeated close is recognised; clients retry within minutes. */
const FINISHED_KEPT_MS = 60 * 60 * 1000;
/** A file without a session is nobody's after this time: no sender may be silent for so long. */
const ORPHAN_MS = 60 * 60 * 1000;

export class Uploads {
  /** One writer per session: two requests must never interleave their bytes. */
  private readonly writers: UploadWriters;

  constructor(private readonly deps: Dependencies) {
    this.writers = deps.writers ?? new LocalWriters();
  }

  /** end-4. Nothing is in storage yet, and no repository comes into being before a blob does. */
  async start(repository: RepositoryName, algorithm: DigestAlgorithm, actor: Actor): Promise<string> {
    const id = crypto.randomUUID();
    const now = this.deps.clock.now();
    // A session lost in a power cut is only started again.
    await this.deps.metadata.transaction((tx) => tx.uploads.create({ id, repository, actor: actor.name, algorithm }, now), {
      durable: false,
    });
    return id;
  }

  /** end-13: how many bytes the registry holds. Throws uploadUnknown. */
  async status(repository: RepositoryName, id: string): Promise<number> {
    const session = await this.getOpen(repository, id);
    // The row says how far the bytes got, and they may have gone since: an offset nobody can append at helps nobody.
    if (!(await this.deps.blobs.holds(session))) throw unknownUpload(id);
    return session.offsetBytes;
  }

  /** end-5. Resolves to the new offset. Throws chunkOutOfOrder with the session unharmed, sizeInvalid, blobTooLarge. */
  append(repository: RepositoryName, id: string, chunk: Chunk): Promise<number> {
    return this.write(repository, id, chunk, async (session) => {
      if (session.finishedDigest) throw unknownUpload(id);
      const appended = await this.receive(session, chunk, await this.roomFor(repository));
      await this.record(session, appended);
      if (appended.outcome === "interrupted") throw new RegistryError("uploadInterrupted", [{ offset: appended.offsetBytes }]);
      return appended.offsetBytes;
    });
  }

  /** end-6: the last bytes, if any, and the digest of all. Throws digestMismatch, and the session is gone with it. */
  finish(repository: RepositoryName, id: string, digest: Digest, chunk: Chunk, { actor, confirm }: Pusher): Promise<void> {
    return this.write(repository, id, chunk, async (session) => {
      // A client that lost our 201 closes again: same session, same digest, same answer, as long as it is still true.
      if (session.finishedDigest) return this.checkFinished(session, digest);
      const appended = await this.receive(session, chunk, await this.roomFor(repository, digest));
      if (appended.outcome === "interrupted") {
        await this.record(session, appended);
        throw new RegistryError("uploadInterrupted", [{ offset: appended.offsetBytes }]);
      }
      await confirm();
      await session.writer.confirm();
      // Whatever was in another writer's reach has been taken out of it by now.
      await this.commit(repository, { ...session, ...appended, isTakenOver: false }, digest, actor, session);
    });
  }

  /** end-4b: a whole blob in one request, without a session that could be left behind. */
  async putWhole(repository: RepositoryName, digest: Digest, source: ByteSource, { actor, confirm }: Pusher): Promise<void> {
    const id = crypto.randomUUID();
    let upload: UploadPosition = { id, algorithm: algorithmOf(digest), offsetBytes: 0, digestSoFar: undefined, stored: undefined };
    try {
      const appended = await this.receive(upload, { source, range: undefined }, await this.roomFor(repository, digest));
      upload = { ...upload, ...appended };
      if (appended.outcome === "interrupted") throw new RegistryError("sizeInvalid", ["the request body ended early"]);
      await confirm();
    } catch (error) {
      await this.deps.blobs.cancel(upload);
      throw error;
    }
    await this.commit(repository, upload, digest, actor, undefined);
  }

  /** end-14. Does not wait for a writer: its bytes find the session gone. Throws uploadUnknown. */
  async cancel(repository: RepositoryName, id: string): Promise<void> {
    await this.getOpen(repository, id);
    const open = await this.deps.metadata.transaction(async (tx) => {
      const session = await tx.uploads.find(id);
      // Closed since we looked: its bytes are a blob's.
      if (!session || session.finishedDigest) return undefined;
      await tx.uploads.delete(id);
      return session;
    });
    if (!open) throw unknownUpload(id);
    await this.deps.blobs.cancel(open);
  }

  /** Ends sessions that nobody wrote to for the expiry time, and frees files that no session owns. Resolves to how many. */
  async expire(): Promise<number> {
    const { metadata, blobs, clock, expiryMs } = this.deps;
    const now = clock.now();
    await metadata.transaction((tx) => tx.uploads.deleteFinished(now - FINISHED_KEPT_MS), { durable: false });
    let ended = 0;
    for (;;) {
      const idle = await metadata.read.uploads.idleSince(now - expiryMs, EXPIRY_BATCH);
      for (const id of idle) if (await this.expireOne(id, now - expiryMs)) ended += 1;
      if (idle.length < EXPIRY_BATCH) break;
    }
    // A whole blob in one request has a file and no session while it comes in, so its file must be old in any case.
    for (const upload of await blobs.staleUploads(now - Math.max(expiryMs, ORPHAN_MS))) {
      if (!(await metadata.read.uploads.find(upload.id))) await blobs.cancel(upload);
    }
    return ended;
  }

  /** How many sessions `expire` would end now. */
  async countExpired(): Promise<number> {
    const { metadata, clock, expiryMs } = this.deps;
    return metadata.read.uploads.countIdle(clock.now() - expiryMs);
  }

  private async expireOne(id: string, before: number): Promise<boolean> {
    const idle = await this.deps.metadata.transaction(async (tx) => {
      const session = await tx.uploads.find(id);
      // Asked again inside the transaction: a writer may have come back since the list was read.
      return (await tx.uploads.deleteIdle(id, before)) ? session : undefined;
    });
    if (idle) await this.deps.blobs.cancel(idle);
    return idle !== undefined;
  }

  private async checkFinished({ id, repository, finishedDigest }: UploadSession, digest: Digest): Promise<void> {
    const now = this.deps.clock.now();
    const isThere = finishedDigest === digest && (await this.deps.metadata.transaction((tx) => tx.blobs.renew(repository, digest, now)));
    if (!isThere) throw unknownUpload(id);
  }

  private async get(repository: RepositoryName, id: string): Promise<UploadSession> {
    // Asked before the database is: PostgreSQL refuses texts that SQLite bears.
    const session = SESSION_ID.test(id) ? await this.deps.metadata.read.uploads.find(id) : undefined;
    // A session of another repository is answered like none at all.
    if (!session || session.repository !== repository) throw unknownUpload(id);
    return session;
  }

  private async getOpen(repository: RepositoryName, id: string): Promise<UploadSession> {
    const session = await this.get(repository, id);
    if (session.finishedDigest) throw unknownUpload(id);
    return session;
  }

  /**
   * One writer at a time, on a session that is there. When it was cancelled meanwhile, whatever failed did so because the
   * file had gone; when its bytes are lost, it can only be started again.
   */
  private async write<T>(
    repository: RepositoryName,
    id: string,
    { source }: Chunk,
    work: (session: WrittenSession) => Promise<T>,
  ): Promise<T> {
    // Before anything of it is touched: another repository's session must look and cost like none.
    await this.get(repository, id);
    return this.writers.run(id, source, async (writer) => {
      const session = { ...(await this.get(repository, id)), isTakenOver: writer.isTakenOver, writer };
      try {
        return await work(session);
      } catch (error) {
        if (error instanceof RegistryError) throw error;
        const isLost = error instanceof UploadLostError;
        if (!isLost && (await this.deps.metadata.read.uploads.find(id))) throw error;
        const isOurs = isLost && (await this.forget(session, error));
        // Whoever ended the session has freed what it had, or made a blob of it.
        await this.deps.blobs.cancel(isOurs ? session : { id, stored: undefined });
        throw new RegistryError("uploadUnknown", [{ upload: id }], { cause: error });
      }
    });
  }

  /** Ends a session whose bytes are of no use; false when somebody had before. Throws TakenOverError when it is another writer's by now. */
  private async forget({ id, writer: { name } }: WrittenSession, cause: unknown): Promise<boolean> {
    const removed = await this.deps.metadata.transaction(
      async (tx) => {
        const isOthers = name !== undefined && (await tx.uploads.isWrittenBy(id, name)) === false;
        return isOthers ? undefined : tx.uploads.delete(id);
      },
      { durable: false },
    );
    if (removed === undefined) throw new TakenOverError(id, { cause });
    return removed;
  }

  /** What a quota leaves for this blob; undefined where there is none. */
  private roomFor(repository: RepositoryName, digest?: Digest): Promise<Room | undefined> {
    return findRoom(this.deps.metadata.read, repository, digest);
  }

  private async receive(
    upload: UploadPosition & { readonly writer?: UploadWriter },
    { source, range }: Chunk,
    room: Room | undefined,
  ): Promise<Appended> {
    checkRange(upload, source, range);
    checkRoom(upload, source, room);
    const { blobs, maxBlobBytes, idleTimeoutMs } = this.deps;
    const end = range && range.last + 1;
    const maxOffsetBytes = lowest(end, maxBlobBytes, room?.leftBytes);
    const appended = await blobs.append(upload, source, { maxOffsetBytes, idleTimeoutMs, onProgress: this.toucher(upload) });
    if (appended.outcome === "tooLarge")
      throw room && maxOffsetBytes === room.leftBytes ? storageQuotaExceeded(room) : tooLarge(range, maxBlobBytes);
    // The range promised more than came: not applied, the store drops it with the next append.
    if (appended.outcome === "complete" && end !== undefined && appended.offsetBytes !== end) {
      throw new RegistryError("sizeInvalid", [{ declared: end - upload.offsetBytes, received: appended.offsetBytes - upload.offsetBytes }]);
    }
    return appended;
  }

  private async record({ id, offsetBytes, stored, writer }: WrittenSession, appended: Appended): Promise<void> {
    const range = { from: offsetBytes, to: appended.offsetBytes };
    const now = this.deps.clock.now();
    const recorded = await this.deps.metadata.transaction((tx) => tx.uploads.advance(id, range, appended, now, writer.name), {
      durable: false,
    });
    if (recorded) return writer.release();
    // What is in storage under a session that is there is its present writer's.
    if (writer.name !== undefined && (await this.deps.metadata.read.uploads.find(id))) throw new TakenOverError(id);
    // Cancelled while its bytes came in: what they wrote must not stay behind.
    await this.deps.blobs.cancel({ id, stored: addedTo(stored, appended.stored) });
    throw unknownUpload(id);
  }

  private async commit(
    repository: RepositoryName,
    upload: UploadPosition,
    digest: Digest,
    actor: Actor,
    session: WrittenSession | undefined,
  ): Promise<void> {
    const storageKey = await this.finishInStorage(upload, digest, session);
    const blob = { digest, storageKey, sizeBytes: upload.offsetBytes };
    const lostKey = await this.lostKeyOf(digest);
    const now = this.deps.clock.now();
    let isKept: boolean;
    try {
      isKept = await this.deps.metadata.transaction(async (tx) => {
        if (session && !(await tx.uploads.finish(upload.id, digest, now, session.writer.name))) throw await notFinished(tx, session);
        const target = await openRepository(tx, repository, actor, now);
        const isFirst = await tx.blobs.insert(blob, now);
        const isHealed = !isFirst && (await healBlob(tx, blob, lostKey, now));
        await linkBlob(tx, target, blob, { kind: "blob.pushed", actor, grace: this.deps.grace }, now);
        return isFirst || isHealed;
      }, laneOf(repository));
    } catch (error) {
      await this.takeBack(upload, blob, error, session);
      throw error;
    }
    session?.writer.release();
    // Someone else's upload of the same digest won: this copy is garbage, and at worst takes space.
    if (!isKept) await this.deleteUnnamed(blob).catch(() => {});
  }

  /** The key under which a known digest should be and is not whole: a push of the same bytes heals what storage lost. */
  private async lostKeyOf(digest: Digest): Promise<StorageKey | undefined> {
    const { blobs, quarantine } = this.deps.metadata.read;
    const known = await blobs.findStored(digest);
    if (!known) return undefined;
    // Bytes that verification found damaged, whether it was told to withhold them or not.
    if (known.isQuarantined || (await quarantine.findOpen(digest))?.storageKey === known.storageKey) return known.storageKey;
    const sizeBytes = await this.deps.blobs.size(known.storageKey);
    return sizeBytes === known.sizeBytes ? undefined : known.storageKey;
  }

  private async finishInStorage(upload: UploadPosition, digest: Digest, session: WrittenSession | undefined): Promise<StorageKey> {
    try {
      return await this.deps.blobs.finish(upload, digest);
    } catch (error) {
      const isWrong = error instanceof DigestMismatchError;
      // A session whose bytes are right may be closed once more.
      if (!session || (isWrong && (await this.forget(session, error)))) await this.deps.blobs.cancel(upload);
      if (!session && error instanceof UploadLostError) throw lostOnTheWay(error);
      if (!isWrong) throw error;
      throw new RegistryError("digestMismatch", [{ expected: error.expected, actual: error.actual }], { cause: error });
    }
  }

  /**
   * Only when it is certain that nothing was committed; in doubt the key stays: a file without a row takes space, a row without
   * its file is a loss. A session that could not be closed goes on with the bytes that were acknowledged. Never throws: why
   * the commit failed is what the client must hear.
   */
  private async takeBack(upload: UploadPosition, blob: BlobRecord, error: unknown, session: WrittenSession | undefined): Promise<void> {
    const isCertain = error instanceof RegistryError || error instanceof NoSpaceError || error instanceof BusyError;
    // The writer that took over may be about to commit the same bytes under the same key.
    if (!isCertain || error instanceof TakenOverError) return;
    const isCancelled = error instanceof RegistryError && error.failure === "uploadUnknown";
    const undone = session && !isCancelled ? this.reopen(session, upload, blob.storageKey) : this.deleteUnnamed(blob);
    await undone.catch(() => {});
  }

  /** Unless the metadata names it: finishing twice finds the same key, and somebody else may have committed it. */
  private async deleteUnnamed({ digest, storageKey }: BlobRecord): Promise<void> {
    const known = await this.deps.metadata.read.blobs.find(digest);
    if (known?.storageKey !== storageKey) await this.deps.blobs.delete(storageKey);
  }

  private async reopen(session: WrittenSession, upload: UploadPosition, storageKey: StorageKey): Promise<void> {
    // The commit may have taken so long that what lies under the upload's name is another writer's.
    await session.writer.confirm();
    const stored = await this.deps.blobs.unfinish(storageKey, upload);
    if (!stored) return;
    const { id, offsetBytes, digestSoFar, writer } = session;
    const range = { from: offsetBytes, to: offsetBytes };
    const now = this.deps.clock.now();
    await this.deps.metadata.transaction((tx) => tx.uploads.advance(id, range, { digestSoFar, stored }, now, writer.name), {
      durable: false,
    });
  }

  private toucher({ id, writer }: { id: string; writer?: UploadWriter }): () => void {
    // Who has to tell others that it is at work says so in the session's row anyway.
    if (writer?.name !== undefined) return () => {};
    // The first look touches: a session may be about to expire when its writer returns.
    let touchedAt = -Infinity;
    return () => {
      const now = this.deps.clock.now();
      if (now - touchedAt < TOUCH_MS) return;
      touchedAt = now;
      // Losing one of these is harmless, and the write itself reports a database in trouble.
      this.deps.metadata.transaction((tx: MetadataWriter) => tx.uploads.touch(id, now), { durable: false }).catch(() => {});
    };
  }
}

/** What an append put into storage beside what the session had. */
function addedTo(before: StoredUpload | undefined, after: StoredUpload | undefined): StoredUpload | undefined {
  if (!after) return undefined;
  const multipart = after.multipart?.id === before?.multipart?.id ? undefined : after.multipart;
  const remainder = after.remainder?.key === before?.remainder?.key ? undefined : after.remainder;
  return { multipart, parts: [], remainder };
}

/** Why a session could not be closed. */
async function notFinished(tx: MetadataWriter, { id, writer: { name } }: WrittenSession): Promise<Error> {
  const isOthers = name !== undefined && (await tx.uploads.isWrittenBy(id, name)) === false;
  return isOthers ? new TakenOverError(id) : unknownUpload(id);
}

/** Gives a known blob the bytes that just came, where those it had are lost or damaged. Resolves to whether it took them. */
export async function healBlob(tx: MetadataWriter, blob: BlobRecord, foundLost: StorageKey | undefined, now: number): Promise<boolean> {
  const known = await tx.blobs.findStored(blob.digest);
  // Withheld since we looked: whoever is told "created" must find it there.
  const lostKey = foundLost ?? (known?.isQuarantined ? known.storageKey : undefined);
  if (lostKey === undefined || !(await tx.blobs.replaceKey(blob, lostKey))) return false;
  await tx.quarantine.heal(lostKey, now);
  return true;
}

function checkRange(upload: UploadPosition, { sizeBytes }: ByteSource, range: ChunkRange | undefined): void {
  if (!range) return;
  if (range.first !== upload.offsetBytes)
    throw new RegistryError("chunkOutOfOrder", [{ expected: upload.offsetBytes, received: range.first }]);
  const declared = range.last - range.first + 1;
  if (sizeBytes !== undefined && sizeBytes !== declared) throw new RegistryError("sizeInvalid", [{ declared, received: sizeBytes }]);
}

/** Before any byte is taken, where the client says how many there are. */
function checkRoom({ offsetBytes }: UploadPosition, { sizeBytes }: ByteSource, room: Room | undefined): void {
  if (room && offsetBytes + (sizeBytes ?? 0) > room.leftBytes) throw storageQuotaExceeded(room, offsetBytes + (sizeBytes ?? 0));
}

function lowest(...limits: readonly (number | undefined)[]): number | undefined {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}

function tooLarge(range: ChunkRange | undefined, maxBlobBytes: number | undefined): RegistryError {
  if (range && (maxBlobBytes === undefined || range.last < maxBlobBytes)) {
    return new RegistryError("sizeInvalid", ["more bytes than Content-Range declares"]);
  }
  return new RegistryError("blobTooLarge", [{ limit: maxBlobBytes }]);
}

/** Without a session there is nothing that could be unknown: the same request may simply be sent again. */
function lostOnTheWay(cause: UploadLostError): StorageUnavailableError {
  return new StorageUnavailableError(`a blob was lost on its way: ${cause.message}`, { cause });
}

function unknownUpload(id: string): RegistryError {
  return new RegistryError("uploadUnknown", [{ upload: id }]);
}
