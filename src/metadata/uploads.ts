// Upload sessions: a blob on its way in. The recorded offset is what storage holds for certain.
import { sql } from "kysely";
import type { StoredPart, StoredUpload } from "../blobstore/blob-store.ts";
import type { Digest, DigestAlgorithm } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface UploadSession {
  readonly id: string;
  readonly repository: string;
  readonly algorithm: DigestAlgorithm;
  readonly offsetBytes: number;
  /** Digest of the first `offsetBytes` bytes; undefined when nobody computed it, and the bytes must be read back. */
  readonly digestSoFar: Digest | undefined;
  /** What the blob store must remember of those bytes. */
  readonly stored: StoredUpload | undefined;
  /** The session is closed: a repeated close with this digest is answered as the first was. */
  readonly finishedDigest: Digest | undefined;
}

/** What an append leaves behind. */
export type UploadProgress = Pick<UploadSession, "digestSoFar" | "stored">;

const COLUMNS = ["id", "repository", "algorithm", "offset_bytes", "digest_so_far", "finished_digest", "storage_state"] as const;

const find = statement<{ id: string }>()("upload_sessions.find", (db, p) =>
  db.selectFrom("upload_sessions").select(COLUMNS).where("id", "=", p.id),
);

const parts = statement<{ id: string }>()("upload_parts.list", (db, p) =>
  db.selectFrom("upload_parts").select(["number", "etag", "size_bytes as sizeBytes"]).where("upload_id", "=", p.id).orderBy("number"),
);

const insertPart = statement<{ id: string; number: number; etag: string; sizeBytes: number }>()("upload_parts.insert", (db, p) =>
  db.insertInto("upload_parts").values({ upload_id: p.id, number: p.number, etag: p.etag, size_bytes: p.sizeBytes }),
);

const removeParts = statement<{ id: string }>()("upload_parts.delete", (db, p) =>
  db.deleteFrom("upload_parts").where("upload_id", "=", p.id),
);

const idleSince = statement<{ before: number; limit: number }>()("upload_sessions.idle_since", (db, p) =>
  db.selectFrom("upload_sessions").select("id").where("touched_at", "<", p.before).orderBy("touched_at").limit(p.limit),
);

const insert = statement<{ id: string; repository: string; actor: string; algorithm: string; now: number }>()(
  "upload_sessions.insert",
  (db, p) =>
    db.insertInto("upload_sessions").values({
      id: p.id,
      repository: p.repository,
      started_by: p.actor,
      algorithm: p.algorithm,
      offset_bytes: 0,
      started_at: p.now,
      touched_at: p.now,
    }),
);

/** Null where nobody else could be writing. */
type ByWriter = { writer: string | null };
type Advance = ByWriter & { id: string; from: number; to: number; digestSoFar: string | null; state: string | null; now: number };

const advance = statement<Advance>()("upload_sessions.advance", (db, p) =>
  db
    .updateTable("upload_sessions")
    .set({ offset_bytes: p.to, digest_so_far: p.digestSoFar, storage_state: p.state, touched_at: p.now, writer: null, writer_until: null })
    .where("id", "=", p.id)
    .where("offset_bytes", "=", p.from)
    .where("finished_digest", "is", null)
    .where(isWriter(p)),
);

/** Cast, so that PostgreSQL knows the type of a null. */
function isWriter({ writer }: ByWriter) {
  return sql<boolean>`(cast(${writer} as text) is null or writer = ${writer})`;
}

type Taking = { id: string; writer: string; now: number; until: number };

const takeFree = statement<Taking>()("upload_sessions.take_free", (db, p) =>
  db
    .updateTable("upload_sessions")
    .set({ writer: p.writer, writer_until: p.until, touched_at: p.now })
    .where("id", "=", p.id)
    .where("writer", "is", null),
);

const takeOver = statement<Taking>()("upload_sessions.take_over", (db, p) =>
  db
    .updateTable("upload_sessions")
    .set({ writer: p.writer, writer_until: p.until, touched_at: p.now })
    .where("id", "=", p.id)
    .where("writer_until", "<=", p.now),
);

const keepWriter = statement<Taking>()("upload_sessions.keep_writer", (db, p) =>
  db.updateTable("upload_sessions").set({ writer_until: p.until, touched_at: p.now }).where("id", "=", p.id).where("writer", "=", p.writer),
);

const dropWriter = statement<{ id: string; writer: string }>()("upload_sessions.drop_writer", (db, p) =>
  db.updateTable("upload_sessions").set({ writer: null, writer_until: null }).where("id", "=", p.id).where("writer", "=", p.writer),
);

const findWriter = statement<{ id: string }>()("upload_sessions.find_writer", (db, p) =>
  db.selectFrom("upload_sessions").select("writer").where("id", "=", p.id),
);

const touch = statement<{ id: string; now: number }>()("upload_sessions.touch", (db, p) =>
  db.updateTable("upload_sessions").set({ touched_at: p.now }).where("id", "=", p.id),
);

const finish = statement<ByWriter & { id: string; digest: string; now: number }>()("upload_sessions.finish", (db, p) =>
  db
    .updateTable("upload_sessions")
    // Its bytes are a blob's now: whoever cleans up after the session must not find them by it.
    .set({ finished_digest: p.digest, storage_state: null, touched_at: p.now, writer: null, writer_until: null })
    .where("id", "=", p.id)
    .where("finished_digest", "is", null)
    .where(isWriter(p)),
);

const remove = statement<{ id: string }>()("upload_sessions.delete", (db, p) => db.deleteFrom("upload_sessions").where("id", "=", p.id));

