// `serve --workers`: starts processes that share the public port, puts another in the place of one that dies, answers the operations port for
// all of them, and on SIGHUP replaces them one after the other, each only when the next is ready.
import { HttpServer } from "../http/server.ts";
import { opsApp } from "../http/ops/ops-app.ts";
import type { Config } from "../config/schema.ts";
import type { Readiness } from "../observability/health.ts";
import type { Log } from "../observability/log.ts";
import { type Exposition, MergedMetrics } from "../observability/metrics.ts";
import { CliError } from "./failure.ts";
import { type WorkerCommand, WorkerProcess } from "./worker-process.ts";

interface Dependencies {
  readonly config: Config;
  readonly log: Log;
  /** Starts a worker that answers clients on this port; the first one with port 0 says which it became. */
  readonly commandOf: (listen: Config["listen"]) => WorkerCommand;
  readonly backoff?: Backoff;
}

interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** A worker that lived this long died of something new. */
  readonly forgottenAfterMs: number;
}

const BACKOFF: Backoff = { firstMs: 500, longestMs: 30_000, forgottenAfterMs: 60_000 };
/** What a worker that is killed has counted since then is lost. */
const SAMPLED_EVERY_MS = 15_000;

export class Supervisor {
  private readonly workers = new Set<WorkerProcess>();
  private readonly merged = new MergedMetrics();
  private readonly delays = new Map<number, number>();
  private listen: Config["listen"];
  private ops: HttpServer | undefined;
  private sampling: ReturnType<typeof setInterval> | undefined;
  private rolling: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly deps: Dependencies) {
    this.listen = deps.config.listen;
  }

  /** Resolves when all are ready. Throws when the first does not come to be: the others would not either. */
  async start(): Promise<void> {
    const { config, log } = this.deps;
    this.checkPort();
    // The first alone: it brings the schema forward, makes the first administrator and finds the port.
    const port = await this.firstReady();
    // Told to stop meanwhile, we would launch workers that nobody tells.
    if (this.isStopping) return;
    if (port !== undefined) this.listen = { ...this.listen, port };
    for (let number = 2; number <= config.workers; number += 1) this.launch(number);
    await Promise.all([...this.workers].map((worker) => Promise.race([worker.ready, worker.exited])));
    const options = {
      idleTimeoutSeconds: config.http.idleTimeoutSeconds,
      onBug: (error: unknown) => log.error({ error }, "a request failed"),
    };
    const handle = opsApp({ health: { readiness: () => this.readiness() }, metrics: { expose: () => this.expose() } });
    this.ops = config.opsListen && HttpServer.listen({ ...config.opsListen, ...options }, handle);
    this.sampling = setInterval(() => void this.sample(), SAMPLED_EVERY_MS);
    log.info({ workers: config.workers, port, ops: this.ops?.origin ?? "off" }, "All workers have been started");
  }

  /** One after the other; asked for again meanwhile, it goes on with the one round. */
  roll(): Promise<void> {
    return (this.rolling ??= this.rollOnce().finally(() => (this.rolling = undefined)));
  }

  /** Passes the signal on. */
  kill(signal: NodeJS.Signals): void {
    this.isStopping = true;
    for (const worker of this.workers) worker.kill(signal);
  }

  /** Resolves when no worker is left. */
  async ended(): Promise<{ readonly isClean: boolean }> {
    const codes = await Promise.all([...this.workers].map(({ exited }) => exited));
    clearInterval(this.sampling);
    await this.ops?.stopNow();
    return { isClean: codes.every((code) => code === 0) };
  }

  /** A shared port is taken by whoever asks: a second server of ours would go unnoticed. */
  private checkPort(): void {
    if (this.deps.config.role === "worker" || this.listen.port === 0) return;
    const probe = HttpServer.listen(
      { ...this.listen, idleTimeoutSeconds: 1, onBug: () => {} },
      async () => new Response(null, { status: 503 }),
    );
    void probe.stopNow();
  }

  private async firstReady(): Promise<number | undefined> {
    const first = this.launch(1);
    const exitCode = first.exited.then((code) => ({ code }));
    const became = await Promise.race([first.ready.then((port) => ({ port })), exitCode]);
    if ("port" in became) return became.port;
    throw new CliError("failure", "the first worker could not start; what it said is above");
  }

  private launch(number: number): WorkerProcess {
    const worker = new WorkerProcess(number, this.deps.commandOf(this.listen));
    this.workers.add(worker);
    void worker.exited.then((code) => this.left(worker, code));
    return worker;
  }

  private async left(worker: WorkerProcess, exitCode: number): Promise<void> {
    this.workers.delete(worker);
    await this.merged.keep(worker.lastMetrics);
    const isFirst = this.ops === undefined && !worker.isReady && this.workers.size === 0;
    if (this.isStopping || worker.isDismissed || isFirst) return;
    const delayMs = this.delayOf(worker);
    this.deps.log.error(
      { worker: worker.number, pid: worker.pid, exitCode, delayMs },
      "A worker has ended by itself; another takes its place",
    );
    await Bun.sleep(delayMs);
    this.fill(worker.number);
  }

  /** Unless somebody has the place: one that was launched in a round meanwhile. */
  private fill(number: number): void {
    const isTaken = [...this.workers].some((worker) => worker.number === number);
    if (!this.isStopping && !isTaken) this.launch(number);
  }

  /** Longer each time, for a worker that cannot live. */
  private delayOf({ number, startedAt }: WorkerProcess): number {
    const { firstMs, longestMs, forgottenAfterMs } = this.deps.backoff ?? BACKOFF;
    const last = performance.now() - startedAt < forgottenAfterMs ? this.delays.get(number) : undefined;
    const delayMs = last === undefined ? firstMs : Math.min(2 * last, longestMs);
    this.delays.set(number, delayMs);
    return delayMs;
  }

  private async rollOnce(): Promise<void> {
    const { log } = this.deps;
    log.info({}, "Replacing all workers, one after the other");
    // Those that take their places join the set meanwhile.
    const present = Array.from(this.workers);
    for (const old of present) {
      // One that has died since is replaced already.
      if (this.isStopping || old.isDismissed || !this.workers.has(old)) continue;
      const next = this.launch(old.number);
      // Should it not come to be, the old one stays.
      next.isDismissed = true;
      const isReady = await Promise.race([next.ready.then(() => true), next.exited.then(() => false)]);
      if (!isReady) {
        // The old one may have died meanwhile.
        this.fill(old.number);
        return log.error({ worker: old.number }, "The new worker could not start; the old ones stay");
      }
      next.isDismissed = this.isStopping;
      old.retire();
      await old.exited;
    }
    log.info({}, "All workers have been replaced");
  }

  /** Ready when somebody answers clients. */
  private async readiness(): Promise<Readiness> {
    const found = await Promise.all([...this.workers].map((worker) => worker.ask("readiness")));
    const ready = found.filter((each) => each?.ready);
    const checks = (ready[0] ?? found.find((each) => each !== undefined))?.checks ?? {};
    const draining = this.isStopping ? { draining: "shutting down" } : {};
    return {
      ready: ready.length > 0 && !this.isStopping,
      checks: { ...checks, ...draining, workers: `${ready.length} of ${this.deps.config.workers} ready` },
    };
  }

  private async expose(): Promise<Exposition> {
    return this.merged.expose(await this.sample());
  }

  private sample() {
    return Promise.all([...this.workers].map((worker) => worker.sample()));
  }
}
