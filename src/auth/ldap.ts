// Sign-in through a directory: a service account looks the person up, the person's own password is tried on the entry found,
// and the service account looks up the groups.
import { Filter, FilterParser, ResultCodeError, type Entry } from "ldapts";
import { BoundedQueue } from "../lib/bounded-queue.ts";
import type { ExternalProfile } from "./external-profile.ts";
import { DirectoryUnavailableError } from "./directory-unavailable-error.ts";
import { LdapConnection, type LdapServer, type Search } from "./ldap-connection.ts";
import { PASSWORD_LENGTH_LIMIT } from "./passwords.ts";

export interface LdapConfig {
  /** `ldap://host[:port]` or `ldaps://host[:port]`. */
  readonly url: string;
  /** Turns an `ldap://` connection into an encrypted one before anything else is said. */
  readonly startTls: boolean;
  /** Passwords may cross the network unencrypted. Without it, `ldap://` needs `startTls`. */
  readonly allowPlaintext: boolean;
  /** PEM file of the authorities that may vouch for the directory; the system's when not set. Read for each connection. */
  readonly caFile: string | undefined;
  /** The service account. Both or neither: without it, people are looked up anonymously and groups as the person signing in. */
  readonly bindDn: string | undefined;
  readonly bindPassword: string | undefined;
  readonly baseDn: string;
  /** RFC 4515, with `{username}` where the name goes. */
  readonly userFilter: string;
  readonly attributes: {
    readonly username: string;
    readonly displayName: string;
    readonly email: string;
    /** When not set: entryUUID, else objectGUID, else the DN. */
    readonly id: string | undefined;
  };
  /** People cannot write their own mail address in this directory, so it counts as verified. */
  readonly trustEmail: boolean;
  /** Groups are not asked for when not set. */
  readonly groupBaseDn: string | undefined;
  /** RFC 4515, with `{dn}` where the member's DN goes, or `{username}` where its name goes. */
  readonly groupFilter: string;
  readonly groupNameAttribute: string;
  /** Also the groups whose members the person's groups are. */
  readonly nestedGroups: boolean;
  /** Of a whole sign-in, the wait for its turn included. */
  readonly timeoutMs: number;
}

/** Written for an administrator to read; holds no password. */
export interface TraceStep {
  readonly step: "input" | "connect" | "service account" | "user" | "password" | "groups" | "profile";
  readonly asked: string;
  readonly found: string;
  readonly ok: boolean;
}

type Note = (step: TraceStep) => void;

interface DirectoryUser {
  readonly dn: string;
  readonly id: string;
  readonly username: string;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
}

const PROVIDER = "ldap";
const TEXT_LENGTH_LIMIT = 256;
const GROUPS_LIMIT = 2000;
const NESTING_LIMIT = 10;
/** A filter with every DN of a level would be longer than servers accept. */
const DNS_PER_SEARCH = 50;
const BINARY_IDS = ["objectGUID"];

export class LdapDirectory {
  private readonly server: LdapServer;
  /** A directory that hangs must not collect our sockets. */
  private readonly conversations = new BoundedQueue({ atOnce: 16, waiting: 100 });

  /** Throws for a configuration that could never work, or that would send passwords in the clear without saying so. */
  constructor(private readonly config: LdapConfig) {
    this.server = serverOf(config);
    checkConfig(config);
  }

  /**
   * Resolves to undefined for a wrong password, an unknown user and an ambiguous one alike. Throws DirectoryUnavailableError when the
   * directory cannot be asked, and BusyError when too many wait for it.
   */
  signIn(username: string, password: string): Promise<ExternalProfile | undefined> {
    return this.converse(username, password, () => {});
  }

  /** A sign-in that is told step by step, up to the one that failed. Throws BusyError only. */
  async trace(username: string, password: string): Promise<readonly TraceStep[]> {
    const steps: TraceStep[] = [];
    try {
      await this.converse(username, password, (step) => steps.push(step));
    } catch (error) {
      // What was noted tells it already.
      if (!(error instanceof DirectoryUnavailableError)) throw error;
    }
    return steps;
  }

