// Upload sessions: a blob on its way in. The recorded offset is what storage holds for certain.
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
  /** The session is closed: a repeated close with this digest is answered as the first was. */
  readonly finishedDigest: Digest | undefined;
}

const COLUMNS = ["id", "repository", "algorithm", "offset_bytes", "digest_so_far", "finished_digest"] as const;

const find = statement<{ id: string }>()("upload_sessions.find", (db, p) =>
  db.selectFrom("upload_sessions").select(COLUMNS).where("id", "=", p.id),
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

const advance = statement<{ id: string; from: number; to: number; digestSoFar: string | null; now: number }>()(
  "upload_sessions.advance",
  (db, p) =>
    db
      .updateTable("upload_sessions")
      .set({ offset_bytes: p.to, digest_so_far: p.digestSoFar, touched_at: p.now })
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
      }
    );
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
  async advance(id: string, range: { from: number; to: number }, digestSoFar: Digest | undefined, now: number): Promise<boolean> {
    return (await this.db.run(advance, { id, ...range, digestSoFar: digestSoFar ?? null, now })) > 0;
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
