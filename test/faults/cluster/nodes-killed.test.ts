// kill -9 a node at random moments, or halt it, again and again, while clients push, delete and pull through all of them and the collector runs.
//
//   AERUGO_TEST_SEED=<the number a run printed> AERUGO_TEST_SOAK=10 npm test -- test/faults/cluster    ten times as long
import { describe } from "bun:test";
import { RawConnection, requestText } from "../../kit/raw-http.ts";
import { MIB, randomContent, until } from "../harness.ts";
import type { Cluster } from "./cluster.ts";
import { testFault } from "./fault-test.ts";
import { type Stored, listStored } from "./leftovers.ts";

const KILLS = 6;
const HALTS = 4;
/** More than the load ever has under way in one upload, and several parts in S3. */
const HALF_BYTES = 24 * MIB;

describe("nodes that are killed", () => {
  for (const storage of ["files", "s3"] as const) {
    testFault(
      `lose nothing that was acknowledged: ${storage}`,
      { storage, hasRedis: storage === "s3", isLeaky: true },
      async ({ cluster, random, times, during }) => {
        await during(() => killInWholeBlob(cluster, random(cluster.size)));
        for (let kill = 0; kill < KILLS * times; kill += 1) {
          await Bun.sleep(200 + random(1500));
          const node = random(cluster.size);
          await during(async () => {
            await cluster.killNode(node);
            await Bun.sleep(random(500));
            await cluster.startNode(node);
          });
        }
      },
    );
  }

  testFault(
    "or stand still for seconds and go on lose nothing either",
    { isNoticed: false },
    async ({ cluster, random, times, during }) => {
      for (let halt = 0; halt < HALTS * times; halt += 1) {
        await Bun.sleep(200 + random(1000));
        // Also for longer than PostgreSQL bears a silent transaction.
        await during(() => cluster.haltNode(random(cluster.size), 500 + random(7000)));
      }
    },
  );
});

/** Half of a blob whose upload has no session: once its node is dead, nothing leads to it. */
async function killInWholeBlob(cluster: Cluster, node: number): Promise<void> {
  using connection = await RawConnection.open(Number(new URL(cluster.urls[node]!).port));
  const path = `/v2/team/one/blobs/uploads/?digest=${randomContent(1).digest}`;
  await connection.send(requestText("POST", path, { "content-length": 2 * HALF_BYTES }));
  await connection.send(randomContent(HALF_BYTES).bytes);
  const isHalf = ({ kind, sizeBytes }: Stored) => kind === "upload" && sizeBytes > HALF_BYTES / 2;
  await until("half of the blob is in storage", async () => (await listStored(cluster)).some(isHalf));
  await cluster.killNode(node);
  await cluster.startNode(node);
}
