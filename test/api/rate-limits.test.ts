// Limits on how often anybody may ask: who shares one, what counts, and what clients are told.
import { describe, expect, test } from "bun:test";
import { Metrics } from "../../src/observability/metrics.ts";
import { type AppOptions, TestApp } from "../kit/app.ts";
import type { Client } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { makePersonalToken, makeRobotToken, makeOrganization } from "../kit/tenants.ts";

const NAMES = ["limit", "remaining", "reset"] as const;

function limited(flags: Readonly<Record<string, number>>, options: AppOptions = {}): Promise<TestApp> {
  const written = Object.entries(flags).map(([name, value]) => [`--rate-limit-${name}`, String(value)]);
  return TestApp.start({ ...options, flags: Object.fromEntries(written) as Record<string, string> });
}

async function statuses(times: number, ask: () => Promise<Response>): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < times; turn += 1) found.push((await ask()).status);
  return found;
}

const told = (response: Response) => NAMES.map((name) => response.headers.get(`ratelimit-${name}`));

/** A public image, and whoever pulls it from this address. */
async function withPublicImage(app: TestApp): Promise<(address?: string, method?: string, path?: string) => Promise<Response>> {
  await (await app.asUser("ada")).pushImage("ada/app", "v1");
  const { metadata } = app.stores;
  const { id, version } = (await metadata.read.repositories.find("ada/app" as never))!;
  await metadata.transaction((tx) =>
    tx.repositories.update(id, { visibility: "public", referencePolicy: undefined, description: "" }, version),
  );
  return (address = "192.0.2.7", method = "GET", path = "/v2/ada/app/manifests/v1") =>
    app.handle(new Request(`http://registry.test${path}`, { method, headers: { host: "registry.test" } }), { remoteAddress: address });
}

test("without limits nothing is refused and nothing is told", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  await ada.pushImage("ada/app", "v1");
  expect(app.services.limits).toBeUndefined();
  const response = await ada.get("/v2/ada/app/manifests/v1");
  expect([response.status, ...told(response)]).toEqual([200, null, null, null]);
});

describe("of a user", () => {
  test("a burst is allowed, then one request for each that came back", async () => {
    await using app = await limited({ "user-per-minute": 60, "user-burst": 3 });
    const ada = await app.asUser("ada");
    expect(await statuses(4, () => ada.get("/v2/"))).toEqual([200, 200, 200, 429]);
    app.clock.advance(2000);
    expect(await statuses(3, () => ada.get("/v2/"))).toEqual([200, 200, 429]);
  });

  test("it is one limit for both APIs and every credential, and each user has their own", async () => {
    await using app = await limited({ "user-per-minute": 60, "user-burst": 2 });
    const ada = await app.asUser("ada");
    const token = app.withToken(await makePersonalToken(app, "ada"));
    const jwt = app.withToken(await app.tokenOf("ada"));
    expect([(await ada.get("/v2/")).status, (await token.get("/api/v1")).status, (await jwt.get("/v2/")).status]).toEqual([200, 200, 429]);
    expect((await (await app.asUser("bob")).get("/v2/")).status).toBe(200);
  });

  test("a robot is limited like a user", async () => {
    await using app = await limited({ "user-per-minute": 60, "user-burst": 1 });
    await makeOrganization(app, "acme", { ada: "owner" });
    const robot = app.withToken(await makeRobotToken(app, "acme", "ci"));
    expect(await statuses(2, () => robot.get("/v2/"))).toEqual([200, 429]);
  });

  test("as many at once as in a minute, when no burst is set", async () => {
    await using app = await limited({ "user-per-minute": 5 });
    const ada = await app.asUser("ada");
    expect(await statuses(6, () => ada.get("/v2/"))).toEqual([200, 200, 200, 200, 200, 429]);
  });

  test("those without credentials are no user", async () => {
    await using app = await limited({ "user-per-minute": 1 });
    expect(await statuses(5, () => app.anonymous.get("/v2/"))).toEqual([401, 401, 401, 401, 401]);
  });
});

test("a token has a limit of its own, whoever holds it", async () => {
  await using app = await limited({ "token-per-minute": 60, "token-burst": 1 });
  const [first, second] = [await makePersonalToken(app, "ada"), await makePersonalToken(app, "ada")];
  expect(await statuses(2, () => app.withToken(first).get("/v2/"))).toEqual([200, 429]);
  expect(await statuses(2, () => app.withToken(second).get("/api/v1"))).toEqual([200, 429]);
  const ada = await app.asUser("ada");
  expect(await statuses(3, () => ada.get("/v2/"))).toEqual([200, 200, 200]);
});

