// What becomes of a reviewed manifest or blob: decided here and nowhere else, for the run that acts on it and for the plan that only says
// what a run would do.
import type { ReviewedBlob, ReviewedLink, ReviewedManifest } from "../../metadata/reachability.ts";
import type { Grace } from "../../registry/grace.ts";

export interface GcPolicy {
  readonly grace: Grace;
  /** How long a client may rely on "it exists" before it pushes what refers to it. */
  readonly condemnedMs: number;
  /** How long bytes stay for downloads that began before their blob went. */
  readonly downloadGraceMs: number;
  /** From this age on, bytes that nothing knows of are garbage. */
  readonly orphanAgeMs: number;
}

/** `ends`: it keeps for a time that nobody announces the end of. All others put what they kept into the queue when they go. */
export type Keeper = "tag" | "index" | "subject" | "manifest" | "other repository" | Ending;
type Ending = "trash" | "hold";

export interface ManifestFacts {
  readonly manifest: ReviewedManifest | undefined;
  readonly keeper: Keeper | undefined;
}

export interface BlobFacts {
  /** The repository's; undefined when it has the blob no more. */
  readonly link: ReviewedLink | undefined;
  /** Undefined when no repository has it. */
  readonly blob: ReviewedBlob | undefined;
  /** Of the link; of the blob itself, when there is no link, the other repositories. */
  readonly keeper: Keeper | undefined;
}

export type Verdict =
  /** There is nothing to decide any more, or what keeps it will ask for the next review. */
  | { readonly kind: "settled" }
  /** Its time is not over: looked at again from then on. */
  | { readonly kind: "wait"; readonly until: number }
  /** Something keeps it that may end unannounced: looked at again then, or when somebody announces it. */
  | { readonly kind: "keep"; readonly until: number }
  /** Its link may go soon; until then whoever is told of it takes this back. */
  | { readonly kind: "condemn" }
  | { readonly kind: "collect" };

/** Trash and holds end by themselves; whoever ends them should ask for a review, and this is for when they do not. */
const ASK_AGAIN_MS = 24 * 60 * 60 * 1000;
/** Untagged manifests are kept for ever: until the configuration says otherwise. */
const ASK_FOR_POLICY_MS = 7 * ASK_AGAIN_MS;

export function judgeManifest({ manifest, keeper }: ManifestFacts, { grace }: GcPolicy, now: number): Verdict {
  if (!manifest) return { kind: "settled" };
  if (keeper) return kept(keeper, now);
  if (grace.untaggedMs === undefined) return { kind: "keep", until: now + ASK_FOR_POLICY_MS };
  return from(manifest.usedAt + grace.untaggedMs, now) ?? { kind: "collect" };
}

export function judgeBlob({ link, blob, keeper }: BlobFacts, { grace, condemnedMs }: GcPolicy, now: number): Verdict {
  if (!blob) return { kind: "settled" };
  if (keeper) return kept(keeper, now);
  if (!link) return { kind: "collect" };
  const fresh = from(link.linkedAt + grace.blobMs, now);
  if (fresh) return fresh;
  if (link.condemnedAt === undefined) return { kind: "condemn" };
  return from(link.condemnedAt + condemnedMs, now) ?? { kind: "collect" };
}

function kept(keeper: Keeper, now: number): Verdict {
  return keeper === "trash" || keeper === "hold" ? { kind: "keep", until: now + ASK_AGAIN_MS } : { kind: "settled" };
}

function from(until: number, now: number): Verdict | undefined {
  return until > now ? { kind: "wait", until } : undefined;
}
