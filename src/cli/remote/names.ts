// Names as people write them: `acme/api:v1`, `acme/api`, `acme+ci`. The API names a repository by its namespace and the rest, and what has no
// namespace is in `library`.
import { CliError } from "../failure.ts";
import { hostOf } from "./address.ts";

export interface RepositoryPath {
  readonly namespace: string;
  readonly repository: string;
}

export interface TagPath extends RepositoryPath {
  readonly tag: string;
}

/** `host`, when the name begins with that of the registry itself: `registry.example.com/acme/api` is copied from an image reference. */
export function parseRepository(text: string, url?: string): RepositoryPath {
  const name = withoutHost(text, url);
  if (name === "" || /[:@\s]|^\/|\/$|\/\//.test(name)) throw wrong(text, "a repository", "acme/api");
  const slash = name.indexOf("/");
  return slash < 0 ? { namespace: "library", repository: name } : { namespace: name.slice(0, slash), repository: name.slice(slash + 1) };
}

export function parseTag(text: string, url?: string): TagPath {
  const name = withoutHost(text, url);
  const colon = name.lastIndexOf(":");
  const tag = name.slice(colon + 1);
  if (colon < 0 || tag === "" || tag.includes("/")) throw wrong(text, "a repository with a tag", "acme/api:v1");
  return { ...parseRepository(name.slice(0, colon)), tag };
}

export interface RobotPath {
  readonly org: string;
  readonly robot: string;
}

export function parseRobot(text: string): RobotPath {
  const [org = "", robot = "", ...rest] = text.split("+");
  if (org === "" || robot === "" || rest.length > 0) throw wrong(text, "a robot", "acme+ci");
  return { org, robot };
}

export interface TeamPath {
  readonly org: string;
  readonly team: string;
}

export function parseTeam(text: string): TeamPath {
  const [org = "", team = "", ...rest] = text.split("/");
  if (org === "" || team === "" || rest.length > 0) throw wrong(text, "a team", "acme/backend");
  return { org, team };
}

export interface Grantee {
  readonly kind: "user" | "team" | "robot";
  /** Of a team or a robot without its organization. */
  readonly name: string;
}

/**
 * The sign between the two parts of a name says what it is: `bob`, `acme/backend`, `acme+ci`. Teams and robots are granted only what is in
 * their own organization: with `namespace`, those of another are refused.
 */
export function parseGrantee(text: string, namespace?: string): Grantee {
  if (text === "") throw wrong(text, "a user, a team or a robot", "bob, acme/backend or acme+ci");
  const { org, ...grantee } = parseOwned(text);
  if (org !== undefined && namespace !== undefined && org !== namespace)
    throw new CliError("usage", `'${text}' does not belong to ${namespace}`);
  return grantee;
}

function parseOwned(text: string): Grantee & { readonly org?: string } {
  if (text.includes("+")) {
    const { org, robot } = parseRobot(text);
    return { kind: "robot", name: robot, org };
  }
  if (!text.includes("/")) return { kind: "user", name: text };
  const { org, team } = parseTeam(text);
  return { kind: "team", name: team, org };
}

/** As people write it, so that it can be copied into the next command. */
export function granteeText(namespace: string, { kind, name }: Grantee): string {
  return kind === "user" ? name : `${namespace}${kind === "team" ? "/" : "+"}${name}`;
}

function withoutHost(text: string, url: string | undefined): string {
  const prefix = url === undefined ? undefined : `${hostOf(url)}/`;
  return prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function wrong(text: string, what: string, example: string): CliError {
  return new CliError("usage", `'${text}' does not name ${what} such as ${example}`);
}
