/** The directory could not be asked, or not as configured. Says nothing about a password. */
export class DirectoryUnavailableError extends Error {
  override readonly name = "DirectoryUnavailableError";
}
