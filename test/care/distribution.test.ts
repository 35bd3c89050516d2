// An import from a real Distribution registry: what clients pushed to it, pulled from ours byte for byte.
import { afterAll, afterEach, beforeAll, describe, expect, test as bunTest } from "bun:test";
import { existsSync, readdirSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { importDistribution } from "../../src/care/distribution/import.ts";
import type { ImportReport } from "../../src/care/distribution/report.ts";
import { openForCare } from "../../src/compose/care.ts";
import { importDependencies, openDistribution } from "../../src/compose/distribution.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type Digest, digestOf } from "../../src/oci/digest.ts";
import { TestApp } from "../kit/app.ts";
import { buildImage, type Image, writeLayout } from "../kit/image.ts";
import { S3_KEYS, S3Server } from "../kit/s3.ts";
import { until } from "../kit/jobs.ts";
import { onInstanceWithRole } from "../kit/s3-credentials.ts";
import { PASS, S3Proxy } from "../kit/s3-proxy.ts";
import { freePort } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";
import { storesInS3 } from "../kit/s3-places.ts";

/** They look into the files. */
const test = bunTest.skipIf(storesInS3);

const isMissing = cannotBeTried("an import from Distribution", hintsFor(["docker-registry", "skopeo"]));

describe.skipIf(isMissing)("a Distribution registry", () => {
  let folder: string;
  let storage: string;
  /** `acme/app:v1` → the manifest's bytes, as Distribution serves them. */
  const served = new Map<string, { bytes: Buffer; digest: string; mediaType: string; blobs: string[] }>();
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aerugo-distribution-"));
    storage = join(folder, "storage");
    await using registry = await startDistribution();
    await pushEverything(registry.url);
    await remember(registry.url, ["acme/app:v1", "acme/app:multi", "acme/deep/er/app:v2", "plain:latest"]);
    await damage();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function startDistribution(place: object = { filesystem: { rootdirectory: storage } }): Promise<{ url: string } & AsyncDisposable> {
    port = await freePort();
    const config = join(folder, "config.yml");
    const settings = { version: 0.1, storage: { ...place, delete: { enabled: true } }, http: { addr: `127.0.0.1:${port}` } };
    await writeFile(config, Bun.YAML.stringify(settings));
    const process_ = Bun.spawn([findTool("docker-registry")!, "serve", config], {
      stdout: "ignore",
      stderr: "ignore",
      // It does not start where a bundle of authorities is named, though everything here is plain HTTP.
      env: { ...process.env, OTEL_TRACES_EXPORTER: "none", AWS_CA_BUNDLE: undefined },
    });
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 100; tries += 1) {
      if (
        await fetch(`${url}/v2/`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        break;
      await Bun.sleep(100);
    }
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        process_.kill();
        await process_.exited;
      },
    };
  }

  async function pushEverything(url: string): Promise<void> {
    const images = ["amd64", "arm64"].map((architecture) => buildImage(architecture, crypto.getRandomValues(new Uint8Array(60_000))));
    await skopeo(url, "acme/app", "v1", images.slice(0, 1));
    await skopeo(url, "acme/app", "multi", images);
    await skopeo(url, "acme/deep/er/app", "v2", images.slice(1));
    await skopeo(url, "plain", "latest", images.slice(0, 1));
    await skopeo(url, "acme/lost", "v1", [buildImage("amd64", crypto.getRandomValues(new Uint8Array(1000)))]);
    await skopeo(url, "acme/broken", "v1", [buildImage("amd64", crypto.getRandomValues(new Uint8Array(1000)))]);
  }

  async function skopeo(url: string, repository: string, tag: string, images: readonly Image[]): Promise<void> {
    const layout = await mkdtemp(join(folder, "layout-"));
    await writeLayout(layout, tag, images);
    const target = `docker://${new URL(url).host}/${repository}:${tag}`;
    const copied = Bun.spawn(
      [findTool("skopeo")!, "--insecure-policy", "copy", "--all", "--dest-tls-verify=false", `oci:${layout}:${tag}`, target],
      { stdout: "pipe", stderr: "pipe" },
    );
    if ((await copied.exited) !== 0) throw new Error(await new Response(copied.stderr).text());
  }

  async function remember(url: string, references: readonly string[]): Promise<void> {
    for (const reference of references) {
      const [repository, tag] = reference.split(":");
      const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
        headers: { accept: "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json" },
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const document = JSON.parse(bytes.toString()) as { config?: { digest: string }; layers?: { digest: string }[] };
      const blobs = [...(document.config ? [document.config.digest] : []), ...(document.layers ?? []).map(({ digest }) => digest)];
      served.set(reference, {
        bytes,
        digest: answer.headers.get("docker-content-digest")!,
        mediaType: answer.headers.get("content-type")!,
        blobs,
      });
    }
  }

  const v2 = () => join(storage, "docker/registry/v2");
  const dataOf = (digest: string) => join(v2(), "blobs/sha256", digest.slice(7, 9), digest.slice(7), "data");

  /** A layer is gone, a link is broken, and a name is one of ours. */
  async function damage(): Promise<void> {
    const [revision] = readdirSync(join(v2(), "repositories/acme/lost/_manifests/revisions/sha256"));
    const { layers } = (await Bun.file(dataOf(`sha256:${revision}`)).json()) as { layers: { digest: string }[] };
    await unlink(dataOf(layers[0]!.digest));
    await writeFile(join(v2(), "repositories/acme/broken/_manifests/tags/v1/current/link"), "sha256:nonsense");
    await mkdir(join(v2(), "repositories/admin"), { recursive: true });
    const link = join(v2(), "repositories/acme/broken");
    await Bun.$`cp -r ${link} ${join(v2(), "repositories/admin/tool")}`.quiet();
    const old = Buffer.from(JSON.stringify({ schemaVersion: 1, name: "acme/old", tag: "v1", fsLayers: [], history: [] }));
    const hex = new Bun.CryptoHasher("sha256").update(old).digest("hex");
    await Bun.write(dataOf(`sha256:${hex}`), old);
    await Bun.write(join(v2(), `repositories/acme/old/_manifests/revisions/sha256/${hex}/link`), `sha256:${hex}`);
    await Bun.write(join(v2(), "repositories/acme/old/_manifests/tags/v1/current/link"), `sha256:${hex}`);
  }

  async function take(
    app: TestApp,
    {
      dryRun = false,
      link = false,
      namespace,
      signal = new AbortController().signal,
      location = storage,
      flags = {},
    }: {
      dryRun?: boolean;
      link?: boolean;
      namespace?: string;
      signal?: AbortSignal;
      location?: string;
      flags?: Record<string, string>;
    } = {},
  ): Promise<ImportReport> {
    const all = { ...flags, "--data-dir": app.dataDir, ...(app.databaseUrl ? { "--database-url": app.databaseUrl } : {}) };
    const { config } = loadConfig({ environment: {}, flags: all });
    const stores = await openForCare(config);
    try {
      const deps = await importDependencies(config, stores, { owner: "alice", link });
      return await importDistribution(
        await openDistribution(config, location),
        deps,
        { namespace, dryRun },
        { clock: app.clock, signal, progress: undefined, report: () => {} },
      );
    } finally {
      await stores.close();
    }
  }

  async function expectEverything(app: TestApp, prefix = ""): Promise<void> {
    const client = await app.asAdmin();
    for (const [reference, { bytes, digest, mediaType, blobs }] of served) {
      const [repository, tag] = reference.split(":");
      for (const each of [tag, digest]) {
        const answer = await client.get(`/v2/${prefix}${repository}/manifests/${each}`);
        expect([answer.status, answer.headers.get("docker-content-digest"), answer.headers.get("content-type")]).toEqual([
          200,
          digest,
          mediaType,
        ]);
        expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
      }
      for (const blob of blobs) {
        const answer = await client.get(`/v2/${prefix}${repository}/blobs/${blob}`);
        expect([answer.status, digestOf("sha256", await answer.bytes()) as string]).toEqual([200, blob]);
      }
    }
  }

  test("is taken over whole, and what is not is said with its reason", async () => {
    await using app = await startApp();
    const report = await take(app);
    await expectEverything(app);
    expect(report.skipped.map(({ repository, reason }) => `${repository} ${reason}`).toSorted()).toEqual([
      "acme/broken broken_link",
      "acme/lost blob_missing",
      "acme/lost manifest_refused",
      "acme/lost tag_without_manifest",
      "acme/old schema_1",
      "acme/old tag_without_manifest",
      "admin/tool name_refused",
    ]);
    // The index's images have no tags of their own, and are there.
    expect(report).toMatchObject({ repositories: 6, tags: 4, known_blobs: expect.any(Number) });
    expect((await (await app.asUser("alice")).get("/v2/acme/app/tags/list")).status).toBe(200);
  });

  test("is found unchanged by a second import", async () => {
    await using app = await startApp();
    const first = await take(app);
    const second = await take(app);
    expect(second).toMatchObject({ manifests: 0, tags: 0, blobs: 0, known_manifests: first.manifests, known_tags: 4 });
  });

  test("leaves a tag alone that was moved here since", async () => {
    await using app = await startApp();
    await take(app);
    const { digest } = await (await app.asUser("alice")).pushImage("acme/app", "v1");
    expect((await take(app)).skipped).toContainEqual(expect.objectContaining({ repository: "acme/app", tag: "v1", reason: "tag_taken" }));
    const answer = await (await app.asAdmin()).head("/v2/acme/app/manifests/v1");
    expect(answer.headers.get("docker-content-digest")).toBe(digest);
  });

  test("goes below a namespace when that is wished", async () => {
    await using app = await startApp();
    const report = await take(app, { namespace: "legacy" });
    expect(report.skipped.filter(({ reason }) => reason === "name_refused")).toEqual([]);
    await expectEverything(app, "legacy/");
  });

  test("is linked and not copied when that is wished", async () => {
    await using app = await startApp();
    const report = await take(app, { link: true });
    expect(report.linked_blobs).toBe(report.blobs);
    await expectEverything(app);
    const [blob] = served.get("acme/app:v1")!.blobs;
    expect(statSync(dataOf(blob!)).nlink).toBeGreaterThan(1);
  });

  test("is only looked at by a dry run, which counts what the real one does", async () => {
    await using app = await startApp();
    const planned = await take(app, { dryRun: true });
    expect((await (await app.asAdmin()).get("/v2/_catalog")).json()).resolves.toEqual({ repositories: [] });
    const done = await take(app);
    // Also of a blob that several repositories have.
    expect(counts(planned)).toEqual(counts(done));
  });

  test("is taken over in the end, however often the import is killed", async () => {
    await using app = await startApp();
    const location = join(folder, "with-large");
    await cp(storage, location, { recursive: true });
    await addLargeLayer(join(location, "docker/registry/v2"));
    const known = [...served.values()].flatMap(({ blobs }) => blobs);
    const hasBegun = async () => (await countOf(app, known)) > 0;
    const isAtTheLarge = async () => (await (await app.asAdmin()).head("/v2/plain/manifests/latest")).status === 200;
    for (const isSo of [hasBegun, isAtTheLarge]) {
      await using importing = runImport(app, location);
      await until(isSo);
      expect(await importing.kill()).toBe("killed at work");
      expect(await countOf(app, [LARGE.digest])).toBe(0);
    }
    // 7: done in part, since some of it is damaged.
    expect(await runImport(app, location).exited).toBe(7);
    expect(await countOf(app, [LARGE.digest])).toBe(1);
    await expectEverything(app);
  });

  test("whose bytes are others than their digests say gives none of them away", async () => {
    await using app = await startApp();
    const [, layer] = served.get("plain:latest")!.blobs;
    const path = dataOf(layer!);
    const right = await Bun.file(path).bytes();
    await rename(path, `${path}.right`);
    await writeFile(path, right.toReversed());
    try {
      const report = await take(app);
      expect(report.skipped).toContainEqual(expect.objectContaining({ repository: "plain", reason: "blob_corrupt", digest: layer }));
      expect((await (await app.asAdmin()).head("/v2/plain/manifests/latest")).status).toBe(404);
    } finally {
      await rename(`${path}.right`, path);
    }
    expect(existsSync(path)).toBe(true);
  });

  describe.skipIf(storesInS3 || cannotBeTried("an import from a bucket", hintsFor(["versitygw"])))("in a bucket", () => {
    let s3: S3Server;
    let proxy: S3Proxy;
    let location: string;
    let flags: Record<string, string>;

    beforeAll(async () => {
      s3 = await S3Server.start("versitygw");
      proxy = await S3Proxy.start(s3.endpoint);
      location = `s3://${s3.bucket}/registry?endpoint=${encodeURIComponent(proxy.endpoint)}`;
      const secret = join(folder, "s3-secret");
      await writeFile(secret, S3_KEYS.secretAccessKey);
      flags = { "--storage-s3-access-key-id": S3_KEYS.accessKeyId, "--storage-s3-secret-access-key-file": secret };
      const access = { accesskey: S3_KEYS.accessKeyId, secretkey: S3_KEYS.secretAccessKey };
      const place = { bucket: s3.bucket, region: "us-east-1", regionendpoint: s3.endpoint, secure: false, rootdirectory: "/registry" };
      await using registry = await startDistribution({ s3: { ...place, ...access }, redirect: { disable: true } });
      await pushEverything(registry.url);
      await remember(registry.url, [...served.keys(), "acme/lost:v1", "acme/broken:v1"]);
    });
    afterEach(() => {
      proxy.treat = () => PASS;
    });
    afterAll(async () => {
      await proxy[Symbol.asyncDispose]();
      await s3[Symbol.asyncDispose]();
    });

    test("is taken over from there", async () => {
      await using app = await startApp();
      const foreseen = await take(app, { location, flags, dryRun: true });
      const report = await take(app, { location, flags });
      expect([report.skipped, report.tags]).toEqual([[], served.size]);
      expect(counts(foreseen)).toEqual(counts(report));
      await expectEverything(app);
      expect(await take(app, { location, flags })).toMatchObject({ manifests: 0, blobs: 0, known_tags: served.size });
    });

    test("is taken over with the role that this machine has", async () => {
      // The server knows no sessions, so there is no token.
      using _role = onInstanceWithRole({ ...S3_KEYS, sessionToken: "" });
      await using app = await startApp();
      expect(await take(app, { location })).toMatchObject({ skipped: [], tags: served.size });
      await expectEverything(app);
    });

    test("is taken over in the end, however often the import is killed", async () => {
      await using app = await startApp();
      const [config, layer] = served.get("acme/app:v1")!.blobs;
      const [other, last] = served.get("acme/deep/er/app:v2")!.blobs;
      const known = [config!, layer!, other!, last!];
      for (const stalling of [known.slice(1), known.slice(3)]) {
        proxy.treat = ({ operation, url }) =>
          operation === "Get" && stalling.some((digest) => isDataOf(url, digest)) ? { kind: "stall", bytes: 10 } : PASS;
        await using importing = runImport(app, location, flags);
        await until(async () => (await countOf(app, known)) === known.length - stalling.length);
        expect(await importing.kill()).toBe("killed at work");
      }
      proxy.treat = () => PASS;
      proxy.seen.length = 0;
      expect(await runImport(app, location, flags).exited).toBe(0);
      // What was here already is not fetched again.
      const fetched = known.filter((digest) => proxy.seen.some(({ operation, url }) => operation === "Get" && isDataOf(url, digest)));
      expect(fetched).toEqual([last!]);
      await expectEverything(app);
    });

    test("that has lost a layer is taken over without it", async () => {
      const lost = served.get("acme/deep/er/app:v2")!.blobs[1]!;
      proxy.treat = ({ operation, url }) => (operation === "Head" && isDataOf(url, lost) ? { kind: "answer", status: 404 } : PASS);
      await using app = await startApp();
      const { skipped } = await take(app, { location, flags });
      expect(skipped).toContainEqual({ repository: "acme/deep/er/app", reason: "blob_missing", digest: lost });
    });

    test.each(["Get", "Head"] as const)("that refuses a %s is not taken for one that has lost something", async (refused) => {
      const body = "<Error><Code>AccessDenied</Code><Message>404: no such key, not found</Message></Error>";
      proxy.treat = ({ operation, url }) =>
        operation === refused && url.includes("/data") ? { kind: "answer", status: 403, ...(refused === "Get" ? { body } : {}) } : PASS;
      await using app = await startApp();
      const failure = (await take(app, { location, flags }).catch((error: unknown) => error)) as Error;
      expect([failure.name, failure.message]).toEqual(["S3RefusedError", expect.stringMatching(/^S3 (Get|Head)Object: .*\(403/)]);
    });

    test("that is not there is said in our words", async () => {
      await using app = await startApp();
      const nowhere = location.replace(s3.bucket, "nowhere");
      await expect(take(app, { location: nowhere, flags })).rejects.toThrow(
        "the S3 bucket nowhere cannot be used: the bucket does not exist; make it first",
      );
    });
  });
});

/** Zeros, which cost a sparse file nothing; so many that an import is still at them when somebody has noticed what came before. */
const LARGE = largeLayer(200 * 1024 * 1024);

function largeLayer(sizeBytes: number) {
  const hash = new Bun.CryptoHasher("sha256");
  for (let left = sizeBytes, zeros = new Uint8Array(1024 * 1024); left > 0; left -= zeros.byteLength) hash.update(zeros);
  return { digest: `sha256:${hash.digest("hex")}`, sizeBytes };
}

/** In a repository that comes after all others. */
async function addLargeLayer(v2: string): Promise<void> {
  const dataOf = (digest: string) => join(v2, "blobs/sha256", digest.slice(7, 9), digest.slice(7), "data");
  const config = Buffer.from("{}");
  const configDigest = digestOf("sha256", config);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: configDigest, size: config.byteLength },
      layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: LARGE.digest, size: LARGE.sizeBytes }],
    }),
  );
  const digest = digestOf("sha256", manifest);
  await Bun.write(dataOf(configDigest), config);
  await Bun.write(dataOf(digest), manifest);
  await Bun.write(dataOf(LARGE.digest), "");
  await truncate(dataOf(LARGE.digest), LARGE.sizeBytes);
  await Bun.write(join(v2, `repositories/zz/large/_manifests/revisions/sha256/${digest.slice(7)}/link`), digest);
}

