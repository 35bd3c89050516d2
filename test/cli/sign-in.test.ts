// Signing in and out with the command line, against a registry on a port.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { TOTP } from "otpauth";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";

const MAIN = join(import.meta.dir, "..", "..", "src", "main.ts");

let registry: TestRegistry;
let home: Home;

beforeAll(async () => {
  registry = await TestRegistry.start();
  await registry.app.asUser("alice");
  await registry.app.asUser("bob");
});
afterAll(() => registry[Symbol.asyncDispose]());
beforeEach(async () => {
  await home?.[Symbol.asyncDispose]();
  home = await Home.make();
});
afterAll(() => home[Symbol.asyncDispose]());

interface Stored {
  current?: string;
  contexts: Record<string, { url: string; username: string; credential: { kind: string } & Record<string, unknown> }>;
}

function stored(): Promise<Stored> {
  return Bun.file(home.contextsPath).json() as Promise<Stored>;
}

function signIn(username = "alice", ...more: string[]) {
  return home.run(["login", registry.url, "--username", username, "--password-stdin", ...more], { stdin: `${PASSWORD}\n` });
}

/** As if the access token had run out: the next command has to refresh. */
async function expireAccessToken(): Promise<void> {
  const file = await stored();
  for (const { credential } of Object.values(file.contexts)) credential.access_token_expires_at = 0;
  await Bun.write(home.contextsPath, JSON.stringify(file));
}

describe("login", () => {
  test("with a password opens a session, kept where only its owner can read it", async () => {
    expect(await signIn()).toMatchObject({ code: 0, out: "", error: expect.stringContaining(`Signed in to ${registry.url} as alice`) });
    expect((await stat(home.contextsPath)).mode & 0o777).toBe(0o600);
    expect(await home.run(["whoami", "-q"])).toMatchObject({ code: 0, out: "alice\n" });
    expect(await Bun.file(home.contextsPath).text()).not.toContain(PASSWORD);
  });

  test("asks a person for what was not given, and hides the password", async () => {
    const { code, questions } = await home.run(["login", registry.url], { answers: ["alice", PASSWORD] });
    expect([code, questions]).toEqual([0, ["User name: ", "Password: (hidden)"]]);
  });

  test("with a wrong password ends with 4, stores nothing and repeats nothing", async () => {
    const ran = await home.run(["login", registry.url, "--username", "alice", "--password-stdin"], {
      stdin: "hunter2hunter2",
      env: { AERUGO_DEBUG: "1" },
    });
    expect(ran).toMatchObject({ code: 4, out: "" });
    expect(ran.error).toContain("password is wrong");
    expect(ran.error).not.toContain("hunter2");
    expect(await Bun.file(home.contextsPath).exists()).toBe(false);
  });

  test("has nobody to ask in a pipe, and says what to give", async () => {
    expect(await home.run(["login", registry.url])).toMatchObject({ code: 2, error: expect.stringContaining("--password-stdin") });
    expect(await home.run(["login", registry.url, "--username", "alice", "--password-stdin"])).toMatchObject({ code: 2 });
  });

  test("with a personal token keeps the token", async () => {
    const secret = await personalToken("repo:read", "user:read");
    expect(await home.run(["login", registry.url, "--token-stdin"], { stdin: `${secret}\n` })).toMatchObject({ code: 0 });
    expect((await stored()).contexts[registry.host]).toMatchObject({ username: "alice", credential: { kind: "token", token: secret } });
    expect(await home.run(["login", registry.url, "--token-stdin", "--username", "bob"], { stdin: secret })).toMatchObject({ code: 4 });
    expect(await home.run(["login", registry.url, "--token-stdin"], { stdin: secret.slice(0, -1) })).toMatchObject({ code: 4 });
  });

  test("with a robot's token takes the robot's name", async () => {
    await signIn();
    await home.run(["org", "create", "acme"]);
    await home.run(["robot", "create", "acme+ci"]);
    const secret = (await home.run(["robot", "token", "create", "acme+ci", "build", "--scope", "repo:write"])).out.trim();
    const asRobot = (name: string) => home.run(["login", registry.url, "--token-stdin", "--name", "robot", "-u", name], { stdin: secret });
    expect(await home.run(["login", registry.url, "--token-stdin"], { stdin: secret })).toMatchObject({ code: 2 });
    expect(await asRobot("acme+other")).toMatchObject({ code: 4 });
    expect(await asRobot("acme+ci")).toMatchObject({ code: 0 });
    expect((await stored()).contexts.robot).toMatchObject({ username: "acme+ci" });
    expect((await home.run(["whoami", "-q"])).out).toBe("acme+ci\n");
    const env = { AERUGO_HOST: registry.url, AERUGO_TOKEN: secret, AERUGO_USERNAME: "acme+ci" };
    expect((await home.run(["whoami", "-q"], { env })).out).toBe("acme+ci\n");
  });

  test("asks for the second factor of who has one", async () => {
    await registry.app.asUser("carol");
    await signIn("carol");
    const { secret } = await home.json<{ secret: string }>(["api", "POST", "/second-factors/totp/begin"], { bare: true });
    const totp = new TOTP({ secret });
    // The registry's clock stands still.
    const timestamp = registry.app.clock.now();
    await home.json(["api", "POST", "/second-factors/totp/confirm", "-f", `code=${totp.generate({ timestamp })}`], { bare: true });
    const withoutCode = await signIn("carol");
    expect(withoutCode).toMatchObject({ code: 4, error: expect.stringContaining("--code") });
    registry.app.clock.advance(60_000);
    const code = totp.generate({ timestamp: registry.app.clock.now() });
    expect(await signIn("carol", "--code", code)).toMatchObject({ code: 0 });
    const asked = await home.run(["login", registry.url, "--username", "carol"], { answers: [PASSWORD, "000000"] });
    expect(asked).toMatchObject({ code: 4, questions: ["Password: (hidden)", "Code of your second factor, or a recovery code: "] });
  });

  test("warns where the password is sent in the open, but not on this machine", async () => {
    expect((await signIn()).error).not.toContain("warning");
    const away = await home.run(["login", "192.0.2.1:1", "--plain-http", "--username", "a", "--password-stdin"], { env: {} });
    expect(away.error).toContain("warning: http://192.0.2.1:1 is not encrypted");
  });

  test("again at the same place ends the session that was there", async () => {
    await signIn();
    const before = (await stored()).contexts[registry.host]!.credential;
    await expireAccessToken();
    await signIn("bob");
    const response = await fetch(`${registry.url}/api/v1/user`, { headers: { authorization: `Bearer ${String(before.access_token)}` } });
    expect(response.status).toBe(401);
  });
});

