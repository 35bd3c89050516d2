import { describe, expect, test } from "bun:test";
import { EventEmitter } from "node:events";
import type { RunningServer } from "../compose.ts";
import { createLog } from "../observability/log.ts";
import { CliError } from "./failure.ts";
import { serve } from "./serve.ts";
import { WorkerLink } from "./worker-link.ts";

/** A server that notes what is asked of it, and drains when told to. */
function stage({ firstAdmin }: Pick<RunningServer, "firstAdmin"> = { firstAdmin: undefined }) {
  const calls: string[] = [];
  const printed: string[] = [];
  const logged: string[] = [];
  const signals = new EventEmitter();
  const drained = Promise.withResolvers<void>();
  const server: RunningServer = {
    url: "http://127.0.0.1:5000",
    port: 5000,
    opsUrl: undefined,
    storage: "file:./data/blobs",
    metadata: "sqlite:./data/aerugo.db",
    firstAdmin,
    readiness: async () => ({ ready: true, checks: {} }),
    metrics: async () => [],
    drain: (options) => (calls.push(options?.isUnnoticed ? "drain unnoticed" : "drain"), drained.promise),
    stopNow: async () => void calls.push("stopNow"),
  };
  const terminal = { out: (text: string) => void printed.push(text), error: () => {}, readInput: async () => "" };
  const log = createLog({ level: "info", format: "json", destination: { write: (line) => void logged.push(line) } });
  const channel = Object.assign(new EventEmitter(), {
    sent: [] as unknown[],
    connected: true,
    send: (message: unknown, _handle: unknown, _options: unknown, done: () => void) => (channel.sent.push(message), done(), true),
  });
  const run = (start = async () => server, link?: WorkerLink) => serve({ start, log, terminal, signals, link });
  return { channel, calls, printed, logged, signals, drained, run };
}

describe("serve", () => {
  test("says once where it is ready and what it stands on", async () => {
    const { logged, run, signals, drained } = stage();
    const running = run();
    await Bun.sleep(0);
    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        url: "http://127.0.0.1:5000",
        storage: "file:./data/blobs",
        metadata: "sqlite:./data/aerugo.db",
        ops: "off",
      }),
    ]);
    drained.resolve();
    signals.emit("SIGTERM");
    await running;
  });

  test("drains at the first signal", async () => {
    const { calls, run, signals, drained } = stage();
    const running = run();
    signals.emit("SIGTERM");
    drained.resolve();
    await running;
    expect(calls).toEqual(["drain"]);
    expect(signals.listenerCount("SIGTERM")).toBe(0);
  });

  test("stops at once at the second signal, and says that it cut requests off", async () => {
    const { calls, run, signals } = stage();
    const running = run();
    signals.emit("SIGINT");
    signals.emit("SIGTERM");
    await expect(running).rejects.toBeInstanceOf(CliError);
    expect(calls).toEqual(["drain", "stopNow"]);
  });

  test("can be stopped while it starts and hangs", async () => {
    const { run, signals } = stage();
    const running = run(() => new Promise(() => {}));
    signals.emit("SIGINT");
    signals.emit("SIGINT");
    await expect(running).rejects.toThrow("stopped while starting");
  });

  test("prints the first administrator's password to the terminal, never to the log", async () => {
    const { printed, logged, run, signals, drained } = stage({ firstAdmin: { username: "admin", generatedPassword: "hunter2" } });
    const running = run();
    drained.resolve();
    signals.emit("SIGTERM");
    await running;
    expect(printed.join("")).toContain("hunter2");
    expect(logged.join("")).not.toContain("hunter2");
  });

  test("as one of several it says that it is ready, answers what it is asked, and says goodbye", async () => {
    const { channel, calls, run, signals, drained } = stage();
    const running = run(undefined, new WorkerLink(channel as never));
    await Bun.sleep(0);
    channel.emit("message", { kind: "question", id: 7, what: "readiness" });
    await Bun.sleep(0);
    drained.resolve();
    signals.emit("SIGTERM");
    await running;
    expect(channel.sent).toEqual([
      { kind: "ready", port: 5000 },
      { kind: "answer", id: 7, value: { ready: true, checks: {} } },
      { kind: "farewell", metrics: [] },
    ]);
    expect(calls).toEqual(["drain"]);
  });

  test("drains unnoticed when another has taken its place, and when whoever started it is gone", async () => {
    for (const [event, message] of [["message", { kind: "retire" }], ["disconnect"]] as const) {
      const { channel, calls, run, drained } = stage();
      const running = run(undefined, new WorkerLink(channel as never));
      drained.resolve();
      channel.emit(event, message);
      await running;
      expect(calls).toEqual(["drain unnoticed"]);
      expect(channel.listenerCount("disconnect")).toBe(0);
    }
  });
});
