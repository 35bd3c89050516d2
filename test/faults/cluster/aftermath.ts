// What must be so when a fault is over: nodes answer, nothing that was promised is missing, and what was left behind is found and goes.
import { expect } from "bun:test";
import type { CareStores } from "../../../src/compose/care.ts";
import { Verification } from "../../../src/care/verify/verification.ts";
import type { Clock } from "../../../src/lib/clock.ts";
import { randomContent, until } from "../harness.ts";
import type { Cluster } from "./cluster.ts";
import { collect, openStores } from "./collector.ts";
import type { Ledger } from "./ledger.ts";
import { ask } from "./requests.ts";

const RECOVERED_WITHIN_MS = 30_000;
const LATER_MS = 10 * 24 * 60 * 60 * 1000;
/** Manifests, then what they referred to, then its mark, then its end, then its bytes. */
const ROUNDS = 6;

/** Every node takes a push, without having been started again. */
export async function recovered({ urls }: Cluster): Promise<void> {
  for (const url of urls) {
    await until(`${url} takes pushes again`, () => takesPush(url), RECOVERED_WITHIN_MS);
  }
}

async function takesPush(url: string): Promise<boolean> {
  const { bytes, digest } = randomContent(100);
  const answer = await ask(url, "POST", `/v2/team/probe/blobs/uploads/?digest=${digest}`, bytes).catch(() => undefined);
  return answer?.status === 201;
}

/** Everything that a test ends with. The nodes are stopped by it. */
export async function expectSound(cluster: Cluster, ledger: Ledger): Promise<void> {
  const visible = await ledger.verify(cluster);
  expect(ledger.violations).toEqual([]);
  await cluster.stopNodes();
  await collectEverything(cluster, visible);
}

/** Long after: whatever nothing leads to is gone, and what is left is whole. */
async function collectEverything(cluster: Cluster, visible: ReadonlySet<string>): Promise<void> {
  const stores = await openStores(cluster);
  try {
    const { clock: now } = stores;
    const later = (rounds: number) => ({ now: () => now.now() + rounds * LATER_MS });
    for (let round = 1; round <= ROUNDS; round += 1) await collect({ ...stores, clock: later(round) }, { graceMs: 0, orphanAgeMs: 1000 });
    await expectNothingLeft(stores, later(ROUNDS + 1), visible);
  } finally {
    await stores.close();
  }
}

/** Storage holds the blobs of the images that clients can see, each once, and nothing else. */
async function expectNothingLeft(stores: CareStores, clock: Clock, visible: ReadonlySet<string>): Promise<void> {
  const context = { clock, signal: new AbortController().signal, progress: undefined, report: () => {} };
  const options = { repair: false, share: 1, bytesPerSecond: undefined };
  const { problems, details, orphans, blobs, keys } = await new Verification(stores, options, context).run();
  expect({ problems, details, orphans }).toEqual({ problems: 0, details: [], orphans: { keys: 0, bytes: 0 } });
  expect({ blobs, keys }).toEqual({ blobs: visible.size, keys: visible.size });
}
