// The names that users and organizations can have, each the first part of its repositories' names; and those of teams and robots.
import { LIBRARY } from "../oci/reference.ts";
import { ManagementError } from "./failure.ts";

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const PLAIN_NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
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

/** Throws `invalid`, pointing at `/name`; `nameTaken` for a reserved word. */
export function checkNamespaceName(name: string): void {
  if (name.length > NAMESPACE_NAME_LENGTH_LIMIT || !NAME.test(name)) {
    const detail = `must be lower-case letters and digits, joined by ".", "_", "__" or "-", at most ${NAMESPACE_NAME_LENGTH_LIMIT} long`;
    throw new ManagementError("invalid", { errors: [{ pointer: "/name", detail }] });
  }
  if (isReservedName(name)) throw new ManagementError("nameTaken", { detail: "the name is reserved" });
}

/** Of a team or a robot, within its organization. Throws `invalid`, pointing at `/name`. */
export function checkPlainName(name: string): void {
  if (name.length <= NAMESPACE_NAME_LENGTH_LIMIT && PLAIN_NAME.test(name)) return;
  const detail = `must be lower-case letters and digits, joined by single ".", "_" or "-", at most ${NAMESPACE_NAME_LENGTH_LIMIT} long`;
  throw new ManagementError("invalid", { errors: [{ pointer: "/name", detail }] });
}
