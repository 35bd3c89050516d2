// The shape of every fault test: a cluster under load, something that befalls it, and a look at what is left.
import { expect, test } from "bun:test";
import type { ToolName } from "../../../scripts/services.ts";
import { seedOfRun, seededRandom } from "../../kit/random.ts";
import { cannotBeTried, hintsFor } from "../../kit/tools.ts";
import { expectSound, recovered } from "./aftermath.ts";
import { Cluster, type ClusterOptions } from "./cluster.ts";
import { RestlessCollector } from "./collector.ts";
import { Ledger } from "./ledger.ts";
import { Load } from "./load.ts";

const LIMIT_MS = 180_000;
/** A soak goes on for so many times as long. */
const TIMES = Number(process.env.AERUGO_TEST_SOAK ?? 1);

export interface Befallen {
  readonly cluster: Cluster;
  readonly random: (below: number) => number;
  readonly times: number;
}

interface FaultOptions extends ClusterOptions {
  /** `false`: no request may fail because of it. */
  readonly isNoticed?: boolean;
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
      // Their own numbers: who asks first depends on the weather, and what befalls the cluster should not.
      const load = new Load(cluster, ledger, seededRandom(random(2 ** 31)));
      const collector = new RestlessCollector(cluster);
      try {
        await befall({ cluster, random, times: TIMES });
      } finally {
        await cluster.passEverything();
        await load.stop();
        await collector.stop();
      }
      const collected = await cluster.collected();
      console.log(`${name}: ${JSON.stringify({ ...ledger.counts, collected })}`);
      expect(collector.unexplained).toEqual([]);
      await recovered(cluster);
      expect(Math.min(ledger.counts.pushed ?? 0, collected)).toBeGreaterThan(0);
      if (options.isNoticed === false) expect(ledger.counts.transient ?? 0).toBe(0);
      const { abandoned, leaked } = await expectSound(cluster, ledger);
      console.log(`${name}: ${abandoned.length} abandoned and ${leaked.length} leaked, all gone`);
      if (options.isLeaky) expect(leaked.length).toBeGreaterThan(0);
    },
    LIMIT_MS * TIMES,
  );
}
