import type { Command } from "commander";
import type { GcProgress, GcRun, GcStatus } from "../../packages/client/src/index.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import { addLimit, addRemoteOptions, remoteAction } from "./remote-command.ts";
import type { Remote } from "./remote/remote.ts";
import { byteSize } from "./remote/text.ts";
import type { Session } from "./session.ts";

export function addGc(program: Command, session: Session): void {
  const gc = program.command("gc").description("Free what nothing refers to any more, or find out what that would be");
  addExamples(gc, "aerugo gc status", "aerugo gc plan", "aerugo gc run --wait");
  addStatus(gc, session);
  addPlan(gc, session);
  addRun(gc, session);
  addList(gc, session);
  addCancel(gc, session);
}

const RUN = {
  id: ({ id }: GcRun) => id,
  columns: [
    { title: "ID", value: ({ id }: GcRun) => id },
    { title: "STATE", value: ({ state, cancel_requested_at }: GcRun) => (state === "running" && cancel_requested_at ? "ending" : state) },
    { title: "DRY RUN", value: ({ dry_run }: GcRun) => dry_run },
    { title: "REQUESTED BY", value: ({ requested_by }: GcRun) => requested_by },
    { title: "CREATED", value: ({ created_at }: GcRun) => created_at, kind: "time" as const },
    { title: "FINISHED", value: ({ finished_at }: GcRun) => finished_at, kind: "time" as const },
    { title: "FREED", value: ({ report, progress }: GcRun) => (report ?? progress)?.freed_bytes, kind: "bytes" as const },
    { title: "ERROR", value: ({ error }: GcRun) => error },
  ],
};

const REPORT = {
  ...RUN,
  columns: [
    ...RUN.columns,
    { title: "REVIEWED", value: ({ report }: GcRun) => report?.reviewed },
    { title: "KEPT", value: ({ report }: GcRun) => report?.kept },
    { title: "CONDEMNED", value: ({ report }: GcRun) => report?.condemned.count },
    { title: "MANIFESTS", value: ({ report }: GcRun) => report?.deleted.manifests.count },
    { title: "LINKS", value: ({ report }: GcRun) => report?.deleted.links.count },
    { title: "BLOBS", value: ({ report }: GcRun) => report?.deleted.blobs.count },
    { title: "BLOB BYTES", value: ({ report }: GcRun) => report?.deleted.blobs.bytes, kind: "bytes" as const },
    { title: "KEYS", value: ({ report }: GcRun) => report?.deleted.keys.count },
    { title: "ORPHANS", value: ({ report }: GcRun) => report?.deleted.orphans.count },
    { title: "UPLOADS", value: ({ report }: GcRun) => report?.deleted.uploads.count },
    { title: "ERRORS", value: ({ report }: GcRun) => report?.errors.count },
    { title: "HELD BACK", value: ({ report }: GcRun) => report?.held_back },
  ],
};

const STATUS = {
  id: ({ reclaimable_bytes }: GcStatus) => String(reclaimable_bytes),
  columns: [
    { title: "RECLAIMABLE", value: ({ reclaimable_bytes }: GcStatus) => reclaimable_bytes, kind: "bytes" as const },
    { title: "CONDEMNED BLOBS", value: ({ condemned }: GcStatus) => condemned.blobs },
    { title: "WAITING FOR DOWNLOADS", value: ({ waiting_for_downloads: { bytes } }: GcStatus) => bytes, kind: "bytes" as const },
    { title: "REVIEWS", value: ({ queue }: GcStatus) => queue.entries },
    { title: "REVIEWS DUE", value: ({ queue }: GcStatus) => queue.due },
    { title: "OLDEST DUE", value: ({ queue }: GcStatus) => queue.oldest_due_at, kind: "time" as const },
    { title: "HELD BACK", value: ({ held_back }: GcStatus) => held_back },
    { title: "RUNNING", value: ({ running }: GcStatus) => running && `${running.id} ${progressLine(running.progress ?? undefined)}` },
    { title: "LAST RUN", value: ({ last_run }: GcStatus) => last_run && `${last_run.id} ${last_run.state}` },
    { title: "FREED BY IT", value: ({ last_run }: GcStatus) => last_run?.report?.freed_bytes, kind: "bytes" as const },
  ],
};

/** How often a run is asked how far it has come. */
const WATCH_MS = 500;

