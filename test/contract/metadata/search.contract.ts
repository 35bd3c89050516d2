// Lists and searches: that either database finds the same, in the same order, for whoever asks.
import { expect, test } from "bun:test";
import type { Readable } from "../../../src/metadata/access.ts";
import { TAG_SORTS, type TagPosition } from "../../../src/metadata/tags.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import { parseManifest } from "../../../src/oci/manifest.ts";
import type { Tag } from "../../../src/oci/reference.ts";
import { content, imageManifest } from "../../kit/manifests.ts";
import { ANYONE, NOW, type World } from "./world.ts";

/** Ada reads acme as its owner and globex/api by a grant; zed's are public or not hers. */
async function fill(world: World): Promise<Record<"all" | "ada" | "anyone", Readable>> {
  const acme = await world.organization("acme");
  const userId = await world.member(acme, "ada", "owner");
  for (const name of ["acme/web-api", "acme/api", "acme-two/api", "globex/api", "zed/api", "zed/open-api"]) await world.repository(name);
  await world.publish((await world.read.repositories.find("zed/open-api" as never))!);
  const { id: repositoryId, namespaceId } = (await world.read.repositories.find("globex/api" as never))!;
  await world.transaction((tx) => tx.grants.create({ namespaceId, repositoryId }, { kind: "user", id: userId }, 1, NOW));
  return { all: "all", ada: { ...ANYONE, userId }, anyone: ANYONE };
}

async function addManifest(
  { transaction }: World,
  repositoryId: number,
  text: string,
  pushedAt: number,
): Promise<{ id: number; digest: Digest }> {
  const { bytes, mediaType, digest } = imageManifest(content(text, "text/plain"), []);
  const options = { totalBytes: text.length, actor: "casey" };
  return {
    id: await transaction((tx) => tx.manifests.insert(repositoryId, parseManifest(bytes, mediaType), options, pushedAt)),
    digest: digest as Digest,
  };
}

const namesOf = (matches: readonly { repository: string }[]) => matches.map(({ repository }) => repository);

const FIRST = { after: undefined, limit: 50 };

