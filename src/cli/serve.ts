import type { Command } from "commander";
import type { RunningServer } from "../compose.ts";
import type { Log } from "../observability/log.ts";
import { addConfigFlags } from "./config-flags.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import type { Session, Terminal } from "./session.ts";
import { VERSION } from "./version.ts";
import type { WorkerLink } from "./worker-link.ts";

export function addServe(program: Command, session: Session): void {
  const command = addConfigFlags(program.command("serve").description("Run the registry until it is told to stop"));
  addExamples(command, "aerugo serve --open", "aerugo serve --config /etc/aerugo/config.yaml --listen :5000");
  command.action(async () => {
    const { config } = session.load(command);
    const { createLog } = await import("../observability/log.ts");
    const log = createLog(config.log);
    const { terminal, environment } = session;
    if (config.workers > 1) return (await import("./serve-workers.ts")).serveWorkers({ config, log, environment, signals: process });
    const [{ compose }, { WorkerLink }] = await Promise.all([import("../compose.ts"), import("./worker-link.ts")]);
    const link = WorkerLink.of(environment, process);
    const named = link ? log.child({ worker: Number(environment["AERUGO_WORKER"]) }) : log;
    const start = () => compose(config, { log: named, version: VERSION, sharesPort: link !== undefined });
    await serve({ start, log: named, terminal, signals: process, link });
  });
}

export interface ServeDeps {
  readonly start: () => Promise<RunningServer>;
  readonly log: Log;
  readonly terminal: Terminal;
  readonly signals: Pick<NodeJS.EventEmitter, "on" | "off">;
  /** To the process that started this one as one of several. */
  readonly link?: WorkerLink | undefined;
}

/** Runs until the first signal, then drains; a second signal stops at once. */
export async function serve({ start, log, terminal, signals, link }: ServeDeps): Promise<void> {
  const stop = new StopSignals(signals);
  try {
    const server = await Promise.race([start(), stop.second]);
    if (server === undefined) throw new CliError("failure", "stopped while starting");
    announce(server, log, terminal);
    link?.announce(server);
    const isUnnoticed = (await Promise.race([stop.first, link?.retired ?? NEVER])) === "retired";
    log.info({}, "Stopping: requests under way may finish; a second signal stops at once");
    const hurried = await Promise.race([server.drain({ isUnnoticed }).then(() => false), stop.second.then(() => true)]);
    await link?.farewell();
    if (!hurried) return log.info({}, "Stopped");
    await server.stopNow();
    throw new CliError("failure", "stopped before the requests under way had finished");
  } finally {
    stop.close();
  }
}

function announce({ url, opsUrl, storage, metadata, firstAdmin }: RunningServer, log: Log, terminal: Terminal): void {
  if (firstAdmin?.generatedPassword !== undefined) {
    // Straight to the terminal: a log is kept, copied and searched by others.
    terminal.out(`First administrator: ${firstAdmin.username}\nPassword, shown only now: ${firstAdmin.generatedPassword}\n`);
  }
  log.info(
    { url, ops: opsUrl ?? "off", storage, metadata, startMs: Math.round(performance.now()) },
    url === undefined ? `Aerugo ${VERSION} is ready for background jobs` : `Aerugo ${VERSION} is ready at ${url}`,
  );
}

const NEVER = new Promise<never>(() => {});

export class StopSignals {
  readonly first: Promise<undefined>;
  readonly second: Promise<undefined>;
  private readonly resolvers: (() => void)[];

  constructor(private readonly signals: ServeDeps["signals"]) {
    const first = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    this.first = first.promise;
    this.second = second.promise;
    this.resolvers = [() => first.resolve(undefined), () => second.resolve(undefined)];
    for (const name of STOP_SIGNALS) signals.on(name, this.receive);
  }

  close(): void {
    for (const name of STOP_SIGNALS) this.signals.off(name, this.receive);
  }

  private readonly receive = (): void => this.resolvers.shift()?.();
}

const STOP_SIGNALS = ["SIGTERM", "SIGINT"] as const;
