// The TypeScript client of the Management API, generated from the OpenAPI document by @hey-api/openapi-ts.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";

/** The generator's own code does not hold our compiler's stricter options; its types count all the same. */
const HEADER = ["// @ts-nocheck", "// Generated from openapi/management.json by npm run generate."];

/** Resolves to the files by name, as the generator leaves them. */
export async function generateClient(document: string): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-client-"));
  try {
    const input = join(folder, "management.json");
    const path = join(folder, "src");
    await Bun.write(input, document);
    await createClient({
      input,
      output: { path, header: HEADER },
      logs: { level: "silent", file: false },
      plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
    });
    const names = [...new Bun.Glob("**/*.ts").scanSync(path)].sort();
    return new Map(await Promise.all(names.map(async (name) => [name, await Bun.file(join(path, name)).text()] as const)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
