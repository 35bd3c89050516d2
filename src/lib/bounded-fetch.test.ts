import { afterAll, beforeAll, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { boundedFetch } from "./bounded-fetch.ts";

const LIMITS = { timeoutMs: 300, sizeBytes: 1000 };
const never = () => new Promise<never>(() => {});

let server: Bun.Server<undefined>;
beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    routes: {
      "/small": () => new Response("x".repeat(1000), { status: 201, headers: { "x-kept": "yes" } }),
      "/large": () => new Response("x".repeat(1001)),
      "/bomb": () => new Response(gzipSync(Buffer.alloc(1_000_000)), { headers: { "content-encoding": "gzip" } }),
      "/redirect": () => Response.redirect("/small"),
      "/empty": () => new Response(null, { status: 204 }),
      "/silent": never,
      "/dripping": () =>
        new Response(async function* dripping() {
          yield "x";
          await never();
        }),
    },
  });
});
afterAll(() => server.stop(true));

const get = (path: string) => boundedFetch(new URL(path, server.url).href, {}, LIMITS);

test("an answer within the limits comes whole", async () => {
  const response = await get("/small");
  expect([response.status, response.headers.get("x-kept"), (await response.text()).length]).toEqual([201, "yes", 1000]);
});

test("an answer without a body comes too", async () => {
  expect((await get("/empty")).status).toBe(204);
});

test("a redirect is an answer and not followed", async () => {
  expect((await get("/redirect")).status).toBe(302);
});

test.each(["/large", "/bomb"])("%s is more than was allowed", async (path) => {
  await expect(get(path)).rejects.toMatchObject({ name: "NoAnswerError", message: "it answered with more than 1000 bytes" });
});

test.each(["/silent", "/dripping"])("%s does not answer in time", async (path) => {
  await expect(get(path)).rejects.toMatchObject({ name: "NoAnswerError", message: "it did not answer in time" });
});

test("nobody there", async () => {
  await expect(boundedFetch("http://127.0.0.1:1/", {}, LIMITS)).rejects.toMatchObject({ message: "it cannot be reached" });
});