  private async converse(username: string, password: string, note: Note): Promise<ExternalProfile | undefined> {
    const objection = objectionTo(username, password);
    if (objection !== undefined) {
      note({ step: "input", asked: "may the directory be asked about this at all?", found: objection, ok: false });
      return undefined;
    }
    // Counted from here: everybody ahead in the queue is gone before this one's time is over.
    const outOfTime = AbortSignal.timeout(this.config.timeoutMs);
    const narrator = new Narrator(note, outOfTime, this.config.timeoutMs);
    return this.conversations.run(async () => {
      const open = () => LdapConnection.open(this.server, outOfTime);
      await using connection = await narrator.tell("connect", describeServer(this.server), open, () => "connected");
      return await new Conversation(this.config, connection, narrator).signIn(username, password);
    });
  }
}

/** Notes each step down, whatever comes of it. */
class Narrator {
  constructor(
    readonly note: Note,
    private readonly outOfTime: AbortSignal,
    private readonly timeoutMs: number,
  ) {}

  /** `describe` says in a text what was found, or in `{ refused }` why that is not enough. */
  async tell<T>(
    step: TraceStep["step"],
    asked: string,
    work: () => Promise<T>,
    describe: (result: T) => string | { refused: string },
  ): Promise<T> {
    try {
      const result = await work();
      const found = describe(result);
      this.note(typeof found === "string" ? { step, asked, found, ok: true } : { step, asked, found: found.refused, ok: false });
      return result;
    } catch (error) {
      const reason = this.outOfTime.aborted ? `no answer within ${this.timeoutMs} ms` : reasonOf(error);
      this.note({ step, asked, found: reason, ok: false });
      throw new DirectoryUnavailableError(`the directory cannot be asked (${step}): ${reason}`, { cause: error });
    }
  }
}

class Conversation {
  constructor(
    private readonly config: LdapConfig,
    private readonly connection: LdapConnection,
    private readonly narrator: Narrator,
  ) {}

  async signIn(username: string, password: string): Promise<ExternalProfile | undefined> {
    await this.becomeService();
    const user = await this.findUser(username);
    const verified = await this.verify(user, password);
    if (user === undefined || !verified) return undefined;
    const profile = this.profileOf(user, await this.groupsOf(user));
    this.narrator.note({ step: "profile", asked: "who is it?", found: describeProfile(profile), ok: true });
    return profile;
  }

  private async becomeService(): Promise<void> {
    const { bindDn, bindPassword } = this.config;
    if (!bindDn || !bindPassword) return;
    const bind = async () => {
      if (!(await this.connection.bind(bindDn, bindPassword))) throw new Error("the service account's name or password is refused");
    };
    await this.narrator.tell("service account", `bind as ${bindDn}`, bind, () => "accepted");
  }

  private async findUser(username: string): Promise<DirectoryUser | undefined> {
    const { baseDn, userFilter, attributes } = this.config;
    const ids = attributes.id === undefined ? ["entryUUID", ...BINARY_IDS] : [attributes.id];
    const search: Search = {
      baseDn,
      filter: fill(userFilter, { username }),
      attributes: [attributes.username, attributes.displayName, attributes.email, ...ids],
      binaryAttributes: BINARY_IDS,
    };
    const look = async () => toUser(await this.connection.search(search, 1), attributes);
    const found = await this.narrator.tell("user", describeSearch(search), look, (user) => ("refused" in user ? user : user.dn));
    return "refused" in found ? undefined : found;
  }

  private verify(user: DirectoryUser | undefined, password: string): Promise<boolean> {
    // For nobody as for somebody: the time that it takes must not tell who exists.
    const dn = user?.dn ?? ["cn=" + crypto.randomUUID(), this.config.baseDn].filter((part) => part !== "").join(",");
    const asked = user ? `bind as ${dn}` : `bind as ${dn}, who does not exist, so that an unknown user takes as long as a known one`;
    return this.narrator.tell("password", asked, () => this.connection.bind(dn, password), describeBind);
  }

