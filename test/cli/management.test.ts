// The commands that manage things, each against a registry on a port: what they print, and what they end with.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Home, PASSWORD, TestRegistry } from "../kit/cli.ts";

let registry: TestRegistry;
let alice: Home;
let bob: Home;

beforeAll(async () => {
  registry = await TestRegistry.start();
  [alice, bob] = await Promise.all([signedIn("alice"), signedIn("bob")]);
  await alice.json(["org", "create", "acme", "--display-name", "Acme"]);
});
afterAll(async () => {
  await Promise.all([alice[Symbol.asyncDispose](), bob[Symbol.asyncDispose]()]);
  await registry[Symbol.asyncDispose]();
});

async function signedIn(username: string): Promise<Home> {
  await registry.app.asUser(username);
  const home = await Home.make();
  await home.run(["login", registry.url, "-u", username, "--password-stdin"], { stdin: PASSWORD });
  return home;
}

/** Words without quotes among them. */
const words = (line: string) => line.split(" ");
const as = (home: Home, line: string) => home.run(words(line));
const code = async (home: Home, line: string) => (await as(home, line)).code;
const out = async (home: Home, line: string) => (await as(home, line)).out;

describe("output", () => {
  test("is an aligned table where a person looks, with a head, relative times and no colour when asked", async () => {
    const { out } = await alice.run(["org", "ls"], { isShown: true, env: { NO_COLOR: "1" } });
    expect(out).toBe("NAME  DISPLAY NAME  MEMBERS MAY  CREATED\nacme  Acme          none         just now\n");
    const colored = await alice.run(["org", "ls"], { isShown: true });
    expect(colored.out).toStartWith("\u001b[1mNAME");
  });

  test("is columns between tabs where a program reads, without a head and with exact times", async () => {
    expect(await out(alice, "org ls")).toMatch(/^acme\tAcme\tnone\t\d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
    expect((await alice.run(["org", "ls"], { env: { AERUGO_OUTPUT: "table" } })).out).toStartWith("NAME  ");
  });

  test("is the API's objects in JSON, a list as an array", async () => {
    expect(await alice.json<object[]>(["org", "ls"])).toMatchObject([{ name: "acme", display_name: "Acme" }]);
    expect((await alice.run(["org", "ls"], { env: { AERUGO_OUTPUT: "json" } })).out).toStartWith("[");
    expect(await alice.run(["org", "ls"], { env: { AERUGO_OUTPUT: "xml" } })).toMatchObject({ code: 2 });
  });

  test("of nothing is nothing for programs, and a note for people", async () => {
    expect(await as(bob, "token ls")).toMatchObject({ code: 0, out: "", error: "" });
    expect(await bob.run(["token", "ls"], { isShown: true })).toMatchObject({ out: "", error: "Nothing found.\n" });
  });

  test("has every page, up to the limit, and says when there is more", async () => {
    for (const name of ["one", "two", "three"]) await alice.run(["repo", "create", `acme/pages-${name}`]);
    expect((await out(alice, "repo ls acme -q --limit 2")).split("\n")).toHaveLength(3);
    expect((await as(alice, "repo ls acme --limit 2")).error).toBe("There are more than 2: --limit all shows them all.\n");
    expect((await as(alice, "repo ls acme --limit 3")).error).toBe("");
    expect((await out(alice, "repo ls acme -q --limit all")).split("\n")).toHaveLength(4);
    expect(await code(alice, "repo ls --limit 0")).toBe(2);
  });
});

describe("failures", () => {
  test("end with the code of their kind, in one line with the request's id", async () => {
    const unknown = await as(alice, "org view nobody");
    expect(unknown).toMatchObject({ code: 3, out: "" });
    expect(unknown.error).toMatch(/^aerugo: there is nothing at \/api\/v1\/\S+ \(request [0-9a-f-]{36}\)\nhint: .*\n$/);
    expect(await code(alice, "org create acme")).toBe(5);
    expect(await code(alice, "org create UPPER")).toBe(2);
    expect(await code(bob, "audit ls")).toBe(4);
    expect(await code(alice, "org nonsense")).toBe(2);
  });

  test("of the network are their own", async () => {
    const env = { AERUGO_HOST: "http://127.0.0.1:1", AERUGO_TOKEN: "aer_pat_secret" };
    const { code, error } = await alice.run(["org", "ls"], { env: { ...env, AERUGO_DEBUG: "1" } });
    expect(code).toBe(69);
    expect(error).toContain("127.0.0.1:1 cannot be reached");
    expect(error).not.toContain("aer_pat_secret");
  });

  test("in what cannot be undone: nobody is there to confirm it, or they say no", async () => {
    await as(alice, "repo create acme/kept");
    expect(await code(alice, "repo rm acme/kept")).toBe(2);
    expect(await alice.run(words("repo rm acme/kept"), { answers: ["n"] })).toMatchObject({
      code: 1,
      questions: ["Delete acme/kept with 0 tags? [y/N] "],
    });
    expect(await code(alice, "repo view acme/kept")).toBe(0);
  });
});

describe("token", () => {
  test("create prints the secret alone, and ls never does", async () => {
    const made = await as(alice, "token create laptop --scope repo:read,repo:write --expires 30d --repository acme/kept");
    expect(made.out).toMatch(/^aer_pat_\w{38}\n$/);
    const secret = made.out.trim();
    const [token] = await alice.json<{ id: string; scopes: string[]; repositories: string[]; expires_at: string }[]>(["token", "ls"]);
    expect(token).toMatchObject({ scopes: ["repo:read", "repo:write"], repositories: ["acme/kept"] });
    expect(Math.round((Date.parse(token!.expires_at) - Date.now()) / 86_400_000)).toBe(30);
    expect((await as(alice, "token ls -o json")).out).not.toContain(secret);
    expect(await code(alice, `token revoke ${token!.id} --yes`)).toBe(0);
    expect(await code(alice, `token revoke ${token!.id} --yes`)).toBe(3);
  });

  test("create makes one that never expires only when asked to", async () => {
    const made = await alice.json<{ id: string; expires_at: string | null }>(
      words("token create forever --scope repo:read --expires never"),
    );
    expect(made.expires_at).toBeNull();
    await as(alice, `token revoke ${made.id} -y`);
  });

  test("create needs a scope, and one that exists", async () => {
    expect(await code(alice, "token create x")).toBe(2);
    expect(await as(alice, "token create x --scope everything")).toMatchObject({ code: 2, error: expect.stringContaining("repo:read") });
  });
});

describe("org", () => {
  test("is made, changed, renamed, deleted and restored", async () => {
    expect(await out(alice, "org create labs -q")).toBe("labs\n");
    const edited = await alice.json<object>(["org", "edit", "labs", "--description", "We try", "--members-can-create", "yes"]);
    expect(edited).toMatchObject({ description: "We try", members_can_create: true });
    expect(await code(alice, "org edit labs")).toBe(2);
    expect(await out(alice, "org rename labs laboratory --yes -q")).toBe("laboratory\n");
    expect(await code(alice, "org rm laboratory --yes")).toBe(0);
    expect(await code(alice, "org view laboratory")).toBe(3);
    expect(await out(alice, "org restore laboratory -q")).toBe("laboratory\n");
    expect(await code(bob, "org view laboratory")).toBe(3);
  });
});

describe("member and team", () => {
  test("people come, change roles, join teams and leave", async () => {
    expect(await code(alice, "member add acme bob")).toBe(0);
    expect(await as(alice, "member add acme bob --role owner")).toMatchObject({ code: 5, error: expect.stringContaining("set-role") });
    expect(await alice.json(words("member set-role acme bob admin"))).toMatchObject({ username: "bob", role: "admin" });
    expect(await out(alice, "member ls acme -q")).toBe("alice\nbob\n");
    expect(await out(alice, "team create acme/backend --description Builds -q")).toBe("backend\n");
    expect(await as(alice, "team edit acme/backend --group eng")).toMatchObject({ code: 4, error: expect.stringContaining("site admin") });
    await registry.app.asAdmin();
    await using root = await signedIn("root");
    expect(await root.json(words("team edit acme/backend --group eng"))).toMatchObject({ description: "Builds", external_group: "eng" });
    expect(await code(alice, "team add acme/backend bob")).toBe(0);
    expect(await out(alice, "team members acme/backend -q")).toBe("bob\n");
    expect(await code(alice, "team remove acme/backend bob")).toBe(0);
    expect(await out(alice, "team members acme/backend -q")).toBe("");
    expect(await code(alice, "team rm acme/backend -y")).toBe(0);
    expect(await code(alice, "team ls acme")).toBe(0);
    expect(await code(alice, "member rm acme bob -y")).toBe(0);
    expect(await code(bob, "member ls acme")).toBe(3);
  });

  test("an invitation is made, listed, accepted and revoked", async () => {
    const secret = (await out(alice, "member invite acme --role member --expires 7d")).trim();
    expect(secret).toStartWith("aer_inv_");
    const { id } = (await alice.json<{ id: string }[]>(words("member invitations acme")))[0]!;
    expect((await as(alice, "member invitations acme")).out).not.toContain(secret);
    expect(await bob.run(words("member accept"), { stdin: `${secret}\n` })).toMatchObject({
      code: 0,
      error: expect.stringContaining("acme"),
    });
    expect(await out(alice, "member ls acme -q")).toBe("alice\nbob\n");
    expect(await code(alice, `member uninvite acme ${id}`)).toBe(3);
    expect(await code(alice, "member rm acme bob -y")).toBe(0);
  });
});

describe("robot", () => {
  test("is made, given tokens, switched off and on, and deleted", async () => {
    expect(await out(alice, "robot create acme+ci -q")).toBe("acme+ci\n");
    const secret = (await out(alice, "robot token create acme+ci build --scope repo:write")).trim();
    expect(secret).toStartWith("aer_rob_");
    const id = (await out(alice, "robot token ls acme+ci -q")).trim();
    const rotated = (await out(alice, `robot token rotate acme+ci ${id} --yes`)).trim();
    expect(rotated).toStartWith("aer_rob_");
    expect(rotated).not.toBe(secret);
    expect(await alice.json(words("robot disable acme+ci"))).toMatchObject({ disabled_at: expect.any(String) });
    expect(await alice.json(words("robot enable acme+ci"))).toMatchObject({ disabled_at: null });
    const newest = (await out(alice, "robot token ls acme+ci -q")).trim();
    expect(await code(alice, `robot token revoke acme+ci ${newest} --yes`)).toBe(0);
    expect(await out(alice, "robot token ls acme+ci -q")).toBe("");
    expect(await code(alice, "robot rm acme+ci --yes")).toBe(0);
    expect(await code(alice, "robot view acme+ci")).toBe(3);
    expect(await code(alice, "robot view ci")).toBe(2);
  });

  test("trusts a CI by rules, and explains what a token lacks", async () => {
    await as(alice, "robot create acme+deploy");
    const fields = "--field repository_id=74 --field repository_owner_id=9";
    const rule = await alice.json<{ id: string }>(words(`robot trust add acme+deploy --name release --preset github ${fields}`));
    expect(rule).toMatchObject({ name: "release", preset: "github", claims: { repository_id: "74" } });
    expect(await out(alice, "robot trust ls acme+deploy -q")).toBe(`${rule.id}\n`);
    const tested = await alice.run(words("robot trust test acme"), { stdin: "no.token.at-all" });
    expect(tested).toMatchObject({ code: 6, error: expect.stringContaining("the token is refused") });
    expect(await code(alice, `robot trust rm acme+deploy ${rule.id} --yes`)).toBe(0);
    expect(await out(alice, "robot trust ls acme+deploy -q")).toBe("");
  });
});

describe("repo", () => {
  test("is made, changed, renamed, moved, deleted and restored, by the names that people use", async () => {
    expect(await out(alice, "repo create acme/team/api -q")).toBe("acme/team/api\n");
    expect(await out(alice, `repo view ${registry.host}/acme/team/api -q`)).toBe("acme/team/api\n");
    expect(await alice.json(words("repo edit acme/team/api --visibility public"))).toMatchObject({ visibility: "public" });
    expect(await out(bob, "repo view acme/team/api -q")).toBe("acme/team/api\n");
    expect(await out(alice, "repo rename acme/team/api acme/b/c -y -q")).toBe("acme/b/c\n");
    expect(await out(alice, "repo transfer acme/b/c alice -y -q")).toBe("alice/b/c\n");
    expect(await code(alice, "repo rm alice/b/c -y")).toBe(0);
    expect(await out(alice, "repo ls --deleted -q")).toMatch(/^repo_\d+\n$/);
    expect(await out(alice, "repo restore alice/b/c -q")).toBe("alice/b/c\n");
    expect(await code(alice, "repo restore acme/never-was")).toBe(3);
    expect(await code(alice, "repo view acme/team/api:v1")).toBe(2);
  });
});

describe("tag", () => {
  test("is listed, shown, moved, followed and deleted", async () => {
    const client = await registry.app.asUser("alice");
    const { digest: first } = await client.pushImage("alice/app", "v1");
    const { digest: second } = await client.pushImage("alice/app", "v2");
    expect(await out(alice, "tag ls alice/app -q --sort -version")).toBe("v2\nv1\n");
    expect(await out(alice, "tag view alice/app:v1 -q")).toBe(`${first}\n`);
    expect(await alice.json(words("tag mv alice/app:stable v1"))).toMatchObject({ name: "stable", digest: first });
    expect(await as(alice, `tag mv alice/app:stable ${second}`)).toMatchObject({ code: 0, error: `stable pointed at ${first} before.\n` });
    const history = await alice.json<{ digest: string; changed_by: string }[]>(words("tag history alice/app:stable"));
    expect(history.map(({ digest, changed_by }) => [digest, changed_by])).toEqual([
      [second, "alice"],
      [first, "alice"],
    ]);
    expect(await code(alice, "tag rm alice/app:stable -y")).toBe(0);
    expect(await code(alice, "tag view alice/app:stable")).toBe(3);
    expect(await code(alice, "tag mv alice/app:stable v9")).toBe(3);
  });
});

describe("permissions", () => {
  test("are granted to users, teams and robots, listed, raised, taken, and explained", async () => {
    await as(alice, "repo create acme/granted");
    await as(alice, "team create acme/ops");
    await as(alice, "robot create acme+pull");
    for (const who of ["bob", "acme/ops", "acme+pull"]) expect(await code(alice, `repo grant acme/granted ${who} read`)).toBe(0);
    expect(await out(alice, "repo permissions acme/granted -q")).toBe("bob\nacme/ops\nacme+pull\n");
    expect(await alice.json(words("repo grant acme/granted bob write"))).toMatchObject({ kind: "user", name: "bob", level: "write" });
    expect(await out(alice, "repo access acme/granted --as bob -q")).toBe("pull:yes\npush:yes\ndelete:no\n");
    const explained = await as(alice, "repo access acme/granted --as acme+pull");
    expect(explained.error).toBe("acme+pull: read on a private repository\n");
    expect(explained.out).toContain("Granted to the robot on this repository");
    expect(await code(alice, "repo revoke acme/granted bob --yes")).toBe(0);
    expect(await code(bob, "repo view acme/granted")).toBe(3);
    expect(await code(alice, "repo revoke acme/granted bob --yes")).toBe(3);
  });

  test("on a whole organization are for teams and robots", async () => {
    await as(alice, "team create acme/wide");
    expect(await alice.json(words("org grant acme/wide read"))).toMatchObject({ kind: "team", level: "read" });
    expect(await alice.json(words("org grant acme/wide write"))).toMatchObject({ level: "write" });
    expect(await out(alice, "org permissions acme -q")).toBe("acme/wide\n");
    expect(await code(alice, "org grant bob read")).toBe(2);
    expect(await code(alice, "org revoke acme/wide --yes")).toBe(0);
    expect(await out(alice, "org permissions acme -q")).toBe("");
  });
});

describe("two at once", () => {
  test("a change is made to what was seen, or not at all", async () => {
    await as(alice, "org create raced");
    registry.justBefore("PATCH", () => alice.run(["org", "edit", "raced", "--description", "first"]));
    expect(await as(alice, "org edit raced --description second")).toMatchObject({ code: 5, out: "" });
    expect(await alice.json(words("org view raced"))).toMatchObject({ description: "first" });
  });

  test("a tag is moved only from where it was", async () => {
    const client = await registry.app.asUser("alice");
    await client.pushImage("alice/raced", "v1");
    const pushes: string[] = [];
    const push = async () => pushes.push((await client.pushImage("alice/raced", "stable")).digest);
    for (const story of ["new", "known"]) {
      registry.justBefore("PUT", push);
      expect(`${story}: ${await code(alice, "tag mv alice/raced:stable v1")}`).toBe(`${story}: 5`);
    }
    expect(await out(alice, "tag view alice/raced:stable -q")).toBe(`${pushes[1]}\n`);
  });

  test("a repository that takes over the name of one that is being deleted stays", async () => {
    await as(alice, "repo create alice/named");
    registry.justBefore("DELETE", async () => {
      await as(alice, "repo rename alice/named alice/renamed --yes");
      await as(alice, "repo create alice/named");
    });
    expect(await code(alice, "repo rm alice/named --yes")).toBe(0);
    expect(await code(alice, "repo view alice/named -q")).toBe(0);
    expect(await code(alice, "repo view alice/renamed -q")).toBe(3);
  });
});

describe("usage and quota", () => {
  test("are shown to members, and set by site administrators", async () => {
    await registry.app.asAdmin();
    await using root = await signedIn("root");
    expect(await root.json(words("org quota acme --storage 1GiB"))).toEqual({ storage_quota_bytes: 2 ** 30, repository_quota: null });
    expect(await root.json(words("org quota acme --repositories 7"))).toEqual({ storage_quota_bytes: 2 ** 30, repository_quota: 7 });
    expect(await alice.json(words("org usage acme"))).toMatchObject({ storage_quota_bytes: 2 ** 30, repository_quota: 7 });
    expect((await alice.run(words("org usage acme"), { isShown: true })).out).toContain("Storage allowed:         1 GiB\n");
    expect(await code(alice, "org quota acme --storage none")).toBe(4);
    await alice.run(words("org create tiny"));
    await root.run(words("org quota tiny --repositories 0"));
    expect(await as(alice, "repo create tiny/one")).toMatchObject({ code: 6, out: "" });
    expect(await root.json(words("org quota acme --storage none --repositories none"))).toEqual({
      storage_quota_bytes: null,
      repository_quota: null,
    });
  });
});

describe("search", () => {
  test("finds things by the names that other commands take", async () => {
    await as(alice, "repo create acme/needle");
    expect(await out(alice, "search needle -q")).toBe("acme/needle\n");
    expect(await out(bob, "search needle -q")).toBe("");
    expect(await out(alice, "search ali --kind user -q")).toBe("alice\n");
  });
});

describe("audit", () => {
  test("is listed with filters and exported whole", async () => {
    const records = await alice.json<{ action: string; actor: string }[]>([
      "audit",
      "ls",
      "--org",
      "acme",
      "--action",
      "org.*",
      "--since",
      "1h",
    ]);
    expect(records).toContainEqual(expect.objectContaining({ action: "org.create", actor: "alice" }));
    expect(await code(alice, "audit ls --org acme --since 1h --until 2020-01-01")).toBe(2);
    const csv = await out(alice, "audit export --org acme --format csv");
    expect(csv).toStartWith("id,occurred_at,");
    const lines = (await out(alice, "audit export --own")).trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { actor: string }).actor)).toEqual(lines.map(() => "alice"));
  });
});

