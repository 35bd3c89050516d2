import { expect, test } from "bun:test";
import { DECLARATIONS } from "../src/config/schema.ts";
import { generated, GENERATORS } from "./generate.ts";

test("every key has its place in the reference", async () => {
  const page = await generated(GENERATORS.find(({ path }) => path.endsWith("configuration.md"))!);
  for (const { key, variable, flag } of DECLARATIONS) {
    for (const name of [`### \`${key}\``, `\`${variable}\``, `\`${flag}\``]) expect(page).toContain(name);
  }
});

test.each(GENERATORS.map((generator) => [generator.path, generator] as const))(
  "%s is left alone by the formatter",
  async (path, generator) => {
    const page = await generated(generator);
    expect(page.length).toBeGreaterThan(0);
    expect(await generated({ path, generate: () => page })).toBe(page);
  },
);
