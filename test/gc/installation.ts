// An installation to collect garbage in: one database, one storage, a clock that only the test moves, and any number of nodes, each with
// the real services. Also what must be true of it whatever happened.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Actor, systemActor } from "../../src/auth/actor.ts";
import type { BlobStore, ByteSource } from "../../src/blobstore/blob-store.ts";
import { Collection, type CollectionControl, type CollectionReport, PHASES, type Phase } from "../../src/jobs/gc/collection.ts";
import { Reviews } from "../../src/jobs/gc/reviews.ts";
import type { GcPolicy } from "../../src/jobs/gc/verdict.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { MetadataStore } from "../../src/metadata/metadata-store.ts";
import { openConnection } from "../../src/metadata/postgres/postgres-pool.ts";
import { PostgresStore } from "../../src/metadata/postgres/postgres-store.ts";
import { migrate } from "../../src/metadata/sqlite/sqlite-migrator.ts";
import { SqliteStore, openDatabase } from "../../src/metadata/sqlite/sqlite-store.ts";
import type { TrashEntry } from "../../src/metadata/trash.ts";
import type { Digest } from "../../src/oci/digest.ts";
import { parseManifest } from "../../src/oci/manifest.ts";
import type { RepositoryName, Tag } from "../../src/oci/reference.ts";
import { Blobs } from "../../src/registry/blobs.ts";
import { Manifests } from "../../src/registry/manifests.ts";
import { Pulls } from "../../src/registry/pulls.ts";
import { Purge } from "../../src/registry/purge.ts";
import { ReferencePolicies } from "../../src/registry/reference-policy.ts";
import { Tags } from "../../src/registry/tags.ts";
import { type Restored, Trash } from "../../src/registry/trash.ts";
import { Uploads } from "../../src/registry/uploads.ts";
import { type Content, content, digest, imageManifest } from "../kit/manifests.ts";
import { type PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { MemoryStore } from "./memory-store.ts";

/** Nothing is measured here, and nobody waits. */
const UNHURRIED = { now: () => 0, sleep: async () => {} };

export const CASEY: Actor = systemActor("casey");
const PUSHER = { actor: CASEY, confirm: async () => {} };
const IDLE_MS = 10_000;

/** Short, and all different: which of them was too short must show. */
export const POLICY: GcPolicy = {
  grace: { blobMs: 1000, untaggedMs: 2000 },
  condemnedMs: 500,
  downloadGraceMs: 300,
  orphanAgeMs: 5000,
};
const EXPIRY_MS = 4000;
/** Longer than all of them together, and than finished uploads are remembered: after it, nothing has any time left. */
const LONG_MS = 2 * 60 * 60 * 1000;

export class MovedClock implements Clock {
  time = Date.UTC(2026, 0, 1);

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

/** Rows past the store, as somebody with the database's own tools would see them. */
export type Look = (sql: string) => Promise<readonly Record<string, unknown>[]>;

export interface NodeParts {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly policy: GcPolicy;
  readonly trashMs: number;
}

/** One process. */
export class Node {
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly manifests: Manifests;
  readonly tags: Tags;
  readonly pulls: Pulls;
  readonly trash: Trash;
  readonly purge: Purge;
  readonly collection: Collection;

  constructor(
    readonly parts: NodeParts,
    readonly clock: Clock,
    makeCollection: (deps: ConstructorParameters<typeof Collection>[0]) => Collection = (deps) => new Collection(deps, new Reviews(deps)),
  ) {
    const { metadata, blobs, policy, trashMs } = parts;
    const { grace } = policy;
    this.pulls = new Pulls({
      metadata,
      clock,
      onFailure: (error) => {
        throw error;
      },
    });
    this.blobs = new Blobs({ metadata, blobs, clock, grace, cacheBytes: 0 });
    this.uploads = new Uploads({ metadata, blobs, clock, grace, maxBlobBytes: undefined, idleTimeoutMs: IDLE_MS, expiryMs: EXPIRY_MS });
    const policies = new ReferencePolicies([], "strict");
    this.manifests = new Manifests({ metadata, clock, policies, grace, trashMs, pulls: this.pulls, cacheBytes: 0 });
    this.tags = new Tags({ metadata, clock, grace, trashMs });
    this.trash = new Trash({ metadata, clock, grace });
    this.purge = new Purge({ metadata, clock, grace, trashMs });
    this.collection = makeCollection({ metadata, blobs, clock, policy, uploads: this.uploads, deletionsPerSecond: 1e9, time: UNHURRIED });
  }

  putBlob(repository: string, { bytes, digest: of }: Content): Promise<void> {
    return this.uploads.putWhole(name(repository), of as Digest, sourceOf(bytes), PUSHER);
  }

  /** In two requests, as most clients do. */
  async uploadBlob(repository: string, { bytes, digest: of }: Content): Promise<void> {
    const id = await this.uploads.start(name(repository), "sha256", CASEY);
    await this.uploads.append(name(repository), id, { source: sourceOf(bytes), range: undefined });
    await this.uploads.finish(name(repository), id, of as Digest, { source: sourceOf(new Uint8Array()), range: undefined }, PUSHER);
  }

  async hasBlob(repository: string, { digest: of }: Content): Promise<boolean> {
    return (await this.blobs.find(name(repository), of as Digest)) !== undefined;
  }

  mount(target: string, source: string, { digest: of }: Content): Promise<boolean> {
    return this.blobs.mountFrom(name(target), name(source), of as Digest, CASEY);
  }

  putManifest(repository: string, { bytes, mediaType }: Content, tags: readonly string[]): Promise<void> {
    const manifest = parseManifest(bytes, mediaType);
    return this.manifests.put(name(repository), { manifest, tags: tags as Tag[], precondition: {}, actor: CASEY });
  }

  /** Everything an image needs, then the image. */
  async pushImage(repository: string, blobs: readonly Content[], tags: readonly string[]): Promise<Content> {
    const image = imageOf(blobs);
    for (const blob of blobs) await this.putBlob(repository, blob);
    await this.putManifest(repository, image, tags);
    return image;
  }

  deleteTag(repository: string, tag: string): Promise<void> {
    return this.tags.delete(name(repository), tag as Tag, CASEY);
  }

  findTagged(repository: string, tag: string) {
    return this.parts.metadata.read.manifests.findByTag(name(repository), tag as Tag);
  }

  deleteManifest(repository: string, { digest: of }: Pick<Content, "digest">): Promise<void> {
    return this.manifests.delete(name(repository), of as Digest, CASEY);
  }

  deleteBlob(repository: string, { digest: of }: Content): Promise<void> {
    return this.blobs.delete(name(repository), of as Digest, CASEY);
  }

  restore({ repositoryId, id }: Pick<TrashEntry, "repositoryId" | "id">): Promise<Restored | undefined> {
    return this.trash.restore(repositoryId, id, { actor: CASEY, force: false });
  }

  /** As a client does: the manifest, then the bytes of everything it refers to. Throws where something is missing. */
  async pull(repository: string, tag: string): Promise<Digest> {
    const record = await this.manifests.get(name(repository), { kind: "tag", tag: tag as Tag });
    const manifest = parseManifest(await this.manifests.content(record), record.mediaType);
    for (const { digest: of } of manifest.references) {
      const blob = await this.blobs.get(name(repository), of);
      const bytes = new Uint8Array(await new Response(await this.blobs.content(blob)).arrayBuffer());
      if (digest(bytes) !== of) throw new Error(`${of} has other bytes`);
    }
    return record.digest;
  }

  collect({ phases = PHASES, isPlan = false, control = UNCONTROLLED }: CollectOptions = {}): Promise<CollectionReport> {
    return this.collection.run({ isPlan, phases }, control);
  }
}

interface CollectOptions {
  readonly phases?: readonly Phase[];
  readonly isPlan?: boolean;
  readonly control?: CollectionControl;
}

export const UNCONTROLLED: CollectionControl = {
  progress: undefined,
  report: () => {},
  isCancelled: () => false,
  confirm: async () => {},
};

export interface InstallationOptions {
  readonly policy?: GcPolicy;
  readonly trashMs?: number;
  /** Where its folder is made. */
  readonly parent?: string;
}

export class Installation<Storage extends BlobStore = MemoryStore> implements AsyncDisposable {
  readonly node: Node;

  constructor(
    readonly metadata: MetadataStore,
    readonly storage: Storage,
    readonly clock: MovedClock,
    readonly look: Look,
    private readonly close: () => Promise<void>,
    readonly options: InstallationOptions = {},
  ) {
    this.node = this.newNode();
  }

  /** On SQLite, in a folder of its own. */
  static async open(options?: InstallationOptions): Promise<Installation> {
    const { metadata, look, close } = await openSqlite(options?.parent);
    const clock = new MovedClock();
    return new Installation(metadata, new MemoryStore(clock), clock, look, close, options);
  }

  newNode(parts: Partial<NodeParts> = {}, makeCollection?: ConstructorParameters<typeof Node>[2]): Node {
    const { policy = POLICY, trashMs = 0 } = this.options;
    return new Node({ metadata: this.metadata, blobs: this.storage, policy, trashMs, ...parts }, this.clock, makeCollection);
  }

  /** Runs until nothing is left to be done, however long that takes by the clock. */
  async collectAll(): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      this.clock.advance(LONG_MS);
      await this.node.collect();
    }
  }

  /** What is not as it must be at any time. Empty when all is well. */
  async problems(): Promise<string[]> {
    return [...(await this.missingContent()), ...(await this.missingRows()), ...(await this.wrongCounters())];
  }

  /** What should be gone, once nothing has any time left. */
  async leftovers(): Promise<string[]> {
    const unreachable = await this.look(`
      with recursive edges(parent, child) as (
        select c.manifest_id, m.id from manifest_children c join manifests m on m.repository_id = c.repository_id and m.digest = c.digest
        union select s.id, m.id from manifests m join manifests s on s.repository_id = m.repository_id and s.digest = m.subject_digest),
      reached(id) as (select manifest_id from tags union select e.child from edges e join reached r on r.id = e.parent)
      select 'manifest ' || digest as what from manifests where id not in (select id from reached)
      union all select 'link to ' || rb.digest from repository_blobs rb where not exists (
        select 1 from manifest_blobs mb where mb.repository_id = rb.repository_id and mb.digest = rb.digest and mb.manifest_id in (select id from reached))
      union all select 'blob ' || b.digest from blobs b where not exists (select 1 from repository_blobs rb where rb.digest = b.digest)
      union all select 'key to delete ' || storage_key from deleted_keys
      union all select 'upload ' || id from upload_sessions
      union all select 'review of ' || digest from review_queue
      union all select 'trash ' || digest from trash`);
    const owned = new Set((await this.look("select storage_key from blobs")).map((row) => row["storage_key"]));
    return [
      ...unreachable.map((row) => String(row["what"])),
      ...(await Array.fromAsync(this.storage.keys())).filter(({ key }) => !owned.has(key)).map(({ key }) => `bytes ${key}`),
      ...(await this.storage.staleUploads(Infinity)).map(({ id }) => `bytes of upload ${id}`),
    ];
  }

  private async missingContent(): Promise<string[]> {
    const blobs = await this.look("select digest, storage_key, size_bytes from blobs");
    const found = blobs.map(async (row) => {
      const stored = await this.storage.open(String(row["storage_key"]));
      if (!stored) return [`${row["digest"]} has no bytes`];
      return digest(new Uint8Array(await new Response(stored).arrayBuffer())) === row["digest"] ? [] : [`${row["digest"]} has other bytes`];
    });
    return (await Promise.all(found)).flat();
  }

  private async missingRows(): Promise<string[]> {
    const rows = await this.look(`
      select 'a manifest refers to ' || mb.digest || ', which its repository has not' as what from manifest_blobs mb
        where not exists (select 1 from repository_blobs rb where rb.repository_id = mb.repository_id and rb.digest = mb.digest)
      union all select 'an index lists ' || mc.digest || ', which its repository has not' from manifest_children mc
        where not exists (select 1 from manifests m where m.repository_id = mc.repository_id and m.digest = mc.digest)
      union all select 'tag ' || t.name || ' points to nothing' from tags t where not exists (select 1 from manifests m where m.id = t.manifest_id)
      union all select 'a link to ' || rb.digest || ', which is not there' from repository_blobs rb where not exists (select 1 from blobs b where b.digest = rb.digest)
      union all select b.digest || ' is in use under a key that is to be deleted' from blobs b join deleted_keys d on d.storage_key = b.storage_key`);
    return rows.map((row) => String(row["what"]));
  }

  /** Counters, and what they would be if they were counted now. */
  private async wrongCounters(): Promise<string[]> {
    const counted = await this.look(`
      select r.name as name,
        (select count(*) from manifests m where m.repository_id = r.id) as manifests,
        (select count(*) from tags t where t.repository_id = r.id) as tags,
        (select count(*) from repository_blobs rb where rb.repository_id = r.id) as blobs,
        (select coalesce(sum(b.size_bytes), 0) from repository_blobs rb join blobs b on b.digest = rb.digest where rb.repository_id = r.id) as bytes,
        u.manifests as c_manifests, u.tags as c_tags, u.blobs as c_blobs, u.blob_bytes as c_bytes
      from repositories r join usage_counters u on u.repository_id = r.id
      union all select n.name, 0, 0,
        (select coalesce(sum(b.size_bytes), 0) from repository_blobs rb join repositories r on r.id = rb.repository_id join blobs b on b.digest = rb.digest
          where r.namespace_id = n.id and r.deleted_at is null)
          + (select coalesce(sum(m.size_bytes), 0) from manifests m join repositories r on r.id = m.repository_id where r.namespace_id = n.id and r.deleted_at is null),
        (select coalesce(sum(b.size_bytes), 0) from blobs b where b.digest in (
            select rb.digest from repository_blobs rb join repositories r on r.id = rb.repository_id where r.namespace_id = n.id and r.deleted_at is null))
          + (select coalesce(sum(m.size_bytes), 0) from manifests m join repositories r on r.id = m.repository_id where r.namespace_id = n.id and r.deleted_at is null),
        0, 0, u.logical_bytes, u.unique_bytes
      from namespaces n join namespace_usage u on u.namespace_id = n.id`);
    const fields = ["manifests", "tags", "blobs", "bytes"];
    return counted
      .filter((row) => fields.some((field) => Number(row[field]) !== Number(row[`c_${field}`])))
      .map((row) => `wrong counters: ${JSON.stringify(row)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.pulls.flush();
    await this.close();
  }
}

export interface OpenedDatabase {
  readonly metadata: MetadataStore;
  readonly look: Look;
  readonly close: () => Promise<void>;
}

export async function openSqlite(parent = tmpdir()): Promise<OpenedDatabase> {
  const folder = await mkdtemp(join(parent, "aerugo-gc-"));
  const path = join(folder, "aerugo.db");
  const database = openDatabase(path);
  migrate(database, 0);
  const metadata = new SqliteStore(path);
  return {
    metadata,
    look: async (sql) => database.query(sql).all() as Record<string, unknown>[],
    close: async () => {
      database.close();
      await metadata.close();
      await rm(folder, { recursive: true });
    },
  };
}

export async function openPostgres(server: PostgresServer): Promise<OpenedDatabase> {
  const url = await server.database();
  const metadata = await PostgresStore.open(postgresSettings(url, { poolSize: 8 }));
  const connection = openConnection(postgresSettings(url));
  return {
    metadata,
    look: async (sql) => (await connection.unsafe(sql)) as Record<string, unknown>[],
    close: async () => {
      await connection.close({ timeout: 1 });
      await metadata.close();
    },
  };
}

/** Its config is the first blob. */
export function imageOf([config, ...layers]: readonly Content[], extra?: Readonly<Record<string, unknown>>): Content {
  return imageManifest(config!, layers, extra);
}

export function blobOf(text: string): Content {
  return content(text, "application/octet-stream");
}

export function name(repository: string): RepositoryName {
  return repository as RepositoryName;
}

function sourceOf(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return { body: new Response(bytes), sizeBytes: bytes.byteLength, abort: () => {} };
}
