import { expect, test } from "bun:test";
import { Bandwidth } from "./bandwidth.ts";

test("bytes over the rate wait, and without a rate nothing does", async () => {
  const startedAt = performance.now();
  const limited = new Bandwidth(1_000_000);
  for (let round = 0; round < 5; round += 1) await limited.take(20_000);
  expect(performance.now() - startedAt).toBeGreaterThan(80);

  const freeAt = performance.now();
  await new Bandwidth(undefined).take(10 ** 12);
  expect(performance.now() - freeAt).toBeLessThan(50);
});
