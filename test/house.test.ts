// Who imports whom. Every arrow between two rooms of src/ is drawn here, and an arrow that is not is printed.
import { expect, test } from "bun:test";
import { join, posix } from "node:path";

const ROOT = join(import.meta.dir, "..", "src");

interface Drawn {
  /** Rooms, or single files of rooms, whose code this room runs. */
  readonly uses: readonly string[];
  /** Whose types it only names: nothing of them is left when the program runs. */
  readonly names?: readonly string[];
}

const BLOB_STORE = "blobstore/blob-store.ts";
const CACHE = "cache/cache.ts";
const METADATA_STORE = "metadata/metadata-store.ts";
/** Its records, as the nouns' files declare them. */
const records = (...nouns: string[]) => nouns.map((noun) => `metadata/${noun}.ts`);
/** Handed in by compose.ts to whoever has something to say. */
const OBSERVERS = ["observability/log.ts", "observability/metrics.ts"];

const HOUSE: Record<string, Drawn> = {
  lib: { uses: [] },
  oci: { uses: ["lib"] },
  config: { uses: ["oci", "lib"] },
  observability: { uses: ["lib"] },
  // A session's row keeps what the blob store must remember of an upload, in the blob store's words.
  metadata: { uses: ["oci", "lib"], names: [BLOB_STORE] },
  blobstore: { uses: ["oci", "lib"] },
  cache: { uses: ["oci", "lib"] },
  // Of a store only its interface and its records: which store is behind is for compose.ts to know.
  auth: {
    uses: ["oci", "lib"],
    names: [CACHE, METADATA_STORE, ...records("access", "audit", "repositories", "sessions", "signing-keys", "tokens", "users")],
  },
  // The errors that a BlobStore promises are part of its interface, and they are classes.
  registry: {
    uses: ["oci", "lib", "auth", BLOB_STORE],
    names: [
      METADATA_STORE,
      ...records("blobs", "holds", "manifests", "pulls", "referrers", "repositories", "retention", "tag-rules", "trash", "uploads"),
    ],
  },
  management: {
    uses: ["oci", "lib", "auth"],
    names: [
      METADATA_STORE,
      ...records(
        "access",
        "audit",
        "grants",
        "holds",
        "invitations",
        "job-runs",
        "manifests",
        "members",
        "namespaces",
        "passkeys",
        "pending-sign-ins",
        "quarantine",
        "referrers",
        "repositories",
        "review-queue",
        "retention",
        "robots",
        "search",
        "sessions",
        "tag-rules",
        "tags",
        "teams",
        "tokens",
        "trash",
        "trust-rules",
        "usage",
        "users",
      ),
    ],
  },
  care: {
    uses: ["oci", "lib", "auth", "registry", BLOB_STORE, "blobstore/copy-into.ts"],
    names: [METADATA_STORE, ...records("integrity", "job-runs", "quarantine", "storage"), "metadata/copy/snapshot.ts"],
  },
  jobs: {
    uses: ["oci", "lib", "auth", "registry", "management", "care", BLOB_STORE],
    names: [
      METADATA_STORE,
      ...records("deleted-keys", "job-runs", "reachability", "repositories", "retention", "review-queue"),
      ...OBSERVERS,
    ],
  },
  http: { uses: ["registry", "management", "auth", "oci", "lib"], names: [...OBSERVERS, "observability/health.ts"] },
};
/** The door and the wiring see everything. */
const OUTSIDE = new Set(["compose.ts", "compose", "main.ts", "cli"]);

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

const arrows = await readArrows();

test("every arrow between two rooms is drawn", () => {
  expect(arrows.filter((arrow) => !isDrawn(arrow)).map(describeArrow)).toEqual([]);
});

test("every room has its row", () => {
  const rooms = new Set(arrows.flatMap(({ from, to }) => [roomOf(from), roomOf(to)]));
  expect([...rooms].filter((room) => !OUTSIDE.has(room)).sort()).toEqual(Object.keys(HOUSE).sort());
});

test("every exception for a single file is needed", () => {
  const walked = new Set(arrows.map(({ from, to }) => `${roomOf(from)} → ${to}`));
  const drawn = Object.entries(HOUSE).flatMap(([room, { uses, names = [] }]) => [...uses, ...names].map((target) => `${room} → ${target}`));
  expect(drawn.filter((line) => line.endsWith(".ts")).filter((line) => !walked.has(line))).toEqual([]);
});

test("an arrow that is not drawn is seen", () => {
  const undrawn = { from: "http/app.ts", to: "metadata/users.ts", typesOnly: true };
  expect([
    isDrawn(undrawn),
    isDrawn({ ...undrawn, from: "auth/x.ts" }),
    isDrawn({ ...undrawn, from: "auth/x.ts", typesOnly: false }),
  ]).toEqual([false, true, false]);
});

test("only the wiring chooses implementations", () => {
  const implementations = [
    "metadata/sqlite/",
    "blobstore/filesystem/",
    "blobstore/s3/",
    "metadata/dialect/",
    "metadata/migrations/",
    "cache/memory/",
    "cache/redis/",
  ];
  const choosers = arrows.filter(({ from, to }) => implementations.some((folder) => to.startsWith(folder)) && roomOf(from) !== roomOf(to));
  expect([...new Set(choosers.map(({ from }) => from))].filter((from) => !["cli", "compose"].includes(roomOf(from)))).toEqual([]);
});

function isDrawn({ from, to, typesOnly }: Arrow): boolean {
  const room = roomOf(from);
  if (room === roomOf(to) || OUTSIDE.has(room)) return true;
  const drawn = HOUSE[room];
  const targets = new Set([...(drawn?.uses ?? []), ...(typesOnly ? (drawn?.names ?? []) : [])]);
  return targets.has(to) || targets.has(roomOf(to));
}

function describeArrow({ from, to, typesOnly }: Arrow): string {
  return `${from} → ${to}${typesOnly ? " (types)" : ""}`;
}

function roomOf(file: string): string {
  return file.split("/", 1)[0]!;
}

async function readArrows(): Promise<Arrow[]> {
  const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync(ROOT)].filter((file) => !/\.test\.tsx?$/.test(file));
  const read = await Promise.all(files.map(async (file) => arrowsOf(file, await Bun.file(join(ROOT, file)).text())));
  return read.flat();
}

function arrowsOf(from: string, source: string): Arrow[] {
  const found = source.matchAll(/^(?:import|export)\s+(?:(type)\s+)?(?:([^"';]*?)\s+from\s+)?"(\.[^"]+)"|import\("(\.[^"]+)"\)/gm);
  const all = [...found].map(([, type, names, path, dynamicPath]) => ({
    from,
    to: posix.join(posix.dirname(from), (path ?? dynamicPath)!),
    typesOnly: type !== undefined || (names !== undefined && namesOnlyTypes(names)),
  }));
  // What lies outside src/, such as package.json, is no room.
  return all.filter(({ to }) => !to.startsWith("../"));
}

/** `{ type A, type B }`: every name says that it is a type. */
function namesOnlyTypes(names: string): boolean {
  const inside = /^\{(.*)\}$/s.exec(names)?.[1];
  const all = inside?.split(",").map((name) => name.trim());
  return all !== undefined && all.filter((name) => name !== "").every((name) => name.startsWith("type "));
}
