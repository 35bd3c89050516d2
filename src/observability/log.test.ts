import { describe, expect, test } from "bun:test";
import { createLog, type LogFormat } from "./log.ts";

function linesOf(format: LogFormat, write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog({ level: "info", format, destination: { write: (line) => void lines.push(line) } }));
  return lines;
}

describe("the log", () => {
  test("writes JSON for machines, from its level on", () => {
    const lines = linesOf("json", (log) => {
      log.debug({}, "not important enough");
      log.child({ request: "r1" }).warn({ bytes: 5 }, "slow");
    });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: "warn", time: expect.any(String), request: "r1", bytes: 5, message: "slow" },
    ]);
  });

  test("writes one readable line for people", () => {
    const [line] = linesOf("text", (log) => log.info({ url: "http://a:1", reason: "two words", n: 5 }, "Ready"));
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO  Ready url=http:\/\/a:1 reason="two words" n=5\n$/);
  });

  test("keeps a record on one line, whatever it says", () => {
    const [line] = linesOf("text", (log) => log.error({ error: new Error("a\nb"), path: "/x\ny" }, "forged\nrecord \u001b[2J"));
    expect(line?.trimEnd().split("\n")).toHaveLength(1);
    expect(line).not.toContain("\u001b");
    expect(line).toContain("log.test.ts");
  });

  test.each(["text", "json"] as const)("never writes a secret as %s", (format) => {
    const [line] = linesOf(format, (log) => {
      const fields = { password: "hunter2", request: { headers: { authorization: "hunter2" } }, user: { token: "hunter2" } };
      log.child({ secret: "hunter2" }).info(fields, "signed in");
    });
    expect(line).not.toContain("hunter2");
    expect(line).toContain("[redacted]");
  });
});
