// What the registries under test stand on: their own folders, or services that this run starts beside them. Each server that is started gets a
// database, a bucket's prefix and keys of its own in them.
import { randomUUID } from "node:crypto";
import { PostgresServer } from "../test/kit/postgres.ts";
import { RedisServer } from "../test/kit/redis.ts";
import { S3_KEYS, S3Server } from "../test/kit/s3.ts";
import { onCleanup } from "./scratch.ts";

export const COMBINATIONS = ["sqlite-filesystem", "postgres-filesystem", "postgres-s3-redis"] as const;
export type CombinationName = (typeof COMBINATIONS)[number];

export interface AerugoServices {
  readonly flags: readonly string[];
  /** Of PostgreSQL, with the newest schema; undefined for SQLite. */
  readonly databaseUrl: string | undefined;
}

export interface Surroundings {
  readonly name: CombinationName;
  /** For a new and empty Aerugo. */
  readonly aerugoServices: () => Promise<AerugoServices>;
  readonly env: Readonly<Record<string, string>>;
  /** Distribution's `storage` section for a new and empty registry; undefined for a folder. */
  readonly distributionStorage: (() => object) | undefined;
}

/** The tests' cluster does without fsync; what is measured here must survive power loss. */
const DURABLE = { fsync: "on", full_page_writes: "on", synchronous_commit: "on" };

export async function surround(name: CombinationName): Promise<Surroundings> {
  if (name === "sqlite-filesystem")
    return { name, aerugoServices: async () => ({ flags: [], databaseUrl: undefined }), env: {}, distributionStorage: undefined };
  const postgres = await PostgresServer.start(DURABLE);
  onCleanup(() => postgres[Symbol.asyncDispose]());
  const onPostgres = async (...flags: readonly string[]) => {
    const databaseUrl = await postgres.database();
    return { databaseUrl, flags: ["--database-url", databaseUrl, ...flags] };
  };
  if (name === "postgres-filesystem") return { name, aerugoServices: onPostgres, env: {}, distributionStorage: undefined };
  const s3 = await S3Server.start("versitygw");
  onCleanup(() => s3[Symbol.asyncDispose]());
  const redis = await RedisServer.start();
  onCleanup(() => redis[Symbol.asyncDispose]());
  return {
    name,
    aerugoServices: () => onPostgres(...storageFlags(s3), ...cacheFlags(redis)),
    env: { AWS_ACCESS_KEY_ID: S3_KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey },
    distributionStorage: () => distributionOn(s3),
  };
}

/** Through the registry: a redirect measures S3, and the clients here do not follow any. */
function storageFlags({ bucket, endpoint }: S3Server): string[] {
  const url = `s3://${bucket}/${randomUUID()}?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1&path_style=true`;
  return ["--storage-url", url, "--storage-s3-redirect", "off"];
}

function cacheFlags({ url }: RedisServer): string[] {
  return ["--cache-url", url, "--cache-redis-key-prefix", `${randomUUID()}:`];
}

function distributionOn({ bucket, endpoint }: S3Server): object {
  const place = { bucket, rootdirectory: `/${randomUUID()}`, region: "us-east-1", regionendpoint: endpoint, forcepathstyle: true };
  const access = { accesskey: S3_KEYS.accessKeyId, secretkey: S3_KEYS.secretAccessKey, secure: false, v4auth: true };
  return { s3: { ...place, ...access }, redirect: { disable: true } };
}
