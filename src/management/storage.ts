// The storage of the installation as administrators see it: what it takes, whether it is sound, and what is kept aside because it is not.
import type { Actor } from "../auth/actor.ts";
import type { Clock } from "../lib/clock.ts";
import type { JobRun } from "../metadata/job-runs.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { QuarantineRecord } from "../metadata/quarantine.ts";
import { type Jobs, RunsOfKind } from "./jobs.ts";
import { type Page, pageFrom } from "./page.ts";

export type { QuarantineRecord } from "../metadata/quarantine.ts";

/** The job's. */
export const VERIFICATION_KIND = "storage-verification";

export interface StorageFigures {
  /** Each blob in every repository that has it, and manifests. */
  readonly logicalBytes: number;
  /** Each blob once, and manifests. */
  readonly uniqueBytes: number;
  /** What lies in storage; manifests are in the database. */
  readonly storedBytes: number;
  readonly blobs: number;
  readonly blobBytes: number;
  readonly manifestBytes: number;
  /** Of deleted blobs, until downloads have ended. */
  readonly deletedBytes: number;
  /** Of unfinished uploads. */
  readonly uploadBytes: number;
  /** Damaged, and kept for inspection. */
  readonly keptAsideBytes: number;
  /** What belongs to nobody, when storage was searched last; undefined when it never was. */
  readonly orphans: { readonly keys: number; readonly bytes: number; readonly countedAt: number } | undefined;
  readonly asOf: number;
}

export interface VerificationRequest {
  readonly repair: boolean;
  /** Of the blobs that are hashed, from 0 to 1. */
  readonly share: number;
  readonly bytesPerSecond: number | undefined;
}

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly jobs: Jobs;
}

/** Sums over all blobs take a large installation a moment, and nobody needs them to the second. */
const FIGURES_KEPT_MS = 60_000;

export class InstallationStorage {
  private latest: { readonly figures: Promise<StorageFigures>; readonly until: number } | undefined;

  readonly verifications: RunsOfKind;

  constructor(private readonly deps: Dependencies) {
    this.verifications = new RunsOfKind(deps.jobs, VERIFICATION_KIND);
  }

  /** Not older than a minute; who asks at once with others waits for one answer. */
  figures(): Promise<StorageFigures> {
    const now = this.deps.clock.now();
    if (this.latest && now < this.latest.until) return this.latest.figures;
    const figures = this.count(now);
    this.latest = { figures, until: now + FIGURES_KEPT_MS };
    figures.catch(() => (this.latest = undefined));
    return figures;
  }

  /** Throws `conflict` while a run waits or is under way. */
  verify({ repair, share, bytesPerSecond }: VerificationRequest, actor: Actor): Promise<JobRun> {
    const options = { repair, share, ...(bytesPerSecond === undefined ? {} : { bytes_per_second: bytesPerSecond }) };
    return this.verifications.start(options, actor);
  }

  /** In the order in which they were found. */
  async quarantine(after: number, limit: number): Promise<Page<QuarantineRecord>> {
    return pageFrom(await this.deps.metadata.read.quarantine.list(after, limit + 1), limit);
  }

  private async count(asOf: number): Promise<StorageFigures> {
    const { storage, deletedKeys } = this.deps.metadata.read;
    const [sums, deleted, orphans] = await Promise.all([storage.sums(), deletedKeys.total(), storage.findCount("orphans")]);
    const { logicalBytes, manifestBytes, blobs, blobBytes, uploadBytes, keptAsideBytes } = sums;
    return {
      logicalBytes,
      uniqueBytes: blobBytes + manifestBytes,
      storedBytes: blobBytes + deleted.bytes + uploadBytes + keptAsideBytes + (orphans?.bytes ?? 0),
      blobs,
      blobBytes,
      manifestBytes,
      deletedBytes: deleted.bytes,
      uploadBytes,
      keptAsideBytes,
      orphans,
      asOf,
    };
  }
}
