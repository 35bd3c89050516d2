// Random histories: what may happen to tenants, each step chosen by numbers, so that a failing history can be made shorter.
import * as fc from "fast-check";
import type { TokenScope } from "../../src/auth/token-scope.ts";
import { type Namespace, REDIRECTED_FOR_MS, type Repository, type Robot, type Role, type Team, Tenants, type User } from "./tenants.ts";

export interface Step {
  readonly what: StepName;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The names are few, so that they come to mean others. */
const ORGANIZATIONS = ["acme", "beta", "gamma"];
const LEAVES = ["app", "api"];
const ROLES: readonly Role[] = ["owner", "admin", "member"];
const SCOPES: readonly (readonly TokenScope[])[] = [["repo:read"], ["repo:write"], ["repo:delete"], ["admin"], ["org:admin", "user:write"]];

type Take = (tenants: Tenants, a: number, b: number, c: number) => Promise<unknown>;

const STEPS = {
  createOrganization: (tenants, a) => tenants.createOrganization(pick(ORGANIZATIONS, a)!),
  renameOrganization: (tenants, a, b) =>
    on(pick(tenants.organizations, a), (each) => tenants.renameNamespace(each, pick(ORGANIZATIONS, b)!)),
  deleteOrganization: (tenants, a) => on(pick(tenants.organizations, a), (each) => tenants.deleteNamespace(each)),
  restoreOrganization: (tenants, a) =>
    on(
      pick(
        tenants.namespaces.filter(({ isDeleted }) => isDeleted),
        a,
      ),
      (each) => tenants.restoreNamespace(each),
    ),
  setDefault: (tenants, a, b) => on(pick(tenants.organizations, a), (each) => tenants.setDefault(each, b % 3)),
  setRole: (tenants, a, b, c) =>
    on(pick(tenants.organizations, a), (each) => tenants.setRole(each, pick(tenants.users, b)!, pick(ROLES, c)!)),
  removeMember: (tenants, a, b) =>
    on(pick(tenants.organizations, a), (each) => on(pick([...each.members.keys()], b), (user) => tenants.removeMember(each, user))),
  createTeam: (tenants, a) => on(pick(tenants.organizations, a), (each) => tenants.createTeam(each, "devs")),
  deleteTeam: (tenants, a) => on(pick(tenants.teams, a), (team) => tenants.deleteTeam(team)),
  addToTeam: (tenants, a, b) => on(pick(tenants.teams, a), (team) => tenants.addToTeam(team, pick(tenants.users, b)!)),
  removeFromTeam: (tenants, a, b) =>
    on(pick(tenants.teams, a), (team) => on(pick([...team.members], b), (user) => tenants.removeFromTeam(team, user))),
  createRobot: (tenants, a) => on(pick(tenants.organizations, a), (each) => tenants.createRobot(each, "ci")),
  deleteRobot: (tenants, a) => on(pick(tenants.robots, a), (robot) => tenants.deleteRobot(robot)),
  switchRobot: (tenants, a) => on(pick(working(tenants), a), (robot) => tenants.setRobotDisabled(robot, !robot.isDisabled)),
  switchUser: (tenants, a) => on(pick(tenants.users, a), (user) => tenants.setUserDisabled(user, !user.isDisabled)),
  changePassword: (tenants, a) => on(pick(tenants.users, a), (user) => tenants.changePassword(user)),
  createRepository: (tenants, a, b) => on(pick(living(tenants), a), (each) => tenants.createRepository(each, pick(LEAVES, b)!)),
  switchVisibility: (tenants, a) => on(pick(tenants.present, a), (repository) => tenants.setPublic(repository, !repository.isPublic)),
  renameRepository: (tenants, a, b) => on(pick(tenants.present, a), (repository) => tenants.renameRepository(repository, pick(LEAVES, b)!)),
  transferRepository: (tenants, a, b) =>
    on(pick(tenants.present, a), (repository) => tenants.transferRepository(repository, pick(living(tenants), b)!)),
  deleteRepository: (tenants, a) => on(pick(tenants.present, a), (repository) => tenants.deleteRepository(repository)),
  restoreRepository: (tenants, a) =>
    on(
      pick(
        tenants.repositories.filter(({ isDeleted }) => isDeleted),
        a,
      ),
      (repository) => tenants.restoreRepository(repository),
    ),
  grant: (tenants, a, b, c) => giveSomething(tenants, a, b, c),
  revokeGrant: (tenants, a) => on(pick(tenants.grants, a), (grant) => tenants.revokeGrant(grant)),
  createToken: (tenants, a, b, c) =>
    on(pick([...tenants.users, ...working(tenants)], a), (owner) =>
      tenants.createToken(owner, pick(SCOPES, b)!, pick([undefined, someLimits(tenants, b, c)], c)),
    ),
  revokeToken: (tenants, a) => on(pick(tenants.tokens, a), (token) => tenants.revokeToken(token)),
  openSession: (tenants, a) => on(pick(tenants.users, a), (user) => tenants.openSession(user)),
  endSession: (tenants, a) => on(pick(tenants.sessions, a), (session) => tenants.endSession(session)),
  issueJwt: (tenants, a, b) =>
    on(
      pick([...tenants.users, ...tenants.sessions, ...tenants.tokens.filter(({ owner }) => owner.kind === "user" || !owner.isGone)], a),
      (from) => tenants.issueJwt(from, [...tenants.names].slice(0, b % 8)),
    ),
  passTime: async (tenants, a) => tenants.clock.advance(a % 3 === 0 ? REDIRECTED_FOR_MS : 60_000),
} satisfies Record<string, Take>;

export type StepName = keyof typeof STEPS;

export const histories = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(step(Object.keys(STEPS) as StepName[]), { maxLength, size: "max" });

export const step = (names: readonly StepName[]): fc.Arbitrary<Step> =>
  fc.record({ what: fc.constantFrom(...names), a: fc.nat(50), b: fc.nat(50), c: fc.nat(50) });

/** Where every history begins: people with something to lose, and a few ties between them. */
export async function beginning(): Promise<Tenants> {
  const tenants = await Tenants.open();
  const [ada, bob] = [await tenants.createUser("ada"), await tenants.createUser("bob")];
  await tenants.createUser("root", true);
  const acme = (await tenants.createOrganization("acme"))!;
  const beta = (await tenants.createOrganization("beta"))!;
  await tenants.setRole(acme, ada, "owner");
  await tenants.setRole(beta, bob, "member");
  for (const namespace of [acme, beta, ada.namespace]) await tenants.createRepository(namespace, "app");
  await tenants.createRepository(tenants.library, "api");
  await tenants.createTeam(acme, "devs");
  await tenants.createRobot(beta, "ci");
  return tenants;
}

export function take(tenants: Tenants, { what, a, b, c }: Step): Promise<unknown> {
  // No two things happen at once: what was deleted together is known by its time.
  tenants.clock.advance(1);
  return (STEPS[what] as Take)(tenants, a, b, c);
}

/** As the API lets one give: teams and robots get something of their own organization only, users single repositories. */
function giveSomething(tenants: Tenants, a: number, b: number, c: number): Promise<unknown> {
  const to: User | Team | Robot | undefined = pick([...tenants.users, ...tenants.teams, ...working(tenants)], a);
  const repositories = to?.kind === "user" ? tenants.present : tenants.present.filter(({ namespace }) => namespace === to?.namespace);
  const target: Repository | Namespace | undefined = pick([...repositories, ...(to && to.kind !== "user" ? [to.namespace] : [])], b);
  return on(target, (each) => tenants.grant(to!, each, 1 + (c % 3)));
}

function someLimits(tenants: Tenants, b: number, c: number): (Repository | Namespace)[] {
  return [pick<Repository | Namespace>([...tenants.present, ...living(tenants)], b + c)!];
}

function living(tenants: Tenants): Namespace[] {
  return tenants.namespaces.filter(({ isDeleted }) => !isDeleted);
}

function working(tenants: Tenants): Robot[] {
  return tenants.robots.filter(({ namespace }) => !namespace.isDeleted);
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from[index % Math.max(1, from.length)];
}

function on<T>(found: T | undefined, work: (found: T) => Promise<unknown>): Promise<unknown> {
  return found === undefined ? Promise.resolve() : work(found);
}
