// Builds dist/aerugo: one executable file with everything in it, for machines without Node, npm or Bun.
import type { BunPlugin } from "bun";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const outfile = join(root, "dist", "aerugo");

/** In one file the packages run in another order, and tsyringe before the polyfill that @simplewebauthn/server imports for it. */
const polyfillFirst: BunPlugin = {
  name: "polyfill-first",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]tsyringe[\\/]dist[\\/]\w+[\\/]index\.js$/ }, async ({ path }) => ({
      contents: `import "reflect-metadata";\n${await Bun.file(path).text()}`,
      loader: "js",
    }));
  },
};

await mkdir(join(root, "dist"), { recursive: true });
const built = await Bun.build({
  // Workers are files of their own at run time, so they are entry points here.
  entrypoints: ["src/main.ts", "src/blobstore/hash/hash-worker.ts", "src/lib/digest-worker.ts"].map((path) => join(root, path)),
  target: "bun",
  plugins: [polyfillFirst],
  minify: true,
  sourcemap: "linked",
  define: { "process.env.NODE_ENV": '"production"' },
  compile: {
    outfile,
    // The settings of whoever's folder it is started in are not ours to read.
    autoloadDotenv: false,
    autoloadBunfig: false,
    execArgv: ["--max-http-header-size=65536"],
  },
});
for (const log of built.logs) console.error(log);
if (!built.success) process.exit(1);
await tryOut();
console.log(`${outfile}: ${(Bun.file(outfile).size / 1e6).toFixed(0)} MB`);

/** What is missing or in the wrong order shows only when it runs: this command loads what a server does. */
async function tryOut(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "aerugo-build-"));
  const { exitCode } = Bun.spawnSync([outfile, "user", "list", "--data-dir", dataDir], {
    stdout: "ignore",
    stderr: "inherit",
    cwd: dataDir,
  });
  await rm(dataDir, { recursive: true });
  if (exitCode !== 0) process.exit(1);
}
