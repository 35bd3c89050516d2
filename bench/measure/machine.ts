// What a reader must know to compare two result files: the code and the machine. Never a host name or a path.
import { cpus, release, totalmem } from "node:os";

export interface Environment {
  readonly commit: string;
  /** True when the working tree differed from the commit, so that the numbers are not the commit's alone. */
  readonly modified: boolean;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly bun: string;
  readonly wrk: string | undefined;
}

export function describeEnvironment(wrkPath: string | undefined): Environment {
  const processors = cpus();
  return {
    commit: textOf(["git", "rev-parse", "--short", "HEAD"]) || "unknown",
    modified: textOf(["git", "status", "--porcelain", "--untracked-files=no"]) !== "",
    cpuModel: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    bun: Bun.version,
    // wrk prints its version first and then fails for want of a URL.
    wrk: wrkPath && /^wrk (\S+)/.exec(textOf([wrkPath, "-v"]))?.[1],
  };
}

/** What a short command prints, trimmed; empty when it cannot be run. */
export function textOf(command: string[]): string {
  try {
    return Bun.spawnSync(command, { cwd: import.meta.dir, stderr: "ignore" })
      .stdout.toString()
      .trim();
  } catch {
    return "";
  }
}
