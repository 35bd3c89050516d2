// end-3 and end-7: manifests in and out, byte for byte, and everything that is no manifest refused.
import { describe, expect, test } from "bun:test";
import type { FailureName } from "../../src/oci/failure.ts";
import { type AppOptions, TestApp } from "../kit/app.ts";
import { brokenStream, streamOf } from "../kit/body.ts";
import { type Client, expectStatus } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import {
  CONFIG_TYPE,
  IMAGE_TYPE,
  INDEX_TYPE,
  LAYER_TYPE,
  content,
  descriptor,
  digest,
  imageManifest,
  indexManifest,
  jsonContent,
} from "../kit/manifests.ts";
import { runRaw } from "../kit/raw-database.ts";

const open = (options: AppOptions = {}) => TestApp.start({ open: true, ...options });
const sparse = () => open({ flags: { "--registry-reference-policy": "sparse" } });
const put = (client: Client, body: string | Uint8Array<ArrayBuffer>, type: string | null = IMAGE_TYPE, reference = "v1") =>
  client.put(`/v2/acme/api/manifests/${reference}`, { body, headers: type === null ? {} : { "content-type": type } });
const config = content("{}", CONFIG_TYPE);
const layer = content("layer", LAYER_TYPE);
const image = (extra: Readonly<Record<string, unknown>> = {}) => new TextDecoder().decode(imageManifest(config, [layer], extra).bytes);
const tagged = (client: Client, query: string, reference = digest(image())) => put(client, image(), IMAGE_TYPE, `${reference}?${query}`);
const tagsOf = async (client: Client) => ((await (await client.get("/v2/acme/api/tags/list")).json()) as { tags: string[] }).tags;
const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const withDescriptor = (fields: Readonly<Record<string, unknown>>) => image({ config: { ...descriptor(config, CONFIG_TYPE), ...fields } });
const expectOutcome = (answer: Promise<Response>, outcome: FailureName | "accepted") =>
  outcome === "accepted" ? expectStatus(201, answer) : expectFailure(answer, outcome);
const conditional = (client: Client, annotation: string, headers: Readonly<Record<string, string>>) =>
  client.putManifest("acme/api", "v1", imageManifest(config, [layer], { annotations: { annotation } }), headers);
const padded = (size: number) => image().replace("{", `{"pad":"${"x".repeat(size - image().length - 9)}",`);

describe("reading", () => {
  test("by tag and by digest it comes back byte for byte, with all that a client checks", async () => {
    await using app = await open();
    const { bytes, digest: of } = await app.anonymous.pushImage("acme/api", "v1");

    for (const [reference, caching] of [
      ["v1", "no-cache"],
      [of, "public, max-age=31536000, immutable"],
    ]) {
      const response = await app.anonymous.get(`/v2/acme/api/manifests/${reference}`);
      expect(await response.bytes()).toEqual(bytes);
      const expected = { "content-type": IMAGE_TYPE, "docker-content-digest": of, etag: `"${of}"`, "cache-control": caching! };
      expect(Object.fromEntries(response.headers)).toMatchObject(expected);
      const head = await app.anonymous.head(`/v2/acme/api/manifests/${reference}`);
      expect(Object.fromEntries(head.headers)).toMatchObject({ ...expected, "content-length": String(bytes.byteLength) });
      expect(await head.text()).toBe("");
    }
  });

  test.each([undefined, "*/*", "application/vnd.docker.distribution.manifest.v2+json", "text/html;q=0.1", `${INDEX_TYPE}, text/plain`])(
    "what is stored is served whatever Accept says: %p",
    async (accept) => {
      await using app = await open();
      await app.anonymous.pushImage("acme/api", "v1");
      const response = await app.anonymous.get("/v2/acme/api/manifests/v1", accept === undefined ? {} : { accept });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, IMAGE_TYPE]);
    },
  );

  test("one that the client has is not sent again", async () => {
    await using app = await open();
    const { digest: of } = await app.anonymous.pushImage("acme/api", "v1");
    for (const tag of [`"${of}"`, `W/"${of}"`, of, `"x", "${of}"`, "*"]) {
      const response = await app.anonymous.get("/v2/acme/api/manifests/v1", { "if-none-match": tag });
      expect([tag, response.status, response.headers.get("docker-content-digest"), await response.text()]).toEqual([tag, 304, of, ""]);
    }
    expect((await app.anonymous.get("/v2/acme/api/manifests/v1", { "if-none-match": '"x"' })).status).toBe(200);
  });

  test.each<[string, FailureName]>([
    ["v2", "manifestUnknown"],
    [digest("absent"), "manifestUnknown"],
    [digest("absent").replace(":", "-"), "manifestUnknown"],
    ["-v1", "manifestUnknown"],
    ["a".repeat(129), "manifestUnknown"],
    ["sha256:abc", "digestInvalid"],
    [`md5:${"a".repeat(32)}`, "digestInvalid"],
  ])("%p is not there: %s", async (reference, failure) => {
    await using app = await open();
    await app.anonymous.pushImage("acme/api", "v1");
    await expectFailure(app.anonymous.get(`/v2/acme/api/manifests/${reference}`), failure);
  });

  test("a tag that looks like a digest is a tag", async () => {
    await using app = await open();
    const tag = digest("x").replace(":", "-");
    for (const name of [tag, "latest.sig", "list", "_x", "a".repeat(128)]) {
      await app.anonymous.pushImage("acme/api", name);
      expect((await app.anonymous.head(`/v2/acme/api/manifests/${name}`)).status).toBe(200);
    }
  });

  test("tags differ by case, and a moved one leaves what it pointed to", async () => {
    await using app = await open();
    const upper = await app.anonymous.pushImage("acme/api", "V1");
    const first = await app.anonymous.pushImage("acme/api", "v1");
    const second = await app.anonymous.pushImage("acme/api", "v1");
    const digestOf = async (reference: string) =>
      (await app.anonymous.head(`/v2/acme/api/manifests/${reference}`)).headers.get("docker-content-digest");
    expect([await digestOf("V1"), await digestOf("v1"), await digestOf(first.digest)]).toEqual([upper.digest, second.digest, first.digest]);
  });
});

