// With AERUGO_TEST_REDIS naming a server (redis://host:port), every app that a test starts shares what nodes share through it, under a prefix of
// its own, and with Redis' own time replaced by the test's.
import type { Cache } from "../../src/cache/cache.ts";
import { FallbackCache } from "../../src/cache/fallback-cache.ts";
import { MemoryCache } from "../../src/cache/memory/memory-cache.ts";
import { RedisCache } from "../../src/cache/redis/redis-cache.ts";
import type { Clock } from "../../src/lib/clock.ts";

/** A machine that is busy with other tests is no outage. */
const TIMEOUT_MS = 5000;
const OBSERVER = { lost: () => {}, recovered: () => {}, fellBack: () => {} };

export async function testCache(clock: Clock): Promise<Cache> {
  const url = process.env.AERUGO_TEST_REDIS;
  const own = new MemoryCache(clock);
  if (!url) return own;
  const shared = await RedisCache.open({ url, timeoutMs: TIMEOUT_MS, keyPrefix: `${crypto.randomUUID()}:` }, { clock });
  return FallbackCache.over({ shared: agedBy(clock, shared), own, observer: OBSERVER });
}

/** Values have a real time to live, which a test does not wait for. */
function agedBy(clock: Clock, shared: Cache): Cache {
  const until = new Map<string, number>();
  const aged: Pick<Cache, "find" | "put"> = {
    find: async (space, key) => ((until.get(`${space} ${key}`) ?? 0) > clock.now() ? shared.find(space, key) : undefined),
    put: (space, key, value, keepMs) => {
      until.set(`${space} ${key}`, clock.now() + keepMs);
      return shared.put(space, key, value, keepMs);
    },
  };
  return Object.assign(Object.create(shared) as Cache, aged);
}
