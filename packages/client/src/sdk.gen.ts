// @ts-nocheck
// Generated from openapi/management.json by npm run generate.

import type { Client, ClientMeta, Options as Options2, RequestResult, TDataShape } from "./client";
import { client } from "./client.gen";
import type { GetInstallationData, GetInstallationErrors, GetInstallationResponses } from "./types.gen";

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<
  TData,
  ThrowOnError,
  TResponse
> & {
  /**
   * You can provide a client instance returned by `createClient()` instead of
   * individual options. This might be also useful if you want to implement a
   * custom client.
   */
  client?: Client;
  /**
   * You can pass arbitrary values through the `meta` object. This can be
   * used to access values that aren't defined as part of the SDK function.
   */
  meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};

/**
 * Get version, features and limits
 */
export const getInstallation = <ThrowOnError extends boolean = false>(
  options?: Options<GetInstallationData, ThrowOnError>,
): RequestResult<GetInstallationResponses, GetInstallationErrors, ThrowOnError> =>
  (options?.client ?? client).get<GetInstallationResponses, GetInstallationErrors, ThrowOnError>({ url: "/api/v1", ...options });
