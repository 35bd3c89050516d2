// Parts on their way: read from storage into a file, described for storage to compare, copied within storage.
import { type Digest, algorithmOf, encodedOf } from "../../oci/digest.ts";
import { type ByteRange, type StorageKey, type StoredPart, UploadLostError } from "../blob-store.ts";
import type { TailHasher } from "../hash/tail-hasher.ts";
import type { Bucket, Multipart, Payload } from "./bucket.ts";
import { isRefusedWith } from "./errors.ts";
import { objectStream } from "./object-stream.ts";
import { requirePartNumber } from "./part-sizes.ts";
import type { Segment } from "./segment.ts";
import type { S3Settings } from "./settings.ts";
import type { Spool } from "./spool.ts";

export interface PartTools {
  readonly bucket: Bucket;
  readonly spool: Spool;
  readonly hasher: TailHasher;
  readonly settings: Pick<S3Settings, "partBytes" | "checksum">;
}

/** What storage compares the segment with. `ownDigest`: of exactly its bytes, where that is known. */
export async function payloadOf(
  { bucket, hasher, settings }: PartTools,
  uploadId: string,
  segment: Segment,
  ownDigest?: Digest,
): Promise<Payload> {
  const { sizeBytes } = segment;
  const hash = (algorithm: "crc32" | "sha256") =>
    hasher.checksum(uploadId, { path: segment.file ?? segment.spill(), algorithm, size: sizeBytes });
  const known = ownDigest && algorithmOf(ownDigest) === "sha256" ? encodedOf(ownDigest) : undefined;
  const sha256 = bucket.signsPayload ? (known ?? (await hash("sha256"))) : undefined;
  const checksum = settings.checksum === "crc32" ? await hash("crc32") : settings.checksum && sha256;
  return { data: segment.data(), sizeBytes, sha256, checksum };
}

/** Throws UploadLostError when the object does not have these bytes. */
export async function fetchInto(bucket: Bucket, segment: Segment, key: StorageKey, range: ByteRange): Promise<void> {
  const object = await objectStream(bucket, key, range).catch((error: unknown) => {
    if (isRefusedWith(error, "InvalidRange")) return undefined;
    throw error;
  });
  if (!object) throw new UploadLostError(`object ${key} does not hold the recorded bytes`);
  for await (const chunk of object.body) segment.write(chunk);
}

/** What stores say that do not copy into parts, or not into parts with checksums. */
const CANNOT_COPY = ["NotImplemented", "InvalidArgument", "MethodNotAllowed"];

/** A part made of what is in the bucket already. Where the storage cannot do that, the bytes go through here. */
export async function copyPart(
  tools: PartTools,
  multipart: Multipart,
  number: number,
  { key, range, uploadId }: { key: StorageKey; range: ByteRange; uploadId: string },
): Promise<StoredPart> {
  requirePartNumber(number, uploadId);
  try {
    return await tools.bucket.copyPart(multipart, number, key, range);
  } catch (error) {
    if (!isRefusedWith(error, ...CANNOT_COPY)) throw error;
    const segment = tools.spool.segment(0);
    try {
      await fetchInto(tools.bucket, segment, key, range);
      segment.seal();
      return await tools.bucket.putPart(multipart, number, await payloadOf(tools, uploadId, segment));
    } finally {
      segment.discard();
    }
  }
}
