import { expect, test } from "bun:test";
import { Health } from "../../observability/health.ts";
import { Metrics } from "../../observability/metrics.ts";
import { opsApp } from "./ops-app.ts";

function started(check: () => Promise<void> = async () => {}) {
  const health = new Health([{ name: "metadata", check }]);
  const handle = opsApp({ health, metrics: new Metrics("1") });
  return { health, get: (path: string, method = "GET") => handle(new Request(`http://ops.test${path}`, { method })) };
}

test("it lives, whatever cannot be used", async () => {
  const response = await started(() => Promise.reject(new Error("gone"))).get("/livez");
  expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
});

test("it is ready while everything can be used, and says what cannot", async () => {
  expect((await started().get("/readyz")).status).toBe(200);
  const response = await started(() => Promise.reject(new Error("gone"))).get("/readyz");
  expect([response.status, await response.json()]).toEqual([503, { ready: false, checks: { metadata: "gone" } }]);
});

test("while it drains it is not ready, and still lives", async () => {
  const { health, get } = started();
  health.startDraining();
  expect([(await get("/readyz")).status, (await get("/livez")).status]).toEqual([503, 200]);
});

test("metrics come in the form that Prometheus reads", async () => {
  const response = await started().get("/metrics");
  expect(response.headers.get("content-type")).toStartWith("text/plain");
  expect(await response.text()).toContain("aerugo_build_info");
});

test("nothing else is here, and nothing changes anything", async () => {
  const { get } = started();
  expect((await get("/v2/")).status).toBe(404);
  const refused = await get("/readyz", "POST");
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});
