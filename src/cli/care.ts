// What the commands that look after the data share: an end on Ctrl-C that keeps what was done, and progress for who watches.
import type { CareContext } from "../care/context.ts";
import type { Clock } from "../lib/clock.ts";
import type { Session } from "./session.ts";

const SHOWN_EVERY_MS = 2000;

/** Runs `work` until it ends or somebody stops it; `say` makes a line of what it reports. */
export async function careFor<T>(
  session: Session,
  clock: Clock,
  say: (progress: object) => string,
  work: (context: CareContext) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error("stopped before it was done"));
  let shownAt = performance.now();
  const report = (progress: object) => {
    if (!session.terminal.isShown || performance.now() - shownAt < SHOWN_EVERY_MS) return;
    shownAt = performance.now();
    session.terminal.error(`${say(progress)}\n`);
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await work({ clock, signal: stop.signal, progress: undefined, report });
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
