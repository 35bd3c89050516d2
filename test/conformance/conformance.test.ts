// The OCI distribution-spec's own conformance suite, with every flag on, three ways: anyone may write, a user must sign in,
// and the same behind a proxy that ends TLS under another host name.
//
// Its exit code is not to be trusted: it is 0 when tests were skipped, and when its settings could not be read. What counts is
// the report. Each stays in coverage/conformance/<run>/ for a person to read: report.html shows every request and response.
import { describe, expect, test } from "bun:test";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { findTool, installHint, onCi } from "../../scripts/services.ts";
import { ADMIN, Server } from "../kit/server.ts";
import { readReport, type Report } from "./report.ts";
import { TlsProxy } from "./tls-proxy.ts";

const REPORTS = join(import.meta.dir, "..", "..", "coverage", "conformance");
const SUITE_LIMIT_MS = 300_000;
/** The sparse data set stores manifests whose layers were never pushed. */
const SPARSE = ["--registry-reference-policy", "sparse"];

/** Stated here in full, so that a default of the suite's cannot take a flag away from us. */
const API_FLAGS = {
  ping: true,
  pull: true,
  push: true,
  blobs: { atomic: true, delete: true, digestHeader: true, mountAnonymous: true, uploadCancel: true },
  manifests: { atomic: true, delete: true, digestHeader: true, tagParam: true },
  tags: { atomic: true, delete: true, list: true },
  referrer: true,
};
const DATA_FLAGS = {
  image: true,
  index: true,
  indexList: true,
  sparse: true,
  artifact: true,
  subject: true,
  subjectMissing: true,
  artifactList: true,
  subjectList: true,
  dataField: true,
  nondistributable: true,
  customFields: true,
  noLayers: true,
  emptyBlob: true,
  sha512: true,
};

const hints = (["conformance", "openssl"] as const).filter((tool) => findTool(tool) === undefined).map(installHint);
for (const hint of hints) console.log(`skipped: ${hint}`);

describeSuite("open", async (report) => {
  await using server = await Server.start({ open: true, args: SPARSE });
  return await runSuite(report, { OCI_REGISTRY: server.host, OCI_TLS: "disabled" });
});

describeSuite("authenticated", async (report) => {
  await using server = await Server.start({ args: SPARSE });
  return await runSuite(report, { OCI_REGISTRY: server.host, OCI_TLS: "disabled", ...credentials() });
});

describeSuite("tls-proxy", async (report) => {
  await using server = await Server.start({ args: [...SPARSE, "--http-trusted-proxies", "127.0.0.1"] });
  await using proxy = await TlsProxy.start(server.port);
  return await runSuite(report, { OCI_REGISTRY: proxy.host, OCI_TLS: "enabled", SSL_CERT_FILE: proxy.certificateFile, ...credentials() });
});

function describeSuite(name: string, run: (name: string) => Promise<Report>): void {
  describe.skipIf(hints.length > 0 && !onCi)(`OCI conformance, ${name}`, () => {
    test(
      "every check passes and none is skipped",
      async () => {
        expect(hints).toEqual([]);
        const report = await run(name);
        expect(report.problems.join("\n")).toBe("");
        expect(report.passed).toBeGreaterThan(0);
        expect(report.config).toMatchObject({ version: "dev", apis: API_FLAGS, data: DATA_FLAGS });
        console.log(`OCI conformance, ${name}: ${report.passed} checks passed`);
      },
      SUITE_LIMIT_MS,
    );
  });
}

/** The settings come from the environment, which outranks everything else, and the old report is gone before the new run. */
async function runSuite(name: string, env: Record<string, string>): Promise<Report> {
  const folder = join(REPORTS, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const suite = Bun.spawn([findTool("conformance") ?? "conformance"], {
    cwd: folder,
    env: {
      OCI_VERSION: "dev",
      OCI_RESULTS_DIR: folder,
      // In the administrator's own namespace, which exists from the first start.
      OCI_REPO1: `${ADMIN.username}/conformance-1`,
      OCI_REPO2: `${ADMIN.username}/conformance-2`,
      ...switchedOn("OCI_API", API_FLAGS),
      ...switchedOn("OCI_DATA", DATA_FLAGS),
      ...env,
    },
    stdin: "ignore",
    stdout: Bun.file(join(folder, "output.log")),
    stderr: Bun.file(join(folder, "output.log")),
    timeout: SUITE_LIMIT_MS,
  });
  await suite.exited;
  return readReport(folder);
}

/** `{ blobs: { uploadCancel: true } }` → `OCI_API_BLOBS_UPLOAD_CANCEL=true` */
function switchedOn(prefix: string, flags: Readonly<Record<string, unknown>>): Record<string, string> {
  const variables = Object.entries(flags).map(([name, value]) => {
    const variable = `${prefix}_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    return typeof value === "object" ? switchedOn(variable, value as Record<string, unknown>) : { [variable]: String(value) };
  });
  return Object.assign({}, ...variables) as Record<string, string>;
}

function credentials(): { OCI_USERNAME: string; OCI_PASSWORD: string } {
  return { OCI_USERNAME: ADMIN.username, OCI_PASSWORD: ADMIN.password };
}
