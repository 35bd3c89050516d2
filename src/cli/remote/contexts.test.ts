import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Contexts, type ContextsFile, type StoredContext } from "./contexts.ts";

const CONTEXT: StoredContext = { url: "https://registry.example.com", username: "alice", credential: { kind: "token", token: "secret" } };

let folder = "";
let contexts = new Contexts("");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aerugo-contexts-"));
  contexts = Contexts.in({ XDG_CONFIG_HOME: folder });
});
afterEach(() => rm(folder, { recursive: true }));

function adding(name: string): (file: ContextsFile) => ContextsFile {
  return (file) => ({ ...file, contexts: { ...file.contexts, [name]: CONTEXT } });
}

describe("the file of contexts", () => {
  test("is empty before anybody signs in, and reading it makes nothing", async () => {
    expect(await contexts.read()).toEqual({ contexts: {}, docker: {} });
    expect(await readdir(folder)).toEqual([]);
  });

  test("comes back as it was written, and is the owner's alone", async () => {
    await contexts.update(adding("one"));
    expect((await contexts.read()).contexts).toEqual({ one: CONTEXT });
    expect((await stat(contexts.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "aerugo"))).mode & 0o777).toBe(0o700);
  });

  test.each([0o640, 0o604, 0o620])("is not used while others may (mode %o)", async (mode) => {
    await contexts.update(adding("one"));
    await chmod(contexts.path, mode);
    await expect(contexts.read()).rejects.toMatchObject({ kind: "auth", hint: expect.stringContaining(`chmod 600 ${contexts.path}`) });
    await expect(contexts.update(adding("two"))).rejects.toThrow("others may use it");
  });

  test("keeps what commands that run at once put into it", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `context-${index}`);
    await Promise.all(names.map((name) => Contexts.in({ XDG_CONFIG_HOME: folder }).update(adding(name))));
    expect(Object.keys((await contexts.read()).contexts).sort()).toEqual(names.sort());
  });

  test("stays as it was when the change fails, and leaves nothing beside it", async () => {
    await contexts.update(adding("one"));
    const failing = contexts.update(() => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(Object.keys((await contexts.read()).contexts)).toEqual(["one"]);
    expect((await readdir(join(folder, "aerugo"))).sort()).toEqual(["contexts.json", "contexts.json.lock"]);
  });

  test.each([
    ["no JSON", "{"],
    ["another shape", '{"version":1,"contexts":[]}'],
    ["a context without its URL", '{"version":1,"docker":{},"contexts":{"a":{"username":"x","credential":{"kind":"token","token":"t"}}}}'],
    ["an unknown credential", `{"version":1,"docker":{},"contexts":{"a":{"url":"https://a","username":"x","credential":{"kind":"new"}}}}`],
  ])("with %s is refused, and not overwritten", async (_story, text) => {
    await contexts.update(adding("one"));
    await writeFile(contexts.path, text);
    await expect(contexts.update(adding("two"))).rejects.toMatchObject({ kind: "failure" });
    expect(await Bun.file(contexts.path).text()).toBe(text);
  });

  test("of a newer Aerugo is left alone", async () => {
    await contexts.update(adding("one"));
    await writeFile(contexts.path, '{"version":2,"something":"else"}');
    await expect(contexts.read()).rejects.toMatchObject({ kind: "conflict" });
  });

  test("lies where XDG says, and a relative place does not count", () => {
    expect(Contexts.in({ XDG_CONFIG_HOME: "/x", HOME: "/home/alice" }).path).toBe("/x/aerugo/contexts.json");
    expect(Contexts.in({ XDG_CONFIG_HOME: "x", HOME: "/home/alice" }).path).toBe("/home/alice/.config/aerugo/contexts.json");
  });
});
