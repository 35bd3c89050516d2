// Interleavings by seed: actors run the real code, and wait before everything that they ask of database or storage until it is their turn.
// One goes on at a time, so that a seed says all there is to say about a run.

/** Small, fast and the same everywhere: mulberry32. */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

interface Actor {
  readonly name: string;
  readonly waiting: (() => void)[];
  /** Called when it waits again, or is done. */
  onRest: (() => void) | undefined;
  isDone: boolean;
  isDead: boolean;
}

export class Turns {
  private readonly actors: Actor[] = [];
  /** What happened, for whoever has to understand a failure. */
  readonly trace: string[] = [];

  constructor(private readonly random: Random) {}

  /** `work` begins when it is first its turn, and waits with the `turn` that it is given. */
  start(name: string, work: (turn: Turn) => Promise<void>): void {
    const actor: Actor = { name, waiting: [], onRest: undefined, isDone: false, isDead: false };
    this.actors.push(actor);
    const turn: Turn = (what) => this.wait(actor, what);
    void turn("starts")
      .then(() => work(turn))
      .finally(() => {
        actor.isDone = true;
        actor.onRest?.();
      });
  }

  get isOver(): boolean {
    return this.living.length === 0;
  }

  /** Lets one actor go on until it waits again. */
  async next(): Promise<void> {
    const actor = this.random.pick(this.living);
    const goOn = actor.waiting.splice(this.random.below(actor.waiting.length), 1)[0]!;
    const { promise, resolve } = Promise.withResolvers<void>();
    actor.onRest = resolve;
    goOn();
    // Of several things that it asked for at once the others wait already.
    if (actor.waiting.length === 0 && !actor.isDone) await promise;
    actor.onRest = undefined;
  }

  /** Its process is killed: whatever it waits for never comes. Resolves to its name. */
  kill(): string | undefined {
    if (this.isOver) return undefined;
    const actor = this.random.pick(this.living);
    actor.isDead = true;
    this.trace.push(`${actor.name} dies`);
    return actor.name;
  }

  private get living(): Actor[] {
    return this.actors.filter(({ isDone, isDead }) => !isDone && !isDead);
  }

  private wait(actor: Actor, what: string): Promise<void> {
    return new Promise<void>((resolve) => {
      actor.waiting.push(() => {
        this.trace.push(`${actor.name}: ${what}`);
        resolve();
      });
      actor.onRest?.();
    });
  }
}

/** Resolves when it is the actor's turn; what it does then, nobody interrupts. */
export type Turn = (what: string) => Promise<void>;

/** Every method of the target waits for a turn; methods of what it holds too, down to `depth`. */
export function takingTurns<T extends object>(target: T, turn: Turn, { depth = 0, label = "" } = {}): T {
  return new Proxy(target, {
    get: (of, property) => {
      const value: unknown = Reflect.get(of, property, of);
      const what = `${label}${String(property)}`;
      if (typeof value === "function") {
        return async (...args: unknown[]): Promise<unknown> => {
          await turn(what);
          return (value as (...args: unknown[]) => unknown).apply(of, args);
        };
      }
      return depth > 0 && typeof value === "object" && value !== null
        ? takingTurns(value, turn, { depth: depth - 1, label: `${what}.` })
        : value;
    },
  });
}
