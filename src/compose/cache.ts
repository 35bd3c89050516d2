// The cache that the configuration names.
import type { Cache } from "../cache/cache.ts";
import { MemoryCache } from "../cache/memory/memory-cache.ts";
import type { Config } from "../config/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../observability/log.ts";
import type { CacheMetrics } from "../observability/metrics.ts";

/** Each process for itself. */
export function ownCache(clock: Clock): Cache {
  return new MemoryCache(clock);
}

/** Resolves also when a shared cache is not there: it is needed for nothing. Redis' code is loaded only where it is configured. */
export async function openCache(
  config: Config,
  { clock, log, metrics }: { clock: Clock; log: Log; metrics: CacheMetrics },
): Promise<Cache> {
  const own = ownCache(clock);
  const { cacheUrl, cache } = config;
  if (cacheUrl.scheme === "memory") return own;
  const [{ RedisCache }, { FallbackCache }] = await Promise.all([
    import("../cache/redis/redis-cache.ts"),
    import("../cache/fallback-cache.ts"),
  ]);
  const { password, caFile, timeoutMs, keyPrefix } = cache.redis;
  const certificateAuthority = caFile === undefined ? undefined : await Bun.file(caFile).text();
  const shared = await RedisCache.open({ url: cacheUrl.url, password, certificateAuthority, timeoutMs, keyPrefix });
  metrics.recordCacheUp(true);
  const observer = {
    lost: (error: Error) => {
      metrics.recordCacheUp(false);
      log.warn(
        { error, cache: shared.description },
        "the shared cache is lost: until it is back, limits are counted by each process for itself",
      );
    },
    recovered: (afterMs: number) => {
      metrics.recordCacheUp(true);
      log.info({ cache: shared.description, outageMs: Math.round(afterMs) }, "the shared cache is back");
    },
    fellBack: (operation: string) => metrics.recordCacheFallback(operation),
  };
  return FallbackCache.over({ shared, own, observer });
}
