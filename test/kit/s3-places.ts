// Blobs of whole apps: with AERUGO_TEST_S3 naming a bucket (s3://bucket?endpoint=…, its keys in AWS's environment), every app that a test starts
// keeps them below a prefix of its own there instead of in files, and hands them out itself.

import { basename } from "node:path";

/** Whether that is so: for tests that look into the files. */
export const storesInS3 = Boolean(process.env.AERUGO_TEST_S3);

/** Where the blobs of the app with this data folder are; undefined without that variable. */
export function s3Url(folder: string): URL | undefined {
  const place = process.env.AERUGO_TEST_S3;
  if (!place) return undefined;
  const url = new URL(place);
  url.pathname = `/${basename(folder)}`;
  return url;
}

/** The flags that put them there; none without that variable. */
export function s3Flags(folder: string): Record<string, string> {
  const url = s3Url(folder);
  return url ? { "--storage-url": url.href, "--storage-s3-redirect": "off" } : {};
}
