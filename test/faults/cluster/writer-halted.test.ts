// A node stands still in the middle of an upload for longer than others wait for it. The client goes on at another node, the first one wakes up with
// bytes of its own in its hands, and none of them may be found in what was acknowledged.
import { describe, expect, test } from "bun:test";
import type { ToolName } from "../../../scripts/services.ts";
import { RawConnection, requestText } from "../../kit/raw-http.ts";
import { cannotBeTried, hintsFor } from "../../kit/tools.ts";
import { type Content, MIB, Repository, randomContent, sha256 } from "../harness.ts";
import { Cluster } from "./cluster.ts";

const LIMIT_MS = 180_000;
/** A writer's right runs out after half a minute. */
const PATIENCE_MS = 90_000;
const RECORDED = 9 * MIB;
const STALE = 12 * MIB;

const TOOLS: Readonly<Record<"files" | "s3", readonly ToolName[]>> = { files: ["initdb"], s3: ["initdb", "versitygw"] };

describe("a node that stands still while it writes an upload", () => {
  // Both wait for most of their time.
  for (const storage of ["files", "s3"] as const) {
    test.concurrent.skipIf(cannotBeTried("halted writers", hintsFor(TOOLS[storage])))(
      `loses it to the next one, and does not touch it again: ${storage}`,
      async () => {
        await using cluster = await Cluster.start({ nodes: 2, storage, args: ["--gc-interval-seconds", "off"] });
        const [first, second] = cluster.urls.map((url) => new Repository(url, "halted/app")) as [Repository, Repository];
        const content = randomContent(30 * MIB + 5);
        const location = pathOf(await first.start());
        const recorded = content.bytes.slice(0, RECORDED);
        expect((await first.patch(location, recorded, { "content-range": `0-${RECORDED - 1}` })).status).toBe(202);

        using stale = await RawConnection.open(Number(new URL(first.url).port));
        await stale.send(requestText("PATCH", location, { "content-length": 2 * STALE }));
        await stale.send(randomContent(STALE).bytes);
        await Bun.sleep(1000);
        await cluster.whileHalted(0, () => goOn(second, location, content));

        // It is awake, and gets the rest of what it was at.
        const answer = stale.ask(randomContent(STALE).bytes).catch(() => "no answer");
        expect((await second.finish(location, content.digest)).status).toBe(201);
        expect(await answer).not.toMatchObject({ status: 202 });
        for (const repository of [first, second]) expect(sha256((await repository.getBlob(content.digest)).bytes)).toBe(content.digest);
      },
      LIMIT_MS,
    );
  }
});

/** Asks until the other's right has run out; begins where the registry says. */
async function goOn(repository: Repository, location: string, { bytes }: Content): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; ;) {
    const offset = (await repository.offset(location))!;
    expect(offset).toBe(RECORDED);
    const { status } = await repository.patch(location, bytes.slice(offset), { "content-range": `${offset}-${bytes.byteLength - 1}` });
    if (status === 202) return;
    // Somebody else writes.
    expect(status).toBe(503);
    if (performance.now() > deadline) throw new Error("the upload was not given up");
  }
}

function pathOf(location: string): string {
  return new URL(location, "http://localhost").pathname;
}
