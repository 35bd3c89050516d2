// `serve` with several processes: signals in, one exit code out.
import type { Config } from "../config/schema.ts";
import type { Log } from "../observability/log.ts";
import { CliError } from "./failure.ts";
import { StopSignals } from "./serve.ts";
import { Supervisor } from "./supervisor.ts";

interface Dependencies {
  readonly config: Config;
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signals: Pick<NodeJS.EventEmitter, "on" | "off">;
}

/** Runs until the first signal, then has the workers drain; a second signal stops them at once. SIGHUP replaces them one by one. */
export async function serveWorkers({ config, log, environment, signals }: Dependencies): Promise<void> {
  const supervisor = new Supervisor({ config, log, commandOf: (listen) => ({ command: workerCommand(listen), environment }) });
  const stop = new StopSignals(signals);
  const starting = supervisor.start();
  // Who cannot be started says so below.
  const roll = () => void starting.then(() => supervisor.roll()).catch(() => {});
  // From the first moment: without a listener the signal would end the process.
  signals.on("SIGHUP", roll);
  try {
    const isStarted = await Promise.race([starting.then(() => true), stop.first.then(() => false)]);
    if (isStarted) await stop.first;
    supervisor.kill("SIGTERM");
    void stop.second.then(() => supervisor.kill("SIGTERM"));
    const { isClean } = await supervisor.ended();
    if (!isStarted) throw new CliError("failure", "stopped while starting");
    if (!isClean) throw new CliError("failure", "stopped before the requests under way had finished");
    log.info({}, "All workers have stopped");
  } finally {
    signals.off("SIGHUP", roll);
    stop.close();
  }
}

/** This very command line, as one process without an operations port. */
function workerCommand({ hostname, port }: Config["listen"]): readonly string[] {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const own = ["--workers", "1", "--ops-listen", "off", "--listen", `${host}:${port}`];
  // A compiled program is its own interpreter.
  const isCompiled = Bun.main.startsWith("/$bunfs/");
  const program = isCompiled ? [process.execPath] : [process.execPath, ...process.execArgv, Bun.main];
  return [...program, ...process.argv.slice(2), ...own];
}
