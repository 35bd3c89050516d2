// Whatever gave somebody something ends on the next request, also on a node that has just let them in: nothing remembers rights.
import { expect, test } from "bun:test";
import { decideRepository } from "../../src/auth/decision.ts";
import { type Credential, type Namespace, type Node, type Repository, type Robot, Tenants, type User, callerOf } from "./tenants.ts";

interface Scene {
  readonly tenants: Tenants;
  readonly acme: Namespace;
  readonly app: Repository;
  readonly ada: User;
  readonly ci: Robot;
}

interface Row {
  readonly gives: (scene: Scene) => Promise<unknown>;
  readonly ends: (scene: Scene) => Promise<unknown>;
  /** Who pulls; ada, when not said. */
  readonly who?: "robot" | "anybody";
}

const teamWith = async ({ tenants, acme, ada }: Scene) => {
  const team = (await tenants.createTeam(acme, "devs"))!;
  await tenants.addToTeam(team, ada);
  return team;
};
const elsewhere = async (tenants: Tenants) => (await tenants.createOrganization("beta"))!;

const ROWS: Record<string, Row> = {
  "a user's grant is revoked": {
    gives: ({ tenants, ada, app }) => tenants.grant(ada, app, 1),
    ends: ({ tenants }) => tenants.revokeGrant(tenants.grants[0]!),
  },
  "a team's grant on a repository is revoked": {
    gives: async (scene) => scene.tenants.grant(await teamWith(scene), scene.app, 1),
    ends: ({ tenants }) => tenants.revokeGrant(tenants.grants[0]!),
  },
  "a team's grant on the namespace is revoked": {
    gives: async (scene) => scene.tenants.grant(await teamWith(scene), scene.acme, 3),
    ends: ({ tenants }) => tenants.revokeGrant(tenants.grants[0]!),
  },
  "somebody is taken out of a team": {
    gives: async (scene) => scene.tenants.grant(await teamWith(scene), scene.app, 1),
    ends: ({ tenants, ada }) => tenants.removeFromTeam(tenants.teams[0]!, ada),
  },
  "a team is deleted": {
    gives: async (scene) => scene.tenants.grant(await teamWith(scene), scene.app, 1),
    ends: ({ tenants }) => tenants.deleteTeam(tenants.teams[0]!),
  },
  "a member of a team leaves the organization": {
    gives: async (scene) => {
      await scene.tenants.setRole(scene.acme, scene.ada, "member");
      await scene.tenants.grant(await teamWith(scene), scene.acme, 1);
    },
    ends: ({ tenants, acme, ada }) => tenants.removeMember(acme, ada),
  },
  "a member with a grant leaves the organization": {
    gives: async ({ tenants, acme, ada, app }) => {
      await tenants.setRole(acme, ada, "member");
      await tenants.grant(ada, app, 3);
    },
    ends: ({ tenants, acme, ada }) => tenants.removeMember(acme, ada),
  },
  "an owner leaves": {
    gives: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "owner"),
    ends: ({ tenants, acme, ada }) => tenants.removeMember(acme, ada),
  },
  "an administrator becomes a member": {
    gives: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "admin"),
    ends: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "member"),
  },
  "members get nothing by default any more": {
    gives: async ({ tenants, acme, ada }) => {
      await tenants.setRole(acme, ada, "member");
      await tenants.setDefault(acme, 1);
    },
    ends: ({ tenants, acme }) => tenants.setDefault(acme, 0),
  },
  "a user is disabled": {
    gives: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "owner"),
    ends: ({ tenants, ada }) => tenants.setUserDisabled(ada, true),
  },
  "all that a user holds is revoked": {
    gives: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "owner"),
    ends: async ({ tenants, ada }) => {
      for (const session of tenants.sessions) await tenants.endSession(session);
      for (const token of tenants.tokens) await tenants.revokeToken(token);
      await tenants.changePassword(ada);
    },
  },
  "a robot's grant on a repository is revoked": {
    who: "robot",
    gives: ({ tenants, ci, app }) => tenants.grant(ci, app, 1),
    ends: ({ tenants }) => tenants.revokeGrant(tenants.grants[0]!),
  },
  "a robot's grant on the namespace is revoked": {
    who: "robot",
    gives: ({ tenants, ci, acme }) => tenants.grant(ci, acme, 1),
    ends: ({ tenants }) => tenants.revokeGrant(tenants.grants[0]!),
  },
  "a robot is disabled": {
    who: "robot",
    gives: ({ tenants, ci, acme }) => tenants.grant(ci, acme, 1),
    ends: ({ tenants, ci }) => tenants.setRobotDisabled(ci, true),
  },
  // Were ids given twice, the old robot's tokens would be the new one's.
  "a robot is deleted, and another gets its name, its grant and a token": {
    who: "robot",
    gives: ({ tenants, ci, acme }) => tenants.grant(ci, acme, 1),
    ends: async ({ tenants, ci, acme }) => {
      await tenants.deleteRobot(ci);
      const again = (await tenants.createRobot(acme, "ci"))!;
      await tenants.grant(again, acme, 3);
      await tenants.createToken(again, ["admin"]);
    },
  },
  "the organization of a robot is deleted, also for what is public elsewhere": {
    who: "robot",
    gives: async ({ tenants, app }) => {
      await tenants.transferRepository(app, await elsewhere(tenants));
      await tenants.setPublic(app, true);
    },
    ends: ({ tenants, acme }) => tenants.deleteNamespace(acme),
  },
  "a repository is private again": {
    who: "anybody",
    gives: ({ tenants, app }) => tenants.setPublic(app, true),
    ends: ({ tenants, app }) => tenants.setPublic(app, false),
  },
  "a repository is deleted, and another gets its name": {
    gives: ({ tenants, ada, app }) => tenants.grant(ada, app, 3),
    ends: async ({ tenants, app }) => {
      await tenants.deleteRepository(app);
      await tenants.createRepository(app.namespace, app.leaf);
    },
  },
  "a repository goes to another namespace: for its grantees": {
    gives: ({ tenants, ada, app }) => tenants.grant(ada, app, 3),
    ends: async ({ tenants, app }) => tenants.transferRepository(app, await elsewhere(tenants)),
  },
  "a repository goes to another namespace: for the owners of its old one": {
    gives: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "owner"),
    ends: async ({ tenants, app }) => tenants.transferRepository(app, await elsewhere(tenants)),
  },
  "a repository goes to another namespace: for the robots of its old one": {
    who: "robot",
    gives: async ({ tenants, ci, acme, app }) => {
      await tenants.grant(ci, acme, 3);
      await tenants.grant(ci, app, 3);
    },
    ends: async ({ tenants, app }) => tenants.transferRepository(app, await elsewhere(tenants)),
  },
  "an organization is deleted": {
    gives: ({ tenants, acme, ada }) => tenants.setRole(acme, ada, "owner"),
    ends: ({ tenants, acme }) => tenants.deleteNamespace(acme),
  },
};

