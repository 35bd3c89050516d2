// The bytes behind an app, past everything that its store does with them: for damage, and for looking at what is left.
import { S3Client } from "bun";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { s3Url } from "./s3-places.ts";

export interface StoredBytes {
  /** Also over what is there, which no store of ours does. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** Throws where there is nothing. */
  read(key: string): Promise<Uint8Array>;
  delete(key: string): Promise<void>;
  /** Of everything there, in no order. */
  keys(): Promise<string[]>;
}

/** Those of the app with this data folder, wherever this run of tests keeps them. */
export function storedBytes(dataDir: string): StoredBytes {
  const url = s3Url(dataDir);
  return url ? inBucket(url) : inFolder(join(dataDir, "blobs"));
}

function inFolder(folder: string): StoredBytes {
  return {
    write: async (key, bytes) => void (await Bun.write(join(folder, key), bytes)),
    read: (key) => Bun.file(join(folder, key)).bytes(),
    delete: (key) => rm(join(folder, key)),
    keys: () => Array.fromAsync(new Bun.Glob("**/*").scan({ cwd: folder })),
  };
}

function inBucket({ host: bucket, pathname, searchParams }: URL): StoredBytes {
  const prefix = `${pathname.slice(1)}/`;
  // Its keys are in AWS's environment.
  const client = new S3Client({ bucket, endpoint: searchParams.get("endpoint")!, region: searchParams.get("region")! });
  return {
    write: async (key, bytes) => void (await client.write(prefix + key, bytes)),
    read: (key) => client.file(prefix + key).bytes(),
    delete: (key) => client.delete(prefix + key),
    keys: async () => ((await client.list({ prefix })).contents ?? []).map(({ key }) => key.slice(prefix.length)),
  };
}
