// The protocol's model, gone through completely: it keeps every promise, and each mistake that it knows of breaks the promise it should. The
// model and how to read it: docs/design/protocol-model.md.
import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../scripts/services.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const MODEL = join(import.meta.dir, "..", "..", "model", "registry.pml");
const MEMORY_LIMIT_MIB = 1500;
const LIMIT_MS = 120_000;

/** As the checker prints the condition that did not hold. */
const PROMISES = {
  "a row has its bytes": "((row==0)||(stored[row]!=0))",
  "a manifest has its blob": "(( !(isManifest[0])||isLinked[0])&&( !(isManifest[1])||isLinked[1]))",
  "a tag has its manifest": "(((tag[0]==0)||isManifest[0])&&((tag[1]==0)||isManifest[1]))",
  "who was told of a blob may refer to it": "]&&(row!=0))",
  "a download gets its bytes": "(stored[key]!=0)",
  "what is deleted is not referred to": "(row!=key)",
  "everything unreachable goes": "(stored[1]==0)||(row==1)",
} as const;

/** Each with the promise that it breaks first. */
const MUTATIONS: Readonly<Record<string, keyof typeof PROMISES>> = {
  COMMIT_BEFORE_FSYNC: "a row has its bytes",
  KEY_DELETED_BEFORE_ROW: "a row has its bytes",
  SWEEP_WITHOUT_AGE: "a row has its bytes",
  OVERWRITTEN_KEYS: "what is deleted is not referred to",
  MOUNT_WITHOUT_LOCK: "who was told of a blob may refer to it",
  DEDUPLICATED_BEFORE_COMMIT: "who was told of a blob may refer to it",
  GC_WITHOUT_RECHECK: "a manifest has its blob",
  MANIFEST_WITHOUT_RECHECK: "a tag has its manifest",
  TAG_IN_SECOND_TRANSACTION: "a tag has its manifest",
  TRASH_WITHOUT_HOLD: "a tag has its manifest",
  COLLECTED_AT_FIRST_LOOK: "who was told of a blob may refer to it",
  HEAD_WITHOUT_RENEWAL: "who was told of a blob may refer to it",
  RENEWAL_UNCHECKED: "who was told of a blob may refer to it",
  NO_DOWNLOAD_GRACE: "a download gets its bytes",
  SWEEP_ASKS_BACKWARDS: "a download gets its bytes",
  BLOBS_NOT_QUEUED: "everything unreachable goes",
  GRACE_ENDS_REVIEW: "everything unreachable goes",
};

interface Check {
  readonly defines?: readonly string[];
  /** Of the checker's C program. */
  readonly compile: readonly string[];
  readonly run: readonly string[];
}

const SAFETY: Check = { compile: ["-DSAFETY", "-DNOFAIR"], run: ["-m100000", "-w24"] };
/** Without assuming that the scheduler is fair: no process can go round for ever. */
const PROGRESS: Check = { defines: ["PROGRESS"], compile: ["-DNOFAIR"], run: ["-a", "-m100000", "-w22"] };

const obstacles = [...hintsFor(["spin"]), ...(Bun.which("gcc") === null ? ["gcc is not installed: apt-get install gcc libc6-dev"] : [])];

describe.skipIf(cannotBeTried("the model", obstacles))("the model of the protocol", () => {
  test(
    "keeps every promise in every interleaving",
    async () => {
      expect(await check(SAFETY)).toEqual({ isComplete: true, violation: undefined });
    },
    LIMIT_MS,
  );

  test(
    "reclaims everything in the end",
    async () => {
      expect(await check(PROGRESS)).toEqual({ isComplete: true, violation: undefined });
    },
    LIMIT_MS,
  );

  test(
    "would show it when something were never reclaimed",
    async () => {
      const { violation } = await check({ ...PROGRESS, defines: ["PROGRESS", "BLOBS_NOT_QUEUED"] });
      expect(violation).toContain("acceptance cycle");
    },
    LIMIT_MS,
  );

  test.each(Object.entries(MUTATIONS))(
    "with %s breaks it: %s",
    async (mutation, promise) => {
      const { violation } = await check({ ...SAFETY, defines: [mutation] });
      expect(violation).toContain(`assertion violated`);
      expect(violation).toContain(PROMISES[promise]);
    },
    LIMIT_MS,
  );

  test("knows no mutation that is not tried", async () => {
    const written = [...(await Bun.file(MODEL).text()).matchAll(/^#ifn?def ([A-Z_]+)$/gm)].map(([, name]) => name!);
    const settings = new Set(["CRASHES", "TAG_CHANGES", "PROGRESS"]);
    expect(new Set(written.filter((name) => !settings.has(name)))).toEqual(new Set(Object.keys(MUTATIONS)));
  });
});

/** `violation` is the checker's own line; complete is a check that looked at everything. */
async function check({ defines = [], compile, run }: Check): Promise<{ isComplete: boolean; violation: string | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), "aerugo-model-"));
  try {
    await command(folder, [findTool("spin")!, "-a", ...defines.map((name) => `-D${name}`), MODEL]);
    await command(folder, ["gcc", "-O1", "-w", "-DCOLLAPSE", `-DMEMLIM=${MEMORY_LIMIT_MIB}`, ...compile, "-o", "pan", "pan.c"]);
    const said = await command(folder, ["./pan", ...run]);
    const isComplete = !/Search not completed|too small|out of memory/.test(said) && said.includes("errors: 0");
    return { isComplete, violation: /^pan:\d+: (.*)$/m.exec(said)?.[1] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function command(cwd: string, words: readonly string[]): Promise<string> {
  const child = Bun.spawn([...words], { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: LIMIT_MS });
  const [stdout, stderr, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${exitCode}:\n${stdout}${stderr}`);
  return stdout + stderr;
}
