// The stores for commands that look after the data, with or without a server beside them.
import type { BlobStore } from "../blobstore/blob-store.ts";
import { FilesystemStore } from "../blobstore/filesystem/filesystem-store.ts";
import { LayeredStore } from "../blobstore/layered-store.ts";
import type { Config } from "../config/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { ReferencePolicies } from "../registry/reference-policy.ts";
import { openMetadata } from "./metadata.ts";

export interface CareStores {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  /** What all who share the database go by. */
  readonly clock: Clock;
  readonly policies: ReferencePolicies;
  close(): Promise<void>;
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
