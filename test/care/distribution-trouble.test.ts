// An import from a storage that was built by hand: what Distribution's own clients never make of it, and administrators and time do.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importDistribution } from "../../src/care/distribution/import.ts";
import type { ImportReport } from "../../src/care/distribution/report.ts";
import { openForCare } from "../../src/compose/care.ts";
import { importDependencies, openDistribution } from "../../src/compose/distribution.ts";
import { loadConfig } from "../../src/config/load.ts";
import { TestApp } from "../kit/app.ts";
import { CONFIG_TYPE, type Content, content, IMAGE_TYPE, imageManifest, indexManifest, jsonContent, LAYER_TYPE } from "../kit/manifests.ts";
import { s3Flags } from "../kit/s3-places.ts";

let app: TestApp;
let folder: string;
let v2: string;

beforeEach(async () => {
  app = await TestApp.start();
  folder = await mkdtemp(join(tmpdir(), "aerugo-trouble-"));
  v2 = join(folder, "storage/docker/registry/v2");
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const repositories = (...rest: string[]) => join(v2, "repositories", ...rest);

async function store({ digest, bytes }: Pick<Content, "digest" | "bytes">): Promise<void> {
  const hex = digest.slice(7);
  await Bun.write(join(v2, "blobs/sha256", hex.slice(0, 2), hex, "data"), bytes);
}

async function keep(repository: string, manifest: Content, tag?: string): Promise<Content> {
  await store(manifest);
  await Bun.write(repositories(repository, "_manifests/revisions/sha256", manifest.digest.slice(7), "link"), manifest.digest);
  if (tag) await Bun.write(repositories(repository, "_manifests/tags", tag, "current/link"), manifest.digest);
  return manifest;
}

async function keepImage(repository: string, tag?: string): Promise<Content> {
  const [config, layer] = [jsonContent({ id: crypto.randomUUID() }, CONFIG_TYPE), content(crypto.randomUUID(), LAYER_TYPE)];
  for (const blob of [config, layer]) await store(blob);
  return keep(repository, imageManifest(config, [layer]), tag);
}

async function take(dryRun = false): Promise<ImportReport> {
  const { dataDir, databaseUrl } = app;
  const flags = { "--data-dir": dataDir, ...s3Flags(dataDir), ...(databaseUrl ? { "--database-url": databaseUrl } : {}) };
  const { config } = loadConfig({ environment: {}, flags });
  const stores = await openForCare(config);
  try {
    const deps = await importDependencies(config, stores, { owner: undefined, link: false });
    const context = { clock: app.clock, signal: new AbortController().signal, progress: undefined, report: () => {} };
    return await importDistribution(
      await openDistribution(config, join(folder, "storage")),
      deps,
      { namespace: undefined, dryRun },
      context,
    );
  } finally {
    await stores.close();
  }
}

const leftOut = ({ skipped }: ImportReport) => skipped.map(({ repository, reason, tag }) => [repository, reason, tag].join(" ").trim());

// The dry run counted the index and its tag as imported.
test("an index that lists an image that is gone is left out, as the dry run says", async () => {
  const [one, gone] = [await keepImage("acme/app"), content("gone", IMAGE_TYPE)];
  await keep("acme/app", indexManifest([one, gone]), "both");
  const planned = await take(true);
  expect(leftOut(planned)).toEqual(["acme/app manifest_refused", "acme/app tag_without_manifest both"]);
  const done = await take();
  expect([leftOut(done), done.manifests, done.tags]).toEqual([leftOut(planned), planned.manifests, planned.tags]);
});

// The import ended at the first of them, with nothing said and nothing imported after it.
test("what the registry's rules refuse is left out, and the rest comes", async () => {
  for (const name of ["held/app", "few/one", "few/two", "last/app"]) await keepImage(name, "v1");
  await app.stores.metadata.transaction(async (tx) => {
    const now = app.clock.now();
    await tx.namespaces.delete((await tx.namespaces.create("held", "organization", now))!, "held", now);
    const few = (await tx.namespaces.create("few", "organization", now))!;
    const { version } = (await tx.namespaces.findById(few))!;
    await tx.namespaces.setQuotas(few, { storageQuotaBytes: undefined, repositoryQuota: 1 }, version);
  });
  expect(leftOut(await take(true))).toEqual(["held/app name_refused"]);
  expect(leftOut(await take())).toEqual([
    "few/two blob_refused",
    "few/two blob_refused",
    "few/two manifest_refused",
    "few/two tag_without_manifest v1",
    "held/app name_refused",
  ]);
  const client = await app.asAdmin();
  for (const name of ["few/one", "last/app"]) expect((await client.head(`/v2/${name}/manifests/v1`)).status).toBe(200);
  expect(await Array.fromAsync(app.stores.blobs.keys())).toHaveLength(4);
});

// They were passed over without a word.
test("repositories that lie behind a link come along, and a link in a circle has an end", async () => {
  await keepImage("acme/app", "v1");
  await keepImage("beta/app", "v1");
  await rename(repositories("beta"), join(folder, "other disk"));
  await symlink(join(folder, "other disk"), repositories("beta"));
  await symlink(repositories(), repositories("acme/circle"));
  await symlink(join(folder, "nowhere"), repositories("acme/dangling"));
  expect(await take()).toMatchObject({ repositories: 2, tags: 2, skipped: [] });
});

test("a file where a folder belongs ends nothing", async () => {
  await keepImage("acme/app", "v1");
  await Bun.write(repositories("acme/app/_manifests/revisions/sha512"), "");
  await mkdir(repositories("acme/empty/_manifests"), { recursive: true });
  await Bun.write(repositories("acme/odd/_manifests/tags"), "");
  expect(await take()).toMatchObject({ tags: 1, skipped: [] });
});
