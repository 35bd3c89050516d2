// Where the old name of a repository leads, as it is looked up with every request.
import type { MetadataReader } from "../../src/metadata/metadata-store.ts";
import type { RepositoryName } from "../../src/oci/reference.ts";

const NOBODY = { userId: 0, robotId: 0, tokenId: 0 };

export async function movedTo({ access }: MetadataReader, repository: string, now: number): Promise<RepositoryName | undefined> {
  const namespace = repository.slice(0, repository.indexOf("/"));
  return (await access.facts({ namespace, repository }, NOBODY, now)).movedTo as RepositoryName | undefined;
}
