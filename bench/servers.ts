// The registries under test: those by URL, and those this run starts beside each other and stops by their pid.
import { openSync, closeSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { driveOne } from "./load/drive.ts";
import { request } from "./load/http.ts";
import { expecting } from "./load/registry.ts";
import type { Place } from "./load/rows.ts";
import { textOf } from "./measure/machine.ts";
import { processTree } from "./measure/proc.ts";
import { makeScratch, onCleanup } from "./scratch.ts";
import type { Surroundings } from "./surroundings.ts";

const ROOT = join(import.meta.dir, "..");
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;

/** A registry that answers now. */
export interface Target {
  readonly name: string;
  readonly port: number;
  /** Of its first process, where known: without it neither CPU nor memory can be measured. */
  readonly pid: number | undefined;
  /** From process start to the first 200; only for a server that this run started. */
  readonly startMs: number | undefined;
  /** Writes many tags of one manifest into an idle server's storage; only where pushing them would take too long. */
  readonly layTags?: (repository: string, digest: string, tags: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A registry that can be put under test, several times over if this run owns it. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  /** Whether `start` gives a new and empty server. */
  readonly owned: boolean;
  readonly start: () => Promise<Target>;
}

interface Program {
  readonly name: string;
  readonly version: string;
  readonly command: (port: number, folder: string) => string[] | Promise<string[]>;
  readonly env?: Readonly<Record<string, string>>;
  /** What it answers with 200 once it is up; `/v2/` when not given. */
  readonly readyPath?: string;
  readonly layTags?: (folder: string, repository: string, digest: string, tags: readonly string[]) => Promise<void>;
}

interface AerugoOptions {
  /** Fills the database; it then lets in who has a token, instead of everyone. */
  readonly prepare?: (place: Place) => void | Promise<void>;
  readonly flags?: readonly string[];
  readonly on?: Surroundings;
}

/** Aerugo from this working tree. */
export function localAerugo({ prepare, flags = [], on }: AerugoOptions = {}): Contender {
  const main = join(ROOT, "src", "main.ts");
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  return started({
    name: "aerugo",
    version: on === undefined ? version : `${version} on ${on.name}`,
    // The one path that needs no credentials.
    readyPath: prepare ? "/api/v1" : "/v2/",
    env: on?.env ?? {},
    command: async (port, folder) => {
      const dataDir = join(folder, "data");
      const services = await on?.aerugoServices();
      await prepare?.({ dataDir, databaseUrl: services?.databaseUrl });
      const bun = [process.execPath, "--max-http-header-size=65536", main];
      const access = prepare ? "--no-open" : "--open";
      const place = ["--listen", `127.0.0.1:${port}`, "--ops-listen", "off", "--data-dir", dataDir];
      return [...bun, "serve", access, ...place, ...(services?.flags ?? []), ...flags];
    },
  });
}

/** Debian's `docker-registry` package, when it is installed. */
export function localDockerRegistry(on?: Surroundings): Contender | undefined {
  const program = Bun.which("docker-registry");
  if (!program) return undefined;
  return started({
    name: "docker-registry",
    version: textOf([program, "--version"]).split(" ").at(-1) ?? "unknown",
    command: (port, folder) => [program, "serve", writeRegistryConfig(port, folder, on?.distributionStorage?.())],
    ...(on?.distributionStorage ? {} : { layTags: layDistributionTags }),
  });
}

/** `name=http://127.0.0.1:5000`, with `#PID` at the end where CPU and memory are to be measured. */
export function contenderByUrl(name: string, text: string): Contender {
  const url = new URL(text);
  if (url.protocol !== "http:" || !["127.0.0.1", "localhost"].includes(url.hostname))
    throw new Error(`${text}: only http on this machine's loopback`);
  const pid = url.hash ? Number(url.hash.slice(1)) : undefined;
  const target = { name, port: Number(url.port || 80), pid, startMs: undefined, stop: () => Promise.resolve() };
  return {
    name,
    version: "by URL",
    owned: false,
    start: async () => {
      await firstAnswer(target.port);
      return target;
    },
  };
}

function started(program: Program): Contender {
  return { name: program.name, version: program.version, owned: true, start: () => startProgram(program) };
}

async function startProgram(program: Program): Promise<Target> {
  const scratch = makeScratch(program.name);
  const port = freePort();
  const command = await program.command(port, scratch.path);
  const log = join(scratch.path, "server.log");
  const logFile = openSync(log, "a");
  const startedAt = performance.now();
  const child = Bun.spawn(command, {
    cwd: scratch.path,
    // Distribution does not start where a bundle of authorities is named, though everything here is plain HTTP.
    env: { ...process.env, AWS_CA_BUNDLE: undefined, ...program.env },
    stdin: "ignore",
    stdout: logFile,
    stderr: logFile,
  });
  closeSync(logFile);
  const end = onCleanup(() => endProcess(child));
  const stop = async () => {
    await end();
    await scratch.remove();
  };
  try {
    await untilAnswering(port, child, program.readyPath);
  } catch (error) {
    const tail = readFileSync(log, "utf8").slice(-2000);
    await stop();
    throw new Error(`${program.name} did not start: ${tail}`, { cause: error });
  }
  const startMs = performance.now() - startedAt;
  const { layTags } = program;
  return {
    name: program.name,
    port,
    pid: child.pid,
    startMs,
    stop,
    ...(layTags && { layTags: (repository, digest, tags) => layTags(scratch.path, repository, digest, tags) }),
  };
}

/** Asks without pause but for a millisecond: a coarser clock would show in the start-up figure. */
async function untilAnswering(port: number, child: Bun.Subprocess, path: string | undefined): Promise<void> {
  const deadlineAt = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await firstAnswer(port, path);
    } catch (error) {
      if (child.exitCode !== null || performance.now() > deadlineAt) throw error;
      await Bun.sleep(1);
    }
  }
}

