// Referrers: the manifests of a repository whose `subject` is a given digest. The subject itself need not exist.
import type { Kysely } from "kysely";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

/** One page of a list, and where the next one starts; undefined when this is the last. */
export interface ReferrerPage {
  readonly descriptors: readonly Descriptor[];
  readonly next: number | undefined;
}

export interface PageRequest {
  readonly artifactType?: string | undefined;
  /** Manifests keep their id, so pages neither repeat nor skip while others come and go; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
  /** A page ends before its manifests are larger than this together, but never before its first. */
  readonly limitBytes: number;
}

interface ListParameters {
  [name: string]: string | number;
  repository: string;
  subject: string;
  after: number;
}

/** Sizes first, without the annotations: a thousand of those may be gigabytes. */
const sizes = statement<ListParameters & { limit: number }>()("referrers.sizes", (db, p) =>
  referrersOf(db, p).select(["manifests.id", "manifests.size_bytes as sizeBytes"]).limit(p.limit),
);

const sizesOfType = statement<ListParameters & { limit: number; artifactType: string }>()("referrers.sizes_of_type", (db, p) =>
  referrersOf(db, p)
    .select(["manifests.id", "manifests.size_bytes as sizeBytes"])
    .where("manifests.artifact_type", "=", p.artifactType)
    .limit(p.limit),
);

const list = statement<ListParameters & { upTo: number }>()("referrers.list", (db, p) =>
  referrersOf(db, p).select(COLUMNS).where("manifests.id", "<=", p.upTo),
);

const listOfType = statement<ListParameters & { upTo: number; artifactType: string }>()("referrers.list_of_type", (db, p) =>
  referrersOf(db, p).select(COLUMNS).where("manifests.artifact_type", "=", p.artifactType).where("manifests.id", "<=", p.upTo),
);

const COLUMNS = ["digest", "media_type", "size_bytes", "artifact_type", "annotations"] as const;

function referrersOf(db: Kysely<Tables>, p: ListParameters) {
  return db
    .selectFrom("manifests")
    .where("manifests.repository_id", "=", db.selectFrom("repositories").select("id").where("name", "=", p.repository))
    .where("manifests.subject_digest", "=", p.subject)
    .where("manifests.id", ">", p.after)
    .orderBy("manifests.id");
}

export class ReferrerReader {
  constructor(private readonly db: Connection) {}

  async list(repository: string, subject: Digest, page: PageRequest): Promise<ReferrerPage> {
    const { artifactType, after, limit, limitBytes } = page;
    const where = { repository, subject, after };
    const found =
      artifactType === undefined
        ? await this.db.all(sizes, { ...where, limit: limit + 1 })
        : await this.db.all(sizesOfType, { ...where, artifactType, limit: limit + 1 });
    const fitting = Math.min(limit, countFitting(found, limitBytes));
    if (fitting === 0) return { descriptors: [], next: undefined };
    const upTo = found[fitting - 1]!.id;
    const rows =
      artifactType === undefined
        ? await this.db.all(list, { ...where, upTo })
        : await this.db.all(listOfType, { ...where, artifactType, upTo });
    return { descriptors: rows.map(toDescriptor), next: found.length > fitting ? upTo : undefined };
  }
}

function countFitting(found: readonly { sizeBytes: number }[], limitBytes: number): number {
  let bytes = 0;
  const tooMany = found.findIndex(({ sizeBytes }, index) => (bytes += sizeBytes) > limitBytes && index > 0);
  return tooMany < 0 ? found.length : tooMany;
}

interface ReferrerRow {
  digest: string;
  media_type: string;
  size_bytes: number;
  artifact_type: string | null;
  annotations: string | null;
}

function toDescriptor(row: ReferrerRow): Descriptor {
  return {
    mediaType: row.media_type,
    digest: row.digest as Digest,
    sizeBytes: row.size_bytes,
    ...(row.artifact_type ? { artifactType: row.artifact_type } : {}),
    ...(row.annotations ? { annotations: JSON.parse(row.annotations) as Record<string, string> } : {}),
  };
}
