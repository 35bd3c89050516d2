// A lock between processes on one machine, held until released or until the holder dies, however it dies. SQLite's own file
// locks do this everywhere; Bun offers no other.
import { Database } from "bun:sqlite";

/** Somebody else holds the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

export class ProcessLock {
  private constructor(private readonly database: Database) {}

  /** Throws LockedError, at once, when another process holds it. */
  static take(path: string): ProcessLock {
    const database = new Database(path, { create: true });
    try {
      // Nothing is ever written, so there is nothing to undo: no second file beside this one.
      database.run("pragma journal_mode = memory");
      database.run("pragma locking_mode = exclusive");
      database.run("begin exclusive");
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
