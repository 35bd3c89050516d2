// When manifests and tags were last pulled, gathered in memory and written a minute later: no pull waits for it, and a process that is
// killed forgets at most what it had not written.
import type { Clock } from "../lib/clock.ts";
import type { Pulled } from "../metadata/pulls.ts";
import type { MetadataStore } from "../metadata/metadata-store.ts";
import type { Tag } from "../oci/reference.ts";

const FLUSH_EVERY_MS = 60_000;
/** Manifests between two flushes; those that come when it is full are written at once with the others. */
const PENDING_LIMIT = 10_000;
/** Of one transaction: others wait for it. */
const BATCH = 500;

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

export class Pulls {
  private pending = new Map<number, Set<Tag>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly deps: Dependencies) {}

  mark(manifestId: number, tag: Tag | undefined): void {
    let tags = this.pending.get(manifestId);
    if (!tags) this.pending.set(manifestId, (tags = new Set()));
    if (tag !== undefined) tags.add(tag);
    if (this.pending.size >= PENDING_LIMIT) void this.flush();
    else this.schedule();
  }

  /** Resolves when everything marked so far is written, or could not be. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const pulled = [...this.pending].map(([manifestId, tags]) => ({ manifestId, tags: [...tags] }));
    this.pending = new Map();
    return (this.writing = this.writing.then(() => this.write(pulled)));
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS);
    this.timer.unref?.();
  }

  private async write(pulled: readonly Pulled[]): Promise<void> {
    const { metadata, clock, onFailure } = this.deps;
    try {
      for (let start = 0; start < pulled.length; start += BATCH) {
        const batch = pulled.slice(start, start + BATCH);
        await metadata.transaction((tx) => tx.pulls.mark(batch, clock.now()), { durable: false });
      }
    } catch (error) {
      onFailure(error);
    }
  }
}
