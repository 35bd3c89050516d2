// The reference page of the Registry API, written from the route tables and the failure table.
import { prose } from "../lib/markdown.ts";
import { FAILURES } from "../oci/failure.ts";
import { REGISTRY_ROUTES } from "./registry/routes.ts";
import type { Access, Route } from "./routes.ts";
import { TOKEN_ROUTES } from "./token/routes.ts";

const INTRODUCTION = `# Registry API

Written by \`npm run generate\` from \`src/http/registry/routes.ts\`, \`src/http/token/routes.ts\` and \`src/oci/failure.ts\`:
change it there.

Aerugo speaks the OCI distribution specification, 1.0 to 1.2-dev, and what Docker adds to it. An id such as \`end-7\` is the
specification's own number.
`;

const FAILURE_INTRODUCTION = `Every refusal has the body \`{"errors":[{"code","message","detail"}]}\`, one entry per thing that is wrong; an answer to HEAD
has none, and neither has 412.
`;

export function registryApiReference(): string {
  const failures = Object.values(FAILURES).map(({ code, status, message }) => [String(status), `\`${code}\``, prose(message)]);
  const byStatus = failures.sort(([one = ""], [other = ""]) => one.localeCompare(other));
  return [
    INTRODUCTION,
    "## Endpoints\n",
    routeTable(REGISTRY_ROUTES),
    "## Tokens\n",
    routeTable(TOKEN_ROUTES),
    "## Failures\n",
    FAILURE_INTRODUCTION,
    table(["Status", "Code", "Meaning"], byStatus),
  ].join("\n");
}

function routeTable(routes: readonly Route<unknown>[]): string {
  const rows = routes.map(({ id, methods, path, access, summary }) => [id, methods.join(", "), `\`${path}\``, accessText(access), summary]);
  return table(["Id", "Method", "Path", "Needs", "What it does"], rows);
}

function accessText(access: Access): string {
  if (access === "none") return "nothing";
  if (access === "base") return "any credential";
  if (access === "catalog") return "`registry:catalog:*`";
  return access.map((action) => `\`${action}\``).join(" or ");
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
