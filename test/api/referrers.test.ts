// end-12: what refers to a digest.
import { describe, expect, test } from "bun:test";
import { TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import {
  CONFIG_TYPE,
  type Content,
  IMAGE_TYPE,
  INDEX_TYPE,
  content,
  descriptor,
  digest,
  imageManifest,
  indexManifest,
} from "../kit/manifests.ts";

const SUBJECT = content("subject", IMAGE_TYPE);
const config = content("{}", CONFIG_TYPE);
const open = () => TestApp.start({ open: true, flags: { "--registry-reference-policy": "sparse" } });
const referrer = (extra: Readonly<Record<string, unknown>> = {}, subject: Content = SUBJECT) =>
  imageManifest(config, [], { subject: descriptor(subject, IMAGE_TYPE), ...extra });

interface Index {
  readonly schemaVersion: number;
  readonly mediaType: string;
  readonly manifests: { digest: string; artifactType?: string }[];
}

async function list(client: Client, subject: string = SUBJECT.digest, query = ""): Promise<Index & { headers: Headers; bytes: number }> {
  const response = await client.get(`/v2/acme/api/referrers/${subject}${query}`);
  const text = await response.text();
  expect([response.status, response.headers.get("content-type")]).toEqual([200, INDEX_TYPE]);
  return { ...(JSON.parse(text) as Index), headers: response.headers, bytes: Buffer.byteLength(text) };
}

/** From page to page, as the links say. */
async function follow(app: TestApp, query: string, each: (page: Awaited<ReturnType<typeof list>>) => void): Promise<void> {
  for (let next: string | undefined = query; next !== undefined;) {
    const page = await list(app.anonymous, SUBJECT.digest, next);
    each(page);
    const link = page.headers.get("link");
    if (link !== null) expect(link).toMatch(new RegExp(`^</v2/acme/api/referrers/${SUBJECT.digest}\\?[^>]*>; rel="next"$`));
    next = link === null ? undefined : link.slice(link.indexOf("?"), link.indexOf(">"));
  }
}

test("each is listed as a descriptor with its type and annotations", async () => {
  await using app = await open();
  const signature = referrer({ artifactType: "application/signature", annotations: { "a.b/c": "ü" } });
  const plain = referrer();
  const index = indexManifest([], { subject: descriptor(SUBJECT, IMAGE_TYPE) });
  for (const manifest of [signature, plain, index]) await app.anonymous.pushManifest("acme/api", manifest.digest, manifest);

  const { schemaVersion, mediaType, manifests } = await list(app.anonymous);
  expect({ schemaVersion, mediaType, manifests }).toEqual({
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: [
      { ...descriptor(signature, IMAGE_TYPE), artifactType: "application/signature", annotations: { "a.b/c": "ü" } } as never,
      { ...descriptor(plain, IMAGE_TYPE), artifactType: CONFIG_TYPE },
      descriptor(index, INDEX_TYPE),
    ],
  });
});

test.each([
  ["an unknown digest", digest("unknown")],
  ["nothing but zeros, as oras asks", `sha256:${"0".repeat(64)}`],
  ["a sha512 digest", digest("unknown", "sha512")],
])("of %s the list is empty, also in a repository that does not exist", async (_name, of) => {
  await using app = await open();
  expect((await list(app.anonymous, of)).manifests).toEqual([]);
});

test("a malformed digest is refused", async () => {
  await using app = await open();
  for (const text of ["sha256:abc", "v1"]) await expectFailure(app.anonymous.get(`/v2/acme/api/referrers/${text}`), "digestInvalid");
});

test("the subject may come later, go and come back: only the referrer's own deletion changes the list", async () => {
  await using app = await open();
  const subject = imageManifest(config, []);
  const signature = referrer({}, subject);
  const digests = async () => (await list(app.anonymous, subject.digest)).manifests.map((manifest) => manifest.digest);
  await app.anonymous.pushManifest("acme/api", signature.digest, signature);
  expect(await digests()).toEqual([signature.digest]);
  await app.anonymous.pushManifest("acme/api", "v1", subject);
  await app.anonymous.delete(`/v2/acme/api/manifests/${subject.digest}`);
  expect(await digests()).toEqual([signature.digest]);
  await app.anonymous.pushManifest("acme/api", "v1", subject);
  expect(await digests()).toEqual([signature.digest]);
  await app.anonymous.delete(`/v2/acme/api/manifests/${signature.digest}`);
  expect(await digests()).toEqual([]);
});

test("only the repository's own are listed", async () => {
  await using app = await open();
  const signature = referrer();
  await app.anonymous.pushManifest("acme/other", signature.digest, signature);
  expect((await list(app.anonymous)).manifests).toEqual([]);
});

test("a tag that looks like the fallback's is a tag and nothing more", async () => {
  await using app = await open();
  await app.anonymous.pushManifest("acme/api", SUBJECT.digest.replace(":", "-"), indexManifest([referrer()]));
  expect((await list(app.anonymous)).manifests).toEqual([]);
});

test("manifests that refer to each other in a circle do no harm", async () => {
  await using app = await open();
  const [one, two] = [referrer({ annotations: { n: "1" } }), referrer({ annotations: { n: "2" } }, referrer({ annotations: { n: "1" } }))];
  for (const manifest of [one, two]) await app.anonymous.pushManifest("acme/api", manifest.digest, manifest);
  expect((await list(app.anonymous, one.digest)).manifests).toHaveLength(1);
});

describe("filtering", () => {
  test.each([
    ["application/a+b", 2],
    ["application/a;b=c", 1],
    ["application/none", 0],
    ["", 0],
  ])("by %p lists exactly those, and says that it filtered", async (artifactType, count) => {
    await using app = await open();
    for (const [index, type] of ["application/a+b", "application/a;b=c", "application/a+b", "Application/A+B"].entries()) {
      const manifest = referrer({ artifactType: type, annotations: { index: String(index) } });
      await app.anonymous.pushManifest("acme/api", manifest.digest, manifest);
    }
    const { manifests, headers } = await list(app.anonymous, SUBJECT.digest, `?${new URLSearchParams({ artifactType })}`);
    expect(manifests.map((manifest) => manifest.artifactType)).toEqual(Array.from({ length: count }, () => artifactType));
    expect(headers.get("oci-filters-applied")).toBe("artifactType");
  });

  // It is indexed, and PostgreSQL refused what was too long for that with an error that nobody had foreseen.
  test("the longest type that is taken is found, and one that is longer is refused", async () => {
    await using app = await open();
    // Hex of random bytes: what compresses well fits into any index.
    const longest = `a/${Buffer.from(crypto.getRandomValues(new Uint8Array(511))).toString("hex")}`;
    const found = referrer({ artifactType: longest });
    const longer = referrer({ artifactType: `${longest}x` });

    await app.anonymous.pushManifest("acme/api", found.digest, found);
    const refused = await app.anonymous.put("/v2/acme/api/manifests/v1", { headers: { "content-type": IMAGE_TYPE }, body: longer.bytes });

    await expectFailure(refused, "manifestInvalid");
    expect((await list(app.anonymous, SUBJECT.digest, `?artifactType=${longest}`)).manifests).toHaveLength(1);
  });

  test("without a filter nothing is said of one", async () => {
    await using app = await open();
    expect((await list(app.anonymous)).headers.get("oci-filters-applied")).toBeNull();
  });
});

describe("pages", () => {
  test("a long list comes in pages that carry the filter along, each referrer once", async () => {
    await using app = await open();
    const manifests = Array.from({ length: 1500 }, (_, index) =>
      referrer({ artifactType: index % 5 === 0 ? "application/other" : "application/a+b", annotations: { index: String(index) } }),
    );
    await Promise.all(manifests.map((manifest) => app.anonymous.putManifest("acme/api", manifest.digest, manifest)));

    const seen: string[] = [];
    let pages = 0;
    await follow(app, "?artifactType=application%2Fa%2Bb", (page) => {
      pages += 1;
      expect(page.headers.get("oci-filters-applied")).toBe("artifactType");
      seen.push(...page.manifests.map((manifest) => manifest.digest));
    });
    expect([pages, seen.length, new Set(seen).size]).toEqual([2, 1200, 1200]);
  });

  test("no page is larger than a manifest, and one referrer too large for a page has one to itself", async () => {
    await using app = await open();
    for (const size of [...Array.from({ length: 12 }, () => 500_000), 4_000_000]) {
      const manifest = referrer({ annotations: { pad: `${crypto.randomUUID()}${"x".repeat(size)}` } });
      await app.anonymous.pushManifest("acme/api", manifest.digest, manifest);
    }
    const counts: number[] = [];
    await follow(app, "", (page) => {
      counts.push(page.manifests.length);
      expect(page.bytes).toBeLessThanOrEqual(4_194_304);
    });
    expect(counts.at(-1)).toBe(1);
    expect(counts[0]).toBeGreaterThan(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(13);
  });

  test.each(["-1", "x", "1.5", "99999999999999999999"])("a page after %p is refused", async (last) => {
    await using app = await open();
    await expectFailure(app.anonymous.get(`/v2/acme/api/referrers/${SUBJECT.digest}?last=${last}`), "paginationInvalid");
  });
});
