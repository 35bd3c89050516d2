// An app that sends its mail to a mail server of the test's own.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppOptions, TestApp } from "./app.ts";
import { SmtpListener, type TakenMail } from "./smtp.ts";

export const SITE = "https://registry.example.com";

export class MailingApp implements AsyncDisposable {
  private constructor(
    readonly app: TestApp,
    readonly smtp: SmtpListener,
    private readonly folder: string,
  ) {}

  static async start({ flags, ...options }: AppOptions = {}): Promise<MailingApp> {
    const smtp = await SmtpListener.start({ login: { user: "aerugo", password: "mail-secret" } });
    const folder = await mkdtemp(join(tmpdir(), "aerugo-mail-"));
    const [url, ca] = [join(folder, "url"), join(folder, "ca.pem")];
    await Promise.all([writeFile(url, smtp.url), writeFile(ca, smtp.certificateAuthority)]);
    const mail = {
      "--mail-smtp-url-file": url,
      "--mail-ca-file": ca,
      "--mail-from": "Aerugo <registry@example.com>",
      "--public-url": SITE,
    };
    return new MailingApp(await TestApp.start({ ...options, flags: { ...mail, ...flags } }), smtp, folder);
  }

  /** All mail so far, when nothing is on its way any more. */
  async mail(): Promise<readonly TakenMail[]> {
    await this.app.services.outbox.settled();
    return this.smtp.taken;
  }

  /** The code in the last mail to that address. */
  async codeFor(address: string): Promise<string> {
    const mail = (await this.mail()).findLast(({ to }) => to.includes(address));
    return /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail?.text ?? "")![0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.smtp.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
