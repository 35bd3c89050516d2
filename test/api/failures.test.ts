// Every row of the failure table, provoked by a request: its code, its status, the envelope, and an empty body for HEAD.
// A row without a case does not compile.
import { describe, expect, test } from "bun:test";
import { UploadLostError } from "../../src/blobstore/blob-store.ts";
import type { Stores } from "../../src/compose/stores.ts";
import { BusyError } from "../../src/lib/busy-error.ts";
import { CommitInDoubtError } from "../../src/lib/commit-in-doubt-error.ts";
import { NoSpaceError } from "../../src/lib/no-space-error.ts";
import { FAILURES, type FailureName } from "../../src/oci/failure.ts";
import type { MetadataWriter } from "../../src/metadata/metadata-store.ts";
import type { NamespaceQuotas } from "../../src/metadata/namespaces.ts";
import { type AppOptions, TestApp, basic } from "../kit/app.ts";
import { brokenStream } from "../kit/body.ts";
import { Client, type Send } from "../kit/client.ts";
import { expectFailure } from "../kit/expect-failure.ts";
import { failing } from "../kit/failing.ts";
import { IMAGE_TYPE, content, digest, imageManifest } from "../kit/manifests.ts";

interface Case {
  readonly app?: AppOptions;
  /** Who asks; whoever may do everything when not given. */
  readonly as?: (app: TestApp) => Client | Promise<Client>;
  readonly provoke: (
    client: Client,
  ) => readonly [method: string, path: string, send?: Send] | Promise<readonly [method: string, path: string, send?: Send]>;
  /** After what was provoked with, before it is asked. */
  readonly protect?: (tx: MetadataWriter) => Promise<unknown>;
  /** Entries of the envelope, where the number matters. */
  readonly entries?: number;
}

const ABSENT = digest("absent");
const REPOSITORY = "/v2/acme/api";
const octets = (body: string | ReadableStream<Uint8Array>, headers = {}): Send => ({ body, headers });
const manifest = (body: string | Uint8Array<ArrayBuffer>, type = IMAGE_TYPE): Send => ({ body, headers: { "content-type": type } });
const failingStorage = (error: () => Error, method: "append" | "finish" = "append"): AppOptions => ({
  wrap: (stores: Stores) => ({ ...stores, blobs: failing(stores.blobs, method, error) }),
});
const WHOLE = ["POST", `${REPOSITORY}/blobs/uploads/?digest=${digest("abc")}`, octets("abc")] as const;

/** Ada, whose namespace may hold no more than this. */
const within =
  (quotas: NamespaceQuotas) =>
  async (app: TestApp): Promise<Client> => {
    const ada = await app.asUser("ada");
    const { id, version } = (await app.stores.metadata.read.namespaces.find("ada"))!;
    await app.stores.metadata.transaction((tx) => tx.namespaces.setQuotas(id, quotas, version));
    return ada;
  };

/** Somebody who tried ada's password as often as one may. */
async function guesser(app: TestApp): Promise<Client> {
  await app.asUser("ada");
  const client = new Client(app, basic("ada", "a guess"));
  for (let guess = 0; guess < 10; guess += 1) await client.get("/v2/");
  return client;
}

