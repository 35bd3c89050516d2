// Leases: who of several nodes is at work on something, until when. A lease that was not renewed ends by itself.
import { sql } from "kysely";
import type { Connection } from "./connection.ts";
import { statement } from "./statement.ts";

export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Counted up with every new holder: who lost the lease without noticing has an old number. */
  readonly token: number;
  readonly expiresAt: number;
}

const find = statement<{ name: string }>()("leases.find", (db, p) =>
  db.selectFrom("leases").select(["name", "holder", "token", "expires_at as expiresAt"]).where("name", "=", p.name),
);

const take = statement<{ name: string; holder: string; now: number; until: number }>()("leases.take", (db, p) =>
  db
    .insertInto("leases")
    .values({ name: p.name, holder: p.holder, token: 1, expires_at: p.until })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet((eb) => ({
          holder: eb.ref("excluded.holder"),
          token: sql<number>`leases.token + 1`,
          expires_at: eb.ref("excluded.expires_at"),
        }))
        .where("leases.expires_at", "<=", p.now),
    ),
);

const renew = statement<{ name: string; token: number; until: number }>()("leases.renew", (db, p) =>
  db.updateTable("leases").set({ expires_at: p.until }).where("name", "=", p.name).where("token", "=", p.token),
);

export class LeaseReader {
  constructor(protected readonly db: Connection) {}

  /** Also one that has ended. */
  async find(name: string): Promise<Lease | undefined> {
    return this.db.first(find, { name });
  }
}

export class LeaseWriter extends LeaseReader {
  /** Resolves to the lease's new token, or undefined while somebody holds it: the same holder too. */
  async take(name: string, holder: string, { now, until }: { now: number; until: number }): Promise<number | undefined> {
    const isTaken = (await this.db.run(take, { name, holder, now, until })) > 0;
    return isTaken ? (await this.find(name))!.token : undefined;
  }

  /** Resolves to false when somebody else has taken it since. */
  async renew(name: string, token: number, until: number): Promise<boolean> {
    return (await this.db.run(renew, { name, token, until })) > 0;
  }
}
