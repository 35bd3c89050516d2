// @ts-nocheck
// Generated from openapi/management.json by npm run generate.

export { getInstallation, type Options } from "./sdk.gen";
export type {
  ClientOptions,
  GetInstallationData,
  GetInstallationError,
  GetInstallationErrors,
  GetInstallationResponse,
  GetInstallationResponses,
  Installation,
  Problem,
} from "./types.gen";
