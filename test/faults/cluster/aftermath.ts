// What must be so when a fault is over: nodes answer, nothing that was promised is missing, and what was left behind is found and goes.
import { expect } from "bun:test";
import type { CareStores } from "../../../src/compose/care.ts";
import { Verification } from "../../../src/care/verify/verification.ts";
import type { Clock } from "../../../src/lib/clock.ts";
import { forGood, randomContent, until } from "../harness.ts";
import type { Cluster } from "./cluster.ts";
import { collect, openStores } from "./collector.ts";
import { unexplainedLines } from "./explanations.ts";
import type { Ledger } from "./ledger.ts";
import { type Leftovers, findLeftovers, listStored } from "./leftovers.ts";
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

/** Everything that a test ends with. The nodes are stopped by it. Resolves to what the fault had left behind. */
export async function expectSound(cluster: Cluster, ledger: Ledger): Promise<Leftovers> {
  const visible = await ledger.verify(cluster);
  await cluster.stopNodes();
  // Together: the one often explains the other.
  const { violations: broken, unexplained } = ledger;
  const found = async () => expect({ broken, unexplained, logged: unexplainedLines(await cluster.log()) }).toEqual(NOTHING);
  await (broken.length > 0 ? forGood(found) : found());
  return forGood(() => expectNothingLost(cluster, visible));
}

const NOTHING = { broken: [], unexplained: [], logged: [] };

async function expectNothingLost(cluster: Cluster, visible: ReadonlySet<string>): Promise<Leftovers> {
  const stores = await openStores(cluster);
  try {
    const left = await expectWhole(cluster, stores);
    await collectEverything(stores);
    await expectNothingElse(cluster, stores, visible);
    return left;
  } finally {
    await stores.close();
  }
}

/** As the fault has left it, before anybody cleans up: nothing is wrong, of no kind, and verification finds what is left behind. */
async function expectWhole(cluster: Cluster, stores: CareStores): Promise<Leftovers> {
  const left = await findLeftovers(await listStored(cluster), stores.metadata.read);
  const { problems, details, orphans } = await verification(stores, later(stores, 1)).run();
  expect({ problems, details }).toEqual({ problems: 0, details: [] });
  expect(orphans.keys).toBe(left.leaked.filter(({ kind }) => kind === "object").length);
  return left;
}

/** Long after. */
async function collectEverything(stores: CareStores): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { errors } = await collect({ ...stores, clock: later(stores, round) }, { graceMs: 0, orphanAgeMs: 1000 });
    expect(errors).toEqual({ count: 0, first: [] });
  }
}

/** Storage holds the blobs of the images that clients can see, each once, and nothing else: no object, no file, and no part of an upload. */
async function expectNothingElse(cluster: Cluster, stores: CareStores, visible: ReadonlySet<string>): Promise<void> {
  const { problems, details, orphans, blobs, keys } = await verification(stores, later(stores, ROUNDS + 1)).run();
  expect({ problems, details, orphans }).toEqual({ problems: 0, details: [], orphans: { keys: 0, bytes: 0 } });
  expect({ blobs, keys }).toEqual({ blobs: visible.size, keys: visible.size });
  const stored = await listStored(cluster);
  const named = await stores.metadata.read.storage.blobKeysAmong(stored.map(({ name }) => name));
  expect(stored.filter(({ kind, name }) => kind === "upload" || !named.has(name))).toEqual([]);
}

function verification(stores: CareStores, clock: Clock): Verification {
  const context = { clock, signal: new AbortController().signal, progress: undefined, report: () => {} };
  return new Verification(stores, { repair: false, share: 1, bytesPerSecond: undefined }, context);
}

function later({ clock }: CareStores, rounds: number): Clock {
  return { now: () => clock.now() + rounds * LATER_MS };
}
