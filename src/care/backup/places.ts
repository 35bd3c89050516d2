// Where backups lie: a folder, to which each snapshot adds what is new, or one archive. Both are written under another name and renamed at the end.
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type TarEntry, TarWriter, indexTar } from "../../lib/tar.ts";
import { ProcessLock } from "../../lib/process-lock.ts";
import type { Digest } from "../../oci/digest.ts";
import { blobPath, BackupError, type BackupDescription, FORMAT, snapshotPath } from "./format.ts";

export interface BackupTarget {
  /** For the files of the snapshot while they are made. */
  readonly workFolder: string;
  has(digest: Digest, sizeBytes: number): Promise<boolean>;
  /** `verified` is asked after the last byte: what it refuses is not kept, or only as bytes that nobody believes in. */
  addBlob(digest: Digest, sizeBytes: number, content: ReadableStream<Uint8Array>, verified: () => boolean): Promise<void>;
  /** The snapshot is what lies in the work folder. */
  finish(): Promise<void>;
  /** Nothing of the snapshot stays; blobs that were added to a folder do, for the next one. */
  abandon(): Promise<void>;
}

export interface BackupSource {
  /** The newest last. */
  snapshots(): Promise<BackupDescription[]>;
  /** Undefined when it is not there. */
  open(path: string): Promise<Blob | undefined>;
}

/** As createBackup makes them: nobody else's hidden folder is taken for one. */
const RUN_ID = /^\d{4}-\d\d-\d\dT[\d-]+Z-[0-9a-f]{8}$/;

export function isArchive(path: string): boolean {
  return path.endsWith(".tar");
}

export async function openTarget(path: string, id: string): Promise<BackupTarget> {
  return isArchive(path) ? ArchiveTarget.open(path, id) : FolderTarget.open(path, id);
}

/** Throws BackupError when there is no backup. */
export async function openSource(path: string): Promise<BackupSource> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new BackupError(`there is no backup at ${path}`);
  return found.isDirectory() ? new FolderSource(path) : new ArchiveSource(Bun.file(path), await indexTar(Bun.file(path)));
}

class FolderTarget implements BackupTarget {
  /** Where the snapshot's blobs lie: the names of those that an earlier run left may not be on the disk either. */
  private readonly blobFolders = new Set<string>();

  private constructor(
    private readonly root: string,
    private readonly id: string,
    readonly workFolder: string,
    private readonly lock: ProcessLock,
  ) {}

  static async open(root: string, id: string): Promise<FolderTarget> {
    await mkdir(join(root, "snapshots"), { recursive: true, mode: 0o700 });
    const lock = ProcessLock.take(join(root, "lock"));
    // Nobody else is at work here, so what is unfinished is somebody's who died.
    for (const name of await readdir(join(root, "snapshots"))) {
      if (name.startsWith(".")) await rm(join(root, "snapshots", name), { recursive: true });
    }
    const workFolder = join(root, "snapshots", `.${id}`);
    await mkdir(workFolder, { mode: 0o700 });
    return new FolderTarget(root, id, workFolder, lock);
  }

  async has(digest: Digest, sizeBytes: number): Promise<boolean> {
    const path = join(this.root, blobPath(digest));
    const isThere = (await stat(path).catch(() => undefined))?.size === sizeBytes;
    if (isThere) this.blobFolders.add(dirname(path));
    return isThere;
  }

  async addBlob(digest: Digest, _sizeBytes: number, content: ReadableStream<Uint8Array>, verified: () => boolean): Promise<void> {
    const path = join(this.root, blobPath(digest));
    await mkdir(dirname(path), { recursive: true });
    // Among what the next run removes when this one dies.
    const partial = join(this.workFolder, "partial");
    const file = await open(partial, "w", 0o600);
    try {
      for await (const chunk of content) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!verified()) return rm(partial);
    await rename(partial, path);
    this.blobFolders.add(dirname(path));
    return undefined;
  }

  async finish(): Promise<void> {
    await this.syncBlobFolders();
    await syncTree(this.workFolder);
    await rename(this.workFolder, join(this.root, snapshotPath(this.id)));
    await syncPath(join(this.root, "snapshots"));
    this.lock.release();
  }

  async abandon(): Promise<void> {
    await rm(this.workFolder, { recursive: true, force: true });
    this.lock.release();
  }

  private async syncBlobFolders(): Promise<void> {
    const folders = new Set<string>([this.root]);
    for (let folder of this.blobFolders) for (; !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    for (const folder of folders) await syncPath(folder);
  }
}

/** What an archive is made of and in lies in one hidden folder beside it, with a lock: so each run sees which of those somebody works in. */
class ArchiveTarget implements BackupTarget {
  private readonly tar: TarWriter;