/** The command as an operator runs it, in a process of its own. */
function runImport(app: TestApp, location: string, flags: Record<string, string> = {}) {
  const database = app.databaseUrl ? { "--database-url": app.databaseUrl } : {};
  const options = Object.entries({ ...flags, ...database, "--data-dir": app.dataDir }).flat();
  const importing = Bun.spawn([process.execPath, "src/main.ts", "import", "--from", "distribution", location, ...options, "-o", "json"], {
    cwd: join(import.meta.dir, "../.."),
    stdout: "ignore",
    stderr: "ignore",
  });
  const kill = async () => {
    importing.kill("SIGKILL");
    await importing.exited;
    return importing.signalCode === "SIGKILL" ? "killed at work" : "over before";
  };
  return { exited: importing.exited, kill, [Symbol.asyncDispose]: async () => void (await kill()) };
}

async function countOf({ stores }: TestApp, digests: readonly string[]): Promise<number> {
  const found = await Promise.all([...new Set(digests)].map((digest) => stores.metadata.read.blobs.find(digest as Digest)));
  return found.filter((blob) => blob !== undefined).length;
}

function isDataOf(url: string, digest: string): boolean {
  return url.includes(`/${digest.slice(7)}/data`);
}

async function startApp(): Promise<TestApp> {
  const app = await TestApp.start();
  await app.asUser("alice");
  return app;
}

function counts({ source: _source, dry_run: _isDry, skipped, ...numbers }: ImportReport) {
  const left = skipped.map(({ repository, reason, tag, digest }) => [repository, reason, tag, digest].join(" "));
  return { ...numbers, skipped: left.toSorted() };
}
