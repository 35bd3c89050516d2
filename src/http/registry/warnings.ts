// Warnings (distribution-spec "Warnings"): what a client should show a person, though the request succeeded.
import type { Manifest } from "../../oci/manifest.ts";
import { isNondistributable } from "../../oci/media-types.ts";
import type { HeaderFields } from "../respond.ts";

export function warningHeaders(manifest: Manifest): HeaderFields {
  const deprecated = manifest.references.some(({ mediaType }) => isNondistributable(mediaType));
  if (!deprecated) return {};
  return {
    warning: formatWarning(
      "nondistributable layer types are deprecated since OCI image-spec 1.1; this registry does not hold such layers unless they were pushed",
    ),
  };
}

/** RFC 9111 §5.5 as the specification narrows it: code 299, agent "-", no date; text as a quoted string. */
export function formatWarning(text: string): string {
  return `299 - "${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
