import { expect, test } from "bun:test";
import { parseWrk } from "./wrk.ts";

const CLEAN = `Running 3s test @ http://127.0.0.1:5000/v2/bench/app/manifests/v1
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     5.01ms    2.10ms  40.11ms   80.12%
    Req/Sec     6.33k   512.00     7.10k    66.67%
  18990 requests in 3.00s, 22.11MB read
Requests/sec:   6329.12
Transfer/sec:      7.37MB
`;

test("the rate is read and no failures are found in a clean run", () => {
  expect(parseWrk(CLEAN)).toEqual({ requestsPerSecond: 6329.12, failures: 0 });
});

test("refused answers and broken sockets count as failures", () => {
  const output = CLEAN.replace(
    "Requests/sec",
    "  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 40\nRequests/sec",
  );
  expect(parseWrk(output).failures).toBe(46);
});

test("output without a rate is an error, not a zero", () => {
  expect(() => parseWrk("unable to connect to 127.0.0.1:5000 Connection refused\n")).toThrow("no rate");
});
