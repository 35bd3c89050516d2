// What namespaces hold and may hold, and that no push gets past a quota.
import { describe, expect, test } from "bun:test";
import { TestApp, basic } from "../../kit/app.ts";
import { Api, refusalOf } from "../../kit/api.ts";
import type { Client } from "../../kit/client.ts";
import { content, imageManifest } from "../../kit/manifests.ts";
import { RawConnection, requestText } from "../../kit/raw-http.ts";
import { ADMIN, Server } from "../../kit/server.ts";
import { makeOrganization } from "../../kit/tenants.ts";

const KIB = 1024;
const NONE = { storage_quota_bytes: null, repository_quota: null };

async function start() {
  const app = await TestApp.start();
  const id = await makeOrganization(app, "acme", { alice: "owner", amy: "admin", mel: "member" });
  await app.asUser("bob");
  const as = async (username: string) => new Api(await app.asUser(username));
  const admin = new Api(await app.asAdmin());
  const limit = async (quota: object) => {
    const answer = await admin.put("/orgs/acme/quota", { ...NONE, ...quota }, "*");
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  return { app, id, as, admin, alice: await app.asUser("alice"), limit, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

function bytes(size: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(size));
}

function put(client: Client, repository: string, blob: Uint8Array<ArrayBuffer>): Promise<Response> {
  return client.post(`/v2/${repository}/blobs/uploads/?digest=${content(blob, "application/octet-stream").digest}`, { body: blob });
}

async function errorOf(answer: Response | Promise<Response>) {
  const response = await answer;
  const { errors } = (await response.json()) as { errors: { code: string; detail: unknown }[] };
  return [response.status, errors[0]!.code, errors[0]!.detail];
}

/** A body that says whether anybody has read it. */
function watched(size: number) {
  const seen = { bytes: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (seen.bytes >= size) return controller.close();
        seen.bytes += KIB;
        controller.enqueue(bytes(KIB));
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, body };
}

describe("usage", () => {
  test("counts a blob once for the quota, and in every repository beside it", async () => {
    await using kit = await start();
    const blob = bytes(10 * KIB);
    for (const repository of ["acme/one", "acme/two"]) expect((await put(kit.alice, repository, blob)).status).toBe(201);
    await kit.limit({ storage_quota_bytes: 100 * KIB });

    expect((await (await kit.as("mel")).get("/orgs/acme/usage")).body).toEqual({
      repositories: 2,
      logical_bytes: 20 * KIB,
      unique_bytes: 10 * KIB,
      storage_quota_bytes: 100 * KIB,
      repository_quota: null,
    });
    expect((await kit.admin.get("/usage")).body).toEqual({ repositories: 2, logical_bytes: 20 * KIB, unique_bytes: 10 * KIB });
  });

  test("of all is listed with the largest first, page by page", async () => {
    await using kit = await start();
    await put(await kit.app.asUser("bob"), "bob/x", bytes(2 * KIB));
    await put(kit.alice, "acme/x", bytes(3 * KIB));
    await put(kit.alice, "alice/x", bytes(1 * KIB));
    const first = await kit.admin.get("/usage/namespaces?limit=2");
    const rest = await kit.admin.get(`/usage/namespaces?limit=2&cursor=${first.body.next_cursor}`);
    const names = [first, rest].map(({ body }) => body.items?.map(({ name, unique_bytes }) => [name, unique_bytes]));
    expect(names[0]).toEqual([
      ["acme", 3 * KIB],
      ["bob", 2 * KIB],
    ]);
    expect(names[1]![0]).toEqual(["alice", KIB]);
    expect(rest.body.items![0]).toMatchObject({ kind: "user", storage_quota_bytes: null });
  });

  test("is for members, for oneself, and for site administrators", async () => {
    await using kit = await start();
    const bob = await kit.as("bob");
    expect(await refusalOf(bob.get("/orgs/acme/usage"))).toEqual([404, "not_found"]);
    expect((await bob.get("/users/bob/usage")).status).toBe(200);
    expect(await refusalOf(bob.get("/users/alice/usage"))).toEqual([404, "not_found"]);
    expect((await kit.admin.get("/users/bob/usage")).status).toBe(200);
    expect(await refusalOf(kit.admin.get("/users/acme/usage"))).toEqual([404, "not_found"]);
    for (const path of ["/usage", "/usage/namespaces"]) expect(await refusalOf(bob.get(path))).toEqual([403, "forbidden"]);
  });
});

describe("a quota", () => {
  test("is set by site administrators who have seen the present one", async () => {
    await using kit = await start();
    const { etag } = await kit.admin.get("/orgs/acme/quota");
    const set = await kit.admin.put("/orgs/acme/quota", { ...NONE, repository_quota: 5 }, etag);
    expect(set.body).toEqual({ storage_quota_bytes: null, repository_quota: 5 });
    expect(await refusalOf(kit.admin.put("/orgs/acme/quota", NONE, etag))).toEqual([412, "stale"]);
    expect(await refusalOf(kit.admin.put("/orgs/acme/quota", NONE))).toEqual([428, "precondition_required"]);
    expect(await refusalOf(kit.admin.put("/orgs/bob/quota", NONE, "*"))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.admin.put("/orgs/acme/quota", { ...NONE, repository_quota: -1 }, "*"))).toEqual([422, "invalid"]);
    expect((await kit.admin.put("/users/bob/quota", { ...NONE, storage_quota_bytes: 7 }, "*")).body.storage_quota_bytes).toBe(7);

    const amy = await kit.as("amy");
    expect((await amy.get("/orgs/acme/quota")).body.repository_quota).toBe(5);
    expect(await refusalOf(amy.put("/orgs/acme/quota", NONE, "*"))).toEqual([403, "forbidden"]);
    expect(await refusalOf((await kit.as("mel")).get("/orgs/acme/quota"))).toEqual([403, "forbidden"]);
    const range = { after: 0, before: Number.MAX_SAFE_INTEGER };
    const [, entry] = await kit.app.stores.metadata.read.audit.list({ action: "quota.update" }, range, 5);
    expect(entry).toMatchObject({ target: "acme", actor: "root", before: '{"repository_quota":null}', after: '{"repository_quota":5}' });
  });

  test("refuses a blob of known size with numbers, before a byte of it is read", async () => {
    await using kit = await start();
    await put(kit.alice, "acme/api", bytes(6 * KIB));
    await kit.limit({ storage_quota_bytes: 10 * KIB });
    const numbers = { quota_bytes: 10 * KIB, used_bytes: 6 * KIB, needed_bytes: 5 * KIB };

    const { seen, body } = watched(5 * KIB);
    const { digest } = content("x", "application/octet-stream");
    const headers = { "content-length": String(5 * KIB) };
    const whole = kit.alice.post(`/v2/acme/api/blobs/uploads/?digest=${digest}`, { body, headers });
    expect(await errorOf(whole)).toEqual([403, "DENIED", numbers]);
    const location = await kit.alice.startUpload("acme/api");
    expect(await errorOf(kit.alice.patch(location, { body: watched(5 * KIB).body, headers }))).toEqual([403, "DENIED", numbers]);
    expect(seen.bytes).toBe(0);

    expect((await put(kit.alice, "acme/api", bytes(4 * KIB))).status).toBe(201);
  });

  test("is answered on the wire while the client still holds every byte", async () => {
    await using server = await Server.start();
    const authorization = basic(ADMIN.username, ADMIN.password);
    const quota = JSON.stringify({ ...NONE, storage_quota_bytes: 1 });
    const headers = { authorization, "if-match": "*", "content-type": "application/json" };
    const set = await fetch(`${server.url}/api/v1/users/${ADMIN.username}/quota`, { method: "PUT", body: quota, headers });
    expect(set.status).toBe(200);
    using connection = await RawConnection.open(server.port);
    const { digest } = content("x", "application/octet-stream");
    const path = `/v2/${ADMIN.username}/x/blobs/uploads/?digest=${digest}`;

    const answer = await connection.ask(requestText("POST", path, { authorization, "content-length": 5_000_000_000 }));

    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body.toString()).errors[0]).toMatchObject({
      code: "DENIED",
      detail: { quota_bytes: 1, needed_bytes: 5_000_000_000 },
    });
  });

  test("cuts a blob of unknown size where it is used up", async () => {
    await using kit = await start();
    await kit.limit({ storage_quota_bytes: 64 * KIB });
    const { seen, body } = watched(100 * 1024 * KIB);
    const location = await kit.alice.startUpload("acme/api");
    expect(await errorOf(kit.alice.patch(location, { body }))).toEqual([403, "DENIED", { quota_bytes: 64 * KIB, used_bytes: 0 }]);
    expect(seen.bytes).toBeLessThan(4 * 1024 * KIB);
    const { body: usage } = await (await kit.as("mel")).get("/orgs/acme/usage");
    expect([usage.repositories, usage.unique_bytes]).toEqual([0, 0]);
  });

  test("is not charged twice for what the namespace has already", async () => {
    await using kit = await start();
    const blob = bytes(8 * KIB);
    await put(kit.alice, "acme/one", blob);
    await kit.limit({ storage_quota_bytes: 8 * KIB });
    expect((await put(kit.alice, "acme/two", blob)).status).toBe(201);
    const { digest } = content(blob, "application/octet-stream");
    expect((await kit.alice.post(`/v2/acme/three/blobs/uploads/?mount=${digest}&from=acme/one`)).status).toBe(201);
    expect((await put(kit.alice, "acme/two", bytes(1))).status).toBe(403);
  });

  test("cuts what claims to be a blob that the namespace has, and is longer", async () => {
    await using kit = await start();
    const blob = bytes(10 * KIB);
    await put(kit.alice, "acme/api", blob);
    await kit.limit({ storage_quota_bytes: 10 * KIB });
    const { digest } = content(blob, "application/octet-stream");
    const { seen, body } = watched(1000 * KIB);

    const answer = await errorOf(kit.alice.post(`/v2/acme/other/blobs/uploads/?digest=${digest}`, { body }));

    expect(answer).toMatchObject([403, "DENIED", { quota_bytes: 10 * KIB }]);
    expect(seen.bytes).toBeLessThan(100 * KIB);
  });

  test("is held against what is mounted from elsewhere", async () => {
    await using kit = await start();
    const blob = bytes(8 * KIB);
    await put(kit.alice, "alice/mine", blob);
    await kit.limit({ storage_quota_bytes: 4 * KIB });
    const { digest } = content(blob, "application/octet-stream");
    const mounted = kit.alice.post(`/v2/acme/api/blobs/uploads/?mount=${digest}&from=alice/mine`);
    expect(await errorOf(mounted)).toEqual([403, "DENIED", { quota_bytes: 4 * KIB, used_bytes: 0, needed_bytes: 8 * KIB }]);
    expect((await kit.alice.get(`/v2/acme/api/blobs/${digest}`)).status).toBe(404);
    expect((await (await kit.as("mel")).get("/orgs/acme/usage")).body.repositories).toBe(0);
  });

  test("is not exceeded by pushes at once, of known and unknown size", async () => {
    await using kit = await start();
    await kit.limit({ storage_quota_bytes: 10 * KIB });
    const pushes = Array.from({ length: 12 }, async (_, index) => {
      const blob = bytes(3 * KIB);
      if (index % 2 === 0) return (await put(kit.alice, `acme/r${index}`, blob)).status;
      const location = await kit.alice.startUpload(`acme/r${index}`);
      await kit.alice.patch(location, { body: new Blob([blob]).stream() });
      const separator = location.includes("?") ? "&" : "?";
      return (await kit.alice.put(`${location}${separator}digest=${content(blob, "application/octet-stream").digest}`)).status;
    });
    const statuses = await Promise.all(pushes);
    expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    expect((await (await kit.as("mel")).get("/orgs/acme/usage")).body).toMatchObject({ repositories: 3, unique_bytes: 9 * KIB });
  });

  test("is held against manifests, which are stored in each repository", async () => {
    await using kit = await start();
    const { config, layer } = await kit.alice.pushImage("acme/api", "v1");
    const usage = async () => (await (await kit.as("mel")).get("/orgs/acme/usage")).body["unique_bytes"] as number;
    const before = await usage();
    const large = imageManifest(config, [layer], { annotations: { filler: "x".repeat(50 * KIB) } });
    const { byteLength } = large.bytes;
    await kit.limit({ storage_quota_bytes: before + byteLength - 1 });
    const numbers = { quota_bytes: before + byteLength - 1, used_bytes: before, needed_bytes: byteLength };
    expect(await errorOf(kit.alice.putManifest("acme/api", large.digest, large))).toEqual([403, "DENIED", numbers]);
    expect((await kit.alice.get(`/v2/acme/api/manifests/${large.digest}`)).status).toBe(404);

    await kit.limit({ storage_quota_bytes: before + byteLength });
    expect((await kit.alice.putManifest("acme/api", large.digest, large)).status).toBe(201);
    expect((await kit.alice.putManifest("acme/api", large.digest, large)).status).toBe(201);
    expect(await usage()).toBe(before + byteLength);
    expect((await kit.alice.delete(`/v2/acme/api/manifests/${large.digest}`)).status).toBe(202);
    expect(await usage()).toBe(before);
  });

  test("of repositories refuses one more, and nothing in those there are", async () => {
    await using kit = await start();
    await put(kit.alice, "acme/one", bytes(1));
    await kit.limit({ repository_quota: 2 });
    const answers = await Promise.all(["two", "three", "four"].map((name) => put(kit.alice, `acme/${name}`, bytes(1))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 403, 403]);
    const refused = answers.find(({ status }) => status === 403)!;
    expect(await errorOf(refused)).toEqual([403, "DENIED", { quota: 2, used: 2 }]);
    expect((await put(kit.alice, "acme/one", bytes(2))).status).toBe(201);
  });

  test("that was lowered refuses more and keeps what is there", async () => {
    await using kit = await start();
    const image = await kit.alice.pushImage("acme/api", "v1");
    await kit.limit({ storage_quota_bytes: 1 });
    expect((await put(kit.alice, "acme/api", bytes(1))).status).toBe(403);
    expect((await kit.alice.get("/v2/acme/api/manifests/v1")).status).toBe(200);
    // Another tag adds no bytes that count; a manifest adds its own.
    await kit.alice.pushManifest("acme/api", "v2", image);
    const another = imageManifest(image.config, [image.layer], { annotations: { again: "yes" } });
    expect((await kit.alice.putManifest("acme/api", another.digest, another)).status).toBe(403);
    await kit.limit({});
    expect((await put(kit.alice, "acme/api", bytes(1))).status).toBe(201);
  });
});
