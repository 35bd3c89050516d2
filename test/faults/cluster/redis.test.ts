// What befalls Redis: nothing that clients would notice. What nodes share through it is never the truth.
import { describe } from "bun:test";
import { testFault } from "./fault-test.ts";

const ROUNDS = 2;

describe("Redis", () => {
  testFault(
    "killed, flushed, stopped and cut off changes nothing",
    { hasRedis: true, isNoticed: false },
    async ({ cluster, random, times }) => {
      const { server, proxy } = cluster.redis!;
      const soon = () => Bun.sleep(300 + random(700));
      for (let round = 0; round < ROUNDS * times; round += 1) {
        await server.kill();
        await soon();
        await server.again();
        await soon();
        await server.command("FLUSHALL");
        await soon();
        server.hang();
        await soon();
        server.resume();
        await soon();
        await proxy.set({ kind: "half-open" });
        await soon();
        await proxy.set({ kind: "cut" });
        await soon();
        await proxy.pass();
        await soon();
      }
    },
  );
});