describe("pushing", () => {
  test("the answer says where it is and what its digest is; the same again is fine", async () => {
    await using app = await open();
    const { bytes, digest: of } = await app.anonymous.pushImage("acme/api");
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await expectStatus(201, put(app.anonymous, bytes));
      expect(Object.fromEntries(response.headers)).toMatchObject({
        location: `/v2/acme/api/manifests/${of}`,
        "docker-content-digest": of,
        "content-length": "0",
      });
    }
    const repository = await app.stores.metadata.read.repositories.find("acme/api" as never);
    expect(await app.stores.metadata.read.usage.find(repository!.id)).toMatchObject({ manifests: 1, tags: 1 });
  });

  test("as a stream without a length it is the same", async () => {
    await using app = await sparse();
    const body = streamOf(image().slice(0, 50), image().slice(50));
    const response = await app.anonymous.put("/v2/acme/api/manifests/v1", { body, headers: { "content-type": IMAGE_TYPE } });
    expect([response.status, response.headers.get("docker-content-digest")]).toEqual([201, digest(image())]);
  });

  test("one whose body ends early is not stored", async () => {
    await using app = await sparse();
    const body = brokenStream(image());
    await expectFailure(app.anonymous.put("/v2/acme/api/manifests/v1", { body, headers: { "content-type": IMAGE_TYPE } }), "sizeInvalid");
    await expectFailure(app.anonymous.get("/v2/acme/api/manifests/v1"), "nameUnknown");
  });

  test("under a digest it must be those very bytes", async () => {
    await using app = await sparse();
    const pretty = JSON.stringify(JSON.parse(image()), undefined, "\r\n ");
    await expectFailure(put(app.anonymous, pretty, IMAGE_TYPE, digest(image())), "digestMismatch");
    await expectFailure(put(app.anonymous, `${image()}  `, IMAGE_TYPE, digest(image())), "digestMismatch");
    await expectStatus(201, put(app.anonymous, pretty, IMAGE_TYPE, digest(pretty)));
    expect(await (await app.anonymous.get(`/v2/acme/api/manifests/${digest(pretty)}`)).text()).toBe(pretty);
  });

  test("under a sha512 digest it is known by that one, also through its tags", async () => {
    await using app = await sparse();
    const of = digest(image(), "sha512");
    const response = await expectStatus(201, put(app.anonymous, image(), IMAGE_TYPE, `${of}?tag=v1`));
    expect(response.headers.get("docker-content-digest")).toBe(of);
    expect((await app.anonymous.head("/v2/acme/api/manifests/v1")).headers.get("docker-content-digest")).toBe(of);
    await expectFailure(app.anonymous.get(`/v2/acme/api/manifests/${digest(image())}`), "manifestUnknown");
  });

  test("4 MiB are accepted, one byte more is not, however it comes", async () => {
    await using app = await sparse();
    const type = { "content-type": IMAGE_TYPE };
    expect(padded(4_194_304)).toHaveLength(4_194_304);
    await expectStatus(201, put(app.anonymous, padded(4_194_304)));
    await expectFailure(put(app.anonymous, padded(4_194_305)), "manifestTooLarge");
    await expectFailure(
      app.anonymous.put("/v2/acme/api/manifests/v1", { body: streamOf(padded(4_194_305)), headers: type }),
      "manifestTooLarge",
    );
  });

  test("of a stream without end no more is read than a manifest may have", async () => {
    await using app = await sparse();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const response = app.anonymous.put("/v2/acme/api/manifests/v1", { body: endless, headers: { "content-type": IMAGE_TYPE } });
    await expectFailure(response, "manifestTooLarge");
    expect(sent).toBeLessThan(5 * 2 ** 20);
  });

  test.each([
    ["its Content-Type alone", image({ mediaType: undefined }), IMAGE_TYPE],
    ["its mediaType alone", image(), null],
    ["a Content-Type with parameters", image(), `${IMAGE_TYPE}; charset=utf-8`],
    ["a Content-Type in capitals", image(), IMAGE_TYPE.toUpperCase()],
  ])("its type is known by %s", async (_name, body, type) => {
    await using app = await sparse();
    await expectStatus(201, put(app.anonymous, body, type));
    expect((await app.anonymous.head("/v2/acme/api/manifests/v1")).headers.get("content-type")).toBe(IMAGE_TYPE);
  });

  const subject = descriptor(content("subject", IMAGE_TYPE), IMAGE_TYPE);
  test("one with a subject is answered with it, by tag and by digest", async () => {
    await using app = await sparse();
    for (const reference of ["v1", digest(image({ subject }))]) {
      const response = await expectStatus(201, put(app.anonymous, image({ subject }), IMAGE_TYPE, reference));
      expect(response.headers.get("oci-subject")).toBe(subject.digest);
    }
  });

  test("deprecated layers are accepted with a warning", async () => {
    await using app = await open();
    await app.anonymous.pushBlob("acme/api", "{}");
    const type = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    const response = await expectStatus(201, put(app.anonymous, image({ layers: [descriptor(layer, type)] })));
    expect(response.headers.get("warning")).toMatch(/^299 - "nondistributable[^"]*"$/);
  });

  test("what deprecated layers claim to be together is more than a database counts, and no error", async () => {
    await using app = await open();
    await app.anonymous.pushBlob("acme/api", "{}");
    const type = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    const layers = Array.from({ length: 1100 }, (_, index) => ({
      ...descriptor(content(`layer ${index}`, type), type),
      size: Number.MAX_SAFE_INTEGER,
    }));
    const foreign = imageManifest(config, [], { layers });
    await expectStatus(201, put(app.anonymous, foreign.bytes, IMAGE_TYPE, foreign.digest));
    await expectStatus(201, put(app.anonymous, indexManifest([foreign]).bytes, INDEX_TYPE));
    const [totals] = await runRaw(app, "select total_bytes from manifests");
    expect((totals as { total_bytes: unknown }[]).map((row) => Number(row.total_bytes))).toEqual([
      Number.MAX_SAFE_INTEGER,
      Number.MAX_SAFE_INTEGER,
    ]);
  });

  test("config and layer may be the same blob, and layers may be many or none", async () => {
    await using app = await open();
    await app.anonymous.pushBlob("acme/api", "{}");
    for (const layers of [[], [config], Array.from({ length: 10_000 }, () => config)]) {
      const { bytes } = imageManifest(config, layers, { annotations: Object.fromEntries(layers.map((_, index) => [`k${index}`, ""])) });
      await expectStatus(201, put(app.anonymous, bytes));
    }
  });

  test("what a newer specification adds is kept as it came", async () => {
    await using app = await sparse();
    const body = image({ future: { "a-b": [1.5e3, null, "ü"] }, layers: [{ ...descriptor(layer, "application/x-new"), more: true }] });
    await expectStatus(201, put(app.anonymous, body));
    expect(await (await app.anonymous.get("/v2/acme/api/manifests/v1")).text()).toBe(body);
  });
});

