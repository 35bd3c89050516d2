// Pulling: manifests and blobs of every size, from one image seeded before the clock starts.
import { once } from "../../src/lib/once.ts";
import { type Content, freshContent } from "../load/content.ts";
import { drive, driveOne, type Script } from "../load/drive.ts";
import { request, type Request } from "../load/http.ts";
import {
  blobPath,
  expecting,
  freshConfig,
  getManifest,
  imageOf,
  MANIFEST_ACCEPT,
  manifestPath,
  pushBlob,
  pushImage,
} from "../load/registry.ts";
import { runWrk } from "../load/wrk.ts";
import { GIB, KIB, MIB, type Scale } from "../scale.ts";
import type { Target } from "../servers.ts";
import { type Case, type Family, RATE, type Sample, SPEED, timedSeconds } from "./case.ts";

const REPOSITORY = "bench/pull";
const TAG = "v1";
const SMALL_CONNECTIONS = 32;
const MEDIUM_CONNECTIONS = 8;
const SEED_DEADLINE_MS = 120_000;
const BIG_DEADLINE_MS = 120_000;

export function pullFamily(scale: Scale, wrkPath: string | undefined): Family {
  const small = once(() => freshContent(10 * KIB));
  const medium = once(() => freshContent(MIB));
  const big = once(() => freshContent(scale.bigBlobBytes));
  // A manifest with five layers is of the size that most images have.
  const image = once(() => imageOf(freshConfig(), [small(), ...Array.from({ length: 4 }, () => freshContent(KIB))]));
  const digestPath = () => manifestPath(REPOSITORY, image().manifest.digest);

  return {
    name: "pull",
    prepare: async (target) => {
      await driveOne(target.port, pushImage(REPOSITORY, TAG, image()), SEED_DEADLINE_MS);
      for (const blob of [medium(), big()]) await driveOne(target.port, pushBlob(REPOSITORY, blob, "put"), SEED_DEADLINE_MS);
    },
    cases: [
      rateCase("manifest-tag", "manifest GET by tag", (target) => smallGets(target, manifestPath(REPOSITORY, TAG), scale.seconds, wrkPath)),
      rateCase("manifest-digest", "manifest GET by digest", (target) => smallGets(target, digestPath(), scale.seconds, wrkPath)),
      // wrk waits for the body that an answer to HEAD never has, so this case always has our own generator.
      rateCase("manifest-head", "manifest HEAD by tag", (target) =>
        repeated(target, getManifest(REPOSITORY, TAG, "HEAD"), SMALL_CONNECTIONS, scale.seconds),
      ),
      rateCase("blob-10k", "blob GET, 10 KiB", (target) => smallGets(target, blobPath(REPOSITORY, small()), scale.seconds, wrkPath)),
      { ...blobCase("blob-1m", "blob GET, 1 MiB, 8 connections"), measure: ({ target }) => mediumGets(target, medium(), scale.seconds) },
      { ...blobCase("blob-1g", "blob GET, 1 GiB, one connection"), measure: ({ target }) => bigGet(target, big()) },
    ],
  };
}

function rateCase(name: string, title: string, rate: (target: Target) => Promise<number>): Case {
  return {
    name,
    title,
    metrics: [RATE],
    warmUp: true,
    writes: false,
    measure: async ({ target }) => ({ values: { perSecond: await rate(target) } }),
  };
}

function blobCase(name: string, title: string): Omit<Case, "measure"> {
  return { name, title, metrics: [SPEED], warmUp: true, writes: false };
}

async function smallGets(target: Target, path: string, seconds: number, wrkPath: string | undefined): Promise<number> {
  const headers = { Accept: MANIFEST_ACCEPT };
  const wanted = request("GET", path, headers);
  // wrk tells a failure only at the end and without its text; one request beforehand says what is wrong.
  await driveOne(target.port, expecting(200, wanted), SEED_DEADLINE_MS);
  if (!wrkPath) return repeated(target, wanted, SMALL_CONNECTIONS, seconds);
  return runWrk(wrkPath, `http://127.0.0.1:${target.port}${path}`, headers, { connections: SMALL_CONNECTIONS, seconds });
}

/** The same request over and over on several connections: answers per second. */
async function repeated(target: Target, wanted: Request, connections: number, seconds: number): Promise<number> {
  const untilMs = performance.now() + seconds * 1000;
  let answers = 0;
  function* client(): Script {
    for (; performance.now() < untilMs; answers += 1) yield* expecting(200, wanted);
  }
  const taken = await timedSeconds(() => drive(target.port, Array.from({ length: connections }, client), (seconds + 30) * 1000));
  return answers / taken;
}

async function mediumGets(target: Target, content: Content, seconds: number): Promise<Sample> {
  const perSecond = await repeated(target, request("GET", blobPath(REPOSITORY, content)), MEDIUM_CONNECTIONS, seconds);
  return { values: { mibPerSecond: (perSecond * content.sizeBytes) / MIB } };
}

async function bigGet(target: Target, content: Content): Promise<Sample> {
  function* client(): Script {
    const { bodyBytes } = yield* expecting(200, request("GET", blobPath(REPOSITORY, content)));
    if (bodyBytes !== content.sizeBytes) throw new Error(`${bodyBytes} bytes instead of ${content.sizeBytes}`);
  }
  const seconds = await timedSeconds(() => driveOne(target.port, client(), BIG_DEADLINE_MS));
  return { values: { mibPerSecond: content.sizeBytes / MIB / seconds }, gib: content.sizeBytes / GIB };
}
