// Where a whole run of tests keeps its data. Three variables, each naming a service that scripts/combinations.ts has started, move what every app and
// server of a test would keep by itself:
//
//   AERUGO_TEST_POSTGRES   postgres://user@host:port: metadata, each in a database of its own
//   AERUGO_TEST_S3         s3://bucket?endpoint=… (its keys in AWS's environment): blobs, each below a prefix of its own
//   AERUGO_TEST_REDIS      redis://host:port: what nodes share, each under a prefix of its own
import { basename } from "node:path";
import { returnPostgresDatabase, postgresDatabase } from "./postgres-databases.ts";
import { s3Flags } from "./s3-places.ts";

/** Flags for a new app or server with this data folder; none without those variables. */
export async function placementFlags(dataDir: string): Promise<Record<string, string>> {
  const databaseUrl = await postgresDatabase();
  return { ...(databaseUrl ? { "--database-url": databaseUrl } : {}), ...s3Flags(dataDir), ...redisFlags(dataDir) };
}

/** What `placementFlags` made, and nobody looks at any more. */
export async function removePlacement({ "--database-url": databaseUrl }: Readonly<Record<string, string>>): Promise<void> {
  if (databaseUrl) await returnPostgresDatabase(databaseUrl);
}

function redisFlags(dataDir: string): Record<string, string> {
  const url = process.env.AERUGO_TEST_REDIS;
  return url ? { "--cache-url": url, "--cache-redis-key-prefix": `${basename(dataDir)}:` } : {};
}
