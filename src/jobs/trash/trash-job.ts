// Empties the trash of what has been in it long enough: tags and manifests, and deleted repositories.
import type { Purge } from "../../registry/purge.ts";
import type { Job } from "../job.ts";

export const TRASH = "trash";

export function trashJob({ purge }: { readonly purge: Purge }): Job {
  return {
    kind: TRASH,
    run: async (context) => {
      const going = goingOf(context);
      const entries = await purge.expire(going);
      context.report({ removed_entries: entries.removed });
      context.signal.throwIfAborted();
      const repositories = await purge.repositories(going);
      return {
        removed_entries: entries.removed,
        held_entries: entries.held,
        purged_repositories: repositories.purged,
        held_repositories: repositories.held,
      };
    },
  };
}

/** It stops for whatever reason the run has to. */
function goingOf({ signal, confirm }: Parameters<Job["run"]>[0]) {
  return { isCancelled: () => signal.aborted, confirm };
}
