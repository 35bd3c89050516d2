// What an identity may do. This is the seam for organizations, teams and grants: another policy goes behind the same
// interface, and no caller changes.
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { Readable } from "../metadata/repositories.ts";
import { LIBRARY, type RepositoryName, namespaceOf } from "../oci/reference.ts";
import { ACTIONS, type Action, type Identity } from "./caller.ts";

export interface AccessPolicy {
  /** The same answer for a repository that does not exist as for one that the identity may not see. */
  rights(identity: Identity, repository: RepositoryName): Promise<ReadonlySet<Action>>;
  /** Whose repositories lists and searches may show this identity. */
  readable(identity: Identity): Readable;
  mayListCatalog(identity: Identity): boolean;
  /** Whether a request without credentials may be served at all; if not, `GET /v2/` asks for some. */
  readonly isOpen: boolean;
}

const ALL: ReadonlySet<Action> = new Set(ACTIONS);
const READ: ReadonlySet<Action> = new Set<Action>(["pull"]);
const NOTHING: ReadonlySet<Action> = new Set();

/** `--open`: everybody may do everything. For laptops and tests. */
export const openPolicy: AccessPolicy = {
  rights: async () => ALL,
  readable: () => "all",
  mayListCatalog: () => true,
  isOpen: true,
};

/** Administrators may do everything, users everything in their own namespace; what is public everyone may read. */
export class NamespacePolicy implements AccessPolicy {
  readonly isOpen = false;

  constructor(private readonly metadata: MetadataReader) {}

  async rights(identity: Identity, repository: RepositoryName): Promise<ReadonlySet<Action>> {
    if (identity.kind === "user") {
      const namespace = namespaceOf(repository);
      if (identity.isAdmin || namespace === identity.username) return ALL;
      if (namespace === LIBRARY) return READ;
    }
    const found = await this.metadata.repositories.find(repository);
    return found?.visibility === "public" ? READ : NOTHING;
  }

  readable(identity: Identity): Readable {
    if (identity.kind === "anonymous") return { namespaces: [] };
    return identity.isAdmin ? "all" : { namespaces: [identity.username, LIBRARY] };
  }

  mayListCatalog(identity: Identity): boolean {
    return identity.kind === "user";
  }
}
