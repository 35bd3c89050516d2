// What is sent to each route of the Registry API.
import type { Send } from "../../kit/client.ts";
import { digest, indexManifest } from "../../kit/manifests.ts";
import type { World } from "./world.ts";

export type Request = readonly [path: string, send: Send];

/** By `METHODS path`, as the table writes them; what is not here is a path and nothing else. */
const SPECIAL: Readonly<Record<string, (world: World) => Promise<Request>>> = {
  "DELETE /v2/{repository}/blobs/{digest}": async (world) => [`/v2/${world.repository}/blobs/${(await world.content()).unreferenced}`, {}],
  "PUT /v2/{repository}/manifests/{reference}": async (world) => {
    const { bytes, mediaType } = indexManifest([(await world.content()).image]);
    return [`/v2/${world.repository}/manifests/v2`, { body: bytes, headers: { "content-type": mediaType } }];
  },
  "GET,HEAD /v2/{repository}/referrers/{digest}": async (world) => [
    `/v2/${world.repository}/referrers/${(await world.content()).image.digest}`,
    {},
  ],
  "PATCH /v2/{repository}/blobs/uploads/{upload}": async (world) => [(await world.content()).upload, { body: "abc" }],
  "PUT /v2/{repository}/blobs/uploads/{upload}": async (world) => [
    `${(await world.content()).upload}?digest=${digest("abc")}`,
    { body: "abc" },
  ],
};

export async function registryRequest(route: string, world: World): Promise<Request> {
  const special = SPECIAL[route];
  if (special) return special(world);
  const path = route.split(" ")[1]!;
  if (!path.includes("{")) return [path, {}];
  const { image, upload } = await world.content();
  if (path.endsWith("{upload}")) return [upload, {}];
  const values: Record<string, string> = { repository: world.repository, digest: image.layer.digest, reference: "v1" };
  return [path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name]!), {}];
}
