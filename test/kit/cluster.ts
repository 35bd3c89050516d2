// Several processes on one PostgreSQL and one folder of blobs: as workers that one `aerugo serve` starts, or as nodes of their own.
import { join } from "node:path";
import { freePort, Server, type ServerOptions } from "./server.ts";

/** The sources are interpreted: a preload that sets the process's clock wrong. */
const SKEWED = join(import.meta.dir, "skewed-clock.ts");

export interface NodeOptions extends Pick<ServerOptions, "args" | "env" | "port" | "open"> {
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** How wrong the machine's clock is. */
  readonly skewMs?: number;
  /** It answers no clients: its operations port says that it is ready. */
  readonly isSilent?: boolean;
}

export interface ClusterNode {
  readonly server: Server;
  readonly opsUrl: string;
}

/** `--workers` among `args` makes it several processes. */
export async function startNode({
  databaseUrl,
  dataDir,
  args = [],
  env = {},
  skewMs,
  isSilent = false,
  ...rest
}: NodeOptions): Promise<ClusterNode> {
  const ops = `127.0.0.1:${await freePort()}`;
  const server = await Server.start({
    ...rest,
    dataDir,
    args: ["--database-url", databaseUrl, "--ops-listen", ops, "--log-format", "json", ...args],
    env: skewMs === undefined ? env : { ...env, TEST_SKEW_MS: String(skewMs) },
    ...(isSilent ? { readyUrl: `http://${ops}/readyz` } : {}),
    preload: skewMs === undefined ? [] : [SKEWED],
  });
  return { server, opsUrl: `http://${ops}` };
}

export async function getText(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** The value of a metric, summed over its labels; 0 when there is none. */
export function metricOf(exposition: string, name: string): number {
  const lines = exposition.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
