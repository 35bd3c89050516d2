// Where the keys for S3 come from when the configuration has none: AWS's chain, asked again when what it gave runs out.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { S3Server } from "../kit/s3.ts";
import { credentialsOnlyFrom, onInstanceWithRole, roleKeys } from "../kit/s3-credentials.ts";
import { S3Proxy } from "../kit/s3-proxy.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

if (!cannotBeTried("credentials for S3", hintsFor(["versitygw"]))) describe("credentials for S3", credentials);

function credentials(): void {
  let server: S3Server;
  beforeAll(async () => {
    server = await S3Server.start("versitygw");
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
    using _environment = credentialsOnlyFrom({
      AWS_ACCESS_KEY_ID: "AKIDENV",
      AWS_SECRET_ACCESS_KEY: "s",
      AWS_SESSION_TOKEN: "token-of-the-session",
    });
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
    using role = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.json(roleKeys({ accessKeyId: `AKIDROLE${(asked += 1)}`, seconds: 1 })),
    });
    using _environment = credentialsOnlyFrom({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${role.port}/keys` });
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
    using _instance = onInstanceWithRole({ accessKeyId: "AKIDINSTANCE" });
    const keys = await keysUsed(async (proxy) => {
      const store = await server.open({ credentials: undefined, endpoint: proxy.endpoint });
      await store.close();
    });
    expect(keys).toEqual(["AKIDINSTANCE"]);
  });

  test("none anywhere is said when the store is opened", async () => {
    using _environment = credentialsOnlyFrom({});
    const failure = await server.open({ credentials: undefined, maxAttempts: 1 }).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: "S3SettingsError" });
    expect((failure as Error).message).toContain("no credentials were found");
  });
}

const LISTING = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`;
