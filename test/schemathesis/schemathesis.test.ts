// Schemathesis reads the OpenAPI document and sends a real server what it allows and what it forbids: no answer is a failure of the
// server's, and none is off the document. Everything is derived from the document and the pinned versions, so a run is like the last.
import { describe, expect, test } from "bun:test";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { ADMIN, Server } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { type Document, operationIds, tellWhatIsKnown } from "./document.ts";
import { tally } from "./report.ts";
import { type Account, MEMBER, SeededWorld, basicOf } from "./world.ts";

const REPORTS = join(import.meta.dir, "..", "..", "coverage", "schemathesis");
const RUN_LIMIT_MS = 240_000;
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "response_headers_conformance",
];

interface Run {
  readonly name: string;
  readonly as: Account | undefined;
  /** Which of the operations, as parts of the document. */
  readonly from: number;
  readonly to: number;
  readonly phases: string;
  readonly examples: number;
  /** Of the operations, how many must have been answered with success: a run that is always refused shows nothing. */
  readonly succeeded: number;
}

const WHOLE = { from: 0, to: 1 };
/** `coverage` is the phase that takes each schema apart: once is enough, and takes so long that two share it. */
const THOROUGH = { as: ADMIN, phases: "examples,coverage,fuzzing", examples: 3, succeeded: 0.5 };
const RUNS: readonly Run[] = [
  { name: "a site administrator, first half", ...THOROUGH, from: 0, to: 0.5 },
  { name: "a site administrator, second half", ...THOROUGH, from: 0.5, to: 1 },
  { name: "a member", ...WHOLE, as: MEMBER, phases: "examples,fuzzing", examples: 4, succeeded: 0.25 },
  { name: "nobody", ...WHOLE, as: undefined, phases: "examples,fuzzing", examples: 2, succeeded: 0.03 },
];

/** These end what the others need: accounts, organizations and what is in them, under their names. They are sent last. */
const DESTRUCTIVE = [/^(?:delete|remove|revoke)/, /^(?:rename|transfer)/, /^(?:disableUser|updateUser|putMember|resetUserPassword)$/];

const hasPython = Bun.which("python3") !== null;
if (!hasPython) console.log("skipped: Schemathesis needs Python 3; test/api/document.test.ts does without");

describe.skipIf(!hasPython || cannotBeTried("Schemathesis", hintsFor(["schemathesis"])))("Schemathesis", () => {
  test.concurrent.each(RUNS.map((run) => [run.name, run] as const))(
    "as %s",
    async (_name, run) => {
      const folder = join(REPORTS, run.name.replaceAll(/\W+/g, "-"));
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await using server = await Server.start();
      const document = await openDocument(server, folder);
      const ids = operationIds(document);
      const all = ids.slice(Math.round(run.from * ids.length), Math.round(run.to * ids.length));
      const last = all.filter((id) => DESTRUCTIVE.some((pattern) => pattern.test(id)));
      const stages = [all.filter((id) => !last.includes(id)), last];
      const failures = [];
      for (const [index, ids] of stages.entries()) failures.push(...(await send(run, { server, folder, ids, stage: String(index + 1) })));

      expect(failures.join("\n")).toBe("");
      const { requests, succeeded } = await tally(stages.map((_stage, index) => join(folder, `${index + 1}.ndjson`)));
      console.log(`Schemathesis as ${run.name}: ${requests} requests, ${succeeded.size} of ${all.length} operations succeeded`);
      expect(succeeded.size / all.length).toBeGreaterThan(run.succeeded);
      expect(await isStillSignedIn(server, run)).toBe(true);
    },
    RUN_LIMIT_MS,
  );
});

async function openDocument(server: Server, folder: string): Promise<Document> {
  const known = await SeededWorld.make(server);
  const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Document;
  tellWhatIsKnown(document, known);
  await Bun.write(join(folder, "openapi.json"), JSON.stringify(document));
  return document;
}

interface Stage {
  readonly server: Server;
  readonly folder: string;
  readonly ids: readonly string[];
  readonly stage: string;
}

/** Resolves to what Schemathesis has to say, when it is not content. */
async function send({ as, phases, examples }: Run, { server, folder, ids, stage }: Stage): Promise<string[]> {
  const output = join(folder, `${stage}.log`);
  const options = {
    url: server.url,
    checks: CHECKS.join(","),
    phases,
    "max-examples": String(examples),
    "suppress-health-check": "all",
    warnings: "off",
    report: "ndjson",
    "report-ndjson-path": join(folder, `${stage}.ndjson`),
    "include-operation-id-regex": `^(?:${ids.join("|")})$`,
    ...(as && { header: `Authorization: ${basicOf(as)}` }),
  };
  const flags = ["--generation-deterministic", "--continue-on-failure", "--no-color"];
  const command = [findTool("schemathesis") ?? "schemathesis", "run", join(folder, "openapi.json"), ...flags];
  const schemathesis = Bun.spawn([...command, ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)], {
    cwd: folder,
    stdin: "ignore",
    stdout: Bun.file(output),
    stderr: Bun.file(join(folder, `${stage}.stderr.log`)),
    timeout: RUN_LIMIT_MS,
  });
  return (await schemathesis.exited) === 0 ? [] : [await Bun.file(output).text()];
}

/** Otherwise what came after was refused for a reason of the run's own. */
async function isStillSignedIn(server: Server, { as }: Run): Promise<boolean> {
  if (as === undefined) return true;
  return (await fetch(`${server.url}/api/v1/user`, { headers: { authorization: basicOf(as) } })).ok;
}
