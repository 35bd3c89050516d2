/** The connection broke while a change was being committed: whether it was is not known. The same request may be sent again. */
export class CommitInDoubtError extends Error {
  override readonly name = "CommitInDoubtError";
  constructor(options?: ErrorOptions) {
    super("the database connection broke while a change was being committed", options);
  }
}
