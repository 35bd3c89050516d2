// regctl, which follows the distribution specification closely: tag deletes, referrers, chunked uploads.
import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client, type Session } from "./harness.ts";

const ARTIFACT_TYPE = "application/vnd.aerugo.report.v1+json";

const plainHttp = (session: Session, ...more: string[]): Promise<string> =>
  session.run(["regctl", "registry", "set", "--skip-check", "--tls", "disabled", ...more, session.host]);

const regctl: Client = {
  tools: ["regctl"],
  start: async (session) => {
    await plainHttp(session);
    return async () => {};
  },
  signIn: async (session, { username, password }) => {
    await plainHttp(session);
    await session.run(["regctl", "registry", "login", "--user", username, "--pass-stdin", session.host], { input: password });
  },
};

describeClient(regctl, (session) => {
  test(
    "an index comes back whole, with both its platforms",
    async () => {
      const images = await buildImages();
      const remote = `${session().repository("regctl/index")}:v1`;
      const digest = await writeLayout(session().path("index"), "v1", images);

      await session().run(["regctl", "image", "copy", "ocidir://index:v1", remote]);
      await session().run(["regctl", "image", "copy", remote, "ocidir://index-back:v1"]);

      expect(await session().run(["regctl", "image", "digest", remote])).toBe(digest);
      expect(await session().run(["regctl", "image", "digest", "--platform", "linux/arm64", remote])).toBe(images[1].manifest.digest);
      expect(await session().run(["regctl", "image", "digest", "ocidir://index-back:v1"])).toBe(digest);
    },
    TEST_LIMIT_MS,
  );

  test(
    "a blob pushed in many chunks is the blob",
    async () => {
      const [image] = await buildImages();
      const remote = `${session().repository("regctl/chunks")}:v1`;
      const digest = await writeLayout(session().path("chunks"), "v1", [image]);
      await plainHttp(session(), "--blob-chunk", "100000", "--blob-max", "100000");

      await session().run(["regctl", "image", "copy", "ocidir://chunks:v1", remote]);
      await session().run(["regctl", "image", "copy", remote, "ocidir://chunks-back:v1"]);

      expect(await session().run(["regctl", "image", "digest", remote])).toBe(digest);
      const layer = Bun.file(session().path("chunks-back", "blobs", "sha256", image.layer.digest.slice("sha256:".length)));
      expect(await layer.bytes()).toEqual(image.layer.bytes);
    },
    TEST_LIMIT_MS,
  );

  test(
    "an artifact put beside an image is listed as its referrer",
    async () => {
      const remote = `${session().repository("regctl/subject")}:v1`;
      await writeLayout(session().path("subject"), "v1", [(await buildImages())[0]]);
      await session().run(["regctl", "image", "copy", "ocidir://subject:v1", remote]);
      await writeFile(session().path("report.json"), "{}");

      const put = ["regctl", "artifact", "put", "--artifact-type", ARTIFACT_TYPE, "--file", "report.json"] as const;
      await session().run([...put, "--annotation", "org.example.by=regctl", "--subject", remote]);

      const list = ["regctl", "artifact", "list", "--format", "{{jsonPretty .}}", remote] as const;
      expect(await session().json(list)).toMatchObject({
        descriptors: [{ artifactType: ARTIFACT_TYPE, annotations: { "org.example.by": "regctl" } }],
      });
      expect(await session().json([...list, "--filter-artifact-type", "application/vnd.aerugo.other"])).toMatchObject({ descriptors: [] });
      // No tag of the old scheme: the registry keeps the list itself.
      expect(await session().run(["regctl", "tag", "ls", session().repository("regctl/subject")])).toBe("v1");
    },
    TEST_LIMIT_MS,
  );

  test(
    "a deleted tag leaves the image to its other tags",
    async () => {
      const repository = session().repository("regctl/tags");
      const digest = await writeLayout(session().path("tags"), "v1", [(await buildImages())[0]]);
      for (const tag of ["v1", "v2"]) await session().run(["regctl", "image", "copy", "ocidir://tags:v1", `${repository}:${tag}`]);
      expect(await session().run(["regctl", "tag", "ls", repository])).toBe("v1\nv2");

      await session().run(["regctl", "tag", "delete", `${repository}:v1`]);

      expect(await session().run(["regctl", "tag", "ls", repository])).toBe("v2");
      expect(await session().run(["regctl", "image", "digest", `${repository}:v2`])).toBe(digest);
    },
    TEST_LIMIT_MS,
  );

  test(
    "a deleted manifest is gone under every tag",
    async () => {
      const repository = session().repository("regctl/deleted");
      const digest = await writeLayout(session().path("deleted"), "v1", [(await buildImages())[0]]);
      await session().run(["regctl", "image", "copy", "ocidir://deleted:v1", `${repository}:v1`]);

      await session().run(["regctl", "manifest", "delete", `${repository}@${digest}`]);

      await expect(session().run(["regctl", "manifest", "head", `${repository}:v1`])).rejects.toThrow("not found");
    },
    TEST_LIMIT_MS,
  );
});
