// end-8: the tags of a repository, in order and in pages.
import { describe, expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import type { Content } from "../kit/manifests.ts";

const open = () => TestApp.start({ open: true });

async function withTags(app: TestApp, tags: readonly string[]): Promise<Content> {
  const image = await app.anonymous.pushImage("acme/api");
  for (const tag of tags) await app.anonymous.pushManifest("acme/api", tag, image);
  return image;
}

async function list(client: Client, query = ""): Promise<{ tags: string[]; link: string | null }> {
  const response = await client.get(`/v2/acme/api/tags/list${query}`);
  const body = (await response.json()) as { name: string; tags: string[] };
  expect([response.status, response.headers.get("content-type"), body.name]).toEqual([200, "application/json", "acme/api"]);
  return { tags: body.tags, link: response.headers.get("link") };
}

test("they come in byte order, all at once when nobody asks for pages", async () => {
  await using app = await open();
  await withTags(app, ["b", "a.b", "B", "a-b", "_", "ab", "0"]);
  expect(await list(app.anonymous)).toEqual({ tags: ["0", "B", "_", "a-b", "a.b", "ab", "b"], link: null });
});

test("a repository without tags has an empty list, one that does not exist has none", async () => {
  await using app = await open();
  await withTags(app, []);
  expect(await list(app.anonymous)).toEqual({ tags: [], link: null });
  expect(await list(app.anonymous, "?n=0")).toEqual({ tags: [], link: null });
  for (const query of ["", "?n=0"]) await expectFailure(app.anonymous.get(`/v2/acme/none/tags/list${query}`), "nameUnknown");
});

describe("pages", () => {
  test.each<[string, string[], boolean]>([
    ["?n=0", [], false],
    ["?n=1", ["a"], true],
    ["?n=3", ["a", "b", "c"], false],
    ["?n=4", ["a", "b", "c"], false],
    [`?n=1${"0".repeat(30)}`, ["a", "b", "c"], false],
    ["?last=a", ["b", "c"], false],
    ["?last=", ["a", "b", "c"], false],
    ["?last=aa", ["b", "c"], false],
    ["?last=c", [], false],
    ["?last=%C3%A9%26%25", [], false],
    ["?last=-&n=2", ["a", "b"], true],
    ["?unknown=1&ns=other.example", ["a", "b", "c"], false],
  ])("%s gives %p", async (query, tags, more) => {
    await using app = await open();
    await withTags(app, ["a", "b", "c"]);
    const page = await list(app.anonymous, query);
    expect(page.tags).toEqual(tags);
    expect(page.link !== null).toBe(more);
  });

  test.each(["-1", "abc", "", "1.5", "0x10", " 1", "1e3", "٣"])("n=%p is refused", async (n) => {
    await using app = await open();
    await withTags(app, ["a"]);
    await expectFailure(app.anonymous.get(`/v2/acme/api/tags/list?n=${encodeURIComponent(n)}`), "paginationInvalid");
  });

  test("following the links gives every tag that stays once, whatever comes and goes meanwhile", async () => {
    await using app = await open();
    const stable = Array.from({ length: 25 }, (_, index) => `v${String(index).padStart(2, "0")}`);
    const image = await withTags(app, [...stable, "v03x"]);

    const seen: string[] = [];
    for (let path: string | undefined = "/v2/acme/api/tags/list?n=4"; path !== undefined;) {
      const response = await app.anonymous.get(path);
      seen.push(...((await response.json()) as { tags: string[] }).tags);
      path = /^<(\/v2\/acme\/api\/tags\/list\?n=4&last=[^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
      await app.anonymous.pushManifest("acme/api", `a${seen.length}`, image);
      await app.anonymous.delete("/v2/acme/api/manifests/v03x");
    }

    expect(seen.filter((tag) => stable.includes(tag))).toEqual(stable);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("a page that starts after a tag that was deleted goes on from its place", async () => {
    await using app = await open();
    await withTags(app, ["a", "b", "c"]);
    await app.anonymous.delete("/v2/acme/api/manifests/b");
    expect((await list(app.anonymous, "?last=b")).tags).toEqual(["c"]);
  });

  test("more than ten thousand are never sent at once, and the link says so", async () => {
    await using app = await open();
    await withTags(app, ["a"]);
    const { metadata } = app.stores;
    const repository = (await metadata.read.repositories.find("acme/api" as never))!;
    const { manifestId } = (await metadata.read.tags.find(repository.id, "a" as never))!;
    await metadata.transaction(async (tx) => {
      for (let index = 0; index < 10_001; index += 1) await tx.tags.point(repository.id, `t${index}` as never, manifestId, 0);
    });
    const page = await list(app.anonymous, "?n=99999999999");
    expect(page.tags).toHaveLength(10_000);
    expect(page.link).toContain("n=10000");
  });
});

test("HEAD says what GET says", async () => {
  await using app = await open();
  await withTags(app, ["a", "b"]);
  const [get, head] = [await app.anonymous.get("/v2/acme/api/tags/list?n=1"), await app.anonymous.head("/v2/acme/api/tags/list?n=1")];
  for (const name of ["content-type", "content-length", "link"]) expect(head.headers.get(name)).toBe(get.headers.get(name));
  expect([head.status, await head.text()]).toEqual([200, ""]);
});
