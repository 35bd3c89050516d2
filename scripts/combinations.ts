// The combinations of services that an installation can stand on, beside the embedded one: what registry clients see must be the same on each, so the
// suites that speak for them run once more on every one.
import { PostgresServer } from "../test/kit/postgres.ts";
import { RedisServer } from "../test/kit/redis.ts";
import { S3_KEYS, S3Server } from "../test/kit/s3.ts";
import { findTool, installHint, type ToolName } from "./services.ts";

export interface Combination {
  readonly name: string;
  readonly tools: readonly ToolName[];
  /** Starts them; what is given to the tests' environment is explained in test/kit/combination.ts. */
  readonly start: (services: AsyncDisposableStack) => Promise<Record<string, string>>;
}

export const COMBINATIONS: readonly Combination[] = [
  {
    name: "postgres-filesystem",
    tools: ["initdb"],
    start: async (services) => ({ AERUGO_TEST_POSTGRES: services.use(await PostgresServer.start()).clusterUrl }),
  },
  {
    name: "postgres-s3-redis",
    tools: ["initdb", "versitygw", "redis-server"],
    start: async (services) => {
      const postgres = services.use(await PostgresServer.start());
      const s3 = services.use(await S3Server.start("versitygw"));
      const redis = services.use(await RedisServer.start());
      return {
        AERUGO_TEST_POSTGRES: postgres.clusterUrl,
        AERUGO_TEST_S3: `s3://${s3.bucket}?endpoint=${encodeURIComponent(s3.endpoint)}&region=us-east-1&path_style=true`,
        AWS_ACCESS_KEY_ID: S3_KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey,
        AERUGO_TEST_REDIS: redis.url,
      };
    },
  },
];

/** A line for each thing that is missing. */
export function missingOf({ tools }: Combination): string[] {
  return tools.filter((tool) => findTool(tool) === undefined).map(installHint);
}
