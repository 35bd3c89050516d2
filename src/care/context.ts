// What care of the data is handed, by a job of a running server and by a command at the machine alike.
import type { Clock } from "../lib/clock.ts";

export interface CareContext {
  readonly clock: Clock;
  /** Aborted when the work shall end: it throws the reason soon, and its last progress is where it goes on. */
  readonly signal: AbortSignal;
  /** As it was reported last by an earlier attempt; undefined for the first. */
  readonly progress: Readonly<Record<string, unknown>> | undefined;
  report(progress: object): void;
}
