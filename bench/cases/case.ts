// What a case is: the same work for every server, giving numbers that can be compared.
import type { Better } from "../measure/stats.ts";
import type { Contender, Target } from "../servers.ts";

export interface Metric {
  readonly key: string;
  readonly unit: string;
  readonly better: Better;
}

export interface Sample {
  readonly values: Readonly<Record<string, number>>;
  /** How much content was moved, where the server's CPU time per GiB is of interest. */
  readonly gib?: number;
}

export interface Subject {
  readonly contender: Contender;
  readonly target: Target;
}

export interface Case {
  readonly name: string;
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** Fewer rounds than the run's, for work that takes very long. */
  readonly maxRounds?: number;
  /** Whether a first, discarded round is needed for the figures to settle. */
  readonly warmUp: boolean;
  /** Whether the disk must be at rest before a round starts. */
  readonly writes: boolean;
  /** Whether peers run it too, or Aerugo alone unless the run asks for more. */
  readonly aerugoOnly?: boolean;
  /** Only for servers that the run can start anew. */
  readonly needsOwned?: boolean;
  /** Free space in the temp folder without which it is not even begun. */
  readonly diskBytes?: number;
  readonly measure: (subject: Subject) => Promise<Sample>;
}

/** Cases that share servers and what is stored in them. */
export interface Family {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly prepare?: (target: Target) => Promise<void>;
}

export const RATE: Metric = { key: "perSecond", unit: "req/s", better: "higher" };
export const SPEED: Metric = { key: "mibPerSecond", unit: "MiB/s", better: "higher" };

export async function timedSeconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
