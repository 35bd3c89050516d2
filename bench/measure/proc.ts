// CPU and memory of a server and all its children, as Linux counts them in /proc.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Linux reports CPU times to user space in hundredths of a second, whatever the kernel's own tick (see proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** User and system time, that of children already gone included. */
  readonly cpuSeconds: number;
}

/** Reads one line of /proc/PID/stat; the command may itself hold spaces and parentheses, so the fields start after the last one. */
export function parseStat(line: string): ProcessStat {
  const afterCommand = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(afterCommand[number - 3]);
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { pid: Number.parseInt(line, 10), parentPid: field(4), cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** A size from /proc/PID/status in bytes; 0 when the line is missing, as it is for a process that has just ended. */
export function parseStatusBytes(status: string, key: "VmRSS" | "VmHWM"): number {
  const match = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(status);
  return match ? Number(match[1]) * 1024 : 0;
}

/** The process and everything below it, from the stats of all processes. */
export function treeOf(rootPid: number, all: readonly ProcessStat[]): readonly ProcessStat[] {
  const children = all.filter((stat) => stat.parentPid === rootPid);
  return [...all.filter((stat) => stat.pid === rootPid), ...children.flatMap((child) => treeOf(child.pid, all))];
}

/** The processes of a server at this moment. */
export function processTree(rootPid: number): readonly ProcessStat[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const stats = pids.flatMap((pid) => readIfAlive(`/proc/${pid}/stat`).map((line) => parseStat(line)));
  return treeOf(rootPid, stats);
}

export function cpuSecondsOf(rootPid: number): number {
  return processTree(rootPid).reduce((sum, stat) => sum + stat.cpuSeconds, 0);
}

/** Resident bytes now. Pages that processes share count once for each: an upper bound for a server of several. */
export function residentBytesOf(rootPid: number): number {
  return sumOfStatus(rootPid, "VmRSS");
}

/** The most that each process has held since the last reset, added up: the kernel keeps it, so no peak falls between two samples. */
export function peakBytesOf(rootPid: number): number {
  return sumOfStatus(rootPid, "VmHWM");
}

/** Makes the kernel forget the peaks so far (proc(5), clear_refs: 5). */
export function resetPeaks(rootPid: number): void {
  for (const { pid } of processTree(rootPid)) writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function sumOfStatus(rootPid: number, key: "VmRSS" | "VmHWM"): number {
  const statuses = processTree(rootPid).flatMap(({ pid }) => readIfAlive(`/proc/${pid}/status`));
  return statuses.reduce((sum, status) => sum + parseStatusBytes(status, key), 0);
}

/** A process may end between the listing and the reading: then it simply is not there. */
function readIfAlive(path: string): readonly string[] {
  try {
    return [readFileSync(path, "latin1")];
  } catch {
    return [];
  }
}
