// The stores for commands that look after the data, with or without a server beside them.
import { existsSync } from "node:fs";
import type { BlobStore } from "../blobstore/blob-store.ts";
import { FilesystemStore } from "../blobstore/filesystem/filesystem-store.ts";
import { LayeredStore } from "../blobstore/layered-store.ts";
import type { Config } from "../config/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { ReferencePolicies } from "../registry/reference-policy.ts";
import { describeDatabase, migrations, openMetadata } from "./metadata.ts";

export interface CareStores {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  /** What all who share the database go by. */
  readonly clock: Clock;
  readonly policies: ReferencePolicies;
  close(): Promise<void>;
}

/** A path or an address that is wrong, mostly. */
export class NoInstallationError extends Error {
  override readonly name = "NoInstallationError";
}

/** Whoever opens it brings it forward, under the server that goes on with it. */
export class SchemaTooOldError extends Error {
  override readonly name = "SchemaTooOldError";
}

/** For what looks after data, and must neither make an installation nor change one's schema. Throws NoInstallationError, SchemaTooOldError. */
export async function openExisting(config: Config): Promise<CareStores> {
  await requireInstallation(config);
  return openForCare(config);
}

export async function requireInstallation(config: Config): Promise<void> {
  const { databaseUrl } = config;
  const description = describeDatabase(config);
  const missing = new NoInstallationError(`there is no installation: ${description} has no tables`);
  if (databaseUrl.scheme === "sqlite" && !existsSync(databaseUrl.path)) throw missing;
  const schema = await migrations(config);
  const { version, newest } = await schema.status().finally(() => schema.close());
  if (version === 0) throw missing;
  if (version >= newest) return;
  throw new SchemaTooOldError(
    `${description} has schema ${version}, and this Aerugo ${newest}: use the one that serves it, or run aerugo migrate up`,
  );
}

export async function openForCare(config: Config): Promise<CareStores> {
  const blobs = await openBlobsBeside(config);
  try {
    const { metadata, clock } = await openMetadata(config);
    const close = async () => {
      await blobs.close();
      await metadata.close();
    };
    return { metadata, blobs, clock, policies: policiesOf(config), close };
  } catch (error) {
    await blobs.close();
    throw error;
  }
}

export function policiesOf({ registry }: Config): ReferencePolicies {
  return new ReferencePolicies(registry.referencePolicies, registry.referencePolicy);
}

export async function openBlobsBeside(config: Config): Promise<BlobStore> {
  const current = await openBesideAt(config, config.storageUrl);
  const { previousUrl } = config.storage;
  return previousUrl === undefined ? current : new LayeredStore(current, await openBesideAt(config, previousUrl));
}

async function openBesideAt(config: Config, location: Config["storageUrl"]): Promise<BlobStore> {
  if (location.scheme === "file") return FilesystemStore.openBeside(location.path);
  const { openS3 } = await import("./s3.ts");
  return openS3(config, { isShared: true, location });
}
