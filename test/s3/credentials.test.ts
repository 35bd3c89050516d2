// Where the keys for S3 come from when the configuration has none: AWS's chain, asked again when what it gave runs out.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { S3Server } from "../kit/s3.ts";
import { S3Proxy } from "../kit/s3-proxy.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

const SOURCES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  "AWS_EC2_METADATA_DISABLED",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CONFIG_FILE",
] as const;

if (!cannotBeTried("credentials for S3", hintsFor(["versitygw"]))) describe("credentials for S3", credentials);

function credentials(): void {
  let server: S3Server;
  let before: (string | undefined)[];
  beforeAll(async () => {
    before = SOURCES.map((name) => process.env[name]);
    server = await S3Server.start("versitygw");
  });
  afterEach(() => {
    for (const [index, name] of SOURCES.entries()) setVariable(name, before[index]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** The access keys that requests were signed with, in their order. */
  async function keysUsed(work: (proxy: S3Proxy) => Promise<void>): Promise<string[]> {
    await using proxy = await S3Proxy.start(server.endpoint);
    // Whether the server would know the keys is not what is asked here.
    proxy.treat = () => ({ kind: "answer", status: 200, body: LISTING, headers: { etag: '"x"' } });
    await work(proxy);
    return proxy.seen.map(({ headers }) => /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "none");
  }

  test("from the environment, with a session token", async () => {
    onlyFrom({ AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "token-of-the-session" });
    let token: unknown;
    const keys = await keysUsed(async (proxy) => {
      const store = await server.open({ credentials: undefined, endpoint: proxy.endpoint });
      token = proxy.seen[0]!.headers["x-amz-security-token"];
      await store.close();
    });
    expect(keys).toEqual(["AKIDENV"]);
    expect(token).toBe("token-of-the-session");
  });

  test("the container's role, asked again before its keys run out", async () => {
    let asked = 0;
    using role = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => Response.json(roleKeys(`AKIDROLE${(asked += 1)}`, 1)) });
    onlyFrom({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${role.port}/keys` });
    const keys = await keysUsed(async (proxy) => {
      const store = await server.open({ credentials: undefined, endpoint: proxy.endpoint });
      await Bun.sleep(1100);
      await store.ping();
      await store.close();
    });
    expect(keys[0]).toBe("AKIDROLE1");
    expect(keys.at(-1)).not.toBe("AKIDROLE1");
  });

  test("the instance's role", async () => {
    using instance = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/latest/api/token") return new Response("imds-token");
        if (pathname.endsWith("/security-credentials/")) return new Response("node-role");
        return Response.json({ Code: "Success", ...roleKeys("AKIDINSTANCE", 3600) });
      },
    });
    onlyFrom({ AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${instance.port}` });
    const keys = await keysUsed(async (proxy) => {
      const store = await server.open({ credentials: undefined, endpoint: proxy.endpoint });
      await store.close();
    });
    expect(keys).toEqual(["AKIDINSTANCE"]);
  });

  test("none anywhere is said when the store is opened", async () => {
    onlyFrom({});
    const failure = await server.open({ credentials: undefined, maxAttempts: 1 }).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: "S3SettingsError" });
    expect((failure as Error).message).toContain("no credentials were found");
  });
}

const LISTING = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`;

function roleKeys(accessKeyId: string, seconds: number): object {
  const expiration = new Date(Date.now() + seconds * 1000).toISOString();
  return { AccessKeyId: accessKeyId, SecretAccessKey: "s", Token: "t", Expiration: expiration };
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function onlyFrom(variables: Partial<Record<(typeof SOURCES)[number], string>>): void {
  const nowhere = { AWS_SHARED_CREDENTIALS_FILE: "/nonexistent", AWS_CONFIG_FILE: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };
  for (const name of SOURCES) setVariable(name, { ...nowhere, ...variables }[name as keyof typeof nowhere]);
}
