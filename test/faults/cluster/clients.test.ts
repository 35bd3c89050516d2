// The real clients against three nodes behind nginx: their own tests, told to use that registry.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Nginx } from "../../kit/nginx.ts";
import { cannotBeTried, hintsFor } from "../../kit/tools.ts";
import { Cluster } from "./cluster.ts";

const ROOT = join(import.meta.dir, "..", "..", "..");
const CLIENTS = ["docker", "podman", "skopeo"];
const LIMIT_MS = 300_000;

describe.skipIf(cannotBeTried("clients behind nginx", hintsFor(["nginx", "initdb", "versitygw", "redis-server"])))("behind nginx", () => {
  let cluster: Cluster;
  let nginx: Nginx;
  beforeAll(async () => {
    // Blobs come from S3 itself, as they do by default.
    const args = [
      "--gc-interval-seconds",
      "off",
      "--http-trusted-proxies",
      "127.0.0.1",
      "--storage-s3-redirect",
      "on",
      "--gc-download-grace-seconds",
      "900",
    ];
    cluster = await Cluster.start({ storage: "s3", hasRedis: true, args });
    nginx = await Nginx.start(cluster.urls.map((url) => new URL(url).host));
  }, LIMIT_MS);
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  }, LIMIT_MS);

  test.each(CLIENTS)(
    "%s pushes and pulls",
    async (client) => {
      const child = Bun.spawn([process.execPath, "test", "--timeout=180000", `test/clients/${client}.test.ts`], {
        cwd: ROOT,
        env: { ...process.env, AERUGO_TEST_REGISTRY: nginx.url },
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
        timeout: LIMIT_MS,
      });
      const [stdout, stderr, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
      if (exitCode !== 0) throw new Error(stdout + stderr);
      expect(stderr + stdout).toMatch(/ [1-9]\d* (?:pass|skip)/);
    },
    LIMIT_MS,
  );
});
