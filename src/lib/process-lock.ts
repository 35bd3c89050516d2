// A lock between processes on one machine, held until released or until the holder dies, however it dies. SQLite's own file
// locks do this everywhere; Bun offers no other.
import { Database } from "bun:sqlite";

/** Somebody else holds the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

export class ProcessLock {
  private constructor(private readonly database: Database) {}

  /** Throws LockedError, at once, when another process holds it, whichever way. */
  static take(path: string): ProcessLock {
    return ProcessLock.hold(path, (database) => {
      // Nothing is ever written, so there is nothing to undo: no second file beside this one.
      database.run("pragma journal_mode = memory");
      database.run("pragma locking_mode = exclusive");
      database.run("begin exclusive");
    });
  }

  /** Together with others that share it. Throws LockedError, at once, when another process has it for itself. */
  static share(path: string): ProcessLock {
    return ProcessLock.hold(path, (database) => {
      database.run("begin");
      // The lock is a reader's: it comes with the first read, and goes with the transaction.
      database.query("select count(*) from sqlite_master").get();
    });
  }

  private static hold(path: string, lock: (database: Database) => void): ProcessLock {
    const database = new Database(path, { create: true });
    try {
      lock(database);
      return new ProcessLock(database);
    } catch (cause) {
      database.close();
      if ((cause as { code?: string }).code !== "SQLITE_BUSY") throw cause;
      throw new LockedError(`${path} is held by another process`, { cause });
    }
  }

  release(): void {
    this.database.close();
  }
}
