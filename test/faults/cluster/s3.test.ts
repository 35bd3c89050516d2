// What befalls the way to S3, while clients push, delete and pull on every node and the collector runs: slow, refusing, cut in the middle of
// requests and answers, silent, each or all at once.
import { describe } from "bun:test";
import type { Fault, LinkFault } from "../../kit/fault-proxy.ts";
import { MIB } from "../harness.ts";
import { ERROR_IN_200, PASS, type S3Request, SLOW_DOWN, type Treatment, stored } from "../../kit/s3-proxy.ts";
import { testFault } from "./fault-test.ts";

/** A connection may be found silent by one request after the other, each of which waits for it. */
const SILENCE_MS = 10_000;
const LINK_FAULTS: readonly LinkFault[] = [
  { kind: "cut" },
  { kind: "cut", after: { direction: "up", bytes: 20_000 } },
  { kind: "cut", how: "end", after: { direction: "down", bytes: 20_000 } },
  { kind: "slow", delayMs: 30, bytesPerSecond: 2 * MIB },
];

describe("S3", () => {
  testFault(
    "in every kind of trouble loses nothing that was acknowledged",
    { storage: "s3", shortlyMs: SILENCE_MS },
    async ({ cluster, random, times, during }) => {
      const faults: readonly Fault[] = [
        ...LINK_FAULTS,
        { kind: "refuse" },
        { kind: "stall" },
        { kind: "half-open" },
        { kind: "mixed", seed: random(2 ** 31), faults: [{ kind: "pass" }, ...LINK_FAULTS] },
      ];
      for (const fault of Array.from({ length: times }, () => faults).flat()) {
        await Bun.sleep(500 + random(1000));
        await during(async () => {
          await cluster.s3!.proxy.set(fault);
          await Bun.sleep(500 + random(1500));
          await cluster.s3!.proxy.pass();
        });
      }
    },
  );

  testFault("that lies about what it did is not believed", { storage: "s3" }, async ({ cluster, random, times, during }) => {
    for (let round = 0; round < 4 * times; round += 1) {
      await during(async () => {
        cluster.s3!.requests.treat = (request) => treatmentOf(request, random);
        await Bun.sleep(2500);
        cluster.s3!.requests.treat = () => PASS;
      });
      await Bun.sleep(1000);
    }
  });
});

/** One request in five: refused, done and denied, not done and affirmed, or shortened. */
function treatmentOf({ operation }: S3Request, random: (below: number) => number): Treatment {
  if (random(5) > 0) return PASS;
  const isWrite = operation === "PutObject" || operation === "UploadPart";
  const kinds: readonly Treatment[] = [
    SLOW_DOWN,
    { kind: "cutAnswer" },
    { kind: "failAfter", status: 500 },
    { kind: "delay", ms: 300 },
    ...(isWrite ? [stored(), { kind: "cutRequest" } as const] : []),
    ...(operation === "Complete" ? [ERROR_IN_200] : []),
    ...(operation === "Get" ? [{ kind: "shorten", bytes: 500 } as const] : []),
  ];
  return kinds[random(kinds.length)] ?? PASS;
}
