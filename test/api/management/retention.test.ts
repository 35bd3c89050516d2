// Retention: the plan says of everything what becomes of it and why; applying it does that and nothing else, once.
import { describe, expect, test } from "bun:test";
import type { Digest } from "../../../src/oci/digest.ts";
import { JobLostError } from "../../../src/jobs/job.ts";
import { RETENTION, retentionJobs } from "../../../src/jobs/retention/retention-jobs.ts";
import type { Log } from "../../../src/observability/log.ts";
import type { Retention } from "../../../src/registry/retention/retention.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { imageManifest, indexManifest } from "../../kit/manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

const REPO = "/repos/acme/api";
const DAY_MS = 86_400_000;
const DAY = 86_400;

async function start() {
  const app = await TestApp.start();
  const client = await app.asUser("ada");
  const ada = new Api(client);
  await ada.post("/orgs", { name: "acme" });
  const setPolicy = (rules: object[], more: object = {}) => ada.put(`${REPO}/retention/policy`, { rules, ...more });
  const makePlan = async (root = REPO) => (await ada.post(`${root}/retention/plans`)).body as { id: string } & Record<string, unknown>;
  const itemsOf = async (id: string, query = "") => (await ada.get(`${REPO}/retention/plans/${id}/items?limit=200${query}`)).body.items!;
  /** What a worker does when it finds the run. */
  const apply = async (id: string, root = REPO) => {
    const answer = await ada.post(`${root}/retention/plans/${id}/apply`);
    if (answer.status === 202) await (await app.services.lifecycle()).retention.apply(Number(id.replace("plan_", "")));
    return answer;
  };
  const tags = async (repository = "api") =>
    ((await (await client.get(`/v2/acme/${repository}/tags/list`)).json()) as { tags: string[] }).tags;
  const kit = { app, client, ada, setPolicy, makePlan, itemsOf, apply, tags };
  return { ...kit, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** What a worker does once an hour. */
function automaticJob(app: TestApp, retention: Retention) {
  const jobs = retentionJobs({ metadata: app.stores.metadata, retention, keepPlansMs: DAY_MS });
  const run = ({ signal = new AbortController().signal, error }: { signal?: AbortSignal; error?: (fields: Fields) => void } = {}) =>
    jobs
      .find(({ kind }) => kind === RETENTION)!
      .run({
        runId: 1,
        options: {},
        progress: undefined,
        clock: app.clock,
        log: { error } as unknown as Log,
        signal,
        report: () => {},
        isCancelled: () => false,
        confirm: async () => {},
      });
  return { run };
}

describe("a plan", () => {
  test("keeps what a keep rule wants, and says why of everything", async () => {
    await using kit = await start();
    const { client, setPolicy, makePlan, itemsOf, apply, tags, ada } = kit;
    for (const tag of ["v1.0.0", "v1.1.0", "v2.0.0", "pr-1", "latest"]) await client.pushImage("acme/api", tag);
    await setPolicy([
      { action: "delete", tags: ["*", "!latest"] },
      { action: "keep", newest_versions: 2 },
    ]);
    const plan = await makePlan();
    expect(plan).toMatchObject({
      state: "ready",
      repository_id: "repo_1",
      summary: { repositories: 1, kept_tags: 3, deleted_tags: 2, kept_manifests: 3, deleted_manifests: 2 },
      outcomes: { deleted: 0, skipped: 0, pending: 4 },
      created_by: "ada",
      applied_by: null,
    });
    const items = await itemsOf(plan.id);
    const why = (name: string) => items.find(({ tag }) => tag === name);
    expect(why("pr-1")).toMatchObject({ action: "delete", rule: 1, why: "rule 1 deletes tags * !latest" });
    expect(why("v1.1.0")).toMatchObject({ action: "keep", rule: 2, why: "rule 2 keeps the newest 2 versions, all tags" });
    expect(why("latest")).toMatchObject({ action: "keep", rule: null, why: "no rule says to delete it" });
    expect(await itemsOf(plan.id, "&action=delete")).toHaveLength(4);
    // Nothing has happened yet.
    expect(await tags()).toHaveLength(5);

    expect((await apply(plan.id)).body).toMatchObject({ state: "applying", applied_by: "ada" });

    expect(await tags()).toEqual(["latest", "v1.1.0", "v2.0.0"]);
    expect((await ada.get(`${REPO}/retention/plans/${plan.id}`)).body).toMatchObject({
      state: "applied",
      outcomes: { deleted: 4, skipped: 0, pending: 0 },
    });
    const trash = (await ada.get(`${REPO}/trash`)).body.items!;
    expect(trash.map(({ reason, deleted_by: by }) => [reason, by])).toEqual(Array.from({ length: 4 }, () => ["retention", "ada"]));
    expect(await refusalOf(apply(plan.id))).toEqual([409, "conflict"]);
    expect((await ada.get(`${REPO}/retention/plans`)).body.items).toMatchObject([{ id: plan.id, state: "applied" }]);
  });

  test("frees what nobody else needs, and says how much", async () => {
    await using kit = await start();
    const { client, setPolicy, makePlan } = kit;
    const shared = await client.pushBlob("acme/api", "s".repeat(1000));
    await client.pushBlob("acme/web", "s".repeat(1000));
    const alone = await client.pushBlob("acme/api", "a".repeat(300));
    const config = await client.pushBlob("acme/api", "{}");
    const image = imageManifest(config, [shared, alone]);
    const kept = imageManifest(config, []);
    const elsewhere = imageManifest(await client.pushBlob("acme/web", "{}"), [shared]);
    await client.pushManifest("acme/web", "v1", elsewhere);
    await client.pushManifest("acme/api", "pr-1", image);
    await client.pushManifest("acme/api", "v1", kept);
    await setPolicy([{ action: "delete", tags: ["pr-*"] }]);
    const { summary } = (await makePlan()) as unknown as { summary: Record<string, unknown> };
    expect(summary["freed_bytes"]).toBe(300 + image.bytes.byteLength);
  });

  test("takes index, images and signature together, whole or not at all", async () => {
    await using kit = await start();
    const { client, setPolicy, makePlan, apply, itemsOf, tags } = kit;
    const push = async (tag: string) => {
      const child = await client.pushImage("acme/api");
      const index = indexManifest([child]);
      await client.pushManifest("acme/api", tag, index);
      const signature = imageManifest(await client.pushBlob("acme/api", "{}"), [], { annotations: { tag } });
      await client.pushManifest("acme/api", `${child.digest.replace(":", "-")}.sig`, signature);
      return { child, index, signature };
    };
    const [old, current] = [await push("pr-1"), await push("v1")];
    await setPolicy([{ action: "delete" }, { action: "keep", tags: ["v*"] }]);
    const plan = await makePlan();
    const order = (await itemsOf(plan.id, "&action=delete")).map(({ tag, digest }) => tag ?? digest);
    const signatureTag = `${old.child.digest.replace(":", "-")}.sig`;
    expect(order).toEqual(["pr-1", old.index.digest, old.child.digest, signatureTag, old.signature.digest]);

    await apply(plan.id);

    expect((await tags()).toSorted()).toEqual([`${current.child.digest.replace(":", "-")}.sig`, "v1"].sort());
    for (const { digest } of [current.child, current.index]) {
      expect((await client.get(`/v2/acme/api/manifests/${digest}`)).status).toBe(200);
    }
  });

  test("is about manifests without a tag where a rule says so", async () => {
    await using kit = await start();
    const { app, client, setPolicy, makePlan, apply } = kit;
    const old = await client.pushImage("acme/api");
    app.clock.advance(10 * DAY_MS);
    const fresh = await client.pushImage("acme/api");
    await setPolicy([{ action: "delete", untagged: true, older_than_seconds: 7 * DAY }]);
    await apply((await makePlan()).id);
    expect((await client.get(`/v2/acme/api/manifests/${old.digest}`)).status).toBe(404);
    expect((await client.get(`/v2/acme/api/manifests/${fresh.digest}`)).status).toBe(200);
  });

  test("warns when it takes much", async () => {
    await using kit = await start();
    const { client, setPolicy, makePlan } = kit;
    await client.pushImage("acme/api", "v1");
    await setPolicy([{ action: "delete" }]);
    expect((await makePlan())["summary"]).toMatchObject({ warnings: ["100 % of the tags would be deleted"] });
  });

  test("cannot be applied when it is old, or its policy is another by then", async () => {
    await using kit = await start();
    const { app, client, ada, setPolicy, makePlan, apply } = kit;
    await client.pushImage("acme/api", "pr-1");
    const { etag } = await setPolicy([{ action: "delete" }]);
    const [one, two] = [await makePlan(), await makePlan()];
    await ada.put(`${REPO}/retention/policy`, { rules: [{ action: "keep" }] }, etag);
    expect(await refusalOf(apply(one.id))).toEqual([409, "conflict"]);
    const three = await makePlan();
    app.clock.advance(DAY_MS + 1);
    expect(await refusalOf(apply(three.id))).toEqual([409, "conflict"]);
    expect((await ada.get(`${REPO}/retention/plans/${two.id}`)).body["state"]).toBe("expired");
    expect(await refusalOf(ada.get(`/repos/acme/other/retention/plans/${two.id}`))).toEqual([404, "not_found"]);
  });
});

/** A plan said "applying" for ever when its run had failed or was cancelled while it waited. */
test("a plan whose run did not come to its end is gone on with, and never by two", async () => {
  await using kit = await start();
  const { app, client, ada, setPolicy, makePlan, apply, tags } = kit;
  for (const tag of ["v1", "pr-1"]) await client.pushImage("acme/api", tag);
  await setPolicy([{ action: "delete", tags: ["pr-*"] }]);
  const { id } = await makePlan();
  const begin = () => ada.post(`${REPO}/retention/plans/${id}/apply`);
  expect((await begin()).status).toBe(202);
  expect(await refusalOf(begin())).toEqual([409, "conflict"]);

  const { metadata } = app.stores;
  const [run] = await metadata.read.jobRuns.active("retention-apply", 10);
  await metadata.transaction((tx) => tx.jobRuns.requestCancel(run!.id, app.clock.now()));
  expect((await apply(id)).status).toBe(202);

  expect(await tags()).toEqual(["v1"]);
  expect((await ada.get(`${REPO}/retention/plans/${id}`)).body["state"]).toBe("applied");
  expect(await refusalOf(begin())).toEqual([409, "conflict"]);
});

describe("an item that changed since is left alone", () => {
  const cases: readonly [
    what: string,
    why: RegExp,
    meddle: (kit: Awaited<ReturnType<typeof start>>, digest: string) => Promise<unknown>,
  ][] = [
    ["moved", /the tag was moved/, async ({ client }) => client.pushImage("acme/api", "pr-1")],
    ["deleted", /the tag is gone/, async ({ client }) => client.delete("/v2/acme/api/manifests/pr-1")],
    [
      "pulled",
      /it was pulled/,
      async ({ app, client }, digest) => {
        await client.get("/v2/acme/api/manifests/pr-1");
        const { metadata } = app.stores;
        const { id: manifestId } = (await metadata.read.manifests.findByDigest("acme/api", digest as Digest))!;
        await metadata.transaction((tx) => tx.pulls.mark([{ manifestId, tags: ["pr-1"] }] as never, app.clock.now()));
      },
    ],
    ["held", /a hold protects it/, async ({ ada }) => ada.post(`${REPO}/holds`, { kind: "tag", target: "pr-*", reason: "demo" })],
    ["made immutable", /the tag is immutable/, async ({ ada }) => ada.post(`${REPO}/tag-rules`, { patterns: ["pr-*"] })],
  ];
  test.each(cases)("%s", async (_what, why, meddle) => {
    await using kit = await start();
    const { app, client, setPolicy, makePlan, apply, itemsOf } = kit;
    const { digest } = await client.pushImage("acme/api", "pr-1");
    await setPolicy([{ action: "delete", tags: ["pr-*"] }]);
    const { id } = await makePlan();
    app.clock.advance(1000);
    await meddle(kit, digest);
    await apply(id);
    const items = await itemsOf(id, "&action=delete");
    expect(items[0]).toMatchObject({ tag: "pr-1", outcome: "skipped", detail: expect.stringMatching(why) });
  });

  test("a manifest that somebody tagged, described or listed in an index", async () => {
    await using kit = await start();
    const { app, client, setPolicy, makePlan, apply, itemsOf } = kit;
    const images = [await client.pushImage("acme/api"), await client.pushImage("acme/api"), await client.pushImage("acme/api")] as const;
    app.clock.advance(2000);
    await setPolicy([{ action: "delete", untagged: true, older_than_seconds: 1 }]);
    const { id } = await makePlan();
    app.clock.advance(1000);
    const [tagged, described, listed] = images;
    await client.pushManifest("acme/api", "v1", tagged);
    const subject = { mediaType: described.mediaType, digest: described.digest, size: described.bytes.byteLength };
    const signature = imageManifest(await client.pushBlob("acme/api", "{}"), [], { subject });
    await client.pushManifest("acme/api", signature.digest, signature);
    await client.pushManifest("acme/api", "index", indexManifest([listed]));
    await apply(id);
    const outcomes = (await itemsOf(id, "&action=delete")).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["skipped", "skipped", "skipped"]);
  });
});

describe("a policy", () => {
  test("of an organization counts for repositories without one of their own", async () => {
    await using kit = await start();
    const { app, client, ada, apply, tags } = kit;
    for (const name of ["api", "web", "own"]) await client.pushImage(`acme/${name}`, "pr-1");
    const org = await ada.put("/orgs/acme/retention/policy", { rules: [{ action: "delete", tags: ["pr-*"] }] });
    expect(org.body).toMatchObject({ inherited: false, automatic: false, rules: [{ action: "delete", tags: ["pr-*"] }] });
    await ada.put("/repos/acme/own/retention/policy", { rules: [{ action: "keep" }] });
    expect((await ada.get(`${REPO}/retention/policy`)).body).toMatchObject({ inherited: true });
    const made = await ada.post("/orgs/acme/retention/plans");
    expect([made.status, made.body["state"]]).toEqual([202, "computing"]);
    const id = made.body["id"] as string;
    await (await app.services.lifecycle()).retention.compute(Number(id.replace("plan_", "")));
    expect((await ada.get(`/orgs/acme/retention/plans/${id}`)).body).toMatchObject({ state: "ready", summary: { repositories: 2 } });
    await apply(id, "/orgs/acme");
    for (const [name, left] of [
      ["api", []],
      ["web", []],
      ["own", ["pr-1"]],
    ] as const)
      expect(await tags(name)).toEqual([...left]);
  });

  test("is written by who has seen it, and what contradicts itself is refused", async () => {
    await using kit = await start();
    const { client, ada, setPolicy } = kit;
    await client.pushImage("acme/api", "v1");
    expect(await refusalOf(ada.get(`${REPO}/retention/policy`))).toEqual([404, "not_found"]);
    expect(await refusalOf(ada.post(`${REPO}/retention/plans`))).toEqual([409, "conflict"]);
    expect((await setPolicy([{ action: "keep" }])).status).toBe(200);
    expect(await refusalOf(setPolicy([{ action: "delete" }]))).toEqual([428, "precondition_required"]);
    const { etag } = await ada.get(`${REPO}/retention/policy`);
    const put = (rules: object[]) => ada.put(`${REPO}/retention/policy`, { rules }, etag);
    for (const rule of [
      { action: "delete", newest_pushed: 3 },
      { action: "keep", untagged: true, tags: ["v*"] },
      { action: "keep", newest_pushed: 3, newest_versions: 3 },
      { action: "keep", semver: "; drop" },
      { action: "destroy" },
    ]) {
      expect(await refusalOf(put([rule]))).toEqual([422, "invalid"]);
    }
    expect((await put([{ action: "delete" }])).status).toBe(200);
    expect(await refusalOf(put([{ action: "keep" }]))).toEqual([412, "stale"]);
    expect((await ada.delete(`${REPO}/retention/policy`)).status).toBe(204);
    expect(await refusalOf(ada.delete(`${REPO}/retention/policy`))).toEqual([404, "not_found"]);
  });

  test("that is automatic is planned and applied by itself, and both are kept", async () => {
    await using kit = await start();
    const { app, client, ada, setPolicy, tags } = kit;
    for (const tag of ["pr-1", "v1"]) await client.pushImage("acme/api", tag);
    await setPolicy([{ action: "delete", tags: ["pr-*"] }], { automatic: true });
    const { run } = automaticJob(app, (await app.services.lifecycle()).retention);
    expect(await run()).toEqual({ policies: 1, deleted: 2, skipped: 0, failed: 0 });
    expect(await tags()).toEqual(["v1"]);
    const [plan] = (await ada.get(`${REPO}/retention/plans`)).body.items!;
    expect(plan).toMatchObject({ state: "applied", created_by: "retention", applied_by: "retention" });
    app.clock.advance(2 * DAY_MS);
    await run();
    // The old plan has been looked at long enough.
    expect((await ada.get(`${REPO}/retention/plans`)).body.items).toHaveLength(1);
  });

  test("that cannot be applied by itself keeps no other from it", async () => {
    await using kit = await start();
    const { app, client, ada, setPolicy, tags } = kit;
    for (const repository of ["acme/broken", "acme/api"]) await client.pushImage(repository, "pr-1");
    const rules = [{ action: "delete", tags: ["pr-*"] }];
    await ada.put("/repos/acme/broken/retention/policy", { rules, automatic: true });
    await setPolicy(rules, { automatic: true });
    const { retention } = await app.services.lifecycle();
    const create: typeof retention.create = (policy, ...rest) =>
      policy.repositoryId === 1 ? Promise.reject(new Error("out of luck")) : retention.create(policy, ...rest);
    const failed: unknown[] = [];
    const job = automaticJob(app, Object.assign(Object.create(retention) as typeof retention, { create }));
    expect(await job.run({ error: (fields) => void failed.push(fields["policy"]) })).toEqual({
      policies: 2,
      deleted: 2,
      skipped: 0,
      failed: 1,
    });
    expect([await tags("broken"), await tags()]).toEqual([["pr-1"], []]);
    expect(failed).toEqual([1]);
    await expect(job.run({ signal: AbortSignal.abort(new JobLostError("another worker's")) })).rejects.toThrow(JobLostError);
  });
});
