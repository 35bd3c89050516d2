// Descriptors (image-spec descriptor.md): media type + digest + size, and what may ride along.
import { type Digest, parseDigest } from "./digest.ts";

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A plain JSON object, as opposed to an array or null. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const DESCRIPTOR_FIELDS = ["mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform"];

/** Throws ShapeError naming `where` the document is wrong. Unknown fields are kept by keeping the manifest's bytes. */
export function parseDescriptor(value: unknown, where: string): Descriptor {
  if (!isJsonObject(value)) throw new ShapeError(`${where} is not a descriptor object`);
  refuseLookalikeFields(value, DESCRIPTOR_FIELDS, where);
  const { mediaType, digest: digestText, size, artifactType } = value;
  if (typeof mediaType !== "string" || mediaType === "") throw new ShapeError(`${where}.mediaType is missing or not a string`);
  const digest = typeof digestText === "string" ? parseDigest(digestText) : undefined;
  if (!digest) throw new ShapeError(`${where}.digest is missing, malformed or of an unsupported algorithm`);
  // Beyond 2^53 - 1 two readers may see two sizes; no blob is that large.
  if (!Number.isSafeInteger(size) || (size as number) < 0) throw new ShapeError(`${where}.size is not a non-negative integer below 2^53`);
  if (artifactType !== undefined && typeof artifactType !== "string") throw new ShapeError(`${where}.artifactType is not a string`);
  const annotations = parseAnnotations(value["annotations"], `${where}.annotations`);
  return {
    mediaType,
    digest,
    sizeBytes: size as number,
    ...(artifactType ? { artifactType } : {}),
    ...(annotations ? { annotations } : {}),
  };
}

/** Go marshals a nil map as null, so null counts as absent. */
export function parseAnnotations(value: unknown, where: string): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw new ShapeError(`${where} is not an object`);
  const wrong = Object.entries(value).find(([, text]) => typeof text !== "string");
  if (wrong) throw new ShapeError(`${where}[${JSON.stringify(wrong[0])}] is not a string`);
  return value as Readonly<Record<string, string>>;
}

/** Go's decoder takes `Config` for `config`: such a key would mean one thing here and another in the client. */
export function refuseLookalikeFields(value: JsonObject, fields: readonly string[], where: string): void {
  for (const key of Object.keys(value)) {
    const folded = fold(key);
    const meant = fields.find((field) => field !== key && fold(field) === folded);
    if (meant) throw new ShapeError(`${where} has a key ${JSON.stringify(key)} that some readers take for ${JSON.stringify(meant)}`);
  }
}

/** Down and up again, as Go folds: the long s (U+017F) has no lower case but S as its upper one, the Kelvin sign the other way round. */
function fold(key: string): string {
  return key.toLowerCase().toUpperCase();
}

/** The document is JSON but not of the shape its media type promises. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}
