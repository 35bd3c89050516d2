/** Too much of the same is under way; the same request will succeed a little later. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}
