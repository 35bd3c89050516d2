import { expect, test } from "bun:test";
import { HttpServer } from "./server.ts";

const onBug = (error: unknown) => {
  throw error;
};
const ANYWHERE = { hostname: "127.0.0.1", port: 0, idleTimeoutSeconds: 10, onBug };

test("a write that began before the server leaves is told, with its answer, that its connection ends", async () => {
  const [begun, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()];
  const server = HttpServer.listen(ANYWHERE, () => {
    begun.resolve();
    return answer.promise;
  });
  const asked = fetch(server.origin, { method: "PATCH" });
  await begun.promise;
  server.startLeaving();
  answer.resolve(new Response("done"));
  expect((await asked).headers.get("connection")).toBe("close");
  expect(await server.drain(1000)).toBe(true);
});
