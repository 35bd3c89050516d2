// What the numbers must be, and whether they are.
import type { Work } from "./cases/growth-states.ts";
import { advantagesOf, valuesOf } from "./figures.ts";
import type { CaseResult } from "./run.ts";
import { quantile } from "./measure/stats.ts";

/** The registry that the ratios are about. */
const REFERENCE_PEER = "docker-registry";

type Demand =
  /** The median advantage over the reference peer is at least this. */
  | { readonly atLeastTimes: number }
  /** Every round of Aerugo is below this. */
  | { readonly below: number }
  /** Every round of Aerugo is no more than this. */
  | { readonly atMost: number };

interface Budget {
  readonly text: string;
  readonly caseName: string;
  readonly metric: string;
  readonly demand: Demand;
}

/** What users wait for, however large the installation is. */
const GROWING = {
  "growth-tags": "tag list",
  "growth-catalog": "catalog",
  "growth-referrers": "referrers",
  "growth-pull": "pull",
  "growth-push": "push",
} as const satisfies Partial<Record<Work, string>>;

const BUDGETS: readonly Budget[] = [
  { text: "manifest GET by tag at least 10 ×", caseName: "manifest-tag", metric: "perSecond", demand: { atLeastTimes: 10 } },
  { text: "manifest GET by digest at least 10 ×", caseName: "manifest-digest", metric: "perSecond", demand: { atLeastTimes: 10 } },
  { text: "1 GiB blob GET at least 1.0 ×", caseName: "blob-1g", metric: "mibPerSecond", demand: { atLeastTimes: 1 } },
  { text: "1 GiB push (POST + PUT) at least 2 ×", caseName: "push-1g-put", metric: "mibPerSecond", demand: { atLeastTimes: 2 } },
  { text: "1 GiB push (POST + PATCH + PUT) at least 2 ×", caseName: "push-1g-patch", metric: "mibPerSecond", demand: { atLeastTimes: 2 } },
  { text: "64 uploads of 256 MiB at once: none fails", caseName: "uploads-64", metric: "failed", demand: { below: 1 } },
  { text: "64 uploads of 256 MiB at once: peak memory below 400 MB", caseName: "uploads-64", metric: "peakMb", demand: { below: 400 } },
  { text: "start to the first 200 below 300 ms", caseName: "start-up", metric: "startMs", demand: { below: 300 } },
  ...Object.entries(GROWING).flatMap(([caseName, what]): Budget[] => [
    { text: `${what}: p50 with a million blobs at most 1.5 × that with few`, caseName, metric: "growth", demand: { atMost: 1.5 } },
    { text: `${what}: p50 after a collection at most 1.5 × that before`, caseName, metric: "collected", demand: { atMost: 1.5 } },
  ]),
  { text: "push: p99 during a collection at most 2 × that before", caseName: "growth-push", metric: "felt", demand: { atMost: 2 } },
  {
    text: "push into what is collected: p99 during a collection at most 2 × that before",
    caseName: "growth-push-collected",
    metric: "felt",
    demand: { atMost: 2 },
  },
];

export interface Verdict {
  readonly budget: string;
  readonly verdict: "met" | "not met" | "not measured" | "not judged";
  readonly measured: number | null;
}

/** A quick run shows figures but judges none: its sizes are not the budgets'. */
export function judge(cases: readonly CaseResult[], quick: boolean): readonly Verdict[] {
  return BUDGETS.map((budget) => {
    const measured = measuredFor(budget, cases);
    if (measured === undefined) return { budget: budget.text, verdict: "not measured", measured: null };
    if (quick) return { budget: budget.text, verdict: "not judged", measured };
    return { budget: budget.text, verdict: isMet(budget.demand, measured) ? "met" : "not met", measured };
  });
}

function isMet(demand: Demand, measured: number): boolean {
  if ("atLeastTimes" in demand) return measured >= demand.atLeastTimes;
  return "below" in demand ? measured < demand.below : measured <= demand.atMost;
}

function measuredFor({ caseName, metric, demand }: Budget, cases: readonly CaseResult[]): number | undefined {
  const result = cases.find(({ name }) => name === caseName);
  const known = result?.metrics.find(({ key }) => key === metric);
  // A failed round hides a number that may be the worst of all: then nothing has been shown.
  if (!result || !known || (result.errors["aerugo"]?.length ?? 0) > 0) return undefined;
  const isCompared = "atLeastTimes" in demand;
  const values = isCompared ? advantagesOf(result, known, REFERENCE_PEER) : valuesOf(result, "aerugo", metric);
  if (values.length === 0) return undefined;
  return isCompared ? quantile(values, 0.5) : Math.max(...values);
}
