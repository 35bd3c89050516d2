// @ts-nocheck
// Generated from openapi/management.json by npm run generate.

export type ClientOptions = {
  baseUrl: `${string}://${string}` | (string & {});
};

export type Problem = {
  /**
   * A page that explains the code
   */
  type: string;
  /**
   * The same for every occurrence of the code
   */
  title: string;
  status: number;
  /**
   * What programs branch on
   */
  code: string;
  /**
   * What is special about this occurrence
   */
  detail?: string;
  /**
   * Under this id the registry's log tells more
   */
  request_id: string;
  /**
   * One entry per mistake
   */
  errors?: Array<{
    in: "body" | "query" | "path" | "header";
    /**
     * RFC 6901 within a body; the name of a parameter or header elsewhere
     */
    pointer: string;
    detail: string;
  }>;
};

export type Installation = {
  version: string;
  /**
   * What is switched on
   */
  features: {
    [key: string]: boolean;
  };
  /**
   * What this installation accepts
   */
  limits: {
    [key: string]: number;
  };
  links: {
    documentation: string;
    openapi: string;
    problems: string;
    registry: string;
  };
};

export type GetInstallationData = {
  body?: never;
  path?: never;
  query?: never;
  url: "/api/v1";
};

export type GetInstallationErrors = {
  /**
   * `bad_request`: The request is malformed
   */
  400: Problem;
  /**
   * `unauthenticated`: Credentials are missing or no longer valid
   */
  401: Problem;
  /**
   * `rate_limited`: Too many requests
   */
  429: Problem;
  /**
   * `internal`: Internal error
   */
  500: Problem;
  /**
   * `unavailable`: The registry has too much to do right now
   */
  503: Problem;
};

export type GetInstallationError = GetInstallationErrors[keyof GetInstallationErrors];

export type GetInstallationResponses = {
  /**
   * The installation
   */
  200: Installation;
};

export type GetInstallationResponse = GetInstallationResponses[keyof GetInstallationResponses];
