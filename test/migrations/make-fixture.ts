// Writes schema-<newest>.sql: a small installation as this version leaves it. Run it once before a schema is released, never
// after: `bun test/migrations/make-fixture.ts`.
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { NEWEST_VERSION } from "../../src/metadata/migrations/migrations.ts";
import { hashSecret } from "../../src/auth/secret-tokens.ts";
import { TestApp, basic } from "../kit/app.ts";
import { descriptor, imageManifest } from "../kit/manifests.ts";
import { ROBOT_TOKEN, dump, writeSecretKey } from "./dump.ts";

const NOW = 1_000_000;

await using app = await TestApp.start({ prepare: writeSecretKey });
const ada = await app.asUser("ada");
await app.asAdmin();
const image = await ada.pushImage("ada/app", "v1");
const signature = imageManifest(image.config, [], { subject: descriptor(image, image.mediaType), artifactType: "application/signature" });
await ada.pushManifest("ada/app", signature.digest, signature);
await ada.pushManifest("ada/app", "v2", image);
await ada.delete("/v2/ada/app/manifests/v2");
const upload = await ada.startUpload("ada/app");
await ada.patch(upload, { body: "hello" });

const { metadata } = app.stores;
await metadata.transaction(async (tx) => {
  const namespaceId = (await tx.namespaces.create("acme", "organization", NOW))!;
  const { id: userId } = (await tx.users.find("ada"))!;
  await tx.members.add(namespaceId, userId, "owner", NOW);
  const teamId = (await tx.teams.create({ namespaceId, name: "core", description: "", externalGroup: "staff" }, NOW))!;
  await tx.teams.addMember(teamId, userId, "manual", NOW);
  const robotId = (await tx.robots.create({ namespaceId, name: "ci", description: "", createdBy: "ada" }, NOW))!;
  await tx.grants.create({ namespaceId, repositoryId: undefined }, { kind: "robot", id: robotId }, 2, NOW);
  const token = { owner: { robotId }, name: "push", scopes: ["repo:write"], limits: undefined, expiresAt: undefined };
  await tx.tokens.create({ ...token, secretHash: hashSecret(ROBOT_TOKEN) }, NOW);
});
await app.withAuthorization(basic("acme+ci", ROBOT_TOKEN)).pushImage("acme/api", "1.0.0");

const database = new Database(join(app.dataDir, "aerugo.db"), { readonly: true });
const path = join(import.meta.dir, `schema-${NEWEST_VERSION}.sql`);
await Bun.write(path, dump(database));
database.close();
console.log(`wrote ${path}`);
