// crane, the command of the library that ko, kaniko and cosign are built on.
import { expect, test } from "bun:test";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client } from "./harness.ts";

const crane: Client = {
  tools: ["crane"],
  // `crane auth login` only writes the password down; the catalog shows what it is worth.
  signIn: async (session, { username, password }) => {
    await session.run(["crane", "auth", "login", session.host, "--username", username, "--password-stdin"], { input: password });
    await session.run(["crane", "catalog", session.host]);
  },
};

describeClient(crane, (session) => {
  test(
    "an image comes back with the digest it was pushed with",
    async () => {
      const [image] = await buildImages();
      const remote = `${session().repository("crane/image")}:v1`;
      const digest = await writeLayout(session().path("image"), "v1", [image]);

      await session().run(["crane", "push", "image", remote]);
      await session().run(["crane", "pull", "--format=oci", remote, "image-back"]);

      expect(await session().run(["crane", "digest", remote])).toBe(digest);
      expect(await Bun.file(session().path("image-back", "index.json")).json()).toMatchObject({ manifests: [{ digest }] });
      expect(await session().run(["crane", "validate", "--remote", remote])).toContain("PASS");
    },
    TEST_LIMIT_MS,
  );

  test(
    "an index comes back whole, with both its platforms",
    async () => {
      const images = await buildImages();
      const remote = `${session().repository("crane/index")}:v1`;
      const digest = await writeLayout(session().path("index"), "v1", images);
      const layout = session().path("index-back");

      await session().run(["crane", "push", "--index", "index", remote]);
      await session().run(["crane", "pull", "--format=oci", remote, layout]);

      // crane puts an index of its own around what the layout holds.
      const pushed = await session().json<{ manifests: { digest: string }[] }>(["crane", "manifest", remote]);
      expect(pushed.manifests).toMatchObject([{ digest }]);
      for (const image of images) {
        expect(await session().run(["crane", "digest", `${session().repository("crane/index")}@${image.manifest.digest}`])).toBe(
          image.manifest.digest,
        );
      }
      expect(await session().run(["crane", "validate", "--remote", `${session().repository("crane/index")}@${digest}`])).toContain("PASS");
    },
    TEST_LIMIT_MS,
  );

  test(
    "a copy mounts the blobs into another repository",
    async () => {
      const source = `${session().repository("crane/source")}:v1`;
      const target = `${session().repository("crane/target")}:v1`;
      const digest = await writeLayout(session().path("source"), "v1", [(await buildImages())[0]]);
      await session().run(["crane", "push", "source", source]);

      await session().run(["crane", "copy", source, target]);

      expect(await session().run(["crane", "digest", target])).toBe(digest);
      expect(await session().run(["crane", "validate", "--remote", target])).toContain("PASS");
    },
    TEST_LIMIT_MS,
  );

  test(
    "tags and repositories are listed, and a deleted digest is gone",
    async () => {
      const repository = session().repository("crane/tags");
      const digest = await writeLayout(session().path("tags"), "v1", [(await buildImages())[0]]);
      await session().run(["crane", "push", "tags", `${repository}:v1`]);
      await session().run(["crane", "tag", `${repository}:v1`, "v2"]);

      expect((await session().run(["crane", "ls", repository])).split("\n")).toEqual(["v1", "v2"]);
      expect((await session().run(["crane", "catalog", session().host])).split("\n")).toContain(
        repository.replace(`${session().host}/`, ""),
      );
      await session().run(["crane", "delete", `${repository}@${digest}`]);
      await expect(session().run(["crane", "digest", `${repository}:v2`])).rejects.toThrow("404");
    },
    TEST_LIMIT_MS,
  );
});
