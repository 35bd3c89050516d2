import { expect, test } from "bun:test";
import { MergedMetrics, Metrics } from "./metrics.ts";

test("each request is counted under its route, method and status", async () => {
  const metrics = new Metrics("1.2.3");
  for (let turn = 0; turn < 3; turn += 1) metrics.record("GET", "/v2/", 200, 0.002);
  metrics.record("GET", "/v2/", 401, 0.1);

  const { body, contentType } = await metrics.expose();

  expect(contentType).toContain("text/plain");
  expect(body).toContain('aerugo_build_info{version="1.2.3"} 1');
  const labels = 'http_request_method="GET",http_route="/v2/",http_response_status_code="200"';
  expect(body).toContain(`http_server_requests_total{${labels}} 3`);
  expect(body).toMatch(/http_server_request_duration_seconds_bucket\{le="0.005",[^}]*200"\} 3/);
});

test("methods that nobody knows share one label: a client must not make series", async () => {
  const metrics = new Metrics("1");
  for (const method of ["PROPFIND", "X1", "X2"]) metrics.record(method, "/v2/", 405, 0);
  const { body } = await metrics.expose();
  expect(body).toContain('http_request_method="other",http_route="/v2/",http_response_status_code="405"} 3');
  expect(body).not.toContain("X1");
});

test("what was refused because there was too much is counted by its limit", async () => {
  const metrics = new Metrics("1");
  metrics.recordLimited("address");
  metrics.recordLimited("address");
  expect((await metrics.expose()).body).toContain('aerugo_rate_limited_total{policy="address"} 2');
});

test("a shared cache is told of where there is one, and what was decided without it is counted", async () => {
  const metrics = new Metrics("1");
  expect((await metrics.expose()).body).not.toContain("aerugo_cache_up");
  metrics.recordCacheUp(true);
  metrics.recordCacheUp(false);
  metrics.recordCacheFallback("take");
  const { body } = await metrics.expose();
  expect(body).toContain("aerugo_cache_up 0");
  expect(body).toContain('aerugo_cache_fallbacks_total{operation="take"} 1');
});

test("several processes are one: counts are added up, also of those that have ended, and what all tell alike is told once", async () => {
  const [one, other] = [new Metrics("1"), new Metrics("1")];
  for (const metrics of [one, other]) {
    metrics.record("GET", "/v2/", 200, 0.002);
    metrics.watchJobQueue(async () => ({ queued: 3, oldestSeconds: 7 }));
  }
  const merged = new MergedMetrics();
  const both = await merged.expose([await one.collect(), await other.collect()]);
  expect(both.body).toMatch(/^http_server_requests_total\{[^}]*\} 2$/m);
  expect(both.body).toContain('aerugo_build_info{version="1"} 1');
  expect(both.body).toContain("aerugo_job_queue_runs 3");
  expect(both.body).toContain("aerugo_job_queue_oldest_seconds 7");

  await merged.keep(await one.collect());
  await merged.keep(await one.collect());
  const left = await merged.expose([await other.collect()]);
  expect(left.body).toMatch(/^http_server_requests_total\{[^}]*\} 3$/m);
  expect(left.body).toMatch(/^http_server_request_duration_seconds_count\{[^}]*\} 3$/m);
  expect(left.body).toContain("aerugo_job_queue_runs 3");
});

test("a database that is away takes nothing along but the queue of jobs", async () => {
  const metrics = new Metrics("1");
  metrics.watchJobQueue(() => Promise.reject(new Error("away")));
  expect((await metrics.expose()).body).toContain("aerugo_build_info");
});