async function firstAnswer(port: number, path = "/v2/"): Promise<void> {
  await driveOne(port, expecting(200, request("GET", path)), START_TIMEOUT_MS);
}

/** Asks the server to stop, then insists; its children are ended too should it leave any behind. */
async function endProcess(child: Bun.Subprocess): Promise<void> {
  const tree = processTree(child.pid).map(({ pid }) => pid);
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await child.exited;
  clearTimeout(insist);
  for (const pid of tree.filter((pid) => pid !== child.pid && existsSync(`/proc/${pid}`))) process.kill(pid, "SIGKILL");
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

/** The package's own configuration with our folder and port, deletion on, and nothing logged per request. */
function writeRegistryConfig(
  port: number,
  folder: string,
  storage: object = { filesystem: { rootdirectory: join(folder, "data") } },
): string {
  const path = join(folder, "config.json");
  const config = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { cache: { blobdescriptor: "inmemory" }, delete: { enabled: true }, ...storage },
    http: { addr: `127.0.0.1:${port}` },
  };
  // JSON is YAML, which is what the registry reads.
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/**
 * What a listing needs of Distribution's layout: a folder per tag with the link to what it points at. Pushing 100 000 tags takes it
 * three and a half minutes here, this twenty seconds.
 */
async function layDistributionTags(folder: string, repository: string, digest: string, tags: readonly string[]): Promise<void> {
  const root = join(folder, "data", "docker/registry/v2/repositories", repository, "_manifests/tags");
  for (const [index, tag] of tags.entries()) {
    mkdirSync(join(root, tag));
    mkdirSync(join(root, tag, "current"));
    writeFileSync(join(root, tag, "current", "link"), digest);
    // Synchronous calls are several times faster, but Ctrl-C must get its turn.
    if (index % 1000 === 0) await Bun.sleep(0);
  }
}
