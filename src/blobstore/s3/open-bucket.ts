// A bucket that has answered once, or why it cannot be used, in words for whoever configured it.
import { Bucket } from "./bucket.ts";
import { S3CredentialsError, S3RefusedError, S3SettingsError } from "./errors.ts";
import type { S3Settings } from "./settings.ts";

/** `folder`: what is listed to see whether that may be done. Throws S3SettingsError when the bucket cannot be used as configured. */
export async function openBucket(settings: S3Settings, folder: string): Promise<Bucket> {
  const bucket = new Bucket(settings);
  try {
    await bucket.check(folder);
    return bucket;
  } catch (error) {
    bucket.close();
    throw unusable(settings, error);
  }
}

const NO_CREDENTIALS = "set storage.s3.access_key_id and its secret, or give this machine a role";
const HINTS: Record<string, string> = {
  NoSuchBucket: "the bucket does not exist; make it first",
  AccessDenied: "the credentials may not list the bucket; see the policy in docs/operating/s3.md",
  InvalidAccessKeyId: "nobody there knows the access key",
  // versitygw's word for it.
  XAdminUserNotFound: "nobody there knows the access key",
  SignatureDoesNotMatch: "the secret key is not the access key's",
  AuthorizationHeaderMalformed: "the bucket is in another region; set storage.s3.region",
  PermanentRedirect: "the bucket is in another region; set storage.s3.region",
};

function unusable({ bucket }: S3Settings, error: unknown): unknown {
  const said = error instanceof S3RefusedError ? HINTS[error.code] : NO_CREDENTIALS;
  if (!(error instanceof S3RefusedError || error instanceof S3CredentialsError)) return error;
  return new S3SettingsError(`the S3 bucket ${bucket} cannot be used: ${said ? `${said} (${error.message})` : error.message}`, {
    cause: error,
  });
}
