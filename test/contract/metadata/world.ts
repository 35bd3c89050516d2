// What the contract of every noun starts from: an empty store for each test, and the few rows that everything else hangs on.
import { afterEach, beforeEach } from "bun:test";
import { type Actor, systemActor } from "../../../src/auth/actor.ts";
import type { Readable } from "../../../src/metadata/access.ts";
import type { Role } from "../../../src/metadata/members.ts";
import type { MetadataReader, MetadataStore } from "../../../src/metadata/metadata-store.ts";
import type { RepositoryRecord } from "../../../src/metadata/repositories.ts";
import type { NewToken } from "../../../src/metadata/tokens.ts";
import type { Digest } from "../../../src/oci/digest.ts";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { linkBlob } from "../../../src/registry/blobs.ts";
import type { Grace } from "../../../src/registry/grace.ts";
import { openRepository } from "../../../src/registry/repositories.ts";

/** A store on an empty database. */
export interface OpenedStore {
  readonly store: MetadataStore;
  /** Another view of the same data, as a second process would have. */
  reopen(): Promise<MetadataStore>;
  /** Past the store, as somebody with the database's own tools would. Resolves to rows, rejects with the database's error. */
  execute(sql: string): Promise<readonly object[]>;
  /** The same without a look at foreign keys: what only a database that has lost something can hold. */
  damage(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** For `damage`: what one statement does to PostgreSQL while it does not look at foreign keys, on a connection that others may get afterwards. */
export function unchecked(sql: string): string {
  return `begin; set local session_replication_role = replica; ${sql}; commit`;
}

export const NOW = 1_000_000;
/** As the configuration has it. */
export const GRACE: Grace = { blobMs: 24 * 3600 * 1000, untaggedMs: 7 * 24 * 3600 * 1000 };
export const CASEY: Actor = systemActor("casey");
/** Nobody: what is public, and no more. */
export const ANYONE: Exclude<Readable, "all"> = { userId: 0, robotId: 0, tokenId: 0, ownNamespaceId: 0 };

export class World {
  private opened: OpenedStore | undefined;

  constructor(open: () => Promise<OpenedStore>) {
    beforeEach(async () => {
      this.opened = await open();
    });
    afterEach(() => this.opened!.close());
  }

  get store(): MetadataStore {
    return this.opened!.store;
  }

  get read(): MetadataReader {
    return this.store.read;
  }

  get transaction(): MetadataStore["transaction"] {
    return this.store.transaction.bind(this.store);
  }

  reopen(): Promise<MetadataStore> {
    return this.opened!.reopen();
  }

  execute(sql: string): Promise<readonly object[]> {
    return this.opened!.execute(sql);
  }

  damage(sql: string): Promise<void> {
    return this.opened!.damage(sql);
  }

  async organization(name: string): Promise<number> {
    return (await this.transaction((tx) => tx.namespaces.create(name, "organization", NOW)))!;
  }

  /** With the namespace of the same name. */
  user(username: string, { isAdmin = false } = {}): Promise<{ id: number; namespaceId: number }> {
    return this.transaction(async (tx) => {
      const namespaceId = (await tx.namespaces.create(username, "user", NOW))!;
      return { id: await tx.users.create({ namespaceId, username, passwordHash: "hash", isAdmin }, NOW), namespaceId };
    });
  }

  async member(namespaceId: number, username: string, role: Role = "member"): Promise<number> {
    const { id } = await this.user(username);
    await this.transaction((tx) => tx.members.add(namespaceId, id, role, NOW));
    return id;
  }

  async team(namespaceId: number, name: string, externalGroup?: string): Promise<number> {
    return (await this.transaction((tx) => tx.teams.create({ namespaceId, name, description: "", externalGroup }, NOW)))!;
  }

  async robot(namespaceId: number, name: string): Promise<number> {
    return (await this.transaction((tx) => tx.robots.create({ namespaceId, name, description: "", createdBy: "casey" }, NOW)))!;
  }

  token(owner: NewToken["owner"], { limits, ...extra }: Partial<Omit<NewToken, "owner">> = {}): Promise<number> {
    const token = { name: "token", secretHash: crypto.randomUUID(), scopes: [], expiresAt: undefined, ...extra, owner, limits };
    return this.transaction((tx) => tx.tokens.create(token, NOW));
  }

  /** With its namespace, where there is none. */
  repository(name: string): Promise<RepositoryRecord> {
    return this.transaction((tx) => openRepository(tx, name as RepositoryName, CASEY, NOW));
  }

  async publish({ id, version }: RepositoryRecord): Promise<void> {
    await this.transaction((tx) =>
      tx.repositories.update(id, { visibility: "public", referencePolicy: undefined, description: "" }, version),
    );
  }

  /** Stored where it was not, and linked, counted and announced as a push does. */
  async pushBlob(repository: RepositoryRecord, digest: Digest, sizeBytes: number): Promise<void> {
    await this.transaction(async (tx) => {
      await tx.blobs.insert({ digest, storageKey: `key-${digest}`, sizeBytes }, NOW);
      await linkBlob(tx, repository, { digest, sizeBytes }, { kind: "blob.pushed", actor: CASEY, grace: GRACE }, NOW);
    });
  }
}
