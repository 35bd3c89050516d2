// kill -9 a node at random moments, or halt it, again and again, while clients push, delete and pull through all of them and the collector runs.
//
//   AERUGO_TEST_SEED=<the number a run printed> AERUGO_TEST_SOAK=10 npm test -- test/faults/cluster    ten times as long
import { describe } from "bun:test";
import { testFault } from "./fault-test.ts";

const KILLS = 6;
const HALTS = 4;

describe("nodes that are killed", () => {
  for (const storage of ["files", "s3"] as const) {
    testFault(
      `lose nothing that was acknowledged: ${storage}`,
      { storage, hasRedis: storage === "s3" },
      async ({ cluster, random, times }) => {
        for (let kill = 0; kill < KILLS * times; kill += 1) {
          await Bun.sleep(200 + random(1500));
          const node = random(cluster.size);
          await cluster.killNode(node);
          await Bun.sleep(random(500));
          await cluster.startNode(node);
        }
      },
    );
  }

  testFault("or stand still for seconds and go on lose nothing either", {}, async ({ cluster, random, times }) => {
    for (let halt = 0; halt < HALTS * times; halt += 1) {
      await Bun.sleep(200 + random(1000));
      // Also for longer than PostgreSQL bears a silent transaction.
      await cluster.haltNode(random(cluster.size), 500 + random(7000));
    }
  });
});