  private constructor(
    private readonly path: string,
    private readonly id: string,
    private readonly folder: string,
    private readonly lock: ProcessLock,
    private readonly file: Awaited<ReturnType<typeof open>>,
  ) {
    this.tar = new TarWriter(file);
  }

  static async open(path: string, id: string): Promise<ArchiveTarget> {
    const [parent, prefix] = [dirname(path), `.${basename(path)}.`];
    await mkdir(parent, { mode: 0o700, recursive: true });
    const folder = join(parent, `${prefix}${id}`);
    await mkdir(folder, { mode: 0o700 });
    const lock = ProcessLock.take(join(folder, "lock"));
    try {
      // Locked before it looks: of two who begin together, at least one sees the other.
      await removeDeadRuns(parent, prefix, id);
      if (await stat(path).catch(() => undefined)) throw new BackupError(`${path} is there already`);
      await mkdir(join(folder, "snapshot"));
      return new ArchiveTarget(path, id, folder, lock, await open(join(folder, "archive"), "wx", 0o600));
    } catch (error) {
      await leaveRun(folder, lock);
      throw error;
    }
  }

  get workFolder(): string {
    return join(this.folder, "snapshot");
  }

  async has(): Promise<boolean> {
    return false;
  }

  async addBlob(digest: Digest, sizeBytes: number, content: ReadableStream<Uint8Array>): Promise<void> {
    await this.tar.add(blobPath(digest), sizeBytes, content);
  }

  async finish(): Promise<void> {
    for (const name of await readdir(this.workFolder, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const path = join(name.parentPath, name.name);
      const content = Bun.file(path);
      await this.tar.add(snapshotPath(this.id, path.slice(this.workFolder.length + 1)), content.size, content.stream());
    }
    await this.tar.end();
    await this.file.sync();
    await this.file.close();
    await rename(join(this.folder, "archive"), this.path);
    await syncPath(dirname(this.path));
    await leaveRun(this.folder, this.lock);
  }

  async abandon(): Promise<void> {
    await this.file.close().catch(() => {});
    await leaveRun(this.folder, this.lock);
  }
}

async function leaveRun(folder: string, lock: ProcessLock): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  lock.release();
}

/** Throws LockedError when somebody makes the same archive at this moment. */
async function removeDeadRuns(parent: string, prefix: string, ownId: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const id = name.slice(prefix.length);
    if (!name.startsWith(prefix) || id === ownId || !RUN_ID.test(id)) continue;
    await leaveRun(join(parent, name), ProcessLock.take(join(parent, name, "lock")));
  }
}

class FolderSource implements BackupSource {
  constructor(private readonly root: string) {}

  async snapshots(): Promise<BackupDescription[]> {
    const names = await readdir(join(this.root, "snapshots")).catch(() => []);
    const ids = names.filter((name) => !name.startsWith("."));
    return describedOf(ids, (path) => this.open(path));
  }

  async open(path: string): Promise<Blob | undefined> {
    const file = Bun.file(join(this.root, path));
    return (await file.exists()) ? file : undefined;
  }
}

class ArchiveSource implements BackupSource {
  constructor(
    private readonly archive: Blob,
    private readonly entries: ReadonlyMap<string, TarEntry>,
  ) {}

  snapshots(): Promise<BackupDescription[]> {
    const ids = [...this.entries.keys()].flatMap((name) => /^snapshots\/([^/]+)\/backup\.json$/.exec(name)?.[1] ?? []);
    return describedOf(ids, (path) => this.open(path));
  }

  async open(path: string): Promise<Blob | undefined> {
    const entry = this.entries.get(path);
    return entry && this.archive.slice(entry.offset, entry.offset + entry.sizeBytes);
  }
}

async function describedOf(ids: readonly string[], open: BackupSource["open"]): Promise<BackupDescription[]> {
  const found: BackupDescription[] = [];
  for (const id of ids.toSorted()) {
    const file = await open(snapshotPath(id, "backup.json"));
    if (!file) continue;
    const description = JSON.parse(await file.text()) as BackupDescription;
    if (description.format > FORMAT) throw new BackupError(`the snapshot ${id} was made by a newer Aerugo (${description.aerugo})`);
    found.push(description);
  }
  return found;
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) await syncPath(join(entry.parentPath, entry.name));
  await syncPath(folder);
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
