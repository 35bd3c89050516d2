// What befalls Redis, and what a node makes of it: an answer within a moment, always, and the shared counts again when it is back.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { FallbackCache } from "../../src/cache/fallback-cache.ts";
import { MemoryCache } from "../../src/cache/memory/memory-cache.ts";
import { RedisCache, type RedisSettings } from "../../src/cache/redis/redis-cache.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { FaultProxy } from "../kit/fault-proxy.ts";
import { RedisServer } from "../kit/redis.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const TIMEOUT_MS = 100;
/** For an answer, on a machine that is busy with other tests: what must be told from it is waiting for ever. */
const SOON_MS = TIMEOUT_MS + 900;
const BACK_WITHIN_MS = 15_000;
const TEN = { perMinute: 1, burst: 10 };

setDefaultTimeout(30_000);

const remaining = async (cache: FallbackCache, key = "ada") => (await cache.take("requests", key, TEN, 1)).remaining;

describe.skipIf(cannotBeTried("Redis", hintsFor(["redis-server"])))("Redis", () => {
  let server: RedisServer;
  let told: string[];
  const opened: FallbackCache[] = [];

  beforeEach(async () => {
    server = await RedisServer.start();
    told = [];
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((cache) => cache.close()));
    await server[Symbol.asyncDispose]();
  });

  async function node(change: Partial<RedisSettings> = {}): Promise<FallbackCache> {
    const shared = await RedisCache.open({ url: server.url, timeoutMs: TIMEOUT_MS, keyPrefix: "test:", ...change });
    const observer = {
      lost: () => told.push("lost"),
      recovered: () => told.push("recovered"),
      fellBack: () => {},
    };
    const cache = await FallbackCache.over({ shared, own: new MemoryCache(systemClock), observer });
    opened.push(cache);
    return cache;
  }

  test("two nodes share one burst, also when they ask at once", async () => {
    const nodes = [await node(), await node()];
    const asked = Array.from({ length: 50 }, (_, turn) => nodes[turn % 2]!.take("requests", "ada", TEN, 1));
    expect((await Promise.all(asked)).filter(({ allowed }) => allowed)).toHaveLength(TEN.burst);
  });

  test("nodes whose clocks disagree by minutes share one burst", async () => {
    const [early, late] = [-10, 10].map((minutes) => ({ now: () => Date.now() + minutes * 60_000 }));
    const observer = { lost: () => {}, recovered: () => {}, fellBack: () => {} };
    const nodes = await Promise.all(
      [early!, late!].map(async (clock) =>
        FallbackCache.over({
          shared: await RedisCache.open({ url: server.url, timeoutMs: 1000, keyPrefix: "test:" }),
          own: new MemoryCache(clock),
          observer,
        }),
      ),
    );
    opened.push(...nodes);
    const left: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) left.push(await remaining(nodes[turn % 2]!));
    expect(left).toEqual([9, 8, 7, 6, 5, 4]);
  });

  test.each([
    ["is killed", () => server.kill()],
    ["hangs", async () => server.hang()],
  ])("while it %s a node goes on with what it has seen, and is told once", async (_what, befalls) => {
    const cache = await node();
    expect([await remaining(cache), await remaining(cache)]).toEqual([9, 8]);
    await befalls();
    expect(await slowest(cache)).toBeLessThan(SOON_MS);
    const before = performance.now();
    for (let turn = 0; turn < 200; turn += 1) await cache.find("logins", `key-${turn}`);
    // Not one of them asked.
    expect(performance.now() - before).toBeLessThan(SOON_MS);
    expect([await remaining(cache), told]).toEqual([7, ["lost"]]);
  });

  test("when it is started again it is used again, by itself", async () => {
    const cache = await node();
    await server.kill();
    await slowest(cache);
    await server.again();
    await recovered(cache);
    expect([told, await remaining(cache), await remaining(await node())]).toEqual([["lost", "recovered"], 9, 8]);
  });

  test("when it goes on after it hung, no late answer is taken for another's", async () => {
    const cache = await node();
    await cache.put("logins", "one", "1", 60_000);
    await cache.put("logins", "two", "2", 60_000);
    server.hang();
    const asked = await node({ timeoutMs: 20 });
    await Promise.all(["one", "two", "three"].map((key) => asked.find("logins", key)));
    await slowest(cache);
    server.resume();
    await recovered(asked);
    const found = await Promise.all(["two", "one", "three"].map((key) => asked.find("logins", key)));
    expect(found.map((each) => each?.value)).toEqual(["2", "1", undefined]);
  });

  test("one slow moment is no outage", async () => {
    const cache = await node();
    const sleeping = server.command("DEBUG", "SLEEP", "0.3");
    await Bun.sleep(20);
    expect(await remaining(cache)).toBe(9);
    await sleeping;
    expect([await isAway(cache), told]).toEqual([false, []]);
  });

  test("cut connections are made anew", async () => {
    const cache = await node();
    for (let turn = 0; turn < 3; turn += 1) {
      await server.command("CLIENT", "KILL", "TYPE", "normal");
      expect(await slowest(cache, 3)).toBeLessThan(SOON_MS);
      await recovered(cache);
    }
    expect(await remaining(cache)).toBe(9);
  });

  test("what is flushed is forgotten, scripts too, and counted anew", async () => {
    const cache = await node();
    await remaining(cache);
    await server.command("FLUSHALL");
    await server.command("SCRIPT", "FLUSH");
    expect([await remaining(cache), told]).toEqual([9, []]);
  });

  test("while it is full each process decides for itself, and again with the others when there is room", async () => {
    const cache = await node();
    await remaining(cache);
    await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await server.command("CONFIG", "SET", "maxmemory", "1");
    expect(await slowest(cache)).toBeLessThan(SOON_MS);
    expect([await remaining(cache), told]).toEqual([8, ["lost"]]);
    await Bun.sleep(1500);
    // A server that still answers questions is not back.
    expect(told).toEqual(["lost"]);
    await server.command("CONFIG", "SET", "maxmemory", "0");
    await recovered(cache);
    expect(told).toEqual(["lost", "recovered"]);
  });

  test("a server that is not there when a node starts is used when it comes", async () => {
    await server.kill();
    const before = performance.now();
    const cache = await node();
    expect(performance.now() - before).toBeLessThan(3000);
    expect([await remaining(cache), told]).toEqual([9, ["lost"]]);
    await server.again();
    await recovered(cache);
    expect(told).toEqual(["lost", "recovered"]);
  });

  test("a port that takes connections and never says anything keeps nobody waiting, and is left for a server that does", async () => {
    await using proxy = await FaultProxy.start({ port: server.port });
    await proxy.set({ kind: "half-open" });
    const cache = await node({ url: `redis://${proxy.host}` });
    expect(await slowest(cache)).toBeLessThan(SOON_MS);
    await proxy.pass();
    await recovered(cache);
    expect([told, await remaining(cache)]).toEqual([["lost", "recovered"], 9]);
  });

  test("a connection that the network forgot is given up for a new one", async () => {
    await using proxy = await FaultProxy.start({ port: server.port });
    const cache = await node({ url: `redis://${proxy.host}` });
    await remaining(cache);
    await proxy.set({ kind: "half-open" });
    expect(await slowest(cache)).toBeLessThan(SOON_MS);
    // From now on new connections work, and the old one stays as it is.
    await proxy.pass();
    await recovered(cache);
    expect([told, await remaining(cache)]).toEqual([["lost", "recovered"], 8]);
  });

  test("one that comes and goes is used whenever it is there", async () => {
    const cache = await node();
    for (let turn = 0; turn < 3; turn += 1) {
      await server.kill();
      await slowest(cache);
      await server.again();
      await recovered(cache);
    }
    expect(told).toEqual(["lost", "recovered", "lost", "recovered", "lost", "recovered"]);
  });

  describe("who may", () => {
    test("a password, in the URL or by itself, and nobody without it", async () => {
      await using locked = await RedisServer.start({ settings: { requirepass: "se/cr:et" } });
      const inUrl = locked.url.replace("redis://", "redis://:se%2Fcr%3Aet@");
      expect(await isAway(await node({ url: inUrl }))).toBe(false);
      expect(await isAway(await node({ url: locked.url, password: "se/cr:et" }))).toBe(false);
      const refused = await node({ url: locked.url });
      expect([await isAway(refused), await remaining(refused)]).toEqual([true, 9]);
    });

    test("what went wrong is told without the password", async () => {
      await using locked = await RedisServer.start({ settings: { requirepass: "what it is now" } });
      const cache = await node({ url: locked.url, password: "what it was before" });
      const thrown = await cache.ping().catch((error: unknown) => error);
      expect(String(thrown)).toContain("WRONGPASS");
      // As a log writes it: with all that the error carries.
      expect(JSON.stringify({ ...(thrown as object) })).not.toContain("what it was before");
    });

    test("a user with the few commands that are needed, on the prefix alone", async () => {
      const commands =
        "+@connection +info +eval +evalsha +get +set +unlink +pttl +hget +hmget +hset +hincrby +exists +pexpire +zadd +zscore +zremrangebyrank +time";
      await server.command("ACL", "SETUSER", "aerugo", "on", ">se cret", "~test:*", "resetchannels", ...commands.split(" "));
      const cache = await node({ url: server.url.replace("redis://", "redis://aerugo:se%20cret@") });
      const counter = { space: "by-address", key: "192.0.2.1", free: 1 };
      const known = { space: "known", key: "ada", keepMs: 60_000, maxMembers: 2 };
      await remaining(cache);
      await cache.put("logins", "key", "value", 60_000);
      await cache.delete("logins", "key");
      await cache.attempt([counter], { longestWaitMs: 1000, forgottenAfterMs: 60_000 });
      await cache.attemptFailed([counter]);
      await cache.attemptWithdrawn([counter]);
      await cache.attemptsForgotten(counter);
      await cache.remember(known, "home");
      await cache.remembers(known, "office");
      expect([told, await isAway(cache)]).toEqual([[], false]);
      expect(await server.command("ACL", "LOG")).toEqual([]);
    });

    test("a database of its own", async () => {
      await remaining(await node({ url: `${server.url}/3` }));
      expect([await server.command("DBSIZE"), String(await server.command("INFO", "keyspace"))]).toEqual([
        0,
        expect.stringContaining("db3:keys="),
      ]);
    });

    test("over TLS, with a certificate that somebody vouches for", async () => {
      await using secure = await RedisServer.start({ tls: true });
      const certificateAuthority = await Bun.file(secure.caFile).text();
      expect(await isAway(await node({ url: secure.url, certificateAuthority }))).toBe(false);
      expect(await isAway(await node({ url: secure.url }))).toBe(true);
    });
  });
});

/** The slowest of as many questions. */
async function slowest(cache: FallbackCache, questions = 20): Promise<number> {
  let slowestMs = 0;
  for (let asked = 0; asked < questions; asked += 1) {
    const before = performance.now();
    await cache.take("requests", `slow-${asked}`, TEN, 1);
    slowestMs = Math.max(slowestMs, performance.now() - before);
  }
  return slowestMs;
}

async function recovered(cache: FallbackCache): Promise<void> {
  const deadline = Date.now() + BACK_WITHIN_MS;
  while (await isAway(cache)) {
    if (Date.now() > deadline) throw new Error(`not back within ${BACK_WITHIN_MS} ms`);
    await Bun.sleep(50);
  }
}

function isAway(cache: FallbackCache): Promise<boolean> {
  return cache.ping().then(
    () => false,
    () => true,
  );
}
