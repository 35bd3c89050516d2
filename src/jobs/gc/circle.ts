// Circles: an index may describe an image that it lists. Then each keeps the other, and when nothing else does any more, nobody would ever
// look at them again.
import type { Digest } from "../../oci/digest.ts";
import type { FactReader, Gone } from "./facts.ts";
import type { Circle } from "./verdict.ts";

/** Manifests that one search looks at. A larger circle stays: nobody makes one by accident, and everybody else waits for the search. */
const SEARCH_LIMIT = 30;

interface Member {
  readonly repositoryId: number;
  readonly id: number;
  readonly digest: Digest;
}

/**
 * All that keeps the manifest, through however many others; undefined where that ends anywhere: at a tag, or at something that nothing
 * keeps, which is reviewed for itself.
 */
export async function findCircle(reader: FactReader, member: Member, gone: Gone, now: number): Promise<Circle | undefined> {
  const { reachability } = reader;
  const { repositoryId } = member;
  const isThere = (digest: Digest) => !gone.hasManifest(repositoryId, digest);
  // Most manifests keep none.
  if (!(await reachability.keptBy(repositoryId, member, gone.enoughManifests)).some(isThere)) return undefined;
  const seen = new Set<Digest>();
  const waiting = [member.digest];
  const circle = { usedAt: 0, isKept: false, tops: [] as Digest[] };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const manifest = await reachability.findManifest(repositoryId, next);
    if (!manifest || seen.size > SEARCH_LIMIT || (await reachability.isTagged(manifest.id))) return undefined;
    const indexes = (await reachability.listersOf(repositoryId, next, SEARCH_LIMIT)).filter(isThere);
    const subject = await findSubject(reader, repositoryId, manifest.subjectDigest);
    if (subject !== undefined && isThere(subject)) waiting.push(subject);
    else if (indexes.length === 0) return undefined;
    waiting.push(...indexes);
    if (indexes.length === 0) circle.tops.push(next);
    circle.usedAt = Math.max(circle.usedAt, manifest.usedAt);
    circle.isKept ||=
      (await reachability.isTrashed(repositoryId, "manifest", next)) || (await reachability.isHeld(repositoryId, next, now));
  }
  return circle;
}

async function findSubject({ reachability }: FactReader, repositoryId: number, digest: Digest | undefined): Promise<Digest | undefined> {
  return digest !== undefined && (await reachability.hasManifest(repositoryId, digest)) ? digest : undefined;
}
