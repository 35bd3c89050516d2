// end-8: the tags of a repository.
import { nextLink, readPageSize } from "./pagination.ts";
import { json } from "../respond.ts";
import type { RegistryHandler } from "./services.ts";

/** Without `n` everything is expected in one answer; a list longer than this gets a Link all the same. */
const UNPAGED_LIMIT = 100_000;

/** Throws nameUnknown, paginationInvalid. `last` is a place in the order: a tag of that name need not exist. */
export const listTags: RegistryHandler = async ({ exchange, services, repository }) => {
  const limit = readPageSize(exchange, UNPAGED_LIMIT);
  const { items, more } = await services.tags.list(repository, exchange.query.get("last") ?? "", limit);
  const link = more ? { link: nextLink(`/v2/${repository}/tags/list`, { n: String(limit), last: items.at(-1)! }) } : {};
  return json(exchange, { name: repository, tags: items }, link);
};
