// Whether what users wait for grows with the installation, and whether garbage collection is felt: the same work on a small
// installation, on one with a million blobs, while ten thousand due reviews are worked off there, and afterwards.
import { once } from "../../src/lib/once.ts";
import { hashSecret, newSecret } from "../../src/auth/secret-tokens.ts";
import { openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import { join } from "node:path";
import { freshContent } from "../load/content.ts";
import { driveOne, type Script } from "../load/drive.ts";
import { request, type Request } from "../load/http.ts";
import { type Installation, layInstallation } from "../load/installation.ts";
import { expecting, freshConfig, getManifest, type Image, imageOf, pushImage } from "../load/registry.ts";
import { quantile } from "../measure/stats.ts";
import { KIB, type Scale } from "../scale.ts";
import { localAerugo, type Target } from "../servers.ts";
import { type Case, type Family, type Metric, type Sample } from "./case.ts";

const DEADLINE_MS = 600_000;
const SMALL = { manifests: 10, manifestsPerRepository: 10, blobsPerManifest: 10, dueReviews: 0 };
const POLL_MS = 200;
/** More than are pushed in one state, as a rule: what was pushed before costs less. */
const IMAGES = 1000;
/** Pushes write to the disk: fewer of them say as much. */
const PUSH_SHARE = 10;

const STATES = ["small", "large", "collecting", "after"] as const;
type State = (typeof STATES)[number];

const WORK = {
  "growth-tags": "first page of 100 tags",
  "growth-catalog": "first page of 100 repositories",
  "growth-referrers": "first page of 1000 referrers",
  "growth-pull": "manifest GET by tag",
  "growth-push": "push of an image of two small blobs",
} as const;
type Work = keyof typeof WORK;

type Durations = Record<State, Record<Work, number[]>>;

const METRICS: readonly Metric[] = [
  ...STATES.map((state) => ({ key: `${state}P50Ms`, unit: `ms, ${state}, p50`, better: "lower" as const })),
  { key: "largeP99Ms", unit: "ms, large, p99", better: "lower" },
  { key: "collectingP99Ms", unit: "ms, collecting, p99", better: "lower" },
  { key: "growth", unit: "× p50, large to small", better: "lower" },
  { key: "collected", unit: "× p50, after to large", better: "lower" },
  { key: "felt", unit: "× p99, collecting to large", better: "lower" },
];

export function growthFamily(scale: Scale): Family {
  const measured = once(() => measureAll(scale));
  const caseOf = (name: Work): Case => ({
    name,
    title: `${WORK[name]}, one connection`,
    metrics: METRICS,
    warmUp: false,
    writes: false,
    aerugoOnly: true,
    needsOwned: true,
    maxRounds: 1,
    diskBytes: scale.installation.manifests * 20 * KIB,
    measure: async () => sampleOf(await measured(), name),
  });
  return { name: "growth", cases: (Object.keys(WORK) as Work[]).map(caseOf) };
}

function sampleOf(durations: Durations, work: Work): Sample {
  const p50 = (state: State) => quantile(durations[state][work], 0.5);
  const p99 = (state: State) => quantile(durations[state][work], 0.99);
  const medians = Object.fromEntries(STATES.map((state) => [`${state}P50Ms`, p50(state)]));
  return {
    values: {
      ...medians,
      largeP99Ms: p99("large"),
      collectingP99Ms: p99("collecting"),
      growth: p50("large") / p50("small"),
      collected: p50("after") / p50("large"),
      felt: p99("collecting") / p99("large"),
    },
  };
}

async function measureAll(scale: Scale): Promise<Durations> {
  const small = await startFilled(SMALL);
  const ofSmall = await measureIdle(small, scale);
  await small.target.stop();
  const large = await startFilled(scale.installation);
  const ofLarge = await measureIdle(large, scale);
  const collecting = await measureCollecting(large, scale);
  const after = await measureIdle(large, scale);
  await large.target.stop();
  return { small: ofSmall, large: ofLarge, collecting, after };
}

interface Filled {
  readonly target: Target;
  readonly installation: Installation;
  readonly token: string;
}

async function startFilled(size: Scale["installation"]): Promise<Filled> {
  let installation: Installation | undefined;
  const token = newSecret("personal");
  const prepare = (dataDir: string) => {
    installation = layInstallation(dataDir, size);
    addAdministrator(dataDir, token);
  };
  // One look decides: what the second look waits for is an hour.
  const flags = ["--gc-condemned-seconds", "0", "--gc-download-grace-seconds", "0"];
  const target = await localAerugo({ prepare, flags }).start();
  return { target, installation: installation!, token };
}

function addAdministrator(dataDir: string, token: string): void {
  using database = openDatabase(join(dataDir, "aerugo.db"));
  const namespace = database.query("insert into namespaces (name, kind, created_at) values ('bench', 'user', 0) returning id").get();
  const { id: namespaceId } = namespace as { id: number };
  const user = database.query(
    "insert into users (namespace_id, username, password_hash, is_admin, created_at) values (?, 'bench', '!', 1, 0) returning id",
  );
  const { id } = user.get(namespaceId) as { id: number };
  database
    .query("insert into tokens (user_id, name, secret_hash, scopes, is_limited, created_at) values (?, 'bench', ?, ?, 0, 0)")
    .run(id, hashSecret(token), JSON.stringify(["admin"]));
}

async function measureIdle(filled: Filled, { growthRequests }: Scale): Promise<Durations[State]> {
  const durations = emptyDurations();
  await measureWork(filled, durations, (count) => count < growthRequests);
  return durations;
}

/** For as long as the run lasts. */
async function measureCollecting(filled: Filled, { growthRequests }: Scale): Promise<Durations[State]> {
  const durations = emptyDurations();
  const run = await callApi(filled, "POST", "/api/v1/gc/runs", {});
  let isRunning = true;
  const watching = (async () => {
    while (isRunning) {
      const { state } = await callApi(filled, "GET", `/api/v1/gc/runs/${String(run["id"])}`);
      if (state === "failed" || state === "cancelled") throw new Error(`the collection ended as ${state}`);
      isRunning = state !== "done";
      await Bun.sleep(POLL_MS);
    }
  })();
  // So short a run that it is over before anything was measured has shown nothing; then what follows it counts.
  await measureWork(filled, durations, (count) => isRunning || count < growthRequests / PUSH_SHARE);
  await watching;
  return durations;
}

async function measureWork(filled: Filled, durations: Durations[State], goesOn: (count: number) => boolean): Promise<void> {
  const { port } = filled.target;
  const images = Array.from({ length: IMAGES }, () => imageOf(freshConfig(), [freshContent(4 * KIB)]));
  await driveOne(port, authorized(mixedWork(filled.installation, images, durations, goesOn), filled.token), DEADLINE_MS);
}

function* mixedWork(
  { repository, tag, subject }: Installation,
  images: readonly Image[],
  durations: Durations[State],
  goesOn: (count: number) => boolean,
): Script {
  const reads: Readonly<Record<Exclude<Work, "growth-push">, Request>> = {
    "growth-tags": request("GET", `/v2/${repository}/tags/list?n=100`),
    "growth-catalog": request("GET", "/v2/_catalog?n=100"),
    "growth-referrers": request("GET", `/v2/${repository}/referrers/${subject}`),
    "growth-pull": getManifest(repository, tag),
  };
  for (let count = 0; goesOn(count); count += 1) {
    for (const [work, wanted] of Object.entries(reads) as [Work, Request][]) yield* timed(durations[work], () => expecting(200, wanted));
    if (count % PUSH_SHARE !== 0) continue;
    const image = images[(count / PUSH_SHARE) % images.length]!;
    yield* timed(durations["growth-push"], () => pushImage("bench/pushed", `v${count}`, image));
  }
}

function* timed(durations: number[], work: () => Script<unknown>): Script {
  const startedAt = performance.now();
  yield* work();
  durations.push(performance.now() - startedAt);
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

async function callApi({ target, token }: Filled, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${target.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return (await answer.json()) as Record<string, unknown>;
}

function emptyDurations(): Durations[State] {
  return { "growth-tags": [], "growth-catalog": [], "growth-referrers": [], "growth-pull": [], "growth-push": [] };
}
