// The names that users and organizations can have, each the first part of its repositories' names; and those of teams and robots.
import { NAMESPACE_NAME_LENGTH_LIMIT, isReservedName } from "../auth/namespace-names.ts";
import { ManagementError } from "./failure.ts";

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const PLAIN_NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

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
