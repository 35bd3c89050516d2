// What a node need not find out again because another has: passwords that were verified, without anything of them being in Redis.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { DirectoryPasswords } from "../../src/auth/directory-passwords.ts";
import type { ExternalProfile } from "../../src/auth/external-profile.ts";
import { LoginThrottle, ThrottledError } from "../../src/auth/login-throttle.ts";
import { Passwords } from "../../src/auth/passwords.ts";
import { SecretBox } from "../../src/auth/secret-box.ts";
import { FallbackCache } from "../../src/cache/fallback-cache.ts";
import { MemoryCache } from "../../src/cache/memory/memory-cache.ts";
import { RedisCache } from "../../src/cache/redis/redis-cache.ts";
import { systemClock } from "../../src/lib/clock.ts";
import type { MetadataReader } from "../../src/metadata/metadata-store.ts";
import type { UserRecord } from "../../src/metadata/users.ts";
import { RedisServer } from "../kit/redis.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const CACHE_MS = 60_000;
const HOME = "192.0.2.1";
const PASSWORD = "correct horse";
const PROFILE = { provider: "ldap", subject: "1", username: "ada" } as ExternalProfile;

setDefaultTimeout(30_000);

describe.skipIf(cannotBeTried("Redis", hintsFor(["redis-server"])))("passwords of several nodes", () => {
  let redis: RedisServer;
  let ada: UserRecord;
  let box: SecretBox;
  const opened: FallbackCache[] = [];
  const verify = spyOn(Bun.password, "verify");
  let asked = 0;

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  beforeEach(async () => {
    await redis.command("FLUSHALL");
    verify.mockClear();
    asked = 0;
    box = SecretBox.fromKey(new Uint8Array(32).fill(7));
    ada = { id: 1, username: "ada", passwordHash: await hash(PASSWORD), epoch: 0, disabledAt: undefined } as UserRecord;
  });
  afterEach(() => Promise.all(opened.splice(0).map((cache) => cache.close())));
  afterAll(async () => {
    verify.mockRestore();
    await redis?.[Symbol.asyncDispose]();
  });

  const metadata = {
    users: {
      find: async (name: string) => (name === "ada" ? ada : undefined),
      findById: async (id: number) => (id === 1 ? ada : undefined),
    },
  } as unknown as MetadataReader;

  async function sharedCache(): Promise<FallbackCache> {
    const shared = await RedisCache.open({ url: redis.url, timeoutMs: 1000, keyPrefix: "test:" });
    const observer = { lost: () => {}, recovered: () => {}, fellBack: () => {} };
    const cache = await FallbackCache.over({ shared, own: new MemoryCache(systemClock), observer });
    opened.push(cache);
    return cache;
  }

  async function node(): Promise<Passwords> {
    const cache = await sharedCache();
    const throttle = new LoginThrottle(cache, "password");
    return new Passwords({ metadata, clock: systemClock, throttle, cache, cacheKey: box.derive("verified-passwords"), cacheMs: CACHE_MS });
  }

  const signIn = async (_name: string, password: string) => {
    asked += 1;
    return password === PASSWORD ? PROFILE : undefined;
  };

  async function directoryNode(): Promise<DirectoryPasswords> {
    const cache = await sharedCache();
    const throttle = new LoginThrottle(cache, "password");
    return new DirectoryPasswords({
      directory: { signIn },
      metadata,
      clock: systemClock,
      throttle,
      cache,
      box,
      cacheMs: CACHE_MS,
      accountOf: async () => ada,
    });
  }

  test("what one verified spares the others argon2", async () => {
    expect(await (await node()).verify("ada", PASSWORD, HOME)).toBe(ada);
    expect(await (await node()).verify("ada", PASSWORD, HOME)).toBe(ada);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  test("fifty at once on each of two nodes cost one argon2 on each at most", async () => {
    const nodes = [await node(), await node()];
    const found = await Promise.all(Array.from({ length: 100 }, (_, turn) => nodes[turn % 2]!.verify("ada", PASSWORD, HOME)));
    expect([new Set(found), verify.mock.calls.length <= 2]).toEqual([new Set([ada]), true]);
  });

  test.each<[string, () => Promise<Partial<UserRecord>>]>([
    ["the password was changed", async () => ({ passwordHash: await hash("another"), epoch: 1 })],
    ["it was changed and changed back", async () => ({ passwordHash: await hash(PASSWORD), epoch: 2 })],
    ["only what was made from it was ended", async () => ({ epoch: 1 })],
  ])("it is verified again when %s", async (_what, change) => {
    await (await node()).verify("ada", PASSWORD, HOME);
    ada = { ...ada, ...(await change()) };
    await (await node()).verify("ada", PASSWORD, HOME);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("a disabled user is refused on every node, remembered or not", async () => {
    const nodes = [await node(), await node()];
    await nodes[0]!.verify("ada", PASSWORD, HOME);
    ada = { ...ada, disabledAt: 1 };
    expect(await Promise.all(nodes.map((each) => each.verify("ada", PASSWORD, HOME)))).toEqual([undefined, undefined]);
  });

  test("an installation with another key finds nothing of this one's", async () => {
    await (await node()).verify("ada", PASSWORD, HOME);
    box = SecretBox.fromKey(new Uint8Array(32).fill(8));
    await (await node()).verify("ada", PASSWORD, HOME);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("guesses are counted over all nodes", async () => {
    const nodes = [await node(), await node(), await node()];
    const guesses = await Promise.allSettled(
      Array.from({ length: 30 }, (_, turn) => nodes[turn % 3]!.verify("ada", `guess ${turn}`, "198.51.100.1")),
    );
    expect(guesses.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    await expect(nodes[1]!.verify("ada", "one more", "198.51.100.1")).rejects.toThrow(ThrottledError);
  });

  test("an address where a sign-in succeeded is known to every node", async () => {
    const [first, second] = [await node(), await node()];
    await first.verify("ada", PASSWORD, HOME);
    await Promise.allSettled(Array.from({ length: 30 }, (_, turn) => first.verify("ada", `guess ${turn}`, `198.51.100.${turn}`)));
    ada = { ...ada, epoch: 1 };
    expect(await second.verify("ada", PASSWORD, HOME)).toBe(ada);
    ada = { ...ada, epoch: 2 };
    await expect(second.verify("ada", PASSWORD, "198.51.100.99")).rejects.toThrow(ThrottledError);
  });

  describe("that a directory knows", () => {
    test("what one node asked the others need not ask", async () => {
      for (let turn = 0; turn < 3; turn += 1)
        expect(await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: false })).toBe(ada);
      expect(asked).toBe(1);
    });

    test("what is fresh is asked for, whoever asked before", async () => {
      await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: false });
      await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: true });
      expect(asked).toBe(2);
    });

    test("whatever ends what a user holds ends this", async () => {
      await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: false });
      ada = { ...ada, epoch: 1 };
      await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: false });
      expect(asked).toBe(2);
    });

    test("whoever writes to Redis decides nothing about who somebody is", async () => {
      await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: false });
      const [key] = (await redis.command("KEYS", "*verified-directory-password*")) as string[];
      const sealed = String(await redis.command("GET", key!));
      for (const written of ['{"userId":2,"epoch":0}', "", sealed.replace(/.$/, "A_"), box.seal('{"userId":2,"epoch":0}', "another key")]) {
        await redis.command("SET", key!, written, "PX", "60000");
        expect(await (await directoryNode()).verify("ada", PASSWORD, HOME, { fresh: false })).toBe(ada);
      }
      expect(asked).toBe(5);
    });
  });
});

function hash(password: string): Promise<string> {
  return Bun.password.hash(password, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
}
