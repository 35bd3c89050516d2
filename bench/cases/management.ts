// The Management API's lists in a registry with very many repositories and tags, for a hundred callers at once: those who may read all
// of it, some of it and nothing of it.
import { once } from "../../src/lib/once.ts";
import { drive, type Script } from "../load/drive.ts";
import { type Request, request } from "../load/http.ts";
import { expecting } from "../load/registry.ts";
import { CALLERS, type CallerName, layTenants, type Tenants } from "../load/tenants.ts";
import { quantile } from "../measure/stats.ts";
import type { Scale } from "../scale.ts";
import { localAerugo, type Target } from "../servers.ts";
import { type Case, type Family, type Metric, type Sample } from "./case.ts";

const CONNECTIONS = 100;
const DEADLINE_MS = 60_000;
const MAX_REQUESTS_PER_CONNECTION = 200;
const MIN_REQUESTS_PER_CONNECTION = 3;

/** A path below /api/v1, and whether it is of the repository that the outsider may not read. */
type Ask = (tenants: Tenants) => string;

const OF_REPOSITORY = "of one repository";
const CASES: Readonly<Record<string, readonly [title: string, path: Ask, of?: typeof OF_REPOSITORY]>> = {
  repos: ["first page of all repositories", () => "/repos"],
  "repos-middle": [
    "page in the middle of all repositories",
    () => `/repos?cursor=${cursorOf("repositories:name", "org-050/team-3/service-50050")}`,
  ],
  "repos-private": ["private repositories", () => "/repos?visibility=private"],
  "repos-match": ["repositories with a word that all have", () => "/repos?q=service"],
  "repos-rare": ["repositories with a word that few have", () => "/repos?q=service-777"],
  "org-repos": ["repositories of an organization", ({ organization }) => `/orgs/${organization}/repos`],
  "search-tag": ["tags by their beginning, everywhere", () => "/search?kind=tag&q=v1"],
  "search-name-tag": ["tags of repositories by name", () => "/search?q=service-50:v1"],
  "search-digest": ["manifests by digest", ({ digest }) => `/search?kind=digest&q=${digest.slice(7, 19)}`],
  "tags-name": ["tags by name", tagsBy("name"), OF_REPOSITORY],
  "tags-time": ["tags, newest first", tagsBy("-updated_at"), OF_REPOSITORY],
  "tags-size": ["tags, largest first", tagsBy("-size"), OF_REPOSITORY],
  "tags-version": ["tags, highest version first", tagsBy("-version"), OF_REPOSITORY],
  "tags-match": ["tags with a common beginning, newest first", tagsBy("-updated_at&q=v1."), OF_REPOSITORY],
  "tags-few": ["tags with a rare beginning, newest first", tagsBy("-updated_at&q=v1.1."), OF_REPOSITORY],
  manifests: ["manifests, newest first", ofRepository("/manifests"), OF_REPOSITORY],
  repository: ["one repository", ofRepository(""), OF_REPOSITORY],
  manifest: ["one manifest", (tenants) => ofRepository(`/manifests/${tenants.digest}`)(tenants), OF_REPOSITORY],
};

const METRICS: readonly Metric[] = CALLERS.flatMap((caller) => [
  { key: `${caller}P50Ms`, unit: `ms, ${caller}, p50`, better: "lower" as const },
  { key: `${caller}P95Ms`, unit: `ms, ${caller}, p95`, better: "lower" as const },
]);

interface Filled {
  readonly target: Target;
  readonly tenants: Tenants;
}

export function managementFamily(scale: Scale): Family {
  const filled = once(() => startFilled(scale));
  const caseOf = (name: string): Case => ({
    name: `management-${name}`,
    title: `${CASES[name]![0]}, ${CONNECTIONS} callers at once`,
    metrics: METRICS,
    warmUp: false,
    writes: false,
    aerugoOnly: true,
    needsOwned: true,
    maxRounds: 1,
    measure: async () => measureCase(await filled(), name, scale.seconds),
  });
  return { name: "management", cases: Object.keys(CASES).map(caseOf) };
}

/** Stopped with everything else at the end of the run. */
async function startFilled(scale: Scale): Promise<Filled> {
  let tenants: Tenants | undefined;
  const prepare = ({ dataDir }: { dataDir: string }) => void (tenants = layTenants(dataDir, scale));
  const target = await localAerugo({ prepare }).start();
  return { target, tenants: tenants! };
}

async function measureCase({ target, tenants }: Filled, name: string, seconds: number): Promise<Sample> {
  const [, path, of] = CASES[name]!;
  const values: Record<string, number> = {};
  for (const caller of CALLERS) {
    const status = of && caller === "outsider" ? 404 : 200;
    const durations = await measureCaller(target, asked(tenants, caller, path(tenants)), status, seconds);
    values[`${caller}P50Ms`] = quantile(durations, 0.5);
    values[`${caller}P95Ms`] = quantile(durations, 0.95);
  }
  return { values };
}

async function measureCaller({ port }: Target, what: Request, status: number, seconds: number): Promise<number[]> {
  const durations: number[] = [];
  const untilMs = performance.now() + seconds * 1000;
  function* client(): Script {
    for (let sent = 0; sent < MIN_REQUESTS_PER_CONNECTION || performance.now() < untilMs; sent += 1) {
      if (sent === MAX_REQUESTS_PER_CONNECTION) return;
      const startedAt = performance.now();
      yield* expecting(status, what);
      // The first of each connection waits for the others' to be opened.
      if (sent > 0) durations.push(performance.now() - startedAt);
    }
  }
  await drive(port, Array.from({ length: CONNECTIONS }, client), DEADLINE_MS);
  return durations;
}

function asked({ tokens }: Tenants, caller: CallerName, path: string): Request {
  return request("GET", `/api/v1${path}`, { Authorization: `Bearer ${tokens[caller]}` });
}

function ofRepository(path: string): Ask {
  return ({ repository }) => {
    const [namespace, ...rest] = repository.split("/");
    return `/repos/${namespace}/${encodeURIComponent(rest.join("/"))}${path}`;
  };
}

function tagsBy(sort: string): Ask {
  return ofRepository(`/tags?sort=${sort}`);
}

/** As the API writes them. */
function cursorOf(tag: string, ...values: readonly string[]): string {
  return Buffer.from(JSON.stringify([tag, ...values])).toString("base64url");
}
