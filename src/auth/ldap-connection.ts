// One connection to a directory: encrypted before anything secret is said, over by its deadline, never reopened.
//
// ldapts speaks the protocol; the socket under it is made here. ldapts would reconnect by itself, without the encryption that
// StartTLS had added, and would keep what arrived before the encryption as if it had come through it.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type Socket, connect as connectTcp, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { Client, ResultCodeError, type Entry } from "ldapts";

/** RFC 4511 4.14.1. */
const START_TLS = "1.3.6.1.4.1.1466.20037";
/** Far above any page of groups; a server that sends without end is not listened to until the deadline. */
const ANSWER_BYTES_LIMIT = 16 * 2 ** 20;
const ENTRIES_PER_PAGE = 200;
/** RFC 4511 A.2, as directories answer a bind that they understood and refused: a locked or disabled account is not always 49. */
const REFUSED_BINDS = new Set([
  19, // constraintViolation: too many attempts
  32, // noSuchObject
  48, // inappropriateAuthentication: no password is set
  49, // invalidCredentials
  50, // insufficientAccessRights
  53, // unwillingToPerform: the account is inactive
]);

export interface LdapServer {
  readonly host: string;
  readonly port: number;
  readonly encryption: "ldaps" | "start_tls" | "none";
  /** PEM; the certificate authorities of the system count when not set. */
  readonly caFile: string | undefined;
  /** Of one read or write; what all of them may take together is for the caller's signal to say. */
  readonly timeoutMs: number;
}

export interface Search {
  readonly baseDn: string;
  readonly filter: string;
  readonly attributes: readonly string[];
  /** Those whose values are bytes, whatever they look like. */
  readonly binaryAttributes?: readonly string[];
}

export class LdapConnection implements AsyncDisposable {
  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
  ) {}

  /** Whatever is under way ends when `signal` aborts. Throws for a server that is away, and for a certificate that is not trusted. */
  static async open(server: LdapServer, signal: AbortSignal): Promise<LdapConnection> {
    const ca = server.caFile === undefined ? undefined : await readFile(server.caFile, "utf8");
    const plain = connectTcp({ host: server.host, port: server.port });
    endWith(signal, plain);
    try {
      await once(plain, "connect", { signal });
      const socket = server.encryption === "none" ? plain : await encrypt(plain, server, ca, signal);
      return new LdapConnection(clientOn(socket, server.timeoutMs), socket);
    } catch (error) {
      plain.destroy();
      throw error;
    }
  }

  /** False when the directory refuses this name and password. */
  async bind(dn: string, password: string): Promise<boolean> {
    // RFC 4513 5.1.2: with an empty password a server may answer "success" to anybody, having verified nothing.
    if (dn === "" || password === "") return false;
    try {
      await this.client.bind(dn, password);
      return true;
    } catch (error) {
      if (error instanceof ResultCodeError && REFUSED_BINDS.has(error.code)) return false;
      throw error;
    }
  }

  /** At most one entry more than `limit`, so that the caller can tell when there are too many. References elsewhere are not followed. */
  async search({ baseDn, filter, attributes, binaryAttributes = [] }: Search, limit: number): Promise<Entry[]> {
    // Pages rather than a size limit: beside a limit of ours, ldapts would take an answer that the server's own limit cut short for whole.
    const paged = { pageSize: Math.min(limit + 1, ENTRIES_PER_PAGE) };
    const wanted = { filter, attributes: [...attributes], explicitBufferAttributes: [...binaryAttributes] };
    const pages = this.client.searchPaginated(baseDn, { ...wanted, scope: "sub", derefAliases: "never", paged });
    const entries: Entry[] = [];
    for await (const page of pages) {
      entries.push(...page.searchEntries);
      if (entries.length > limit) return entries.slice(0, limit + 1);
    }
    return entries;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.client.unbind();
    } catch {
      // The goodbye is a courtesy; what follows is what counts.
    } finally {
      this.socket.destroy();
    }
  }
}

async function encrypt(plain: Socket, server: LdapServer, ca: string | undefined, signal: AbortSignal): Promise<Socket> {
  if (server.encryption === "start_tls") await askForTls(plain, server.timeoutMs);
  const { host } = server;
  const trust = { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) } as const;
  // RFC 6066 3: an address is no server name.
  const names = isIP(host) === 0 ? { host, servername: host } : { host };
  const secure = connectTls({ socket: plain, ...names, ...trust });
  endWith(signal, secure);
  await once(secure, "secureConnect", { signal });
  return secure;
}

/** By a client of its own, which goes away with whatever arrived before the encryption: somebody on the way may have added to it. */
async function askForTls(plain: Socket, timeoutMs: number): Promise<void> {
  await clientOn(plain, timeoutMs).exop(START_TLS);
  plain.removeAllListeners("data");
}

function clientOn(socket: Socket, timeoutMs: number): Client {
  let taken = false;
  const createConnection = (): Socket => {
    if (taken) throw new Error("the directory closed the connection");
    taken = true;
    return limited(socket);
  };
  return new Client({ url: "ldap://connected", createConnection, timeout: timeoutMs, connectTimeout: timeoutMs });
}

function limited(socket: Socket): Socket {
  let arrivedBytes = 0;
  return socket.on("data", (data: Buffer) => {
    arrivedBytes += data.byteLength;
    if (arrivedBytes > ANSWER_BYTES_LIMIT) socket.destroy(new Error(`the directory sent more than ${ANSWER_BYTES_LIMIT} bytes`));
  });
}

function endWith(signal: AbortSignal, socket: Socket): void {
  // An error that nobody waits for must not end the process.
  socket.on("error", () => {});
  signal.addEventListener("abort", () => socket.destroy(new Error("out of time")), { once: true });
}
