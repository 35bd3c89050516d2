// What CI checks before any test: types, lint rules, formatting, that generated files are up to date, and the OpenAPI document.
import { $ } from "bun";

const steps = {
  types: ["bun", "check", "--no-script"],
  lint: ["node_modules/.bin/oxlint", "--deny-warnings"],
  format: ["bun", "fmt", "--check", "--no-script"],
  generated: ["bun", "scripts/generate.ts", "--check"],
  openapi: ["bun", "node_modules/@redocly/cli/bin/cli.js", "lint", "--config", "openapi/redocly.yaml", "openapi/management.json"],
};
// The linter would ask the network for a newer one of itself, and tell about us.
const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };

let failed = false;
for (const [name, [command, ...args]] of Object.entries(steps)) {
  const executable = command === "bun" ? process.execPath : command!;
  const { exitCode } = await $`${executable} ${args}`.env(env).nothrow();
  console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${name}`);
  failed ||= exitCode !== 0;
}
process.exit(failed ? 1 : 0);
