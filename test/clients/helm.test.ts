// helm, whose charts are artifacts. It can neither list nor delete what a registry holds.
import { expect, test } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { describeClient, TEST_LIMIT_MS, type Client, type Session } from "./harness.ts";

const PLAIN = "--plain-http";

const helm: Client = {
  tools: ["helm"],
  signIn: (session, { username, password }) =>
    session.run(["helm", "registry", "login", PLAIN, "--username", username, "--password-stdin", session.host], { input: password }),
};

/** Resolves to the archive `helm package` made. */
async function packageChart(session: Session, name: string, version: string): Promise<string> {
  await mkdir(session.path(name, "templates"), { recursive: true });
  await writeFile(session.path(name, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: ${version}\ndescription: said by ${name}\n`);
  await writeFile(session.path(name, "templates", "map.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n");
  await session.run(["helm", "package", name]);
  return `${name}-${version}.tgz`;
}

describeClient(helm, (session) => {
  test(
    "a chart comes back as it was pushed",
    async () => {
      const archive = await packageChart(session(), "anchor", "1.2.3");
      const charts = `oci://${session().repository("charts")}`;

      await session().run(["helm", "push", PLAIN, archive, charts]);
      await mkdir(session().path("pulled"));
      await session().run(["helm", "pull", PLAIN, `${charts}/anchor`, "--version", "1.2.3", "--destination", "pulled"]);

      expect(await Bun.file(session().path("pulled", archive)).bytes()).toEqual(await Bun.file(session().path(archive)).bytes());
    },
    TEST_LIMIT_MS,
  );

  test(
    "without a version the newest is found through the list of tags",
    async () => {
      const charts = `oci://${session().repository("charts")}`;
      for (const version of ["1.9.0", "1.10.0"]) {
        await session().run(["helm", "push", PLAIN, await packageChart(session(), "bollard", version), charts]);
      }

      const shown = await session().run(["helm", "show", "chart", PLAIN, `${charts}/bollard`]);

      expect(shown).toContain("version: 1.10.0");
      expect(shown).toContain("description: said by bollard");
    },
    TEST_LIMIT_MS,
  );

  test(
    "a version with build metadata is found again, although no tag may hold a plus sign",
    async () => {
      const charts = `oci://${session().repository("charts")}`;
      await session().run(["helm", "push", PLAIN, await packageChart(session(), "capstan", "0.1.0+build.7"), charts]);

      const shown = await session().run(["helm", "show", "chart", PLAIN, `${charts}/capstan`, "--version", "0.1.0+build.7"]);

      expect(shown).toContain("version: 0.1.0+build.7");
    },
    TEST_LIMIT_MS,
  );
});
