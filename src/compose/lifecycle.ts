// The lives of tags, manifests and repositories after their owners are done with them: trash, retention, and the jobs that end them.
import type { Config } from "../config/schema.ts";
import { RETENTION, retentionJobs } from "../jobs/retention/retention-jobs.ts";
import { TRASH, trashJob } from "../jobs/trash/trash-job.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Grace } from "../registry/grace.ts";
import { Purge } from "../registry/purge.ts";
import { Retention } from "../registry/retention/retention.ts";
import { Trash } from "../registry/trash.ts";
import type { BackgroundWork } from "./jobs.ts";

/** Often enough that what is to be gone is, seldom enough to cost nothing. */
const TRASH_EVERY_MS = 60 * 60 * 1000;

export type Lifecycle = ReturnType<typeof buildLifecycle>;

export function buildLifecycle({ trash, retention }: Config, metadata: MetadataStore, { clock, grace }: { clock: Clock; grace: Grace }) {
  const trashMs = trash.keepSeconds * 1000;
  const planExpiryMs = retention.planExpirySeconds * 1000;
  return {
    trash: new Trash({ metadata, clock, grace }),
    purge: new Purge({ metadata, clock, grace, trashMs }),
    retention: new Retention({ metadata, clock, grace, trashMs, planExpiryMs }),
  };
}

export function lifecycleJobs({ retention: config }: Config, metadata: MetadataStore, { purge, retention }: Lifecycle): BackgroundWork {
  const keepPlansMs = config.keepPlansSeconds * 1000;
  return {
    jobs: [trashJob({ purge }), ...retentionJobs({ metadata, retention, keepPlansMs })],
    schedules: [
      { name: "trash", everyMs: TRASH_EVERY_MS, kind: TRASH, options: {} },
      { name: "retention", everyMs: config.everySeconds * 1000, kind: RETENTION, options: {} },
    ],
  };
}
