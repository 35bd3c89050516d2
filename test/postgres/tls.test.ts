// Encrypted connections: with and without a look at who answers.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConnection, type PostgresSettings } from "../../src/metadata/postgres/postgres-pool.ts";
import { selfSigned } from "../kit/certificate.ts";
import { PostgresServer, postgresSettings } from "../kit/postgres.ts";
import { cannotBeTried, hintsFor } from "../kit/tools.ts";

if (!cannotBeTried("PostgreSQL", hintsFor(["initdb"]))) {
  let server: PostgresServer;
  let folder: string;
  let caFile: string;
  let url: string;

  beforeAll(async () => {
    const certificate = await selfSigned();
    server = await PostgresServer.start({}, certificate);
    folder = await mkdtemp(join(tmpdir(), "aerugo-tls-"));
    caFile = join(folder, "ca.pem");
    await Bun.write(caFile, certificate.cert);
    url = await server.database();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  test("without a word about it, and with sslmode=disable, it is not encrypted", async () => {
    expect(await isEncrypted(postgresSettings(url))).toBe(false);
    expect(await isEncrypted(postgresSettings(`${url}?sslmode=disable`))).toBe(false);
  });

  test("sslmode=require encrypts, and believes any certificate", async () => {
    expect(await isEncrypted(postgresSettings(`${url}?sslmode=require`))).toBe(true);
  });

  test("sslmode=verify-full wants a certificate that the system trusts", async () => {
    await expect(isEncrypted(postgresSettings(`${url}?sslmode=verify-full`))).rejects.toThrow();
  });

  test("the authority's file is enough to encrypt and to verify", async () => {
    expect(await isEncrypted(postgresSettings(url, { caFile }))).toBe(true);
  });

  test("a certificate of another authority is refused", async () => {
    const other = join(folder, "other.pem");
    await Bun.write(other, (await selfSigned()).cert);
    await expect(isEncrypted(postgresSettings(url, { caFile: other }))).rejects.toThrow();
    await expect(isEncrypted(postgresSettings(`${url}?sslmode=require`, { caFile: other }))).rejects.toThrow();
  });
}

async function isEncrypted(settings: PostgresSettings): Promise<boolean> {
  const connection = openConnection(settings);
  try {
    const [row] = (await connection.unsafe("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) as { ssl: boolean }[];
    return row!.ssl;
  } finally {
    await connection.close({ timeout: 1 });
  }
}
