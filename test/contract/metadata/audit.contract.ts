import { expect, test } from "bun:test";
import type { AuditFilter, NewAuditRecord } from "../../../src/metadata/audit.ts";
import { NOW, type World } from "./world.ts";

const RECORD: NewAuditRecord = {
  actorKind: "user",
  actorId: 7,
  actor: "ada",
  credential: "token",
  tokenId: 9,
  federationSubject: undefined,
  address: "192.0.2.1",
  requestId: "r1",
  action: "team.create",
  outcome: "done",
  attempts: 1,
  namespaceId: 3,
  repositoryId: 4,
  target: "acme/devs",
  before: undefined,
  after: '{"name":"devs"}',
};
const EVERYTHING = { after: 0, before: Number.MAX_SAFE_INTEGER };

export function auditContract(world: World): void {
  const append = (record: Partial<NewAuditRecord>, now = NOW) => world.transaction((tx) => tx.audit.append({ ...RECORD, ...record }, now));
  const targets = async (filter: AuditFilter, range: Partial<typeof EVERYTHING> = {}, limit = 100) =>
    (await world.read.audit.list(filter, { ...EVERYTHING, ...range }, limit)).map(({ target }) => target);

  test("a record comes back as it was written, the newest first", async () => {
    await append({});
    await append({
      actorId: undefined,
      tokenId: undefined,
      namespaceId: undefined,
      repositoryId: undefined,
      after: undefined,
      target: "second",
    });
    const [second, first] = await world.read.audit.list({}, EVERYTHING, 10);
    expect(first).toEqual({ ...RECORD, id: first!.id, occurredAt: NOW });
    expect(second).toMatchObject({
      target: "second",
      namespaceId: undefined,
      repositoryId: undefined,
      tokenId: undefined,
      actorId: undefined,
    });
  });

  test("the database itself lets nobody change a record or take one away", async () => {
    await append({});
    await append({ target: "second" });
    const attempts = [
      "update audit_log set actor = 'eve'",
      "update audit_log set id = id + 100",
      "delete from audit_log",
      "delete from audit_log where id = 1",
      // What either database knows besides, and the other one refuses to understand.
      "insert or replace into audit_log select * from audit_log where id = 1",
      "truncate audit_log",
    ];
    for (const sql of attempts) await expect(world.execute(sql)).rejects.toThrow();
    expect(await world.read.audit.list({}, EVERYTHING, 10)).toMatchObject([{ target: "second" }, { ...RECORD }]);
  });

  test("a change that does not come about leaves no record", async () => {
    const failed = world.transaction(async (tx) => {
      await tx.audit.append(RECORD, NOW);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await targets({})).toEqual([]);
  });

  const different: [keyof AuditFilter, Partial<NewAuditRecord>, AuditFilter][] = [
    ["namespaceId", { namespaceId: 30 }, { namespaceId: 30 }],
    ["repositoryId", { repositoryId: 40 }, { repositoryId: 40 }],
    ["actorId", { actorId: 70 }, { actorId: 70 }],
    ["actor", { actor: "bob" }, { actor: "bob" }],
    ["actorKind", { actorKind: "robot" }, { actorKind: "robot" }],
    ["tokenId", { tokenId: 90 }, { tokenId: 90 }],
    ["federationSubject", { federationSubject: "repo:a/b" }, { federationSubject: "repo:a/b" }],
    ["address", { address: "198.51.100.1" }, { address: "198.51.100.1" }],
    ["requestId", { requestId: "r2" }, { requestId: "r2" }],
    ["action", { action: "team.delete" }, { action: "team.delete" }],
    ["outcome", { outcome: "refused" }, { outcome: "refused" }],
    ["target", { target: "this one" }, { target: "this one" }],
  ];
  test.each(different)("by %s", async (_field, record, filter) => {
    await append({ target: "another" });
    await append({ target: "this one", ...record });
    await append({ target: "another" });
    expect(await targets(filter)).toEqual(["this one"]);
    // Together with each other column, and never with one that says otherwise.
    for (const [, , other] of different) {
      const both = { ...other, ...filter };
      expect(await targets(both)).toEqual(Object.keys(both).length === 1 || other.target === "this one" ? ["this one"] : []);
    }
  });

  test("by a family of actions, and not by what merely begins alike", async () => {
    for (const action of ["team.create", "team.member_add", "teams.create", "team", "tean.x"]) await append({ action, target: action });
    expect(await targets({ action: "team.*" })).toEqual(["team.member_add", "team.create"]);
    expect(await targets({ action: "team.create" })).toEqual(["team.create"]);
    expect(await targets({ action: "team" })).toEqual(["team"]);
    expect(await targets({ action: "%" })).toEqual([]);
  });

  test("by time, from an instant on and before another", async () => {
    for (const offset of [0, 1, 2, 3]) await append({ target: String(offset) }, NOW + offset);
    expect(await targets({ since: NOW + 1, until: NOW + 3 })).toEqual(["2", "1"]);
    expect(await targets({ since: NOW + 3 })).toEqual(["3"]);
    expect(await targets({ until: NOW })).toEqual([]);
  });

  test("page by page", async () => {
    for (const target of ["1", "2", "3"]) await append({ target });
    const [newest, middle] = await world.read.audit.list({}, EVERYTHING, 2);
    expect([newest!.target, middle!.target]).toEqual(["3", "2"]);
    expect(await targets({}, { before: middle!.id })).toEqual(["1"]);
    expect(await targets({ namespaceId: 3 }, { before: middle!.id })).toEqual(["1"]);
    expect(await targets({}, { after: middle!.id })).toEqual(["3"]);
  });
}
