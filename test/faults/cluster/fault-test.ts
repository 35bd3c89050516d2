// The shape of every fault test: a cluster under load, something that befalls it, and a look at what is left.
import { expect, test } from "bun:test";
import type { ToolName } from "../../../scripts/services.ts";
import { seedOfRun, seededRandom } from "../../kit/random.ts";
import { cannotBeTried, hintsFor } from "../../kit/tools.ts";
import { until } from "../harness.ts";
import { expectSound, recovered } from "./aftermath.ts";
import { Cluster, type ClusterOptions } from "./cluster.ts";
import { RestlessCollector } from "./collector.ts";
import { Ledger } from "./ledger.ts";
import { Load } from "./load.ts";
import { Trouble } from "./trouble.ts";

const LIMIT_MS = 180_000;
const CALM_WITHIN_MS = 60_000;
const WORK = ["pushed", "pulled", "deleted"];
/** A soak goes on for so many times as long. */
const TIMES = Number(process.env.AERUGO_TEST_SOAK ?? 1);

export interface Befallen {
  readonly cluster: Cluster;
  readonly random: (below: number) => number;
  readonly times: number;
  /** No request may fail but in here, or shortly after. */
  readonly during: Trouble["during"];
}

interface FaultOptions extends ClusterOptions {
  /** `false`: clients need not feel it. Otherwise some do, or it was no fault. */
  readonly isNoticed?: boolean;
  /** How long they may feel it when it is over, where that is long. */
  readonly shortlyMs?: number;
  /** Something is left behind in storage for certain. */
  readonly isLeaky?: boolean;
}

export function testFault(name: string, options: FaultOptions, befall: (befallen: Befallen) => Promise<void>): void {
  const tools: ToolName[] = ["initdb"];
  if (options.storage === "s3") tools.push("versitygw");
  if (options.hasRedis) tools.push("redis-server");
  test.skipIf(cannotBeTried(name, hintsFor(tools)))(
    name,
    async () => {
      const random = seededRandom(seedOfRun());
      await using cluster = await Cluster.start(options);
      const ledger = new Ledger();
      const trouble = new Trouble(options.shortlyMs);
      // Their own numbers: who asks first depends on the weather, and what befalls the cluster should not.
      const load = new Load({ cluster, ledger, trouble, random: seededRandom(random(2 ** 31)) });
      const collector = new RestlessCollector(cluster);
      try {
        await befall({ cluster, random, times: TIMES, during: trouble.during });
        await cluster.passEverything();
        await recovered(cluster);
        await until("all work is done undisturbed", worksOn(ledger, trouble), CALM_WITHIN_MS);
      } finally {
        await cluster.passEverything();
        await load.stop();
        await collector.stop();
      }
      const collected = await cluster.collected();
      console.log(`${name}: ${JSON.stringify({ ...ledger.counts, collected })}`);
      expect(collector.unexplained).toEqual([]);
      expect(collected).toBeGreaterThan(0);
      if (options.isNoticed ?? true) expect(ledger.counts.transient ?? 0).toBeGreaterThan(0);
      const { abandoned, leaked } = await expectSound(cluster, ledger);
      console.log(`${name}: ${abandoned.length} abandoned and ${leaked.length} leaked, all gone`);
      if (options.isLeaky) expect(leaked.length).toBeGreaterThan(0);
    },
    LIMIT_MS * TIMES,
  );
}

/** Whether each kind of work has been done since the fault ceased to be an excuse for anything. */
function worksOn({ counts }: Ledger, trouble: Trouble): () => boolean {
  let before: Readonly<Record<string, number>> | undefined;
  return () => {
    if (trouble.excuses(performance.now())) return false;
    before ??= { ...counts };
    return WORK.every((what) => (counts[what] ?? 0) > (before?.[what] ?? 0));
  };
}
