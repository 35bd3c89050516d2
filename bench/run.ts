// Takes every server through every case, in turns: A B, B A, A B …, so that a slow minute of the machine meets them all.
import type { Case, Family, Metric, Sample } from "./cases/case.ts";
import { cpuSecondsOf, peakBytesOf, resetPeaks } from "./measure/proc.ts";
import { flushDisk, freeScratchBytes } from "./scratch.ts";
import type { Contender, Target } from "./servers.ts";

export type Values = Readonly<Record<string, number>>;

export interface CaseResult {
  readonly name: string;
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** By server, one entry per round; null where the round failed. */
  readonly samples: Readonly<Record<string, readonly (Values | null)[]>>;
  /** By server, why rounds failed. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

export interface RunSettings {
  readonly rounds: number;
  readonly warmUp: boolean;
  readonly peersToo: boolean;
  readonly progress: (line: string) => void;
}

/** What is read from /proc around every measurement of a server whose process is known. */
const PROCESS_METRICS: readonly Metric[] = [
  { key: "cpuPerGib", unit: "server CPU s/GiB", better: "lower" },
  { key: "peakMb", unit: "MB peak", better: "lower" },
];

interface Runner {
  readonly contender: Contender;
  readonly target: Target;
}

export async function runFamily(family: Family, all: readonly Contender[], settings: RunSettings): Promise<readonly CaseResult[]> {
  const contenders = all.filter((one) => family.cases.some((work) => takesPart(work, one, settings)));
  const runners: Runner[] = [];
  const broken = new Map<string, string>();
  try {
    for (const contender of contenders) {
      settings.progress(`${family.name}: preparing ${contender.name}`);
      await prepare(family, contender, runners).catch((error: unknown) => broken.set(contender.name, messageOf(error)));
    }
    const results: CaseResult[] = [];
    for (const work of family.cases) {
      const names = contenders.filter((one) => takesPart(work, one, settings)).map(({ name }) => name);
      results.push(await runCase(work, names, runners, broken, settings));
    }
    return results;
  } finally {
    for (const { target } of runners) await target.stop();
  }
}

async function prepare(family: Family, contender: Contender, runners: Runner[]): Promise<void> {
  const target = await contender.start();
  // Listed before it is filled: it must be stopped even if that fails.
  runners.push({ contender, target });
  await family.prepare?.(target);
}

async function runCase(
  work: Case,
  names: readonly string[],
  runners: readonly Runner[],
  broken: ReadonlyMap<string, string>,
  settings: RunSettings,
): Promise<CaseResult> {
  const record = new CaseRecord(work, names);
  const shortage = diskShortage(work);
  const able = new Set(names.filter((name) => record.admits(name, shortage ?? broken.get(name))));
  const taking = runners.filter(({ contender }) => able.has(contender.name));

  if (work.warmUp && settings.warmUp) for (const runner of taking) await measureInto(undefined, work, runner);
  for (let round = 0; round < Math.min(settings.rounds, work.maxRounds ?? settings.rounds); round += 1) {
    for (const runner of round % 2 === 0 ? taking : taking.toReversed()) {
      const line = await measureInto(record, work, runner);
      settings.progress(`${work.name} ${round + 1} ${runner.contender.name}: ${line}`);
    }
  }
  return record.result();
}

function takesPart(work: Case, contender: Contender, settings: RunSettings): boolean {
  if (work.needsOwned && !contender.owned) return false;
  return contender.name === "aerugo" || !work.aerugoOnly || settings.peersToo;
}

function diskShortage(work: Case): string | undefined {
  const needed = work.diskBytes ?? 0;
  return freeScratchBytes() < needed ? `needs ${Math.ceil(needed / 1e9)} GB of free space in the temp folder` : undefined;
}

/** One measurement; without a record it only warms up. Gives a line for the progress display. */
async function measureInto(record: CaseRecord | undefined, work: Case, runner: Runner): Promise<string> {
  const { name } = runner.contender;
  try {
    if (work.writes) await flushDisk();
    const values = await measureWithProcess(work, runner);
    record?.add(name, values);
    return Object.entries(values)
      .map(([key, value]) => `${key} ${Number(value.toPrecision(4))}`)
      .join(", ");
  } catch (error) {
    record?.fail(name, messageOf(error));
    return `failed: ${messageOf(error)}`;
  }
}

async function measureWithProcess(work: Case, { contender, target }: Runner): Promise<Values> {
  const { pid } = target;
  if (pid === undefined || work.needsOwned) return (await work.measure({ contender, target })).values;
  resetPeaks(pid);
  const cpuBefore = cpuSecondsOf(pid);
  const sample = await work.measure({ contender, target });
  return { ...sample.values, ...processValues(sample, cpuSecondsOf(pid) - cpuBefore, peakBytesOf(pid)) };
}

function processValues({ gib }: Sample, cpuSeconds: number, peakBytes: number): Values {
  return { ...(gib !== undefined && { cpuPerGib: cpuSeconds / gib }), peakMb: peakBytes / 1e6 };
}

/** Collects what the rounds of one case gave, keeping the rounds of all servers aligned. */
class CaseRecord {
  private readonly samples: Record<string, (Values | null)[]>;
  private readonly errors: Record<string, string[]>;

  constructor(
    private readonly work: Case,
    names: readonly string[],
  ) {
    this.samples = Object.fromEntries(names.map((name) => [name, []]));
    this.errors = Object.fromEntries(names.map((name) => [name, []]));
  }

  /** False, with the reason kept, for a server that cannot even begin. */
  admits(name: string, obstacle: string | undefined): boolean {
    if (obstacle !== undefined) this.errors[name]?.push(obstacle);
    return obstacle === undefined;
  }

  add(name: string, values: Values): void {
    this.samples[name]?.push(values);
  }

  fail(name: string, message: string): void {
    this.samples[name]?.push(null);
    this.errors[name]?.push(message);
  }

  result(): CaseResult {
    const { name, title, metrics } = this.work;
    const keys = new Set(Object.values(this.samples).flatMap((rounds) => rounds.flatMap((values) => Object.keys(values ?? {}))));
    return {
      name,
      title,
      metrics: [...metrics, ...PROCESS_METRICS.filter(({ key }) => keys.has(key))],
      samples: this.samples,
      errors: this.errors,
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
