// What Aerugo writes to people, and how it is sent.
import type { Transporter } from "nodemailer";

export interface Mail {
  /** One address, without a name. */
  readonly to: string;
  readonly subject: string;
  /** Plain text. Lines end in \n. */
  readonly text: string;
}

export interface Mailer {
  /** Resolves when a mail server has taken it. Throws MailError. */
  send(mail: Mail): Promise<void>;
}

/** The mail was not taken, or not sent because it must not be. The message names neither people nor secrets. */
export class MailError extends Error {
  override readonly name = "MailError";
}

export interface SmtpSettings {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. */
  readonly url: string;
  /** `registry@example.com`, or `Aerugo <registry@example.com>`. */
  readonly from: string;
  /** Sends over `smtp:` to a server that does not offer TLS, password and all: for a relay on the same machine. */
  readonly allowPlaintext?: boolean;
  /** For each step: connecting, the greeting, any answer. */
  readonly timeoutMs?: number;
  /** In PEM, instead of the public ones: a company's mail server may have a certificate of its own. */
  readonly certificateAuthority?: string | undefined;
}

const TIMEOUT_MS = 15_000;
const SUBMISSION_PORT = 587;
const SUBMISSIONS_PORT = 465;
/** RFC 5321 4.5.3.1.3, without the angle brackets. */
const ADDRESS_LENGTH_LIMIT = 254;
/** Exactly one, and nothing that a list, a name or a comment could be read from. */
const ADDRESS = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/;

export class SmtpMailer implements Mailer {
  private readonly options: ReturnType<typeof transportOptions>;
  private readonly from: string;
  private transport: Promise<Transporter> | undefined;

  /** Throws MailError for settings that cannot be used; it never contains the URL, which holds a password. */
  constructor(settings: SmtpSettings) {
    this.from = headerValue("from", settings.from);
    this.options = transportOptions(settings);
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    // As an object it is not parsed: `a@example.com,b@example.com` would be two people.
    const address = { name: "", address: parseAddress(to) };
    // RFC 3834: no out-of-office note answers to it.
    const headers = { "Auto-Submitted": "auto-generated" };
    try {
      const transport = await this.connect();
      await transport.sendMail({ from: this.from, to: address, subject: headerValue("subject", subject), text, headers });
    } catch (cause) {
      if (cause instanceof MailError) throw cause;
      throw new MailError(`the mail server did not take a mail (${(cause as { code?: string }).code ?? "unknown"})`, { cause });
    }
  }

  /** The library is loaded with the first mail: a start need not wait for it. */
  private connect(): Promise<Transporter> {
    return (this.transport ??= import("nodemailer").then(({ createTransport }) => createTransport(this.options)));
  }
}

function transportOptions({ url, allowPlaintext = false, timeoutMs = TIMEOUT_MS, certificateAuthority }: SmtpSettings) {
  const { secure, auth, ...server } = parseServer(url);
  return {
    ...server,
    ...(auth && { auth }),
    secure,
    // Somebody on the way can take STARTTLS out of the server's answer: without TLS nothing is sent.
    requireTLS: !secure && !allowPlaintext,
    ...(certificateAuthority !== undefined && { tls: { ca: certificateAuthority } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Taken apart here: nodemailer takes settings from a URL's query too, and one of them turns certificates off. */
function parseServer(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const secure = parsed?.protocol === "smtps:";
  if (!parsed?.hostname || parsed.search !== "" || !(secure || parsed.protocol === "smtp:")) {
    throw new MailError("the mail server must be written as smtp://user:password@host:port or smtps://…");
  }
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(parsed.port) || (secure ? SUBMISSIONS_PORT : SUBMISSION_PORT),
    secure,
    auth: parsed.username === "" ? undefined : { user: unescaped(parsed.username), pass: unescaped(parsed.password) },
  };
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new MailError("a percent sign in the mail server's user or password must be written as %25");
  }
}

function parseAddress(text: string): string {
  if (text.length > ADDRESS_LENGTH_LIMIT || !ADDRESS.test(text)) throw new MailError("the recipient is no single mail address");
  return text;
}

/** A line end would begin another header, and with it another recipient. */
function headerValue(header: string, text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new MailError(`the ${header} of a mail must be one line`);
  return text;
}

// No code stands in a subject: a locked phone shows it to whoever has it in hand.

/** `site` is the registry's address, such as `https://registry.example.com`. */
export function passwordResetMail(p: { username: string; code: string; validMinutes: number; site: string }): Omit<Mail, "to"> {
  return {
    subject: "Your code for a new password",
    text: lines(
      `Hello ${p.username},`,
      `somebody asked for a new password for your account at ${p.site}. This code sets one:`,
      `    ${p.code}`,
      `It is good for ${p.validMinutes} minutes, once. Type it only at ${p.site}, and give it to nobody.`,
      "If it was not you, do nothing: your password stays as it is.",
    ),
  };
}

export function invitationMail(p: {
  organization: string;
  inviter: string;
  url: string;
  validDays: number;
  site: string;
}): Omit<Mail, "to"> {
  return {
    subject: `${p.inviter} invites you to ${p.organization}`,
    text: lines(
      "Hello,",
      `${p.inviter} invites you to the organization ${p.organization} at ${p.site}. This link takes you in:`,
      `    ${p.url}`,
      "At the command line, `aerugo member accept` asks for what follows the #.",
      `It is good for ${p.validDays} days, once. Whoever has it can use it, so do not pass it on.`,
      `If you do not know ${p.inviter}, do nothing.`,
    ),
  };
}

/** To make an account, and into no organization. */
export function siteInvitationMail(p: { inviter: string; url: string; validDays: number; site: string }): Omit<Mail, "to"> {
  return {
    subject: `${p.inviter} invites you to ${p.site}`,
    text: lines(
      "Hello,",
      `${p.inviter} invites you to make an account at ${p.site}. This link lets you:`,
      `    ${p.url}`,
      `It is good for ${p.validDays} days, once. Whoever has it can use it, so do not pass it on.`,
      `If you do not know ${p.inviter}, do nothing.`,
    ),
  };
}

export function emailVerificationMail(p: { username: string; code: string; validMinutes: number; site: string }): Omit<Mail, "to"> {
  return {
    subject: "Your code to confirm this address",
    text: lines(
      `Hello ${p.username},`,
      `this address was entered for your account at ${p.site}. This code confirms that it is yours:`,
      `    ${p.code}`,
      `It is good for ${p.validMinutes} minutes.`,
      "If it was not you, do nothing: nothing more is sent here.",
    ),
  };
}

function lines(...paragraphs: string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
