// Sign-in through Debian's slapd, as a directory's administrator and as somebody on the network would try it.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { DirectoryUnavailableError } from "../../src/auth/directory-unavailable-error.ts";
import { LdapDirectory, type LdapConfig } from "../../src/auth/ldap.ts";
import { LdapConnection } from "../../src/auth/ldap-connection.ts";
import { BusyError } from "../../src/lib/busy-error.ts";
import { BASE_DN, GROUPS_DN, PEOPLE, PEOPLE_DN, SERVICE_ACCOUNT, SLAPD_TOOLS, Slapd } from "../kit/slapd.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const TEST_LIMIT_MS = 20_000;
const TIMEOUT_MS = 5000;
/** For directories that never answer. */
const SHORT_TIMEOUT_MS = 300;
const { ada, bob, countess, twinA } = PEOPLE;

/** RFC 4511 4.14.2, as the answer to ldapts' first message. */
const START_TLS_ACCEPTED = Buffer.from("300c02010278070a010004000400", "hex");
const START_TLS_REFUSED = Buffer.from("300c02010278070a013404000400", "hex");
/** RFC 4511 4.2.2, as the answer to ldapts' third message. */
const bindAnswer = (resultCode: number) => Buffer.from([0x30, 12, 2, 1, 4, 0x61, 7, 10, 1, resultCode, 4, 0, 4, 0]);

setDefaultTimeout(TEST_LIMIT_MS);

