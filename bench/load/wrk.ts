// wrk, when it is installed: the cheapest known generator of small GETs, and one that readers know.

export interface WrkResult {
  readonly requestsPerSecond: number;
  /** Answers that were no 2xx or 3xx, and sockets that failed: any of them makes the figure worthless. */
  readonly failures: number;
}

export function parseWrk(output: string): WrkResult {
  const rate = /^Requests\/sec:\s+([\d.]+)$/m.exec(output);
  if (!rate) throw new Error(`wrk printed no rate: ${output.trim().slice(0, 300)}`);
  const refused = /^\s*Non-2xx or 3xx responses: (\d+)$/m.exec(output);
  const broken = /^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$/m.exec(output);
  const failures = [refused?.[1], ...(broken?.slice(1) ?? [])].reduce((sum, count) => sum + Number(count ?? 0), 0);
  return { requestsPerSecond: Number(rate[1]), failures };
}

export async function runWrk(
  wrkPath: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  load: { readonly connections: number; readonly seconds: number },
): Promise<number> {
  const headerArguments = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { connections, seconds } = load;
  const command = [wrkPath, "-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", ...headerArguments, url];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", timeout: (seconds + 20) * 1000 });
  const output = await new Response(child.stdout).text();
  const { requestsPerSecond, failures } = parseWrk(output);
  if (failures > 0) throw new Error(`${failures} of the requests failed`);
  return requestsPerSecond;
}
