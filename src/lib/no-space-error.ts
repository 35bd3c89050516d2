/** A disk is full, whichever store met it. Nothing that was acknowledged is harmed, and work goes on when space returns. */
export class NoSpaceError extends Error {
  override readonly name = "NoSpaceError";
}

/** Throws NoSpaceError, saying `what` is full, for whatever the system says when a disk is. */
export async function withFullDiskNamed<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") throw new NoSpaceError(what, { cause: error });
    throw error;
  }
}
