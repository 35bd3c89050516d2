// Takes over the storage of a Distribution registry, repository by repository.
import { isReservedName } from "../../auth/namespace-names.ts";
import type { Digest } from "../../oci/digest.ts";
import { LIBRARY, namespaceOf, parseRepositoryName, type RepositoryName } from "../../oci/reference.ts";
import type { CareContext } from "../context.ts";
import { DistributionLayout } from "./layout.ts";
import { emptyReport, type ImportReport } from "./report.ts";
import { type ImportDependencies, RepositoryImport } from "./repository-import.ts";
import type { DistributionSource } from "./source.ts";

export interface DistributionImportOptions {
  /** Put before every name: `ubuntu` becomes `<namespace>/ubuntu`. */
  readonly namespace: string | undefined;
  readonly dryRun: boolean;
}

/** What is to be taken over is no registry's storage. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

/** Throws ImportError. */
export async function importDistribution(
  source: DistributionSource,
  deps: ImportDependencies,
  { namespace, dryRun }: DistributionImportOptions,
  context: CareContext,
): Promise<ImportReport> {
  const layout = await DistributionLayout.find(source);
  if (!layout) throw new ImportError(`${source.description} holds no docker/registry/v2/repositories`);
  const report = emptyReport(source.description, dryRun);
  const foreseen = new Set<Digest>();
  for await (const from of layout.repositories()) {
    context.signal.throwIfAborted();
    const to = parseRepositoryName(namespace === undefined ? from : `${namespace}/${from}`);
    const refusal = await refusalOf(to, deps, context);
    if (to && refusal === undefined) await new RepositoryImport(deps, layout, { from, to }, report, context, foreseen).run();
    else report.skipped.push({ repository: from, reason: "name_refused", ...(refusal === undefined ? {} : { detail: refusal }) });
  }
  return report;
}

async function refusalOf(
  name: RepositoryName | undefined,
  { metadata }: ImportDependencies,
  { clock }: CareContext,
): Promise<string | undefined> {
  const { namespaces } = metadata.read;
  if (!name) return "it is longer than a name can be here, or has letters that it cannot have";
  const namespace = namespaceOf(name);
  if (await namespaces.find(namespace)) return undefined;
  if (namespace !== LIBRARY && isReservedName(namespace)) return `the name ${namespace} is reserved; see --namespace`;
  const isHeld = (await namespaces.reservation(namespace, clock.now())) !== undefined;
  return isHeld ? `the name ${namespace} is reserved for the organization that had it; see --namespace` : undefined;
}
