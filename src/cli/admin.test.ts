// `aerugo admin`, on the database of an installation: the overlap of keys is tested where tokens are.
import { Database } from "bun:sqlite";
import { afterAll, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestApp } from "../../test/kit/app.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "aerugo-admin-"));
afterAll(() => rmSync(folder, { recursive: true }));

let out = "";
beforeEach(() => {
  out = "";
});

function aerugo(dataDir: string, ...args: string[]): Promise<number> {
  const terminal = { out: (text: string) => void (out += text), error: (text: string) => void (out += text), readInput: async () => "" };
  return run([...args, "--data-dir", dataDir], terminal, {});
}

test("key rotate publishes a key that signs a while later, and writes it down", async () => {
  expect(await aerugo(folder, "admin", "key", "rotate", "-o", "json")).toBe(0);
  const { id, activatesAt } = JSON.parse(out) as { id: string; activatesAt: string };
  expect(Date.parse(activatesAt)).toBeGreaterThan(Date.now());
  using database = new Database(join(folder, "aerugo.db"), { readonly: true });
  expect(database.query("select actor, action, target from audit_log").all()).toEqual([
    { actor: "command line", action: "signing_key.rotate", target: id },
  ]);
  expect(JSON.stringify(database.query("select private_jwk from signing_keys").all())).not.toContain('"d"');
});

test("key rotate is noticed by a server that runs", async () => {
  await using app = await TestApp.start();
  await aerugo(app.dataDir, "admin", "key", "rotate");
  app.clock.advance(60_000);
  const { keys } = (await (await app.anonymous.get("/.well-known/jwks.json")).json()) as { keys: { kid: string }[] };
  expect(keys).toHaveLength(2);
  expect(keys.map(({ kid }) => kid)).toContain(out.split(" ", 1)[0]!);
});
