// Docker's credential helper: its protocol, and the clients that speak it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findTool, type ToolName } from "../../scripts/services.ts";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");
const TEST_LIMIT_MS = 60_000;

let registry: TestRegistry;
let home: Home;

beforeAll(async () => {
  registry = await TestRegistry.start();
  const alice = await registry.app.asUser("alice");
  await alice.pushImage("alice/app", "v1");
});
afterAll(() => registry[Symbol.asyncDispose]());
beforeEach(async () => {
  await home?.[Symbol.asyncDispose]();
  home = await Home.make();
});
afterAll(() => home[Symbol.asyncDispose]());

interface Answer {
  readonly ServerURL: string;
  readonly Username: string;
  readonly Secret: string;
}

const helper = (operation: string, stdin = "", env: Record<string, string> = {}) =>
  home.run(["credential-helper", operation], { stdin, env });
const get = async (server = registry.host) => JSON.parse((await helper("get", server)).out) as Answer;
const signIn = () => home.run(["login", registry.url, "-u", "alice", "--password-stdin"], { stdin: PASSWORD });
const tokens = async () => (await home.json<{ id: string; name: string; scopes: string[] }[]>(["token", "ls"])).filter(isForDocker);
const isForDocker = ({ name }: { name: string }) => name.startsWith("docker on ");

async function pulls({ Username, Secret }: Answer): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${Username}:${Secret}`).toString("base64")}`;
  const { status } = await fetch(`${registry.url}/v2/alice/app/manifests/v1`, { headers: { authorization } });
  return status === 200;
}

describe("the protocol", () => {
  test("knows nobody before anybody signed in, in the words that Docker understands", async () => {
    expect(await helper("get", registry.host)).toMatchObject({ code: 1, out: "credentials not found in native keychain\n" });
    expect(await helper("get", "\n")).toMatchObject({ code: 1, out: "no credentials server URL\n" });
    expect(await helper("list")).toMatchObject({ code: 0, out: "{}\n" });
  });

  test("keeps, lists, gives and erases what docker login had", async () => {
    const given = { ServerURL: "https://index.docker.io/v1/", Username: "carol", Secret: "s3cret" };
    expect(await helper("store", JSON.stringify(given))).toMatchObject({ code: 0, out: "" });
    expect(JSON.parse((await helper("get", "https://index.docker.io/v1/")).out)).toEqual(given);
    expect(JSON.parse((await helper("list")).out)).toEqual({ "https://index.docker.io/v1/": "carol" });
    expect(await helper("erase", "https://index.docker.io/v1/")).toMatchObject({ code: 0 });
    expect(await helper("get", "https://index.docker.io/v1/")).toMatchObject({ code: 1 });
    expect(await helper("erase", "https://index.docker.io/v1/")).toMatchObject({ code: 0 });
  });

  test("refuses what is no credential, without repeating it", async () => {
    const { code, out, error } = await helper("store", '{"Secret":"hunter2"');
    expect([code, out]).toEqual([1, "the credentials are not JSON\n"]);
    expect(error).not.toContain("hunter2");
    expect(await helper("store", '{"ServerURL":"x","Secret":"y"}')).toMatchObject({ code: 1, out: "no credentials username\n" });
  });
});

describe("whoever is signed in with aerugo login", () => {
  test("is given a token for images alone, made once and good for hours", async () => {
    await signIn();
    const answer = await get(`http://${registry.host}/v2/`);
    expect(answer).toEqual({ ServerURL: `http://${registry.host}/v2/`, Username: "alice", Secret: expect.stringMatching(/^aer_pat_/) });
    expect(await pulls(answer)).toBe(true);
    expect((await get()).Secret).toBe(answer.Secret);
    expect(await tokens()).toMatchObject([{ scopes: ["repo:read", "repo:write", "repo:delete"] }]);
    expect(JSON.parse((await helper("list")).out)).toEqual({ [registry.host]: "alice" });
  });

  test("loses it when they sign out", async () => {
    await signIn();
    const answer = await get();
    await home.run(["logout"]);
    expect(await pulls(answer)).toBe(false);
    expect(await helper("get", registry.host)).toMatchObject({ code: 1, out: "credentials not found in native keychain\n" });
  });

  test("keeps one token when Docker asks twice at once", async () => {
    await signIn();
    for (const { id } of await tokens()) await home.run(["token", "revoke", id, "--yes"]);
    const [one, other] = await Promise.all([get(), get()]);
    expect(one.Secret).toBe(other.Secret);
    expect(await tokens()).toHaveLength(1);
  });

  test("stays signed in when Docker gives back what it was given", async () => {
    await signIn();
    const answer = await get();
    await helper("store", JSON.stringify(answer));
    await home.run(["logout"]);
    expect(await helper("get", registry.host)).toMatchObject({ code: 1 });
  });

  test("gives the token itself, where that is what they signed in with", async () => {
    await signIn();
    const secret = (await home.run(["token", "create", "x", "--scope", "user:read,repo:read"])).out.trim();
    await home.run(["login", registry.url, "--token-stdin"], { stdin: secret });
    expect(await get()).toMatchObject({ Username: "alice", Secret: secret });
  });

  test("is second to what docker login says", async () => {
    await signIn();
    await helper("store", JSON.stringify({ ServerURL: registry.host, Username: "acme+ci", Secret: "aer_rob_x" }));
    expect(await get()).toMatchObject({ Username: "acme+ci", Secret: "aer_rob_x" });
    await helper("erase", registry.host);
    const again = await get();
    expect(again).toMatchObject({ Username: "alice" });
    await helper("erase", registry.host);
    expect((await get()).Secret).not.toBe(again.Secret);
    expect(await pulls(again)).toBe(false);
  });

  test("gives the token of the environment, where nothing is stored", async () => {
    await signIn();
    const secret = (await home.run(["token", "create", "x", "--scope", "user:read,repo:read"])).out.trim();
    await home.run(["logout"]);
    const env = { AERUGO_HOST: registry.url, AERUGO_TOKEN: secret };
    expect(JSON.parse((await helper("get", registry.host, env)).out)).toMatchObject({ Username: "alice", Secret: secret });
    const robot = { ...env, AERUGO_TOKEN: "aer_rob_x" };
    expect((await helper("get", registry.host, robot)).out).toContain("AERUGO_USERNAME");
    const named = JSON.parse((await helper("get", registry.host, { ...robot, AERUGO_USERNAME: "acme+ci" })).out) as Answer;
    expect(named).toMatchObject({ Username: "acme+ci", Secret: "aer_rob_x" });
    expect(await helper("get", "other.example.com", env)).toMatchObject({ code: 1, out: "credentials not found in native keychain\n" });
  });
});