describe("a session", () => {
  test("is refreshed when its access token has run out", async () => {
    await signIn();
    const before = (await stored()).contexts[registry.host]!.credential;
    await expireAccessToken();
    expect(await home.run(["whoami", "-q"])).toMatchObject({ code: 0, out: "alice\n" });
    const after = (await stored()).contexts[registry.host]!.credential;
    expect(after.refresh_token).not.toBe(before.refresh_token);
  });

  test("outlives commands that refresh at once: the refresh token is used one time", async () => {
    await signIn();
    await expireAccessToken();
    const refreshesBefore = registry.requests.filter((request) => request === "POST /api/v1/auth/token").length;
    const ran = await Promise.all(Array.from({ length: 8 }, () => home.run(["whoami", "-q"])));
    expect(ran.map(({ code, out }) => [code, out])).toEqual(Array.from({ length: 8 }, () => [0, "alice\n"]));
    expect(registry.requests.filter((request) => request === "POST /api/v1/auth/token").length - refreshesBefore).toBe(1);
    await expireAccessToken();
    expect(await home.run(["whoami", "-q"])).toMatchObject({ code: 0 });
  });

  test("outlives programs that refresh at once", async () => {
    await signIn();
    await expireAccessToken();
    const env = { HOME: home.path, PATH: process.env.PATH ?? "" };
    const programs = Array.from({ length: 3 }, () => Bun.spawn([process.execPath, MAIN, "whoami", "-q"], { env, stderr: "pipe" }));
    const said = await Promise.all(programs.map(async ({ stdout, stderr }) => (await stdout.text()) + (await stderr.text())));
    expect(said).toEqual(["alice\n", "alice\n", "alice\n"]);
  });

  test("survives an access token that the registry no longer takes, though its time has not come", async () => {
    await signIn();
    registry.app.clock.advance(60 * 60_000);
    expect(await home.run(["whoami", "-q"])).toMatchObject({ code: 0, out: "alice\n" });
  });

  test("that was ended elsewhere says to sign in again", async () => {
    await signIn();
    const { access_token } = (await stored()).contexts[registry.host]!.credential;
    await fetch(`${registry.url}/api/v1/auth/logout`, { method: "POST", headers: { authorization: `Bearer ${String(access_token)}` } });
    const ran = await home.run(["whoami"], { env: { AERUGO_DEBUG: "1" } });
    expect(ran).toMatchObject({ code: 4, out: "", error: expect.stringContaining(`aerugo login ${registry.url}`) });
  });
});

