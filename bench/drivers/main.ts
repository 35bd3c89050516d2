// Compares clients of PostgreSQL where it matters to us: restarts, cut and silent connections, poolers, types and speed. Each in a process of its
// own, because some take theirs down.
//
//   bun bench/drivers/main.ts <node_modules>     a folder with `pg` and `postgres`, which are no dependencies of ours
import { FaultProxy } from "../../test/kit/fault-proxy.ts";
import { Pooler } from "../../test/kit/postgres-pooler.ts";
import { PostgresServer } from "../../test/kit/postgres.ts";
import { type Client, type ClientOptions, DRIVERS } from "./drivers.ts";

const WORKERS = 16;
const POOL_SIZE = 8;
const SPEED_MS = 2000;
const OUTAGE_MS = 2000;
const KILLING_MS = 3000;
/** What did not end by then is called stuck. */
const PATIENCE_MS = 8000;

interface Bench {
  readonly server: PostgresServer;
  readonly url: string;
  open(changes?: Partial<ClientOptions>): Promise<Client>;
}

const ROWS: Readonly<Record<string, (bench: Bench) => Promise<string>>> = {
  "queries/s one after the other": (bench) => speed(bench, 1),
  "queries/s, 32 at once": (bench) => speed(bench, 32),
  "bigint 2^60": async (bench) =>
    withClient(bench, async (client) =>
      String((await client.query("select 2::bigint ^ 60 = $1::bigint as same, (1::bigint << 60) as n", [String(2n ** 60n)]))[0]!["n"]),
    ),
  "bytea, both ways": (bench) =>
    withClient(bench, async (client) => {
      const bytes = Buffer.from([0, 1, 127, 128, 255]);
      const [row] = await client.query("select $1::bytea as b", [bytes]);
      return Buffer.compare(Buffer.from(row!["b"] as Uint8Array), bytes) === 0 ? "yes" : "no";
    }),
  "text[] as it reads": (bench) =>
    withClient(bench, async (client) => JSON.stringify((await client.query("select array['a,b', 'c\"', null] as a"))[0]!["a"])),
  "cancelled by statement_timeout": (bench) =>
    withClient(
      bench,
      async (client) => {
        const outcome = await ended(client.query("select pg_sleep(5)"));
        const next = await ended(client.query("select 1"));
        return `${outcome}; then ${next}`;
      },
      { statementTimeoutMs: 1000 },
    ),
  "server restarts under load": restart,
  "backends killed for 3 s": kills,
  "other end falls silent": silence,
  "PgBouncer, transaction mode": (bench) => pooled(bench, true),
  "the same, not preparing": (bench) => pooled(bench, false),
};

async function speed(bench: Bench, width: number): Promise<string> {
  return withClient(bench, async (client) => {
    await Promise.all(Array.from({ length: POOL_SIZE }, () => client.query("select 1")));
    const until = performance.now() + SPEED_MS;
    const cpu = process.cpuUsage();
    let count = 0;
    const work = async () => {
      for (; performance.now() < until; count += 1)
        await client.query("select id, name, kind from namespaces where name = $1", ["library"]);
    };
    await Promise.all(Array.from({ length: width }, work));
    const { user, system } = process.cpuUsage(cpu);
    return `${Math.round(count / (SPEED_MS / 1000))} (${((user + system) / count).toFixed(0)} µs of CPU)`;
  });
}

/** Workers that ask without end, and what became of it. */
class Load {
  readonly seen = { ok: 0, failed: 0, slowestMs: 0, running: 0, lastOkAt: 0 };
  private isOver = false;

  constructor(client: Client) {
    for (let worker = 0; worker < WORKERS; worker += 1) void this.work(client);
  }

  /** How many never ended. */
  async stop(): Promise<number> {
    this.isOver = true;
    const deadline = performance.now() + PATIENCE_MS;
    while (this.seen.running > 0 && performance.now() < deadline) await Bun.sleep(20);
    return this.seen.running;
  }

  private async work(client: Client): Promise<void> {
    while (!this.isOver) {
      this.seen.running += 1;
      const began = performance.now();
      const isOk = await client.query("select 1").then(
        () => true,
        () => false,
      );
      this.seen.running -= 1;
      this.seen.slowestMs = Math.max(this.seen.slowestMs, performance.now() - began);
      if (isOk) this.seen.ok += 1;
      else this.seen.failed += 1;
      if (isOk) this.seen.lastOkAt = performance.now();
      else await Bun.sleep(5);
    }
  }
}

async function restart(bench: Bench): Promise<string> {
  const client = await bench.open();
  const load = new Load(client);
  await Bun.sleep(500);
  await bench.server.stop("fast");
  await Bun.sleep(OUTAGE_MS);
  await bench.server.startAgain();
  const upAt = performance.now();
  const before = load.seen.ok;
  while (load.seen.ok === before && performance.now() - upAt < PATIENCE_MS) await Bun.sleep(5);
  const backMs = performance.now() - upAt;
  await Bun.sleep(1000);
  const stuck = await load.stop();
  return `back after ${backMs.toFixed(0)} ms, longest wait ${load.seen.slowestMs.toFixed(0)} ms, stuck ${stuck}`;
}

