// The states that the growth family compares: a small installation, a large one with a full review queue, the same while a collection works
// that off, and afterwards. They take turns, so that a slow minute of the disk meets them all.
import { freshContent } from "../load/content.ts";
import { driveOne, type Script } from "../load/drive.ts";
import { request, type Request } from "../load/http.ts";
import {
  type Installation,
  type InstallationSize,
  layDueReviews,
  layInstallation,
  NAMESPACE,
  OTHER_NAMESPACE,
} from "../load/installation.ts";
import { expecting, freshConfig, getManifest, imageOf, pushImage } from "../load/registry.ts";
import { type GrowthScale, KIB } from "../scale.ts";
import { flushDisk } from "../scratch.ts";
import { localAerugo, type Target } from "../servers.ts";
import type { Surroundings } from "../surroundings.ts";

export const STATES = ["small", "large", "collecting", "after"] as const;
export type State = (typeof STATES)[number];

export const WORK = {
  "growth-tags": "first page of 100 tags",
  "growth-catalog": "first page of 100 repositories",
  "growth-referrers": "first page of 1000 referrers",
  "growth-pull": "manifest GET by tag",
  "growth-push": "push of an image of two small blobs",
  "growth-push-collected": "the same into the namespace that is collected",
} as const;
export type Work = keyof typeof WORK;

/** By the namespace they go to: in the one that is collected, pushes and reviews wait for each other on PostgreSQL. */
const PUSHES = { "growth-push": OTHER_NAMESPACE, "growth-push-collected": NAMESPACE } as const;

/** As many blobs as fill its pages. */
const SMALL: InstallationSize = { repositories: 100, manifestsInFirst: 100, manifestsPerRepository: 1, blobsPerManifest: 10 };
/**
 * Nothing is collected but by the runs that are measured. These delete what the one before took out, as fast as storage lets them: at the
 * usual rate a run would mostly wait, and be felt by nobody.
 */
const FLAGS = Object.entries({
  "--gc-interval-seconds": "off",
  "--gc-sweep-interval-seconds": "off",
  "--gc-download-grace-seconds": "0",
  "--gc-deletions-per-second": "100000",
}).flat();
const DEADLINE_MS = 600_000;
const POLL_MS = 200;
/** Every so many rounds of reading there is a push: pushes write to the disk. */
const READS_PER_PUSH = 5;
const ROUNDS_LIMIT = 40;

export type Durations = Readonly<Record<Work, number[]>>;

/** What its report says. */
export interface Collection {
  readonly seconds: number;
  readonly reviewed: number;
}

export interface Growth {
  readonly durations: Readonly<Record<State, Durations>>;
  readonly collections: readonly Collection[];
}

interface Filled extends Installation {
  readonly target: Target;
}

export async function measureGrowth(scale: GrowthScale, on: Surroundings): Promise<Growth> {
  const small = await startFilled(SMALL, on);
  const large = await startFilled(scale.installation, on);
  try {
    for (const filled of [small, large]) await measureIdle(filled, emptyDurations(), scale);
    return await measureRounds(small, large, scale);
  } finally {
    for (const { target } of [small, large]) await target.stop();
  }
}

async function startFilled(size: InstallationSize, on: Surroundings): Promise<Filled> {
  let installation: Installation | undefined;
  const prepare = async (place: Installation["place"]) => void (installation = await layInstallation(place, size));
  const target = await localAerugo({ prepare, flags: FLAGS, on }).start();
  return { target, ...installation! };
}

async function measureRounds(small: Filled, large: Filled, scale: GrowthScale): Promise<Growth> {
  const durations = { small: emptyDurations(), large: emptyDurations(), collecting: emptyDurations(), after: emptyDurations() };
  const collections: Collection[] = [];
  const pushesIn = (state: State) => Math.min(...(Object.keys(PUSHES) as Work[]).map((work) => durations[state][work].length));
  const isEnough = () => STATES.every((state) => pushesIn(state) >= scale.pushes);
  for (let round = 0; round < scale.rounds || !isEnough(); round += 1) {
    if (round === ROUNDS_LIMIT) throw new Error(`fewer than ${scale.pushes} pushes in one of the states after ${round} rounds`);
    await layDueReviews(large, scale.dueReviews, round);
    const idle = [() => measureIdle(small, durations.small, scale), () => measureIdle(large, durations.large, scale)];
    for (const measure of round % 2 === 0 ? idle : idle.toReversed()) await measure();
    collections.push(await measureCollecting(large, durations.collecting, scale));
    await measureIdle(large, durations.after, scale);
  }
  return { durations, collections };
}