function addStatus(gc: Command, session: Session): void {
  const command = gc.command("status").description("Show what could be freed, what waits for a review, and the last run");
  addExamples(addRemoteOptions(command), "aerugo gc status -o json");
  command.action(
    remoteAction<[]>(session, async ({ api, request, output }) => {
      output.one((await api.getGcStatus(request)).data, STATUS);
    }),
  );
}

interface RunOptions {
  readonly wait?: boolean;
  readonly sweep: boolean;
}

function addPlan(gc: Command, session: Session): void {
  const command = gc.command("plan").description("Say what a run would delete now, and delete nothing");
  command.option("--no-sweep", "Do not search storage for bytes that nothing knows of");
  addExamples(addRemoteOptions(command), "aerugo gc plan", "aerugo gc plan -o json");
  command.action(
    remoteAction<[], RunOptions>(session, async (remote, { sweep }) => {
      await report(remote, await started(remote, { dry_run: true, sweep }));
    }),
  );
}

function addRun(gc: Command, session: Session): void {
  const command = gc.command("run").description("Delete everything that is due, while pushes and pulls go on");
  command.option("-w, --wait", "Wait for its end, and print the report");
  command.option("--no-sweep", "Do not search storage for bytes that nothing knows of");
  addExamples(addRemoteOptions(command), "aerugo gc run", "aerugo gc run --wait -o json");
  command.action(
    remoteAction<[], RunOptions>(session, async (remote, { wait = false, sweep }) => {
      const run = await started(remote, { dry_run: false, sweep });
      if (!wait) return remote.output.one(run, RUN);
      return report(remote, run);
    }),
  );
}

function addList(gc: Command, session: Session): void {
  const command = gc.command("ls").alias("list").description("List runs, the newest first");
  addExamples(addLimit(addRemoteOptions(command), 20), "aerugo gc ls --limit 5");
  command.action(
    remoteAction<[]>(session, async (remote) => {
      const { api, request } = remote;
      remote.output.list(await remote.all((page) => api.listGcRuns({ ...request, query: page })), RUN);
    }),
  );
}

function addCancel(gc: Command, session: Session): void {
  const command = gc
    .command("cancel")
    .description("End a run between two of its steps; what it deleted stays deleted")
    .argument("[id]", "The run; the one that is under way when left out");
  addExamples(addRemoteOptions(command), "aerugo gc cancel");
  command.action(
    remoteAction<[string | undefined]>(session, async ({ api, request, output }, given) => {
      const run_id = given ?? (await api.getGcStatus(request)).data.running?.id;
      if (run_id === undefined) throw new CliError("conflict", "no collection is under way");
      output.one((await api.cancelGcRun({ ...request, path: { run_id } })).data, RUN);
    }),
  );
}

async function started({ api, request }: Remote, body: { dry_run: boolean; sweep: boolean }): Promise<GcRun> {
  return (await api.startGcRun({ ...request, body })).data;
}

/** At its end; one that somebody cancelled has a report of what it did, and is no success. */
async function report(remote: Remote, run: GcRun): Promise<void> {
  const ended = await watched(remote, run);
  remote.output.one(ended, REPORT);
  if (ended.state === "cancelled") throw new CliError("partial", "the collection was cancelled", "The next run does the rest.");
}

/** Resolves to the run at its end. Throws when that is a failure. */
async function watched({ api, request, output }: Remote, { id: run_id }: GcRun): Promise<GcRun> {
  for (let shown = ""; ; await Bun.sleep(WATCH_MS)) {
    const run = (await api.getGcRun({ ...request, path: { run_id } })).data;
    if (run.state === "failed") throw new CliError("failure", `the collection failed: ${run.error ?? "nobody knows why"}`);
    if (run.finished_at !== null) return run;
    const line = progressLine(run.progress ?? undefined);
    if (line !== shown) output.progress(line);
    shown = line;
  }
}

function progressLine(progress: GcProgress | undefined): string {
  if (!progress) return "waits for a worker";
  const { phase, done, total, per_second: rate, seconds_left: left, freed_bytes: freed } = progress;
  const parts = [
    `${phase}: ${done}${total === undefined ? "" : ` of ${total}`}`,
    ...(rate === undefined ? [] : [`${rate}/s`]),
    ...(left === undefined ? [] : [`${left} s left`]),
    ...(freed === 0 ? [] : [`${byteSize(freed)} freed`]),
  ];
  return parts.join(", ");
}
