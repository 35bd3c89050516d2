// The real services and clients that tests drive: what each one is, where it is found and how it gets installed.
//
//   node scripts/bootstrap.mjs scripts/services.ts                      says what is here and what is missing
//   node scripts/bootstrap.mjs scripts/services.ts install [name…]      installs what is missing, or only what is named
//
// Clients written in Go are pinned and built into a cache folder of our own, never into the developer's GOBIN; so are programs in Python,
// each in an environment of its own.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

type Source =
  | { kind: "debian"; package: string }
  | { kind: "go"; module: string; version: string }
  /** `requirements` is a file, from the root of the project. */
  | { kind: "python"; requirements: string };

const debian = (name: string): Source => ({ kind: "debian", package: name });
const go = (module: string, version: string): Source => ({ kind: "go", module, version });
const python = (requirements: string): Source => ({ kind: "python", requirements });

/** The key is the name of the executable. */
const TOOLS = {
  busybox: debian("busybox-static"),
  buildah: debian("buildah"),
  crun: debian("crun"),
  docker: debian("docker.io"),
  dockerd: debian("docker.io"),
  "docker-registry": debian("docker-registry"),
  initdb: debian("postgresql"),
  nginx: debian("nginx-light"),
  openssl: debian("openssl"),
  pgbouncer: debian("pgbouncer"),
  podman: debian("podman"),
  "redis-server": debian("redis-server"),
  skopeo: debian("skopeo"),
  slapadd: debian("slapd"),
  slapd: debian("slapd"),
  spin: debian("spin"),
  wrk: debian("wrk"),
  conformance: go("github.com/opencontainers/distribution-spec/conformance", "v0.0.0-20260831232431-97274622c111"),
  cosign: go("github.com/sigstore/cosign/v3/cmd/cosign", "v3.1.3"),
  crane: go("github.com/google/go-containerregistry/cmd/crane", "v0.22.1"),
  helm: go("helm.sh/helm/v3/cmd/helm", "v3.22.0"),
  oras: go("oras.land/oras/cmd/oras", "v1.3.6"),
  regctl: go("github.com/regclient/regclient/cmd/regctl", "v0.11.7"),
  versitygw: go("github.com/versity/versitygw/cmd/versitygw", "v1.8.0"),
  minio: go("github.com/minio/minio", "v0.0.0-20260212201848-7aac2a2c5b7c"),
  schemathesis: python("test/schemathesis/requirements.txt"),
} as const satisfies Record<string, Source>;

export type ToolName = keyof typeof TOOLS;

const ROOT = join(import.meta.dir, "..");
const ALL = Object.keys(TOOLS) as ToolName[];

/** CI has everything installed, so there a missing tool is a failure; a laptop may do without. */
export const onCi = process.env.CI === "true";

/** The tool's absolute path, or undefined where it is not installed. */
export function findTool(name: ToolName): string | undefined {
  const source: Source = TOOLS[name];
  if (source.kind === "go") {
    const binary = goBinary(name, source.version);
    return existsSync(binary) ? binary : undefined;
  }
  if (source.kind === "python") {
    const folder = pythonFolder(name, source.requirements);
    return existsSync(join(folder, COMPLETE)) ? join(folder, "bin", name) : undefined;
  }
  // Daemons live in sbin, which an ordinary user's PATH often lacks, and PostgreSQL's programs in a folder per version.
  return Bun.which(name, { PATH: [process.env.PATH ?? "", "/usr/sbin", "/sbin", ...postgresFolders()].join(":") }) ?? undefined;
}

/** One line for the person who lacks the tool. */
export function installHint(name: ToolName): string {
  const source: Source = TOOLS[name];
  if (source.kind === "debian") return `${name} is not installed: apt-get install --no-install-recommends ${source.package}`;
  if (source.kind === "python") {
    return `${name} is not installed: node scripts/bootstrap.mjs scripts/services.ts install ${name} (needs Python 3)`;
  }
  return `${name} ${source.version} is not built: node scripts/bootstrap.mjs scripts/services.ts install ${name} (needs Go)`;
}

function postgresFolders(): string[] {
  return [...new Bun.Glob("/usr/lib/postgresql/*/bin").scanSync({ cwd: "/", onlyFiles: false, absolute: true })];
}

