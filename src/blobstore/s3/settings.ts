// What the S3 store is told, in the form that it works with.

export interface S3Settings {
  readonly bucket: string;
  /** Before every key: empty, or ending in a slash. */
  readonly prefix: string;
  /** Undefined for AWS's own. */
  readonly endpoint: string | undefined;
  /** Undefined leaves it to AWS's environment and files. */
  readonly region: string | undefined;
  /** The bucket in the path rather than in the host's name. */
  readonly pathStyle: boolean;
  /** Undefined leaves them to AWS's chain: environment, files, web identity, container, instance. */
  readonly credentials: S3Credentials | undefined;
  readonly encryption: { readonly kind: "none" | "AES256" | "aws:kms"; readonly kmsKeyId: string | undefined };
  /** What is sent along with the bytes, for the storage to compare and to acknowledge. */
  readonly checksum: S3Checksum | undefined;
  readonly redirect: S3Redirect;
  readonly partBytes: number;
  /** Of the whole process. */
  readonly partsInFlight: number;
  /** How many clients a process passes objects on to at once. */
  readonly pullsAtOnce: number;
  /** Where parts wait for their way out, and the cache of hot blobs; for this process alone. */
  readonly scratchFolder: string;
  /** How much of it parts may take before senders are made to wait. */
  readonly spoolBytes: number;
  /** 0 for no cache. */
  readonly cacheBytes: number;
  readonly maxAttempts: number;
  readonly retryBudget: number;
  readonly requestTimeoutMs: number;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

export type S3Checksum = "crc32" | "sha256";

export interface S3Redirect {
  readonly mode: "on" | "off" | "networks";
  /** Whose clients are sent to the storage, with `networks`. */
  readonly networks: readonly string[];
  readonly ttlSeconds: number;
  /** The storage as clients see it, where that is another address than ours. */
  readonly endpoint: string | undefined;
}
