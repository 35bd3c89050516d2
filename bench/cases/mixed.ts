// A hundred clients at once: mostly pulls of one image, now and then somebody pushes a new one.
import { once } from "../../src/lib/once.ts";
import { freshContent } from "../load/content.ts";
import { drive, driveOne, type Script } from "../load/drive.ts";
import { request } from "../load/http.ts";
import { blobPath, expecting, freshConfig, getManifest, type Image, imageOf, pushImage } from "../load/registry.ts";
import { quantile } from "../measure/stats.ts";
import { KIB, type Scale } from "../scale.ts";
import type { Target } from "../servers.ts";
import { type Family, type Sample, timedSeconds } from "./case.ts";

const REPOSITORY = "bench/mixed";
const TAG = "latest";
const CLIENTS = 100;
/** Every tenth step of a client is a push: a configuration, a layer and a manifest. */
const STEPS_PER_PUSH = 10;
const DEADLINE_MS = 180_000;

export function mixedFamily(scale: Scale): Family {
  const image = once(() => imageOf(freshConfig(), [freshContent(10 * KIB), freshContent(256 * KIB)]));
  return {
    name: "mixed",
    prepare: (target) => driveOne(target.port, pushImage(REPOSITORY, TAG, image()), DEADLINE_MS),
    cases: [
      {
        name: "mixed-100",
        title: `${CLIENTS} clients at once, nine image pulls to one image push`,
        metrics: [
          { key: "perSecond", unit: "images/s", better: "higher" },
          { key: "p50Ms", unit: "ms per image, p50", better: "lower" },
          { key: "p99Ms", unit: "ms per image, p99", better: "lower" },
        ],
        warmUp: true,
        writes: true,
        measure: ({ target }) => runMix(target, image(), scale.mixedStepsPerClient),
      },
    ],
  };
}

async function runMix(target: Target, image: Image, steps: number): Promise<Sample> {
  const durations: number[] = [];
  const pushes = Array.from({ length: CLIENTS }, () => imagesToPush(steps));
  const clients = pushes.map((images, index) => mixedClient(index, steps, image, images, durations));
  const seconds = await timedSeconds(() => drive(target.port, clients, DEADLINE_MS));
  return { values: { perSecond: durations.length / seconds, p50Ms: quantile(durations, 0.5), p99Ms: quantile(durations, 0.99) } };
}

/** Made before the clock starts: hashing is the client's work, not the server's. */
function imagesToPush(steps: number): readonly Image[] {
  return Array.from({ length: Math.ceil(steps / STEPS_PER_PUSH) }, () => imageOf(freshConfig(), [freshContent(64 * KIB)]));
}

function* mixedClient(index: number, steps: number, image: Image, pushes: readonly Image[], durations: number[]): Script {
  const waiting = pushes.values();
  for (let step = 0; step < steps; step += 1) {
    const startedAt = performance.now();
    // Shifted by the client's number, so that pushes are spread over the run instead of coming in waves.
    const push = (step + index) % STEPS_PER_PUSH === 0 ? waiting.next().value : undefined;
    yield* push ? pushImage(REPOSITORY, `client-${index}`, push) : pullImage(image);
    durations.push(performance.now() - startedAt);
  }
}

function* pullImage(image: Image): Script {
  yield* expecting(200, getManifest(REPOSITORY, TAG, "HEAD"));
  yield* expecting(200, getManifest(REPOSITORY, image.manifest.digest));
  for (const blob of image.blobs) yield* expecting(200, request("GET", blobPath(REPOSITORY, blob)));
}