/** Clients find helpers by their name on the PATH; a copy of the program needs nothing but the name. */
async function install(): Promise<Record<string, string>> {
  const bin = join(home.path, "bin");
  await mkdir(bin);
  const program = join(bin, "docker-credential-aerugo");
  await Bun.write(program, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" credential-helper "$@"\n`);
  await chmod(program, 0o755);
  const settings = { credHelpers: { [registry.host]: "aerugo" } };
  await Bun.write(join(home.path, "docker", "config.json"), JSON.stringify(settings));
  return {
    HOME: home.path,
    PATH: `${bin}:${process.env.PATH ?? ""}`,
    DOCKER_CONFIG: join(home.path, "docker"),
    DOCKER_HOST: "unix:///nowhere",
  };
}

async function spawn(command: readonly string[], env: Record<string, string>, stdin = ""): Promise<{ code: number; said: string }> {
  const child = Bun.spawn([...command], {
    env,
    cwd: home.path,
    stdin: Buffer.from(stdin),
    stdout: "pipe",
    stderr: "pipe",
    timeout: TEST_LIMIT_MS,
  });
  const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, said: out + error };
}

test("the program is the helper when it is called so", async () => {
  const child = Bun.spawn({ cmd: [process.execPath, MAIN, "list"], argv0: "/usr/bin/docker-credential-aerugo", env: { HOME: home.path } });
  expect([await child.stdout.text(), await child.exited]).toEqual(["{}\n", 0]);
});

function describeTool(name: ToolName, body: (binary: string) => void): void {
  describe.skipIf(cannotBeTried(name, hintsFor([name])))(name, () => body(findTool(name) ?? name));
}

describeTool("crane", (crane) => {
  test(
    "reads what only the one who signed in may read",
    async () => {
      const env = await install();
      const command = [crane, "digest", `${registry.host}/alice/app:v1`];
      expect((await spawn(command, env)).code).not.toBe(0);
      await signIn();
      expect(await spawn(command, env)).toMatchObject({ code: 0, said: expect.stringMatching(/^sha256:/) });
    },
    TEST_LIMIT_MS,
  );
});

describeTool("skopeo", (skopeo) => {
  test(
    "reads what only the one who signed in may read",
    async () => {
      const env = { ...(await install()), XDG_RUNTIME_DIR: home.path };
      const authfile = join(home.path, "docker", "config.json");
      const command = [skopeo, "inspect", "--raw", "--tls-verify=false", "--authfile", authfile, `docker://${registry.host}/alice/app:v1`];
      expect((await spawn(command, env)).code).not.toBe(0);
      await signIn();
      expect(await spawn(command, env)).toMatchObject({ code: 0 });
    },
    TEST_LIMIT_MS,
  );
});

describeTool("docker", (docker) => {
  test(
    "keeps its login with us, and takes it away again",
    async () => {
      const env = await install();
      await signIn();
      const secret = (await home.run(["token", "create", "x", "--scope", "repo:read"])).out.trim();
      const login = await spawn([docker, "login", registry.host, "-u", "alice", "--password-stdin"], env, secret);
      expect(login).toMatchObject({ code: 0, said: expect.stringContaining("Login Succeeded") });
      expect((await get()).Secret).toBe(secret);
      expect((await spawn([docker, "logout", registry.host], env)).code).toBe(0);
      expect((await get()).Secret).not.toBe(secret);
    },
    TEST_LIMIT_MS,
  );
});