  private async groupsOf(user: DirectoryUser): Promise<readonly string[]> {
    const { groupBaseDn, groupFilter } = this.config;
    if (groupBaseDn === undefined) return [];
    await this.becomeService();
    const asked = describeSearch({ baseDn: groupBaseDn, filter: fill(groupFilter, user) });
    const search = () => this.searchGroups(groupBaseDn, user);
    return this.narrator.tell("groups", asked, search, (groups) => (groups.length === 0 ? "none" : groups.join(", ")));
  }

  /** Level by level. A group seen before is not asked about again, so circles end. */
  private async searchGroups(baseDn: string, user: DirectoryUser): Promise<string[]> {
    const seen = new Map<string, string | undefined>();
    let members = [user.dn];
    for (let level = 0; members.length > 0 && level <= (this.config.nestedGroups ? NESTING_LIMIT : 0); level += 1) {
      const groups: Entry[] = [];
      for (const dns of chunks(members, DNS_PER_SEARCH)) groups.push(...(await this.groupsWith(baseDn, dns, user.username)));
      const fresh = groups.filter(({ dn }) => !seen.has(dn.toLowerCase()));
      for (const group of fresh) seen.set(group.dn.toLowerCase(), textOf(group, this.config.groupNameAttribute));
      if (seen.size > GROUPS_LIMIT) throw new Error(`more than ${GROUPS_LIMIT} groups: a narrower group filter is needed`);
      members = fresh.map(({ dn }) => dn);
    }
    return [...new Set([...seen.values()].filter((name) => name !== undefined))];
  }

  private groupsWith(baseDn: string, dns: readonly string[], username: string): Promise<Entry[]> {
    const { groupFilter, groupNameAttribute } = this.config;
    const filters = dns.map((dn) => fill(groupFilter, { dn, username }));
    const filter = filters.length === 1 ? filters[0]! : `(|${filters.join("")})`;
    return this.connection.search({ baseDn, filter, attributes: [groupNameAttribute] }, GROUPS_LIMIT);
  }

  private profileOf({ id, username, displayName, email }: DirectoryUser, groups: readonly string[]): ExternalProfile {
    const emailVerified = email !== undefined && this.config.trustEmail;
    return { provider: PROVIDER, subject: id, username, displayName, email, emailVerified, groups };
  }
}

