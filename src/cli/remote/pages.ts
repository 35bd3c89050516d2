// Lists come in pages, and people ask for as many things as they want.

interface PageOf<Item> {
  readonly data: { readonly items: readonly Item[]; readonly next_cursor: string | null };
}

export type GetPage<Item> = (query: { limit: number; cursor?: string }) => Promise<PageOf<Item>>;

/** As many as the API gives at once. */
const PAGE_SIZE = 200;

/** At most `limit`, from as many pages as that takes; and whether there is more. */
export async function collectPages<Item>(getPage: GetPage<Item>, limit: number): Promise<{ items: Item[]; hasMore: boolean }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: Math.min(PAGE_SIZE, limit - items.length), ...(cursor === undefined ? {} : { cursor }) };
    const { data } = await getPage(query);
    items.push(...data.items);
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return { items, hasMore: cursor !== undefined };
}
