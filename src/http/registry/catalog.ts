// `_catalog` (Docker): the repositories that the caller may pull from.
import { nextLink, readPageSize } from "./pagination.ts";
import { json } from "../respond.ts";
import type { RegistryHandler } from "./services.ts";

const DEFAULT_PAGE = 100;

/** Throws paginationInvalid. */
export const listCatalog: RegistryHandler = async ({ exchange, services, caller }) => {
  const limit = readPageSize(exchange, DEFAULT_PAGE);
  const readable = services.policy.readable(caller);
  const { items, more } = await services.repositories.list(readable, exchange.query.get("last") ?? "", limit);
  const link = more ? { link: nextLink("/v2/_catalog", { n: String(limit), last: items.at(-1)! }) } : {};
  return json(exchange, { repositories: items }, link);
};
