import { describe, expect, test } from "bun:test";
import { ConfigError } from "../config/problem.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { CliError, toCliError } from "./failure.ts";

function named(name: string, extra: object = {}): Error {
  return Object.assign(new Error("told plainly"), { name }, extra);
}

const problem = { key: "listen", value: "x", source: "--listen", expected: "host:port" };

describe("an error becomes an exit code", () => {
  test.each([
    ["one that knows its kind", new CliError("policy", "no"), 6],
    ["a wrong configuration", new ConfigError([problem]), 2],
    ["a user who exists", named("ManagementError", { failure: "nameTaken" }), 5],
    ["a user who does not", named("ManagementError", { failure: "notFound" }), 3],
    ["a user who cannot", named("ManagementError", { failure: "invalid" }), 2],
    ["a schema of a newer Aerugo", named("SchemaTooNewError"), 5],
    ["a database server that is too old", named("PostgresTooOldError"), 5],
    ["a full database", named("NoSpaceError"), 69],
    ["a taken port", named("Error", { code: "EADDRINUSE" }), 69],
    ["a wrapped cause", new Error("cannot open it", { cause: named("SQLiteError", { code: "SQLITE_CANTOPEN" }) }), 69],
    ["another system error", named("Error", { code: "ELSE" }), 1],
    ["not even an error", "thrown text", 1],
  ])("%s", (_story, error, code) => expect<number>(EXIT_CODES[toCliError(error).kind].code).toBe(code));

  test("no two kinds share a code", () => {
    const codes = Object.values(EXIT_CODES).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

test("several problems with the configuration come one per line, below how many they are", () => {
  const { message } = toCliError(new ConfigError([problem, { ...problem, key: "data_dir" }]));
  expect(message.split("\n")).toHaveLength(3);
  expect(message).toStartWith("2 problems");
});
