// The storage of an existing Distribution registry, as far as an import reads it.
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

export type SourceBytes = Blob | ReadableStream<Uint8Array<ArrayBuffer>>;

export interface DistributionSource {
  readonly description: string;
  /** Names of the folders right below; none when there is no such folder. */
  folders(path: string): Promise<string[]>;
  /** A small file; undefined when it is not there. */
  text(path: string): Promise<string | undefined>;
  size(path: string): Promise<number | undefined>;
  /** Undefined when it is not there. */
  open(path: string): Promise<SourceBytes | undefined>;
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
    const folders: string[] = [];
    for (const entry of entries ?? []) {
      const isFolder = entry.isSymbolicLink() ? await this.leadsOn(path, entry.name) : entry.isDirectory();
      if (isFolder) folders.push(entry.name);
    }
    return folders.toSorted();
  }

  /** Distribution follows links, such as to another disk; what leads back to where it lies would have no end. */
  private async leadsOn(path: string, name: string): Promise<boolean> {
    const [folder, target] = await Promise.all(
      [path, `${path}/${name}`].map((each) => realpath(join(this.root, each)).catch(ignoreAbsence)),
    );
    if (folder === undefined || target === undefined || `${folder}/`.startsWith(`${target}/`)) return false;
    return (await stat(target)).isDirectory();
  }

  async text(path: string): Promise<string | undefined> {
    return (await this.open(path))?.text();
  }

  async size(path: string): Promise<number | undefined> {
    return (await this.open(path))?.size;
  }

  async open(path: string): Promise<Blob | undefined> {
    const file = Bun.file(join(this.root, path));
    return (await file.exists()) ? file : undefined;
  }

  localPath(path: string): string {
    return join(this.root, path);
  }
}

/** Somebody else's bucket, as far as it is read; a folder is empty or ends in a slash. */
export interface ReadableBucket {
  /** Names of the folders right below. */
  folders(folder: string): AsyncIterable<string>;
  /** Undefined when there is nothing under the key; any other trouble throws. */
  size(key: string): Promise<number | undefined>;
  open(key: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined>;
}

export class DistributionBucket implements DistributionSource {
  constructor(
    private readonly bucket: ReadableBucket,
    readonly description: string,
  ) {}

  folders(path: string): Promise<string[]> {
    return Array.fromAsync(this.bucket.folders(path === "" ? "" : `${path}/`));
  }

  async text(path: string): Promise<string | undefined> {
    const found = await this.bucket.open(path);
    return found && new Response(found).text();
  }

  size(path: string): Promise<number | undefined> {
    return this.bucket.size(path);
  }

  open(path: string): Promise<SourceBytes | undefined> {
    return this.bucket.open(path);
  }

  localPath(): undefined {}
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}
