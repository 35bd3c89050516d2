// The storage of an existing Distribution registry, as far as an import reads it.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { S3Client } from "bun";

export interface DistributionSource {
  readonly description: string;
  /** Names of the folders right below; none when there is no such folder. */
  folders(path: string): Promise<string[]>;
  /** A small file; undefined when it is not there. */
  text(path: string): Promise<string | undefined>;
  size(path: string): Promise<number | undefined>;
  open(path: string): Blob;
  /** Where the file lies on this machine. */
  localPath(path: string): string | undefined;
}

export class DistributionFolder implements DistributionSource {
  readonly description: string;

  constructor(private readonly root: string) {
    this.description = root;
  }

  async folders(path: string): Promise<string[]> {
    const entries = await readdir(join(this.root, path), { withFileTypes: true }).catch(ignoreAbsence);
    return (entries ?? [])
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  }

  async text(path: string): Promise<string | undefined> {
    const file = Bun.file(join(this.root, path));
    return (await file.exists()) ? file.text() : undefined;
  }

  async size(path: string): Promise<number | undefined> {
    const file = Bun.file(join(this.root, path));
    return (await file.exists()) ? file.size : undefined;
  }

  open(path: string): Blob {
    return Bun.file(join(this.root, path));
  }

  localPath(path: string): string {
    return join(this.root, path);
  }
}

/** Reads only; credentials and region come from the environment, as AWS's tools have them. */
export class DistributionBucket implements DistributionSource {
  readonly description: string;

  /** `prefix` is empty, or ends with a slash. */
  constructor(
    private readonly client: S3Client,
    bucket: string,
    private readonly prefix: string,
  ) {
    this.description = `s3://${bucket}/${prefix}`;
  }

  async folders(path: string): Promise<string[]> {
    const prefix = `${this.prefix}${path === "" ? "" : `${path}/`}`;
    const found: string[] = [];
    for (let continuationToken: string | undefined; ;) {
      const page = await this.client.list({ prefix, delimiter: "/", ...(continuationToken ? { continuationToken } : {}) });
      for (const { prefix: folder } of page.commonPrefixes ?? []) found.push(folder.slice(prefix.length, -1));
      if (!page.isTruncated) return found;
      continuationToken = page.nextContinuationToken;
    }
  }

  async text(path: string): Promise<string | undefined> {
    return (await this.size(path)) === undefined ? undefined : this.client.file(this.prefix + path).text();
  }

  async size(path: string): Promise<number | undefined> {
    try {
      return (await this.client.file(this.prefix + path).stat()).size;
    } catch (error) {
      if (isNoSuchKey(error)) return undefined;
      throw error;
    }
  }

  open(path: string): Blob {
    return this.client.file(this.prefix + path);
  }

  localPath(): undefined {}
}

function isNoSuchKey(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    ["NoSuchKey", "NotFound", "UnknownError"].includes(code ?? "") &&
    /no such|not found|does not exist|404|NoSuchKey/i.test(`${code} ${message}`)
  );
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