const CASES: Record<FailureName, Case> = {
  blobUnknown: { provoke: () => ["GET", `${REPOSITORY}/blobs/${ABSENT}`] },
  blobReferenced: {
    provoke: async (client) => {
      const { layer } = await client.pushImage("acme/api", "v1");
      return ["DELETE", `${REPOSITORY}/blobs/${layer.digest}`];
    },
  },
  chunkInvalid: {
    provoke: async (client) => ["PATCH", await client.startUpload("acme/api"), octets("abc", { "content-range": "bytes 0-2/3" })],
  },
  chunkOutOfOrder: {
    provoke: async (client) => ["PATCH", await client.startUpload("acme/api"), octets("abc", { "content-range": "5-7" })],
  },
  uploadInterrupted: { provoke: async (client) => ["PATCH", await client.startUpload("acme/api"), octets(brokenStream("abc"))] },
  uploadUnknown: { provoke: () => ["GET", `${REPOSITORY}/blobs/uploads/${crypto.randomUUID()}`] },
  blobTooLarge: {
    app: { flags: { "--registry-max-blob-bytes": "2" } },
    provoke: async (client) => ["PATCH", await client.startUpload("acme/api"), octets("abc")],
  },
  digestInvalid: { provoke: () => ["GET", `${REPOSITORY}/blobs/sha256:abc`] },
  digestMismatch: { provoke: () => ["POST", `${REPOSITORY}/blobs/uploads/?digest=${ABSENT}`, octets("present")] },
  sizeInvalid: {
    provoke: async (client) => ["PATCH", await client.startUpload("acme/api"), octets("abc", { "content-range": "0-9" })],
  },
  referencedBlobUnknown: {
    entries: 2,
    provoke: () => ["PUT", `${REPOSITORY}/manifests/v1`, manifest(imageManifest(content("a", ""), [content("b", "")]).bytes)],
  },
  manifestInvalid: { provoke: () => ["PUT", `${REPOSITORY}/manifests/v1`, manifest("{")] },
  manifestTooLarge: { provoke: () => ["PUT", `${REPOSITORY}/manifests/v1`, manifest(" ".repeat(4_194_305))] },
  manifestTypeUnsupported: { provoke: () => ["PUT", `${REPOSITORY}/manifests/v1`, manifest("{}", "application/json")] },
  tagInvalid: { provoke: () => ["PUT", `${REPOSITORY}/manifests/-v1`, manifest("{}")] },
  tooManyTags: {
    provoke: () => {
      const tags = Array.from({ length: 101 }, (_, index) => `tag=t${index}`).join("&");
      return ["PUT", `${REPOSITORY}/manifests/${digest("{}")}?${tags}`, manifest("{}")];
    },
  },
  manifestUnknown: {
    provoke: async (client) => {
      await client.pushImage("acme/api", "v1");
      return ["GET", `${REPOSITORY}/manifests/v2`];
    },
  },
  nameInvalid: { provoke: () => ["GET", "/v2/Acme/tags/list"] },
  nameUnknown: { provoke: () => ["GET", `${REPOSITORY}/tags/list`] },
  paginationInvalid: { provoke: () => ["GET", `${REPOSITORY}/tags/list?n=-1`] },
  requestInvalid: { provoke: () => ["GET", "/v2/%ff/tags/list"] },
  routeUnknown: { provoke: () => ["GET", "/v2/acme/api/nothing"] },
  methodUnsupported: { provoke: () => ["PATCH", `${REPOSITORY}/tags/list`, octets("")] },
  preconditionFailed: {
    provoke: async (client) => {
      const { bytes } = await client.pushImage("acme/api", "v1");
      return ["PUT", `${REPOSITORY}/manifests/v1`, { body: bytes, headers: { "content-type": IMAGE_TYPE, "if-none-match": "*" } }];
    },
  },
  unauthorized: { app: { open: false }, as: (app) => app.anonymous, provoke: () => ["GET", `${REPOSITORY}/tags/list`] },
  denied: { app: { open: false }, as: (app) => app.asUser("bob"), provoke: () => ["GET", `${REPOSITORY}/tags/list`] },
  tagImmutable: {
    provoke: async (client) => {
      await client.pushImage("acme/api", "v1");
      return ["DELETE", `${REPOSITORY}/manifests/v1`];
    },
    protect: (tx) => tx.tagRules.create({ namespaceId: null, repositoryId: 1 }, { patterns: ["v*"], createdBy: "ada" }, 0),
  },
  held: {
    provoke: async (client) => {
      await client.pushImage("acme/api", "v1");
      return ["DELETE", `${REPOSITORY}/manifests/v1`];
    },
    protect: (tx) =>
      tx.holds.create({ repositoryId: 1, kind: "repository", target: "", reason: "audit", createdBy: "ada", expiresAt: undefined }, 0),
  },
  storageQuotaExceeded: {
    app: { open: false },
    as: within({ storageQuotaBytes: 2, repositoryQuota: undefined }),
    provoke: () => ["POST", `/v2/ada/app/blobs/uploads/?digest=${digest("abc")}`, octets("abc")],
  },
  repositoryQuotaExceeded: {
    app: { open: false },
    as: within({ storageQuotaBytes: undefined, repositoryQuota: 0 }),
    provoke: () => ["POST", `/v2/ada/app/blobs/uploads/?digest=${digest("abc")}`, octets("abc")],
  },
  rateLimited: { app: { open: false }, as: guesser, provoke: () => ["GET", "/v2/"] },
  storageFull: { app: failingStorage(() => new NoSpaceError("full")), provoke: () => WHOLE },
  unavailable: { app: failingStorage(() => new BusyError("busy")), provoke: () => WHOLE },
  internal: { app: failingStorage(() => new Error("secret detail")), provoke: () => WHOLE },
};

