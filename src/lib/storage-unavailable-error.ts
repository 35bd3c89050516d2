/** A storage that is not in this process cannot be reached, or fails by itself. The same request may succeed later. */
export class StorageUnavailableError extends Error {
  override readonly name = "StorageUnavailableError";
}