test.each(Object.entries(ROWS))("%s", async (_what, { gives, ends, who }) => {
  await using tenants = await Tenants.open();
  const ada = await tenants.createUser("ada");
  const acme = (await tenants.createOrganization("acme"))!;
  const app = (await tenants.createRepository(acme, "app"))!;
  const ci = (await tenants.createRobot(acme, "ci"))!;
  const scene = { tenants, acme, app, ada, ci };
  await gives(scene);
  const credentials = await everyKind(scene, who);
  const reached = async () =>
    (await Promise.all(tenants.nodes.map((node) => Promise.all(credentials.map((each) => reaches(node, each, scene)))))).flat();
  expect(await reached()).not.toContain(false);

  await ends(scene);

  expect(await reached()).not.toContain(true);
});

/** Good for both names that the repository may have in this test. */
async function everyKind({ tenants, ada, ci }: Scene, who: Row["who"]): Promise<readonly Credential[]> {
  if (who === "anybody") return tenants.credentials;
  const names = ["acme/app", "beta/app"];
  const token = await tenants.createToken(who === "robot" ? ci : ada, ["repo:write"]);
  const origins = who === "robot" ? [token] : [token, ada, await tenants.openSession(ada)];
  for (const origin of origins) await tenants.issueJwt(origin, names);
  return tenants.credentials.slice(1);
}

/** By any name that the repository has or had. */
async function reaches(node: Node, credential: Credential, { tenants, app }: Scene): Promise<boolean> {
  const caller = await callerOf(node, credential);
  if (!caller) return false;
  for (const name of tenants.names) {
    const { decision, access } = await decideRepository(node.policy, caller, name, ["pull"]);
    const found = decision === "granted" ? await node.store.read.repositories.find(access.name) : undefined;
    if (found?.id === app.id) return true;
  }
  return false;
}
