// Whatever happens to users, organizations, repositories and what ties them together: nobody reaches what nobody gave them. Random
// histories on a real database with two nodes, held against a second opinion. A failing run is repeated with
//   AERUGO_TEST_SEED=<the number the run printed> npm test -- test/properties/permissions
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { decideRepository } from "../../src/auth/decision.ts";
import { beginning, histories, step, take } from "./histories.ts";
import { type Credential, type Node, type Repository, type Tenants, type User, callerOf, describeCredential } from "./tenants.ts";

const seed = Number(process.env.AERUGO_TEST_SEED ?? crypto.getRandomValues(new Uint32Array(1))[0]);
console.log(`AERUGO_TEST_SEED=${seed}`);

const TIMEOUT_MS = 120_000;

test(
  "what a list shows is what may be pulled, for everybody",
  async () => {
    await holds(40, histories(60), async (tenants, history) => {
      for (const each of history) await take(tenants, each);
      await addOneOfEach(tenants);
      for (const credential of tenants.credentials) await expectListsAgree(tenants, credential);
    });
  },
  TIMEOUT_MS,
);

test(
  "a grant widens what its grantee may do with what it is on, and nothing else for anybody",
  async () => {
    await holds(40, fc.tuple(histories(40), step(["grant"])), async (tenants, [history, grant]) => {
      for (const each of history) await take(tenants, each);
      await addOneOfEach(tenants);
      const before = await rightsOf(tenants);

      await take(tenants, grant);

      const given = tenants.grants.at(-1);
      for (const { credential, repository, actions } of await rightsOf(tenants)) {
        const had = before.find((each) => each.credential === credential && each.repository === repository)!.actions;
        expect(had.filter((action) => !actions.includes(action))).toEqual([]);
        if (actions.length === had.length) continue;
        const holder = tenants.holder(credential);
        expect(given!.to.kind === "team" ? given!.to.members.has(holder as User) : given!.to === holder).toBe(true);
        expect([repository, repository.namespace]).toContain(given!.on);
      }
    });
  },
  TIMEOUT_MS,
);

test(
  "after any history, nothing that anybody kept reaches what its holder was not given, on any node",
  async () => {
    await holds(30, histories(50), async (tenants, history) => {
      await addOneOfEach(tenants);
      for (const [index, each] of history.entries()) {
        await take(tenants, each);
        await expectTruth(tenants, tenants.nodes[index % 2]!);
      }
      for (const node of tenants.nodes) await expectTruth(tenants, node);
    });
  },
  TIMEOUT_MS,
);

async function holds<T>(numRuns: number, input: fc.Arbitrary<T>, check: (tenants: Tenants, input: T) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(input, async (value) => {
    await using tenants = await beginning();
    await check(tenants, value);
  });
  await fc.assert(property, { seed, numRuns, interruptAfterTimeLimit: TIMEOUT_MS / 2, markInterruptAsFailure: false });
}

/** Everybody has every kind of credential, of whatever use. */
async function addOneOfEach(tenants: Tenants): Promise<void> {
  for (const user of tenants.users) {
    const session = await tenants.openSession(user);
    const token = await tenants.createToken(user, ["repo:write"]);
    await tenants.createToken(user, ["repo:delete"], [tenants.present[0] ?? user.namespace]);
    for (const from of [user, session, token]) await tenants.issueJwt(from, [...tenants.names]);
  }
  for (const robot of tenants.robots.filter(({ namespace }) => !namespace.isDeleted)) {
    const token = await tenants.createToken(robot, ["admin"]);
    await tenants.issueJwt(token, [...tenants.names]);
  }
}

async function expectListsAgree(tenants: Tenants, credential: Credential): Promise<void> {
  const [{ store, policy }] = tenants.nodes;
  const caller = await callerOf(tenants.nodes[0], credential);
  if (!caller) return;
  const readable = policy.readable(caller);
  const pulled: string[] = [];
  for (const name of tenants.names) {
    const { actions, repositoryId } = await policy.access(caller, name);
    const isThere = (await store.read.repositories.find(name)) !== undefined;
    if (isThere && repositoryId !== undefined && actions.has("pull")) pulled.push(name);
  }
  expect([describeCredential(credential), await store.read.repositories.list(readable, "", 1000)]).toEqual([
    describeCredential(credential),
    pulled.sort(),
  ]);
  const byNamespace: string[] = [];
  for (const { id, name } of tenants.namespaces.filter(({ isDeleted }) => !isDeleted)) {
    byNamespace.push(...(await store.read.repositories.list(readable, "", 1000, { namespace: { id, name } })));
  }
  expect(byNamespace.sort()).toEqual(pulled);
}

interface Right {
  readonly credential: Credential;
  readonly repository: Repository;
  readonly actions: readonly string[];
}

async function rightsOf(tenants: Tenants): Promise<Right[]> {
  const rights: Right[] = [];
  for (const credential of tenants.credentials) {
    const caller = await callerOf(tenants.nodes[0], credential);
    if (!caller) continue;
    for (const repository of tenants.present) {
      const { actions } = await tenants.nodes[0].policy.access(caller, tenants.nameOf(repository));
      rights.push({ credential, repository, actions: [...actions] });
    }
  }
  return rights;
}

async function expectTruth(tenants: Tenants, node: Node): Promise<void> {
  for (const credential of tenants.credentials) {
    const caller = await callerOf(node, credential);
    const who = describeCredential(credential);
    expect(`${who}: ${caller ? "good" : "ended"}`).toBe(`${who}: ${tenants.holder(credential) === undefined ? "ended" : "good"}`);
    if (!caller) continue;
    for (const name of tenants.names) {
      const repository = tenants.present.find((each) => tenants.nameOf(each) === name);
      const { decision, access } = await decideRepository(node.policy, caller, name, ["pull"]);
      if (repository) {
        expect(`${who} on ${name}: ${[...access.actions]}`).toBe(`${who} on ${name}: ${tenants.allowed(credential, repository)}`);
      }
      if (decision !== "granted") continue;
      const { id } = (await node.store.read.repositories.find(access.name)) ?? {};
      const reached = tenants.repositories.find((each) => each.id === id);
      // An old name may lead on, but only to what may be reached by its new one.
      if (reached) expect(`${who} on ${name}: ${tenants.allowed(credential, reached)}`).toContain("pull");
      if (credential.kind === "jwt") expect(credential.grants.map((grant) => grant.name)).toContain(name);
    }
  }
}