describe("tag parameters", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => `t${index}`);
  test.each([
    ["one", "tag=a", "a"],
    ["three of which one repeats", "tag=b&tag=a&tag=b", "b, a"],
    ["a hundred", hundred.map((tag) => `tag=${tag}`).join("&"), hundred.join(", ")],
  ])("%s tag all at once, and the answer says which", async (_name, query, header) => {
    await using app = await sparse();
    const response = await expectStatus(201, tagged(app.anonymous, query));
    expect(response.headers.get("oci-tag")).toBe(header);
    expect(await tagsOf(app.anonymous)).toEqual(header.split(", ").sort());
  });

  test.each(["tag=a&tag=-b", "tag=", "tag=a&tag=a%20b", `tag=${"a".repeat(129)}`, "tag=%F0%9F%98%80"])(
    "%p is refused, and nothing changes",
    async (query) => {
      await using app = await sparse();
      await expectFailure(tagged(app.anonymous, query), "tagInvalid");
      await expectFailure(app.anonymous.get(`/v2/acme/api/manifests/${digest(image())}`), "nameUnknown");
    },
  );

  test("on a push by tag they are ignored", async () => {
    await using app = await sparse();
    const response = await expectStatus(201, tagged(app.anonymous, "tag=other", "v1"));
    expect(response.headers.get("oci-tag")).toBeNull();
    expect(await tagsOf(app.anonymous)).toEqual(["v1"]);
  });
});

