// The BlobStore on a local or mounted filesystem. What lies where, below the root:
//
//   sha256/ab/<64 hex>.<generation>    a blob; the first two digits spread the files, the generation makes the key unique
//   sha512/ab/<128 hex>.<generation>
//   uploads/<upload id>                bytes on their way in; renamed to a blob when they are complete
//   lock                               held by the process that uses the folder
//
// A blob's file is fsynced before it is renamed, and its folder after: then a 201 survives power loss. Files are never
// changed once renamed, so a download in flight is never disturbed.
import { constants, copyFile, link, mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { withFullDiskNamed } from "../../lib/no-space-error.ts";
import { ProcessLock } from "../../lib/process-lock.ts";
import { DIGEST_ALGORITHMS, type Digest, type DigestAlgorithm, algorithmOf, digestOf, encodedOf } from "../../oci/digest.ts";
import {
  type AppendLimits,
  type Appended,
  type BlobStore,
  type ByteRange,
  type ByteSource,
  DigestMismatchError,
  type StorageKey,
  type StoredKey,
  type UploadPosition,
  UploadLostError,
} from "../blob-store.ts";
import { TailHasher } from "../hash/tail-hasher.ts";
import { UploadFile } from "./upload-file.ts";

const FULL = "the disk that holds the blobs is full";

export class FilesystemStore implements BlobStore {
  readonly description: string;
  private readonly hasher = new TailHasher();
  /** Folders known to exist and to be on disk. */
  private readonly folders = new Set<string>();

  private constructor(
    private readonly root: string,
    private readonly lock: ProcessLock | undefined,
  ) {
    this.description = `file:${root}`;
  }

  /**
   * Throws LockedError when another process uses the folder. `isShared`: others may that say so too, because what keeps two writers of an upload
   * apart is not this process's own.
   */
  static async open(root: string, { isShared = false } = {}): Promise<FilesystemStore> {
    await mkdir(join(root, "uploads"), { recursive: true });
    await syncFolder(root);
    await syncFolder(join(root, ".."));
    const lock = join(root, "lock");
    return new FilesystemStore(root, isShared ? ProcessLock.share(lock) : ProcessLock.take(lock));
  }

  /**
   * Beside the process that uses the folder, and with no lock of its own: for who reads, or adds blobs by uploads that nobody else knows of. Files
   * are never changed once they are blobs, so neither disturbs the other.
   */
  static async openBeside(root: string): Promise<FilesystemStore> {
    await mkdir(join(root, "uploads"), { recursive: true });
    return new FilesystemStore(root, undefined);
  }

  async append(upload: UploadPosition, source: ByteSource, limits: AppendLimits): Promise<Appended> {
    return withFullDiskNamed(FULL, async () => {
      if (upload.isTakenOver) await this.takeOver(upload);
      const file = UploadFile.open(this.uploadPath(upload.id), upload, this.hasher);
      try {
        return await file.append(source, limits);
      } finally {
        file.close();
      }
    });
  }

  async holds({ id, offsetBytes }: UploadPosition): Promise<boolean> {
    if (offsetBytes === 0) return true;
    const found = await stat(this.uploadPath(id)).catch(ignoreAbsence);
    return found !== undefined && found.size >= offsetBytes;
  }

  async finish(upload: UploadPosition, digest: Digest): Promise<StorageKey> {
    return withFullDiskNamed(FULL, async () => {
      const actual = await this.digestOfUpload(upload, algorithmOf(digest));
      if (actual !== digest) throw new DigestMismatchError(digest, actual);
      await this.checkSize(upload);
      return this.moveIntoPlace(upload.id, digest);
    });
  }

  /**
   * Makes a file of this machine a blob: linked where the system lets us, so that it takes no space, else copied, sharing its blocks where the
   * filesystem can. It must never be changed afterwards. Throws DigestMismatchError, and UploadLostError when it was taken for abandoned meanwhile.
   */
  async adopt(path: string, digest: Digest): Promise<{ key: StorageKey; isLinked: boolean }> {
    const id = crypto.randomUUID();
    try {
      const isLinked = await linkOrCopy(path, this.uploadPath(id));
      const { size } = await stat(this.uploadPath(id));
      const upload = { id, algorithm: algorithmOf(digest), offsetBytes: size, digestSoFar: undefined, stored: undefined };
      return { key: await this.finish(upload, digest), isLinked };
    } catch (error) {
      await this.cancel({ id });
      throw isAbsent(error) ? new UploadLostError(`the bytes of upload ${id} are gone`, { cause: error }) : error;
    }
  }

  async unfinish(key: StorageKey, { id }: UploadPosition): Promise<undefined> {
    await rename(join(this.root, key), this.uploadPath(id));
  }

  async cancel({ id }: Pick<UploadPosition, "id">): Promise<void> {
    this.hasher.forget(id);
    await unlinkIfPresent(this.uploadPath(id));
  }

  async size(key: StorageKey): Promise<number | undefined> {
    return (await stat(join(this.root, key)).catch(ignoreAbsence))?.size;
  }

  async open(key: StorageKey, range?: ByteRange): Promise<Blob | undefined> {
    const file = Bun.file(join(this.root, key));
    if (!(await file.exists())) return undefined;
    return range ? file.slice(range.first, range.last + 1) : file;
  }

  openStored(key: StorageKey): Promise<Blob | undefined> {
    return this.open(key);
  }

  /** No client can reach our disk. */
  async address(): Promise<undefined> {}

  async delete(key: StorageKey): Promise<void> {
    await unlinkIfPresent(join(this.root, key));
  }

  /** Folder by folder: there are at most 512 of them, and each is read by itself. */
  async *keys(): AsyncIterable<StoredKey> {
    for (const algorithm of DIGEST_ALGORITHMS) {
      for (const spread of (await readdir(join(this.root, algorithm)).catch(ignoreAbsence)) ?? []) {
        const folder = join(algorithm, spread);
        for (const name of await readdir(join(this.root, folder))) {
          const key = join(folder, name);
          const found = await stat(join(this.root, key)).catch(ignoreAbsence);
          // Since its rename: the bytes may have waited for their last request for days, and become a blob only now.
          if (found) yield { key, uploadId: undefined, sizeBytes: found.size, modifiedAt: Math.max(found.mtimeMs, found.ctimeMs) };
        }
      }
    }
  }

  async staleUploads(before: number): Promise<Pick<UploadPosition, "id" | "stored">[]> {
    const stale: Pick<UploadPosition, "id" | "stored">[] = [];
    for (const id of await readdir(join(this.root, "uploads"))) {
      const found = await stat(this.uploadPath(id)).catch(ignoreAbsence);
      if (found && found.mtimeMs < before) stale.push({ id, stored: undefined });
    }
    return stale;
  }

  async ping(): Promise<void> {
    await stat(join(this.root, "uploads"));
  }

  async close(): Promise<void> {
    this.hasher.close();
    this.lock?.release();
  }

  /** The recorded bytes in a file of their own: what a writer of another process still has open has no name any more, and it writes into nothing. */
  private async takeOver({ id, offsetBytes }: UploadPosition): Promise<void> {
    const path = this.uploadPath(id);
    // An upload of nobody's, should this process end here.
    const copy = `${path}.${newGeneration()}`;
    try {
      await copyFile(path, copy, constants.COPYFILE_FICLONE);
      await cutTo(copy, offsetBytes);
      await rename(copy, path);
    } catch (error) {
      await unlinkIfPresent(copy);
      // Nothing has been written yet, or the bytes are gone: whoever goes on sees which.
      return ignoreAbsence(error);
    }
    await syncFolder(join(this.root, "uploads"));
    this.hasher.forget(id);
  }

  private uploadPath(id: string): string {
    return join(this.root, "uploads", id);
  }

  /** The digest computed while the bytes came in, if it was under the right algorithm; else the file is read once more. */
  private async digestOfUpload(upload: UploadPosition, algorithm: DigestAlgorithm): Promise<Digest> {
    if (upload.offsetBytes === 0) {
      await createEmpty(this.uploadPath(upload.id));
      return digestOf(algorithm, new Uint8Array());
    }
    if (upload.digestSoFar && upload.algorithm === algorithm) return upload.digestSoFar;
    const path = this.uploadPath(upload.id);
    return this.hasher.follow({ id: upload.id, path, algorithm, digestSoFar: undefined, beyondBytes: 0 }).end(upload.offsetBytes);
  }

  /** The last look before the bytes are vouched for: whatever went wrong on the way here, the row must not lie. */
  private async checkSize({ id, offsetBytes }: UploadPosition): Promise<void> {
    const size = (await stat(this.uploadPath(id)).catch(ignoreAbsence))?.size;
    if (size !== offsetBytes) throw new UploadLostError(`upload ${id} has ${size ?? "no"} bytes in storage, not ${offsetBytes}`);
  }

  private async moveIntoPlace(uploadId: string, digest: Digest): Promise<StorageKey> {
    const folder = join(algorithmOf(digest), encodedOf(digest).slice(0, 2));
    const key = join(folder, `${encodedOf(digest)}.${newGeneration()}`);
    await this.ensureFolder(folder);
    await rename(this.uploadPath(uploadId), join(this.root, key)).catch((error: unknown) => {
      if (isAbsent(error)) throw new UploadLostError(`the bytes of upload ${uploadId} are gone`, { cause: error });
      throw error;
    });
    await syncFolder(join(this.root, folder));
    this.hasher.forget(uploadId);
    return key;
  }

  private async ensureFolder(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    const path = join(this.root, folder);
    await mkdir(path, { recursive: true });
    // The new folder's own entry must be on disk too, and its parent's.
    await syncFolder(join(path, ".."));
    await syncFolder(this.root);
    this.folders.add(folder);
  }
}

/** Unique without coordination; short, because people read these names. */
function newGeneration(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(10)))
    .toString("base64url")
    .replaceAll("-", "0")
    .replaceAll("_", "1");
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Resolves to whether it is the same file. */
async function linkOrCopy(from: string, to: string): Promise<boolean> {
  const isLinked = await link(from, to).then(
    () => true,
    () => false,
  );
  if (!isLinked) await copyFile(from, to, constants.COPYFILE_FICLONE);
  const file = await open(to, "r");
  await file.sync().finally(() => file.close());
  return isLinked;
}

async function createEmpty(path: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Durably. The writer may have written on while it was copied. */
async function cutTo(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    if ((await file.stat()).size > sizeBytes) await file.truncate(sizeBytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function unlinkIfPresent(path: string): Promise<void> {
  await unlink(path).catch(ignoreAbsence);
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function ignoreAbsence(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}
