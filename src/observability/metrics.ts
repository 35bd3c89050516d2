// Metrics for Prometheus. Labels are bounded: routes, methods and statuses, never a repository, tag, user or digest.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What the public port reports of each request. */
export interface RequestMetrics {
  record(method: string, route: string, status: number, seconds: number): void;
  /** A request was refused because there were too many; `policy` says of whom. */
  recordLimited(policy: string): void;
}

/** What workers report of jobs. */
export interface JobMetrics {
  recordJob(kind: string, result: string, seconds: number): void;
}

/** Runs of jobs that nobody has begun. */
export interface JobQueue {
  readonly queued: number;
  readonly oldestSeconds: number;
}

const KNOWN_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const JOB_BUCKETS = [0.1, 1, 10, 60, 600, 3600, 21_600, 86_400];
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics implements RequestMetrics, JobMetrics {
  private readonly registry = new Registry();
  private readonly requests: Counter;
  private readonly durations: Histogram;
  private readonly limited: Counter;
  private readonly jobs: Histogram;
  /** prom-client sorts and joins labels at each call; the children of the few label sets are looked up once. */
  private readonly series = new Map<string, { count: Counter.Internal; duration: Histogram.Internal<string> }>();

  constructor(version: string) {
    const registers = [this.registry];
    const labelNames = ["http_request_method", "http_route", "http_response_status_code"];
    this.requests = new Counter({ name: "http_server_requests_total", help: "Requests answered", labelNames, registers });
    this.durations = new Histogram({
      name: "http_server_request_duration_seconds",
      help: "Time from a request's first byte to its answer's headers",
      labelNames,
      buckets: BUCKETS,
      registers,
    });
    this.limited = new Counter({
      name: "aerugo_rate_limited_total",
      help: "Requests refused because there were too many",
      labelNames: ["policy"],
      registers,
    });
    this.jobs = new Histogram({
      name: "aerugo_job_duration_seconds",
      help: "Time that a run of a job took in this process",
      labelNames: ["kind", "result"],
      buckets: JOB_BUCKETS,
      registers,
    });
    new Gauge({ name: "aerugo_build_info", help: "Which version runs", labelNames: ["version"], registers }).labels(version).set(1);
    collectDefaultMetrics({ register: this.registry });
  }

  record(method: string, route: string, status: number, seconds: number): void {
    const known = KNOWN_METHODS.has(method) ? method : "other";
    const key = `${known} ${status} ${route}`;
    let series = this.series.get(key);
    if (!series) {
      const labels = [known, route, String(status)] as const;
      series = { count: this.requests.labels(...labels), duration: this.durations.labels(...labels) };
      this.series.set(key, series);
    }
    series.count.inc();
    series.duration.observe(seconds);
  }

  recordLimited(policy: string): void {
    this.limited.labels(policy).inc();
  }

  recordJob(kind: string, result: string, seconds: number): void {
    this.jobs.labels(kind, result).observe(seconds);
  }

  /** Asked at every scrape. Every process that runs jobs tells the same: the highest is the truth, their sum is not. */
  watchJobQueue(ask: () => Promise<JobQueue>): void {
    const registers = [this.registry];
    const oldest = new Gauge({
      name: "aerugo_job_queue_oldest_seconds",
      help: "How long the oldest run has waited for a worker",
      registers,
    });
    new Gauge({
      name: "aerugo_job_queue_runs",
      help: "Runs of jobs that wait for a worker",
      registers,
      async collect() {
        const { queued, oldestSeconds } = await ask();
        this.set(queued);
        oldest.set(oldestSeconds);
      },
    });
  }

  /** The exposition text and its content type. */
  async expose(): Promise<{ body: string; contentType: string }> {
    return { body: await this.registry.metrics(), contentType: this.registry.contentType };
  }
}
