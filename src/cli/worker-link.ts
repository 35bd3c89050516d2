// What the processes of `--workers` and the one that started them say to each other.
import type { RunningServer } from "../compose.ts";
import type { Readiness } from "../observability/health.ts";
import type { MetricObject } from "../observability/metrics.ts";

/** What a worker can be asked, and what it answers with. */
export interface Answers {
  readonly metrics: readonly MetricObject[];
  readonly readiness: Readiness;
}
export type Question = keyof Answers;

export type ToWorker =
  | { readonly kind: "question"; readonly id: number; readonly what: Question }
  /** Another has taken its place. */
  | { readonly kind: "retire" };

export type FromWorker =
  | { readonly kind: "ready"; readonly port: number | undefined }
  | { readonly kind: "answer"; readonly id: number; readonly value: Answers[Question] | undefined }
  /** The last message: what it has counted. */
  | { readonly kind: "farewell"; readonly metrics: readonly MetricObject[] };

/** The process's own end, as Node has it. */
type Channel = Pick<NodeJS.Process, "send" | "on" | "off" | "connected">;

/** The worker's end. */
export class WorkerLink {
  /** Resolves when another worker has taken this one's place, or when the process that started it has gone. */
  readonly retired: Promise<"retired">;
  private readonly retire: () => void;
  private server: RunningServer | undefined;

  constructor(private readonly channel: Channel) {
    const { promise, resolve } = Promise.withResolvers<"retired">();
    this.retired = promise;
    this.retire = () => resolve("retired");
    channel.on("message", this.receive);
    channel.on("disconnect", this.retire);
  }

  /** Undefined in a process that nobody started as a worker. */
  static of(environment: Readonly<Record<string, string | undefined>>, channel: Channel): WorkerLink | undefined {
    return environment["AERUGO_WORKER"] !== undefined && channel.send ? new WorkerLink(channel) : undefined;
  }

  announce(server: RunningServer): void {
    this.server = server;
    this.send({ kind: "ready", port: server.port });
  }

  async farewell(): Promise<void> {
    if (this.server) await this.send({ kind: "farewell", metrics: await this.server.metrics() });
    this.channel.off("message", this.receive);
    this.channel.off("disconnect", this.retire);
  }

  private readonly receive = (message: ToWorker): void => {
    if (message.kind === "retire") this.retire();
    else void this.answer(message.id, message.what);
  };

  private async answer(id: number, what: Question): Promise<void> {
    // An answer that fails is none: the other side has a deadline.
    const value = await this.server?.[what]().catch(() => undefined);
    await this.send({ kind: "answer", id, value });
  }

  private send(message: FromWorker): Promise<void> {
    if (!this.channel.connected) return Promise.resolve();
    return new Promise((resolve) => this.channel.send!(message, undefined, undefined, () => resolve()));
  }
}
