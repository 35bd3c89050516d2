// How much work a run does: the sizes the budgets are about, or small ones that show in under a minute that everything works.
import type { InstallationSize } from "./load/installation.ts";

export const KIB = 2 ** 10;
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

export interface GrowthScale {
  readonly installation: InstallationSize;
  /** For each collection. */
  readonly dueReviews: number;
  /** As many at least, each with a collection. */
  readonly rounds: number;
  /** Of each kind of reading, one after the other, in each state in each round. */
  readonly requests: number;
  /** In each state at least: rounds are added until there are as many. */
  readonly pushes: number;
}

export interface Scale {
  readonly rounds: number;
  /** Whether cases that need it get a first, discarded round. */
  readonly warmUp: boolean;
  /** How long each measurement of a rate lasts; whole seconds, as wrk wants. */
  readonly seconds: number;
  readonly bigBlobBytes: number;
  readonly smallPushes: number;
  readonly repositories: number;
  readonly tags: number;
  readonly mixedStepsPerClient: number;
  readonly growth: GrowthScale;
  readonly uploads: { readonly count: number; readonly sizeBytes: number };
  /** How long a started server is left alone before its memory counts as idle. */
  readonly idleMs: number;
}

export const FULL: Scale = {
  rounds: 5,
  warmUp: true,
  seconds: 3,
  bigBlobBytes: GIB,
  smallPushes: 100,
  repositories: 100_000,
  tags: 100_000,
  mixedStepsPerClient: 20,
  growth: {
    installation: { repositories: 1000, manifestsInFirst: 100, manifestsPerRepository: 100, blobsPerManifest: 10 },
    dueReviews: 10_000,
    rounds: 5,
    requests: 200,
    pushes: 200,
  },
  uploads: { count: 64, sizeBytes: 256 * MIB },
  idleMs: 2000,
};

export const QUICK: Scale = {
  rounds: 2,
  warmUp: false,
  seconds: 1,
  bigBlobBytes: 32 * MIB,
  smallPushes: 10,
  repositories: 2000,
  tags: 1000,
  mixedStepsPerClient: 3,
  growth: {
    installation: { repositories: 100, manifestsInFirst: 100, manifestsPerRepository: 10, blobsPerManifest: 10 },
    dueReviews: 1000,
    rounds: 2,
    requests: 50,
    pushes: 10,
  },
  uploads: { count: 8, sizeBytes: 8 * MIB },
  idleMs: 200,
};
