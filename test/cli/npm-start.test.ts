// The newcomer's command, under something that ends it: a service manager, a container's runtime, CI.
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../kit/server.ts";

const WITHIN_MS = 10_000;

/** npm signals the shell that it starts, and the shell told nobody: npm was gone, and the server kept its port and its data. */
test("SIGTERM to npm stops the server, and orderly", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-npm-"));
  const log = Bun.file(join(folder, "log"));
  const listen = `127.0.0.1:${await freePort()}`;
  const url = `http://${listen}/v2/`;
  const server = Bun.spawn(
    ["npm", "start", "--", "--open", "--listen", listen, "--ops-listen", "off", "--data-dir", join(folder, "data")],
    {
      cwd: join(import.meta.dir, "..", ".."),
      stdin: "ignore",
      stdout: log,
      stderr: "inherit",
    },
  );
  try {
    await until(async () => (await fetch(url).catch(() => undefined))?.status === 200);
    server.kill("SIGTERM");
    await server.exited;
    await until(async () => (await fetch(url).catch(() => undefined)) === undefined);
    expect((await log.text()).trim().split("\n").at(-1)).toContain('"message":"Stopped"');
  } finally {
    server.kill();
    await rm(folder, { recursive: true });
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${WITHIN_MS} ms`);
    await Bun.sleep(50);
  }
}
