// podman. It has no command that deletes from a registry, so here nothing does.
import { expect, test } from "bun:test";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client, type Session } from "./harness.ts";

const INSECURE = "--tls-verify=false";

/** podman with storage of its own: what the developer keeps in theirs stays out of sight, and theirs out of ours. */
function podman(session: Session, ...args: string[]): Promise<string> {
  const storage = ["--root", session.path("storage"), "--runroot", session.path("run"), "--storage-driver", "vfs"];
  return session.run(["podman", ...storage, "--events-backend", "none", "--cgroup-manager", "cgroupfs", ...args]);
}

const client: Client = {
  tools: ["podman"],
  needsRoot: true,
  signIn: (session, { username, password }) =>
    podman(session, "login", INSECURE, "--username", username, "--password", password, session.host),
};

describeClient(client, (session) => {
  test(
    "an image comes back as it was pushed",
    async () => {
      const [image] = await buildImages();
      const remote = `${session().repository("podman/image")}:v1`;
      await writeLayout(session().path("image"), "v1", [image]);
      const id = await podman(session(), "pull", "oci:image:v1");
      await podman(session(), "tag", id, remote);

      await podman(session(), "push", INSECURE, "--digestfile", "digest", remote);
      await podman(session(), "rmi", "--force", id);
      const pulledId = await podman(session(), "pull", INSECURE, remote);

      expect(pulledId).toBe(id);
      const [pulled] = JSON.parse(await podman(session(), "image", "inspect", remote)) as [{ Digest: string }];
      expect(pulled.Digest).toBe(await Bun.file(session().path("digest")).text());
    },
    TEST_LIMIT_MS,
  );

  test(
    "tags are listed",
    async () => {
      const repository = session().repository("podman/tags");
      await writeLayout(session().path("tags"), "v1", [(await buildImages())[0]]);
      const id = await podman(session(), "pull", "oci:tags:v1");
      for (const tag of ["v1", "v2"]) await podman(session(), "push", INSECURE, id, `${repository}:${tag}`);

      const listed = JSON.parse(await podman(session(), "search", INSECURE, "--list-tags", "--format", "json", repository));

      expect(listed).toEqual([{ Name: repository, Tags: ["v1", "v2"] }]);
    },
    TEST_LIMIT_MS,
  );

  test(
    "an index is pushed with its images and pulled for one platform",
    async () => {
      const images = await buildImages();
      const remote = `${session().repository("podman/index")}:v1`;
      await podman(session(), "manifest", "create", remote);
      for (const image of images) {
        await writeLayout(session().path(image.architecture), "v1", [image]);
        await podman(session(), "manifest", "add", remote, `oci:${image.architecture}:v1`);
      }

      await podman(session(), "manifest", "push", INSECURE, "--all", remote, `docker://${remote}`);
      await podman(session(), "manifest", "rm", remote);
      await podman(session(), "pull", INSECURE, "--platform", "linux/arm64", remote);

      const [pulled] = JSON.parse(await podman(session(), "image", "inspect", remote)) as [{ Architecture: string }];
      expect(pulled.Architecture).toBe("arm64");
    },
    TEST_LIMIT_MS,
  );
});
