// Everything that is kept: the stores that the configuration names, opened together or not at all.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SecretBox, isSealed } from "../auth/secret-box.ts";
import type { BlobStore } from "../blobstore/blob-store.ts";
import { FilesystemStore } from "../blobstore/filesystem/filesystem-store.ts";
import type { Config } from "../config/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import { openMetadata } from "./metadata.ts";

const COMPLETED_AT_ONCE = 1000;

export interface Stores {
  readonly metadata: MetadataStore;
  /** The same for all nodes that share the metadata. */
  readonly clock: Clock;
  readonly blobs: BlobStore;
  /** Seals what the metadata keeps and must not show. */
  readonly box: SecretBox;
}

/** The stores that the configuration names, with their schema up to date. */
export async function openStores(config: Config): Promise<Stores> {
  // Hashes and sealed secrets are in there: what this creates, nobody else on the machine may look into.
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  // The blobs first: who is refused their lock must not have migrated the schema under the process that holds it.
  const blobs = await openBlobs(config);
  try {
    return { ...(await openSealed(config)), blobs };
  } catch (error) {
    await blobs.close();
    throw error;
  }
}

async function openBlobs(config: Config): Promise<BlobStore> {
  const { previousUrl } = config.storage;
  const current = await openBlobsAt(config, config.storageUrl, isShared(config));
  if (previousUrl === undefined) return current;
  try {
    const { LayeredStore } = await import("../blobstore/layered-store.ts");
    // The current store's lock is the data's; a bucket has but one for all.
    const isHeld = isShared(config) || previousUrl.scheme === "s3";
    return new LayeredStore(current, await openBlobsAt(config, previousUrl, isHeld));
  } catch (error) {
    await current.close();
    throw error;
  }
}

async function openBlobsAt(config: Config, location: Config["storageUrl"], isHeldByOthers: boolean): Promise<BlobStore> {
  if (location.scheme === "file") return FilesystemStore.open(location.path, { isShared: isHeldByOthers });
  const { openS3 } = await import("./s3.ts");
  return openS3(config, { isShared: isHeldByOthers, location });
}

/** Whether other processes work on the same data; SQLite keeps its file to one. */
export function isShared({ databaseUrl }: Config): boolean {
  return databaseUrl.scheme !== "sqlite";
}

async function openSealed(config: Config): Promise<Pick<Stores, "metadata" | "clock" | "box">> {
  const { metadata, clock } = await openMetadata(config);
  try {
    const box = await openBox(config, metadata);
    await completeRows(metadata, clock);
    return { metadata, clock, box };
  } catch (error) {
    await metadata.close();
    throw error;
  }
}

/** The installation's own key, beside its data or from its configuration; made for a database in which nothing is sealed yet. */
export async function openBox(config: Config, metadata: MetadataStore): Promise<SecretBox> {
  const keys = await metadata.read.signingKeys.list(0);
  const mayMake = !keys.some(({ privateJwk }) => isSealed(privateJwk));
  return SecretBox.open({ configured: config.secretKey, path: join(config.dataDir, "secret.key"), mayMake });
}

/** What an earlier version's rows lack for being listed and found, some at a time. */
async function completeRows(metadata: MetadataStore, clock: Clock): Promise<void> {
  while (await metadata.transaction((tx) => tx.tags.sortSome(COMPLETED_AT_ONCE)));
  for (;;) {
    const found = await metadata.read.repositories.unindexed(COMPLETED_AT_ONCE);
    if (found.length === 0) return;
    await metadata.transaction(async (tx) => {
      for (const { id, name } of found) await tx.repositories.indexNow(id, name, clock.now());
    });
  }
}

export async function closeStores({ metadata, blobs }: Stores): Promise<void> {
  await blobs.close();
  await metadata.close();
}
