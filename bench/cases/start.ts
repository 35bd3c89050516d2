// An empty server from process start to its first answer, and what it holds in memory when nothing happens.
import { residentBytesOf } from "../measure/proc.ts";
import type { Scale } from "../scale.ts";
import type { Contender } from "../servers.ts";
import type { Family, Sample } from "./case.ts";

export function startFamily(scale: Scale): Family {
  return {
    name: "start",
    cases: [
      {
        name: "start-up",
        title: "start with an empty data folder",
        metrics: [
          { key: "startMs", unit: "ms to the first 200", better: "lower" },
          { key: "idleMb", unit: "MB idle", better: "lower" },
        ],
        warmUp: true,
        writes: false,
        needsOwned: true,
        measure: ({ contender }) => startOnce(contender, scale.idleMs),
      },
    ],
  };
}

async function startOnce(contender: Contender, idleMs: number): Promise<Sample> {
  const server = await contender.start();
  try {
    await Bun.sleep(idleMs);
    const idleMb = server.pid === undefined ? Number.NaN : residentBytesOf(server.pid) / 1e6;
    return { values: { startMs: server.startMs ?? Number.NaN, idleMb } };
  } finally {
    await server.stop();
  }
}
