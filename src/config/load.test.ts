import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonSchema } from "./json-schema.ts";
import { loadConfig, type ConfigInputs } from "./load.ts";
import { ConfigError, type Problem } from "./problem.ts";
import { DECLARATIONS, type Key } from "./schema.ts";

const folder = mkdtempSync(join(tmpdir(), "aerugo-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function load(inputs: Partial<ConfigInputs> = {}) {
  return loadConfig({ environment: {}, ...inputs });
}

function problemsOf(inputs: Partial<ConfigInputs>): readonly Problem[] {
  try {
    load(inputs);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

function sourceOf(loaded: ReturnType<typeof load>, key: Key): string | undefined {
  return loaded.settings.get(key)?.source;
}

describe("precedence", () => {
  const path = file("levels.yaml", "listen: :1001\nops_listen: :1002\ndata_dir: /from-file\nhttp:\n  idle_timeout_seconds: 30\n");
  const loaded = load({
    file: path,
    environment: { AERUGO_OPS_LISTEN: ":2002", AERUGO_DATA_DIR: "/from-environment", AERUGO_HTTP__IDLE_TIMEOUT_SECONDS: "40s" },
    flags: { "--data-dir": "/from-flag" },
  });

  test("a flag beats the environment, which beats the file, which beats the default", () => {
    expect(loaded.config.dataDir).toBe("/from-flag");
    expect(loaded.config.opsListen).toEqual({ hostname: "0.0.0.0", port: 2002 });
    expect(loaded.config.listen).toEqual({ hostname: "0.0.0.0", port: 1001 });
    expect(loaded.config.http.idleTimeoutSeconds).toBe(40);
    expect(loaded.config.adminUsername).toBe("admin");
  });

  test("every value remembers where it came from", () => {
    const sources = (["data_dir", "ops_listen", "listen", "admin_username"] as const).map((key) => sourceOf(loaded, key));
    expect(sources).toEqual(["--data-dir", "AERUGO_OPS_LISTEN", path, "default"]);
  });

  test("the default locations follow the data folder", () => {
    expect(loaded.config.databaseUrl).toEqual({ scheme: "sqlite", path: "/from-flag/aerugo.db" });
    expect(loaded.config.storageUrl).toEqual({ scheme: "file", path: "/from-flag/blobs" });
  });
});

describe("files", () => {
  test("AERUGO_CONFIG names one, and --config another instead", () => {
    const environment = { AERUGO_CONFIG: file("environment.yaml", "open: true") };
    expect(load({ environment }).config.open).toBe(true);
    expect(load({ environment, file: file("flag.yaml", "admin_username: root") }).config.open).toBe(false);
  });

  test("TOML says the same as YAML", () => {
    const path = file("config.toml", 'open = true\n[http]\ntrusted_proxies = ["10.0.0.0/8"]\n[cache]\nblob_bytes = "1GiB"\n');
    const { config } = load({ file: path });
    expect([config.open, config.http.trustedProxies, config.cache.blobBytes]).toEqual([true, ["10.0.0.0/8"], 2 ** 30]);
  });

  test("keys and sections without a value are absent", () => {
    expect(load({ file: file("empty.yaml", "public_url:\nhttp:\n") }).config).toEqual(load().config);
    expect(load({ file: file("nothing.yaml", "") }).config).toEqual(load().config);
  });

  test("a file that is missing, broken or no document of keys is a problem like any other", () => {
    const missing = join(folder, "missing.yaml");
    const listen = { "--listen": "nowhere" };
    expect(problemsOf({ file: missing, flags: listen })).toHaveLength(2);
    expect(problemsOf({ file: missing })[0]).toMatchObject({ value: missing, source: "--config" });
    expect(problemsOf({ file: file("broken.yaml", "a: [1") })[0]?.expected).toStartWith("valid YAML");
    expect(problemsOf({ file: file("broken.toml", "a = ") })[0]?.expected).toStartWith("valid TOML");
    const twice = file("twice.yaml", "auth:\n  registration: off\nauth:\n  token_lifetime_seconds: 60\n");
    expect(problemsOf({ file: twice })[0]?.expected).toBe("valid YAML (the key of line 3 is there twice)");
    expect(problemsOf({ file: file("list.yaml", "- a") })[0]?.expected).toStartWith("one YAML document");
  });
});

describe("problems", () => {
  test("all of them are reported at once, each with its value, its source and what was expected", () => {
    const path = file("wrong.yaml", "htpp: {idle_timeout_seconds: 5}\nhttp:\n  idle_timeout: 5\nlog: loud\nlisten: 5000\n");
    const problems = problemsOf({
      file: path,
      environment: { AERUGO_LISTN: ":5000", AERUGO_LOG__LEVEL: "loud", PATH: "/bin" },
      flags: { "--http-idle-timeout-seconds": "256", "--opne": true },
    });
    expect(problems.map(({ key, value, source }) => [key, value, source])).toEqual([
      ["htpp", undefined, path],
      ["http.idle_timeout", undefined, path],
      ["log", undefined, path],
      ["listen", "5000", path],
      ["AERUGO_LISTN", undefined, "the environment"],
      ["log.level", "loud", "AERUGO_LOG__LEVEL"],
      ["http.idle_timeout_seconds", "256", "--http-idle-timeout-seconds"],
      ["--opne", undefined, "the command line"],
    ]);
    const meant = problems.filter(({ value }) => value === undefined).map(({ expected }) => /did you mean (.*)\?/.exec(expected)?.[1]);
    expect(meant).toEqual(["http", "http.idle_timeout_seconds", undefined, "AERUGO_LISTEN", "--open"]);
  });

  test("a bad value is refused although a stronger one replaces it", () => {
    const problems = problemsOf({ environment: { AERUGO_LOG__LEVEL: "loud" }, flags: { "--log-level": "info" } });
    expect(problems.map(({ source }) => source)).toEqual(["AERUGO_LOG__LEVEL"]);
  });

  test("a database that there is no store for is refused with those there are, and its password is not shown", () => {
    const [problem] = problemsOf({ environment: { AERUGO_DATABASE_URL: "mysql://aerugo:hunter2@db/aerugo" } });
    expect(problem).toMatchObject({ key: "database_url", value: "mysql://aerugo:********@db/aerugo" });
    expect(problem?.expected).toStartWith("sqlite:<path>");
  });

  test.each([
    ["postgres://aerugo:hunter2/of#all@db/aerugo", "postgres://aerugo:********@db/aerugo"],
    ["redis://:hunter2", "redis://:********"],
    ["smtp://mail@example.org:hunter 2@relay:25", "smtp://mail@example.org:********@relay:25"],
    ["s3://images?endpoint=http://me:hunter2@s3:9000", "s3://images?endpoint=http://me:********@s3:9000"],
    ["http://s3:9000,http://[::1]:9000", "http://s3:9000,http://[::1]:9000"],
  ])("of an address that cannot be understood as little is shown of the password: %s", (value, shown) => {
    const [problem] = problemsOf({ environment: { AERUGO_DATABASE_URL: value.replace("postgres:", "mysql:") } });
    expect(problem?.value).toBe(shown.replace("postgres:", "mysql:"));
  });

  test("a secret is never shown, neither a bad one nor one under a mistyped name", () => {
    const path = file("secret.yaml", "admin_password: [hunter2]\nadmin_pasword: hunter2\n");
    const problems = problemsOf({ file: path, environment: { AERUGO_ADMIN_PASWORD: "hunter2" } });
    expect(problems).toHaveLength(3);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
    expect(new ConfigError(problems).message).toContain("********");
  });

  test("a mistyped flag may have meant one of the command's own", () => {
    const [problem] = problemsOf({ flags: { "--generat": true }, otherFlags: ["--generate"] });
    expect(problem?.expected).toContain("did you mean --generate?");
  });

  test("a name like nothing we know gets no far-fetched suggestion", () => {
    expect(problemsOf({ environment: { AERUGO_XYZ: "1" } })[0]?.expected).not.toContain("did you mean");
  });
});

describe("environment", () => {
  test("an empty variable counts as not set", () => {
    expect(load({ environment: { AERUGO_PUBLIC_URL: "", AERUGO_ADMIN_PASSWORD_FILE: "", AERUGO_OPEN: "" } }).config).toEqual(load().config);
  });

  test("lists are separated by commas", () => {
    const { config, settings } = load({ environment: { AERUGO_HTTP__TRUSTED_PROXIES: "10.0.0.0/8, ::1" } });
    expect(config.http.trustedProxies).toEqual(["10.0.0.0/8", "::1"]);
    expect(settings.get("http.trusted_proxies")?.value).toEqual(["10.0.0.0/8", "::1"]);
  });

  test("_FILE reads the value from a file, without the line end", () => {
    const path = file("password", "correct horse \n");
    const loaded = load({ environment: { AERUGO_ADMIN_PASSWORD_FILE: path } });
    expect(loaded.config.adminPassword).toBe("correct horse ");
    expect(sourceOf(loaded, "admin_password")).toBe(`AERUGO_ADMIN_PASSWORD_FILE (${path})`);
    expect(load({ flags: { "--admin-password-file": path } }).config.adminPassword).toBe("correct horse ");
  });

  test("a variable and its _FILE cannot both be set", () => {
    const [problem, ...others] = problemsOf({ environment: { AERUGO_ADMIN_PASSWORD: "long enough", AERUGO_ADMIN_PASSWORD_FILE: "/b" } });
    expect(problem).toMatchObject({ key: "admin_password", expected: "only one of the two to be set" });
    expect(others).toEqual([]);
  });
});

describe("the table", () => {
  test("names follow from the keys", () => {
    const names = DECLARATIONS.map(({ key, variable, fileVariable, flag }) => ({ key, variable, fileVariable, flag }));
    expect(names).toContainEqual({
      key: "http.idle_timeout_seconds",
      variable: "AERUGO_HTTP__IDLE_TIMEOUT_SECONDS",
      fileVariable: undefined,
      flag: "--http-idle-timeout-seconds",
    });
    expect(names).toContainEqual({
      key: "admin_password",
      variable: "AERUGO_ADMIN_PASSWORD",
      fileVariable: "AERUGO_ADMIN_PASSWORD_FILE",
      flag: "--admin-password-file",
    });
  });

  test("no two keys share a variable or a flag", () => {
    const names = DECLARATIONS.flatMap(({ variable, fileVariable, flag }) => [variable, fileVariable, flag].filter(Boolean));
    expect(new Set(names).size).toBe(names.length);
  });

  test("the JSON Schema holds every key, and nothing besides", () => {
    const schema = jsonSchema() as { additionalProperties: boolean; properties: Properties };
    expect(schema.additionalProperties).toBe(false);
    const keys = namesIn(schema.properties);
    expect(keys.toSorted()).toEqual(DECLARATIONS.map(({ key }) => key as string).toSorted());
  });
});

interface Properties {
  readonly [name: string]: { readonly properties?: Properties };
}

function namesIn(properties: Properties): string[] {
  return Object.entries(properties).flatMap(([name, { properties: inner }]) =>
    inner ? namesIn(inner).map((key) => `${name}.${key}`) : [name],
  );
}
