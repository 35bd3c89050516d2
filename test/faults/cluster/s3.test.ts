// What befalls the way to S3, while clients push, delete and pull on every node and the collector runs: slow, refusing, cut in the middle of
// requests and answers, silent, each or all at once.
import { describe } from "bun:test";
import type { Fault, LinkFault } from "../../kit/fault-proxy.ts";
import { MIB } from "../harness.ts";
import { testFault } from "./fault-test.ts";

const LINK_FAULTS: readonly LinkFault[] = [
  { kind: "cut" },
  { kind: "cut", after: { direction: "up", bytes: 20_000 } },
  { kind: "cut", how: "end", after: { direction: "down", bytes: 20_000 } },
  { kind: "slow", delayMs: 30, bytesPerSecond: 2 * MIB },
];

describe("S3", () => {
  testFault("in every kind of trouble loses nothing that was acknowledged", { storage: "s3" }, async ({ cluster, random, times }) => {
    const faults: readonly Fault[] = [
      ...LINK_FAULTS,
      { kind: "refuse" },
      { kind: "stall" },
      { kind: "half-open" },
      { kind: "mixed", seed: random(2 ** 31), faults: [{ kind: "pass" }, ...LINK_FAULTS] },
    ];
    for (const fault of Array.from({ length: times }, () => faults).flat()) {
      await Bun.sleep(500 + random(1000));
      await cluster.s3!.proxy.set(fault);
      await Bun.sleep(500 + random(1500));
      await cluster.s3!.proxy.pass();
    }
  });
});
