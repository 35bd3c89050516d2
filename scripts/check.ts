// What CI checks before any test: types, lint rules, formatting, and that generated files are up to date.
import { $ } from "bun";

const steps = {
  types: ["bun", "check", "--no-script"],
  lint: ["node_modules/.bin/oxlint", "--deny-warnings"],
  format: ["bun", "fmt", "--check", "--no-script"],
  generated: ["bun", "scripts/generate.ts", "--check"],
};

let failed = false;
for (const [name, [command, ...args]] of Object.entries(steps)) {
  const executable = command === "bun" ? process.execPath : command!;
  const { exitCode } = await $`${executable} ${args}`.nothrow();
  console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${name}`);
  failed ||= exitCode !== 0;
}
process.exit(failed ? 1 : 0);
