// An import from a Distribution registry: where it comes from, and the services that take it in.
import { stat } from "node:fs/promises";
import { systemActor, type Actor } from "../auth/actor.ts";
import { FilesystemStore } from "../blobstore/filesystem/filesystem-store.ts";
import { ImportError } from "../care/distribution/import.ts";
import type { ImportDependencies } from "../care/distribution/repository-import.ts";
import { DistributionBucket, DistributionFolder, type DistributionSource } from "../care/distribution/source.ts";
import { maskPassword } from "../config/problem.ts";
import type { Config } from "../config/schema.ts";
import { storageUrl } from "../config/types.ts";
import { Manifests } from "../registry/manifests.ts";
import type { CareStores } from "./care.ts";
import { graceOf } from "./services.ts";

/**
 * A folder, or `s3://bucket/prefix?endpoint=…&region=…` with the credentials that a store in S3 would have. Throws ImportError, S3SettingsError when
 * the bucket cannot be read.
 */
export async function openDistribution(config: Config, location: string): Promise<DistributionSource> {
  if (location.startsWith("s3:")) return openBucket(config, location);
  const found = await stat(location).catch(() => undefined);
  if (!found?.isDirectory()) throw new ImportError(`${location} is no folder`);
  return new DistributionFolder(location);
}

async function openBucket(config: Config, location: string): Promise<DistributionBucket> {
  const parsed = storageUrl().zod.safeParse(location);
  if (!parsed.success || parsed.data?.scheme !== "s3") throw new ImportError(`${maskPassword(location)} is not ${storageUrl().expected}`);
  const { openToRead } = await import("./s3.ts");
  const { bucket, prefix } = parsed.data;
  return new DistributionBucket(await openToRead(config, parsed.data), `s3://${bucket}/${prefix}`);
}

export interface ImportChoice {
  /** Of the organizations that have to be made. */
  readonly owner: string | undefined;
  /** Whether files of the source may become blobs without being copied. */
  readonly link: boolean;
}

/** Throws ImportError when there is no such owner. */
export async function importDependencies(
  config: Config,
  { metadata, blobs, clock, policies }: CareStores,
  { owner, link }: ImportChoice,
): Promise<ImportDependencies> {
  const grace = graceOf(config);
  const manifests = new Manifests({
    metadata,
    clock,
    policies,
    grace,
    trashMs: config.trash.keepSeconds * 1000,
    pulls: { mark: () => {} },
    cacheBytes: 0,
  });
  const adopt = link && blobs instanceof FilesystemStore ? blobs.adopt.bind(blobs) : undefined;
  return { metadata, blobs, manifests, policies, grace, adopt, actor: await actorFor(metadata, owner) };
}

async function actorFor(metadata: CareStores["metadata"], owner: string | undefined): Promise<Actor> {
  const system = systemActor("import");
  if (owner === undefined) return system;
  const user = await metadata.read.users.find(owner);
  if (!user) throw new ImportError(`there is no user ${owner}`);
  return { ...system, kind: "user", id: user.id, name: owner };
}
