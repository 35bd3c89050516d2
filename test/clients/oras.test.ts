// oras: any file as an artifact, and what is attached to what. helm and notation speak through the same library.
import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client } from "./harness.ts";

const PLAIN = "--plain-http";
/** Never the tags that stand in where a registry has no referrers. */
const REFERRERS_API = ["--distribution-spec", "v1.1-referrers-api"];
const ARTIFACT_TYPE = "application/vnd.aerugo.report.v1+json";

interface Discovered {
  readonly referrers: { digest: string; artifactType: string; annotations: Record<string, string> }[];
}

const oras: Client = {
  tools: ["oras"],
  signIn: (session, { username, password }) =>
    session.run(["oras", "login", PLAIN, "--username", username, "--password-stdin", session.host], { input: password }),
};

describeClient(oras, (session) => {
  test(
    "a file comes back as it was pushed",
    async () => {
      const remote = `${session().repository("oras/file")}:v1`;
      await writeFile(session().path("notes.txt"), "what oras carries\n");

      await session().run(["oras", "push", PLAIN, "--artifact-type", ARTIFACT_TYPE, remote, "notes.txt:text/plain"]);
      await session().run(["oras", "pull", PLAIN, "--output", "pulled", remote]);

      expect(await Bun.file(session().path("pulled", "notes.txt")).text()).toBe("what oras carries\n");
      expect(await session().json(["oras", "manifest", "fetch", PLAIN, remote])).toMatchObject({ artifactType: ARTIFACT_TYPE });
    },
    TEST_LIMIT_MS,
  );

  test(
    "an index comes back whole, with both its platforms",
    async () => {
      const images = await buildImages();
      const remote = `${session().repository("oras/index")}:v1`;
      const digest = await writeLayout(session().path("index"), "v1", images);

      await session().run(["oras", "cp", "--from-oci-layout", "--to-plain-http", "index:v1", remote]);
      await session().run(["oras", "cp", "--from-plain-http", "--to-oci-layout", remote, "index-back:v1"]);

      expect(await session().run(["oras", "resolve", PLAIN, remote])).toBe(digest);
      expect(await session().run(["oras", "resolve", PLAIN, "--platform", "linux/arm64", remote])).toBe(images[1].manifest.digest);
      expect(await session().run(["oras", "resolve", "--oci-layout", "index-back:v1"])).toBe(digest);
    },
    TEST_LIMIT_MS,
  );

  test(
    "what is attached to an image is discovered by its kind, and is gone once deleted",
    async () => {
      const repository = session().repository("oras/attached");
      const remote = `${repository}:v1`;
      await writeLayout(session().path("subject"), "v1", [(await buildImages())[0]]);
      await session().run(["oras", "cp", "--from-oci-layout", "--to-plain-http", "subject:v1", remote]);
      await writeFile(session().path("report.json"), "{}");

      const attach = ["oras", "attach", PLAIN, ...REFERRERS_API, "--annotation", "org.example.by=oras", "--artifact-type"] as const;
      await session().run([...attach, ARTIFACT_TYPE, remote, "report.json"]);
      await session().run([...attach, "application/vnd.aerugo.other", remote, "report.json"]);

      const discover = ["oras", "discover", PLAIN, ...REFERRERS_API, "--format", "json"] as const;
      expect((await session().json<Discovered>([...discover, remote])).referrers).toHaveLength(2);
      const { referrers } = await session().json<Discovered>([...discover, "--artifact-type", ARTIFACT_TYPE, remote]);
      expect(referrers).toMatchObject([{ artifactType: ARTIFACT_TYPE, annotations: { "org.example.by": "oras" } }]);
      await session().run(["oras", "manifest", "delete", PLAIN, "--force", `${repository}@${referrers[0]?.digest}`]);
      expect((await session().json<Discovered>([...discover, remote])).referrers).toHaveLength(1);
    },
    TEST_LIMIT_MS,
  );

  test(
    "a copy takes along what is attached",
    async () => {
      const source = `${session().repository("oras/copied-from")}:v1`;
      const target = `${session().repository("oras/copied-to")}:v1`;
      await writeFile(session().path("report.json"), "{}");
      await session().run(["oras", "push", PLAIN, "--artifact-type", ARTIFACT_TYPE, source, "report.json"]);
      await session().run(["oras", "attach", PLAIN, "--artifact-type", ARTIFACT_TYPE, source, "report.json"]);

      await session().run(["oras", "cp", "--recursive", "--from-plain-http", "--to-plain-http", source, target]);

      const { referrers } = await session().json<Discovered>(["oras", "discover", PLAIN, "--format", "json", target]);
      expect(referrers).toMatchObject([{ artifactType: ARTIFACT_TYPE }]);
    },
    TEST_LIMIT_MS,
  );

  test(
    "tags are listed until their manifest is deleted",
    async () => {
      const repository = session().repository("oras/tags");
      await writeFile(session().path("notes.txt"), "what oras carries\n");
      await session().run(["oras", "push", PLAIN, `${repository}:v1,v2`, "notes.txt"]);

      expect(await session().run(["oras", "repo", "tags", PLAIN, repository])).toBe("v1\nv2");
      const digest = await session().run(["oras", "resolve", PLAIN, `${repository}:v1`]);
      await session().run(["oras", "manifest", "delete", PLAIN, "--force", `${repository}@${digest}`]);
      await expect(session().run(["oras", "resolve", PLAIN, `${repository}:v2`])).rejects.toThrow("not found");
    },
    TEST_LIMIT_MS,
  );
});
