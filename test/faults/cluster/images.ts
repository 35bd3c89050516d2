// What the load pushes: images, indexes of them, and images that describe others.
import { INDEX_TYPE, MANIFEST_TYPE } from "../../kit/image.ts";
import { type Content, manifestOf, sha256 } from "../harness.ts";

export interface LedgerImage {
  readonly manifest: Content;
  readonly mediaType: string;
  readonly blobs: readonly Content[];
  /** Of an index: nothing else keeps them. */
  readonly children: readonly LedgerImage[];
  /** Whose subject it is: nothing else keeps them either. */
  readonly referrers: LedgerReferrer[];
}

export interface LedgerReferrer {
  readonly image: LedgerImage;
  /** Otherwise nobody knows whether it is there. */
  isAcknowledged: boolean;
}

export function imageOf(config: Content, layers: readonly Content[], note: string, subject?: LedgerImage): LedgerImage {
  const manifest = manifestOf(config, layers, { note }, subject && { subject: descriptorOf(subject) });
  return { manifest, mediaType: MANIFEST_TYPE, blobs: [config, ...layers], children: [], referrers: [] };
}

export function indexOf(children: readonly LedgerImage[], note: string): LedgerImage {
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: children.map(descriptorOf), annotations: { note } };
  const bytes = new TextEncoder().encode(JSON.stringify(index));
  return { manifest: { bytes, digest: sha256(bytes) }, mediaType: INDEX_TYPE, blobs: [], children, referrers: [] };
}

function descriptorOf({ manifest: { digest, bytes }, mediaType }: LedgerImage) {
  return { mediaType, digest, size: bytes.byteLength };
}
