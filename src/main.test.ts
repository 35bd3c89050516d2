// The program as its users run it: a process with arguments, an environment and an exit code.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { DECLARATIONS } from "./config/schema.ts";

const folder = mkdtempSync(join(tmpdir(), "aerugo-main-"));
afterAll(() => rmSync(folder, { recursive: true }));

function commandLine(args: string): string[] {
  return [process.execPath, join(import.meta.dir, "main.ts"), ...args.split(" ").filter(Boolean)];
}

function aerugo(args: string, environment: Record<string, string> = {}, stdin = "") {
  const { exitCode, stdout, stderr } = Bun.spawnSync(commandLine(args), { cwd: folder, env: environment, stdin: Buffer.from(stdin) });
  return { exitCode, out: stdout.toString(), error: stderr.toString() };
}

describe("help", () => {
  test.each(["", "serve", "config", "config show", "migrate up", "user create", "version", "completion"])(
    "aerugo %s --help has an example",
    (command) => {
      const { exitCode, out } = aerugo(`${command} --help`);
      expect(exitCode).toBe(0);
      expect(out).toContain(`$ aerugo ${command}`.trimEnd());
    },
  );

  test("serve takes every key as a flag", () => {
    const { out } = aerugo("serve --help");
    for (const { flag } of DECLARATIONS) expect(out).toContain(`  ${flag}`);
  });

  test("no command at all is a usage error that shows the commands", () => {
    const { exitCode, out, error } = aerugo("");
    expect([exitCode, out]).toEqual([2, ""]);
    expect(error).toContain("serve");
  });
});

describe("version", () => {
  test("as text and as JSON", () => {
    expect(aerugo("version").out).toStartWith(`aerugo ${manifest.version} `);
    expect(JSON.parse(aerugo("version -o json").out)).toMatchObject({ version: manifest.version, bun: Bun.version });
  });
});

describe("config", () => {
  const path = join(folder, "config.yaml");
  writeFileSync(path, "ops_listen: off\nhttp:\n  trusted_proxies: [10.0.0.0/8]\n");

  test("show --sources says where each value comes from, and keeps secrets", () => {
    const environment = { AERUGO_CONFIG: path, AERUGO_LISTEN: ":0", AERUGO_ADMIN_PASSWORD: "hunter2hunter2" };
    const { exitCode, out } = aerugo("config show --sources --no-open --cache-blob-bytes 1GiB", environment);
    expect(exitCode).toBe(0);
    for (const line of [
      'listen: ":0" # AERUGO_LISTEN',
      `ops_listen: "off" # ${path}`,
      "open: false # --open",
      "database_url: sqlite:./data/aerugo.db # default",
      'admin_password: "********" # AERUGO_ADMIN_PASSWORD',
      `  trusted_proxies: ["10.0.0.0/8"] # ${path}`,
      "  blob_bytes: 1073741824 # --cache-blob-bytes",
    ]) {
      expect(out).toContain(line);
    }
    expect(out).not.toContain("hunter2");
  });

  test("what show prints is a file that gives the same configuration", () => {
    const shown = aerugo(`config show --config ${path} --registry-reference-policies acme/*=sparse,**=strict`).out;
    writeFileSync(join(folder, "shown.yaml"), shown);
    expect(aerugo("config show --config shown.yaml").out).toBe(shown);
    expect(Bun.YAML.parse(shown)).toEqual(JSON.parse(aerugo("config show -o json --config shown.yaml").out));
  });

  test("validate names every problem and exits with 2", () => {
    expect(aerugo("config validate")).toMatchObject({ exitCode: 0, error: "" });
    const { exitCode, out, error } = aerugo("config validate --lisen :0 --open=perhaps --http-idle-timeout-seconds 0", {
      AERUGO_LOG__LEVEL: "loud",
    });
    expect([exitCode, out]).toEqual([2, ""]);
    expect(error).toContain("4 problems");
    for (const part of ["did you mean --listen?", "AERUGO_LOG__LEVEL", "perhaps", "1 to 255 seconds"]) expect(error).toContain(part);
    expect(error).not.toContain("    at ");
  });

  test("operands that nobody asked for are refused", () => {
    expect(aerugo("config validate config.yaml")).toMatchObject({ exitCode: 2 });
  });

  test("schema and docs come whole through a pipe", () => {
    expect(JSON.parse(aerugo("config schema").out)).toHaveProperty("properties.http.properties.idle_timeout_seconds");
    expect(aerugo("config docs").out).toContain("- `AERUGO_CONFIG`: ");
  });
});

