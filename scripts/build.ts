// Builds dist/aerugo: one executable file with everything in it, for machines without Node, npm or Bun.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const outfile = join(root, "dist", "aerugo");

await mkdir(join(root, "dist"), { recursive: true });
const built = await Bun.build({
  // Workers are files of their own at run time, so they are entry points here.
  entrypoints: [join(root, "src/main.ts"), join(root, "src/blobstore/filesystem/hash-worker.ts")],
  target: "bun",
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
console.log(`${outfile}: ${(Bun.file(outfile).size / 1e6).toFixed(0)} MB`);
