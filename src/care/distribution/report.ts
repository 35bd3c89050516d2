// What an import did, and what it left out and why: plain JSON with keys in snake_case, for people and programs.

export type SkipReason =
  /** The name, or its first part, is none that a repository can have here. */
  | "name_refused"
  | "broken_link"
  /** The bytes are not in the storage of the registry that is taken over. */
  | "blob_missing"
  /** The bytes are others than their digest says. */
  | "blob_corrupt"
  /** The registry's rules refuse it: a quota. */
  | "blob_refused"
  | "schema_1"
  /** The registry's rules refuse the manifest. */
  | "manifest_refused"
  /** Here the tag points elsewhere already, and stays so. */
  | "tag_taken"
  | "tag_refused"
  /** Its manifest was not imported. */
  | "tag_without_manifest";

export interface Skipped {
  readonly repository: string;
  readonly reason: SkipReason;
  readonly digest?: string;
  readonly tag?: string;
  readonly detail?: string;
}

export interface ImportReport {
  readonly source: string;
  readonly dry_run: boolean;
  repositories: number;
  manifests: number;
  /** Of them and of the others below: what was here already. */
  known_manifests: number;
  tags: number;
  known_tags: number;
  /** Blobs whose bytes were copied. */
  blobs: number;
  bytes: number;
  linked_blobs: number;
  /** Blobs of which only a link in the repository was made, since their bytes were here. */
  known_blobs: number;
  readonly skipped: Skipped[];
}

export function emptyReport(source: string, dryRun: boolean): ImportReport {
  const counts = {
    repositories: 0,
    manifests: 0,
    known_manifests: 0,
    tags: 0,
    known_tags: 0,
    blobs: 0,
    bytes: 0,
    linked_blobs: 0,
    known_blobs: 0,
  };
  return { source, dry_run: dryRun, ...counts, skipped: [] };
}
