// Whether what users wait for grows with the installation, and whether garbage collection is felt: the same work on a small
// installation, on one with a million blobs, while ten thousand due reviews are worked off there, and afterwards.
import { once } from "../../src/lib/once.ts";
import { manifestCount } from "../load/installation.ts";
import { quantile } from "../measure/stats.ts";
import { KIB, type Scale } from "../scale.ts";
import type { Surroundings } from "../surroundings.ts";
import { type Case, type Family, type Metric, type Sample } from "./case.ts";
import { type Growth, measureGrowth, type State, STATES, WORK, type Work } from "./growth-states.ts";

const METRICS: readonly Metric[] = [
  ...STATES.map((state) => ({ key: `${state}P50Ms`, unit: `ms, ${state}, p50`, better: "lower" as const })),
  { key: "largeP99Ms", unit: "ms, large, p99", better: "lower" },
  { key: "collectingP99Ms", unit: "ms, collecting, p99", better: "lower" },
  { key: "growth", unit: "× p50, large to small", better: "lower" },
  { key: "collected", unit: "× p50, after to large", better: "lower" },
  { key: "felt", unit: "× p99, collecting to large", better: "lower" },
  { key: "requests", unit: "requests in the state with fewest", better: "higher" },
];

const COLLECTION_METRICS: readonly Metric[] = [
  { key: "seconds", unit: "s, one run", better: "lower" },
  { key: "perSecond", unit: "reviews/s", better: "higher" },
  { key: "runs", unit: "runs", better: "higher" },
];

export function growthFamily({ growth: scale }: Scale, on: Surroundings): Family {
  const measured = once(() => measureGrowth(scale, on));
  const caseOf = (name: string, title: string, metrics: readonly Metric[], sample: (growth: Growth) => Sample): Case => ({
    name,
    title: `${title}, one connection`,
    metrics,
    warmUp: false,
    writes: false,
    aerugoOnly: true,
    needsOwned: true,
    maxRounds: 1,
    diskBytes: manifestCount(scale.installation) * 40 * KIB,
    measure: async () => sample(await measured()),
  });
  const ofWork = (Object.keys(WORK) as Work[]).map((work) => caseOf(work, WORK[work], METRICS, (growth) => sampleOf(growth, work)));
  const title = `collection of ${scale.dueReviews} due reviews, half of which let a blob go, beside the rest`;
  return { name: "growth", cases: [...ofWork, caseOf("growth-gc", title, COLLECTION_METRICS, collectionSample)] };
}

function sampleOf({ durations }: Growth, work: Work): Sample {
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
      requests: Math.min(...STATES.map((state) => durations[state][work].length)),
    },
  };
}

function collectionSample({ collections }: Growth): Sample {
  const seconds = quantile(
    collections.map((each) => each.seconds),
    0.5,
  );
  const perSecond = quantile(
    collections.map((each) => each.reviewed / each.seconds),
    0.5,
  );
  return { values: { seconds, perSecond, runs: collections.length } };
}
