// The fault proxy itself: a fault that did something else than it says would make every test behind it worthless.
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { type Server, type Socket, connect, createServer } from "node:net";
import { FaultProxy, type LinkFault } from "./fault-proxy.ts";

const SILENCE_MS = 150;
const MIB = 2 ** 20;

/** Answers every byte with itself, and remembers what it saw. */
class Echo implements AsyncDisposable {
  readonly sockets = new Set<Socket>();
  received = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Echo> {
    const server = createServer({ allowHalfOpen: true });
    const echo = new Echo(server);
    server.on("connection", (socket: Socket) => {
      echo.sockets.add(socket);
      socket.on("close", () => echo.sockets.delete(socket));
      socket.on("error", () => {});
      socket.on("data", (piece: Buffer) => {
        echo.received += piece.byteLength;
        if (socket.write(piece)) return;
        socket.pause();
        socket.once("drain", () => socket.resume());
      });
      socket.on("end", () => socket.end());
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", () => resolve());
    await promise;
    return echo;
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.close(() => resolve());
    for (const socket of this.sockets) socket.destroy();
    await promise;
  }
}

class Peer implements Disposable {
  received = Buffer.alloc(0);
  receivedBytes = 0;
  ending: "end" | "reset" | undefined;
  private constructor(readonly socket: Socket) {
    socket.on("data", (piece: Buffer) => {
      this.receivedBytes += piece.byteLength;
      if (this.received.byteLength < 100) this.received = Buffer.concat([this.received, piece]);
    });
    socket.on("end", () => (this.ending ??= "end"));
    socket.on("error", () => (this.ending ??= "reset"));
  }

  static connect(port: number): Promise<Peer> {
    const { promise, resolve, reject } = Promise.withResolvers<Peer>();
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(new Peer(socket));
    });
    return promise;
  }

  async hears(text: string): Promise<void> {
    await until(() => this.received.toString().includes(text));
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`still not so: ${condition.toString()}`);
    await Bun.sleep(2);
  }
}

afterEach(async () => {
  while (open.length > 0) await open.pop()?.();
});
const open: (() => Promise<void>)[] = [];

async function world(): Promise<{ echo: Echo; proxy: FaultProxy; peer: () => Promise<Peer> }> {
  const echo = await Echo.start();
  const proxy = await FaultProxy.start({ port: echo.port });
  const peers: Peer[] = [];
  open.push(async () => {
    for (const peer of peers) peer[Symbol.dispose]();
    await proxy[Symbol.asyncDispose]();
    await echo[Symbol.asyncDispose]();
  });
  const peer = async () => {
    const made = await Peer.connect(proxy.port);
    peers.push(made);
    return made;
  };
  return { echo, proxy, peer };
}

