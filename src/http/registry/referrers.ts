// end-12: what refers to a digest.
import type { Descriptor } from "../../oci/descriptor.ts";
import { parseDigest } from "../../oci/digest.ts";
import { RegistryError } from "../../oci/failure.ts";
import { OCI_IMAGE_INDEX } from "../../oci/media-types.ts";
import { nextLink } from "./pagination.ts";
import { json } from "../respond.ts";
import type { RegistryHandler } from "./services.ts";

/** Always 200 for a well-formed digest: a 404 says that the API is absent. Throws digestInvalid, paginationInvalid. */
export const listReferrers: RegistryHandler = async ({ exchange, services, repository, parameters }) => {
  const subject = parseDigest(parameters["digest"]);
  if (!subject) throw new RegistryError("digestInvalid", [{ digest: parameters["digest"]?.slice(0, 300) }]);
  const artifactType = exchange.query.get("artifactType") ?? undefined;
  const page = await services.referrers.list(repository, subject, { artifactType, after: readCursor(exchange.query.get("last")) });
  const index = { schemaVersion: 2, mediaType: OCI_IMAGE_INDEX, manifests: page.descriptors.map(toJson) };
  const filter: Record<string, string> = artifactType === undefined ? {} : { artifactType };
  const link =
    page.next === undefined ? undefined : nextLink(`/v2/${repository}/referrers/${subject}`, { ...filter, last: String(page.next) });
  return json(exchange, index, {
    "content-type": OCI_IMAGE_INDEX,
    ...(artifactType === undefined ? {} : { "oci-filters-applied": "artifactType" }),
    ...(link ? { link } : {}),
  });
};

/** Where the page before ended: ours to make up, so anything else is an error. */
function readCursor(text: string | null): number {
  if (text === null) return 0;
  const cursor = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(cursor)) throw new RegistryError("paginationInvalid", [{ last: text.slice(0, 100) }]);
  return cursor;
}

function toJson({ mediaType, digest, sizeBytes, artifactType, annotations }: Descriptor) {
  return { mediaType, digest, size: sizeBytes, artifactType, annotations };
}
