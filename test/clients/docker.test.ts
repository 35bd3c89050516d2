// The Docker Engine, a daemon of our own beside the developer's. It can neither list nor delete what a registry holds.
import { expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { dockerArchive, type Image } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client, type Session } from "./harness.ts";

const DAEMON_READY_WITHIN_MS = 60_000;

const docker: Client = {
  tools: ["docker", "dockerd"],
  needsRoot: true,
  start: startDaemon,
  signIn: (session, { username, password }) =>
    session.run(["docker", "login", "--username", username, "--password-stdin", session.host], { input: password }),
};

/** No network of its own: the daemon pushes and pulls from where it runs, and containers are never started. */
async function startDaemon(session: Session): Promise<() => Promise<void>> {
  const state = await mkdtemp(join(tmpdir(), "aerugo-dockerd-"));
  const output = Bun.file(join(state, "log"));
  const folders = ["--data-root", join(state, "data"), "--exec-root", join(state, "exec"), "--pidfile", join(state, "pid")];
  const network = ["--bridge=none", "--iptables=false", "--host", session.environment().DOCKER_HOST ?? ""];
  const daemon = Bun.spawn([findTool("dockerd") ?? "dockerd", ...folders, ...network, "--storage-driver", "vfs"], {
    env: session.environment(),
    stdin: "ignore",
    stdout: output,
    stderr: output,
  });
  const stop = async (): Promise<void> => {
    daemon.kill("SIGTERM");
    await daemon.exited;
    await rm(state, { recursive: true, force: true });
  };
  if (await answersInTime(session)) return stop;
  const log = await output.text();
  await stop();
  throw new Error(`dockerd did not answer within ${DAEMON_READY_WITHIN_MS} ms:\n${log}`);
}

async function answersInTime(session: Session): Promise<boolean> {
  const deadline = Date.now() + DAEMON_READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const version = await session.run(["docker", "version"]).catch(() => undefined);
    if (version !== undefined) return true;
    await Bun.sleep(200);
  }
  return false;
}

async function load(session: Session, image: Image, name: string): Promise<void> {
  await writeFile(session.path("image.tar"), dockerArchive(image, name));
  await session.run(["docker", "load", "--input", "image.tar"]);
}

describeClient(docker, (session) => {
  test(
    "an image comes back with the digest it was pushed with",
    async () => {
      const [image] = await buildImages();
      const repository = session().repository("docker/image");
      await load(session(), image, `${repository}:v1`);

      const pushed = /digest: (sha256:\w+)/.exec(await session().run(["docker", "push", `${repository}:v1`]))?.[1];
      await session().run(["docker", "rmi", `${repository}:v1`]);
      await session().run(["docker", "pull", `${repository}:v1`]);

      const inspect = ["docker", "image", "inspect", "--format", "{{json .}}", `${repository}:v1`] as const;
      expect(await session().json(inspect)).toMatchObject({ Id: image.config.digest, RepoDigests: [`${repository}@${pushed}`] });
    },
    TEST_LIMIT_MS,
  );

  test(
    "a layer the registry has is mounted into the next repository",
    async () => {
      const [image] = await buildImages();
      const [source, target] = [session().repository("docker/source"), session().repository("docker/target")];
      await load(session(), image, `${source}:v1`);
      await session().run(["docker", "push", `${source}:v1`]);

      await session().run(["docker", "tag", `${source}:v1`, `${target}:v1`]);
      expect(await session().run(["docker", "push", `${target}:v1`])).toContain("Mounted from");

      await session().run(["docker", "rmi", `${source}:v1`, `${target}:v1`]);
      await session().run(["docker", "pull", `${target}:v1`]);
    },
    TEST_LIMIT_MS,
  );

  test(
    "a manifest list is pushed over two images and pulled for one platform",
    async () => {
      const repository = session().repository("docker/index");
      const tags: string[] = [];
      for (const image of await buildImages()) {
        const tag = `${repository}:${image.architecture}`;
        await load(session(), image, tag);
        await session().run(["docker", "push", tag]);
        tags.push(tag);
      }

      await session().run(["docker", "manifest", "create", "--insecure", `${repository}:v1`, ...tags]);
      await session().run(["docker", "manifest", "push", "--insecure", `${repository}:v1`]);
      await session().run(["docker", "rmi", ...tags]);
      await session().run(["docker", "pull", "--platform", "linux/arm64", `${repository}:v1`]);

      expect(await session().run(["docker", "image", "inspect", "--format", "{{.Architecture}}", `${repository}:v1`])).toBe("arm64");
    },
    TEST_LIMIT_MS,
  );

  test(
    "what the registry does not hold is not found",
    async () => {
      const missing = `${session().repository("docker/missing")}:v1`;
      await expect(session().run(["docker", "pull", missing])).rejects.toThrow("not found");
    },
    TEST_LIMIT_MS,
  );
});
