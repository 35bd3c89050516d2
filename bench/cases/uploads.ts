// Many large uploads at the same time: all must succeed, in little memory.
import { type Content, freshContents } from "../load/content.ts";
import { drive, driveOne, type Script } from "../load/drive.ts";
import { headerOf, request } from "../load/http.ts";
import { blobPath, expecting, pushBlob } from "../load/registry.ts";
import { GIB, MIB, type Scale } from "../scale.ts";
import type { Target } from "../servers.ts";
import { type Family, type Sample, SPEED, timedSeconds } from "./case.ts";

const REPOSITORY = "bench/uploads";
const DEADLINE_MS = 600_000;

export function uploadsFamily(scale: Scale): Family {
  const { count, sizeBytes } = scale.uploads;
  return {
    name: "uploads",
    cases: [
      {
        name: "uploads-64",
        title: `${count} uploads of ${sizeBytes / MIB} MiB at the same time, POST + PUT and POST + chunked PATCH + PUT in turn`,
        metrics: [{ key: "failed", unit: "failed", better: "lower" }, SPEED],
        maxRounds: 1,
        warmUp: false,
        writes: true,
        aerugoOnly: true,
        // Sessions and finished blobs lie side by side on some servers.
        diskBytes: 2 * count * sizeBytes,
        measure: ({ target }) => uploadTogether(target, freshContents(sizeBytes, count)),
      },
    ],
  };
}

async function uploadTogether(target: Target, contents: readonly Content[]): Promise<Sample> {
  let failed = 0;
  function* client(content: Content, index: number): Script {
    try {
      yield* pushBlob(REPOSITORY, content, index % 2 === 0 ? "put" : "patch");
    } catch (error) {
      failed += 1;
      console.error(`  upload ${index} failed: ${String(error)}`);
    }
  }
  const clients = contents.map((content, index) => client(content, index));
  const seconds = await timedSeconds(() => drive(target.port, clients, DEADLINE_MS));
  if (failed === 0) await driveOne(target.port, allThere(contents), DEADLINE_MS);
  const bytes = contents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { values: { failed, mibPerSecond: bytes / MIB / seconds }, gib: bytes / GIB };
}

function* allThere(contents: readonly Content[]): Script {
  for (const content of contents) {
    const { head } = yield* expecting(200, request("HEAD", blobPath(REPOSITORY, content)));
    if (Number(headerOf(head, "content-length")) !== content.sizeBytes) throw new Error(`${content.digest} has another size`);
  }
}
