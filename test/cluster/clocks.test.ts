// Nodes whose machines' clocks are wrong, one ten minutes slow and one ten minutes fast: real processes over PostgreSQL.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterNode, startNode } from "../kit/cluster.ts";
import { until } from "../kit/jobs.ts";
import { digest, imageManifest, content } from "../kit/manifests.ts";
import { PostgresServer } from "../kit/postgres.ts";
import { ADMIN } from "../kit/server.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MINUTE = 60_000;
const BASIC = { authorization: `Basic ${Buffer.from(`${ADMIN.username}:${ADMIN.password}`).toString("base64")}` };
const GRACE_SECONDS = 6;
/** Shorter than the clocks are apart: whoever believed one of them would collect what is fresh, or nothing at all. */
const GC = ["--gc-grace-seconds", String(GRACE_SECONDS), "--gc-condemned-seconds", "1", "--gc-interval-seconds", "off"];
const COLLECTED_WITHIN_MS = 30_000;

interface Run {
  readonly finished_at: string | null;
  readonly report: { readonly kept: number; readonly deleted: { readonly links: { readonly count: number } } } | null;
}

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let postgres: PostgresServer;
  let folder: string;
  let slow: ClusterNode;
  let fast: ClusterNode;
  let common: { databaseUrl: string; dataDir: string; args: string[] };
  beforeAll(async () => {
    [postgres, folder] = await Promise.all([PostgresServer.start(), mkdtemp(join(tmpdir(), "aerugo-clocks-"))]);
    common = { databaseUrl: await postgres.database(), dataDir: folder, args: GC };
    // The one that is ahead does all of the work in the background.
    slow = await startNode({ ...common, args: [...GC, "--role", "api"], skewMs: -10 * MINUTE });
    fast = await startNode({ ...common, skewMs: 10 * MINUTE });
  }, MINUTE);
  afterAll(async () => {
    for (const node of [slow, fast]) await node.server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }, MINUTE);

  const both = () => [
    { from: slow, to: fast },
    { from: fast, to: slow },
  ];

  test("their clocks are wrong, and what they write down is right", async () => {
    for (const { server } of [slow, fast]) {
      const made = await post(`${server.url}/api/v1/orgs`, BASIC, { name: `org-${server.port}` });
      expect(made.status).toBe(201);
      const { created_at } = (await made.json()) as { created_at: string };
      expect(Math.abs(Date.parse(created_at) - Date.now())).toBeLessThan(5000);
      const logged = (await server.log()).split("\n").find((line) => line.includes("is ready at"))!;
      expect(Math.abs(Date.parse((JSON.parse(logged) as { time: string }).time) - Date.now())).toBeGreaterThan(9 * MINUTE);
    }
  });

  test("a token of one is good at the other, at once and no longer than it says", async () => {
    for (const { from, to } of both()) {
      const asked = `${from.server.url}/auth/token?service=aerugo&scope=repository:acme/api:pull,push`;
      const { token } = (await (await fetch(asked, { headers: BASIC })).json()) as { token: string };
      expect((await fetch(`${to.server.url}/v2/`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
      const { iat, exp } = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { iat: number; exp: number };
      expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(5);
      expect(exp - iat).toBe(300);
    }
  });

  test("a session that was opened at one goes on at the other", async () => {
    for (const { from, to } of both()) {
      const login = await post(`${from.server.url}/api/v1/auth/token`, {}, { grant_type: "password", ...ADMIN });
      const { access_token, refresh_token } = (await login.json()) as { access_token: string; refresh_token: string };
      const ask = (token: string) => fetch(`${to.server.url}/api/v1/user`, { headers: { authorization: `Bearer ${token}` } });
      expect((await ask(access_token)).status).toBe(200);
      const renewed = await post(`${to.server.url}/api/v1/auth/token`, {}, { grant_type: "refresh_token", refresh_token });
      expect((await ask(((await renewed.json()) as { access_token: string }).access_token)).status).toBe(200);
    }
  });

  test("an image that is pushed to one is pulled from the other, and an upload goes on there", async () => {
    for (const { from, to } of both()) {
      const repository = `${ADMIN.username}/from-${from.server.port}`;
      const base = (node: ClusterNode) => `${node.server.url}/v2/${repository}`;
      const [config, layer] = [content("config", repository), content("layer", repository)];
      for (const { bytes } of [config, layer]) {
        const started = await fetch(`${base(from)}/blobs/uploads/`, { method: "POST", headers: BASIC });
        const location = new URL(started.headers.get("location")!, from.server.url);
        const elsewhere = (node: ClusterNode) => `${node.server.url}${location.pathname}`;
        const half = bytes.byteLength >> 1;
        const headers = { ...BASIC, "content-type": "application/octet-stream" };
        expect((await fetch(elsewhere(to), { method: "PATCH", headers, body: bytes.slice(0, half) })).status).toBe(202);
        const close = `${elsewhere(from)}?digest=${digest(Buffer.from(bytes).toString())}`;
        expect((await fetch(close, { method: "PUT", headers, body: bytes.slice(half) })).status).toBe(201);
      }
      const image = imageManifest(config, [layer]);
      const put = await fetch(`${base(from)}/manifests/v1`, {
        method: "PUT",
        headers: { ...BASIC, "content-type": image.mediaType },
        body: image.bytes,
      });
      expect(put.status).toBe(201);
      const got = await fetch(`${base(to)}/manifests/v1`, { headers: { ...BASIC, accept: image.mediaType } });
      expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.from(image.bytes))).toBe(true);
    }
  });

  test("what is fresh is not collected by the one that is ahead, however often it looks", async () => {
    const before = await runs();
    const { digest: fresh, base } = await pushUnused("fresh");
    for (let more = 1; more <= 3; more += 1) {
      expect((await post(`${slow.server.url}/api/v1/gc/runs`, BASIC, {})).status).toBe(202);
      await until(async () => (await runs()).length === before.length + more);
    }
    expect(deletedBy(await runs())).toBe(deletedBy(before));
    expect((await fetch(`${base}/${fresh}`, { method: "HEAD", headers: BASIC })).status).toBe(200);
  });

  test("what is due is collected by the one that is behind", async () => {
    await fast.server[Symbol.asyncDispose]();
    fast = await startNode({ ...common, skewMs: -10 * MINUTE });
    const before = deletedBy(await runs());
    const { digest: due, base } = await pushUnused("due");
    // Also the one that was fresh. Asking for them would keep them.
    for (const deadline = performance.now() + COLLECTED_WITHIN_MS; deletedBy(await runs()) < before + 2; await Bun.sleep(1000)) {
      expect(performance.now()).toBeLessThan(deadline);
      await post(`${slow.server.url}/api/v1/gc/runs`, BASIC, {});
    }
    expect((await fetch(`${base}/${due}`, { method: "HEAD", headers: BASIC })).status).toBe(404);
  });

  /** A blob that nothing refers to yet. */
  async function pushUnused(text: string): Promise<{ digest: string; base: string }> {
    const base = `${slow.server.url}/v2/${ADMIN.username}/unused/blobs`;
    const pushed = await fetch(`${base}/uploads/?digest=${digest(text)}`, {
      method: "POST",
      headers: { ...BASIC, "content-type": "application/octet-stream" },
      body: text,
    });
    expect(pushed.status).toBe(201);
    return { digest: digest(text), base };
  }

  /** Collections that have ended. */
  async function runs(): Promise<Run[]> {
    const answer = await fetch(`${slow.server.url}/api/v1/gc/runs?limit=200`, { headers: BASIC });
    return ((await answer.json()) as { items: Run[] }).items.filter(({ finished_at }) => finished_at !== null);
  }
}

function deletedBy(runs: readonly Run[]): number {
  return runs.reduce((sum, { report }) => sum + (report?.deleted.links.count ?? 0), 0);
}

function post(url: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<Response> {
  return fetch(url, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) });
}
