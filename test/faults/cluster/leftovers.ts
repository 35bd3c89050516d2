// What lies in a cluster's storage, finished or not, asked past our own store: what that does not look for, it would not find left behind either.
import {
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type MultipartUpload,
  type S3Client,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { MetadataReader } from "../../../src/metadata/metadata-store.ts";
import type { Cluster } from "./cluster.ts";

export interface Stored {
  /** An upload is not an object yet: in S3 it is in parts, among files it has no blob's name. */
  readonly kind: "object" | "upload";
  readonly name: string;
  /** Where the name tells. */
  readonly uploadId: string | undefined;
  readonly sizeBytes: number;
}

export interface Leftovers {
  /** A session still leads to it, and no client comes back for it. */
  readonly abandoned: readonly Stored[];
  /** Nothing leads to it. */
  readonly leaked: readonly Stored[];
}

/** All of it: the whole bucket, or the whole folder but for the lock. */
export function listStored({ s3, blobsFolder }: Cluster): Promise<Stored[]> {
  return s3 ? inBucket(s3.server) : inFolder(blobsFolder);
}

/** What is no blob's, and no deleted blob's either. */
export async function findLeftovers(
  stored: readonly Stored[],
  { storage, deletedKeys, quarantine }: Pick<MetadataReader, "storage" | "deletedKeys" | "quarantine">,
): Promise<Leftovers> {
  const names = stored.map(({ name }) => name);
  const owned = [await storage.blobKeysAmong(names), await deletedKeys.among(names), await quarantine.keysAmong(names)];
  const sessions = await storage.uploadsAmong(stored.flatMap(({ uploadId }) => uploadId ?? []));
  const left = stored.filter(({ kind, name }) => kind === "upload" || !owned.some((keys) => keys.has(name)));
  const hasSession = ({ uploadId }: Stored) => uploadId !== undefined && sessions.has(uploadId);
  return { abandoned: left.filter(hasSession), leaked: left.filter((each) => !hasSession(each)) };
}

interface Place {
  readonly client: S3Client;
  readonly bucket: string;
}

async function inBucket({ client, bucket }: Place): Promise<Stored[]> {
  const found: Stored[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    for (const { Key: name = "", Size: sizeBytes = 0 } of Contents)
      found.push({ kind: "object", name, uploadId: uploadIdOf(name), sizeBytes });
  }
  for await (const { Key: name = "", UploadId } of multiparts({ client, bucket })) {
    const sizeBytes = await sizeOf({ client, bucket }, { Key: name, UploadId });
    if (sizeBytes !== undefined) found.push({ kind: "upload", name, uploadId: uploadIdOf(name), sizeBytes });
  }
  return found;
}

async function* multiparts({ client, bucket }: Place): AsyncGenerator<MultipartUpload> {
  for (let after = {}; ;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...after }));
    yield* page.Uploads ?? [];
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** Undefined when it came to its end since it was listed. One page: there are no thousand parts. */
async function sizeOf({ client, bucket }: Place, { Key, UploadId }: MultipartUpload): Promise<number | undefined> {
  try {
    const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket: bucket, Key, UploadId }));
    return Parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
  } catch (error) {
    if ((error as Error).name === "NoSuchUpload") return undefined;
    throw error;
  }
}

function uploadIdOf(name: string): string | undefined {
  return /([0-9a-f-]{36})\.[^/]*$/.exec(name)?.[1];
}

async function inFolder(folder: string): Promise<Stored[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const found = await Promise.all(paths.filter((path) => path !== "lock").map((path) => inFile(folder, path)));
  return found.filter((each) => each !== undefined);
}

/** Undefined when it has gone, or has another name, since it was listed. */
async function inFile(folder: string, name: string): Promise<Stored | undefined> {
  const sizeBytes = await stat(join(folder, name)).then(
    ({ size }) => size,
    () => undefined,
  );
  if (sizeBytes === undefined) return undefined;
  const uploadId = /^uploads\/(.*)$/.exec(name)?.[1];
  return { kind: uploadId === undefined ? "object" : "upload", name, uploadId, sizeBytes };
}
