// Upload sessions: a blob on its way in. The recorded offset is what storage holds for certain.
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

type Advance = { id: string; from: number; to: number; digestSoFar: string | null; state: string | null; now: number };

const advance = statement<Advance>()("upload_sessions.advance", (db, p) =>
  db
    .updateTable("upload_sessions")
    .set({ offset_bytes: p.to, digest_so_far: p.digestSoFar, storage_state: p.state, touched_at: p.now })
    .where("id", "=", p.id)
    .where("offset_bytes", "=", p.from)
    .where("finished_digest", "is", null),
);

const touch = statement<{ id: string; now: number }>()("upload_sessions.touch", (db, p) =>
  db.updateTable("upload_sessions").set({ touched_at: p.now }).where("id", "=", p.id),
);

const finish = statement<{ id: string; digest: string; now: number }>()("upload_sessions.finish", (db, p) =>
  db
    .updateTable("upload_sessions")
    .set({ finished_digest: p.digest, touched_at: p.now })
    .where("id", "=", p.id)
    .where("finished_digest", "is", null),
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
    const { multipart, remainder } = JSON.parse(state) as Omit<StoredUpload, "parts">;
    return { multipart, remainder, parts: multipart ? await this.db.all(parts, { id }) : [] };
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

  /** Resolves to false when the session is gone, closed, or was moved by another writer meanwhile. */
  async advance(id: string, range: { from: number; to: number }, { digestSoFar, stored }: UploadProgress, now: number): Promise<boolean> {
    const state = stored ? JSON.stringify({ multipart: stored.multipart, remainder: stored.remainder }) : null;
    const isOurs = (await this.db.run(advance, { id, ...range, digestSoFar: digestSoFar ?? null, state, now })) > 0;
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

  /** Resolves to false when the session is gone or was closed before. */
  async finish(id: string, digest: Digest, now: number): Promise<boolean> {
    return (await this.db.run(finish, { id, digest, now })) > 0;
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
