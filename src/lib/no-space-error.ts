/** A disk is full, whichever store met it. Nothing that was acknowledged is harmed, and work goes on when space returns. */
export class NoSpaceError extends Error {
  override readonly name = "NoSpaceError";
}
