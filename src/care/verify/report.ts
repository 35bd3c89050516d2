// What verification found, for people and programs. It is kept as progress between two workers, so it is plain JSON; keys are snake_case.
import type { Digest } from "../../oci/digest.ts";

/** What is wrong. They do not change meaning once released. */
export type ProblemKind =
  | "blob_missing"
  | "blob_truncated"
  | "blob_corrupt"
  | "manifest_corrupt"
  | "manifest_invalid"
  | "manifest_references_differ"
  | "manifest_blob_missing"
  | "manifest_child_missing"
  | "tag_without_manifest"
  | "link_without_blob"
  | "usage_wrong";

export interface Problem {
  readonly kind: ProblemKind;
  readonly digest?: string;
  readonly storage_key?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly detail: string;
  /** What is missed because of it: `acme/api:v1`, or the repository alone. */
  readonly affected?: readonly string[];
  readonly repaired: boolean;
}

export interface VerificationReport {
  readonly blobs: number;
  readonly rehashed_blobs: number;
  readonly rehashed_bytes: number;
  readonly keys: number;
  readonly manifests: number;
  readonly repositories: number;
  readonly namespaces: number;
  /** Keys in storage that belong to nobody; the collector takes them away. Too young ones are not judged. */
  readonly orphans: { readonly keys: number; readonly bytes: number };
  /** Blobs that were withheld and are whole again. */
  readonly recovered_blobs: number;
  readonly problems: number;
  readonly repaired: number;
  /** The first of them. */
  readonly details: readonly Problem[];
}

export type Stage = "blobs" | "keys" | "manifests" | "links" | "usage" | "done";

/** Where the next worker goes on. */
export interface VerificationProgress {
  readonly stage: Stage;
  /** Within the stage: what was looked at last. */
  readonly after: string | number | null;
  readonly total_blobs: number;
  readonly report: VerificationReport;
}

const DETAILS_LIMIT = 1000;

export class Findings {
  private constructor(private report: VerificationReport) {}

  static from(report: VerificationReport | undefined): Findings {
    return new Findings(report ?? EMPTY);
  }

  count(
    what: "blobs" | "rehashed_blobs" | "rehashed_bytes" | "keys" | "manifests" | "repositories" | "namespaces" | "recovered_blobs",
    by = 1,
  ) {
    this.report = { ...this.report, [what]: this.report[what] + by };
  }

  set(counted: Pick<VerificationReport, "keys" | "orphans">): void {
    this.report = { ...this.report, ...counted };
  }

  add(problem: Problem): void {
    const { problems, repaired, details } = this.report;
    this.report = {
      ...this.report,
      problems: problems + 1,
      repaired: repaired + (problem.repaired ? 1 : 0),
      details: details.length < DETAILS_LIMIT ? [...details, problem] : details,
    };
  }

  get value(): VerificationReport {
    return this.report;
  }
}

const EMPTY: VerificationReport = {
  blobs: 0,
  rehashed_blobs: 0,
  rehashed_bytes: 0,
  keys: 0,
  manifests: 0,
  repositories: 0,
  namespaces: 0,
  orphans: { keys: 0, bytes: 0 },
  recovered_blobs: 0,
  problems: 0,
  repaired: 0,
  details: [],
};

/** Whether the blob is among the share that is hashed: the same ones for the same share, so that a repeated run is comparable. */
export function isSampled(digest: Digest, share: number): boolean {
  return Number.parseInt(digest.slice(-8), 16) / 0xffffffff < share || share >= 1;
}
