// The config of a container image (image-spec config.md), as far as people want to see it. Whoever pushed it wrote it: every field
// may be missing or of another type.
import { type JsonObject, isJsonObject } from "../oci/descriptor.ts";
import { parseStrictJson } from "../oci/strict-json.ts";

export interface ImageConfig {
  readonly created: string | undefined;
  readonly author: string | undefined;
  readonly os: string | undefined;
  readonly architecture: string | undefined;
  readonly variant: string | undefined;
  readonly user: string | undefined;
  readonly workingDir: string | undefined;
  readonly stopSignal: string | undefined;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Their values may be secrets that somebody left in the image. */
  readonly environmentCount: number;
}

/** Undefined for what is not a JSON object. */
export function parseImageConfig(bytes: Uint8Array): ImageConfig | undefined {
  const document = tryParse(bytes);
  if (!document) return undefined;
  const run = isJsonObject(document["config"]) ? document["config"] : {};
  return {
    created: text(document, "created"),
    author: text(document, "author"),
    os: text(document, "os"),
    architecture: text(document, "architecture"),
    variant: text(document, "variant"),
    user: text(run, "User"),
    workingDir: text(run, "WorkingDir"),
    stopSignal: text(run, "StopSignal"),
    entrypoint: texts(run["Entrypoint"]),
    command: texts(run["Cmd"]),
    exposedPorts: keys(run["ExposedPorts"]),
    volumes: keys(run["Volumes"]),
    labels: Object.fromEntries(
      Object.entries(objectOf(run["Labels"])).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    environmentCount: texts(run["Env"]).length,
  };
}

function tryParse(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value = parseStrictJson(bytes);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function text(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

function keys(value: unknown): string[] {
  return Object.keys(objectOf(value)).sort();
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