describe("the fault proxy", () => {
  test("passes bytes both ways, and each side's end by itself", async () => {
    const { peer } = await world();
    const client = await peer();
    client.socket.write("hello");
    await client.hears("hello");
    client.socket.end("bye");
    await client.hears("bye");
    await until(() => client.ending === "end");
  });

  test("holds a sender back whose reader does not read", async () => {
    const { echo, peer } = await world();
    const client = await peer();
    client.socket.pause();
    for (let piece = 0; piece < 64; piece += 1) client.socket.write(Buffer.alloc(MIB));
    let before = -1;
    while (before !== echo.received) {
      before = echo.received;
      await Bun.sleep(SILENCE_MS);
    }
    // What fits into the buffers of the system and of ours.
    expect(before).toBeLessThan(48 * MIB);
    client.socket.resume();
    await until(() => client.receivedBytes === 64 * MIB);
  });

  test.each(["reset", "end"] as const)("cuts what is open at once, with %s, and what comes next", async (how) => {
    const { echo, proxy, peer } = await world();
    const client = await peer();
    client.socket.write("hello");
    await client.hears("hello");
    await proxy.set({ kind: "cut", how });
    await until(() => client.ending === how);
    await until(() => echo.sockets.size === 0);
    const next = await peer();
    await until(() => next.ending === how);
    await proxy.pass();
    const last = await peer();
    last.socket.write("again");
    await last.hears("again");
  });

  test.each([
    ["up", 3, "abc"],
    ["down", 5, "abcde"],
  ] as const)("cuts %s after %d bytes", async (direction, bytes, arrived) => {
    const { echo, proxy, peer } = await world();
    const client = await peer();
    await proxy.set({ kind: "cut", how: "end", after: { direction, bytes } });
    client.socket.write("abcdefgh");
    await until(() => client.ending !== undefined);
    await until(() => echo.sockets.size === 0);
    if (direction === "up") expect(echo.received).toBe(bytes);
    else expect(client.received.toString()).toBe(arrived);
  });

  test("refuses new connections while open ones go on, and takes new ones on the same port again", async () => {
    const { proxy, peer } = await world();
    const client = await peer();
    await proxy.set({ kind: "refuse" });
    await expect(peer()).rejects.toThrow();
    client.socket.write("still");
    await client.hears("still");
    await proxy.pass();
    const next = await peer();
    next.socket.write("again");
    await next.hears("again");
  });

  test("delays, and throttles", async () => {
    const { proxy, peer } = await world();
    await proxy.set({ kind: "slow", delayMs: 50, bytesPerSecond: 10_000 });
    const client = await peer();
    const started = performance.now();
    client.socket.write(Buffer.alloc(1000, "x"));
    await until(() => client.receivedBytes === 1000);
    // Both ways: 50 ms each, and 100 ms each for a thousand bytes.
    expect(performance.now() - started).toBeGreaterThan(280);
    client.socket.write(Buffer.alloc(100_000, "x"));
    await Bun.sleep(10);
    await proxy.pass();
    await until(() => client.receivedBytes === 101_000);
  });

  test("stalls without losing anything", async () => {
    const { echo, proxy, peer } = await world();
    const client = await peer();
    client.socket.write("one");
    await client.hears("one");
    await proxy.set({ kind: "stall" });
    client.socket.write("two");
    await Bun.sleep(SILENCE_MS);
    expect(echo.received).toBe(3);
    await proxy.pass();
    await client.hears("onetwo");
  });

  test("goes silent on open connections and new ones, for ever", async () => {
    const { echo, proxy, peer } = await world();
    const client = await peer();
    client.socket.write("one");
    await client.hears("one");
    await proxy.set({ kind: "half-open" });
    const late = await peer();
    for (const silent of [client, late]) silent.socket.write("two");
    await Bun.sleep(SILENCE_MS);
    await proxy.pass();
    for (const silent of [client, late]) silent.socket.write("three");
    await Bun.sleep(SILENCE_MS);
    expect([echo.received, client.receivedBytes, late.receivedBytes, client.ending, late.ending]).toEqual([3, 3, 0, undefined, undefined]);
    const next = await peer();
    next.socket.write("four");
    await next.hears("four");
    proxy.cutOpen();
    await until(() => [client, late, next].every(({ ending }) => ending === "reset"));
  });

  test("tells the service nothing of a silent client that left", async () => {
    const { echo, proxy, peer } = await world();
    const client = await peer();
    client.socket.write("one");
    await client.hears("one");
    await proxy.set({ kind: "half-open" });
    client.socket.resetAndDestroy();
    await Bun.sleep(SILENCE_MS);
    expect([echo.sockets.size, proxy.openConnections]).toEqual([1, 1]);
    proxy.cutOpen();
    await until(() => echo.sockets.size === 0 && proxy.openConnections === 0);
  });

  test("draws the same faults for the same seed", async () => {
    const { proxy, peer } = await world();
    const faults: LinkFault[] = [{ kind: "pass" }, { kind: "cut" }];
    const history = async () => {
      await proxy.set({ kind: "mixed", seed: 7, faults });
      const outcomes: boolean[] = [];
      for (let number = 0; number < 12; number += 1) {
        const client = await peer();
        client.socket.write("x");
        await until(() => client.receivedBytes === 1 || client.ending !== undefined);
        outcomes.push(client.receivedBytes === 1);
        client.socket.destroy();
      }
      return outcomes;
    };
    const first = await history();
    expect(new Set(first)).toEqual(new Set([true, false]));
    await until(() => proxy.openConnections === 0);
    expect(await history()).toEqual(first);
  });

  test("ends a client's connection when the service is not there", async () => {
    const echo = await Echo.start();
    const { port } = echo;
    await echo[Symbol.asyncDispose]();
    await using proxy = await FaultProxy.start({ port });
    using client = await Peer.connect(proxy.port);
    await until(() => client.ending !== undefined);
  });

  test("leaves no descriptor open", async () => {
    const before = readdirSync("/proc/self/fd").length;
    {
      await using echo = await Echo.start();
      await using proxy = await FaultProxy.start({ port: echo.port });
      const peers = await Promise.all(Array.from({ length: 20 }, () => Peer.connect(proxy.port)));
      for (const [index, peer] of peers.entries()) {
        peer.socket.write("x");
        if (index === 10) {
          await until(() => peer.receivedBytes === 1);
          await proxy.set({ kind: "half-open" });
        }
      }
      for (const peer of peers.slice(0, 5)) peer[Symbol.dispose]();
      await proxy[Symbol.asyncDispose]();
      for (const peer of peers) peer[Symbol.dispose]();
    }
    await until(() => readdirSync("/proc/self/fd").length <= before);
  });
});
