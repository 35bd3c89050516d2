// The figures of a result, picked out of its rounds.
import type { Metric } from "./cases/case.ts";
import { pairedAdvantages } from "./measure/stats.ts";
import type { CaseResult } from "./run.ts";

export function valuesOf(result: CaseResult, server: string, metric: string): readonly number[] {
  return perRound(result, server, metric).filter((value) => value !== undefined);
}

/** How many times better Aerugo was than the peer, round by round. */
export function advantagesOf(result: CaseResult, metric: Metric, peer: string): readonly number[] {
  const pairs = pairedAdvantages(metric.better, perRound(result, "aerugo", metric.key), perRound(result, peer, metric.key));
  // Zero divided by zero, as for failures that neither side had, says nothing.
  return pairs.filter((value) => Number.isFinite(value));
}

function perRound(result: CaseResult, server: string, metric: string): readonly (number | undefined)[] {
  return (result.samples[server] ?? []).map((values) => values?.[metric]);
}
