// Referrers: the manifests of a repository whose `subject` is a given digest. The subject itself need not exist.
import type { Digest } from "../oci/digest.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

/** A place in the list: manifests keep their id, so pages neither repeat nor skip while others come and go. */
export interface Referrer {
  readonly id: number;
  readonly descriptor: Descriptor;
}

const COLUMNS = [
  "manifests.id",
  "manifests.digest",
  "manifests.media_type",
  "manifests.size_bytes",
  "manifests.artifact_type",
  "manifests.annotations",
] as const;

const list = statement<{ repository: string; subject: string; after: number; limit: number }>()("referrers.list", (db, p) =>
  db
    .selectFrom("repositories")
    .innerJoin("manifests", "manifests.repository_id", "repositories.id")
    .select(COLUMNS)
    .where("repositories.name", "=", p.repository)
    .where("manifests.subject_digest", "=", p.subject)
    .where("manifests.id", ">", p.after)
    .orderBy("manifests.id")
    .limit(p.limit),
);

const listOfType = statement<{ repository: string; subject: string; artifactType: string; after: number; limit: number }>()(
  "referrers.list_of_type",
  (db, p) =>
    db
      .selectFrom("repositories")
      .innerJoin("manifests", "manifests.repository_id", "repositories.id")
      .select(COLUMNS)
      .where("repositories.name", "=", p.repository)
      .where("manifests.subject_digest", "=", p.subject)
      .where("manifests.artifact_type", "=", p.artifactType)
      .where("manifests.id", ">", p.after)
      .orderBy("manifests.id")
      .limit(p.limit),
);

export class ReferrerReader {
  constructor(private readonly db: Connection) {}

  async list(
    repository: string,
    subject: Digest,
    page: { artifactType?: string | undefined; after: number; limit: number },
  ): Promise<Referrer[]> {
    const { artifactType, after, limit } = page;
    const rows =
      artifactType === undefined
        ? await this.db.all(list, { repository, subject, after, limit })
        : await this.db.all(listOfType, { repository, subject, artifactType, after, limit });
    return rows.map((row) => ({
      id: row.id,
      descriptor: {
        mediaType: row.media_type,
        digest: row.digest as Digest,
        sizeBytes: row.size_bytes,
        ...(row.artifact_type ? { artifactType: row.artifact_type } : {}),
        ...(row.annotations ? { annotations: JSON.parse(row.annotations) as Record<string, string> } : {}),
      },
    }));
  }
}