describe("jobs", () => {
  test("are listed, shown and ended by administrators of the installation", async () => {
    await registry.app.asAdmin();
    await using root = await signedIn("root");
    const { metadata } = registry.app.stores;
    const id = await metadata.transaction((tx) => tx.jobRuns.create({ kind: "count", options: { deep: true }, requestedBy: "casey" }, 1));
    expect(await out(root, "jobs ls --kind count -q")).toBe(`job_${id}\n`);
    expect(await out(root, `jobs view job_${id}`)).toContain("Options\tdeep=true\n");
    expect(await out(root, `jobs cancel job_${id}`)).toContain("State\tcancelled\n");
    expect(await code(root, "jobs view job_999999")).toBe(3);
    expect(await code(bob, "jobs ls")).toBe(4);
  });
});

describe("api", () => {
  test("sends what it is given and prints what comes", async () => {
    const made = await as(alice, "api POST /repos -f namespace=alice -f name=by-api -f visibility=public");
    expect(JSON.parse(made.out)).toMatchObject({ full_name: "alice/by-api" });
    const shown = await as(alice, "api GET /repos/alice/by-api -i");
    const etag = /^etag: (.*)$/m.exec(shown.out)![1]!;
    expect(shown.out).toStartWith("200\n");
    const changed = await alice.run(["api", "PATCH", "/repos/alice/by-api", "--input", "-", "-H", `If-Match: ${etag}`], {
      stdin: '{"description":"By hand"}',
    });
    expect(JSON.parse(changed.out)).toMatchObject({ description: "By hand" });
    expect(await code(alice, "api PATCH /repos/alice/by-api -f description=x")).toBe(5);
    expect(await as(alice, "api DELETE /api/v1/repos/alice/by-api")).toMatchObject({ code: 0, out: "" });
  });

  test("follows the pages of a list", async () => {
    const items = JSON.parse(await out(alice, "api GET /repos --paginate -f limit=1")) as object[];
    expect(items.length).toBeGreaterThan(2);
    expect(await code(alice, "api GET /user --paginate")).toBe(2);
  });

  test("keeps the token on the registry, and the path in the API", async () => {
    const before = registry.requests.length;
    for (const path of ["//evil.example/x", "/../../v2/", "/../../../auth/token", "\\\\evil.example", "https://evil.example/api/v1"]) {
      const { code, error } = await alice.run(["api", "GET", path]);
      // Whatever is sent at all is sent below /api.
      expect(code === 2 ? error : "No such endpoint").toMatch(/is not a path of the API|No such endpoint/);
    }
    expect(registry.requests.slice(before).filter((request) => !request.startsWith("GET /api/v1"))).toEqual([]);
    expect(await alice.run(["api", "GET", "/user", "-H", "Authorization: Bearer x"])).toMatchObject({ code: 2 });
  });
});
