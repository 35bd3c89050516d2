// Three nodes behind nginx, over PostgreSQL, S3 and Redis: whatever a client does in several requests, each of them meets another node.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { INDEX_TYPE, MANIFEST_TYPE } from "../../kit/image.ts";
import { Nginx } from "../../kit/nginx.ts";
import { RawConnection, LAST_CHUNK, chunked, requestText } from "../../kit/raw-http.ts";
import { cannotBeTried, hintsFor } from "../../kit/tools.ts";
import { type Answer, type Content, KIB, MIB, Repository, manifestOf, randomContent, sha256 } from "../harness.ts";
import { Cluster } from "./cluster.ts";

const NODES = 3;

setDefaultTimeout(120_000);

describe.skipIf(cannotBeTried("nodes behind nginx", hintsFor(["nginx", "initdb", "versitygw", "redis-server"])))(
  "nodes behind nginx",
  () => {
    let cluster: Cluster;
    let nginx: Nginx;
    beforeAll(async () => {
      // Nothing goes while a test looks at it.
      const args = ["--gc-interval-seconds", "off", "--http-trusted-proxies", "127.0.0.1"];
      cluster = await Cluster.start({ nodes: NODES, storage: "s3", hasRedis: true, args });
      nginx = await Nginx.start(cluster.urls.map((url) => new URL(url).host));
    });
    afterAll(async () => {
      await nginx?.[Symbol.asyncDispose]();
      await cluster?.[Symbol.asyncDispose]();
    });

    const repositoryNamed = (name: string) => new Repository(nginx.url, name);
    const pathOf = (location: string) => new URL(location, nginx.url).pathname;

    async function pushInChunks(repository: Repository, { bytes, digest }: Content, chunkBytes: number): Promise<Set<string | null>> {
      const location = pathOf(await repository.start());
      const nodes = new Set<string | null>();
      for (let offset = 0; offset < bytes.byteLength; offset += chunkBytes) {
        const chunk = bytes.slice(offset, offset + chunkBytes);
        const answer = await repository.patch(location, chunk, { "content-range": `${offset}-${offset + chunk.byteLength - 1}` });
        expect([answer.status, answer.headers.get("range")]).toEqual([202, `0-${offset + chunk.byteLength - 1}`]);
        nodes.add(nodeOf(answer));
        // Which of the nodes is asked does not matter either.
        expect(await repository.offset(location)).toBe(offset + chunk.byteLength);
      }
      expect((await repository.finish(location, digest)).status).toBe(201);
      return nodes;
    }

    test("requests go to all of them in turn", async () => {
      const nodes = new Set<string | null>();
      for (let request = 0; request < NODES; request += 1)
        nodes.add(nodeOf(await repositoryNamed("any").headBlob(randomContent(1).digest)));
      expect(nodes.size).toBe(NODES);
    });

    test.each([
      ["smaller than a part", 300 * KIB, 90 * KIB],
      ["of several parts and a remainder", 37 * MIB + 12_345, 5 * MIB + 77],
      ["of chunks larger than a part", 45 * MIB, 20 * MIB],
    ])("a blob %s comes in chunks over all of them", async (_, sizeBytes, chunkBytes) => {
      const repository = repositoryNamed("chunks/app");
      const content = randomContent(sizeBytes);
      const nodes = await pushInChunks(repository, content, chunkBytes);
      expect(nodes.size).toBe(Math.min(NODES, Math.ceil(sizeBytes / chunkBytes)));
      for (let node = 0; node < NODES; node += 1) expect(sha256((await repository.getBlob(content.digest)).bytes)).toBe(content.digest);
    });

    test("a blob is streamed in without a length, and closed by another node", async () => {
      const repository = repositoryNamed("streams/app");
      const content = randomContent(20 * MIB + 1);
      const location = pathOf(await repository.start());
      using connection = await RawConnection.open(nginx.port);
      await connection.send(requestText("PATCH", location, { "transfer-encoding": "chunked" }));
      for (let offset = 0; offset < content.bytes.byteLength; offset += MIB)
        await connection.send(chunked(content.bytes.slice(offset, offset + MIB)));
      const streamed = await connection.ask(LAST_CHUNK);
      const closed = await repository.finish(location, content.digest);
      expect([streamed.status, closed.status]).toEqual([202, 201]);
      expect(streamed.headers.get("x-node")).not.toBe(nodeOf(closed));
      expect(sha256((await repository.getBlob(content.digest)).bytes)).toBe(content.digest);
    });

    test("an upload that was cut off goes on at another node where it says", async () => {
      const repository = repositoryNamed("cut/app");
      const content = randomContent(30 * MIB);
      const location = pathOf(await repository.start());
      {
        using connection = await RawConnection.open(nginx.port);
        await connection.send(requestText("PATCH", location, { "content-length": content.bytes.byteLength }));
        await connection.send(content.bytes.slice(0, 21 * MIB));
        await Bun.sleep(500);
        connection.reset();
      }
      let answer: Answer;
      do {
        const offset = (await repository.offset(location))!;
        const range = { "content-range": `${offset}-${content.bytes.byteLength - 1}` };
        answer = await repository.patch(location, content.bytes.slice(offset), range);
        // The node that was cut off may be at its last bytes still.
      } while (answer.status === 416 || answer.status === 503);
      expect(answer.status).toBe(202);
      expect((await repository.finish(location, content.digest)).status).toBe(201);
      expect(sha256((await repository.getBlob(content.digest)).bytes)).toBe(content.digest);
    });

    test("what one node was told, all know: mounts, manifests, tags, referrers and deletions", async () => {
      const [source, target] = [repositoryNamed("known/source"), repositoryNamed("known/target")];
      const [config, layer] = [randomContent(300), randomContent(400 * KIB)];
      for (const blob of [config, layer]) {
        await source.pushWhole(blob);
        const mount = await target.ask("POST", `/v2/${target.name}/blobs/uploads/?mount=${blob.digest}&from=${source.name}`);
        expect(mount.status).toBe(201);
      }
      const image = manifestOf(config, [layer]);
      for (let round = 0; round < 2 * NODES; round += 1) {
        const tag = `v${round}`;
        expect((await target.putManifest(tag, image)).status).toBe(201);
        expect((await target.getManifest(tag)).headers.get("docker-content-digest")).toBe(image.digest);
        const other = manifestOf(config, [layer], { round: String(round) });
        expect((await target.putManifest(tag, other)).status).toBe(201);
        expect((await target.getManifest(tag)).headers.get("docker-content-digest")).toBe(other.digest);
        expect((await target.ask("DELETE", `/v2/${target.name}/manifests/${tag}`)).status).toBe(202);
        expect((await target.getManifest(tag)).status).toBe(404);
        expect((await target.ask("GET", `/v2/${target.name}/tags/list`)).text).not.toContain(`"${tag}"`);
      }
      await expectReferrersKnown(target, image);
    });
  },
);

const nodeOf = ({ headers }: Answer) => headers.get("x-node");

async function expectReferrersKnown(repository: Repository, image: Content): Promise<void> {
  await repository.putManifest("kept", image);
  const subject = { mediaType: MANIFEST_TYPE, digest: image.digest, size: image.bytes.byteLength };
  for (let count = 1; count <= NODES; count += 1) {
    const signature = {
      schemaVersion: 2,
      mediaType: INDEX_TYPE,
      artifactType: "application/x.test",
      manifests: [],
      subject,
      annotations: { count: `${count}` },
    };
    const bytes = new TextEncoder().encode(JSON.stringify(signature));
    const put = await repository.putManifest(sha256(bytes), { bytes, digest: sha256(bytes) }, { "content-type": INDEX_TYPE });
    expect(put.status).toBe(201);
    const { text } = await repository.ask("GET", `/v2/${repository.name}/referrers/${image.digest}`);
    expect((JSON.parse(text) as { manifests: unknown[] }).manifests).toHaveLength(count);
  }
}
