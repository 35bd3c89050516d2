// Numbers that look random and are the same for the same seed, so that what a run found can be found again.

/** AERUGO_TEST_SEED, or another seed each time; printed either way. */
export function seedOfRun(): number {
  const seed = Number(process.env.AERUGO_TEST_SEED ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`AERUGO_TEST_SEED=${seed}`);
  return seed;
}

/** mulberry32: small, and the same everywhere. Each call gives a whole number from 0 to below `below`. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
