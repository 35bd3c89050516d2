// A mail server that takes mail as a real one does, and shows a test what it took.
import { SMTPServer } from "smtp-server";
import { type Certificate, selfSigned } from "./certificate.ts";

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came, with \r\n. */
  readonly raw: string;
  /** The decoded text. */
  readonly text: string;
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

export interface SmtpOptions {
  /** Whom it lets in; without it nobody needs to sign in. */
  readonly login?: { user: string; password: string };
  /** "starttls" unless said otherwise; "tls" from the first byte; "none" offers no encryption. */
  readonly encryption?: "starttls" | "tls" | "none";
  /** Its answer to every recipient, such as "no such user". */
  readonly refuses?: string;
}

let certificate: Promise<Certificate> | undefined;

export class SmtpListener {
  readonly taken: TakenMail[] = [];

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
    private readonly options: SmtpOptions,
    /** In PEM: what a client has to trust. */
    readonly certificateAuthority: string,
  ) {}

  static async start(options: SmtpOptions = {}): Promise<SmtpListener> {
    const { key, cert } = await (certificate ??= selfSigned());
    const { login, encryption = "starttls", refuses } = options;
    const server = new SMTPServer({
      key,
      cert,
      secure: encryption === "tls",
      disabledCommands: [...(encryption === "none" ? ["STARTTLS"] : []), ...(login ? [] : ["AUTH"])],
      // A real server on a relay without TLS does the same, if it is told to.
      allowInsecureAuth: encryption === "none",
      authOptional: login === undefined,
      disableReverseLookup: true,
      onAuth: (given, _session, callback) => {
        const matches = given.username === login?.user && given.password === login?.password;
        callback(matches ? null : new Error("Invalid username or password"), { user: given.username });
      },
      onRcptTo: (_address, _session, callback) => callback(refuses === undefined ? null : new Error(refuses)),
      onData: (stream, { envelope, secure, user }, callback) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const raw = Buffer.concat(chunks).toString();
          const to = envelope.rcptTo.map(({ address }) => address);
          listener.taken.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : "",
            to,
            raw,
            text: textOf(raw),
            encrypted: secure,
            user,
          });
          callback();
        });
      },
    });
    // What goes wrong with a client is the client's to tell.
    server.on("error", () => undefined);
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, "127.0.0.1", () => resolve((listening.address() as { port: number }).port));
    });
    const listener = new SmtpListener(server, port, options, cert);
    return listener;
  }

  get url(): string {
    const { login, encryption } = this.options;
    const credentials = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : "";
    return `${encryption === "tls" ? "smtps" : "smtp"}://${credentials}localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }
}

/** Quoted-printable, base64 or plain, as the mail says. */
function textOf(raw: string): string {
  const end = raw.indexOf("\r\n\r\n");
  const [head, body] = [raw.slice(0, end), raw.slice(end + 4)];
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, "base64").toString();
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body;
  const bytes = body
    .replaceAll("=\r\n", "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
