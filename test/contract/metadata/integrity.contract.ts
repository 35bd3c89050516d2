// What verification reads of metadata that may not agree with itself, and how counters are put right.
import { describe, expect, test } from "bun:test";
import type { RepositoryRecord } from "../../../src/metadata/repositories.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import { parseManifest } from "../../../src/oci/manifest.ts";
import type { Tag } from "../../../src/oci/reference.ts";
import { type Content, content, digest, imageManifest, indexManifest } from "../../kit/manifests.ts";
import { NOW, type World } from "./world.ts";

const config = content("config", "x");
const layer = content("layer", "x");
const image = imageManifest(config, [layer]);
const other = imageManifest(config, []);
const index = indexManifest([image, other]);
const ABSENT = digest("absent") as Digest;
const digestOf = (of: Content) => of.digest as Digest;
const digests = (...contents: Content[]) => new Set<string>(contents.map(digestOf));

export function integrityContract(world: World): void {
  const read = () => world.read.integrity;
  const push = ({ id, namespaceId }: RepositoryRecord, { bytes, mediaType }: Content, tags: readonly string[] = []): Promise<number> =>
    world.transaction(async (tx) => {
      const made = await tx.manifests.insert(id, parseManifest(bytes, mediaType), { totalBytes: bytes.byteLength, actor: "casey" }, NOW);
      await tx.usage.addManifest({ id, namespaceId }, bytes.byteLength);
      for (const tag of tags) await tx.tags.point(id, tag as Tag, made, NOW);
      await tx.usage.add(id, { tags: tags.length });
      return made;
    });
  const miscountsOf = async (namespaceId: number) => (await read().miscountedNamespaces(namespaceId - 1, 1)).miscounts;
  /** Two repositories of acme share the config; the first has the layer for itself, an image with two tags, and another without one. */
  const setUp = async () => {
    const [one, two] = [await world.repository("acme/one"), await world.repository("acme/two")];
    for (const repository of [one, two]) await world.pushBlob(repository, digestOf(config), 100);
    await world.pushBlob(one, digestOf(layer), 10);
    const ids = [await push(one, image, ["v1", "latest"]), await push(two, other, ["v1"]), await push(one, other)] as const;
    return { one, two, acme: one.namespaceId, ids };
  };

  describe("manifests", () => {
    test("come in pages, in the order of their ids, with their bytes and what their repository asks of references", async () => {
      const { one, two, ids } = await setUp();
      await world.transaction((tx) =>
        tx.repositories.update(two.id, { visibility: "private", referencePolicy: "sparse", description: "" }, two.version),
      );
      const page = await read().manifests(0, 2);
      expect(page).toMatchObject([
        { id: ids[0], repositoryId: one.id, repository: "acme/one", referencePolicy: undefined, digest: image.digest },
        { id: ids[1], repositoryId: two.id, repository: "acme/two", referencePolicy: "sparse", mediaType: other.mediaType },
      ]);
      expect(page.map(({ sizeBytes }) => sizeBytes)).toEqual([image.bytes.byteLength, other.bytes.byteLength]);
      expect(page.map(({ content: bytes }) => Buffer.from(bytes).equals(image.bytes))).toEqual([true, false]);
      expect((await read().manifests(ids[1], 2)).map(({ id }) => id)).toEqual([ids[2]]);
      expect(await read().manifests(ids[2], 2)).toEqual([]);
    });

    test("refer to blobs and to manifests, as far as that is recorded", async () => {
      const { one, ids } = await setUp();
      const indexId = await push(one, index);
      expect([await read().referencesOf(ids[0]), await read().referencesOf(indexId)]).toEqual([
        digests(config, layer),
        digests(image, other),
      ]);
      await world.damage(`delete from manifest_blobs where manifest_id = ${ids[0]} and digest = '${layer.digest}'`);
      expect(await read().referencesOf(ids[0])).toEqual(digests(config));
    });

    test("have what their repository has, withheld blobs included", async () => {
      const { one, two } = await setUp();
      await world.transaction((tx) => tx.quarantine.withhold(digestOf(layer), `key-${layer.digest}`, NOW));
      const asked = [digestOf(config), digestOf(layer), ABSENT];
      expect(await read().linkedAmong(one.id, asked)).toEqual(digests(config, layer));
      expect(await read().linkedAmong(two.id, asked)).toEqual(digests(config));
      expect(await read().linkedAmong(one.id, [])).toEqual(digests());
    });
  });

  describe("strays", () => {
    test("of what is sound there are none", async () => {
      await setUp();
      expect([await read().strayTags(10), await read().strayLinks(10)]).toEqual([[], []]);
    });

    test("are tags of no manifest, and of another repository's", async () => {
      const { ids } = await setUp();
      await world.damage("update tags set manifest_id = 999 where name = 'latest'");
      expect(await read().strayTags(10)).toEqual([{ repository: "acme/one", tag: "latest" }]);
      await world.damage(`update tags set manifest_id = ${ids[1]} where name = 'latest'`);
      expect(await read().strayTags(10)).toEqual([{ repository: "acme/one", tag: "latest" }]);
    });

    test("are found although their repository is gone too, and no more of them than asked for", async () => {
      const { two } = await setUp();
      await world.damage(`delete from manifests where repository_id = ${two.id}`);
      await world.damage("delete from blobs");
      await world.damage(`delete from repositories where id = ${two.id}`);
      expect(await read().strayTags(10)).toEqual([{ repository: "", tag: "v1" }]);
      expect(await read().strayLinks(10)).toContainEqual({ repository: "", digest: config.digest });
      expect([(await read().strayLinks(10)).length, (await read().strayLinks(2)).length]).toEqual([3, 2]);
    });

    test("are links to a blob that nobody has", async () => {
      await setUp();
      await world.damage(`delete from blobs where digest = '${layer.digest}'`);
      expect(await read().strayLinks(10)).toEqual([{ repository: "acme/one", digest: layer.digest }]);
    });
  });

  describe("a repository's counters", () => {
    test("are right, page by page, where nobody has touched them", async () => {
      const { one, two } = await setUp();
      expect(await read().miscountedRepositories(0, 1)).toEqual({ miscounts: [], last: one.id, read: 1 });
      expect(await read().miscountedRepositories(one.id, 10)).toEqual({ miscounts: [], last: two.id, read: 1 });
      expect(await read().miscountedRepositories(two.id, 10)).toEqual({ miscounts: [], last: undefined, read: 0 });
    });

    test("are told with what they say and what there is, and put right where that is asked for", async () => {
      const { one, two } = await setUp();
      await world.damage("update usage_counters set manifests = 7, tags = 8, blobs = 9, blob_bytes = 1099511627776");
      const ofTwo = [
        { id: two.id, name: "acme/two", counter: "manifests", stored: 7, counted: 1 },
        { id: two.id, name: "acme/two", counter: "tags", stored: 8, counted: 1 },
        { id: two.id, name: "acme/two", counter: "blobs", stored: 9, counted: 1 },
        { id: two.id, name: "acme/two", counter: "blob_bytes", stored: 2 ** 40, counted: 100 },
      ];
      expect((await read().miscountedRepositories(one.id, 10)).miscounts).toEqual(ofTwo);
      await world.transaction((tx) => tx.integrity.recountRepository(one.id));
      expect((await read().miscountedRepositories(0, 10)).miscounts).toEqual(ofTwo);
      expect(await world.read.usage.find(one.id)).toEqual({ manifests: 2, tags: 2, blobs: 2, blobBytes: 110 });
    });

    // It was said to be repaired, each time anew.
    test("are counted although they are not there", async () => {
      const { one } = await setUp();
      await world.damage(`delete from usage_counters where repository_id = ${one.id}`);
      expect((await read().miscountedRepositories(0, 10)).miscounts.map(({ stored, counted }) => [stored, counted])).toEqual([
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 110],
      ]);
      await world.transaction((tx) => tx.integrity.recountRepository(one.id));
      expect(await world.read.usage.find(one.id)).toEqual({ manifests: 2, tags: 2, blobs: 2, blobBytes: 110 });
    });

    test("are nobody's where the repository was purged meanwhile", async () => {
      const { two } = await setUp();
      await world.transaction((tx) => tx.integrity.recountRepository(two.id + 1));
      expect(await world.read.usage.find(two.id + 1)).toBeUndefined();
    });
  });

  describe("a namespace's counters", () => {
    const manifestBytes = image.bytes.byteLength + 2 * other.bytes.byteLength;
    const right = { repositories: 2, logicalBytes: 210 + manifestBytes, uniqueBytes: 110 + manifestBytes };

    test("are right, page by page, also without what lies in the trash", async () => {
      const { acme, two } = await setUp();
      const first = await read().miscountedNamespaces(0, 1);
      expect(first).toMatchObject({ miscounts: [], read: 1 });
      expect(await read().miscountedNamespaces(acme, 10)).toEqual({ miscounts: [], last: undefined, read: 0 });
      await world.damage(`update repositories set deleted_at = ${NOW} where id = ${two.id}`);
      expect((await miscountsOf(acme)).map(({ counter, counted }) => [counter, counted])).toEqual([
        ["repositories", 1],
        ["logical_bytes", 110 + manifestBytes - other.bytes.byteLength],
        ["unique_bytes", 110 + manifestBytes - other.bytes.byteLength],
      ]);
    });

    test("are told with what they say and what there is, and put right where that is asked for", async () => {
      const { acme } = await setUp();
      await world.damage("update namespace_usage set repositories = 7, logical_bytes = 8, unique_bytes = 1099511627776");
      expect(await miscountsOf(acme)).toEqual([
        { id: acme, name: "acme", counter: "repositories", stored: 7, counted: right.repositories },
        { id: acme, name: "acme", counter: "logical_bytes", stored: 8, counted: right.logicalBytes },
        { id: acme, name: "acme", counter: "unique_bytes", stored: 2 ** 40, counted: right.uniqueBytes },
      ]);
      await world.transaction((tx) => tx.usage.recount(acme));
      expect(await miscountsOf(acme)).toEqual([]);
    });

    // It was said to be repaired, each time anew.
    test("are counted although they are not there", async () => {
      const { acme } = await setUp();
      await world.damage(`delete from namespace_usage where namespace_id = ${acme}`);
      expect((await miscountsOf(acme)).map(({ stored }) => stored)).toEqual([0, 0, 0]);
      await world.transaction((tx) => tx.usage.recount(acme));
      expect(await world.read.usage.ofNamespace(acme)).toEqual(right);
    });
  });

  test("a damaged blob is missed by each tag of a manifest that refers to it, and by each repository that has it without one", async () => {
    const { one, two } = await setUp();
    await push(two, image, ["v2"]);
    const third = await world.repository("acme/three");
    await world.pushBlob(third, digestOf(config), 100);
    expect(await read().affectedBy(digestOf(layer), 10)).toEqual([
      { repository: one.name, tag: "latest" },
      { repository: one.name, tag: "v1" },
    ]);
    const all = [
      { repository: "acme/one", tag: undefined },
      { repository: "acme/one", tag: "latest" },
      { repository: "acme/one", tag: "v1" },
      { repository: "acme/three", tag: undefined },
      { repository: "acme/two", tag: "v1" },
      { repository: "acme/two", tag: "v2" },
    ];
    expect(await read().affectedBy(digestOf(config), 10)).toEqual(all);
    expect(await read().affectedBy(digestOf(config), 2)).toEqual(all.slice(0, 2));
    expect(await read().affectedBy(ABSENT, 10)).toEqual([]);
  });
}
