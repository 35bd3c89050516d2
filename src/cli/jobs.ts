import { type Command, Option } from "commander";
import type { Job } from "../../packages/client/src/index.ts";
import { addExamples } from "./help.ts";
import { addLimit, addRemoteOptions, remoteAction } from "./remote-command.ts";
import type { Session } from "./session.ts";
import { given } from "./values.ts";

export function addJobs(program: Command, session: Session): void {
  const jobs = program.command("jobs").description("Watch background jobs, and end them");
  addExamples(jobs, "aerugo jobs ls", "aerugo jobs view job_12", "aerugo jobs cancel job_12");
  addList(jobs, session);
  addView(jobs, session);
  addCancel(jobs, session);
}

const SHAPE = {
  id: ({ id }: Job) => id,
  columns: [
    { title: "ID", value: ({ id }: Job) => id },
    { title: "KIND", value: ({ kind }: Job) => kind },
    { title: "STATE", value: ({ state, cancel_requested_at }: Job) => (state === "running" && cancel_requested_at ? "ending" : state) },
    { title: "REQUESTED BY", value: ({ requested_by }: Job) => requested_by },
    { title: "CREATED", value: ({ created_at }: Job) => created_at, kind: "time" as const },
    { title: "FINISHED", value: ({ finished_at }: Job) => finished_at, kind: "time" as const },
    { title: "ERROR", value: ({ error }: Job) => error },
  ],
};

const ONE = {
  ...SHAPE,
  columns: [
    ...SHAPE.columns,
    { title: "OPTIONS", value: ({ options }: Job) => textOf(options) },
    { title: "PROGRESS", value: ({ progress }: Job) => textOf(progress) },
    { title: "REPORT", value: ({ report }: Job) => textOf(report) },
  ],
};

function addList(jobs: Command, session: Session): void {
  const command = jobs.command("ls").alias("list").description("List runs of jobs, the newest first");
  command.addOption(new Option("--kind <kind>", "Runs of this job only"));
  addExamples(addLimit(addRemoteOptions(command), 50), "aerugo jobs ls --kind gc -o json");
  command.action(
    remoteAction<[], { kind?: string }>(session, async (remote, { kind }) => {
      const { api, request } = remote;
      remote.output.list(await remote.all((page) => api.listJobs({ ...request, query: { ...given({ kind }), ...page } })), SHAPE);
    }),
  );
}

function addView(jobs: Command, session: Session): void {
  const command = jobs.command("view").description("Show a run: how far it has come, or what came of it").argument("<id>", "The run");
  addExamples(addRemoteOptions(command), "aerugo jobs view job_12");
  command.action(
    remoteAction<[string]>(session, async ({ api, request, output }, job_id) => {
      output.one((await api.getJob({ ...request, path: { job_id } })).data, ONE);
    }),
  );
}

function addCancel(jobs: Command, session: Session): void {
  const command = jobs
    .command("cancel")
    .description("End a run between two of its steps; what it did stays done")
    .argument("<id>", "The run");
  addExamples(addRemoteOptions(command), "aerugo jobs cancel job_12");
  command.action(
    remoteAction<[string]>(session, async ({ api, request, output }, job_id) => {
      output.one((await api.cancelJob({ ...request, path: { job_id } })).data, ONE);
    }),
  );
}

function textOf(details: Job["progress"]): string | null {
  return (
    details &&
    Object.entries(details)
      .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(" ")
  );
}