const removeIdle = statement<{ id: string; before: number }>()("upload_sessions.delete_idle", (db, p) =>
  db.deleteFrom("upload_sessions").where("id", "=", p.id).where("touched_at", "<", p.before),
);

const removeFinished = statement<{ before: number }>()("upload_sessions.delete_finished", (db, p) =>
  db.deleteFrom("upload_sessions").where("finished_digest", "is not", null).where("touched_at", "<", p.before),
);

const countIdle = statement<{ before: number }>()("upload_sessions.count_idle", (db, p) =>
  db
    .selectFrom("upload_sessions")
    .select((eb) => eb.fn.countAll<number>().as("sessions"))
    .where("touched_at", "<", p.before),
);

export class UploadReader {
  constructor(protected readonly db: Connection) {}

  async find(id: string): Promise<UploadSession | undefined> {
    const row = await this.db.first(find, { id });
    return (
      row && {
        id: row.id,
        repository: row.repository,
        algorithm: row.algorithm as DigestAlgorithm,
        offsetBytes: row.offset_bytes,
        digestSoFar: (row.digest_so_far ?? undefined) as Digest | undefined,
        finishedDigest: (row.finished_digest ?? undefined) as Digest | undefined,
        stored: row.storage_state === null ? undefined : await this.storedFrom(id, row.storage_state),
      }
    );
  }

  private async storedFrom(id: string, state: string): Promise<StoredUpload> {
    const { multipart, remainder, replaced } = JSON.parse(state) as Omit<StoredUpload, "parts">;
    return { multipart, remainder, replaced, parts: multipart ? await this.db.all(parts, { id }) : [] };
  }

  /** Whether nobody but `writer` writes it; undefined when there is no such session. */
  async isWrittenBy(id: string, writer: string): Promise<boolean | undefined> {
    const row = await this.db.first(findWriter, { id });
    return row && row.writer === writer;
  }

  async countIdle(before: number): Promise<number> {
    return Number((await this.db.first(countIdle, { before }))?.sessions ?? 0);
  }

  async idleSince(before: number, limit: number): Promise<string[]> {
    return (await this.db.all(idleSince, { before, limit })).map((row) => row.id);
  }
}

export class UploadWriter extends UploadReader {
  async create(session: { id: string; repository: string; actor: string; algorithm: DigestAlgorithm }, now: number): Promise<void> {
    await this.db.run(insert, { ...session, now });
  }

  /**
   * Resolves to false when the session is gone, closed, or was moved by another writer meanwhile; with a name, also when another has taken it.
   * Nobody has it afterwards.
   */
  async advance(
    id: string,
    range: { from: number; to: number },
    { digestSoFar, stored }: UploadProgress,
    now: number,
    writer?: string,
  ): Promise<boolean> {
    const state = stored ? JSON.stringify({ ...stored, parts: undefined }) : null;
    const isOurs = (await this.db.run(advance, { id, ...range, digestSoFar: digestSoFar ?? null, state, now, writer: writer ?? null })) > 0;
    if (isOurs && stored) await this.addParts(id, stored.parts);
    return isOurs;
  }

  /** Those that are new: parts are only ever added, until an upload starts over with other ones. */
  private async addParts(id: string, wanted: readonly StoredPart[]): Promise<void> {
    const known = await this.db.all(parts, { id });
    const isSame = known.every(({ etag }, index) => etag === wanted[index]?.etag);
    if (!isSame) await this.db.run(removeParts, { id });
    for (const part of isSame ? wanted.slice(known.length) : wanted) await this.db.run(insertPart, { id, ...part });
  }

  /** Says that someone is at work on the session, so that it does not expire under them. */
  async touch(id: string, now: number): Promise<void> {
    await this.db.run(touch, { id, now });
  }

  /** Resolves to false when the session is gone or was closed before; with a name, also when another has taken it. Nobody has it afterwards. */
  async finish(id: string, digest: Digest, now: number, writer?: string): Promise<boolean> {
    return (await this.db.run(finish, { id, digest, now, writer: writer ?? null })) > 0;
  }

  /** Gives the session to a writer, a name that no other request has: when it is free, or when whoever had it was silent for too long. */
  async takeWriter(
    id: string,
    writer: string,
    { now, until }: { now: number; until: number },
  ): Promise<"taken" | "takenOver" | "gone" | "busy"> {
    const taking = { id, writer, now, until };
    if ((await this.db.run(takeFree, taking)) > 0) return "taken";
    if ((await this.db.run(takeOver, taking)) > 0) return "takenOver";
    return (await this.isWrittenBy(id, writer)) === undefined ? "gone" : "busy";
  }

  /** Resolves to false when the session is gone, or another's. */
  async keepWriter(id: string, writer: string, { now, until }: { now: number; until: number }): Promise<boolean> {
    return (await this.db.run(keepWriter, { id, writer, now, until })) > 0;
  }

  async dropWriter(id: string, writer: string): Promise<void> {
    await this.db.run(dropWriter, { id, writer });
  }

  async delete(id: string): Promise<boolean> {
    return (await this.db.run(remove, { id })) > 0;
  }

  /** Closed sessions are kept only to answer a repeated close. */
  async deleteFinished(before: number): Promise<void> {
    await this.db.run(removeFinished, { before });
  }

  /** Resolves to false when someone touched the session since it was found idle. */
  async deleteIdle(id: string, before: number): Promise<boolean> {
    return (await this.db.run(removeIdle, { id, before })) > 0;
  }
}
