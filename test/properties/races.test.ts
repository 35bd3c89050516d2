// Who may do something is asked before the transaction that does it; what changed in between must not leave a repository where
// nobody put it: a name that lies in one organization while the repository belongs to another gives it to strangers.
import { expect, test } from "bun:test";
import { systemActor } from "../../src/auth/actor.ts";
import { type Caller, NOBODY } from "../../src/auth/caller.ts";
import { ManagedRepositories } from "../../src/management/repositories.ts";
import { replacing } from "../kit/failing.ts";
import { NEVER_PURGED, type Namespace, type Repository, Tenants } from "./tenants.ts";

const OPERATOR = systemActor("test");
const ROOT: Caller = { ...NOBODY, identity: { kind: "user", id: 0, username: "operator", namespaceId: 0, isAdmin: true } };

interface Scene {
  readonly tenants: Tenants;
  readonly acme: Namespace;
  readonly beta: Namespace;
  readonly app: Repository;
}

interface Row {
  readonly before?: (scene: Scene) => Promise<unknown>;
  readonly does: (service: ManagedRepositories, scene: Scene) => Promise<unknown>;
  readonly meanwhile: (scene: Scene) => Promise<unknown>;
  readonly refused: string;
}

const transfer: Row["does"] = (service, { acme, beta, app }) =>
  service.transfer(ROOT, { id: app.id, namespaceId: acme.id, name: "acme/app" as never, level: "admin" }, beta.name, OPERATOR);
const restore: Row["does"] = (service, { app }) => service.restore(ROOT, app.id, OPERATOR);

const create: Row["does"] = (service, { beta }) =>
  service.create(ROOT, { namespace: beta.name, name: "new", visibility: "private", description: "" }, OPERATOR);

const ROWS: Record<string, Row> = {
  "the organization of a new one is renamed": {
    does: create,
    meanwhile: ({ tenants, beta }) => tenants.renameNamespace(beta, "gamma"),
    refused: "conflict",
  },
  "the organization of a new one is deleted": {
    does: create,
    meanwhile: ({ tenants, beta }) => tenants.deleteNamespace(beta),
    refused: "conflict",
  },
  "its new organization is renamed": {
    does: transfer,
    meanwhile: ({ tenants, beta }) => tenants.renameNamespace(beta, "gamma"),
    refused: "conflict",
  },
  "its new organization is deleted": {
    does: transfer,
    meanwhile: ({ tenants, beta }) => tenants.deleteNamespace(beta),
    refused: "conflict",
  },
  "its old organization is renamed": {
    does: transfer,
    meanwhile: ({ tenants, acme }) => tenants.renameNamespace(acme, "gamma"),
    refused: "conflict",
  },
  "it is deleted": { does: transfer, meanwhile: ({ tenants, app }) => tenants.deleteRepository(app), refused: "notFound" },
  "its organization is deleted while it comes back": {
    before: ({ tenants, app }) => tenants.deleteRepository(app),
    does: restore,
    meanwhile: ({ tenants, acme }) => tenants.deleteNamespace(acme),
    refused: "notFound",
  },
  "its name is taken while it comes back": {
    before: ({ tenants, app }) => tenants.deleteRepository(app),
    does: restore,
    meanwhile: ({ tenants, acme }) => tenants.createRepository(acme, "app"),
    refused: "nameTaken",
  },
};

test.each(Object.entries(ROWS))("a repository stays where it is when %s", async (_what, { before, does, meanwhile, refused }) => {
  await using tenants = await Tenants.open();
  const acme = (await tenants.createOrganization("acme"))!;
  const beta = (await tenants.createOrganization("beta"))!;
  const scene = { tenants, acme, beta, app: (await tenants.createRepository(acme, "app"))! };
  await before?.(scene);
  const [{ store, policy }] = tenants.nodes;
  const late = replacing(store, "transaction", async (work, options) => {
    await meanwhile(scene);
    return store.transaction(work, options);
  });
  const service = new ManagedRepositories({ metadata: late, policy, clock: tenants.clock, redirectMs: 1000, ...NEVER_PURGED });

  await expect(does(service, scene)).rejects.toMatchObject({ failure: refused });

  for (const repository of tenants.present) {
    const found = await store.read.repositories.find(tenants.nameOf(repository));
    expect(found).toMatchObject({ id: repository.id, namespaceId: repository.namespace.id });
  }
  expect(await store.read.repositories.list("all", "", 10)).toHaveLength(tenants.present.length);
});