describe("logout", () => {
  test("ends the session at the registry, and forgets it here", async () => {
    await signIn();
    const { access_token } = (await stored()).contexts[registry.host]!.credential;
    expect(await home.run(["logout"])).toMatchObject({ code: 0, error: `Signed out of ${registry.host}.\n` });
    const response = await fetch(`${registry.url}/api/v1/user`, { headers: { authorization: `Bearer ${String(access_token)}` } });
    expect(response.status).toBe(401);
    expect(await home.run(["whoami"])).toMatchObject({ code: 4, error: expect.stringContaining("not signed in") });
  });

  test("of a session that has ended forgets it all the same", async () => {
    await signIn();
    const { access_token } = (await stored()).contexts[registry.host]!.credential;
    await fetch(`${registry.url}/api/v1/auth/logout`, { method: "POST", headers: { authorization: `Bearer ${String(access_token)}` } });
    expect(await home.run(["logout"])).toMatchObject({ code: 0 });
    expect((await stored()).contexts).toEqual({});
  });

  test("leaves a token alone, and says so", async () => {
    const secret = await personalToken("user:read");
    await home.run(["login", registry.url, "--token-stdin"], { stdin: secret });
    expect(await home.run(["logout"])).toMatchObject({ code: 0, error: expect.stringContaining("aerugo token revoke") });
    expect((await fetch(`${registry.url}/api/v1/user`, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  });

  test("keeps the context while the registry cannot be reached", async () => {
    const other = await TestRegistry.start();
    await other.app.asUser("alice");
    await home.run(["login", other.url, "-u", "alice", "--password-stdin"], { stdin: PASSWORD });
    const { host } = other;
    await other[Symbol.asyncDispose]();
    expect(await home.run(["logout"])).toMatchObject({ code: 69, error: expect.stringContaining(`aerugo context rm ${host}`) });
    expect(await home.run(["context", "rm", host, "--yes"])).toMatchObject({ code: 0 });
  });
});

describe("contexts", () => {
  test("are listed, chosen, shown without secrets, and forgotten", async () => {
    await signIn("alice", "--name", "one");
    await signIn("bob", "--name", "two");
    const contexts = await home.json<{ name: string; is_current: boolean }[]>(["context", "ls"]);
    expect(contexts.map(({ name, is_current }) => [name, is_current])).toEqual([
      ["one", false],
      ["two", true],
    ]);
    expect((await home.run(["whoami", "-q"])).out).toBe("bob\n");
    expect((await home.run(["whoami", "-q", "--context", "one"])).out).toBe("alice\n");
    expect((await home.run(["whoami", "-q"], { env: { AERUGO_CONTEXT: "one" } })).out).toBe("alice\n");
    expect((await home.run(["context", "use", "one"])).code).toBe(0);
    expect((await home.run(["whoami", "-q"])).out).toBe("alice\n");
    expect((await home.run(["context", "show", "-o", "json"])).out).not.toContain("aer_");
    expect(await home.run(["context", "rm", "one"])).toMatchObject({ code: 2 });
    expect(await home.run(["context", "rm", "one"], { answers: ["y"] })).toMatchObject({ code: 0 });
    expect(await home.run(["context", "use", "one"])).toMatchObject({ code: 3 });
    expect(await home.run(["whoami", "--context", "__proto__"])).toMatchObject({ code: 3 });
  });

  test("are completed", async () => {
    await signIn("alice", "--name", "first");
    expect((await home.run(["__complete", "--", "context", "use", "f"])).out).toBe("first\n");
    expect((await home.run(["__complete", "--", "repo", "ls", "--context", ""])).out).toBe("first\n");
    expect((await home.run(["__complete", "--", "logout", ""])).out).toBe("first\n");
  });

  test("let the registry complete organizations and repositories, and are not refreshed for it", async () => {
    await signIn();
    await home.run(["org", "create", "completed"]);
    await home.run(["repo", "create", "completed/api"]);
    await expireAccessToken();
    const before = await stored();
    expect((await home.run(["__complete", "--", "org", "view", "comp"])).out).toBe("completed\n");
    expect((await home.run(["__complete", "--", "audit", "ls", "--org", "comp"])).out).toBe("completed\n");
    expect((await home.run(["__complete", "--", "repo", "view", "completed/"])).out).toBe("completed/api\n");
    expect(await stored()).toEqual(before);
    const env = { AERUGO_HOST: "http://127.0.0.1:1", AERUGO_TOKEN: "x" };
    expect(await home.run(["__complete", "--", "org", "view", ""], { env })).toMatchObject({ code: 0, out: "", error: "" });
  });

  test("that others can read are not used", async () => {
    await signIn();
    await chmod(home.contextsPath, 0o644);
    expect(await home.run(["whoami"])).toMatchObject({ code: 4, error: expect.stringContaining("chmod 600") });
  });
});

describe("the environment", () => {
  test("gives host and token without anything stored", async () => {
    const secret = await personalToken("user:read");
    await home[Symbol.asyncDispose]();
    home = await Home.make();
    const env = { AERUGO_HOST: registry.url, AERUGO_TOKEN: secret };
    expect((await home.run(["whoami", "-q"], { env })).out).toBe("alice\n");
    await Bun.write(`${home.path}/token`, `${secret}\n`);
    expect((await home.run(["whoami", "-q"], { env: { AERUGO_HOST: registry.url, AERUGO_TOKEN_FILE: `${home.path}/token` } })).out).toBe(
      "alice\n",
    );
    expect((await home.run(["whoami"], { env: { AERUGO_HOST: registry.url, AERUGO_TOKEN_FILE: "/nowhere" } })).code).toBe(2);
    expect(await Bun.file(home.contextsPath).exists()).toBe(false);
  });

  test("does not send its token to a context that was named", async () => {
    await signIn("bob", "--name", "bobs");
    const env = { AERUGO_HOST: "http://192.0.2.1:1", AERUGO_TOKEN: "aer_pat_of_another_place" };
    expect((await home.run(["whoami", "-q", "--context", "bobs"], { env })).out).toBe("bob\n");
  });

  test("of a host alone acts as whoever is signed in there, or as nobody", async () => {
    await signIn();
    const env = { AERUGO_HOST: registry.url };
    expect((await home.run(["whoami", "-q"], { env })).out).toBe("alice\n");
    await home.run(["logout"]);
    expect(await home.run(["whoami"], { env })).toMatchObject({ code: 4 });
    expect(await home.run(["api", "GET", "/"], { env })).toMatchObject({ code: 0 });
  });

  test("is no mistake in the server's configuration", async () => {
    const env = {
      AERUGO_HOST: "x",
      AERUGO_TOKEN: "x",
      AERUGO_TOKEN_FILE: "x",
      AERUGO_CONTEXT: "x",
      AERUGO_OUTPUT: "json",
      AERUGO_DEBUG: "",
    };
    expect(await home.run(["config", "validate"], { env })).toMatchObject({ code: 0 });
  });
});

test("no secret is ever printed, logged or left anywhere but in the file of contexts", async () => {
  const env = { AERUGO_DEBUG: "1" };
  let said = "";
  const go = async (...args: string[]) => {
    const { out, error } = await home.run(args, { env, stdin: PASSWORD });
    said += error;
    return out;
  };
  await go("login", registry.url, "-u", "alice", "--password-stdin");
  const first = await Bun.file(home.contextsPath).text();
  const made = (await go("token", "create", "once", "--scope", "user:read")).trim();
  await expireAccessToken();
  said += await go("whoami");
  said += await go("context", "show", "-o", "json");
  said += await go("token", "ls", "-o", "json");
  const answer = JSON.parse((await home.run(["credential-helper", "get"], { stdin: registry.host })).out) as { Secret: string };
  const second = await Bun.file(home.contextsPath).text();
  await home.run(["login", registry.url, "--token-stdin"], { stdin: `${made}x`, env });
  said += await go("logout");
  said += await go("whoami");
  const secrets = [...`${first}${second}`.matchAll(/"(aer_\w+|eyJ[\w.-]+)"/g)].map(([, secret]) => secret!);
  expect(secrets.length).toBeGreaterThan(4);
  expect(said).toContain("debug: POST");
  const logged = JSON.stringify(registry.app.records);
  for (const secret of [...secrets, made, answer.Secret, PASSWORD]) {
    expect(said.includes(secret)).toBe(false);
    expect(logged.includes(secret)).toBe(false);
  }
});

async function personalToken(...scopes: string[]): Promise<string> {
  await signIn();
  const { out } = await home.run(["token", "create", "for-a-test", ...scopes.flatMap((scope) => ["--scope", scope])]);
  return out.trim();
}