describe.each(Object.entries(CASES) as [FailureName, Case][])("%s", (name, { app: options, as, provoke, protect, entries }) => {
  test("travels with its code, its status and the envelope", async () => {
    await using app = await TestApp.start({ open: true, ...options });
    const client = as ? await as(app) : app.anonymous;
    const [method, path, send] = await provoke(client);
    if (protect) await app.stores.metadata.transaction(protect);

    const response = await client.request(method, path, send);

    expect(response.headers.get("docker-distribution-api-version")).toBe("registry/2.0");
    // No code of the specification goes with 412.
    if (name === "preconditionFailed") return expect([response.status, await response.text()]).toEqual([412, ""]);
    const errors = await expectFailure(response, name);
    if (entries !== undefined) expect(errors).toHaveLength(entries);
    expect(JSON.stringify(errors)).not.toContain("secret detail");
    // Awaited here: the app is closed when this returns.
    return method === "GET" ? await expectSameWithoutBody(client, path, response) : undefined;
  });
});

/** HEAD cannot carry an envelope: status and headers must suffice. */
async function expectSameWithoutBody(client: Client, path: string, get: Response): Promise<void> {
  const head = await client.head(path);
  expect([head.status, await head.text(), headersOf(head)]).toEqual([get.status, "", headersOf(get)]);
}

function headersOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([field]) => field !== "x-request-id"));
}

test("no code is outside the specification's list, and only server errors use the two that it lacks", () => {
  const specified = [
    "BLOB_UNKNOWN BLOB_UPLOAD_INVALID BLOB_UPLOAD_UNKNOWN DIGEST_INVALID MANIFEST_BLOB_UNKNOWN MANIFEST_INVALID MANIFEST_UNKNOWN",
    "NAME_INVALID NAME_UNKNOWN SIZE_INVALID UNAUTHORIZED DENIED UNSUPPORTED TOOMANYREQUESTS",
  ].flatMap((line) => line.split(" "));
  for (const { code, status } of Object.values(FAILURES)) {
    expect(status >= 500 ? ["UNAVAILABLE", "UNKNOWN"] : specified).toContain(code);
  }
});

test("an unknown error is logged whole, with the request id that the client was given", async () => {
  await using app = await TestApp.start({ open: true, ...failingStorage(() => new Error("secret detail")) });

  const response = await app.anonymous.request(...WHOLE);

  const [entry] = await expectFailure(response, "internal");
  const detail = entry!.detail as { request: string };
  const record = app.records.find(({ level }) => level === "error")!;
  expect(record.fields).toMatchObject({ request: detail.request, error: { message: "secret detail" } });
  expect(response.headers.get("x-request-id")).toBe(detail.request);
});

// It was answered 500, which says that asking again is of no use.
test("who cannot be told whether a change was made is told to ask again", async () => {
  await using app = await TestApp.start({ open: true, ...failingStorage(() => new CommitInDoubtError()) });
  const response = await app.anonymous.request(...WHOLE);
  const [entry] = await expectFailure(response, "unavailable");
  expect(entry!.detail).toEqual({ reason: "the database connection broke while a change was being committed" });
  expect(response.headers.get("retry-after")).toBe("1");
});

// It was answered 500. A session would be told to start again; a whole blob has none.
test("who sent a whole blob that storage lost is told to send it again", async () => {
  await using app = await TestApp.start({ open: true, ...failingStorage(() => new UploadLostError("not all of it"), "finish") });
  const response = await app.anonymous.request(...WHOLE);
  await expectFailure(response, "unavailable");
  expect(response.headers.get("retry-after")).toBe("5");
});

test("who guessed too often is told when to come back", async () => {
  await using app = await TestApp.start();
  const response = await (await guesser(app)).get("/v2/");
  expect(response.headers.get("retry-after")).toBe("1");
});

test("a client is told when to come back to a full disk", async () => {
  await using app = await TestApp.start({ open: true, ...failingStorage(() => new NoSpaceError("full")) });
  const response = await app.anonymous.request(...WHOLE);
  expect(response.headers.get("retry-after")).toBe("5");
});
