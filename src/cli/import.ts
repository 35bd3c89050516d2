import { type Command, Option } from "commander";
import type { ImportReport } from "../care/distribution/report.ts";
import { careFor } from "./care.ts";
import { addConfigFlags } from "./config-flags.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

interface ImportOptions {
  readonly from?: "distribution";
  readonly namespace?: string;
  readonly owner?: string;
  readonly link?: boolean;
  readonly dryRun?: boolean;
  readonly tag?: string;
  readonly context?: string;
  readonly output: string;
}

export function addImport(program: Command, session: Session): void {
  const command = program
    .command("import")
    .description("Push an OCI image layout to a registry, or take over the storage of a Distribution registry");
  command.argument("<source>", "A layout's folder or tar file; with --from, a folder, or s3://bucket/prefix?endpoint=…&region=…");
  command.argument("[repository]", "Where a layout is pushed to");
  command.addOption(
    new Option("--from <kind>", "What the source is, when it is no layout; works on the stores, without the registry").choices([
      "distribution",
    ]),
  );
  command.option("--namespace <name>", "With --from: put every repository below this namespace");
  command.option("--owner <user>", "With --from: who owns the organizations that have to be made");
  command.option("--link", "With --from: link files instead of copying them, where both lie on one filesystem");
  command.option("--dry-run", "With --from: only say what would be done");
  command.option("--tag <tag>", "Of a layout with one image: push it as this");
  command.option("--context <name>", "Of a layout: act as this context (AERUGO_CONTEXT)");
  command.addOption(new Option("-o, --output <format>", "How to print what was done").choices(["text", "json"]).default("text"));
  addExamples(
    addConfigFlags(command),
    "aerugo import api.tar acme/api",
    "aerugo import --from distribution /var/lib/registry --dry-run",
    "aerugo import --from distribution 's3://images/registry?endpoint=https://s3.example.com' --owner alice",
  );
  command.action(async (source: string, repository: string | undefined, options: ImportOptions) => {
    if (options.from === "distribution") await takeOver(session, command, source, options);
    else await pushLayout(session, source, repository, options);
  });
}

async function takeOver(session: Session, command: Command, location: string, options: ImportOptions): Promise<void> {
  const { config } = session.load(command);
  const { namespace, owner, link = false, dryRun = false, output } = options;
  const [{ openForCare }, { openDistribution, importDependencies }, { importDistribution }] = await Promise.all([
    import("../compose/care.ts"),
    import("../compose/distribution.ts"),
    import("../care/distribution/import.ts"),
  ]);
  const source = await openDistribution(config, location);
  const stores = await openForCare(config);
  try {
    const deps = await importDependencies(config, stores, { owner, link });
    const report = await careFor(session, stores.clock, importLine, (context) =>
      importDistribution(source, deps, { namespace, dryRun }, context),
    );
    if (output === "json") session.printJson(report);
    else session.terminal.out(importText(report));
    if (report.skipped.length > 0)
      throw new CliError("partial", `${report.skipped.length} things were left out`, "-o json says which, and why.");
  } finally {
    await stores.close();
  }
}

async function pushLayout(
  session: Session,
  source: string,
  repository: string | undefined,
  { tag, context, output }: ImportOptions,
): Promise<void> {
  if (repository === undefined)
    throw new CliError("usage", "say which repository the layout is pushed to", "aerugo import api.tar acme/api");
  const [{ RegistryClient }, { LayoutReader }, { GraphImport, tagOf }] = await Promise.all([
    import("./remote/registry.ts"),
    import("./remote/layout.ts"),
    import("./remote/graph.ts"),
  ]);
  const layout = await LayoutReader.open(source);
  const registry = await RegistryClient.open(session, context);
  const host = `${new URL(registry.url).host}/`;
  const graph = new GraphImport(layout, registry, repository.startsWith(host) ? repository.slice(host.length) : repository);
  const manifests = await layout.manifests();
  const named = manifests.filter((manifest) => tagOf(manifest) !== undefined);
  if (tag !== undefined && Math.max(named.length, 1) > 1)
    throw new CliError("usage", `the layout has ${named.length} named images, and --tag is for one`);
  requireTagsApart(named.map((manifest) => ({ tag: tagOf(manifest)!, digest: manifest.digest })));
  for (const manifest of manifests) {
    const own = tagOf(manifest);
    const isTheOne = tag !== undefined && (own !== undefined || (named.length === 0 && manifest === manifests[0]));
    await graph.add(manifest, isTheOne ? [tag] : own === undefined ? [] : [own]);
  }
  if (output === "json") session.printJson(graph.pushed);
  else
    session.terminal.out(
      `${graph.pushed.tags.map((each) => `${repository}:${each}\n`).join("")}${graph.pushed.manifests} manifests and ${graph.pushed.blobs} blobs were pushed.\n`,
    );
}

/** In a layout of several repositories one would take the other's tag. */
function requireTagsApart(images: readonly { readonly tag: string; readonly digest: string }[]): void {
  const digests = new Map<string, string>();
  for (const { tag, digest } of images) {
    if (digests.has(tag) && digests.get(tag) !== digest) {
      const hint = "Export each repository to a layout of its own, and import those.";
      throw new CliError("conflict", `the layout has several images named ${tag}, which one repository cannot have`, hint);
    }
    digests.set(tag, digest);
  }
}

function importLine(progress: object): string {
  const { repositories, manifests, blobs } = progress as ImportReport;
  return `${repositories} repositories, ${manifests} manifests, ${blobs} blobs`;
}

function importText(report: ImportReport): string {
  const { repositories, manifests, tags, blobs, bytes, linked_blobs: linked, known_manifests: known, dry_run: isDry } = report;
  const lines = report.skipped.map(
    ({ repository, reason, tag, digest, detail }) =>
      `${reason}  ${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}${detail === undefined ? "" : `: ${detail}`}\n`,
  );
  return `${lines.join("")}${isDry ? "Would import" : "Imported"} ${repositories} repositories: ${manifests} manifests (${known} were here), ${tags} tags, ${blobs} blobs with ${bytes} bytes, ${linked} of them linked.\n`;
}
