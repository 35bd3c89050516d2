// Listing the tags of a repository that has very many.
import { once } from "../../src/lib/once.ts";
import { freshContent } from "../load/content.ts";
import { drive, driveOne, type Script } from "../load/drive.ts";
import { request } from "../load/http.ts";
import { expecting, freshConfig, type Image, imageOf, pushImage, putManifest } from "../load/registry.ts";
import { quantile } from "../measure/stats.ts";
import { KIB, type Scale } from "../scale.ts";
import type { Target } from "../servers.ts";
import { type Case, type Family, type Sample } from "./case.ts";

const REPOSITORY = "bench/tags";
const PAGE = 100;
const SEED_CONNECTIONS = 16;
const SEED_DEADLINE_MS = 600_000;
const DEADLINE_MS = 60_000;
const MAX_REQUESTS = 2000;
const MIN_REQUESTS = 5;

export function tagsFamily(scale: Scale): Family {
  const image = once(() => imageOf(freshConfig(), [freshContent(KIB)]));
  const tags = once(() => Array.from({ length: scale.tags }, (_, index) => `v${String(index).padStart(7, "0")}`));
  const middle = () => tags()[Math.floor(scale.tags / 2)] ?? "";
  return {
    name: "tags",
    prepare: (target) => seedTags(target, image(), tags()),
    cases: [
      tagCase("tags-first", `first page of ${PAGE} out of ${scale.tags} tags`, scale, () => `n=${PAGE}`),
      tagCase("tags-middle", `page of ${PAGE} in the middle of ${scale.tags} tags`, scale, () => `n=${PAGE}&last=${middle()}`),
    ],
  };
}

function tagCase(name: string, title: string, scale: Scale, query: () => string): Case {
  return {
    name,
    title: `${title}, one connection`,
    metrics: [
      { key: "p50Ms", unit: "ms, p50", better: "lower" },
      // A server that ignores `n` sends every tag; the size of its answer shows it.
      { key: "answerKib", unit: "KiB per answer", better: "lower" },
    ],
    warmUp: true,
    writes: false,
    measure: ({ target }) => listPages(target, `/v2/${REPOSITORY}/tags/list?${query()}`, scale.seconds),
  };
}

async function seedTags(target: Target, image: Image, tags: readonly string[]): Promise<void> {
  await driveOne(target.port, pushImage(REPOSITORY, "seed", image), SEED_DEADLINE_MS);
  if (target.layTags) {
    await target.layTags(REPOSITORY, image.manifest.digest, tags);
    return;
  }
  const waiting = tags.values();
  function* client(): Script {
    for (let next = waiting.next(); !next.done; next = waiting.next())
      yield* expecting(201, putManifest(REPOSITORY, next.value, image.manifest));
  }
  await drive(target.port, Array.from({ length: SEED_CONNECTIONS }, client), SEED_DEADLINE_MS);
}

async function listPages(target: Target, path: string, seconds: number): Promise<Sample> {
  const durations: number[] = [];
  const bytes: number[] = [];
  const untilMs = performance.now() + seconds * 1000;
  function* client(): Script {
    while (durations.length < MIN_REQUESTS || (durations.length < MAX_REQUESTS && performance.now() < untilMs)) {
      const startedAt = performance.now();
      const { bodyBytes } = yield* expecting(200, request("GET", path));
      durations.push(performance.now() - startedAt);
      bytes.push(bodyBytes);
    }
  }
  await driveOne(target.port, client(), DEADLINE_MS);
  return { values: { p50Ms: quantile(durations, 0.5), answerKib: quantile(bytes, 0.5) / KIB } };
}
