// Whose a new repository is, where the right to make one comes without a right to what others have made.
import type { MetadataWriter } from "../metadata/metadata-store.ts";
import type { RepositoryRecord } from "../metadata/repositories.ts";
import type { Actor } from "./actor.ts";
import { levelNumber } from "./permission.ts";

/** A member who may create administers what they made; owners, administrators and robots have their rights from elsewhere. */
export async function grantToCreator(
  tx: Pick<MetadataWriter, "members" | "namespaces" | "grants">,
  { id, namespaceId }: Pick<RepositoryRecord, "id" | "namespaceId">,
  actor: Actor,
  now: number,
): Promise<void> {
  if (actor.kind !== "user" || actor.id === undefined) return;
  const member = await tx.members.find(namespaceId, actor.id);
  const namespace = await tx.namespaces.findById(namespaceId);
  if (member?.role !== "member" || !namespace?.membersCanCreate) return;
  await tx.grants.create({ namespaceId, repositoryId: id }, { kind: "user", id: actor.id }, levelNumber("admin"), now);
}
