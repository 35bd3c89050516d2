// buildah. It has no command that lists or deletes what a registry holds, so here nothing does.
import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client, type Session } from "./harness.ts";

const INSECURE = "--tls-verify=false";

/** buildah with storage of its own, as podman's tests do. */
function buildah(session: Session, ...args: string[]): Promise<string> {
  const storage = ["--root", session.path("storage"), "--runroot", session.path("run"), "--storage-driver", "vfs"];
  return session.run(["buildah", ...storage, ...args]);
}

const client: Client = {
  tools: ["buildah"],
  needsRoot: true,
  signIn: (session, { username, password }) =>
    buildah(session, "login", INSECURE, "--username", username, "--password", password, session.host),
};

/** Builds an image of one file on an empty root; resolves to its id. */
async function buildScratch(session: Session, text: string): Promise<string> {
  await writeFile(session.path("greeting"), text);
  const container = await buildah(session, "from", "scratch");
  await buildah(session, "copy", "--quiet", container, "greeting", "/greeting");
  const id = await buildah(session, "commit", "--quiet", "--rm", container);
  return id;
}

describeClient(client, (session) => {
  test(
    "what was built comes back as it was pushed",
    async () => {
      const id = await buildScratch(session(), crypto.randomUUID());
      const remote = `${session().repository("buildah/image")}:v1`;

      await buildah(session(), "push", INSECURE, "--digestfile", "digest", id, `docker://${remote}`);
      await buildah(session(), "rmi", "--force", id);
      const pulledId = await buildah(session(), "pull", "--quiet", INSECURE, remote);

      expect(pulledId).toBe(id);
      const inspected = JSON.parse(await buildah(session(), "inspect", "--type", "image", remote)) as { FromImageDigest: string };
      expect(inspected.FromImageDigest).toBe(await Bun.file(session().path("digest")).text());
    },
    TEST_LIMIT_MS,
  );

  test(
    "an image of the registry is the base of the next one, whose lower layers are in the registry already",
    async () => {
      const base = `${session().repository("buildah/base")}:v1`;
      const next = `${session().repository("buildah/next")}:v1`;
      await buildah(session(), "push", INSECURE, await buildScratch(session(), crypto.randomUUID()), `docker://${base}`);
      await writeFile(session().path("more"), crypto.randomUUID());

      const container = await buildah(session(), "from", INSECURE, base);
      await buildah(session(), "copy", "--quiet", container, "more", "/more");
      const id = await buildah(session(), "commit", "--quiet", "--rm", container);
      await buildah(session(), "push", INSECURE, id, `docker://${next}`);
      await buildah(session(), "rmi", "--force", id);

      expect(await buildah(session(), "pull", "--quiet", INSECURE, next)).toBe(id);
    },
    TEST_LIMIT_MS,
  );

  test(
    "an index is pushed with its images and pulled for one platform",
    async () => {
      const images = await buildImages();
      const remote = `${session().repository("buildah/index")}:v1`;
      await buildah(session(), "manifest", "create", remote);
      for (const image of images) {
        await writeLayout(session().path(image.architecture), "v1", [image]);
        await buildah(session(), "manifest", "add", remote, `oci:${image.architecture}:v1`);
      }

      await buildah(session(), "manifest", "push", INSECURE, "--all", remote, `docker://${remote}`);
      await buildah(session(), "manifest", "rm", remote);
      await buildah(session(), "pull", "--quiet", INSECURE, "--arch", "arm64", remote);

      const inspected = JSON.parse(await buildah(session(), "inspect", "--type", "image", remote)) as { OCIv1: { architecture: string } };
      expect(inspected.OCIv1.architecture).toBe("arm64");
    },
    TEST_LIMIT_MS,
  );
});
