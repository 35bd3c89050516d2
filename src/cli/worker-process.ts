// One of the processes of `--workers`, as the one that started it sees it.
import type { MetricObject } from "../observability/metrics.ts";
import type { Answers, FromWorker, Question, ToWorker } from "./worker-link.ts";

export interface WorkerCommand {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const ANSWER_TIMEOUT_MS = 3000;

export class WorkerProcess {
  readonly startedAt = performance.now();
  /** Resolves to the port it answers clients on; never when it ends before. */
  readonly ready: Promise<number | undefined>;
  /** What it has counted, as far as it was heard. */
  lastMetrics: readonly MetricObject[] = [];
  /** It was told to go, or never came to be: nobody takes its place. */
  isDismissed = false;
  isReady = false;
  private readonly child: Bun.Subprocess;
  private readonly answers = new Map<number, (value: Answers[Question] | undefined) => void>();
  private questions = 0;
  private readonly becomeReady: (port: number | undefined) => void;

  constructor(
    readonly number: number,
    { command, environment }: WorkerCommand,
  ) {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    this.ready = promise;
    this.becomeReady = resolve;
    this.child = Bun.spawn([...command], {
      env: { ...environment, AERUGO_WORKER: String(number) },
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      // A process group of its own: Ctrl-C is the parent's to pass on, and must not come twice.
      detached: true,
      serialization: "json",
      ipc: (message) => this.receive(message as FromWorker),
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Resolves to the exit code. */
  get exited(): Promise<number> {
    return this.child.exited;
  }

  kill(signal: NodeJS.Signals): void {
    this.isDismissed = true;
    this.child.kill(signal);
  }

  /** Another has taken its place: it finishes what it has begun, and goes. */
  retire(): void {
    this.isDismissed = true;
    this.send({ kind: "retire" });
  }

  /** Undefined when it does not answer in time. */
  async ask<Q extends Question>(what: Q): Promise<Answers[Q] | undefined> {
    const id = (this.questions += 1);
    const { promise, resolve } = Promise.withResolvers<Answers[Question] | undefined>();
    this.answers.set(id, resolve);
    const timer = setTimeout(() => resolve(undefined), ANSWER_TIMEOUT_MS);
    this.send({ kind: "question", id, what });
    const answer = await promise;
    clearTimeout(timer);
    this.answers.delete(id);
    return answer as Answers[Q] | undefined;
  }

  async sample(): Promise<readonly MetricObject[]> {
    return (this.lastMetrics = (await this.ask("metrics")) ?? this.lastMetrics);
  }

  private receive(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.isReady = true;
        return this.becomeReady(message.port);
      case "answer":
        return this.answers.get(message.id)?.(message.value);
      case "farewell":
        this.lastMetrics = message.metrics;
    }
  }

  private send(message: ToWorker): void {
    try {
      this.child.send(message);
    } catch {
      // It is about to end; whoever waits for an answer has a deadline.
    }
  }
}
