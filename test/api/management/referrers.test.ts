// Referrers as the Management API shows them.
import { expect, test } from "bun:test";
import { Api } from "../../kit/api.ts";
import { TestApp } from "../../kit/app.ts";
import { IMAGE_TYPE, descriptor, imageManifest } from "../../kit/manifests.ts";

test("what describes a manifest, page by page and by type, also of one that is not there", async () => {
  await using app = await TestApp.start();
  const client = await app.asUser("ada");
  const ada = new Api(client);
  const config = await client.pushBlob("ada/app", "{}");
  const subject = imageManifest(config, []);
  const pushed: string[] = [];
  for (const artifactType of ["a/sbom", "a/signature", "a/sbom"]) {
    const annotations = { n: String(pushed.length) };
    const extra = { artifactType, subject: descriptor(subject, IMAGE_TYPE), annotations };
    const referrer = imageManifest(config, [], extra);
    await client.pushManifest("ada/app", referrer.digest, referrer);
    pushed.push(referrer.digest);
  }
  const path = `/repos/ada/app/manifests/${subject.digest}/referrers`;
  const first = await ada.get(`${path}?limit=2`);
  const rest = await ada.get(`${path}?limit=2&cursor=${first.body["next_cursor"] as string}`);
  expect(first.body.items).toMatchObject([
    { digest: pushed[0], artifact_type: "a/sbom", media_type: IMAGE_TYPE, annotations: { n: "0" } },
    { digest: pushed[1], artifact_type: "a/signature" },
  ]);
  expect([rest.body.items?.map(({ digest }) => digest), rest.body["next_cursor"]]).toEqual([[pushed[2]], null]);
  const sboms = await ada.get(`${path}?artifact_type=${encodeURIComponent("a/sbom")}`);
  expect(sboms.body.items?.map(({ digest }) => digest)).toEqual([pushed[0], pushed[2]]);
  expect((await ada.get(`/repos/ada/app/manifests/sha256:${"0".repeat(64)}/referrers`)).body).toEqual({ items: [], next_cursor: null });
});
