// Three clients of PostgreSQL behind one face, and our own pool over the first: what docs/design/postgresql.md compares.
import { SQL } from "bun";
import { join } from "node:path";
import { PostgresPool } from "../../src/metadata/postgres/postgres-pool.ts";

export interface Client {
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Off behind a pooler that gives each transaction another connection. */
  readonly prepares: boolean;
  readonly statementTimeoutMs: number | undefined;
}

type Open = (options: ClientOptions, modules: string) => Promise<Client>;

const CONNECT_SECONDS = 3;

export const DRIVERS: Readonly<Record<string, Open>> = {
  "Bun.SQL": async ({ url, poolSize, prepares, statementTimeoutMs }) => {
    const connection = statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs };
    const sql = new SQL({ url, max: poolSize, bigint: true, prepare: prepares, connectionTimeout: CONNECT_SECONDS, connection });
    return { query: async (text, values = []) => [...(await rowsOf(sql, text, values))], close: () => sql.close({ timeout: 1 }) };
  },
  "Bun.SQL in our pool": async ({ url, poolSize, prepares, statementTimeoutMs }) => {
    const statementTimeoutSeconds = (statementTimeoutMs ?? 2000) / 1000;
    const timeouts = { connectTimeoutSeconds: CONNECT_SECONDS, statementTimeoutSeconds, queueTimeoutSeconds: 10 };
    const pool = new PostgresPool({ url, poolSize, isPooled: !prepares, caFile: undefined, ...timeouts });
    return {
      query: (text, values = []) =>
        pool.use(async (loan) => {
          const rows = await rowsOf(loan.sql, text, values);
          loan.heard();
          return [...rows];
        }),
      close: async () => pool.close(),
    };
  },
  pg: async ({ url, poolSize, prepares, statementTimeoutMs }, modules) => {
    const { default: pg } = (await import(join(modules, "pg", "lib", "index.js"))) as { default: PgModule };
    const pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_SECONDS * 1000,
      statement_timeout: statementTimeoutMs,
    });
    pool.on("error", () => {});
    // It prepares what has a name.
    const named = (text: string) => (prepares ? { name: Bun.hash(text).toString(36) } : {});
    return { query: async (text, values = []) => (await pool.query({ ...named(text), text, values })).rows, close: () => pool.end() };
  },
  postgres: async ({ url, poolSize, prepares, statementTimeoutMs }, modules) => {
    const { default: postgres } = (await import(join(modules, "postgres", "src", "index.js"))) as { default: PostgresModule };
    const sql = postgres(url, {
      max: poolSize,
      prepare: prepares,
      connect_timeout: CONNECT_SECONDS,
      ...(statementTimeoutMs === undefined ? {} : { connection: { statement_timeout: statementTimeoutMs } }),
    });
    return { query: (text, values = []) => sql.unsafe(text, values, { prepare: prepares }), close: () => sql.end({ timeout: 1 }) };
  },
};

type Rows = Record<string, unknown>[];

interface PgModule {
  readonly Pool: new (options: object) => {
    on(event: "error", listener: () => void): void;
    query(query: object): Promise<{ rows: Rows }>;
    end(): Promise<void>;
  };
}

type PostgresModule = (
  url: string,
  options: object,
) => {
  unsafe(text: string, values: readonly unknown[], options: object): Promise<Rows>;
  end(options: object): Promise<void>;
};

function rowsOf(sql: SQL, text: string, values: readonly unknown[]): Promise<Rows> {
  return sql.unsafe(text, [...values]) as unknown as Promise<Rows>;
}