describe.skipIf(cannotBeTried("slapd", hintsFor(SLAPD_TOOLS)))("slapd", () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await Slapd.start();
  });
  afterAll(() => slapd?.[Symbol.asyncDispose]());

  const directory = (change: Partial<LdapConfig> = {}) => directoryAt(slapd, change);

  async function groupsOf(username: "ada" | "bob", change: Partial<LdapConfig>): Promise<readonly string[] | undefined> {
    const profile = await directory(change).signIn(username, PEOPLE[username].password);
    return profile?.groups;
  }

  /** The connection alone, to what is beyond a sign-in. */
  const open = (url: string, encryption: "ldaps" | "none") => {
    const server = { host: "localhost", port: Number(new URL(url).port), encryption, caFile: slapd.caFile, timeoutMs: TIMEOUT_MS };
    return LdapConnection.open(server, AbortSignal.timeout(TIMEOUT_MS));
  };

  async function told(username: string, password: string, change: Partial<LdapConfig> = {}): Promise<string[]> {
    const steps = await directory(change).trace(username, password);
    return steps.map(({ step, ok, found }) => `${ok ? "ok" : "no"} ${step}: ${found}`);
  }

  describe("a sign-in", () => {
    const encryptions = [
      ["over ldaps", () => ({ url: slapd.tlsUrl })],
      ["with StartTLS", () => ({ url: slapd.url, startTls: true })],
      ["in the clear, where that is allowed", () => ({ url: slapd.url, allowPlaintext: true })],
    ] as const;

    test.each(encryptions)("%s takes the right password", async (_, change) => {
      expect(await directory(change()).signIn("ada", ada.password)).toMatchObject({ username: "ada" });
    });

    test.each(encryptions)("%s refuses a wrong password", async (_, change) => {
      expect(await directory(change()).signIn("ada", bob.password)).toBeUndefined();
    });

    test("says who it is", async () => {
      expect(await directory().signIn("ada", ada.password)).toEqual({
        provider: "ldap",
        subject: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        username: "ada",
        displayName: "Ada Lovelace",
        email: "ada@example.org",
        emailVerified: false,
        groups: expect.arrayContaining(["backend", "developers"]),
      });
    });

    test("gives the name and id that the directory has, however the name was typed", async () => {
      const [typed, retyped] = [await directory().signIn("ada", ada.password), await directory().signIn("ADA", ada.password)];
      expect(retyped).toEqual(typed!);
    });

    test("works for names, passwords and DNs made of what filters and DNs escape", async () => {
      const profile = await directory().signIn(countess.uid[0], countess.password);
      expect(profile).toMatchObject({ username: countess.uid[0], displayName: "Gräfin", groups: ["developers"] });
    });

    test("does without what the entry has not", async () => {
      expect(await directory({ trustEmail: true }).signIn("bob", bob.password)).toMatchObject({ email: undefined, emailVerified: false });
    });

    test("trusts mail addresses only when told to", async () => {
      expect(await directory({ trustEmail: true }).signIn("ada", ada.password)).toMatchObject({ emailVerified: true });
    });

    test("goes by another id where one is named", async () => {
      const attributes = { username: "uid", displayName: "cn", email: "mail", id: "mail" };
      expect(await directory({ attributes }).signIn("ada", ada.password)).toMatchObject({ subject: "ada@example.org" });
      expect(await directory({ attributes }).signIn("bob", bob.password)).toBeUndefined();
    });

    test("works without a service account, where anybody may look people up", async () => {
      await using open = await Slapd.start({ anybodyMayRead: true });
      const profile = await directoryAt(open, { bindDn: undefined, bindPassword: undefined }).signIn("ada", ada.password);
      expect(profile?.groups).toEqual(["developers", "backend"]);
    });
  });

  describe("nobody is signed in", () => {
    test.each([
      ["has tried too often", 19],
      ["has no password", 48],
      ["is not active", 53],
    ])("when the directory says that the person %s", async (_, resultCode) => {
      await using proxy = await Proxy.start(slapd, { answers: { 3: bindAnswer(resultCode) } });
      expect(await directory({ url: proxy.url, allowPlaintext: true }).signIn("ada", ada.password)).toBeUndefined();
    });

    test.each([
      ["an unknown user", "nobody"],
      ["somebody without a password", "passwordless"],
      ["a name that two people have", "twin"],
      ["every name at once", "*"],
      ["a name that would end the filter", "*)(uid=*"],
      ["a name that would add to the filter", "nobody)(|(uid=ada)"],
      ["a name with a NUL", "ada\0"],
      ["a name with space around it", " ada"],
      ["no name", ""],
    ])("by %s", async (_, username) => {
      for (const password of [ada.password, twinA.password]) expect(await directory().signIn(username, password)).toBeUndefined();
    });

    test("by a name that would reach out of its part of the filter", async () => {
      const strict = directory({ userFilter: "(&(uid={username})(mail=nobody@example.org))" });
      expect(await strict.signIn("ada)(|(uid=ada)", ada.password)).toBeUndefined();
      expect(await strict.signIn("ada))(|(uid=ada", ada.password)).toBeUndefined();
    });

    test.each([
      ["an empty password", ""],
      ["a password that a directory might read as empty", "\0"],
      ["a password that is longer than any", "x".repeat(1025)],
    ])("by %s, and the directory is not asked", async (_, password) => {
      await using fresh = await Slapd.start();
      expect(await directoryAt(fresh).signIn("ada", password)).toBeUndefined();
      expect(await fresh.log()).not.toContain("BIND");
    });
  });

  test("an empty password binds nobody, though this server says success to it", async () => {
    await using connection = await open(slapd.tlsUrl, "ldaps");
    expect([await connection.bind(ada.dn, ""), await connection.bind("", ada.password)]).toEqual([false, false]);
  });

  describe("groups", () => {
    test("are those that the person is a member of", async () => {
      expect(await groupsOf("ada", {})).toEqual(["developers", "backend"]);
    });

    test("are those groups' groups too when asked for, and a circle ends", async () => {
      const before = await slapd.log();
      expect(await groupsOf("ada", { nestedGroups: true })).toEqual(["developers", "backend", "staff", "everyone"]);
      // For ada, then for each level: her groups, staff, everyone, and everyone again, which is known.
      expect((await slapd.log()).slice(before.length).match(/ SRCH base=/g)).toHaveLength(5);
    });

    test("can be found by the member's name", async () => {
      expect(await groupsOf("bob", { groupFilter: "(memberUid={username})" })).toEqual(["ops"]);
    });

    test("are not asked for without a place to look", async () => {
      expect(await groupsOf("ada", { groupBaseDn: undefined })).toEqual([]);
    });

    test("are followed ten levels up and no further", async () => {
      const chain = Array.from({ length: 14 }, (_, level): [string, string[]] => [
        `level-${level}`,
        [level === 0 ? bob.dn : `cn=level-${level - 1},${GROUPS_DN}`],
      ]);
      await using deep = await Slapd.start({ moreGroups: Object.fromEntries(chain) });
      const profile = await directoryAt(deep, { nestedGroups: true }).signIn("bob", bob.password);
      expect(profile?.groups).toEqual(Array.from({ length: 11 }, (_, level) => `level-${level}`));
    });

    test("that are more than can be taken stop the sign-in, because a part of them would be wrong", async () => {
      const many = Array.from({ length: 2001 }, (_, index): [string, string[]] => [`group-${index}`, [bob.dn]]);
      await using full = await Slapd.start({ moreGroups: Object.fromEntries(many), settings: ["sizelimit unlimited"] });
      await expect(directoryAt(full).signIn("bob", bob.password)).rejects.toThrow("more than 2000 groups");
      expect(await directoryAt(full).signIn("ada", ada.password)).toBeDefined();
    });

    test("that the server does not give in full stop the sign-in too", async () => {
      await using miserly = await Slapd.start({ settings: ["sizelimit 1"] });
      await expect(directoryAt(miserly).signIn("ada", ada.password)).rejects.toThrow(DirectoryUnavailableError);
    });
  });

  describe("a directory that cannot be asked is not a wrong password:", () => {
    test.each([
      ["the service account's password is wrong", { bindPassword: "wrong" }],
      ["the service account does not exist", { bindDn: `cn=nobody,${BASE_DN}` }],
      ["the base does not exist", { baseDn: "dc=example,dc=com" }],
      ["the base is on another server", { baseDn: `ou=elsewhere,${BASE_DN}` }],
      ["the groups' base does not exist", { groupBaseDn: `ou=nothing,${BASE_DN}` }],
      ["the file of authorities does not exist", { caFile: "/nonexistent/ca.pem" }],
    ])("%s", async (_, change) => {
      await expect(directory(change).signIn("ada", ada.password)).rejects.toThrow(DirectoryUnavailableError);
    });

    test("it is down", async () => {
      await using down = await Slapd.start();
      await down.stop();
      for (const url of [down.url, down.tlsUrl]) {
        await expect(directoryAt(down, { url, startTls: url === down.url }).signIn("ada", ada.password)).rejects.toThrow("ECONNREFUSED");
      }
    });

    test("it is too busy for the person's password", async () => {
      await using proxy = await Proxy.start(slapd, { answers: { 3: bindAnswer(51) } });
      const attempt = directory({ url: proxy.url, allowPlaintext: true }).signIn("ada", ada.password);
      await expect(attempt).rejects.toThrow(DirectoryUnavailableError);
    });

    test("it hangs up in the middle", async () => {
      await using proxy = await Proxy.start(slapd, { clientMessages: 2 });
      const attempt = directory({ url: proxy.url, allowPlaintext: true }).signIn("ada", ada.password);
      await expect(attempt).rejects.toThrow(DirectoryUnavailableError);
    });

    test("it hangs up between two questions, and is not called again in the clear", async () => {
      await using proxy = await Proxy.start(slapd);
      await using connection = await open(proxy.url, "none");
      await connection.bind(SERVICE_ACCOUNT.dn, SERVICE_ACCOUNT.password);
      proxy.hangUp();
      await Bun.sleep(50);
      await expect(connection.bind(ada.dn, ada.password)).rejects.toThrow("closed the connection");
      expect(proxy.connections).toBe(1);
    });

    test("it takes its time over every answer, and all of them together take too long", async () => {
      await using proxy = await Proxy.start(slapd, { delayMs: SHORT_TIMEOUT_MS / 2 });
      const slow = directory({ url: proxy.url, allowPlaintext: true, timeoutMs: SHORT_TIMEOUT_MS });
      await expect(slow.signIn("ada", ada.password)).rejects.toThrow(`no answer within ${SHORT_TIMEOUT_MS} ms`);
    });

    test.each([
      ["in the clear", { allowPlaintext: true }, []],
      ["before StartTLS", { startTls: true }, []],
      ["after StartTLS", { startTls: true }, [START_TLS_ACCEPTED]],
      ["in the handshake", { scheme: "ldaps" }, []],
    ])("it stops answering %s", async (_, { scheme = "ldap", ...change }: { scheme?: string } & Partial<LdapConfig>, answers) => {
      await using mute = await MuteServer.start(answers);
      const url = `${scheme}://localhost:${mute.port}`;
      const started = performance.now();
      const attempt = directory({ ...change, url, timeoutMs: SHORT_TIMEOUT_MS }).signIn("ada", ada.password);
      await expect(attempt).rejects.toThrow(`no answer within ${SHORT_TIMEOUT_MS} ms`);
      expect(performance.now() - started).toBeLessThan(SHORT_TIMEOUT_MS * 5);
      await mute.isLeftAlone();
    });

    test("it answers without end", async () => {
      const endless = Buffer.concat([Buffer.from("30847fffffff", "hex"), Buffer.alloc(17 * 2 ** 20)]);
      await using flooding = await MuteServer.start([endless]);
      const attempt = directory({ url: `ldap://localhost:${flooding.port}`, allowPlaintext: true }).signIn("ada", ada.password);
      await expect(attempt).rejects.toThrow("sent more than 16777216 bytes");
      await flooding.isLeftAlone();
    });

    test("it stops answering many: few connections are held, the rest waits or is told to come later, and all within the time", async () => {
      await using mute = await MuteServer.start([]);
      const url = `ldap://localhost:${mute.port}`;
      const hanging = directory({ url, allowPlaintext: true, timeoutMs: SHORT_TIMEOUT_MS });
      const results = await Promise.allSettled(Array.from({ length: 200 }, () => hanging.signIn("ada", ada.password)));
      const reasons = results.map((result) => (result.status === "rejected" ? result.reason : result.value));
      expect(reasons.filter((reason) => reason instanceof BusyError)).toHaveLength(84);
      expect(reasons.filter((reason) => reason instanceof DirectoryUnavailableError)).toHaveLength(116);
      expect(mute.mostConnections).toBeLessThanOrEqual(16);
    });
  });

  describe("a certificate is not believed", () => {
    const ways = [
      ["ldaps", () => ({ url: slapd.tlsUrl }), () => ({ url: slapd.misnamedTlsUrl })],
      ["StartTLS", () => ({ url: slapd.url, startTls: true }), () => ({ url: slapd.misnamedUrl, startTls: true })],
    ] as const;

    test.each(ways)("by %s from an authority that is not trusted", async (_, right) => {
      await expectNoWordTo(slapd, { ...right(), caFile: slapd.otherCaFile }, "unable to verify");
    });

    test.each(ways)("by %s from an authority of nobody's", async (_, right) => {
      await expectNoWordTo(slapd, { ...right(), caFile: undefined }, "unable to verify");
    });

    test.each(ways)("by %s for another name", async (_right, _, misnamed) => {
      await expectNoWordTo(slapd, misnamed(), "does not match certificate");
    });

    test("even if the environment says not to look", async () => {
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
      try {
        await expectNoWordTo(slapd, { caFile: slapd.otherCaFile }, "unable to verify");
      } finally {
        delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      }
    });
  });

  describe("on the way", () => {
    test("a directory that refuses StartTLS is not spoken to in the clear", async () => {
      await using proxy = await Proxy.start(slapd, { answers: { 1: START_TLS_REFUSED } });
      await expect(directory({ url: proxy.url, startTls: true }).signIn("ada", ada.password)).rejects.toThrow(DirectoryUnavailableError);
      expect(proxy.seen()).not.toContain(SERVICE_ACCOUNT.dn);
      await proxy.isLeftAlone();
    });

    // Half of "success" in the clear behind the answer to StartTLS, so that the first encrypted answer completes it. ldapts' own
    // startTLS() took that for the server's word, and any password was right.
    test.each([2, 3])("nothing that was put before the encryption counts as said in it (message %p)", async (id) => {
      const success = Buffer.from(`301a0201${Buffer.of(id).toString("hex")}61150a01000400040e`, "hex");
      await using proxy = await Proxy.start(slapd, { addToFirstAnswer: success });
      const fooled = directory({ url: proxy.url, startTls: true, bindPassword: "wrong" });
      await expect(fooled.signIn("ada", ada.password)).rejects.toThrow("service account");
      expect(await directory({ url: proxy.url, startTls: true }).signIn("ada", ada.password)).toBeDefined();
    });

    test("nobody can read a password", async () => {
      await using proxy = await Proxy.start(slapd);
      await directory({ url: proxy.url, startTls: true }).signIn("ada", ada.password);
      expect(proxy.seen()).not.toContain("pass-phrase");
      await directory({ url: proxy.url, allowPlaintext: true }).signIn("ada", ada.password);
      expect(proxy.seen()).toContain(ada.password);
    });
  });

  test("referrals are not followed", async () => {
    await using elsewhere = await MuteServer.start([]);
    await using referring = await Slapd.start({ referralUrl: `ldap://localhost:${elsewhere.port}/dc=elsewhere` });
    expect(await directoryAt(referring, { baseDn: BASE_DN, groupBaseDn: BASE_DN }).signIn("ada", ada.password)).toBeDefined();
    expect(elsewhere.mostConnections).toBe(0);
  });

  test("every connection is closed, however the sign-in ends", async () => {
    await using fresh = await Slapd.start();
    await directoryAt(fresh).signIn("ada", ada.password);
    await directoryAt(fresh).signIn("ada", "wrong");
    await directoryAt(fresh, { url: fresh.url, startTls: true }).signIn("nobody", "wrong");
    await directoryAt(fresh, { bindPassword: "wrong" }).trace("ada", ada.password);
    await directoryAt(fresh, { caFile: fresh.otherCaFile }).trace("ada", ada.password);
    const count = async (what: RegExp) => ((await fresh.log()).match(what) ?? []).length;
    for (let wait = 0; wait < 100 && (await count(/ closed/g)) < (await count(/ ACCEPT /g)); wait += 1) await Bun.sleep(20);
    expect(await count(/ closed/g)).toBe(await count(/ ACCEPT /g));
    expect(await count(/ ACCEPT /g)).toBeGreaterThanOrEqual(5);
    // With a goodbye, where there was somebody to say it to.
    expect(await count(/ UNBIND/g)).toBe(4);
  });

  test("a connection that was never used is closed too", async () => {
    await using mute = await MuteServer.start([]);
    const unused = await open(`ldap://localhost:${mute.port}`, "none");
    await unused[Symbol.asyncDispose]();
    await mute.isLeftAlone();
    expect(mute.mostConnections).toBe(1);
  });

  describe("a trace", () => {
    test("of a sign-in tells each step", async () => {
      expect(await told("ada", ada.password)).toEqual([
        "ok connect: connected",
        "ok service account: accepted",
        `ok user: ${ada.dn}`,
        "ok password: accepted",
        "ok service account: accepted",
        "ok groups: developers, backend",
        expect.stringMatching(/^ok profile: ada, id [0-9a-f-]{36}, name Ada Lovelace, mail ada@example.org$/),
      ]);
    });

    test.each([
      ["a wrong password", "ada", "wrong", {}, "no password: refused"],
      ["an unknown user", "nobody", "wrong", {}, "no user: no entry"],
      ["an ambiguous user", "twin", "wrong", {}, "no user: more than one entry, so nobody"],
      [
        "a wrong service account",
        "ada",
        "wrong",
        { bindPassword: "wrong!" },
        "no service account: the service account's name or password is refused",
      ],
      ["a base that does not exist", "ada", "wrong", { baseDn: "dc=nowhere" }, "no user: NoSuchObjectError Code: 0x20"],
      ["an empty password", "ada", "", {}, "no input: an empty password proves nothing (RFC 4513 5.1.2)"],
    ])("of %s says so", async (_, username, password, change, expected) => {
      expect(await told(username, password, change)).toContain(expected);
    });

    test("shows the filter as it was asked", async () => {
      const steps = await directory().trace("*", "wrong");
      expect(steps.find(({ step }) => step === "user")?.asked).toBe(`search ${PEOPLE_DN} for (uid=\\2a)`);
    });

    test("takes an unknown user through as many steps as a known one with a wrong password", async () => {
      const [known, unknown] = [await told("ada", "wrong"), await told("nobody", "wrong")];
      expect(unknown).toHaveLength(known.length);
    });

    test("holds no password", async () => {
      const traces = [
        await directory().trace("ada", ada.password),
        await directory({ bindPassword: "wrong-pass-phrase" }).trace("ada", "x"),
      ];
      expect(JSON.stringify(traces)).not.toContain("pass-phrase");
    });
  });
});

