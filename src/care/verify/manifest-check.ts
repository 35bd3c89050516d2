// One manifest: whether its bytes are those of its digest, can be read, and refer to what is there and to nothing else.
import type { IntegrityReader, StoredManifest } from "../../metadata/integrity.ts";
import type { MetadataReader } from "../../metadata/metadata-store.ts";
import { algorithmOf, digestOf } from "../../oci/digest.ts";
import { RegistryError } from "../../oci/failure.ts";
import { type Manifest, parseManifest, requiredDigests } from "../../oci/manifest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { mustExist, type ReferencePolicies } from "../../registry/reference-policy.ts";
import type { Problem } from "./report.ts";

interface Dependencies {
  readonly metadata: MetadataReader;
  readonly policies: ReferencePolicies;
}

export async function checkManifest(stored: StoredManifest, deps: Dependencies): Promise<Problem[]> {
  const problems = await findProblems(stored, deps);
  // References of a manifest that is there cannot go, so what is missing now is missing; unless the manifest itself has gone meanwhile.
  if (problems.length === 0 || (await isThere(stored, deps.metadata.integrity))) return problems;
  return [];
}

async function findProblems(stored: StoredManifest, { metadata, policies }: Dependencies): Promise<Problem[]> {
  const { digest, content, sizeBytes, mediaType } = stored;
  const found = digestOf(algorithmOf(digest), content);
  if (found !== digest || content.byteLength !== sizeBytes) {
    return [problem(stored, "manifest_corrupt", `its ${content.byteLength} bytes have digest ${found}`)];
  }
  try {
    const manifest = parseManifest(content, mediaType, algorithmOf(digest));
    const policy = policies.of(stored.repository as RepositoryName, stored.referencePolicy);
    return [
      ...(await wrongReferences(stored, manifest, metadata)),
      ...(await absent(stored, manifest, metadata, mustExist(policy, manifest.kind))),
    ];
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return [problem(stored, "manifest_invalid", `it cannot be read: ${error.details.join(", ") || error.message}`)];
  }
}

/** The collector keeps what metadata says that the manifest refers to. */
async function wrongReferences(stored: StoredManifest, manifest: Manifest, { integrity }: MetadataReader): Promise<Problem[]> {
  const recorded = await integrity.referencesOf(stored.id);
  const written = new Set<string>(manifest.references.map(({ digest }) => digest));
  const differing = written.symmetricDifference(recorded);
  if (differing.size === 0) return [];
  return [problem(stored, "manifest_references_differ", `recorded otherwise than written: ${[...differing].join(", ")}`)];
}

async function absent(stored: StoredManifest, manifest: Manifest, metadata: MetadataReader, isRequired: boolean): Promise<Problem[]> {
  if (!isRequired) return [];
  const blobs = requiredDigests(manifest, "blobs");
  const linked = await metadata.integrity.linkedAmong(stored.repositoryId, blobs);
  const manifests = await metadata.manifests.missingFrom(stored.repositoryId, requiredDigests(manifest, "manifests"));
  return [
    ...blobs
      .filter((digest) => !linked.has(digest))
      .map((digest) => problem(stored, "manifest_blob_missing", `it needs the blob ${digest}`)),
    ...manifests.map((digest) => problem(stored, "manifest_child_missing", `it lists the manifest ${digest}`)),
  ];
}

async function isThere({ id }: StoredManifest, integrity: IntegrityReader): Promise<boolean> {
  return (await integrity.manifests(id - 1, 1))[0]?.id === id;
}

function problem({ repository, digest }: StoredManifest, kind: Problem["kind"], detail: string): Problem {
  return { kind, repository, digest, detail, repaired: false };
}
