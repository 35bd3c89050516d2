// Pushing blobs that no server has seen before, in both ways that clients use.
import { type Content, freshContents } from "../load/content.ts";
import { drive, driveOne, type Script } from "../load/drive.ts";
import { request } from "../load/http.ts";
import { blobPath, pushBlob, type PushPattern } from "../load/registry.ts";
import { GIB, MIB, type Scale } from "../scale.ts";
import { flushDisk } from "../scratch.ts";
import type { Target } from "../servers.ts";
import { type Case, type Family, type Metric, type Sample, SPEED, timedSeconds } from "./case.ts";

const REPOSITORY = "bench/push";
/** Docker's own default of uploads at a time. */
const SMALL_CONNECTIONS = 5;
const DEADLINE_MS = 300_000;
/** Aerugo answers 201 when the blob is on the disk, others when it is in memory: this one says when it would survive power loss. */
const DURABLE: Metric = { key: "durableMibPerSecond", unit: "MiB/s until on disk", better: "higher" };

const PATTERNS: Readonly<Record<PushPattern, string>> = { put: "POST + PUT", patch: "POST + chunked PATCH + PUT" };

export function pushFamily(scale: Scale): Family {
  const patterns = Object.keys(PATTERNS) as PushPattern[];
  return {
    name: "push",
    cases: [
      ...patterns.map((pattern) =>
        pushCase(
          `push-1m-${pattern}`,
          `push 1 MiB × ${scale.smallPushes}, ${PATTERNS[pattern]}, ${SMALL_CONNECTIONS} connections`,
          ({ port }) => pushAll(port, freshContents(MIB, scale.smallPushes), SMALL_CONNECTIONS, pattern),
        ),
      ),
      ...patterns.map((pattern) =>
        pushCase(`push-1g-${pattern}`, `push 1 GiB, ${PATTERNS[pattern]}`, ({ port }) =>
          pushAll(port, freshContents(scale.bigBlobBytes, 1), 1, pattern),
        ),
      ),
    ],
  };
}

function pushCase(name: string, title: string, push: (target: Target) => Promise<Sample>): Case {
  return { name, title, metrics: [SPEED, DURABLE], warmUp: true, writes: true, measure: ({ target }) => push(target) };
}

async function pushAll(port: number, contents: readonly Content[], connections: number, pattern: PushPattern): Promise<Sample> {
  const waiting = contents.values();
  function* client(): Script {
    // One iterator between all clients: each takes the next blob when it is free, and leaves the rest when it is done.
    for (let next = waiting.next(); !next.done; next = waiting.next()) yield* pushBlob(REPOSITORY, next.value, pattern);
  }
  const clients = Array.from({ length: connections }, client);
  const seconds = await timedSeconds(() => drive(port, clients, DEADLINE_MS));
  const durableSeconds = seconds + (await timedSeconds(flushDisk));
  await driveOne(port, deleteBlobs(contents), DEADLINE_MS);
  const mib = contents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / MIB;
  return { values: { mibPerSecond: mib / seconds, durableMibPerSecond: mib / durableSeconds }, gib: (mib * MIB) / GIB };
}

/** Gives space back where the server can; one that refuses keeps the blobs, which no later push shares. */
function* deleteBlobs(contents: readonly Content[]): Script {
  for (const content of contents) yield request("DELETE", blobPath(REPOSITORY, content));
}
