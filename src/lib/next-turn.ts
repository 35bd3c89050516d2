/**
 * Lets requests be answered, timers run and sockets be read. SQLite answers within the turn in which it was asked, so that a loop over its pages keeps
 * everybody waiting until it ends, however often it awaits.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * After so many reads from a body, others come first. Chunks of one byte, sent as fast as a network takes them, are otherwise read one by one for as long as
 * there are any; and what waits meanwhile becomes one chunk.
 */
export const READS_PER_TURN = 1000;
