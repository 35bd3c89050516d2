import { describe, expect, test } from "bun:test";
import { candidates, SHELLS } from "./completion.ts";
import { createProgram } from "./program.ts";
import { Session } from "./session.ts";

const output: string[] = [];
const program = await createProgram(new Session({ out: (text) => void output.push(text), error: () => {}, readInput: async () => "" }, {}));

describe("completion", () => {
  test.each([
    [["co"], ["config", "context", "completion"]],
    [
      ["config", ""],
      ["show", "validate", "schema", "docs", "help"],
    ],
    [["config", "show", "--out"], ["--output"]],
    [
      ["config", "show", "-o", ""],
      ["yaml", "json"],
    ],
    [["config", "show", "--listen", ":5000", "--output", "j"], ["json"]],
    [["serve", "--log-level", "w"], ["warn"]],
    [["serve", "--open", "--ops"], ["--ops-listen"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["serve", "--config", ""], []],
    [["user", "create", "config", "--gen"], ["--generate"]],
    [["nonsense", "sh"], []],
  ])("%j offers %j", (words, expected) => expect(candidates(program, words)).toEqual(expected));

  test("hides what is not meant for people", () => {
    expect(candidates(program, ["__"])).toEqual([]);
    expect(candidates(program, ["serve", "--no-"])).toEqual([]);
  });

  test("there is a script for every shell, and bash's runs", async () => {
    for (const shell of SHELLS) await program.parseAsync(["completion", shell], { from: "user" });
    expect(output).toHaveLength(SHELLS.length);
    const typed = `${output[0]}\naerugo() { echo "$@"; }; COMP_WORDS=(aerugo config sh); COMP_CWORD=2; _aerugo; echo "$COMPREPLY"`;
    const bash = Bun.spawnSync(["bash", "-c", typed]);
    expect(bash.stdout.toString()).toBe("__complete -- config sh\n");
  });
});
