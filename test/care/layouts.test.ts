// Exports and imports of OCI layouts, and what other programs make of them.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { type LayoutDescriptor, LayoutReader, type LayoutWriter, openLayoutWriter } from "../../src/cli/remote/layout.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";
import type { Client } from "../kit/client.ts";
import { type Content, content, descriptor, digest, imageManifest, indexManifest, LAYER_TYPE, type TestImage } from "../kit/manifests.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

let registry: TestRegistry;
let home: Home;
let folder: string;
let client: Client;
let images: TestImage[];
let index: Content;
let signature: Content;

beforeAll(async () => {
  registry = await TestRegistry.start();
  client = await registry.app.asUser("alice");
  home = await Home.make();
  await home.run(["login", registry.url, "-u", "alice", "--password-stdin"], { stdin: PASSWORD });
  folder = await mkdtemp(join(tmpdir(), "aerugo-layouts-"));
  images = [await client.pushImage("alice/app", "v1"), await client.pushImage("alice/app")];
  index = indexManifest(images);
  await client.pushManifest("alice/app", "multi", index);
  const config = await client.pushBlob("alice/app", "{}");
  signature = imageManifest(config, [], {
    artifactType: "application/vnd.example.signature",
    subject: descriptor(images[0]!, images[0]!.mediaType),
  });
  await client.pushManifest("alice/app", signature.digest, signature);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const fresh = (name: string) => join(folder, `${crypto.randomUUID()}${name}`);

async function aerugo(...args: string[]): Promise<void> {
  const { code, error } = await home.run(args);
  if (code !== 0) throw new Error(error);
}

async function same(repository: string, reference: string, { bytes, digest }: Content): Promise<void> {
  const answer = await client.get(`/v2/${repository}/manifests/${reference}`, { accept: "*/*" });
  expect([answer.status, answer.headers.get("docker-content-digest")]).toEqual([200, digest]);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
}

describe.each([
  ["a folder", ""],
  ["an archive", ".tar"],
])("a layout in %s", (_name, suffix) => {
  test("brings a repository elsewhere: every tag, platform and referrer, byte for byte", async () => {
    const path = fresh(suffix);
    await aerugo("export", "alice/app", path);
    const target = `alice/copy${suffix.replace(".", "-")}`;
    await aerugo("import", path, target);

    await same(target, "v1", images[0]!);
    await same(target, "multi", index);
    await same(target, images[1]!.digest, images[1]!);
    const referrers = (await (await client.get(`/v2/${target}/referrers/${images[0]!.digest}`)).json()) as {
      manifests: { digest: string }[];
    };
    expect(referrers.manifests.map(({ digest }) => digest)).toEqual([signature.digest]);
    for (const { layer } of images) {
      const answer = await client.get(`/v2/${target}/blobs/${layer.digest}`);
      expect(Buffer.from(await answer.arrayBuffer()).equals(layer.bytes)).toBe(true);
    }
  });

  test("holds manifests and blobs of sha512 too", async () => {
    const config = await client.pushBlob("alice/strong", JSON.stringify({ made: "strong" }), "sha512");
    const layer = await client.pushBlob("alice/strong", "a strong layer", "sha512");
    const bytes = imageManifest(config, [layer]).bytes;
    const digest = `sha512:${new Bun.CryptoHasher("sha512").update(bytes).digest("hex")}`;
    const strong = { ...imageManifest(config, [layer]), digest };
    await client.put(`/v2/alice/strong/manifests/${digest}?tag=v1`, { headers: { "content-type": strong.mediaType }, body: bytes });
    const path = fresh(suffix);
    await aerugo("export", "alice/strong:v1", path);
    await aerugo("import", path, "alice/strong-copy", "--tag", "v2");
    await same("alice/strong-copy", "v2", strong);
    expect((await client.head(`/v2/alice/strong-copy/blobs/${layer.digest}`)).status).toBe(200);
  });
});

test("an image by digest is exported without a name, and named when it is imported", async () => {
  const path = fresh("");
  await aerugo("export", `${registry.host}/alice/app@${images[0]!.digest}`, path, "--no-referrers");
  const { manifests } = (await Bun.file(join(path, "index.json")).json()) as { manifests: LayoutDescriptor[] };
  expect(manifests).toEqual([{ mediaType: images[0]!.mediaType, digest: images[0]!.digest as never, size: images[0]!.bytes.length }]);
  await aerugo("import", path, "alice/named", "--tag", "here");
  await same("alice/named", "here", images[0]!);
});

test("several repositories in one layout keep apart by name", async () => {
  await client.pushImage("alice/other", "v1");
  const path = fresh(".tar");
  await aerugo("export", "alice/app:v1", "alice/other:v1", path);
  const listed = await Bun.$`tar tf ${path}`.text();
  expect(listed).toContain("index.json");
  const index = JSON.parse(await Bun.$`tar xOf ${path} index.json`.text()) as { manifests: LayoutDescriptor[] };
  expect(index.manifests.flatMap(({ annotations }) => Object.values(annotations ?? {}))).toEqual(["alice/app:v1", "alice/other:v1"]);
  // In one repository the last of them would have had the tag, without a word.
  expect(await home.run(["import", path, "alice/both"])).toMatchObject({ code: 5, error: expect.stringContaining("images named v1") });
  expect((await client.head("/v2/alice/both/manifests/v1")).status).toBe(404);
});

test("what is no layout, or damaged, or there already is said to be so", async () => {
  const path = fresh("");
  expect(await home.run(["import", path, "alice/x"])).toMatchObject({ code: 3 });
  await writeFile(`${path}.tar`, "not a tar archive, although it is named like one".repeat(40));
  expect(await home.run(["import", `${path}.tar`, "alice/x"])).toMatchObject({ code: 2 });
  await aerugo("export", "alice/app:v1", path);
  expect(await home.run(["export", "alice/app:v1", path])).toMatchObject({ code: 5 });
  const blobs = join(path, "blobs", "sha256");
  for (const name of await readdir(blobs)) if (name === images[0]!.layer.digest.slice(7)) await writeFile(join(blobs, name), "other bytes");
  expect((await home.run(["import", path, "alice/damaged"])).code).not.toBe(0);
  expect((await client.head("/v2/alice/damaged/manifests/v1")).status).toBe(404);
  expect(await home.run(["export", "alice/none:v1", fresh("")])).toMatchObject({ code: 3 });
});

const isMissing = cannotBeTried("layouts with other programs", hintsFor(["skopeo", "oras", "crane"]));

describe.skipIf(isMissing)("other programs", () => {
  test("skopeo reads a folder and an archive, and what it writes is imported", async () => {
    const [path, archive, copied] = [fresh(""), fresh(".tar"), fresh("")];
    await aerugo("export", "alice/app:v1", path);
    await aerugo("export", "alice/app:multi", archive);
    await run("skopeo", "--insecure-policy", "copy", "--preserve-digests", `oci:${path}:v1`, `oci:${copied}:again`);
    expect(JSON.parse(await run("skopeo", "inspect", "--raw", `oci-archive:${archive}:multi`))).toEqual(
      JSON.parse(new TextDecoder().decode(index.bytes)),
    );
    await aerugo("import", copied, "alice/skopeo");
    await same("alice/skopeo", "again", images[0]!);
  });

  test("oras reads a layout with its referrers, and what it writes is imported", async () => {
    const [path, copied] = [fresh(""), fresh("")];
    await aerugo("export", "alice/app:v1", path);
    expect(await run("oras", "discover", "--oci-layout", `${path}:v1`, "--format", "json")).toContain(signature.digest);
    await run("oras", "cp", "-r", "--from-oci-layout", `${path}:v1`, "--to-oci-layout", `${copied}:v1`);
    await aerugo("import", copied, "alice/oras");
    await same("alice/oras", "v1", images[0]!);
    await same("alice/oras", signature.digest, signature);
  });

  test("crane pushes a layout as it is", async () => {
    const path = fresh("");
    await aerugo("export", "alice/app:v1", path, "--no-referrers");
    await writeFile(
      join(folder, "config.json"),
      JSON.stringify({ auths: { [registry.host]: { auth: Buffer.from(`alice:${PASSWORD}`).toString("base64") } } }),
    );
    await run("crane", "push", "--insecure", path, `${registry.host}/alice/crane:v1`);
    await same("alice/crane", "v1", images[0]!);
  });
});

// Both wrote into one file: the first to end said that its images were in it, and they were not.
test("of two exports into one archive, the one that ends well has written it", async () => {
  const path = fresh(".tar");
  const contents = ["one", "another"].map((text) => content(text.repeat(500), LAYER_TYPE));
  const writers = [await openLayoutWriter(path), await openLayoutWriter(path)];
  const ended: string[] = [];
  for (const [at, writer] of writers.entries()) {
    await write(contents[at]!, writer).then(
      (of) => ended.push(of),
      () => writer.abandon(),
    );
  }
  expect(ended).toHaveLength(1);
  const found = await (await LayoutReader.open(path)).findBlob(ended[0] as Digest);
  expect(found && digest(await found.bytes())).toBe(ended[0]);
});

async function write({ digest: of, bytes }: Content, writer: LayoutWriter): Promise<string> {
  await writer.add(of as Digest, bytes.byteLength, bytes);
  await writer.finish([]);
  return of;
}

async function run(tool: "skopeo" | "oras" | "crane", ...args: string[]): Promise<string> {
  const ran = Bun.spawn([findTool(tool)!, ...args], { stdout: "pipe", stderr: "pipe", env: { ...process.env, DOCKER_CONFIG: folder } });
  const [out, error, code] = await Promise.all([new Response(ran.stdout).text(), new Response(ran.stderr).text(), ran.exited]);
  if (code !== 0) throw new Error(`${tool} ${args.join(" ")}: ${error}`);
  return out;
}
