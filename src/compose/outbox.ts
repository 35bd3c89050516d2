// The way out for mail, where the configuration names one.
import { ConfigError } from "../config/problem.ts";
import type { Config } from "../config/schema.ts";
import { SmtpMailer } from "../management/mail.ts";
import { Outbox } from "../management/outbox.ts";
import type { Log } from "../observability/log.ts";

/** What a mail server takes to take a mail, when it takes any. */
export const LAST_MAIL_MS = 3000;

/** Throws ConfigError, MailError, and what keeps the certificates from being read. */
export async function openOutbox({ mail, publicUrl }: Config, log: Log): Promise<Outbox> {
  const onFailure = (error: unknown) => log.error({ error }, "a mail was not sent");
  if (mail.smtpUrl === undefined) return new Outbox({ mailer: undefined, site: "", onFailure });
  const { smtpUrl: url, from, allowPlaintext, caFile } = mail;
  const missing = [...(from === undefined ? ["mail.from"] : []), ...(publicUrl === undefined ? ["public_url"] : [])];
  if (from === undefined || publicUrl === undefined) {
    const problem = { value: undefined, source: "mail.smtp_url", expected: "to be set, because mail is sent" };
    throw new ConfigError(missing.map((key) => ({ key, ...problem })));
  }
  const certificateAuthority = caFile === undefined ? undefined : await Bun.file(caFile).text();
  return new Outbox({ mailer: new SmtpMailer({ url, from, allowPlaintext, certificateAuthority }), site: publicUrl, onFailure });
}