export function searchContract(world: World): void {
  test.each([
    ["all", ["acme-two/api", "acme/api", "acme/web-api", "globex/api", "zed/api", "zed/open-api"]],
    ["ada", ["acme/api", "acme/web-api", "globex/api", "zed/open-api"]],
    ["anyone", ["zed/open-api"]],
  ] as const)("for %s, a list and a search show what they may read, page by page", async (who, expected) => {
    const readable = (await fill(world))[who];
    const { repositories, search } = world.read;
    expect(await repositories.list(readable, "", 50)).toEqual([...expected]);
    expect(await repositories.list(readable, expected[0], 2)).toEqual(expected.slice(1, 3));

    const matches = await search.repositories(readable, "api", {}, FIRST);
    const names = (await repositories.listingsById(matches.map(({ id }) => id))).map(({ name }) => name as string);
    expect(names.toSorted()).toEqual([...expected]);
    const [first] = await search.repositories(readable, "api", {}, { after: undefined, limit: 1 });
    expect(await search.repositories(readable, "api", {}, { after: first, limit: 50 })).toEqual(matches.slice(1));
  });

  test.each(["public", "private"] as const)("of one namespace, and only what is %s", async (visibility) => {
    const { ada, all } = await fill(world);
    const zed = (await world.read.namespaces.find("zed"))!;
    const filter = { namespace: zed, visibility };
    const expected = {
      all: visibility === "public" ? ["zed/open-api"] : ["zed/api"],
      ada: visibility === "public" ? ["zed/open-api"] : [],
    };
    expect(await world.read.repositories.list(all, "", 50, filter)).toEqual(expected.all);
    expect(await world.read.repositories.list(ada, "", 50, filter)).toEqual(expected.ada);
    expect(await world.read.search.repositories(all, "api", filter, FIRST)).toHaveLength(expected.all.length);
    expect(await world.read.search.repositories(ada, "api", filter, FIRST)).toHaveLength(expected.ada.length);
  });

  test("tags and digests are found where they may be read", async () => {
    const { all, ada, anyone } = await fill(world);
    const found: string[] = [];
    for (const name of ["acme/api", "zed/api"]) {
      const { id } = (await world.read.repositories.find(name as never))!;
      const manifest = await addManifest(world, id, "same", NOW);
      await world.transaction((tx) => tx.tags.point(id, "v1" as Tag, manifest.id, NOW));
      found.push(manifest.digest);
    }
    const { search } = world.read;
    expect(namesOf(await search.tags(all, "v", FIRST))).toEqual(["acme/api", "zed/api"]);
    expect(namesOf(await search.tags(ada, "v", FIRST))).toEqual(["acme/api"]);
    expect(await search.tags(anyone, "v", FIRST)).toEqual([]);
    expect(await search.tags(ada, "w", FIRST)).toEqual([]);
    expect(namesOf(await search.digests(all, found[0]!, FIRST))).toEqual(["acme/api", "zed/api"]);
    expect(namesOf(await search.digests(ada, found[0]!.slice(0, 20), FIRST))).toEqual(["acme/api"]);
    expect(await search.digests(anyone, found[0]!, FIRST)).toEqual([]);
  });

  test("users find themselves and their fellow members", async () => {
    const acme = await world.organization("acme");
    const userId = await world.member(acme, "ada");
    await world.member(acme, "adam");
    await world.user("adele");
    const { search } = world.read;
    expect((await search.users("all", "ad", FIRST)).map(({ username }) => username)).toEqual(["ada", "adam", "adele"]);
    expect((await search.users({ userId }, "ad", FIRST)).map(({ username }) => username)).toEqual(["ada", "adam"]);
    expect((await search.users("all", "ad", { after: "ada", limit: 1 })).map(({ username }) => username)).toEqual(["adam"]);
  });

  test.each(TAG_SORTS.flatMap((sort) => [[sort, false] as const, [sort, true] as const]))(
    "tags by %s (descending: %p) come in pages that neither repeat nor skip",
    async (sort, descending) => {
      const { id } = await world.repository("acme/app");
      for (const [index, tag] of ["v1.10", "v1.2", "edge", "v2.0-rc.1", "v2.0", "V1", "v1.", "v1.x", "v10.1"].entries()) {
        const manifest = await addManifest(world, id, "x".repeat((index * 7) % 4), NOW + index).catch(() => undefined);
        const found = manifest ?? (await world.read.manifests.list(id, {}, undefined, 1))[0]!;
        await world.transaction((tx) => tx.tags.point(id, tag as Tag, found.id, NOW + ((index * 5) % 7)));
      }
      const read = (after: TagPosition | undefined, limit: number, prefix = "") =>
        world.read.tags.listSorted(id, { sort, descending, prefix, after, limit });
      const all = (await read(undefined, 50)).map(({ tag }) => tag.name);
      const paged: Tag[] = [];
      for (let after: TagPosition | undefined; ;) {
        const page = await read(after, 2);
        if (page.length === 0) break;
        paged.push(...page.map(({ tag }) => tag.name));
        after = page.at(-1)!.position;
      }
      expect(all).toHaveLength(9);
      expect(paged).toEqual(all);
      expect((await read(undefined, 50, "v1.")).map(({ tag }) => tag.name)).toEqual(all.filter((name) => name.startsWith("v1.")));
    },
  );

  test("a tag's history and a repository's manifests are the newest first", async () => {
    const { id } = await world.repository("acme/app");
    const [one, two] = [await addManifest(world, id, "one", NOW), await addManifest(world, id, "two", NOW + 1)];
    for (const [digest, previous] of [
      [one.digest, undefined],
      [two.digest, one.digest],
      [undefined, two.digest],
    ] as const) {
      await world.transaction((tx) => tx.tags.remember({ repositoryId: id, tag: "v1" as Tag, digest, previous, actor: "casey" }, NOW));
    }
    const history = await world.read.tags.history(id, "v1" as Tag, undefined, 2);
    expect(history.map(({ digest }) => digest)).toEqual([undefined, two.digest]);
    expect((await world.read.tags.history(id, "v1" as Tag, history[1]!.id, 2)).map(({ digest }) => digest)).toEqual([one.digest]);

    const listed = await world.read.manifests.list(id, {}, undefined, 1);
    expect(listed.map(({ digest }) => digest)).toEqual([two.digest]);
    expect((await world.read.manifests.list(id, {}, listed[0], 5)).map(({ digest }) => digest)).toEqual([one.digest]);
    const [{ mediaType, artifactType }] = listed as [(typeof listed)[0]];
    expect(await world.read.manifests.list(id, { mediaType }, undefined, 5)).toHaveLength(2);
    expect(await world.read.manifests.list(id, { artifactType, mediaType }, undefined, 5)).toHaveLength(2);
    expect(await world.read.manifests.list(id, { artifactType: "none" }, undefined, 5)).toEqual([]);
    expect(await world.read.manifests.countReferrers(id, one.digest)).toBe(0);
  });
}
