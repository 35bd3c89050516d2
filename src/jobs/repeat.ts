// Runs a job again and again, never two at once. Jobs take no input and are safe to repeat, so a failed run only waits for
// the next one.
import type { Log } from "../observability/log.ts";

export interface RepeatedJob {
  /** Resolves when a running job is done; none starts afterwards. */
  stop(): Promise<void>;
}

export function repeat(name: string, everyMs: number, log: Log, job: () => Promise<unknown>): RepeatedJob {
  let running: Promise<void> | undefined;
  const run = async () => {
    try {
      await job();
    } catch (error) {
      log.error({ job: name, error }, "job failed; it runs again later");
    }
  };
  const timer = setInterval(() => {
    running ??= run().finally(() => (running = undefined));
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