function directoryAt(slapd: Slapd, change: Partial<LdapConfig> = {}): LdapDirectory {
  return new LdapDirectory({
    url: slapd.tlsUrl,
    startTls: false,
    allowPlaintext: false,
    caFile: slapd.caFile,
    bindDn: SERVICE_ACCOUNT.dn,
    bindPassword: SERVICE_ACCOUNT.password,
    baseDn: PEOPLE_DN,
    userFilter: "(uid={username})",
    attributes: { username: "uid", displayName: "displayName", email: "mail", id: undefined },
    trustEmail: false,
    groupBaseDn: GROUPS_DN,
    groupFilter: "(member={dn})",
    groupNameAttribute: "cn",
    nestedGroups: false,
    timeoutMs: TIMEOUT_MS,
    ...change,
  });
}

/** The sign-in fails for this reason, and the server has not been told so much as a name. */
async function expectNoWordTo(slapd: Slapd, change: Partial<LdapConfig>, reason: string): Promise<void> {
  const before = await slapd.log();
  await expect(directoryAt(slapd, change).signIn("ada", ada.password)).rejects.toThrow(reason);
  expect((await slapd.log()).slice(before.length)).not.toContain("BIND dn");
}

/** Takes connections, gives each client message the next of these answers, and then says nothing more. */
class MuteServer implements AsyncDisposable {
  mostConnections = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server;

