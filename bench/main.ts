// npm run bench: Aerugo and its peers at the same work, in turns, with the results kept beside the code.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./budgets.ts";
import { allFamilies, selectFamilies } from "./cases/index.ts";
import { describeEnvironment } from "./measure/machine.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { type Report, renderMarkdown } from "./report.ts";
import { type CaseResult, runFamily } from "./run.ts";
import { cleanUp, cleanUpOnSignals, isEnding } from "./scratch.ts";
import { COMBINATIONS, type Surroundings, surround } from "./surroundings.ts";
import { type Contender, contenderByUrl, localAerugo, localDockerRegistry } from "./servers.ts";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return;
  }
  cleanUpOnSignals();
  const wrkPath = Bun.which("wrk") ?? undefined;
  const on = await surround(options.on);
  const contenders = chooseContenders(options, on);
  const families = selectFamilies(allFamilies(options.scale, wrkPath, on), options.only);
  const settings = {
    rounds: options.rounds,
    warmUp: options.scale.warmUp,
    peersToo: options.peersToo,
    progress: (line: string) => console.error(line),
  };

  const cases: CaseResult[] = [];
  for (const family of families) cases.push(...(await runFamily(family, contenders, settings)));
  if (isEnding()) return;

  writeReport(options, {
    date: new Date().toISOString(),
    quick: options.quick,
    rounds: options.rounds,
    environment: describeEnvironment(wrkPath),
    registries: contenders.map(({ name, version }) => ({ name, version })),
    cases,
    budgets: judge(cases, options.quick),
  });
  if (cases.some(({ errors }) => Object.values(errors).flat().length > 0)) process.exitCode = 1;
}

/** Aerugo first, then the peers. */
function chooseContenders(options: Options, on: Surroundings): readonly Contender[] {
  const aerugo = options.aerugoUrl === undefined ? localAerugo({ on }) : contenderByUrl("aerugo", options.aerugoUrl);
  const peers = options.peers.length > 0 ? options.peers.map((peer) => namedPeer(peer, on)) : [localDockerRegistry(on)];
  if (!peers[0]) console.error("docker-registry is not installed and no --peer is given: Aerugo is measured alone");
  return [aerugo, ...peers].filter((contender) => contender !== undefined);
}

function namedPeer(text: string, on: Surroundings): Contender {
  const [name = "", url] = text.split(/=(.*)/s);
  const peer = url === undefined && name === "docker-registry" ? localDockerRegistry(on) : contenderByUrl(name, url ?? "");
  if (!peer) throw new Error(`${name} is not installed`);
  return peer;
}

/** Results of whole runs are committed; those of quick or partial ones stay on this machine. */
function writeReport(options: Options, report: Report): void {
  const whole = !options.quick && options.only.length === 0;
  const folder = join(import.meta.dir, "results", whole ? "" : "local");
  mkdirSync(folder, { recursive: true });
  const place = options.on === COMBINATIONS[0] ? "" : `-${options.on}`;
  const path = join(folder, `${report.date.slice(0, 10)}-${report.environment.commit}${place}`);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const markdown = renderMarkdown(report);
  writeFileSync(`${path}.json`, json);
  writeFileSync(`${path}.md`, markdown);
  // What is committed must pass the formatter like everything else.
  Bun.spawnSync([process.execPath, "fmt", "--no-script", `${path}.json`, `${path}.md`]);
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, json);
  console.log(markdown);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
