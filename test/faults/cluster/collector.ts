// Garbage collection on a cluster's stores from outside its nodes, so that it goes on while nodes die, and does in an instant what takes days.
import { spyOn } from "bun:test";
import { type CareStores, openForCare } from "../../../src/compose/care.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { Collection, type CollectionReport, PHASES } from "../../../src/jobs/gc/collection.ts";
import { Tally } from "../../../src/jobs/gc/tally.ts";
import { Uploads } from "../../../src/registry/uploads.ts";
import { type Cluster, GRACE_SECONDS } from "./cluster.ts";
import { isExplained } from "./explanations.ts";

const PAUSE_MS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

/** As a node would open them, over the same proxies. */
export function openStores(cluster: Cluster): Promise<CareStores> {
  const flags = { "--data-dir": cluster.folder, ...cluster.flags };
  return openForCare(loadConfig({ environment: cluster.environment, flags }).config);
}

/** One run over everything that is due by the stores' clock. */
export async function collect(
  { metadata, blobs, clock }: CareStores,
  { graceMs, orphanAgeMs }: { graceMs: number; orphanAgeMs: number },
): Promise<CollectionReport> {
  const grace = { blobMs: graceMs, untaggedMs: graceMs };
  const uploads = new Uploads({ metadata, blobs, clock, grace, maxBlobBytes: undefined, idleTimeoutMs: 1000, expiryMs: DAY_MS });
  const policy = { grace, condemnedMs: graceMs, downloadGraceMs: graceMs, orphanAgeMs };
  const collection = new Collection({ metadata, blobs, uploads, clock, policy, deletionsPerSecond: 100_000 });
  const control = { progress: undefined, report: () => {}, isCancelled: () => false, confirm: async () => {} };
  return collection.run({ isPlan: false, phases: PHASES }, control);
}

/** A collector that never rests, beside those of the nodes: they take turns, and whose turn it is may just have been killed. */
export class RestlessCollector {
  private isStopped = false;
  private readonly failures: unknown[] = [];
  private readonly running: Promise<void>;

  constructor(cluster: Cluster) {
    this.running = this.run(cluster);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  /** Errors that it met and that no fault explains. */
  get unexplained(): unknown[] {
    return this.failures.filter((error) => !isExplained(error));
  }

  private async run(cluster: Cluster): Promise<void> {
    // A run goes on after most errors, and keeps no more than their words.
    using counted = spyOn(Tally.prototype, "fail");
    const stores = await openStores(cluster);
    while (!this.isStopped) {
      // What befalls the services befalls it too, and the next run goes on.
      await collect(stores, { graceMs: GRACE_SECONDS * 1000, orphanAgeMs: DAY_MS }).catch((error: unknown) => this.failures.push(error));
      await Bun.sleep(PAUSE_MS);
    }
    this.failures.push(...counted.mock.calls.map(([error]) => error));
    await stores.close();
  }
}
