// The names that no namespace is given: not by registration, not by the Management API, and not by a push.
import { LIBRARY } from "../oci/reference.ts";

export const NAMESPACE_NAME_LENGTH_LIMIT = 64;

/** Words that mean something as the first part of one of our own paths, or that people would take for us. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    LIBRARY,
    "api auth v1 v2 token tokens health metrics assets static docs",
    "login logout register invitations settings search explore new me help about",
    "admin administrator root system aerugo official security support all",
    "users orgs organizations teams robots repos repositories namespaces anonymous nobody",
  ].flatMap((words) => words.split(" ")),
);

export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}