function serverOf({ url, startTls, allowPlaintext, caFile, timeoutMs }: LdapConfig): LdapServer {
  const match = /^(ldaps?):\/\/(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?\/?$/i.exec(url);
  if (!match) throw new Error("the directory's URL must be ldap://host, ldaps://host, or one of these with :port");
  const [, scheme, address, name, port] = match;
  const encryption = scheme!.toLowerCase() === "ldaps" ? "ldaps" : startTls ? "start_tls" : "none";
  if (encryption === "ldaps" && startTls) throw new Error("an ldaps:// connection is encrypted already: StartTLS is for ldap://");
  if (encryption === "none" && !allowPlaintext)
    throw new Error("ldap:// without StartTLS sends passwords in the clear: allow it or encrypt");
  return { host: (address ?? name)!, port: Number(port ?? (encryption === "ldaps" ? 636 : 389)), encryption, caFile, timeoutMs };
}

function checkConfig({ bindDn, bindPassword, userFilter, groupFilter, nestedGroups }: LdapConfig): void {
  // An empty password would make the service account anybody (RFC 4513 5.1.2).
  if (Boolean(bindDn) !== Boolean(bindPassword)) throw new Error("the service account needs both a DN and a password");
  if (!userFilter.includes("{username}")) throw new Error("the user filter must contain {username}");
  if (!/\{(dn|username)\}/.test(groupFilter)) throw new Error("the group filter must contain {dn} or {username}");
  if (nestedGroups && !groupFilter.includes("{dn}")) throw new Error("for nested groups the group filter must contain {dn}");
  for (const filter of [userFilter, groupFilter]) {
    // Several are put side by side to ask about several groups at once.
    if (!filter.startsWith("(")) throw new Error("a filter must be in parentheses");
    FilterParser.parseString(fill(filter, { dn: "x", username: "x" }));
  }
}

/** Why a directory is not even asked; some would take these for something else. */
function objectionTo(username: string, password: string): string | undefined {
  if (username === "" || username.length > TEXT_LENGTH_LIMIT) return "the name is empty or too long";
  // Directories ignore space around a name: ` ada` and `ada` would be two names for one account.
  if (/\p{Cc}/u.test(username) || username.trim() !== username) return "the name has control characters, or space around it";
  if (password === "") return "an empty password proves nothing (RFC 4513 5.1.2)";
  if (password.length > PASSWORD_LENGTH_LIMIT) return "the password is too long";
  return password.includes("\0") ? "a directory might read the password only up to its NUL" : undefined;
}

/** Puts values where their names stand in braces, as text that can be nothing but a value (RFC 4515, section 3). */
export function fill(filter: string, values: { readonly dn?: string; readonly username?: string }): string {
  return filter.replace(/\{(dn|username)\}/g, (_, name: "dn" | "username") => Filter.escape(values[name] ?? ""));
}

function toUser(entries: readonly Entry[], attributes: LdapConfig["attributes"]): DirectoryUser | { refused: string } {
  const [entry] = entries;
  if (entry === undefined) return { refused: "no entry" };
  if (entries.length > 1) return { refused: "more than one entry, so nobody" };
  const username = textOf(entry, attributes.username);
  if (username === undefined) return { refused: `${entry.dn} has no usable ${attributes.username}` };
  const id = attributes.id === undefined ? (idOf(entry, "entryUUID") ?? idOf(entry, "objectGUID") ?? entry.dn) : idOf(entry, attributes.id);
  if (id === undefined) return { refused: `${entry.dn} has no single ${attributes.id}` };
  return { dn: entry.dn, id, username, displayName: textOf(entry, attributes.displayName), email: textOf(entry, attributes.email) };
}

/** The first of its values, where that is a text of a reasonable length. */
function textOf(entry: Entry, attribute: string): string | undefined {
  const [value] = valuesOf(entry, attribute);
  return typeof value === "string" && value !== "" && value.length <= TEXT_LENGTH_LIMIT ? value : undefined;
}

/** Bytes are written as a GUID if they are one (MS-DTYP 2.3.4.2), else in hex. Of several values none is the id. */
export function idOf(entry: Entry, attribute: string): string | undefined {
  const values = valuesOf(entry, attribute);
  const [value] = values;
  if (value === undefined || value.length === 0 || value.length > TEXT_LENGTH_LIMIT || values.length > 1) return undefined;
  if (typeof value === "string") return value;
  return attribute.toLowerCase() === "objectguid" && value.length === 16 ? toGuid(value) : value.toString("hex");
}

function toGuid(bytes: Buffer): string {
  const littleEndian = [bytes.subarray(0, 4), bytes.subarray(4, 6), bytes.subarray(6, 8)].map((part) => Buffer.from(part.toReversed()));
  return [...littleEndian, bytes.subarray(8, 10), bytes.subarray(10)].map((part) => part.toString("hex")).join("-");
}

/** Directories write an attribute's name as their schema does, not as it was asked for. */
function valuesOf(entry: Entry, attribute: string): readonly (string | Buffer)[] {
  const name = Object.keys(entry).find((key) => key.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? [] : entry[name]!;
  return typeof value === "string" || Buffer.isBuffer(value) ? [value] : value;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function describeServer({ host, port, encryption, caFile }: LdapServer): string {
  const how = { ldaps: "over TLS", start_tls: "with StartTLS", none: "unencrypted" }[encryption];
  const trust = encryption === "none" ? "" : `, trusting ${caFile ?? "the system's certificate authorities"}`;
  return `connect to ${host}:${port} ${how}${trust}`;
}

function describeSearch({ baseDn, filter }: Pick<Search, "baseDn" | "filter">): string {
  return `search ${baseDn || "the whole directory"} for ${filter}`;
}

function describeBind(accepted: boolean): string | { refused: string } {
  return accepted ? "accepted" : { refused: "refused" };
}

function describeProfile({ subject, username, displayName, email }: ExternalProfile): string {
  return `${username}, id ${subject}, name ${displayName ?? "unknown"}, mail ${email ?? "unknown"}`;
}

function reasonOf(error: unknown): string {
  // Many servers send a code and no words.
  if (error instanceof ResultCodeError) return `${error.name} ${error.message.trim()}`;
  return error instanceof Error ? error.message : String(error);
}
