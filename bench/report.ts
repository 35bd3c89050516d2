// The results as a table for people.
import type { Verdict } from "./budgets.ts";
import { advantagesOf, valuesOf } from "./figures.ts";
import type { Environment } from "./measure/machine.ts";
import { type Summary, summarize } from "./measure/stats.ts";
import type { CaseResult } from "./run.ts";

export interface Report {
  readonly date: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly environment: Environment;
  readonly registries: readonly { readonly name: string; readonly version: string }[];
  readonly cases: readonly CaseResult[];
  readonly budgets: readonly Verdict[];
}

export function renderMarkdown(report: Report): string {
  const { environment, registries } = report;
  const title = `# Benchmark of ${report.date.slice(0, 10)}, commit ${environment.commit}${environment.modified ? " with changes" : ""}`;
  const facts = [
    `- machine: ${environment.cores} × ${environment.cpuModel}, ${environment.memoryGib} GiB of memory, Linux ${environment.kernel}`,
    `- registries: ${registries.map(({ name, version }) => `${name} ${version}`).join(", ")}`,
    `- tools: Bun ${environment.bun}, ${environment.wrk ? `wrk ${environment.wrk}` : "no wrk (own generator for small GETs)"}`,
    `- ${report.rounds} rounds per case${report.quick ? ", QUICK: small sizes, nothing is judged" : ""}; median (smallest to largest)`,
    "- **×** is how many times better Aerugo is than the peer, whatever the unit: above 1 Aerugo wins. It is worked out round by round.",
    "- Load generator and servers share the cores. Aerugo answers a push when the blob would survive power loss; others may answer before.",
  ];
  return `${[title, facts.join("\n"), budgetTable(report.budgets), caseTable(report), errorList(report.cases)].filter(Boolean).join("\n\n")}\n`;
}

function budgetTable(budgets: readonly Verdict[]): string {
  const rows = budgets.map(
    ({ budget, measured, verdict }) => `| ${budget} | ${measured === null ? "–" : rounded(measured)} | ${verdict} |`,
  );
  return ["| Budget | Measured | |", "|---|---|---|", ...rows].join("\n");
}

function caseTable({ cases, registries }: Report): string {
  const names = registries.map(({ name }) => name);
  const peers = names.includes("aerugo") ? names.filter((name) => name !== "aerugo") : [];
  const header = ["Case", "Unit", ...names, ...peers.map((peer) => `× ${peer}`)];
  const rows = cases.flatMap((result) =>
    result.metrics.map((metric) => [
      result.name,
      metric.unit,
      ...names.map((name) => cell(summarize(valuesOf(result, name, metric.key)))),
      ...peers.map((peer) => cell(summarize(advantagesOf(result, metric, peer)))),
    ]),
  );
  const legend = cases.map(({ name, title }) => `- \`${name}\`: ${title}`);
  return `${[header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n\n${legend.join("\n")}`;
}

function errorList(cases: readonly CaseResult[]): string {
  const lines = cases.flatMap(({ name, errors }) =>
    Object.entries(errors).flatMap(([server, messages]) =>
      messages.map((message) => `- \`${name}\`, ${server}: ${message.trim().replaceAll("\n", " ")}`),
    ),
  );
  return lines.length > 0 ? `Failed rounds:\n\n${lines.join("\n")}` : "";
}

function cell(summary: Summary | undefined): string {
  if (!summary) return "–";
  const { count, median, min, max } = summary;
  return count === 1 ? rounded(median) : `**${rounded(median)}** (${rounded(min)} to ${rounded(max)})`;
}

/** Three digits that mean something, and no exponent. */
function rounded(value: number): string {
  if (Math.abs(value) >= 1000) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
