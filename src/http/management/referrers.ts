// Referrers of a manifest: signatures, SBOMs and whatever else describes it.
import { z } from "@hono/zod-openapi";
import type { ManagedManifests } from "../../management/manifests.ts";
import { page } from "./answer.ts";
import { encodeCursor } from "./cursor.ts";
import { type Endpoint, repositoryEndpoints } from "./endpoint.ts";
import { readPosition } from "./positions.ts";
import { DIGEST } from "./tags.ts";

type Descriptor = Awaited<ReturnType<ManagedManifests["referrers"]>>["descriptors"][number];

const REFERRER = z
  .object({
    digest: z.string(),
    media_type: z.string(),
    artifact_type: z.string().nullable(),
    size_bytes: z.int(),
    annotations: z.record(z.string(), z.string()),
  })
  .openapi("Referrer");

export const REFERRERS: readonly Endpoint[] = repositoryEndpoints({
  tag: "manifests",
  id: "listReferrers",
  method: "GET",
  path: "/manifests/{digest}/referrers",
  summary: "List what describes a manifest",
  description: "Also of a manifest that is not there. A page holds fewer than asked for when their annotations are large.",
  access: { repository: "read" },
  scope: "repo:read",
  params: { digest: DIGEST },
  query: {
    artifact_type: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .openapi({ param: { description: "Only referrers of this type" } }),
  },
  paged: true,
  response: { status: 200, description: "A page of referrers, in the order in which they were pushed", schema: REFERRER },
  handler: async ({ services, repository, params: { digest }, query, page: { limit, cursor } }) => {
    const kind = "referrers:id";
    const [after = 0] = readPosition(cursor, kind, ["number"]) ?? [];
    const asked = { artifactType: query.artifact_type, after, limit };
    const { descriptors, next } = await services.manifests.referrers(repository.name, digest, asked);
    return page({ items: descriptors.map(toReferrer), next: next === undefined ? undefined : encodeCursor([next], kind) });
  },
});

function toReferrer({ digest, mediaType, artifactType, sizeBytes, annotations = {} }: Descriptor): z.infer<typeof REFERRER> {
  return { digest, media_type: mediaType, artifact_type: artifactType ?? null, size_bytes: sizeBytes, annotations };
}
