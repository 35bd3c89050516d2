// Blobs of whole apps: with AERUGO_TEST_S3 naming a bucket (s3://bucket?endpoint=…, its keys in AWS's environment), every app that a test starts
// keeps them below a prefix of its own there instead of in files, and hands them out itself.

import { basename } from "node:path";

/** Whether that is so: for tests that look into the files. */
export const storesInS3 = Boolean(process.env.AERUGO_TEST_S3);

/** The flags that put the blobs of the app with this data folder there; none without that variable. */
export function s3Flags(folder: string): Record<string, string> {
  const place = process.env.AERUGO_TEST_S3;
  if (!place) return {};
  const url = new URL(place);
  url.pathname = `/${basename(folder)}`;
  return { "--storage-url": url.href, "--storage-s3-redirect": "off" };
}