async function kills(bench: Bench): Promise<string> {
  const client = await bench.open();
  const load = new Load(client);
  const until = performance.now() + KILLING_MS;
  const name = new URL(bench.url).pathname.slice(1);
  while (performance.now() < until) {
    await bench.server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name);
    await Bun.sleep(100);
  }
  const during = load.seen.ok;
  await Bun.sleep(1000);
  const isHealthy = load.seen.ok > during;
  return `${during} answered, stuck ${await load.stop()}, ${isHealthy ? "healthy" : "dead"} afterwards`;
}

async function silence(bench: Bench): Promise<string> {
  const proxy = await FaultProxy.start({ port: bench.server.port });
  const url = new URL(bench.url);
  url.port = String(proxy.port);
  const client = await bench.open({ url: url.href });
  await Promise.all(Array.from({ length: POOL_SIZE }, () => client.query("select 1")));
  await proxy.set({ kind: "half-open" });
  const began = performance.now();
  const during = await Promise.all(Array.from({ length: POOL_SIZE }, () => ended(client.query("select 2"))));
  const tookMs = performance.now() - began;
  await proxy.pass();
  const after = await ended(client.query("select 3"));
  return `${during.includes(STUCK) ? "never ends" : `ends after ${(tookMs / 1000).toFixed(1)} s`}; when it is over: ${after}`;
}

async function pooled(bench: Bench, prepares: boolean): Promise<string> {
  await using pooler = await Pooler.start(bench.server.port);
  const clients = await Promise.all([1, 2].map(() => bench.open({ url: pooler.urlOf(bench.url), prepares })));
  const asks = Array.from({ length: 400 }, (_, index) => ended(clients[index % 2]!.query(`select $1::integer as n${index % 7}`, [index])));
  const outcomes = await Promise.all(asks);
  const failed = outcomes.filter((outcome) => outcome !== "ok");
  return failed.length === 0 ? "works" : `${failed.length} of ${outcomes.length} fail: ${failed[0]}`;
}

const STUCK = "still waiting";

async function ended(query: Promise<unknown>): Promise<string> {
  const outcome = query.then(
    () => "ok",
    (error: { message: string; errno?: string; code?: string }) => `${error.message} (${error.errno ?? error.code ?? ""})`,
  );
  return Promise.race([outcome, Bun.sleep(PATIENCE_MS).then(() => STUCK)]);
}

async function withClient(bench: Bench, work: (client: Client) => Promise<string>, changes: Partial<ClientOptions> = {}): Promise<string> {
  const client = await bench.open(changes);
  const result = await work(client);
  await Promise.race([client.close(), Bun.sleep(1000)]);
  return result;
}

/** All rows for one driver, as lines `row<TAB>result`. */
async function measure(driver: string, modules: string): Promise<void> {
  let uncaught = 0;
  process.on("uncaughtException", () => void (uncaught += 1));
  process.on("unhandledRejection", () => void (uncaught += 1));
  await using server = await PostgresServer.start();
  for (const [row, run] of Object.entries(ROWS)) {
    const url = await server.database();
    const open = (changes: Partial<ClientOptions> = {}) =>
      DRIVERS[driver]!({ url, poolSize: POOL_SIZE, prepares: true, statementTimeoutMs: undefined, ...changes }, modules);
    const result = await run({ server, url, open }).catch((error: Error) => `fails: ${error.message}`);
    console.log(`${row}\t${result}${uncaught > 0 ? ` (${uncaught} uncaught errors)` : ""}`);
    uncaught = 0;
  }
}

async function compare(modules: string): Promise<void> {
  const table = new Map(Object.keys(ROWS).map((row) => [row, [] as string[]]));
  for (const driver of Object.keys(DRIVERS)) {
    const child = Bun.spawn([process.execPath, import.meta.path, modules, driver], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
    for (const line of (await child.stdout.text()).trim().split("\n")) {
      const [row, result] = line.split("\t");
      table.get(row!)?.push(result!);
    }
  }
  console.log(`|  | ${Object.keys(DRIVERS).join(" | ")} |`);
  console.log(`| --- |${" --- |".repeat(Object.keys(DRIVERS).length)}`);
  for (const [row, results] of table) console.log(`| ${row} | ${results.join(" | ")} |`);
}

const [modules, driver] = process.argv.slice(2);
if (!modules) throw new Error("say where pg and postgres are: bun bench/drivers/main.ts <node_modules>");
if (driver) {
  await measure(driver, modules);
  process.exit(0);
}
await compare(modules);
