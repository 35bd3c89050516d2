// Writes schema-<newest>.sql: a small installation as this version leaves it. Run it once before a schema is released, never
// after: `bun test/migrations/make-fixture.ts`.
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { NEWEST_VERSION } from "../../src/metadata/migrations/migrations.ts";
import { TestApp } from "../kit/app.ts";
import { descriptor, imageManifest } from "../kit/manifests.ts";
import { dump } from "./dump.ts";

await using app = await TestApp.start();
const ada = await app.asUser("ada");
await app.asAdmin();
const image = await ada.pushImage("ada/app", "v1");
const signature = imageManifest(image.config, [], { subject: descriptor(image, image.mediaType), artifactType: "application/signature" });
await ada.pushManifest("ada/app", signature.digest, signature);
await ada.pushManifest("ada/app", "v2", image);
await ada.delete("/v2/ada/app/manifests/v2");
const upload = await ada.startUpload("ada/app");
await ada.patch(upload, { body: "hello" });

const database = new Database(join(app.dataDir, "aerugo.db"), { readonly: true });
const path = join(import.meta.dir, `schema-${NEWEST_VERSION}.sql`);
await Bun.write(path, dump(database));
database.close();
console.log(`wrote ${path}`);