describe("mistakes", () => {
  test("an unknown command is met with the nearest one", () => {
    expect(aerugo("srve")).toMatchObject({ exitCode: 2, error: "aerugo: unknown command 'srve'\nhint: Did you mean serve?\n" });
  });

  test("a password is wanted, and never from the command line", () => {
    expect(aerugo("user create alice")).toMatchObject({ exitCode: 2 });
    expect(aerugo("user create alice --password hunter2").error).toContain("did you mean --password-stdin?");
  });
});

describe("serve", () => {
  test("says where it is ready, answers there, and leaves in order when told to", async () => {
    const args = "serve --open --listen 127.0.0.1:0 --ops-listen off --log-format json --data-dir served";
    await using server = Bun.spawn(commandLine(args), { cwd: folder, env: {}, stdout: "pipe" });
    const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const ready = JSON.parse((await lines.read()).value!.split("\n")[0]!) as { url: string };
    expect(ready).toMatchObject({ level: "info", storage: "file:served/blobs", metadata: "sqlite:served/aerugo.db" });
    expect((await fetch(`${ready.url}/v2/`)).status).toBe(200);
    const taken = aerugo(`serve --open --listen ${new URL(ready.url).host} --ops-listen off --data-dir other`);
    expect(taken).toMatchObject({ exitCode: 69, error: expect.stringContaining("Another process listens there") });
    server.kill("SIGTERM");
    expect(await server.exited).toBe(0);
  });
});

describe("user", () => {
  test("is created, listed, disabled, and refused a second time, each with its exit code", () => {
    expect(aerugo("user create alice --admin --password-stdin", {}, "correct horse\n")).toEqual({ exitCode: 0, out: "", error: "" });
    expect(aerugo("user create alice --generate")).toMatchObject({ exitCode: 5, out: "" });
    expect(aerugo("user create bob --password-stdin", {}, "short\n")).toMatchObject({ exitCode: 2 });
    expect(aerugo("user disable nobody")).toMatchObject({ exitCode: 3 });
    // The last one who could ever make another.
    expect(aerugo("user disable alice")).toMatchObject({ exitCode: 5 });
    expect(aerugo("user create root --admin --generate")).toMatchObject({ exitCode: 0 });
    expect(aerugo("user disable alice")).toMatchObject({ exitCode: 0 });
    const users = JSON.parse(aerugo("user list -o json").out) as object[];
    expect(users).toEqual([
      { username: "alice", isAdmin: true, disabledAt: expect.any(String), createdAt: expect.any(String) },
      { username: "root", isAdmin: true, disabledAt: null, createdAt: expect.any(String) },
    ]);
  });

  test("a generated password is all that stdout holds", () => {
    expect(aerugo("user reset-password alice --generate").out).toMatch(/^[0-9A-Za-z]{20,}\n$/);
  });
});

describe("migrate", () => {
  test("plans, applies, and then has nothing to do", () => {
    const plan = JSON.parse(aerugo("migrate plan -o json --data-dir new").out) as { version: number; newest: number; pending: object[] };
    expect(plan).toMatchObject({ version: 0, pending: { length: plan.newest } });
    expect(aerugo("migrate up --data-dir new").out).toContain(`applied: ${plan.newest}.`);
    expect(aerugo("migrate status --data-dir new").out).toContain("0 pending");
  });
});
