// The command line against a registry: the real program in this process, a real port, a home of its own, and a person who types.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/run.ts";
import { TestApp, type AppOptions } from "./app.ts";

/** Of every user that `TestApp.asUser` makes. */
export const PASSWORD = "correct horse battery staple";

/** A registry on a port of this machine. */
export class TestRegistry implements AsyncDisposable {
  private constructor(
    readonly app: TestApp,
    private readonly server: Bun.Server<undefined>,
    /** `POST /api/v1/tokens`, in the order in which they came. */
    readonly requests: readonly string[],
    private readonly hooks: Map<string, () => Promise<unknown>>,
  ) {}

  static async start(options: AppOptions = {}): Promise<TestRegistry> {
    const app = await TestApp.start(options);
    // The command line has no clock but the machine's.
    app.clock.advance(Date.now() - app.clock.now());
    const requests: string[] = [];
    const hooks = new Map<string, () => Promise<unknown>>();
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (request) => {
        requests.push(`${request.method} ${new URL(request.url).pathname}`);
        const hook = hooks.get(request.method);
        hooks.delete(request.method);
        await hook?.();
        return app.handle(request);
      },
    });
    return new TestRegistry(app, server, requests, hooks);
  }

  /** What somebody else does just before the next request with this method. */
  justBefore(method: string, work: () => Promise<unknown>): void {
    this.hooks.set(method, work);
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop(true);
    await this.app[Symbol.asyncDispose]();
  }
}

export interface Situation {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the person types, question by question; nobody sits there when left out. */
  readonly answers?: readonly string[];
  /** Whether stdout is a terminal. */
  readonly isShown?: boolean;
  /** For commands that print JSON without being asked. */
  readonly bare?: boolean;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  /** What was asked; `(hidden)` behind it where typing is not shown. */
  readonly questions: readonly string[];
}

/** Somebody's account on a machine. */
export class Home implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<Home> {
    return new Home(await mkdtemp(join(tmpdir(), "aerugo-home-")));
  }

  get contextsPath(): string {
    return join(this.path, ".config", "aerugo", "contexts.json");
  }

  async run(args: readonly string[], { stdin = "", env = {}, answers, isShown = false }: Situation = {}): Promise<Ran> {
    const said = { out: "", error: "" };
    const questions: string[] = [];
    const left = [...(answers ?? [])];
    const ask = async (question: string, { hidden = false } = {}) => {
      questions.push(`${question}${hidden ? "(hidden)" : ""}`);
      const answer = left.shift();
      if (answer === undefined) throw new Error(`nobody answers: ${question}`);
      return answer;
    };
    const terminal = {
      out: (text: string) => void (said.out += text),
      error: (text: string) => void (said.error += text),
      readInput: async () => stdin,
      isShown,
      ask: answers && ask,
    };
    const code = await run(args, terminal, { HOME: this.path, ...env });
    return { code, ...said, questions };
  }

  /** Of a command that succeeds: what it printed as JSON. */
  async json<T>(args: readonly string[], situation: Situation = {}): Promise<T> {
    const { code, out, error } = await this.run(situation.bare ? args : [...args, "-o", "json"], situation);
    if (code !== 0) throw new Error(`aerugo ${args.join(" ")} ended with ${code}: ${error}`);
    return JSON.parse(out) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
