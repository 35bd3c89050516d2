import type { Command } from "commander";
import { addExamples } from "./help.ts";
import { addRemoteOptions } from "./remote-command.ts";
import type { RemoteOptions } from "./remote/remote.ts";
import type { Session } from "./session.ts";

export function addExport(program: Command, session: Session): void {
  const command = program
    .command("export")
    .description("Write images of a registry to an OCI image layout, every platform and what refers to them");
  command.argument(
    "<names...>",
    "Repositories with or without tags or digests (acme/api, acme/api:v1), then the folder, or a file that ends with .tar",
  );
  command.option("--no-referrers", "Leave out signatures, attestations and what else refers to the images");
  addExamples(addRemoteOptions(command), "aerugo export acme/api:v1 api.tar", "aerugo export acme/api acme/web backup/images");
  command.action(async (names: string[], options: RemoteOptions & { referrers: boolean }) => exportImages(session, names, options));
}

async function exportImages(
  session: Session,
  names: readonly string[],
  { context, referrers, ...options }: RemoteOptions & { referrers: boolean },
): Promise<void> {
  const { CliError } = await import("./failure.ts");
  const [sources, path] = [names.slice(0, -1), names.at(-1)!];
  if (sources.length === 0)
    throw new CliError("usage", "the last name is the folder or file; say which images before it", "aerugo export acme/api:v1 api.tar");
  const [{ RegistryClient }, { openLayoutWriter }, { GraphExport }, { outputOf }] = await Promise.all([
    import("./remote/registry.ts"),
    import("./remote/layout.ts"),
    import("./remote/graph.ts"),
    import("./remote/remote.ts"),
  ]);
  const output = outputOf(session, options);
  const registry = await RegistryClient.open(session, context);
  const writer = await openLayoutWriter(path);
  try {
    const graph = new GraphExport(registry, writer, referrers);
    const parsed = sources.map((source) => parseSource(source, registry.url));
    const isOneRepository = new Set(parsed.map(({ repository }) => repository)).size === 1;
    for (const { repository, reference } of parsed) {
      const references = reference === undefined ? await registry.tags(repository) : [reference];
      for (const each of references) {
        const isTag = !each.includes(":");
        await graph.add(repository, each, isTag ? (isOneRepository ? each : `${repository}:${each}`) : undefined);
        output.note(`${repository}${isTag ? ":" : "@"}${each}`);
      }
    }
    await writer.finish(graph.roots);
    if (output.isJson) output.json({ path, manifests: graph.roots });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** With or without the registry's host, as it is copied from an image reference. */
function parseSource(text: string, url: string): { repository: string; reference: string | undefined } {
  const host = `${new URL(url).host}/`;
  const name = text.startsWith(host) ? text.slice(host.length) : text;
  const [withoutDigest = "", digest] = name.split("@", 2);
  const colon = withoutDigest.lastIndexOf(":");
  if (digest !== undefined) return { repository: colon < 0 ? withoutDigest : withoutDigest.slice(0, colon), reference: digest };
  return colon < 0 ? { repository: name, reference: undefined } : { repository: name.slice(0, colon), reference: name.slice(colon + 1) };
}
