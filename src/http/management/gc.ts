// Garbage collection, for those who run the installation: what waits and could be freed, plans and runs.
import { z } from "@hono/zod-openapi";
import type { GcStatus } from "../../management/garbage-collection.ts";
import type { JobRun } from "../../management/jobs.ts";
import { accepted, ok } from "./answer.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { RUN_FIELDS, runEndpoints, runFields } from "./runs.ts";
import { TIMESTAMP, orNull } from "./schemas.ts";
import { optionalTime } from "./times.ts";

const COUNT = z.int().min(0);

const AMOUNT = z.object({ count: COUNT, bytes: COUNT });
const DELETED = z
  .object({
    manifests: AMOUNT,
    links: AMOUNT.openapi({ description: "Blobs that a repository has no more" }),
    blobs: AMOUNT.openapi({ description: "Blobs that no repository has any more; their bytes go a little later" }),
    keys: AMOUNT.openapi({ description: "Bytes of such blobs, deleted in storage" }),
    orphans: AMOUNT.openapi({ description: "Bytes that nothing knew of, deleted in storage" }),
    uploads: AMOUNT.openapi({ description: "Uploads that nobody went on with" }),
  })
  .openapi("GcDeleted");

const PROGRESS = z
  .object({
    phase: z.enum(["reviews", "keys", "uploads", "orphans"]),
    done: COUNT.openapi({ description: "Looked at in this phase" }),
    total: COUNT.optional().openapi({ description: "To be looked at, where that is known" }),
    per_second: COUNT.optional(),
    seconds_left: COUNT.optional().openapi({ description: "An estimate for this phase" }),
    deleted: DELETED,
    freed_bytes: COUNT,
  })
  .openapi("GcProgress");

const REPORT = z
  .object({
    dry_run: z.boolean(),
    as_of: TIMESTAMP.openapi({ description: "What was due then was reviewed" }),
    seconds: z.number(),
    reviewed: COUNT,
    kept: COUNT,
    condemned: AMOUNT.openapi({ description: "Blobs that go unless somebody asks for them soon" }),
    deleted: DELETED,
    freed_bytes: COUNT.openapi({ description: "In storage" }),
    repositories: z
      .array(z.object({ repository: z.string(), manifests: COUNT, links: COUNT, bytes: COUNT }))
      .openapi({ description: "Those that lost most; `bytes` are of blobs that no other repository has" }),
    errors: z.object({ count: COUNT, first: z.array(z.string()) }),
    held_back: z.string().optional().openapi({ description: "Why bytes were left in storage" }),
  })
  .openapi("GcReport");

const RUN = z.object({ ...RUN_FIELDS, dry_run: z.boolean(), progress: orNull(PROGRESS), report: orNull(REPORT) }).openapi("GcRun");

const WAITING = z.object({ blobs: COUNT, bytes: COUNT });
const STATUS = z
  .object({
    reclaimable_bytes: COUNT.openapi({ description: "Of condemned blobs, and of bytes that wait for downloads to end" }),
    condemned: WAITING.openapi({ description: "Blobs that go unless somebody asks for them soon" }),
    waiting_for_downloads: WAITING.openapi({ description: "Bytes of blobs that are gone" }),
    namespaces: z
      .array(WAITING.extend({ namespace: z.string() }))
      .openapi({ description: "Whose blobs are condemned, the most bytes first; a blob of two namespaces counts in both" }),
    queue: z.object({ entries: COUNT, due: COUNT, oldest_due_at: TIMESTAMP.nullable() }).openapi({ description: "Reviews" }),
    held_back: z.string().nullable().openapi({ description: "Why no bytes are deleted from storage now" }),
    running: orNull(RUN),
    last_run: orNull(RUN).openapi({ description: "The newest that has ended and was no dry run" }),
  })
  .openapi("GcStatus");

const NEW_RUN = z
  .strictObject({
    dry_run: z.boolean().default(false).openapi({ description: "Only say what a run would delete now" }),
    sweep: z.boolean().default(true).openapi({ description: "Whether storage is searched for bytes that nothing knows of" }),
  })
  .openapi("NewGcRun")
  .prefault({});

const shared = { tag: "gc", access: "site-admin", scope: "admin" } as const;

export const GC: readonly Endpoint[] = [
  endpoint({
    ...shared,
    id: "getGcStatus",
    method: "GET",
    path: "/gc",
    summary: "Get what garbage collection has to do and could free",
    response: { status: 200, description: "What waits now; nothing is searched for it", schema: STATUS },
    handler: async ({ services }) => ok(toStatus(await services.garbageCollection.status())),
  }),
  endpoint({
    ...shared,
    id: "startGcRun",
    method: "POST",
    path: "/gc/runs",
    summary: "Collect garbage now, or find out what that would delete",
    description:
      "Everything that is due goes, while pushes and pulls go on. A dry run decides by the same rules and deletes nothing: a run that follows at once, with nothing changed in between, deletes what it said.",
    body: NEW_RUN,
    idempotent: true,
    failures: ["conflict"],
    response: { status: 202, description: "The run; it waits for a worker", schema: RUN },
    handler: async ({ services, body, actor }) =>
      accepted(toRun(await services.garbageCollection.start({ isPlan: body.dry_run, sweeps: body.sweep }, actor))),
  }),
  ...runEndpoints({
    tag: "gc",
    path: "/gc/runs",
    ids: { list: "listGcRuns", get: "getGcRun", cancel: "cancelGcRun" },
    noun: { one: "a run of garbage collection", many: "runs of garbage collection" },
    afterCancel: "What it has deleted stays deleted and is in its report; the rest is left for the next run.",
    schema: RUN,
    show: toRun,
    runs: ({ garbageCollection }) => garbageCollection.runs,
  }),
];

function toStatus({ queue, condemned, deleted, namespaces, heldBack, running, last }: GcStatus): z.input<typeof STATUS> {
  return {
    reclaimable_bytes: condemned.bytes + deleted.bytes,
    condemned,
    waiting_for_downloads: deleted,
    namespaces: [...namespaces],
    queue: { entries: queue.entries, due: queue.due, oldest_due_at: optionalTime(queue.oldestDueAt) },
    held_back: heldBack ?? null,
    running: running ? toRun(running) : null,
    last_run: last ? toRun(last) : null,
  };
}

function toRun(run: JobRun): z.input<typeof RUN> {
  return {
    ...runFields(run),
    dry_run: run.options["dry_run"] === true,
    progress: run.progress === undefined ? null : toProgress(run.progress),
    report: (run.report as z.input<typeof REPORT> | undefined) ?? null,
  };
}

/** Without what only the next worker needs. */
function toProgress(progress: NonNullable<JobRun["progress"]>): z.input<typeof PROGRESS> {
  const shown = Object.entries(progress).filter(([name]) => name !== "state");
  return Object.fromEntries(shown) as z.input<typeof PROGRESS>;
}
