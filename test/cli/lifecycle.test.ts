// The commands around the end of tags, manifests and repositories, against a registry on a port.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";
import type { Client } from "../kit/client.ts";

let registry: TestRegistry;
let alice: Home;
let client: Client;

beforeAll(async () => {
  registry = await TestRegistry.start();
  client = await registry.app.asUser("alice");
  alice = await Home.make();
  await alice.run(["login", registry.url, "-u", "alice", "--password-stdin"], { stdin: PASSWORD });
  await alice.json(["org", "create", "acme"]);
});
afterAll(async () => {
  await alice[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const words = (line: string) => line.split(" ");
const run = (line: string, options?: Parameters<Home["run"]>[1]) => alice.run(words(line), options);
const code = async (line: string) => (await run(line)).code;
const out = async (line: string) => (await run(line)).out;

test("trash: a deleted tag and its manifest come back, or go for good", async () => {
  const image = await client.pushImage("acme/api", "v1");
  expect(await code("tag rm acme/api:v1 -y")).toBe(0);
  const id = (await out("trash ls acme/api -q")).trim();
  expect(await alice.json(words(`trash restore acme/api ${id}`))).toMatchObject({ tags: ["v1"], taken: [] });
  await client.delete(`/v2/acme/api/manifests/${image.digest}`);
  expect(await out("trash ls acme/api")).toMatch(/^trash_\d+\tsha256:[0-9a-f]{64}\t1\tdeleted\talice\t/);
  expect(await code("trash empty acme/api")).toBe(2);
  expect(await run("trash empty acme/api -y")).toMatchObject({ code: 0, error: "1 removed.\n" });
  expect(await out("trash ls acme/api")).toBe("");
  expect(await code(`trash restore acme/api ${id}`)).toBe(3);
});

test("tag restore: back to where it pointed, and the history of all tags", async () => {
  const one = await client.pushImage("acme/back", "latest");
  const two = await client.pushImage("acme/back", "latest");
  const restored = await run("tag restore acme/back:latest");
  expect(restored).toMatchObject({ code: 0, error: `latest points at ${one.digest}; before, at ${two.digest}.\n` });
  expect(await out("tag view acme/back:latest -q")).toBe(`${one.digest}\n`);
  expect(await code(`tag restore acme/back:latest --to ${two.digest}`)).toBe(0);
  expect((await out("tag history acme/back -q")).trim().split("\n")).toEqual(["latest", "latest", "latest", "latest"]);
  expect(await code("tag restore acme/back:never")).toBe(3);
});

test("trash purge: deleted repositories for good", async () => {
  for (const name of ["one", "two"]) {
    await client.pushImage(`acme/${name}`, "v1");
    await run(`repo rm acme/${name} -y`);
  }
  const [id] = (await out("repo ls acme --deleted -q")).split("\n");
  expect(await code("trash purge acme acme/one -y")).toBe(2);
  expect(await run(`trash purge acme ${id} -y`)).toMatchObject({ code: 0, error: "1 removed for good.\n" });
  expect(await run("trash purge acme -y")).toMatchObject({ code: 0, error: "1 removed for good.\n" });
  expect(await out("repo ls acme --deleted -q")).toBe("");
});

test("hold and tag-rule: what they protect stays", async () => {
  await client.pushImage("acme/held", "v1");
  const hold = (await alice.run(["hold", "add", "acme/held", "--tag", "v*", "--reason", "in production", "--for", "90d", "-q"])).out.trim();
  const refused = await run("tag rm acme/held:v1 -y");
  expect([refused.code, refused.error.includes("hold on the tags v* by alice (in production)")]).toEqual([5, true]);
  expect(await out("hold ls acme/held")).toMatch(new RegExp(`^${hold}\tv\\*\tin production\talice\t`));
  expect(await code(`hold rm acme/held ${hold} -y`)).toBe(0);

  const ofOrganization = (await alice.run(["tag-rule", "add", "acme", "v*", "!v0*", "-q"])).out.trim();
  const ofRepository = (await alice.run(["tag-rule", "add", "acme/held", "fixed", "-q"])).out.trim();
  expect(await code("tag rm acme/held:v1 -y")).toBe(5);
  expect(await out("tag-rule ls acme/held -q")).toBe(`${ofOrganization}\n${ofRepository}\n`);
  expect(await out("tag-rule ls acme -q")).toBe(`${ofOrganization}\n`);
  expect(await code(`tag-rule rm acme/held ${ofRepository} -y`)).toBe(0);
  expect(await code(`tag-rule rm acme ${ofOrganization} -y`)).toBe(0);
  expect(await code("tag rm acme/held:v1 -y")).toBe(0);
});

test("retention: a policy, its plan, what it says, and its end", async () => {
  for (const tag of ["v1", "pr-1"]) await client.pushImage("acme/app", tag);
  expect(await code("retention policy get acme/app")).toBe(3);
  expect((await run("retention policy set acme/app", { stdin: "no json" })).code).toBe(2);
  const policy = JSON.stringify({ rules: [{ action: "delete", tags: ["pr-*"] }] });
  expect((await run("retention policy set acme/app", { stdin: policy })).code).toBe(0);
  // What is printed can be given back.
  const shown = await out("retention policy get acme/app -o json");
  expect((await run("retention policy set acme/app", { stdin: shown })).code).toBe(0);

  const planned = await run("retention plan acme/app");
  const plan = /plan_\d+/.exec(planned.out)![0];
  expect(planned.error).toContain(`aerugo retention show acme/app ${plan}`);
  expect(await out(`retention show acme/app ${plan} --action delete -q`)).toMatch(/^pr-1\nsha256:[0-9a-f]{64}\n$/);
  expect(await code(`retention apply acme/app ${plan} -y --no-wait`)).toBe(0);
  await (await registry.app.services.lifecycle()).retention.apply(Number(plan.replace("plan_", "")));
  expect(await alice.json(words("retention ls acme/app"))).toMatchObject([{ id: plan, state: "applied", outcomes: { deleted: 2 } }]);
  expect(await out("tag ls acme/app -q")).toBe("v1\n");
  expect(await code(`retention apply acme/app ${plan} -y`)).toBe(5);

  expect((await run("retention policy set acme", { stdin: policy })).code).toBe(0);
  expect(await code("retention policy rm acme/app -y")).toBe(0);
  expect(await alice.json(words("retention policy get acme/app"))).toMatchObject({ inherited: true });
  expect((await run("retention policy set acme/app", { stdin: policy })).code).toBe(0);
});
