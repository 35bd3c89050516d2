// S3 as the configuration describes it. Imported only where it does: the AWS library costs a start more than everything else together.
import { join } from "node:path";
import { objectStream } from "../blobstore/s3/object-stream.ts";
import { openBucket } from "../blobstore/s3/open-bucket.ts";
import { S3Store } from "../blobstore/s3/s3-store.ts";
import type { S3Settings } from "../blobstore/s3/settings.ts";
import type { ReadableBucket } from "../care/distribution/source.ts";
import type { Config } from "../config/schema.ts";
import type { S3Location } from "../config/types.ts";
import { ProcessLock } from "../lib/process-lock.ts";

/** Throws LockedError when the data belongs to one process at a time and another has it. */
export async function openS3(config: Config, { isShared, location }: { isShared: boolean; location?: S3Location }): Promise<S3Store> {
  const lock = isShared ? undefined : ProcessLock.take(join(config.dataDir, "s3.lock"));
  try {
    return await S3Store.open(s3Settings(config, location), lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Somebody else's bucket, asked as the store asks its own: with the same credentials, retries and words. Throws S3SettingsError. */
export async function openToRead(config: Config, location: S3Location): Promise<ReadableBucket> {
  const bucket = await openBucket(s3Settings(config, location), "");
  return {
    folders: (folder) => bucket.folders(folder),
    size: (key) => bucket.size(key),
    open: async (key) => (await objectStream(bucket, key))?.body,
  };
}

/** `location`: another bucket than the one that the server keeps its blobs in. */
export function s3Settings({ dataDir, storageUrl, storage: { s3 } }: Config, location?: S3Location): S3Settings {
  const at = location ?? (storageUrl.scheme === "s3" ? storageUrl : undefined);
  if (!at) throw new Error("the storage is not S3");
  const endpoint = at.endpoint ?? s3.endpoint;
  const pathStyle = at.pathStyle ?? (s3.pathStyle === "auto" ? endpoint !== undefined : s3.pathStyle === "on");
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  return {
    bucket: at.bucket,
    prefix: at.prefix,
    endpoint,
    region: at.region ?? s3.region ?? (endpoint === undefined ? undefined : "us-east-1"),
    pathStyle,
    credentials: accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey, sessionToken },
    encryption: { kind: s3.sse, kmsKeyId: s3.sseKmsKeyId },
    checksum: checksumOf(s3.checksum, endpoint),
    redirect: { mode: s3.redirect, networks: s3.redirectNetworks, ttlSeconds: s3.redirectSeconds, endpoint: s3.redirectEndpoint },
    partBytes: s3.partBytes,
    partsInFlight: s3.partsInFlight,
    pullsAtOnce: s3.pullsAtOnce,
    scratchFolder: join(dataDir, "s3"),
    spoolBytes: s3.spoolBytes,
    cacheBytes: s3.cacheBytes,
    maxAttempts: s3.maxAttempts,
    retryBudget: s3.retryBudget,
    requestTimeoutMs: s3.requestTimeoutSeconds * 1000,
  };
}

function checksumOf(checksum: Config["storage"]["s3"]["checksum"], endpoint: string | undefined): S3Settings["checksum"] {
  if (checksum === "auto") return endpoint === undefined ? "crc32" : undefined;
  return checksum === "off" ? undefined : checksum;
}
