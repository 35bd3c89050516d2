// Metrics for Prometheus. Labels are bounded: routes, methods and statuses, never a repository, tag, user or digest.
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** A metric with its values, as one process hands it to another. */
export type MetricObject = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>[number];

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

/** What is reported of a cache that nodes share. */
export interface CacheMetrics {
  recordCacheUp(isUp: boolean): void;
  /** The process decided by itself, because the cache did not answer. */
  recordCacheFallback(operation: string): void;
}

/** Runs of jobs that nobody has begun. */
export interface JobQueue {
  readonly queued: number;
  readonly oldestSeconds: number;
}

/** What the garbage collector reports. */
export interface CollectionMetrics {
  recordDeleted(kind: string, count: number): void;
  recordReclaimed(bytes: number): void;
  /** Reviews that wait, and for how long the oldest has been due. */
  recordReviewQueue(entries: number, oldestDueSeconds: number): void;
}

const KNOWN_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const JOB_BUCKETS = [0.1, 1, 10, 60, 600, 3600, 21_600, 86_400];
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics implements RequestMetrics, JobMetrics, CollectionMetrics, CacheMetrics {
  private readonly registry = new Registry();
  private readonly requests: Counter;
  private readonly durations: Histogram;
  private readonly limited: Counter;
  private readonly jobs: Histogram;
  private readonly cacheFallbacks: Counter;
  /** Only where there is a cache that can be away. */
  private cacheUp: Gauge | undefined;
  private readonly deleted: Counter;
  private readonly reclaimed: Counter;
  private readonly reviews: Gauge;
  private readonly oldestReview: Gauge;
  private watchesProcess = false;
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
    this.cacheFallbacks = new Counter({
      name: "aerugo_cache_fallbacks_total",
      help: "What this process decided by itself because the shared cache did not answer",
      labelNames: ["operation"],
      registers,
    });
    this.deleted = new Counter({
      name: "aerugo_gc_deleted_total",
      help: "What garbage collection has deleted on this node",
      labelNames: ["kind"],
      registers,
    });
    this.reclaimed = new Counter({
      name: "aerugo_gc_reclaimed_bytes_total",
      help: "Bytes that garbage collection has deleted in storage from this node",
      registers,
    });
    this.reviews = new Gauge({
      name: "aerugo_gc_review_queue_entries",
      help: "Reviews that wait, due or not",
      aggregator: "max",
      registers,
    });
    this.oldestReview = new Gauge({
      name: "aerugo_gc_review_queue_oldest_due_seconds",
      help: "For how long the oldest review has been due",
      aggregator: "max",
      registers,
    });
    new Gauge({ name: "aerugo_build_info", help: "Which version runs", labelNames: ["version"], aggregator: "max", registers })
      .labels(version)
      .set(1);
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

  recordCacheUp(isUp: boolean): void {
    this.cacheUp ??= new Gauge({
      name: "aerugo_cache_up",
      help: "Whether the shared cache is used (1), or every process decides by itself (0)",
      aggregator: "min",
      registers: [this.registry],
    });
    this.cacheUp.set(isUp ? 1 : 0);
  }

  recordCacheFallback(operation: string): void {
    this.cacheFallbacks.labels(operation).inc();
  }

  recordDeleted(kind: string, count: number): void {
    this.deleted.labels(kind).inc(count);
  }

  recordReclaimed(bytes: number): void {
    this.reclaimed.inc(bytes);
  }

  recordReviewQueue(entries: number, oldestDueSeconds: number): void {
    this.reviews.set(entries);
    this.oldestReview.set(oldestDueSeconds);
  }

  recordJob(kind: string, result: string, seconds: number): void {
    this.jobs.labels(kind, result).observe(seconds);
  }

  /** Asked at every scrape. Every process that runs jobs tells the same: the highest is the truth, their sum is not. */
  watchJobQueue(ask: () => Promise<JobQueue>): void {
    const tell = (name: string, help: string, of: (queue: JobQueue) => number) => {
      const gauge = new Gauge({
        name,
        help,
        aggregator: "max",
        registers: [this.registry],
        collect: async () => {
          // A database that is away must not take all other metrics along.
          const queue = await ask().catch(() => undefined);
          if (queue) gauge.set(of(queue));
        },
      });
    };
    tell("aerugo_job_queue_runs", "Runs of jobs that wait for a worker", ({ queued }) => queued);
    tell("aerugo_job_queue_oldest_seconds", "How long the oldest run has waited for a worker", ({ oldestSeconds }) => oldestSeconds);
  }

  /** The exposition text and its content type. */
  expose(): Promise<Exposition> {
    this.watchProcess();
    return expositionOf(this.registry);
  }

  collect(): Promise<MetricObject[]> {
    this.watchProcess();
    return this.registry.getMetricsAsJSON();
  }

  /** From the first scrape on: asking the runtime about itself takes a tenth of the time in which a server starts. */
  private watchProcess(): void {
    if (this.watchesProcess) return;
    this.watchesProcess = true;
    collectDefaultMetrics({ register: this.registry });
  }
}

export interface Exposition {
  readonly body: string;
  readonly contentType: string;
}

/** The metrics of several processes as one: counts are added up, also those of processes that have ended. */
export class MergedMetrics {
  private ended: readonly MetricObject[] = [];

  /** What a process had counted by its end: a count that went down would look like a restart of everything. */
  async keep(last: readonly MetricObject[]): Promise<void> {
    const counts = last.filter(({ type }) => COUNTS.has(String(type)));
    this.ended = await AggregatorRegistry.aggregate([this.ended, counts]).getMetricsAsJSON();
  }

  expose(living: readonly (readonly MetricObject[])[]): Promise<Exposition> {
    return expositionOf(AggregatorRegistry.aggregate([...living, this.ended]));
  }
}

const COUNTS = new Set(["counter", "histogram"]);

async function expositionOf(registry: Registry): Promise<Exposition> {
  return { body: await registry.metrics(), contentType: registry.contentType };
}
