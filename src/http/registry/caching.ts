// What may be kept, by whom, for how long.
import type { RegistryCall } from "./services.ts";

const YEAR_SECONDS = 31_536_000;

/** Content under a digest never changes; a shared cache may keep it only when anyone may read it. */
export function immutable({ services }: RegistryCall): string {
  return `${services.policy.isOpen ? "public" : "private"}, max-age=${YEAR_SECONDS}, immutable`;
}

/** A tag may move at any moment: ask again, and be answered 304 while it has not. */
export const REVALIDATE = "no-cache";