/** One folder per version: a new pin never finds the old binary. */
function goBinary(name: string, version: string): string {
  return join(cacheFolder(), "go-bin", `${name}-${version}`, name);
}

/** An environment knows its own path, so it cannot be built aside: this file is its last. */
const COMPLETE = "complete";

function pythonFolder(name: string, requirements: string): string {
  const pins = new Bun.CryptoHasher("sha256").update(readFileSync(join(ROOT, requirements))).digest("hex");
  return join(cacheFolder(), "python", `${name}-${pins.slice(0, 12)}`);
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "aerugo");
}

async function install(names: readonly ToolName[]): Promise<void> {
  const missing = names.filter((name) => findTool(name) === undefined);
  await Promise.all([installDebian(missing).then(() => installPython(missing)), installGo(missing)]);
}

async function installDebian(names: readonly ToolName[]): Promise<void> {
  const packages = new Set((await Promise.all(names.map((name) => debianPackagesOf(TOOLS[name])))).flat());
  if (packages.size === 0) return;
  if (process.getuid?.() !== 0 || Bun.which("apt-get") === null) {
    console.log(`not root on a Debian machine, so not installing: ${[...packages].join(" ")}`);
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run(["apt-get", "update", "-qq"], env);
  // Go needs ca-certificates to fetch modules; a bare machine may lack them.
  await run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages, "ca-certificates"], env);
}

/** Debian keeps what environments begin with in a package of its own. */
async function debianPackagesOf(source: Source): Promise<string[]> {
  if (source.kind === "debian") return [source.package];
  if (source.kind === "go" || Bun.which("python3") === null) return [];
  const probe = Bun.spawn(["python3", "-c", "import ensurepip"], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  return (await probe.exited) === 0 ? [] : ["python3-venv"];
}

async function installPython(names: readonly ToolName[]): Promise<void> {
  for (const name of names) {
    const source: Source = TOOLS[name];
    if (source.kind === "python") await installPythonTool(name, source.requirements);
  }
}

async function installPythonTool(name: ToolName, requirements: string): Promise<void> {
  if (Bun.which("python3") === null) {
    console.log(`Python is not installed, so neither is ${name}`);
    return;
  }
  const folder = pythonFolder(name, requirements);
  await rm(folder, { recursive: true, force: true });
  if (!(await run(["python3", "-m", "venv", folder], process.env))) return;
  const pip = [join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  if (await run([...pip, "--requirement", join(ROOT, requirements)], process.env)) await writeFile(join(folder, COMPLETE), "");
}

async function installGo(names: readonly ToolName[]): Promise<void> {
  for (const name of names) {
    const source: Source = TOOLS[name];
    if (source.kind === "go") await buildGoTool(name, source.module, source.version);
  }
}

/** Built aside and renamed into place, so that an interrupted build is never found as the tool. */
async function buildGoTool(name: ToolName, module: string, version: string): Promise<void> {
  if (Bun.which("go") === null) {
    console.log(`Go is not installed, so ${name} cannot be built`);
    return;
  }
  const folder = dirname(goBinary(name, version));
  await mkdir(dirname(folder), { recursive: true });
  const staging = await mkdtemp(`${folder}.building-`);
  try {
    if (await run(["go", "install", "-trimpath", `${module}@${version}`], { ...process.env, CGO_ENABLED: "0", GOBIN: staging })) {
      await rename(staging, folder);
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function run(command: string[], env: Record<string, string | undefined>): Promise<boolean> {
  const started = performance.now();
  const process_ = Bun.spawn(command, { env, stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  const exitCode = await process_.exited;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${seconds.padStart(6)} s  ${command.join(" ")}`);
  return exitCode === 0;
}

function report(names: readonly ToolName[]): boolean {
  for (const name of names) console.log(findTool(name) ?? `missing: ${installHint(name)}`);
  return names.every((name) => findTool(name) !== undefined);
}

if (import.meta.main) {
  const [command, ...wanted] = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(TOOLS, name));
  if (unknown.length > 0) throw new Error(`no such tool: ${unknown.join(", ")}; known: ${ALL.join(", ")}`);
  const names = wanted.length > 0 ? (wanted as ToolName[]) : ALL;
  if (command === "install") await install(names);
  process.exit(report(names) ? 0 : 1);
}
