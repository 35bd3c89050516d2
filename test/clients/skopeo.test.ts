// skopeo, which copies images between places that hold them without a daemon.
import { expect, test } from "bun:test";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client } from "./harness.ts";

const INSECURE = "--tls-verify=false";
const COPY = ["skopeo", "--insecure-policy", "copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false"] as const;

const skopeo: Client = {
  tools: ["skopeo"],
  signIn: (session, { username, password }) =>
    session.run(["skopeo", "login", INSECURE, "--username", username, "--password-stdin", session.host], { input: password }),
};

describeClient(skopeo, (session) => {
  test(
    "an image comes back with the digest it was pushed with",
    async () => {
      const [image] = await buildImages();
      const remote = `docker://${session().repository("skopeo/image")}:v1`;
      const digest = await writeLayout(session().path("image"), "v1", [image]);

      await session().run([...COPY, "oci:image:v1", remote]);
      await session().run([...COPY, remote, "oci:image-back:v1"]);

      expect(await session().json(["skopeo", "inspect", INSECURE, remote])).toMatchObject({ Digest: digest, Architecture: "amd64" });
      const layer = Bun.file(session().path("image-back", "blobs", "sha256", image.layer.digest.slice("sha256:".length)));
      expect(await layer.bytes()).toEqual(image.layer.bytes);
    },
    TEST_LIMIT_MS,
  );

  test(
    "an index comes back whole, with both its platforms",
    async () => {
      const images = await buildImages();
      const remote = `docker://${session().repository("skopeo/index")}:v1`;
      const digest = await writeLayout(session().path("index"), "v1", images);

      await session().run([...COPY, "oci:index:v1", remote]);
      await session().run([...COPY, remote, "oci:index-back:v1"]);

      const entries = await Bun.file(session().path("index-back", "index.json")).json();
      expect(entries.manifests).toMatchObject([{ digest }]);
      const arm = await session().json(["skopeo", "--override-arch", "arm64", "inspect", INSECURE, remote]);
      expect(arm).toMatchObject({ Architecture: "arm64", Layers: [images[1].layer.digest] });
    },
    TEST_LIMIT_MS,
  );

  test(
    "a copy to another repository needs nothing but the registry",
    async () => {
      const source = `docker://${session().repository("skopeo/source")}:v1`;
      const target = `docker://${session().repository("skopeo/target")}:v1`;
      const digest = await writeLayout(session().path("source"), "v1", await buildImages());
      await session().run([...COPY, "oci:source:v1", source]);

      await session().run([...COPY, source, target]);

      expect(await session().json(["skopeo", "inspect", INSECURE, target])).toMatchObject({ Digest: digest });
    },
    TEST_LIMIT_MS,
  );

  test(
    "tags are listed until their image is deleted",
    async () => {
      const repository = `docker://${session().repository("skopeo/tags")}`;
      await writeLayout(session().path("tags"), "v1", [(await buildImages())[0]]);
      await writeLayout(session().path("other"), "v1", [(await buildImages())[0]]);
      for (const tag of ["v1", "v2"]) await session().run([...COPY, "oci:tags:v1", `${repository}:${tag}`]);
      await session().run([...COPY, "oci:other:v1", `${repository}:v3`]);

      expect(await session().json(["skopeo", "list-tags", INSECURE, repository])).toMatchObject({ Tags: ["v1", "v2", "v3"] });
      // skopeo deletes by the digest behind the tag, which takes every tag of that image along.
      await session().run(["skopeo", "delete", INSECURE, `${repository}:v1`]);
      expect(await session().json(["skopeo", "list-tags", INSECURE, repository])).toMatchObject({ Tags: ["v3"] });
      await expect(session().run(["skopeo", "inspect", INSECURE, `${repository}:v2`])).rejects.toThrow("manifest unknown");
    },
    TEST_LIMIT_MS,
  );
});
