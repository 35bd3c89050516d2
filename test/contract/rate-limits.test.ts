import { afterAll, describe } from "bun:test";
import { RateLimiter } from "../../src/auth/rate-limiter.ts";
import { caches } from "./cache-implementations.ts";
import { rateLimitsContract } from "./rate-limits.contract.ts";

describe.each(caches("RateLimits"))("RateLimits: %s", (_name, { open, close }) => {
  afterAll(close);
  rateLimitsContract(async (clock) => new RateLimiter(await open(clock), "requests"));
});
