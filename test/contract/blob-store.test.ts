import { afterAll, beforeAll, describe } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FilesystemStore } from "../../src/blobstore/filesystem/filesystem-store.ts";
import { LayeredStore } from "../../src/blobstore/layered-store.ts";
import { S3Store } from "../../src/blobstore/s3/s3-store.ts";
import type { S3Settings } from "../../src/blobstore/s3/settings.ts";
import { type S3Make, S3Server } from "../kit/s3.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
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

async function openLayered(): Promise<OpenedStore> {
  const [current, previous] = [await openFilesystem(), await openFilesystem()];
  return {
    store: new LayeredStore(current.store, previous.store),
    restart: async () => new LayeredStore(await current.restart(), await previous.restart()),
    close: async () => {
      await current.close();
      await previous.close();
    },
  };
}

async function openS3(server: S3Server, overrides: Partial<S3Settings>): Promise<OpenedStore> {
  const settings = server.settings(overrides);
  let store = await S3Store.open(settings);
  return {
    store,
    restart: async () => {
      await store.close();
      return (store = await S3Store.open(settings));
    },
    close: () => store.close(),
  };
}

describe("BlobStore: filesystem", () => blobStoreContract(openFilesystem));
describe("BlobStore: one layered over another", () => blobStoreContract(openLayered));

const WAYS: readonly [string, S3Make, Partial<S3Settings>][] = [
  ["versitygw", "versitygw", {}],
  ["versitygw, with checksums and a disk cache", "versitygw", { checksum: "crc32", cacheBytes: 64 * 1024 * 1024 }],
  ["minio", "minio", {}],
  ["minio, with checksums", "minio", { checksum: "sha256" }],
];

for (const [name, make, overrides] of WAYS) {
  if (cannotBeTried(`S3 on ${make}`, hintsFor([make]))) continue;
  describe(`BlobStore: s3 on ${name}`, () => {
    let server: S3Server;
    beforeAll(async () => {
      server = await S3Server.start(make);
    });
    afterAll(() => server[Symbol.asyncDispose]());
    blobStoreContract(() => openS3(server, overrides));
  });
}
