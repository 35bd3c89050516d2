// What is true of every answer under /v2/: paths, methods, headers, names, and where links point.
import { describe, expect, test } from "bun:test";
import type { FailureName } from "../../src/oci/failure.ts";
import { REGISTRY_ROUTES } from "../../src/http/registry/routes.ts";
import { TestApp } from "../kit/app.ts";
import { expectStatus } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { labelled } from "../kit/labelled.ts";
import { digest } from "../kit/manifests.ts";

const open = () => TestApp.start({ open: true });
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];

test.each(["/v2/", "/v2/_catalog", "/v2/x", "/v2/Acme/tags/list", "/v2/%ff", "/v2//", "/v2/acme/api/blobs/x"])(
  "%s is answered as by a registry",
  async (path) => {
    await using app = await TestApp.start();
    for (const method of METHODS) {
      const response = await app.anonymous.request(method, path);
      expect(response.headers.get("docker-distribution-api-version")).toBe("registry/2.0");
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(response.status).toBeLessThan(500);
    }
  },
);

test.each(["/", "/v1/_ping", "/v1/search", "/v22/", "/V2/", "/auth", "/auth/token/", "/favicon.ico"])(
  "there is nothing at %s",
  async (path) => {
    await using app = await TestApp.start();
    await expectFailure(app.anonymous.get(path), "routeUnknown");
  },
);

describe("methods", () => {
  const paths = [...new Set(REGISTRY_ROUTES.map(({ path }) => path))];
  test.each(paths)("%s refuses those it does not have, and names those it has", async (path) => {
    await using app = await open();
    const known = REGISTRY_ROUTES.filter((route) => route.path === path).flatMap(({ methods }) => methods);
    const real = path.replace("{repository}", "acme/api").replaceAll(/\{\w+\}/g, "x");
    for (const method of METHODS.filter((each) => !known.includes(each))) {
      const response = await app.anonymous.request(method, real);
      expect(response.headers.get("allow")!.split(", ").sort()).toEqual([...known].sort());
      if (method === "HEAD") expect(response.status).toBe(405);
      else await expectFailure(response, "methodUnsupported");
    }
  });
});

describe("names", () => {
  test.each(labelled(["a", "a/b/c", "a--b", "a__b", "a.b_c-d", "0", "a".repeat(255), `${"a/".repeat(127)}a`]))(
    "%p is a name",
    async (_label, name) => {
      await using app = await open();
      await app.anonymous.pushBlob(name, "x");
      expect((await app.anonymous.head(`/v2/${name}/blobs/${digest("x")}`)).status).toBe(200);
    },
  );

  test.each(
    labelled([
      "A",
      "a/B",
      "-a",
      "a-",
      "a/-b",
      ".a",
      "a.",
      "_a",
      "a___b",
      "a..b",
      "a-.b",
      "a._b",
      "a//b",
      "a/",
      "a b",
      "a:b",
      "a@b",
      "a+b",
      "a".repeat(256),
      "a".repeat(100_000),
      "café",
      "cafe\u0301",
      "ａ",
      "a\u200f",
      "a%2fb",
      "a%2Fb",
      "a%5cb",
      "%2e%2e%2fa",
      "a%252fb",
      "%00",
      "a%0a",
      "a%0d%0ab",
    ]),
  )("%p is none", async (_label, name) => {
    await using app = await open();
    await expectFailure(app.anonymous.get(`/v2/${name}/tags/list`), "nameInvalid");
    await expectFailure(app.anonymous.post(`/v2/${name}/blobs/uploads/`), "nameInvalid");
    expect(await (await app.anonymous.get("/v2/_catalog")).json()).toEqual({ repositories: [] });
  });

  test.each(["%", "%f", "%zz", "%ff", "%c3%28", "%ed%a0%80", "a%/b"])("%p is no path at all", async (name) => {
    await using app = await open();
    await expectFailure(app.anonymous.get(`/v2/${name}/tags/list`), "requestInvalid");
  });

  test.each(["../../etc/passwd", "..", "./..", "%2e%2e/%2e%2e/etc", "a/../../b", "..\\..\\etc"])(
    "%p leads nowhere that it does not name",
    async (path) => {
      await using app = await open();
      const response = await app.anonymous.get(`/v2/${path}/tags/list`);
      expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('"errors"')]);
    },
  );

  test.each(["a/manifests/tags/list", "a/blobs/uploads", "tags/list", "blobs/x", "a/referrers", "uploads/b", "manifests", "a/tags/list/b"])(
    "%s is a repository like any other",
    async (name) => {
      await using app = await open();
      const image = await app.anonymous.pushImage(name, "v1");
      const upload = await app.anonymous.startUpload(name);
      expect(await (await app.anonymous.get(`/v2/${name}/manifests/v1`)).bytes()).toEqual(image.bytes);
      expect(await (await app.anonymous.get(`/v2/${name}/tags/list`)).json()).toEqual({ name, tags: ["v1"] });
      expect(await (await app.anonymous.get(`/v2/${name}/blobs/${image.layer.digest}`)).bytes()).toEqual(image.layer.bytes);
      expect((await app.anonymous.get(`/v2/${name}/referrers/${image.digest}`)).status).toBe(200);
      await expectStatus(204, app.anonymous.delete(upload));
      await expectStatus(202, app.anonymous.delete(`/v2/${name}/manifests/v1`));
    },
  );

  test.each<[string, FailureName]>(
    [
      ["..", "tagInvalid"],
      ["%2e%2e%2fx", "tagInvalid"],
      ["a%2fb", "tagInvalid"],
      ["a%5cb", "tagInvalid"],
      ["v1%00", "tagInvalid"],
      ["v1%0a", "tagInvalid"],
      [".v1", "tagInvalid"],
      ["caf%C3%A9", "tagInvalid"],
      ["a".repeat(129), "tagInvalid"],
      ["sha256:..%2f..%2fx", "digestInvalid"],
    ].filter(([tag]) => tag !== "..") as [string, FailureName][],
  )("%p is no tag", async (tag, failure) => {
    await using app = await open();
    await expectFailure(app.anonymous.put(`/v2/acme/api/manifests/${tag}`, { body: "{}" }), failure);
  });
});