async function measureIdle(filled: Filled, durations: Durations, { requests }: GrowthScale): Promise<void> {
  await flushDisk();
  await measureWork(
    filled,
    (count) => count < requests,
    (work, _, durationMs) => durations[work].push(durationMs),
  );
}

/** Only what was begun between the run's own start and its end counts. */
async function measureCollecting(filled: Filled, durations: Durations, { dueReviews }: GrowthScale): Promise<Collection> {
  await flushDisk();
  const begun: { work: Work; at: number; durationMs: number }[] = [];
  const { id } = await callApi<{ id: string }>(filled, "POST", "/api/v1/gc/runs", {});
  let isOver = false;
  const [run] = await Promise.all([
    endOf(filled, id).finally(() => (isOver = true)),
    measureWork(
      filled,
      () => !isOver,
      (work, at, durationMs) => begun.push({ work, at, durationMs }),
    ),
  ]);
  const { reviewed, errors } = run.report;
  if (reviewed !== dueReviews || errors.count > 0)
    throw new Error(`the collection reviewed ${reviewed} of ${dueReviews}, with ${errors.count} errors: ${errors.first[0] ?? ""}`);
  const [from, to] = [Date.parse(run.started_at), Date.parse(run.finished_at)];
  for (const { work, at, durationMs } of begun) if (at >= from && at <= to) durations[work].push(durationMs);
  return run.report;
}

interface Run {
  readonly state: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly report: Collection & { readonly errors: { readonly count: number; readonly first: readonly string[] } };
}

async function endOf(filled: Filled, id: string): Promise<Run> {
  for (;;) {
    const run = await callApi<Run>(filled, "GET", `/api/v1/gc/runs/${id}`);
    if (run.state === "done") return run;
    if (run.state === "failed" || run.state === "cancelled") throw new Error(`the collection ended as ${run.state}`);
    await Bun.sleep(POLL_MS);
  }
}

type Recorder = (work: Work, startedAt: number, durationMs: number) => void;

async function measureWork(filled: Filled, goesOn: (count: number) => boolean, record: Recorder): Promise<void> {
  await driveOne(filled.target.port, authorized(mixedWork(filled, goesOn, record), filled.token), DEADLINE_MS);
}

function* mixedWork({ repository, tag, subject }: Installation, goesOn: (count: number) => boolean, record: Recorder): Script {
  const reads: Readonly<Record<Exclude<Work, keyof typeof PUSHES>, Request>> = {
    "growth-tags": request("GET", `/v2/${repository}/tags/list?n=100`),
    "growth-catalog": request("GET", "/v2/_catalog?n=100"),
    "growth-referrers": request("GET", `/v2/${repository}/referrers/${subject}`),
    "growth-pull": getManifest(repository, tag),
  };
  for (let count = 0; goesOn(count); count += 1) {
    for (const [work, wanted] of Object.entries(reads) as [Work, Request][]) yield* timed(work, record, expecting(200, wanted));
    if (count % READS_PER_PUSH !== 0) continue;
    for (const [work, namespace] of Object.entries(PUSHES) as [Work, string][]) {
      const image = imageOf(freshConfig(), [freshContent(4 * KIB)]);
      yield* timed(work, record, pushImage(`${namespace}/pushed`, image.manifest.digest.slice(-32), image));
    }
  }
}

function* timed(work: Work, record: Recorder, script: Script<unknown>): Script {
  const at = Date.now();
  const startedAt = performance.now();
  yield* script;
  record(work, at, performance.now() - startedAt);
}

/** The same script of somebody who is signed in. */
function* authorized(script: Script, token: string): Script {
  const header = Buffer.from(`Authorization: Bearer ${token}\r\n`, "latin1");
  for (let step = script.next(); !step.done;) {
    const [head, ...body] = step.value.segments;
    const text = Buffer.from(head!.bytes);
    const end = text.indexOf("\r\n") + 2;
    const bytes = Buffer.concat([text.subarray(0, end), header, text.subarray(end)]);
    step = script.next(yield { ...step.value, segments: [{ bytes, times: 1 }, ...body] });
  }
}

async function callApi<T>({ target, token }: Filled, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${target.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return (await answer.json()) as T;
}

function emptyDurations(): Durations {
  return {
    "growth-tags": [],
    "growth-catalog": [],
    "growth-referrers": [],
    "growth-pull": [],
    "growth-push": [],
    "growth-push-collected": [],
  };
}
