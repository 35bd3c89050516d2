import { describe } from "bun:test";
import { RateLimiter } from "../../src/auth/rate-limiter.ts";
import { rateLimitsContract } from "./rate-limits.contract.ts";

describe("RateLimits: in the process", () => rateLimitsContract(async (clock) => new RateLimiter({ clock, maxKeys: 10_000 })));
