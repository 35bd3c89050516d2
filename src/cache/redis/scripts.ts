// What happens in Redis as a whole: scripts, because between two commands another node may come. Each keeps an expiry on what it writes, so
// that nothing stays which nobody asks for.

/**
 * The server's time in ms, so that the clocks of nodes play no part; a test that moves time gives its own as the first argument.
 */
const NOW = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end
`;

/** KEYS: bucket. ARGV: now, ms for a token, burst, cost, tokens of rounding, ms that a bucket outlives its debt. See token-bucket.ts. */
const TAKE = `${NOW}
local tokenMs, burst, cost = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local fullAt = tonumber(redis.call('GET', KEYS[1])) or 0
local missing = math.min(math.max(fullAt - now, 0), burst * tokenMs)
local wanted = math.min(cost, burst)
local allowed = burst - missing / tokenMs - wanted >= -tonumber(ARGV[5])
if allowed and wanted > 0 then
  missing = missing + wanted * tokenMs
  redis.call('SET', KEYS[1], string.format('%.17g', now + missing), 'PX', math.ceil(missing) + tonumber(ARGV[6]))
end
return {allowed and 1 or 0, string.format('%.17g', missing)}
`;

/** KEYS: counters. ARGV: now, longest wait, forgotten after, then of each counter how many attempts are free. Resolves to the wait. */
const ATTEMPT = `${NOW}
local longest, forgotten = tonumber(ARGV[2]), tonumber(ARGV[3])
local wait, attempts = 0, {}
for index, key in ipairs(KEYS) do
  local counter = redis.call('HMGET', key, 'attempts', 'last_at')
  local lastAt = tonumber(counter[2]) or now
  attempts[index] = now - lastAt < forgotten and tonumber(counter[1]) or 0
  local beyond = attempts[index] - tonumber(ARGV[3 + index])
  if beyond >= 0 and now >= lastAt then
    wait = math.max(wait, math.min(longest, 1000 * 2 ^ beyond) - (now - lastAt))
  end
end
if wait > 0 then return math.ceil(wait) end
for index, key in ipairs(KEYS) do
  redis.call('HSET', key, 'attempts', attempts[index] + 1, 'last_at', string.format('%.17g', now))
  redis.call('PEXPIRE', key, forgotten)
end
return 0
`;

/** KEYS: counters. ARGV: now. */
const ATTEMPT_FAILED = `${NOW}
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('HSET', key, 'last_at', string.format('%.17g', now)) end
end
`;

/** KEYS: counters. */
const ATTEMPT_WITHDRAWN = `
for _, key in ipairs(KEYS) do
  if (tonumber(redis.call('HGET', key, 'attempts')) or 0) > 0 then redis.call('HINCRBY', key, 'attempts', -1) end
end
`;

/** KEYS: set. ARGV: now, member, members that are kept, ms that they are kept. */
const REMEMBER = `${NOW}
redis.call('ZADD', KEYS[1], string.format('%.17g', now), ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
`;

/** KEYS: set. ARGV: now, member, ms that it is kept. */
const REMEMBERS = `${NOW}
local putInAt = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]))
return putInAt and now - putInAt < tonumber(ARGV[3]) and 1 or 0
`;

/** KEYS: value. With its remaining ms, so that a node forgets it when the others do. */
const FIND = `
local value = redis.call('GET', KEYS[1])
return value and {value, redis.call('PTTL', KEYS[1])} or false
`;

/** As the client declares them, by the name under which they become its methods. */
export const SCRIPTS = {
  aerugoFind: { lua: FIND, numberOfKeys: 1, readOnly: true },
  aerugoTake: { lua: TAKE, numberOfKeys: 1 },
  aerugoAttempt: { lua: ATTEMPT },
  aerugoAttemptFailed: { lua: ATTEMPT_FAILED },
  aerugoAttemptWithdrawn: { lua: ATTEMPT_WITHDRAWN },
  aerugoRemember: { lua: REMEMBER, numberOfKeys: 1 },
  aerugoRemembers: { lua: REMEMBERS, numberOfKeys: 1, readOnly: true },
};

type Arguments = readonly (string | number)[];

/** The methods; those without a fixed number of keys are told it first. */
export interface Scripts {
  aerugoFind(key: string): Promise<[value: string, remainingMs: number] | null>;
  aerugoTake(key: string, ...args: Arguments): Promise<[allowed: number, missingMs: string]>;
  aerugoAttempt(keys: number, ...args: Arguments): Promise<number>;
  aerugoAttemptFailed(keys: number, ...args: Arguments): Promise<null>;
  aerugoAttemptWithdrawn(keys: number, ...args: Arguments): Promise<null>;
  aerugoRemember(key: string, ...args: Arguments): Promise<null>;
  aerugoRemembers(key: string, ...args: Arguments): Promise<number>;
}
