/**
 * Which of a manifest's references must exist when it is pushed. strict: everything (nondistributable layers exempt).
 * index-lenient: an index may list manifests that are not here, for partial mirrors. sparse: anything may be missing, for
 * proxies.
 */
export const REFERENCE_POLICIES = ["strict", "index-lenient", "sparse"] as const;
export type ReferencePolicy = (typeof REFERENCE_POLICIES)[number];
