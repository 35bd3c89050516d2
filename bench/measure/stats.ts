// The arithmetic of the report: medians, spreads, and how many times better one side is.

/** Whether a larger number of a metric is the better one. */
export type Better = "higher" | "lower";

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The value below which `fraction` of the values lie, interpolated between neighbours; NaN when there are none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Undefined when there is nothing to summarize. */
export function summarize(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  return { count: values.length, median: quantile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

/** How many times better Aerugo is than the peer: above 1 Aerugo wins, whatever the metric's own direction. */
export function advantage(better: Better, aerugo: number, peer: number): number {
  return better === "higher" ? aerugo / peer : peer / aerugo;
}

/**
 * The advantage of each round in which both sides have a value. Rounds are paired because the machine's mood changes during a run:
 * two neighbours in time share it, two medians do not.
 */
export function pairedAdvantages(
  better: Better,
  aerugo: readonly (number | undefined)[],
  peer: readonly (number | undefined)[],
): readonly number[] {
  return aerugo.flatMap((value, round) => {
    const other = peer[round];
    return value === undefined || other === undefined ? [] : [advantage(better, value, other)];
  });
}
