// What becomes of a reviewed manifest or blob: decided here and nowhere else, for the run that acts on it and for the plan that only says
// what a run would do.
import type { ReviewedBlob, ReviewedLink, ReviewedManifest } from "../../metadata/reachability.ts";
import type { Digest } from "../../oci/digest.ts";
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
  /** Where manifests keep it that it keeps itself, and none of them is kept by anything that says when it ends. */
  readonly circle: Circle | undefined;
}

export interface Circle {
  /** Of the one that was used last. */
  readonly usedAt: number;
  /** By the trash or a hold. */
  readonly isKept: boolean;
  /** Those that only their subject keeps: they can go first, the whole before its parts. */
  readonly tops: readonly Digest[];
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
  | { readonly kind: "collect" }
  /** These may go, and it after them. */
  | { readonly kind: "pass"; readonly to: readonly Digest[] };

/** Trash and holds end by themselves; whoever ends them should ask for a review, and this is for when they do not. */
const ASK_AGAIN_MS = 24 * 60 * 60 * 1000;
/** Untagged manifests are kept for ever: until the configuration says otherwise. */
const ASK_FOR_POLICY_MS = 7 * ASK_AGAIN_MS;

export function judgeManifest({ manifest, keeper, circle }: ManifestFacts, { grace }: GcPolicy, now: number): Verdict {
  if (!manifest) return { kind: "settled" };
  if (keeper && !circle) return kept(keeper, now);
  if (circle?.isKept) return { kind: "keep", until: now + ASK_AGAIN_MS };
  if (grace.untaggedMs === undefined) return { kind: "keep", until: now + ASK_FOR_POLICY_MS };
  const fresh = from((circle ?? manifest).usedAt + grace.untaggedMs, now);
  if (fresh) return fresh;
  return circle && keeper === "index" ? { kind: "pass", to: circle.tops } : { kind: "collect" };
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
