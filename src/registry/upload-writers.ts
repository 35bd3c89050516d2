// Who writes an upload: one request at a time. Where other processes work on the same data, the session's row says who, until when; a writer
// that is not heard of for a while loses it to the next one.
import type { ByteSource } from "../blobstore/blob-store.ts";
import { BusyError } from "../lib/busy-error.ts";
import type { Clock } from "../lib/clock.ts";
import { KeyedLock } from "../lib/keyed-lock.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";

/** Another request writes the upload by now; the same one will succeed when that has ended. */
export class TakenOverError extends BusyError {
  constructor(id: string, options?: ErrorOptions) {
    super(`another request has taken over upload ${id}`, options);
  }
}

/** The right to write one upload. */
export interface UploadWriter {
  /** As the session's row names it; undefined where this process is the only one. */
  readonly name: string | undefined;
  /** An earlier writer went silent without letting go, and may wake up. */
  readonly isTakenOver: boolean;
  /** Before storage is changed for good: throws TakenOverError when somebody else writes by now. */
  confirm(): Promise<void>;
  /** The session's row was written without a writer: there is nothing to let go of. */
  release(): void;
}

export interface UploadWriters {
  /** Gives the source up when the right to write is lost. Throws BusyError when somebody else keeps writing. */
  run<T>(id: string, source: ByteSource, work: (writer: UploadWriter) => Promise<T>): Promise<T>;
}

export interface WriterTiming {
  /** How long a writer may be silent. */
  readonly ttlMs: number;
  readonly beatMs: number;
  /** How long another request waits for its turn, and how often it asks. */
  readonly waitMs: number;
  readonly askMs: number;
}

const TIMING: WriterTiming = { ttlMs: 30_000, beatMs: 10_000, waitMs: 10_000, askMs: 200 };

/** Of this process alone. */
export class LocalWriters implements UploadWriters {
  private readonly writing = new KeyedLock();

  run<T>(id: string, _source: ByteSource, work: (writer: UploadWriter) => Promise<T>): Promise<T> {
    return this.writing.run(id, () => work(ALONE));
  }
}

const ALONE: UploadWriter = { name: undefined, isTakenOver: false, confirm: async () => {}, release: () => {} };

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly timing?: WriterTiming;
}

/** Of all processes on the same data. */
export class SharedWriters implements UploadWriters {
  /** Requests of this process queue here, and one of them asks the others. */
  private readonly writing = new KeyedLock();
  private readonly timing: WriterTiming;

  constructor(private readonly deps: Dependencies) {
    this.timing = deps.timing ?? TIMING;
  }

  run<T>(id: string, source: ByteSource, work: (writer: UploadWriter) => Promise<T>): Promise<T> {
    return this.writing.run(id, async () => {
      const writer = await this.take(id);
      writer.start(source);
      try {
        return await work(writer);
      } finally {
        await writer.stop();
      }
    });
  }

  private async take(id: string): Promise<SharedWriter> {
    const name = crypto.randomUUID();
    for (const deadline = performance.now() + this.timing.waitMs; ; await Bun.sleep(this.timing.askMs)) {
      const askedAt = performance.now();
      const found = await this.ask(id, name);
      // A session that is gone is for the caller to find out.
      if (found !== "busy") return new SharedWriter(id, name, found === "takenOver", askedAt, { ...this.deps, timing: this.timing });
      if (performance.now() > deadline) throw new BusyError(`another request writes to upload ${id}`);
    }
  }

  private ask(id: string, name: string): Promise<"taken" | "takenOver" | "gone" | "busy"> {
    const now = this.deps.clock.now();
    // Lost in a power cut with the process that holds it: it would only have run out.
    return this.deps.metadata.transaction((tx) => tx.uploads.takeWriter(id, name, { now, until: now + this.timing.ttlMs }), {
      durable: false,
    });
  }
}

class SharedWriter implements UploadWriter {
  private isHeld = true;
  private beating: ReturnType<typeof setInterval> | undefined;
  private source: ByteSource | undefined;

  constructor(
    private readonly id: string,
    readonly name: string,
    readonly isTakenOver: boolean,
    /** By this process's own count: it goes on while the process stands still. */
    private beatenAt: number,
    private readonly deps: Required<Dependencies>,
  ) {}

  start(source: ByteSource): void {
    this.source = source;
    // A beat that fails is followed by another; the last word is the row's.
    this.beating = setInterval(() => void this.beat().catch(() => {}), this.deps.timing.beatMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.beating);
    if (!this.isHeld) return;
    // Should it stay, it runs out by itself.
    await this.deps.metadata.transaction((tx) => tx.uploads.dropWriter(this.id, this.name), { durable: false }).catch(() => {});
  }

  async confirm(): Promise<void> {
    if (this.isHeld && performance.now() - this.beatenAt < this.deps.timing.ttlMs / 2) return;
    await this.beat();
    if (!this.isHeld) throw new TakenOverError(this.id);
  }

  release(): void {
    this.isHeld = false;
  }

  private async beat(): Promise<void> {
    const { metadata, clock, timing } = this.deps;
    const [now, startedAt] = [clock.now(), performance.now()];
    const isHeld = await metadata.transaction((tx) => tx.uploads.keepWriter(this.id, this.name, { now, until: now + timing.ttlMs }), {
      durable: false,
    });
    if (isHeld) this.beatenAt = startedAt;
    else this.lose();
  }

  private lose(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    clearInterval(this.beating);
    this.source?.abort();
  }
}
