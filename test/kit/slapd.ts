// A real directory: OpenLDAP's slapd with a configuration and data of its own in a temporary folder, on free ports.
//
//   dc=example,dc=org
//   ├─ cn=aerugo                    the service account
//   ├─ ou=people                    see PEOPLE
//   ├─ ou=groups
//   │  ├─ cn=developers             ada, countess
//   │  ├─ cn=backend                ada; its members are in `staff` too
//   │  ├─ cn=staff                  members are the groups developers and backend
//   │  ├─ cn=everyone               members are staff and itself: a circle
//   │  └─ cn=ops                    posixGroup, memberUid: bob
//   └─ ou=elsewhere                 a referral to another server
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, type ToolName } from "../../scripts/services.ts";
import { freePort } from "./server.ts";

const READY_WITHIN_MS = 15_000;
const STOPPED_WITHIN_MS = 10_000;
const COMMAND_LIMIT_MS = 15_000;
const SCHEMAS = ["core", "cosine", "inetorgperson", "nis"];

export const SLAPD_TOOLS = ["slapd", "slapadd", "openssl"] as const satisfies readonly ToolName[];

export const BASE_DN = "dc=example,dc=org";
export const PEOPLE_DN = `ou=people,${BASE_DN}`;
export const GROUPS_DN = `ou=groups,${BASE_DN}`;
export const SERVICE_ACCOUNT = { dn: `cn=aerugo,${BASE_DN}`, password: "service-account-pass-phrase" } as const;

interface Person {
  readonly dn: string;
  readonly uid: readonly string[];
  readonly name: string;
  readonly mail?: string;
  readonly password?: string;
}

/** Their DNs have everything that a filter or a DN must escape. */
export const PEOPLE = {
  ada: { dn: `uid=ada,${PEOPLE_DN}`, uid: ["ada"], name: "Ada Lovelace", mail: "ada@example.org", password: "ada-pass-phrase" },
  bob: { dn: `uid=bob,${PEOPLE_DN}`, uid: ["bob"], name: "Bob", password: "bob-pass-phrase" },
  countess: {
    dn: `cn=Gräfin\\, (erste) *\\\\,${PEOPLE_DN}`,
    uid: ["countess(*)\\"],
    name: "Gräfin",
    mail: "countess@example.org",
    password: "pässwörd (*)\\",
  },
  /** Two people of one name. */
  twinA: { dn: `cn=twin a,${PEOPLE_DN}`, uid: ["twin"], name: "Twin A", password: "twin-pass-phrase" },
  twinB: { dn: `cn=twin b,${PEOPLE_DN}`, uid: ["twin"], name: "Twin B", password: "twin-pass-phrase" },
  passwordless: { dn: `uid=passwordless,${PEOPLE_DN}`, uid: ["passwordless"], name: "No Password" },
} as const satisfies Record<string, Person>;

const GROUPS: Record<string, readonly string[]> = {
  developers: [PEOPLE.ada.dn, PEOPLE.countess.dn],
  backend: [PEOPLE.ada.dn],
  staff: [`cn=developers,${GROUPS_DN}`, `cn=backend,${GROUPS_DN}`],
  everyone: [`cn=staff,${GROUPS_DN}`, `cn=everyone,${GROUPS_DN}`],
};

export interface SlapdOptions {
  /** Where `ou=elsewhere` refers to. */
  readonly referralUrl?: string;
  /** Lines for slapd.conf, after its own of the whole server. */
  readonly settings?: readonly string[];
  readonly moreGroups?: Readonly<Record<string, readonly string[]>>;
  /** Otherwise only the service account may read more than itself. */
  readonly anybodyMayRead?: boolean;
}

export class Slapd implements AsyncDisposable {
  private constructor(
    private readonly process: Bun.Subprocess,
    private readonly folder: string,
    private readonly port: number,
    private readonly tlsPort: number,
  ) {}

