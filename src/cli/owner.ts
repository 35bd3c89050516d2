// Whose rules or policy a command is about: an organization's, or a repository's, which has a slash in its name.
import { Argument } from "commander";
import type { RepositoryPath } from "./remote/names.ts";
import type { Remote } from "./remote/remote.ts";

export type Owner = { readonly org: string } | { readonly repository: RepositoryPath };

export function ownerArgument(): Argument {
  return new Argument("<owner>", "An organization, as acme, or one repository, as acme/api");
}

export function parseOwner(remote: Remote, text: string): Owner {
  return text.includes("/") ? { repository: remote.repository(text) } : { org: text };
}
