// Search: repositories, tags, manifests and users, of what the caller may know of and nothing else.
import type { AccessPolicy } from "../auth/access-policy.ts";
import type { Caller } from "../auth/caller.ts";
import { hasScope } from "../auth/token-scope.ts";
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { RepositoryListing } from "../metadata/repositories.ts";
import type { DigestMatch, SearchPage, TagMatch, TermMatch } from "../metadata/search.ts";
import { ManagementError } from "./failure.ts";
import { administersSite } from "./person.ts";
import type { RepositoryFilter } from "./repositories.ts";

export interface Found<T, Last> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined when this is the last. */
  readonly last: Last | undefined;
}

/** `name:tag` is looked for in this many repositories: those whose names match best. */
const TAGGED_REPOSITORIES = 100;
/** A shorter beginning of a digest matches too much to mean anything. */
const DIGEST_MINIMUM = 8;

export class Search {
  constructor(private readonly deps: { metadata: MetadataReader; policy: AccessPolicy }) {}

  async repositories(
    caller: Caller,
    text: string,
    { namespace, visibility }: RepositoryFilter,
    page: SearchPage<TermMatch>,
  ): Promise<Found<RepositoryListing, TermMatch>> {
    const { metadata, policy } = this.deps;
    const found = namespace && (await metadata.namespaces.find(namespace.name));
    if (namespace && (!found || (namespace.kind !== undefined && found.kind !== namespace.kind))) return { items: [], last: undefined };
    const filter = { namespace: found, visibility };
    const matches = await metadata.search.repositories(policy.readable(caller), text.toLowerCase(), filter, more(page));
    const { items, last } = cut(matches, page.limit);
    return { items: await metadata.repositories.listingsById(items.map(({ id }) => id)), last };
  }

  /** By the beginning of the tag; `name:tag` only in repositories that `name` finds. */
  async tags(caller: Caller, text: string, page: SearchPage<{ tag: string; repositoryId: number }>): Promise<Found<TagMatch, TagMatch>> {
    const { metadata, policy } = this.deps;
    const readable = policy.readable(caller);
    const colon = text.lastIndexOf(":");
    if (colon < 0) return cut(await metadata.search.tags(readable, text, more(page)), page.limit);
    const name = text.slice(0, colon).toLowerCase();
    const found = await metadata.search.repositories(readable, name, {}, { after: undefined, limit: TAGGED_REPOSITORIES });
    const ids = found.map(({ id }) => id);
    return cut(await metadata.search.tagsOf(ids, text.slice(colon + 1), more(page)), page.limit);
  }

  /** By the digest or a beginning of it, with or without its algorithm. Throws `badRequest` for what is too short. */
  async digests(
    caller: Caller,
    text: string,
    page: SearchPage<{ digest: string; manifestId: number }>,
  ): Promise<Found<DigestMatch, DigestMatch>> {
    const [algorithm, hex] = text.includes(":") ? text.split(":", 2) : ["sha256", text];
    if (!/^sha(?:256|512)$/.test(algorithm!) || !/^[0-9a-f]{8,128}$/.test(hex!)) {
      const detail = `must be at least ${DIGEST_MINIMUM} hexadecimal digits of a digest`;
      throw new ManagementError("badRequest", { errors: [{ in: "query", pointer: "q", detail }] });
    }
    const { metadata, policy } = this.deps;
    return cut(await metadata.search.digests(policy.readable(caller), `${algorithm}:${hex}`, more(page)), page.limit);
  }

  /** Oneself, and who shares an organization; site administrators find everybody, and who is not a person nobody. */
  async users(
    caller: Caller,
    text: string,
    page: SearchPage<string>,
  ): Promise<Found<{ username: string; displayName: string }, { username: string }>> {
    const { identity, scopes, limitedBy } = caller;
    if (!hasScope(scopes, "user:read")) throw new ManagementError("scopeInsufficient", { extra: { required_scope: "user:read" } });
    if (identity.kind !== "user" || limitedBy !== undefined) return { items: [], last: undefined };
    const visibleTo = administersSite(caller) ? "all" : { userId: identity.id };
    return cut(await this.deps.metadata.search.users(visibleTo, text.toLowerCase(), more(page)), page.limit);
  }
}

function more<After>({ after, limit }: SearchPage<After>): SearchPage<After> {
  return { after, limit: limit + 1 };
}

function cut<T>(found: readonly T[], limit: number): Found<T, T> {
  const items = found.slice(0, limit);
  return { items, last: found.length > limit ? items.at(-1) : undefined };
}