describe("what is no manifest", () => {
  test.each([
    ["nothing", ""],
    ["not JSON", "{"],
    ["a list", "[]"],
    ["a string", '"x"'],
    ["a number", "1"],
    ["null", "null"],
    ["two documents", `${image()}${image()}`],
    ["something behind it", `${image()}x`],
    ["a byte order mark", `\uFEFF${image()}`],
    ["a lone surrogate", image({ annotations: { a: "\uD800" } })],
    ["a lone surrogate as a key", image().replace("{", '{"\\uDC00":1,')],
    ["depth 65", image({ x: JSON.parse(deep(64)) as unknown })],
    ["depth 100 000", deep(100_000)],
    ["lists 100 000 deep", "[".repeat(100_000)],
    ["config twice", image().replace("{", '{"config":{},')],
    ["mediaType twice", image().replace("{", `{"mediaType":"${IMAGE_TYPE}",`)],
    ["a digest twice in a descriptor", image().replace('"digest":', `"digest":"${digest("x")}","digest":`)],
    ["a key twice, once escaped", image().replace("{", '{"\\u0063onfig":{},')],
    ["a key twice, deep in a place nobody reads", image({ x: [{}] }).replace("[{}]", '[{"b":1,"b":2}]')],
    ["an annotation twice", image({ annotations: { a: "1" } }).replace('"a":"1"', '"a":"1","a":"2"')],
    ["__proto__ twice", image().replace("{", '{"__proto__":1,"__proto__":2,')],
    ["a key that some take for another", image().replace("{", '{"Config":{},')],
    ["the same with a letter that only folds to one", image().replace("{", '{"layer\u017F":[],')],
    ["the same with another such letter", withDescriptor({ "\u017Fize": 7 })],
    ["the same in a descriptor", withDescriptor({ Digest: digest("x") })],
    ["an image that is an index too", image({ manifests: [] })],
    ["an image with fsLayers", image({ fsLayers: [] })],
    ["no schemaVersion", image({ schemaVersion: undefined })],
    ["schemaVersion as text", image({ schemaVersion: "2" })],
    ["schemaVersion 3", image({ schemaVersion: 3 })],
    ["no config", image({ config: undefined })],
    ["config null", image({ config: null })],
    ["no layers", image({ layers: undefined })],
    ["layers that are no list", image({ layers: {} })],
    ["a layer that is no descriptor", image({ layers: ["x"] })],
    ["a descriptor without a type", withDescriptor({ mediaType: undefined })],
    ["a descriptor without a digest", withDescriptor({ digest: undefined })],
    ["a descriptor with a digest in capitals", withDescriptor({ digest: digest("x").toUpperCase() })],
    ["a descriptor without a size", withDescriptor({ size: undefined })],
    ["a negative size", withDescriptor({ size: -1 })],
    ["a fraction of a size", withDescriptor({ size: 1.5 })],
    ["a size as text", withDescriptor({ size: "2" })],
    ["a size beyond 2^53", withDescriptor({ size: 2 ** 53 })],
    ["a size beyond every number", withDescriptor({}).replace('"size":2', '"size":1e999')],
    ["annotations that are no texts", image({ annotations: { a: 1 } })],
    ["annotations that are a list", image({ annotations: ["a"] })],
    ["annotations of a descriptor that are no texts", withDescriptor({ annotations: { a: {} } })],
    ["a subject that is no descriptor", image({ subject: {} })],
    ["another mediaType than its Content-Type", image({ mediaType: INDEX_TYPE })],
    ["a mediaType that is no text", image({ mediaType: 1 })],
    ["an artifactType that is no text", image({ artifactType: {} })],
  ])("%s is refused with a reason", async (_name, body) => {
    await using app = await sparse();
    const [entry] = await expectFailure(put(app.anonymous, body), "manifestInvalid");
    expect(entry!.detail).toBeString();
    await expectFailure(app.anonymous.get("/v2/acme/api/tags/list"), "nameUnknown");
  });

  test("invalid UTF-8 is refused", async () => {
    await using app = await sparse();
    const bytes = Buffer.concat([Buffer.from(image().slice(0, -1)), Buffer.from(',"x":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    await expectFailure(put(app.anonymous, new Uint8Array(bytes)), "manifestInvalid");
  });

  test("nothing says what it is", async () => {
    await using app = await sparse();
    await expectFailure(put(app.anonymous, image({ mediaType: undefined }), null), "manifestInvalid");
  });

  test.each([
    "application/json",
    "text/html",
    "application/vnd.docker.distribution.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    "application/vnd.oci.artifact.manifest.v1+json",
  ])("type %s is not supported", async (type) => {
    await using app = await sparse();
    await expectFailure(put(app.anonymous, image({ mediaType: type }), type), "manifestTypeUnsupported");
  });

  test("schema 1 is refused with what to do about it, whatever its type says", async () => {
    await using app = await sparse();
    const [entry] = await expectFailure(put(app.anonymous, '{"schemaVersion":1,"fsLayers":[]}'), "manifestTypeUnsupported");
    expect(entry!.detail).toContain("push the image again with a current client");
  });

  test.each([
    ["layers null", image({ layers: null })],
    ["annotations null", image({ annotations: null })],
    ["schemaVersion 2.0e0", image().replace('"schemaVersion":2', '"schemaVersion":2.0e0')],
    ["depth 64", image({ x: JSON.parse(deep(63)) as unknown })],
    ["white space around it", `\n\t ${image()} \r\n`],
    ["__proto__ once", image().replace("{", '{"__proto__":{"config":1},"constructor":{},')],
    ["keys of annotations that differ by case", image({ annotations: { a: "1", A: "2" } })],
  ])("%s is fine", async (_name, body) => {
    await using app = await sparse();
    await expectStatus(201, put(app.anonymous, body));
    expect(await (await app.anonymous.get("/v2/acme/api/manifests/v1")).text()).toBe(body);
    expect(({} as Record<string, unknown>)["config"]).toBeUndefined();
  });
});

describe("references", () => {
  test("every missing blob is named, each once, and nothing is stored", async () => {
    await using app = await open();
    await app.anonymous.pushBlob("acme/other", "{}");
    const errors = await expectFailure(put(app.anonymous, imageManifest(config, [layer, layer]).bytes), "referencedBlobUnknown");
    expect(errors.map(({ detail }) => detail)).toEqual([{ digest: config.digest }, { digest: layer.digest }]);
    await expectFailure(app.anonymous.get("/v2/acme/api/tags/list"), "nameUnknown");
  });

  test("a child must be in the same repository", async () => {
    await using app = await open();
    const child = await app.anonymous.pushImage("acme/other", "v1");
    await expectFailure(put(app.anonymous, indexManifest([child]).bytes, INDEX_TYPE), "referencedBlobUnknown");
  });

  test("a child that is no manifest is a blob: BuildKit's older cache", async () => {
    await using app = await open();
    const blob = await app.anonymous.pushBlob("acme/api", "cache");
    const index = jsonContent({ schemaVersion: 2, manifests: [descriptor(blob, LAYER_TYPE)] }, INDEX_TYPE);
    await expectStatus(201, put(app.anonymous, index.bytes, INDEX_TYPE));
  });

  test("indexes nest, ten deep", async () => {
    await using app = await open();
    let child = indexManifest([]);
    for (let depth = 0; depth < 10; depth += 1) {
      await expectStatus(201, put(app.anonymous, child.bytes, INDEX_TYPE));
      child = indexManifest([child], { annotations: { depth: String(depth) } });
    }
    await expectStatus(201, put(app.anonymous, child.bytes, INDEX_TYPE));
  });

  test("a blob's size must be true", async () => {
    await using app = await open();
    await app.anonymous.pushBlob("acme/api", "{}");
    const body = imageManifest(config, [], { config: { ...descriptor(config, CONFIG_TYPE), size: 3 } }).bytes;
    const [entry] = await expectFailure(put(app.anonymous, body), "sizeInvalid");
    expect(entry!.detail).toEqual({ digest: config.digest, declared: 3, stored: 2 });
  });

  const absentChild = imageManifest(config, [layer]);
  test.each<[string, FailureName | "accepted", FailureName | "accepted"]>([
    ["strict", "referencedBlobUnknown", "referencedBlobUnknown"],
    ["index-lenient", "referencedBlobUnknown", "accepted"],
    ["sparse", "accepted", "accepted"],
  ])("%s: an image without its blobs is %s, an index without its children %s", async (policy, ofImage, ofIndex) => {
    await using app = await open({ flags: { "--registry-reference-policies": `acme/*=${policy}` } });
    await expectOutcome(put(app.anonymous, absentChild.bytes), ofImage);
    await expectOutcome(put(app.anonymous, indexManifest([absentChild, imageManifest(layer, [])]).bytes, INDEX_TYPE), ofIndex);
  });
});

describe("conditions and races", () => {
  test("a tag moves only from where its pusher saw it", async () => {
    await using app = await sparse();
    const first = (await expectStatus(201, conditional(app.anonymous, "1", { "if-none-match": "*" }))).headers.get(
      "docker-content-digest",
    )!;
    expect((await conditional(app.anonymous, "2", { "if-none-match": "*" })).status).toBe(412);
    expect((await conditional(app.anonymous, "2", { "if-match": `"${digest("other")}"` })).status).toBe(412);
    await expectStatus(201, conditional(app.anonymous, "2", { "if-match": `"${first}"` }));
    expect((await conditional(app.anonymous, "3", { "if-match": `"${first}"` })).status).toBe(412);
  });

  test("a tag that must exist, and does not, is not made", async () => {
    await using app = await sparse();
    expect((await conditional(app.anonymous, "1", { "if-match": "*" })).status).toBe(412);
    await expectFailure(app.anonymous.get("/v2/acme/api/tags/list"), "nameUnknown");
  });

  test("of fifty that may only make the tag, one does", async () => {
    await using app = await sparse();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => conditional(app.anonymous, String(index), { "if-none-match": "*" })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 49 }, () => 412)]);
  });

  test("many pushes to one tag leave it at one of them, all of them by digest, and at no moment none", async () => {
    await using app = await sparse();
    await conditional(app.anonymous, "first", {});
    const pushes = Array.from({ length: 20 }, (_, index) => conditional(app.anonymous, String(index), {}));
    const reads = Array.from({ length: 40 }, () => app.anonymous.get("/v2/acme/api/manifests/v1"));
    const digests = (await Promise.all(pushes)).map(({ headers }) => headers.get("docker-content-digest")!);
    for (const read of await Promise.all(reads)) expect(read.status).toBe(200);

    expect(digests).toContain((await app.anonymous.head("/v2/acme/api/manifests/v1")).headers.get("docker-content-digest")!);
    for (const of of digests) expect((await app.anonymous.head(`/v2/acme/api/manifests/${of}`)).status).toBe(200);
  });
});
