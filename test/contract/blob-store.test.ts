import { describe } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FilesystemStore } from "../../src/blobstore/filesystem/filesystem-store.ts";
import { type OpenedStore, blobStoreContract } from "./blob-store.contract.ts";

async function openFilesystem(): Promise<OpenedStore> {
  const root = await mkdtemp(join(tmpdir(), "aerugo-blobs-"));
  let store = await FilesystemStore.open(root);
  return {
    store,
    restart: async () => {
      await store.close();
      return (store = await FilesystemStore.open(root));
    },
    close: async () => {
      await store.close();
      await rm(root, { recursive: true });
    },
  };
}

describe.each([["filesystem", openFilesystem]] as const)("BlobStore: %s", (_name, open) => blobStoreContract(open));
