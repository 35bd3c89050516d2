// What befalls PostgreSQL, and the way to it, while clients push, delete and pull on every node and the collector runs. No node is started again.
import { describe } from "bun:test";
import type { Fault } from "../../kit/fault-proxy.ts";
import { testFault } from "./fault-test.ts";

const ROUNDS = 4;
/** What a silent connection held is free when the server has given it up, too. */
const SILENCE_MS = 10_000;
const FAULTS: readonly Fault[] = [
  { kind: "cut" },
  { kind: "cut", how: "end", after: { direction: "up", bytes: 3000 } },
  { kind: "cut", after: { direction: "down", bytes: 3000 } },
  { kind: "refuse" },
  { kind: "stall" },
  { kind: "half-open" },
  { kind: "slow", delayMs: 40 },
];

describe("a database", () => {
  testFault("that crashes and recovers loses nothing that was acknowledged", {}, async ({ cluster, random, times, during }) => {
    for (let crash = 0; crash < ROUNDS * times; crash += 1) {
      await Bun.sleep(1000 + random(1500));
      await during(async () => {
        await cluster.postgres.stop("immediate");
        await Bun.sleep(random(1000));
        await cluster.postgres.startAgain();
      });
    }
  });

  testFault(
    "that cannot be reached in every way there is comes back",
    { shortlyMs: SILENCE_MS },
    async ({ cluster, random, times, during }) => {
      for (const fault of Array.from({ length: times }, () => FAULTS).flat()) {
        await Bun.sleep(500 + random(1000));
        await during(async () => {
          await cluster.database.set(fault);
          await Bun.sleep(500 + random(1500));
          // What went silent stays so: the nodes have to find out by themselves.
          await cluster.database.pass();
        });
      }
    },
  );
});
