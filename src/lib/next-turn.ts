/**
 * Lets requests be answered, timers run and sockets be read. SQLite answers within the turn in which it was asked, so that a loop over its pages keeps
 * everybody waiting until it ends, however often it awaits.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