describe("queries", () => {
  test("unknown parameters and ns are ignored everywhere", async () => {
    await using app = await open();
    const { anonymous } = app;
    const image = await anonymous.pushImage("acme/api", "v1");
    const upload = await anonymous.startUpload("acme/api");
    const extra = "ns=other.example&unknown=%C3%A9&x";
    const paths = ["/v2/", "/v2/_catalog", "/v2/acme/api/tags/list", "/v2/acme/api/manifests/v1", `/v2/acme/api/referrers/${image.digest}`];
    for (const path of [...paths, `/v2/acme/api/blobs/${image.layer.digest}`]) await expectStatus(200, anonymous.get(`${path}?${extra}`));
    await expectStatus(202, anonymous.patch(`${upload}?${extra}`, { body: "x" }));
    await expectStatus(201, anonymous.put(`${upload}?${extra}&digest=${digest("x")}`));
    await expectStatus(202, anonymous.delete(`/v2/acme/api/manifests/v1?${extra}`));
  });
});

/** Where a challenge sends the client for a token. */
async function realm(app: TestApp, headers: Readonly<Record<string, string>>, remoteAddress = "192.0.2.1"): Promise<string | undefined> {
  const response = await app.handle(new Request("http://registry.test/v2/", { headers }), { remoteAddress });
  return /realm="([^"]*)"/.exec(response.headers.get("www-authenticate")!)![1];
}

describe("the address that clients see", () => {
  const forwarded = { host: "inside:5000", "x-forwarded-proto": "https", "x-forwarded-host": "registry.example" };

  test("is the one they named", async () => {
    await using app = await TestApp.start();
    expect(await realm(app, { host: "registry.example:8443" })).toBe("http://registry.example:8443/auth/token");
    expect(await realm(app, { host: "[::1]:5000" })).toBe("http://[::1]:5000/auth/token");
  });

  test("is what a trusted proxy says, and nobody else", async () => {
    await using app = await TestApp.start({ flags: { "--http-trusted-proxies": "10.0.0.0/8,::1" } });
    expect(await realm(app, forwarded, "10.1.2.3")).toBe("https://registry.example/auth/token");
    expect(await realm(app, forwarded, "::ffff:10.1.2.3")).toBe("https://registry.example/auth/token");
    expect(await realm(app, forwarded, "::1")).toBe("https://registry.example/auth/token");
    for (const stranger of ["192.0.2.1", "::2", ""]) expect(await realm(app, forwarded, stranger)).toBe("http://inside:5000/auth/token");
  });

  test("is the configured one before all others", async () => {
    await using app = await TestApp.start({ flags: { "--public-url": "https://registry.example", "--http-trusted-proxies": "10.0.0.1" } });
    expect(await realm(app, { host: "evil.example" })).toBe("https://registry.example/auth/token");
    expect(await realm(app, { ...forwarded, "x-forwarded-host": "evil.example" }, "10.0.0.1")).toBe("https://registry.example/auth/token");
  });

  test.each(['evil.example",service="x', "a b", "user@host", "host/path", "-host", ""])("is never made of %p", async (host) => {
    await using app = await TestApp.start({ flags: { "--http-trusted-proxies": "192.0.2.1" } });
    const headers = { host: "inside", "x-forwarded-host": host, "x-forwarded-proto": "https" };
    expect(await realm(app, headers)).toMatch(/^(?:https:\/\/inside|http:\/\/listen\.test)\/auth\/token$/);
  });

  test("does not show in links: they are right behind every proxy", async () => {
    await using app = await open();
    for (const tag of ["v1", "v2"]) await app.anonymous.pushImage("acme/api", tag);
    const headers = { host: "evil.example", "x-forwarded-host": "evil.example" };
    const list = await app.anonymous.get("/v2/acme/api/tags/list?n=1", headers);
    const started = await app.anonymous.post("/v2/acme/api/blobs/uploads/", { headers });
    expect(list.headers.get("link")).toStartWith("</v2/acme/api/tags/list?");
    expect(started.headers.get("location")).toStartWith("/v2/acme/api/blobs/uploads/");
  });
});

test("nothing is compressed, whatever the client would take", async () => {
  await using app = await open();
  const image = await app.anonymous.pushImage("acme/api", "v1");
  for (const path of ["manifests/v1", `blobs/${image.layer.digest}`, "tags/list"]) {
    const response = await app.anonymous.get(`/v2/acme/api/${path}`, { "accept-encoding": "gzip, zstd, br" });
    expect([response.status, response.headers.get("content-encoding")]).toEqual([200, null]);
  }
});

test("each request is logged once, changes louder than reads, without what they carry", async () => {
  await using app = await TestApp.start();
  const ada = await app.asUser("ada");
  await ada.get("/v2/");
  await ada.post("/v2/ada/app/blobs/uploads/?digest=x");
  const requests = app.records.filter(({ message }) => message === "request");
  expect(requests.map(({ level, fields }) => [level, fields["method"], fields["path"], fields["status"], fields["remote"]])).toEqual([
    ["debug", "GET", "/v2/", 200, "192.0.2.1"],
    ["info", "POST", "/v2/ada/app/blobs/uploads/", 400, "192.0.2.1"],
  ]);
  expect(JSON.stringify(app.records)).not.toContain(ada.authorization!.split(" ")[1]!);
});
