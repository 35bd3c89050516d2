import { expect, test } from "bun:test";
import { collectPages } from "./pages.ts";

/** A list of so many numbers, whose pages may be shorter than was asked for. */
function listOf(count: number, { shortPages = false } = {}) {
  const asked: number[] = [];
  const getPage = async ({ limit, cursor = "0" }: { limit: number; cursor?: string }) => {
    asked.push(limit);
    const start = Number(cursor);
    const end = Math.min(count, start + (shortPages ? Math.ceil(limit / 2) : limit));
    return {
      data: { items: Array.from({ length: end - start }, (_, index) => start + index), next_cursor: end < count ? String(end) : null },
    };
  };
  return { asked, getPage };
}

test.each([
  [0, Infinity, [200], 0, false],
  [450, Infinity, [200, 200, 200], 450, false],
  [450, 300, [200, 100], 300, true],
  [450, 450, [200, 200, 50], 450, false],
  [450, 20, [20], 20, true],
])("of %d things, %d are asked for in pages of %j", async (count, limit, sizes, length, hasMore) => {
  const { asked, getPage } = listOf(count);
  const collected = await collectPages(getPage, limit);
  expect([collected.items.length, collected.hasMore, asked]).toEqual([length, hasMore, sizes]);
  expect(collected.items).toEqual(Array.from({ length }, (_, index) => index));
});

test("a page with fewer things than asked for is not the last one", async () => {
  const { getPage } = listOf(450, { shortPages: true });
  expect((await collectPages(getPage, 300)).items).toHaveLength(300);
});
