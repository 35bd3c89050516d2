// Time, handed in: a test moves it, nothing else may read the wall clock for a decision.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