describe("of an address", () => {
  test("it counts before anybody is asked who they are", async () => {
    await using app = await limited({ "address-per-minute": 60, "address-burst": 2 });
    const wrong = app.withAuthorization(`Basic ${Buffer.from("ada:wrong").toString("base64")}`);
    expect(await statuses(3, () => wrong.get("/v2/"))).toEqual([401, 401, 429]);
    await app.services.refusals.flush();
    expect(await app.stores.metadata.read.audit.list({ outcome: "refused" }, { after: 0, before: 99 }, 9)).toHaveLength(1);
  });

  test.each([
    ["/v2/", "TOOMANYREQUESTS"],
    ["/api/v1", "rate_limited"],
    ["/auth/token", "TOOMANYREQUESTS"],
  ])("it covers %s", async (path, code) => {
    await using app = await limited({ "address-per-minute": 60, "address-burst": 1 });
    await app.anonymous.get("/v2/");
    const refused = await app.anonymous.get(path);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await refused.text()).toContain(`"code":"${code}"`);
  });

  test("the addresses of one IPv6 customer are one, and others are not concerned", async () => {
    await using app = await limited({ "address-per-minute": 60, "address-burst": 1 });
    const from = (address: string) =>
      app.handle(new Request("http://registry.test/v2/", { headers: { host: "registry.test" } }), { remoteAddress: address });
    const found = [];
    for (const address of ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.1"])
      found.push((await from(address)).status);
    expect(found).toEqual([401, 429, 401, 401]);
  });
});

describe("anonymous pulls", () => {
  const FLAGS = { "anonymous-pulls-per-minute": 60, "anonymous-pulls-burst": 2 };

  test("each manifest that is got counts, by address", async () => {
    await using app = await limited(FLAGS);
    const pull = await withPublicImage(app);
    expect(await statuses(3, () => pull())).toEqual([200, 200, 429]);
    expect((await pull("192.0.2.8")).status).toBe(200);
  });

  test("HEAD, blobs and tags cost nothing, and HEAD tells what is left", async () => {
    await using app = await limited(FLAGS);
    const pull = await withPublicImage(app);
    await pull();
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await pull(undefined, "GET", "/v2/ada/app/tags/list")).status).toBe(200);
      const head = await pull(undefined, "HEAD");
      expect([head.status, ...told(head)]).toEqual([200, "2", "1", "1"]);
    }
    expect(await statuses(2, () => pull())).toEqual([200, 429]);
    expect(told(await pull(undefined, "HEAD"))).toEqual(["2", "0", "2"]);
  });

  test("who signed in is not concerned", async () => {
    await using app = await limited(FLAGS);
    await withPublicImage(app);
    const ada = await app.asUser("ada");
    expect(await statuses(5, () => ada.get("/v2/ada/app/manifests/v1"))).toEqual([200, 200, 200, 200, 200]);
  });

  test("a token for nobody is nobody", async () => {
    await using app = await limited(FLAGS);
    await withPublicImage(app);
    const token = app.withToken(await app.tokenOf(undefined, [{ type: "repository", name: "ada/app", actions: ["pull"] }]));
    expect(await statuses(3, () => token.get("/v2/ada/app/manifests/v1"))).toEqual([200, 200, 429]);
  });
});

async function exhausted(flags: Readonly<Record<string, number>>, ask: (client: Client) => Promise<Response>): Promise<Response> {
  await using app = await limited(flags);
  const ada = await app.asUser("ada");
  await ask(ada);
  return ask(ada);
}

describe("what clients are told", () => {
  test("the Registry API answers 429 in its own envelope, with when to come back", async () => {
    const refused = await exhausted({ "user-per-minute": 6, "user-burst": 1 }, (client) => client.get("/v2/ada/app/manifests/v1"));
    expect([refused.headers.get("retry-after"), ...told(refused)]).toEqual(["10", "1", "0", "10"]);
    await expectFailure(refused, "rateLimited");
  });

  test("the Management API answers a problem, with every name that clients look for", async () => {
    const refused = await exhausted({ "user-per-minute": 6, "user-burst": 1 }, (client) => client.get("/api/v1"));
    expect([refused.headers.get("retry-after"), ...told(refused)]).toEqual(["10", "1", "0", "10"]);
    expect([refused.headers.get("ratelimit-policy"), refused.headers.get("ratelimit")]).toEqual(['"user";q=1;w=10', '"user";r=0;t=10']);
    expect(await refused.json()).toMatchObject({ status: 429, code: "rate_limited", detail: "the limit by user is 6 a minute, 1 at once" });
  });

  test("answers of the Management API tell every limit, and the older names the tightest", async () => {
    await using app = await limited({ "user-per-minute": 60, "token-per-minute": 30, "address-per-minute": 120 });
    const response = await app.withToken(await makePersonalToken(app, "ada")).get("/api/v1");
    expect(response.headers.get("ratelimit-policy")).toBe('"address";q=120;w=60, "token";q=30;w=60, "user";q=60;w=60');
    expect(response.headers.get("ratelimit")).toBe('"address";r=119;t=1, "token";r=29;t=2, "user";r=59;t=1');
    expect(told(response)).toEqual(["30", "29", "2"]);
  });

  test("manifests tell what is left, other answers of the Registry API do not", async () => {
    await using app = await limited({ "user-per-minute": 600 });
    const ada = await app.asUser("ada");
    await ada.pushImage("ada/app", "v1");
    expect(told(await ada.get("/v2/ada/app/manifests/v1"))[0]).toBe("600");
    expect(told(await ada.get("/v2/ada/app/tags/list"))[0]).toBeNull();
  });
});

test("each refusal is counted under its policy", async () => {
  const metrics = new Metrics("1");
  await using app = await limited({ "user-per-minute": 60, "user-burst": 1 }, { metrics });
  const ada = await app.asUser("ada");
  await statuses(3, () => ada.get("/v2/"));
  expect((await metrics.expose()).body).toContain('aerugo_rate_limited_total{policy="user"} 2');
});
