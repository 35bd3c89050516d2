// The installation's storage: what it takes, verification, and what is kept aside because it is damaged.
import { z } from "@hono/zod-openapi";
import type { JobRun } from "../../management/jobs.ts";
import type { QuarantineRecord, StorageFigures } from "../../management/storage.ts";
import { accepted, ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { RUN_FIELDS, runEndpoints, runFields } from "./runs.ts";
import { TIMESTAMP, orNull } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";

const QUARANTINE = "storage-quarantine:id";
const COUNT = z.int().min(0);
const AMOUNT = z.object({ keys: COUNT, bytes: COUNT });

const FIGURES = z
  .object({
    logical_bytes: COUNT.openapi({ description: "Manifests, and each blob counted in every repository that has it" }),
    unique_bytes: COUNT.openapi({ description: "Manifests, and each blob counted once" }),
    stored_bytes: COUNT.openapi({ description: "What lies in storage: the parts below, without manifests, which are in the database" }),
    blobs: COUNT,
    blob_bytes: COUNT,
    manifest_bytes: COUNT,
    deleted_bytes: COUNT.openapi({ description: "Of deleted blobs, until the downloads that began before have ended" }),
    upload_bytes: COUNT.openapi({ description: "Of unfinished uploads" }),
    kept_aside_bytes: COUNT.openapi({ description: "Damaged, and kept for inspection" }),
    orphans: AMOUNT.extend({ counted_at: TIMESTAMP })
      .nullable()
      .openapi({ description: "What belongs to nobody, when storage was searched last; null when it never was" }),
    as_of: TIMESTAMP,
  })
  .openapi("StorageFigures");

const PROBLEM = z
  .object({
    kind: z.string().openapi({ example: "blob_missing" }),
    digest: z.string().optional(),
    storage_key: z.string().optional(),
    repository: z.string().optional(),
    tag: z.string().optional(),
    detail: z.string(),
    affected: z
      .array(z.string())
      .optional()
      .openapi({ description: "What is missed because of it", example: ["acme/api:v1"] }),
    repaired: z.boolean(),
  })
  .openapi("StorageProblem");

const REPORT = z
  .object({
    blobs: COUNT,
    rehashed_blobs: COUNT,
    rehashed_bytes: COUNT,
    keys: COUNT.openapi({ description: "In storage" }),
    manifests: COUNT,
    repositories: COUNT,
    namespaces: COUNT,
    orphans: AMOUNT.openapi({ description: "Old keys in storage that belong to nobody; the collector takes them away" }),
    recovered_blobs: COUNT.openapi({ description: "Were withheld, and are whole again" }),
    problems: COUNT,
    repaired: COUNT,
    details: z.array(PROBLEM).openapi({ description: "The first thousand" }),
  })
  .openapi("StorageVerificationReport");

const PROGRESS = z
  .object({ stage: z.enum(["blobs", "keys", "manifests", "links", "usage", "done"]), total_blobs: COUNT, report: REPORT })
  .openapi("StorageVerificationProgress");

const RUN = z
  .object({ ...RUN_FIELDS, repair: z.boolean(), progress: orNull(PROGRESS), report: orNull(REPORT) })
  .openapi("StorageVerification");

const NEW_RUN = z
  .strictObject({
    repair: z
      .boolean()
      .default(false)
      .openapi({ description: "Answer damaged blobs as absent, so that clients push them again, and put wrong counters right" }),
    sample: z.number().min(0).max(1).default(1).openapi({
      description: "The share of the blobs that are hashed; with 0 it is only looked whether they are there, with the right size",
    }),
    bytes_per_second: z.int().min(1).optional().openapi({ description: "Read no faster than this" }),
  })
  .openapi("NewStorageVerification")
  .prefault({});

const DAMAGED = z
  .object({
    digest: z.string(),
    storage_key: z.string().openapi({ description: "Where the bytes lie in storage" }),
    kind: z.enum(["missing", "truncated", "corrupt"]),
    expected_bytes: COUNT,
    found_bytes: COUNT.nullable(),
    found_digest: z.string().nullable(),
    found_at: TIMESTAMP,
    healed_at: TIMESTAMP.nullable().openapi({ description: "When the blob was pushed again" }),
  })
  .openapi("DamagedBlob");

const shared = { tag: "storage", access: "site-admin", scope: "admin" } as const;

export const STORAGE: readonly Endpoint[] = [
  endpoint({
    ...shared,
    id: "getStorage",
    method: "GET",
    path: "/storage",
    summary: "Get what the installation takes in storage",
    description: "From counters, not older than a minute; nothing is searched.",
    response: { status: 200, description: "Three sums side by side, and their parts", schema: FIGURES },
    handler: async ({ services }) => ok(toFigures(await services.storage.figures())),
  }),
  endpoint({
    ...shared,
    id: "startStorageVerification",
    method: "POST",
    path: "/storage/verifications",
    summary: "Compare metadata with storage",
    description:
      "Both ways, while pushes and pulls go on, and the bytes with their digests. What cannot be served is answered as absent at once, so that the next push heals it.",
    body: NEW_RUN,
    idempotent: true,
    failures: ["conflict"],
    response: { status: 202, description: "The run; it waits for a worker", schema: RUN },
    handler: async ({ services, body: { repair, sample, bytes_per_second: bytesPerSecond }, actor }) =>
      accepted(toRun(await services.storage.verify({ repair, share: sample, bytesPerSecond }, actor))),
  }),
  ...runEndpoints({
    tag: "storage",
    path: "/storage/verifications",
    ids: { list: "listStorageVerifications", get: "getStorageVerification", cancel: "cancelStorageVerification" },
    noun: { one: "a verification of storage", many: "verifications of storage" },
    afterCancel: "What it has found so far is in its report.",
    schema: RUN,
    show: toRun,
    runs: ({ storage }) => storage.verifications,
  }),
  endpoint({
    ...shared,
    id: "listDamagedBlobs",
    method: "GET",
    path: "/storage/quarantine",
    summary: "List damaged blobs, and bytes that are kept aside",
    paged: true,
    response: { status: 200, description: "A page of them, in the order in which they were found", schema: DAMAGED },
    handler: async ({ services, page: { limit, cursor } }) => {
      const [after = 0] = readPosition(cursor, QUARANTINE, ["number"]) ?? [];
      const { items, more } = await services.storage.quarantine(after, limit);
      return page({ items: items.map(toDamaged), next: more ? encodeCursor([items.at(-1)!.id], QUARANTINE) : undefined });
    },
  }),
];

function toFigures({ orphans, asOf, ...figures }: StorageFigures): z.input<typeof FIGURES> {
  return {
    logical_bytes: figures.logicalBytes,
    unique_bytes: figures.uniqueBytes,
    stored_bytes: figures.storedBytes,
    blobs: figures.blobs,
    blob_bytes: figures.blobBytes,
    manifest_bytes: figures.manifestBytes,
    deleted_bytes: figures.deletedBytes,
    upload_bytes: figures.uploadBytes,
    kept_aside_bytes: figures.keptAsideBytes,
    orphans: orphans ? { keys: orphans.keys, bytes: orphans.bytes, counted_at: timeText(orphans.countedAt) } : null,
    as_of: timeText(asOf),
  };
}

function toRun(run: JobRun): z.input<typeof RUN> {
  return {
    ...runFields(run),
    repair: run.options["repair"] === true,
    progress: toProgress(run.progress as z.input<typeof PROGRESS> | undefined),
    report: (run.report as z.input<typeof REPORT> | undefined) ?? null,
  };
}

/** Without the place where the next worker would go on. */
function toProgress(progress: z.input<typeof PROGRESS> | undefined): z.input<typeof PROGRESS> | null {
  return progress ? { stage: progress.stage, total_blobs: progress.total_blobs, report: progress.report } : null;
}

export function toDamaged(record: QuarantineRecord): z.input<typeof DAMAGED> {
  return {
    digest: record.digest,
    storage_key: record.storageKey,
    kind: record.kind,
    expected_bytes: record.expectedBytes,
    found_bytes: record.foundBytes ?? null,
    found_digest: record.foundDigest ?? null,
    found_at: timeText(record.foundAt),
    healed_at: optionalTime(record.healedAt),
  };
}
