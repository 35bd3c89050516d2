import { afterAll, describe } from "bun:test";
import { cacheContract } from "./cache.contract.ts";
import { caches } from "./cache-implementations.ts";

describe.each(caches("Cache"))("Cache: %s", (_name, { open, close }) => {
  afterAll(close);
  cacheContract(open);
});