  private constructor(answers: readonly Buffer[]) {
    this.server = createServer((socket) => {
      const left = [...answers];
      keep(this.sockets, socket);
      this.mostConnections = Math.max(this.mostConnections, this.sockets.size);
      socket.on("data", () => {
        const answer = left.shift();
        if (answer) socket.write(answer);
      });
    });
  }

  static async start(answers: readonly Buffer[]): Promise<MuteServer> {
    const mute = new MuteServer(answers);
    await once(mute.server.listen(0, "127.0.0.1"), "listening");
    return mute;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  isLeftAlone(): Promise<void> {
    return expectAllClosed(this.sockets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

interface ProxyOptions {
  /** Hangs up when the client says more. */
  readonly clientMessages?: number;
  readonly addToFirstAnswer?: Buffer;
  /** By the number of the client's message, counted from 1: what it gets without the directory being asked. */
  readonly answers?: Readonly<Record<number, Buffer>>;
  /** Of every answer. */
  readonly delayMs?: number;
}

/** Somebody between us and the directory, who reads along. */
class Proxy implements AsyncDisposable {
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private readonly heard: Buffer[] = [];
  private readonly server;

  private constructor(
    private readonly upstreamPort: number,
    private readonly options: ProxyOptions,
  ) {
    this.server = createServer((client) => this.serve(client));
  }

  static async start(slapd: Slapd, options: ProxyOptions = {}): Promise<Proxy> {
    const proxy = new Proxy(Number(new URL(slapd.url).port), options);
    await once(proxy.server.listen(0, "127.0.0.1"), "listening");
    return proxy;
  }

  get url(): string {
    return `ldap://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** All that clients have said. */
  seen(): string {
    return Buffer.concat(this.heard).toString("latin1");
  }

  isLeftAlone(): Promise<void> {
    return expectAllClosed(this.sockets);
  }

  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    this.server.close();
  }

  private serve(client: Socket): void {
    const { clientMessages = Infinity, answers = {}, addToFirstAnswer = Buffer.alloc(0), delayMs = 0 } = this.options;
    const upstream = connect(this.upstreamPort, "127.0.0.1");
    this.connections += 1;
    for (const socket of [client, upstream]) keep(this.sockets, socket);
    let messages = 0;
    client.on("data", (data: Buffer) => {
      this.heard.push(data);
      messages += 1;
      const answer = answers[messages];
      if (messages > clientMessages) client.destroy();
      else if (answer) client.write(answer);
      else upstream.write(data);
    });
    let addition = addToFirstAnswer;
    upstream.on("data", (data: Buffer) => {
      const answer = Buffer.concat([data, addition]);
      addition = Buffer.alloc(0);
      if (delayMs === 0) client.write(answer);
      else setTimeout(() => client.write(answer), delayMs);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  }
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  // Whoever hangs up first is part of the test.
  socket.on("error", () => {});
}

async function expectAllClosed(sockets: ReadonlySet<Socket>): Promise<void> {
  for (let wait = 0; wait < 100 && sockets.size > 0; wait += 1) await Bun.sleep(20);
  expect(sockets.size).toBe(0);
}
