// Mail on its way out. Nobody waits for it: a mail server takes seconds, and the wait would tell whether there was anything to send.
import { BoundedQueue } from "../lib/bounded-queue.ts";
import { BusyError } from "../lib/busy-error.ts";
import type { Mail, Mailer } from "./mail.ts";

const AT_ONCE = 2;
const WAITING_LIMIT = 200;

export class Outbox {
  private readonly queue = new BoundedQueue({ atOnce: AT_ONCE, waiting: WAITING_LIMIT });
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly deps: {
      /** Undefined where the installation sends no mail. */
      mailer: Mailer | undefined;
      /** The registry's address as mail names it: from the configuration, since a request's own could be anybody's. */
      site: string;
      onFailure: (error: unknown) => void;
    },
  ) {}

  get isOpen(): boolean {
    return this.deps.mailer !== undefined;
  }

  get site(): string {
    return this.deps.site;
  }

  /** Returns at once. `write` looks up what to say and to whom, if anything. Throws BusyError when too much is on its way. */
  post(write: () => Promise<Mail | undefined>): void {
    if (this.pending.size >= WAITING_LIMIT) throw new BusyError("too much mail is on its way already");
    const sending = this.queue.run(() => this.send(write)).catch(this.deps.onFailure);
    this.pending.add(sending);
    void sending.finally(() => this.pending.delete(sending));
  }

  /** Resolves when everything posted so far was taken or has failed. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async send(write: () => Promise<Mail | undefined>): Promise<void> {
    const mail = await write();
    if (mail) await this.deps.mailer?.send(mail);
  }
}
