// Runs of one kind of job as a resource: listed, looked at and ended in one way, whatever the job does.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import type { JobRun, RunsOfKind } from "../../management/jobs.ts";
import { accepted, ok, page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, endpoint, type Tag } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { TIMESTAMP, idNumber, prefixedId } from "./schemas.ts";
import type { ManagementServices } from "./services.ts";
import { optionalTime, timeText } from "./times.ts";

export const RUN_ID = prefixedId("job", "The id of a run");

/** What every run has; its options, progress and report are in its job's own words. */
export const RUN_FIELDS = {
  id: RUN_ID,
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  requested_by: z.string().openapi({ description: "A user or a robot; `schedule` for what repeats by itself" }),
  error: z.string().nullable(),
  created_at: TIMESTAMP,
  started_at: TIMESTAMP.nullable(),
  finished_at: TIMESTAMP.nullable(),
  cancel_requested_at: TIMESTAMP.nullable(),
};

export function runFields(run: JobRun) {
  return {
    id: formatId("job", run.id),
    state: run.state,
    requested_by: run.requestedBy,
    error: run.error ?? null,
    created_at: timeText(run.createdAt),
    started_at: optionalTime(run.startedAt),
    finished_at: optionalTime(run.finishedAt),
    cancel_requested_at: optionalTime(run.cancelRequestedAt),
  };
}

interface RunResource<Shown> {
  readonly tag: Tag;
  /** Of the list; what belongs to one run is below it. */
  readonly path: string;
  readonly ids: { readonly list: string; readonly get: string; readonly cancel: string };
  readonly noun: { readonly one: string; readonly many: string };
  /** What is left of what a run did that was ended. */
  readonly afterCancel: string;
  readonly schema: z.ZodType<unknown, Shown>;
  readonly show: (run: JobRun) => Shown;
  readonly runs: (services: ManagementServices) => RunsOfKind;
}

/** To list, get and cancel them. */
export function runEndpoints<Shown>(resource: RunResource<Shown>): Endpoint[] {
  const { tag, path, ids, noun, schema, show, runs } = resource;
  const shared = { tag, access: "site-admin", scope: "admin" } as const;
  const cursorName = `${ids.list}:id`;
  return [
    endpoint({
      ...shared,
      id: ids.list,
      method: "GET",
      path,
      summary: `List ${noun.many}`,
      paged: true,
      response: { status: 200, description: "A page of runs, the newest first", schema },
      handler: async ({ services, page: { limit, cursor } }) => {
        const [before] = readPosition(cursor, cursorName, ["number"]) ?? [];
        const { items, more } = await runs(services).list({ before, limit });
        return page({ items: items.map(show), next: more ? encodeCursor([items.at(-1)!.id], cursorName) : undefined });
      },
    }),
    endpoint({
      ...shared,
      id: ids.get,
      method: "GET",
      path: `${path}/{run_id}`,
      summary: `Get ${noun.one}`,
      params: { run_id: RUN_ID },
      response: { status: 200, description: "The run, with its progress and its report", schema },
      handler: async ({ services, params }) => ok(show(await runs(services).get(idNumber(params.run_id)))),
    }),
    endpoint({
      ...shared,
      id: ids.cancel,
      method: "POST",
      path: `${path}/{run_id}/cancel`,
      summary: `End ${noun.one}`,
      description: `Soon, between two of its steps. ${resource.afterCancel}`,
      params: { run_id: RUN_ID },
      failures: ["conflict"],
      response: { status: 202, description: "It ends, or has ended", schema },
      handler: async ({ services, actor, params }) => accepted(show(await runs(services).cancel(idNumber(params.run_id), actor))),
    }),
  ];
}
