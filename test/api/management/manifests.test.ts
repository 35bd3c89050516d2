// Manifests as the Management API shows them: what there is, and what each is made of.
import { describe, expect, test } from "bun:test";
import { Api, type Answered, refusalOf } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { CONFIG_TYPE, IMAGE_TYPE, INDEX_TYPE, descriptor, imageManifest, indexManifest, jsonContent } from "../../kit/manifests.ts";

const MANIFESTS = "/repos/ada/app/manifests";
const digestsOf = ({ body }: Answered) => body.items?.map(({ digest }) => digest);

async function start() {
  const app = await TestApp.start();
  const client = await app.asUser("ada");
  return { app, client, ada: new Api(client), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("the list", () => {
  test("the newest first, page by page, of one type if asked", async () => {
    await using kit = await start();
    const pushed: string[] = [];
    for (const tag of ["a", "b", "c"]) {
      pushed.unshift((await kit.client.pushImage("ada/app", tag)).digest);
      kit.app.clock.advance(1000);
    }
    const index = indexManifest([]);
    await kit.client.pushManifest("ada/app", "all", index);
    const first = await kit.ada.get(`${MANIFESTS}?limit=2`);
    const rest = await kit.ada.get(`${MANIFESTS}?limit=2&cursor=${first.body["next_cursor"] as string}`);
    expect([digestsOf(first), digestsOf(rest), rest.body["next_cursor"]]).toEqual([[index.digest, pushed[0]], pushed.slice(1), null]);
    expect(digestsOf(await kit.ada.get(`${MANIFESTS}?media_type=${encodeURIComponent(INDEX_TYPE)}`))).toEqual([index.digest]);
    expect(digestsOf(await kit.ada.get(`${MANIFESTS}?artifact_type=${encodeURIComponent(CONFIG_TYPE)}`))).toEqual(pushed);
    const none = `artifact_type=${encodeURIComponent(CONFIG_TYPE)}&media_type=${encodeURIComponent(INDEX_TYPE)}`;
    expect(digestsOf(await kit.ada.get(`${MANIFESTS}?${none}`))).toEqual([]);
  });
});

describe("one", () => {
  test("an image: its config, its layers in order, what points to it and what describes it", async () => {
    await using kit = await start();
    const { client } = kit;
    const run = {
      Entrypoint: ["/app"],
      Cmd: ["serve"],
      Env: ["TOKEN=secret", "A=b"],
      ExposedPorts: { "80/tcp": {} },
      Labels: { team: "x", n: 1 },
    };
    const config = await client.pushBlob("ada/app", JSON.stringify({ os: "linux", architecture: "arm64", variant: "v8", config: run }));
    const layers = [await client.pushBlob("ada/app", "zzz"), await client.pushBlob("ada/app", "a")];
    const image = imageManifest(config, layers, { annotations: { "org.opencontainers.image.title": "App" } });
    await client.pushManifest("ada/app", "v2", image);
    await client.pushManifest("ada/app", "v1", image);
    await client.pushManifest("ada/app", "sig", imageManifest(config, [], { subject: descriptor(image, IMAGE_TYPE) }));

    const { body } = await kit.ada.get(`${MANIFESTS}/${image.digest}`);
    expect(body).toMatchObject({
      digest: image.digest,
      media_type: IMAGE_TYPE,
      size_bytes: image.bytes.byteLength,
      total_bytes: image.bytes.byteLength + config.bytes.byteLength + 4,
      annotations: { "org.opencontainers.image.title": "App" },
      config: { digest: config.digest, media_type: CONFIG_TYPE },
      layers: [
        { digest: layers[0]!.digest, size_bytes: 3 },
        { digest: layers[1]!.digest, size_bytes: 1 },
      ],
      platforms: [],
      tags: ["v1", "v2"],
      has_more_tags: false,
      referrer_count: 1,
      subject: null,
    });
    expect(body["image"]).toMatchObject({
      os: "linux",
      architecture: "arm64",
      variant: "v8",
      entrypoint: ["/app"],
      command: ["serve"],
      exposed_ports: ["80/tcp"],
      labels: { team: "x" },
      environment_count: 2,
      created: null,
    });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test("an index: its platforms with their sizes, and which of them are statements about another", async () => {
    await using kit = await start();
    const { client } = kit;
    const image = await client.pushImage("ada/app");
    const statement = await client.pushImage("ada/app");
    const marks = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest };
    const entries = [
      { ...descriptor(image, IMAGE_TYPE), platform: { os: "linux", architecture: "arm", variant: "v7", "os.version": 7 } },
      { ...descriptor(statement, IMAGE_TYPE), platform: { os: "unknown", architecture: "unknown" }, annotations: marks },
    ];
    const index = jsonContent({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: entries }, INDEX_TYPE);
    await client.pushManifest("ada/app", "all", index);

    const [{ body }, child] = [await kit.ada.get(`${MANIFESTS}/${index.digest}`), await kit.ada.get(`${MANIFESTS}/${image.digest}`)];
    expect(body["platforms"]).toMatchObject([
      {
        digest: image.digest,
        os: "linux",
        architecture: "arm",
        variant: "v7",
        os_version: null,
        size_bytes: image.bytes.byteLength,
        total_bytes: child.body["total_bytes"],
        is_attestation: false,
      },
      { digest: statement.digest, os: "unknown", is_attestation: true, attestation_of: image.digest },
    ]);
    expect([body["config"], body["layers"], body["image"]]).toEqual([null, [], null]);
  });

  test.each(["not json", "[]", '{"config":"x","os":7}', "{".repeat(2_000_000)])(
    "a config that is no config harms nobody: %.20s",
    async (text) => {
      await using kit = await start();
      const config = await kit.client.pushBlob("ada/app", text);
      const image = imageManifest(config, []);
      await kit.client.pushManifest("ada/app", "v1", image);
      const { status, body } = await kit.ada.get(`${MANIFESTS}/${image.digest}`);
      expect([status, body["config"]]).toMatchObject([200, { digest: config.digest }]);
    },
  );

  test("one that is not there, or is in another repository, or is no digest", async () => {
    await using kit = await start();
    const { digest } = await kit.client.pushImage("ada/other", "v1");
    await kit.client.pushImage("ada/app", "v1");
    expect(await refusalOf(kit.ada.get(`${MANIFESTS}/${digest}`))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.ada.delete(`${MANIFESTS}/${digest}`))).toEqual([404, "not_found"]);
    expect(await refusalOf(kit.ada.get(`${MANIFESTS}/latest`))).toEqual([400, "bad_request"]);
  });
});

test("a deleted one takes its tags along", async () => {
  await using kit = await start();
  const { digest } = await kit.client.pushImage("ada/app", "v1");
  expect((await kit.ada.delete(`${MANIFESTS}/${digest}`)).status).toBe(204);
  expect((await kit.ada.get("/repos/ada/app")).body).toMatchObject({ tag_count: 0, manifest_count: 0 });
});

test("to who may not read the repository it looks like none", async () => {
  await using kit = await start();
  const { digest } = await kit.client.pushImage("ada/app", "v1");
  const bob = new Api(await kit.app.asUser("bob"));
  for (const repository of ["app", "none"]) {
    const path = `/repos/ada/${repository}/manifests`;
    for (const answer of [
      bob.get(path),
      bob.get(`${path}/${digest}`),
      bob.get(`${path}/${digest}/referrers`),
      bob.delete(`${path}/${digest}`),
    ]) {
      expect(await refusalOf(answer)).toEqual([404, "not_found"]);
    }
  }
});
