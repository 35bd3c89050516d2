// The program at a real terminal: what is asked, what is seen of the answers, and what happens when the person leaves.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";

const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");
const TEST_LIMIT_MS = 20_000;

let registry: TestRegistry;
let home: Home;

beforeAll(async () => {
  registry = await TestRegistry.start();
  await registry.app.asUser("alice");
});
afterAll(() => registry[Symbol.asyncDispose]());
beforeEach(async () => {
  await home?.[Symbol.asyncDispose]();
  home = await Home.make();
});
afterAll(() => home[Symbol.asyncDispose]());

/** Types each answer when its question has been asked; resolves to all that the screen showed. */
async function converse(args: readonly string[], answers: readonly (readonly [question: string, typed: string])[]) {
  let screen = "";
  const left = [...answers];
  const child = Bun.spawn([process.execPath, MAIN, ...args], {
    env: { HOME: home.path, TERM: "xterm", PATH: process.env.PATH },
    terminal: {
      cols: 120,
      rows: 40,
      data: (terminal, data) => {
        screen += new TextDecoder().decode(data);
        const next = left[0];
        if (!next || !screen.includes(next[0])) return;
        left.shift();
        terminal.write(next[1]);
      },
    },
  });
  const code = await child.exited;
  return { code, screen };
}

describe("login at a terminal", () => {
  test(
    "shows the name that is typed, and not the password",
    async () => {
      const { code, screen } = await converse(
        ["login", registry.url],
        [
          ["User name: ", "alice\r"],
          ["Password: ", `${PASSWORD}\r`],
        ],
      );
      expect(screen).toContain("Signed in to");
      expect(Bun.stripANSI(screen)).toContain("User name: alice");
      expect(screen).not.toContain(PASSWORD.slice(0, 7));
      expect(code).toBe(0);
    },
    TEST_LIMIT_MS,
  );

  test(
    "lets the typist correct the password",
    async () => {
      const { code } = await converse(["login", registry.url, "-u", "alice"], [["Password: ", `${PASSWORD}xy\u007f\u007f\r`]]);
      expect(code).toBe(0);
    },
    TEST_LIMIT_MS,
  );

  test.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])(
    "ends when they leave with %s",
    async (_key, typed) => {
      const { code, screen } = await converse(["login", registry.url, "-u", "alice"], [["Password: ", typed]]);
      expect(screen).toContain("no answer was given");
      expect(code).toBe(1);
      expect(await Bun.file(home.contextsPath).exists()).toBe(false);
    },
    TEST_LIMIT_MS,
  );
});