  static async start(options: SlapdOptions = {}): Promise<Slapd> {
    const folder = await mkdtemp(join(tmpdir(), "aerugo-slapd-"));
    try {
      await prepare(folder, options);
      const [port, tlsPort] = [await freePort(), await freePort()];
      const slapd = new Slapd(spawn(folder, port, tlsPort), folder, port, tlsPort);
      await slapd.ready();
      return slapd;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The name that its certificate is made for. */
  get url(): string {
    return `ldap://localhost:${this.port}`;
  }

  get tlsUrl(): string {
    return `ldaps://localhost:${this.tlsPort}`;
  }

  /** The same server under a name that its certificate is not made for. */
  get misnamedUrl(): string {
    return `ldap://127.0.0.1:${this.port}`;
  }

  get misnamedTlsUrl(): string {
    return `ldaps://127.0.0.1:${this.tlsPort}`;
  }

  /** For clients to trust. */
  get caFile(): string {
    return join(this.folder, "ca.pem");
  }

  /** An authority that has nothing to do with the server. */
  get otherCaFile(): string {
    return join(this.folder, "other-ca.pem");
  }

  /** Every connection and operation so far. */
  async log(): Promise<string> {
    return readFile(join(this.folder, "log"), "utf8");
  }

  /** SIGKILL if it will not go otherwise. */
  async stop(): Promise<void> {
    this.process.kill("SIGTERM");
    if ((await Promise.race([this.process.exited, Bun.sleep(STOPPED_WITHIN_MS)])) !== undefined) return;
    this.process.kill("SIGKILL");
    await this.process.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline && this.process.exitCode === null) {
      if ((await accepts(this.port)) && (await accepts(this.tlsPort))) return;
      await Bun.sleep(20);
    }
    await this.stop();
    throw new Error(`slapd did not start:\n${await this.log()}`);
  }
}

async function prepare(folder: string, options: SlapdOptions): Promise<void> {
  const { referralUrl = "ldap://127.0.0.1:1/dc=elsewhere", moreGroups = {} } = options;
  await mkdir(join(folder, "data"));
  await makeCertificates(folder);
  await Bun.write(join(folder, "slapd.conf"), configuration(folder, options));
  await Bun.write(join(folder, "seed.ldif"), seed(referralUrl, { ...GROUPS, ...moreGroups }));
  await run(["slapadd", "-q", "-f", join(folder, "slapd.conf"), "-l", join(folder, "seed.ldif")]);
}

function spawn(folder: string, port: number, tlsPort: number): Bun.Subprocess {
  const output = Bun.file(join(folder, "log"));
  const listeners = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`;
  // `-d` keeps it in the foreground; 256 is one line per connection and operation.
  return Bun.spawn([executable("slapd"), "-f", join(folder, "slapd.conf"), "-h", listeners, "-d", "256"], {
    stdin: "ignore",
    stdout: output,
    stderr: output,
  });
}

function configuration(folder: string, { settings = [], anybodyMayRead = false }: SlapdOptions): string {
  return [
    ...SCHEMAS.map((schema) => `include /etc/ldap/schema/${schema}.schema`),
    "modulepath /usr/lib/ldap",
    "moduleload back_mdb",
    `pidfile ${join(folder, "slapd.pid")}`,
    `TLSCertificateFile ${join(folder, "cert.pem")}`,
    `TLSCertificateKeyFile ${join(folder, "key.pem")}`,
    // As many directories are set up: only an empty password's "success" shows whether a client checks for it itself.
    "allow bind_anon_dn bind_anon_cred",
    ...settings,
    "database mdb",
    `suffix "${BASE_DN}"`,
    `directory ${join(folder, "data")}`,
    "maxsize 16777216",
    "access to attrs=userPassword by anonymous auth by * none",
    `access to * by dn.exact="${SERVICE_ACCOUNT.dn}" read by self read by * ${anybodyMayRead ? "read" : "none"}`,
    "",
  ].join("\n");
}

function seed(referralUrl: string, groups: Readonly<Record<string, readonly string[]>>): string {
  const base = { objectClass: ["organization", "dcObject"], o: "Example", dc: "example" };
  const service = { objectClass: ["organizationalRole", "simpleSecurityObject"], cn: "aerugo", userPassword: SERVICE_ACCOUNT.password };
  return [
    entry(BASE_DN, base),
    entry(SERVICE_ACCOUNT.dn, service),
    entry(PEOPLE_DN, { objectClass: "organizationalUnit", ou: "people" }),
    entry(GROUPS_DN, { objectClass: "organizationalUnit", ou: "groups" }),
    ...Object.values<Person>(PEOPLE).map(personEntry),
    ...Object.entries(groups).map(([cn, member]) => entry(`cn=${cn},${GROUPS_DN}`, { objectClass: "groupOfNames", cn, member })),
    entry(`cn=ops,${GROUPS_DN}`, { objectClass: "posixGroup", cn: "ops", gidNumber: "500", memberUid: "bob" }),
    entry(`ou=elsewhere,${BASE_DN}`, { objectClass: ["referral", "extensibleObject"], ou: "elsewhere", ref: referralUrl }),
  ].join("\n");
}

function personEntry({ dn, uid, name, mail, password }: Person): string {
  const optional = { ...(mail && { mail }), ...(password && { userPassword: password }) };
  return entry(dn, {
    objectClass: "inetOrgPerson",
    uid,
    sn: name,
    displayName: name,
    ...(dn.startsWith("uid=") && { cn: name }),
    ...optional,
  });
}

/** RFC 2849: in base64 a value needs no escaping. */
function entry(dn: string, attributes: Readonly<Record<string, string | readonly string[]>>): string {
  const lines = Object.entries(attributes).flatMap(([name, values]) => [values].flat().map((value) => line(name, value)));
  return [line("dn", dn), ...lines, ""].join("\n");
}

function line(name: string, value: string): string {
  return `${name}:: ${Buffer.from(value).toString("base64")}`;
}

async function makeCertificates(folder: string): Promise<void> {
  const file = (name: string) => join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const authority = (name: string) => ["-subj", `/CN=${name}`, "-keyout", file(`${name}-key.pem`), "-out", file(`${name}.pem`)];
  await run(["openssl", "req", "-x509", ...key, ...authority("ca")]);
  await run(["openssl", "req", "-x509", ...key, ...authority("other-ca")]);
  const server = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
  const issuer = ["-CA", file("ca.pem"), "-CAkey", file("ca-key.pem")];
  await run(["openssl", "req", "-x509", ...key, ...server, ...issuer, "-keyout", file("key.pem"), "-out", file("cert.pem")]);
}

async function run([tool, ...args]: readonly [ToolName, ...string[]]): Promise<void> {
  const child = Bun.spawn([executable(tool), ...args], { stdin: "ignore", stdout: "ignore", stderr: "pipe", timeout: COMMAND_LIMIT_MS });
  const [complaint, exitCode] = await Promise.all([child.stderr.text(), child.exited]);
  if (exitCode !== 0) throw new Error(`${tool} ended with ${exitCode}: ${complaint}`);
}

function executable(tool: ToolName): string {
  return findTool(tool) ?? tool;
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.on("connect", () => resolve(true));
  socket.on("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
