// Every cache there is, for the suites that each must pass.
import { FallbackCache } from "../../src/cache/fallback-cache.ts";
import type { Cache } from "../../src/cache/cache.ts";
import { MemoryCache } from "../../src/cache/memory/memory-cache.ts";
import { RedisCache } from "../../src/cache/redis/redis-cache.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { RedisServer } from "../kit/redis.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

export interface Implementation {
  /** A new one, which shares nothing with those before. */
  readonly open: (clock: Clock) => Promise<Cache>;
  readonly close: () => Promise<void>;
}

const OBSERVER = { lost: () => {}, recovered: () => {}, fellBack: () => {} };
/** A machine that is busy with other tests is no outage. */
const TIMEOUT_MS = 5000;

export function caches(suite: string): readonly (readonly [name: string, implementation: Implementation])[] {
  const memory: Implementation = { open: async (clock) => new MemoryCache(clock), close: async () => {} };
  if (cannotBeTried(`${suite} with Redis`, hintsFor(["redis-server"]))) return [["in the process", memory]];
  return [
    ["in the process", memory],
    ["Redis", inRedis((clock, open) => open(clock))],
    [
      "Redis, with the process's own to fall back to",
      inRedis(async (clock, open) => FallbackCache.over({ shared: await open(clock), own: new MemoryCache(clock), observer: OBSERVER })),
    ],
    [
      "the process's own, while Redis is away",
      inRedis(async (clock) =>
        FallbackCache.over({ shared: await openRedis("redis://127.0.0.1:1", clock), own: new MemoryCache(clock), observer: OBSERVER }),
      ),
    ],
  ];
}

function inRedis(wrap: (clock: Clock, open: (clock: Clock) => Promise<Cache>) => Promise<Cache>): Implementation {
  let server: Promise<RedisServer> | undefined;
  const opened: Cache[] = [];
  return {
    open: async (clock) => {
      const { url } = await (server ??= RedisServer.start());
      const cache = await wrap(clock, (time) => openRedis(url, time));
      opened.push(cache);
      return cache;
    },
    close: async () => {
      await Promise.all(opened.map((cache) => cache.close()));
      await (await server)?.[Symbol.asyncDispose]();
    },
  };
}

function openRedis(url: string, clock: Clock): Promise<RedisCache> {
  return RedisCache.open({ url, timeoutMs: TIMEOUT_MS, keyPrefix: `${crypto.randomUUID()}:` }, { clock });
}
