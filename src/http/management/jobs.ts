// Background work, for those who run the installation: what waits, what is under way, what came of it.
import { z } from "@hono/zod-openapi";
import type { JobRun } from "../../management/jobs.ts";
import { accepted, ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { RUN_FIELDS, RUN_ID, runFields } from "./runs.ts";
import { TIMESTAMP, idNumber } from "./schemas.ts";
import { optionalTime } from "./times.ts";

const CURSOR = "jobs:id";
const DETAILS = z.record(z.string(), z.unknown());

const JOB = z
  .object({
    ...RUN_FIELDS,
    kind: z.string().openapi({ description: "Which job it is a run of", example: "gc" }),
    options: DETAILS,
    progress: DETAILS.nullable().openapi({ description: "How far it has come, in the job's own words" }),
    report: DETAILS.nullable().openapi({ description: "What came of it, in the job's own words" }),
    losses: z.int().openapi({ description: "How many workers have gone silent over it" }),
    heartbeat_at: TIMESTAMP.nullable().openapi({ description: "When its worker was last heard of" }),
  })
  .openapi("Job");

export const JOBS: readonly Endpoint[] = [
  endpoint({
    id: "listJobs",
    method: "GET",
    path: "/jobs",
    tag: "jobs",
    summary: "List runs of background jobs",
    description: "The newest first. Of each kind the newest hundred that have ended are kept.",
    access: "site-admin",
    scope: "admin",
    query: {
      kind: z
        .string()
        .min(1)
        .max(64)
        .optional()
        .openapi({ param: { description: "Runs of this job only" }, example: "gc" }),
    },
    paged: true,
    response: { status: 200, description: "A page of runs", schema: JOB },
    handler: async ({ services, query: { kind }, page: { limit, cursor } }) => {
      const [before] = readPosition(cursor, CURSOR, ["number"]) ?? [];
      const { items, more } = await services.jobs.list(kind, { before, limit });
      return page({ items: items.map(toJob), next: more ? encodeCursor([items.at(-1)!.id], CURSOR) : undefined });
    },
  }),
  endpoint({
    id: "getJob",
    method: "GET",
    path: "/jobs/{job_id}",
    tag: "jobs",
    summary: "Get a run of a background job",
    access: "site-admin",
    scope: "admin",
    params: { job_id: RUN_ID },
    response: { status: 200, description: "The run", schema: JOB },
    handler: async ({ services, params }) => ok(toJob(await services.jobs.get(idNumber(params.job_id)))),
  }),
  endpoint({
    id: "cancelJob",
    method: "POST",
    path: "/jobs/{job_id}/cancel",
    tag: "jobs",
    summary: "End a run of a background job",
    description:
      "A run that waits ends at once; one that is under way ends soon, between two of its steps, and keeps the report of what it did. What it did stays done.",
    access: "site-admin",
    scope: "admin",
    params: { job_id: RUN_ID },
    failures: ["conflict"],
    response: { status: 202, description: "It ends, or has ended", schema: JOB },
    handler: async ({ services, actor, params }) => accepted(toJob(await services.jobs.cancel(idNumber(params.job_id), actor))),
  }),
];

function toJob(run: JobRun): z.input<typeof JOB> {
  return {
    ...runFields(run),
    kind: run.kind,
    options: run.options,
    progress: run.progress ?? null,
    report: run.report ?? null,
    losses: run.losses,
    heartbeat_at: optionalTime(run.heartbeatAt),
  };
}
