// The one script that runs on Node: it makes Bun and the dependencies present, then hands over.
//
//   node scripts/bootstrap.mjs <arguments for bun>
//
// Bun comes from the npm registry at the version package.json pins, into .tools/, so that a machine with Node and npm
// alone can run everything. Install scripts are never needed: npm may be told to skip them.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bunVersion = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.bun;
const tools = join(root, ".tools");
const bun = join(tools, "node_modules", ".bin", "bun");

ensureBun();
ensureDependencies();
handOver(process.argv.slice(2));

function ensureBun() {
  const manifest = join(tools, "node_modules", "bun", "package.json");
  if (existsSync(bun) && existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === bunVersion) return;
  console.error(`aerugo: installing Bun ${bunVersion} into .tools/ (once)`);
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "package.json"), JSON.stringify({ private: true, name: "aerugo-tools" }));
  run("npm", ["install", "--prefix", tools, "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", `bun@${bunVersion}`]);
  // The step npm's install script would have done: it puts the binary of this platform's package in place.
  run(process.execPath, [join(tools, "node_modules", "bun", "install.js")], join(tools, "node_modules", "bun"));
}

/** Installs when the lock file is newer than the last install, so that a pulled change of dependencies is picked up. */
function ensureDependencies() {
  const lock = join(root, "bun.lock");
  const stamp = join(root, "node_modules", ".aerugo-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(lock, "utf8")) return;
  console.error("aerugo: installing dependencies");
  run(bun, ["install", "--frozen-lockfile", "--ignore-scripts"]);
  writeFileSync(stamp, readFileSync(lock));
}

function run(command, args, cwd = root) {
  // Their output goes to stderr: stdout belongs to the command the caller asked for.
  const result = spawnSync(command, args, { cwd, stdio: ["ignore", 2, 2] });
  if (result.error) fail(`cannot run ${command}: ${result.error.message}`);
  if (result.status !== 0) fail(`${command} ${args[0]} failed with status ${result.status}`);
}

function handOver(args) {
  // A token of several KiB and ten tag parameters must fit into a request's header block; Bun's own limit is 16 KiB.
  const child = spawn(bun, ["--max-http-header-size=65536", ...args], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself; a supervisor's SIGTERM reaches only this process, and through npm only because the
  // scripts of package.json begin with `exec`: npm signals its shell, and the shell tells nobody.
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGINT", () => {});
  child.on("error", (error) => fail(`cannot run Bun: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 130)));
}

function fail(message) {
  console.error(`aerugo: ${message}`);
  process.exit(1);
}
