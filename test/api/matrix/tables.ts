// What every route answers to every kind of caller, stated by hand: nothing here is derived from what a route says of itself.
//
// A row: methods, path, one cell for each column of callers.ts, and the scope that a token needs (`-` for none; behind a slash what it is
// answered without it, if not `scp`, and behind another what with it, if not as its owner). Cells of the Management
// API are statuses; the code that belongs to them is below. `{repo}` stands for both ways to name a repository, and what follows a `#`
// tells rows of one route apart that ask for different things.
import type { TokenScope } from "../../../src/auth/token-scope.ts";
import { COLUMNS, type Column } from "./callers.ts";

export interface Row {
  readonly methods: readonly string[];
  readonly path: string;
  /** Empty for the only row of a route. */
  readonly variant: string;
  readonly cells: Readonly<Record<Column, string>>;
  readonly scope: TokenScope | undefined;
  /** What a token of somebody who may is answered without that scope. */
  readonly without: string;
  /** What a token with that scope is answered where it does not do as well as a sign-in. */
  readonly withIt: string;
}

/** Of the Registry API, `tok` is a 401 that asks for another token, and `401` one that asks for any. */
export const REGISTRY_CELLS: Readonly<Record<string, string>> = {
  "401": "401 UNAUTHORIZED",
  tok: "401 UNAUTHORIZED insufficient_scope",
  bad: "401 UNAUTHORIZED invalid_token",
  "403": "403 DENIED",
};

export const MANAGEMENT_CELLS: Readonly<Record<string, string>> = {
  "401": "401 unauthenticated",
  "403": "403 forbidden",
  scp: "403 insufficient_scope",
  "404": "404 not_found",
  rea: "403 reauthentication_required",
  "409": "409 conflict",
  "422": "422 invalid",
};

export const REGISTRY = table(`
                                                     anon outs read writ radm memb oadm ownr robr robw robx site limd scope
  GET,HEAD    /v2/                                   401  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET,HEAD    /v2                                    401  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET,HEAD    /v2/_oci/ext/discover                  401  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET,HEAD    /v2/_catalog                           401  200  200  200  200  200  200  200  200  200  200  200  200  repo:read
  GET,HEAD    /v2/{repository}/_oci/ext/discover     401  403  200  200  200  200  200  200  200  200  403  200  403  repo:read
  GET,HEAD    /v2/{repository}/blobs/{digest}        401  403  200  200  200  200  200  200  200  200  403  200  403  repo:read
  DELETE      /v2/{repository}/blobs/{digest}        401  403  403  403  202  403  202  202  403  403  403  202  403  repo:delete
  GET,HEAD    /v2/{repository}/manifests/{reference} 401  403  200  200  200  200  200  200  200  200  403  200  403  repo:read
  PUT         /v2/{repository}/manifests/{reference} 401  403  403  201  201  403  201  201  403  201  403  201  403  repo:write
  DELETE      /v2/{repository}/manifests/{reference} 401  403  403  403  202  403  202  202  403  403  403  202  403  repo:delete
  GET,HEAD    /v2/{repository}/tags/list             401  403  200  200  200  200  200  200  200  200  403  200  403  repo:read
  GET,HEAD    /v2/{repository}/referrers/{digest}    401  403  200  200  200  200  200  200  200  200  403  200  403  repo:read
  POST        /v2/{repository}/blobs/uploads/        401  403  403  202  202  403  202  202  403  202  403  202  403  repo:write
  POST        /v2/{repository}/blobs/uploads         401  403  403  202  202  403  202  202  403  202  403  202  403  repo:write
  GET,HEAD    /v2/{repository}/blobs/uploads/{upload} 401 403  204  204  204  204  204  204  204  204  403  204  403  repo:read
  PATCH       /v2/{repository}/blobs/uploads/{upload} 401 403  403  202  202  403  202  202  403  202  403  202  403  repo:write
  PUT         /v2/{repository}/blobs/uploads/{upload} 401 403  403  201  201  403  201  201  403  201  403  201  403  repo:write
  DELETE      /v2/{repository}/blobs/uploads/{upload} 401 403  403  204  204  403  204  204  403  204  403  204  403  repo:write
`);

export const MANAGEMENT = table(`
                                                     anon outs read writ radm memb oadm ownr robr robw robx site limd scope
  GET         (root)                                 200  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET         /auth/methods                          200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /auth/login                            200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /auth/login#wrong-password             401  401  401  401  401  401  401  401  401  401  401  401  401  -
  POST        /auth/login/second-factor              200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /auth/login/second-factor#made-up      401  401  401  401  401  401  401  401  401  401  401  401  401  -
  POST        /auth/passkey/begin                    200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /auth/passkey/finish                   401  401  401  401  401  401  401  401  401  401  401  401  401  -
  POST        /auth/token                            200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /auth/token#wrong-password             401  401  401  401  401  401  401  401  401  401  401  401  401  -
  POST        /auth/token#refresh                    401  401  401  401  401  401  401  401  401  401  401  401  401  -
  POST        /auth/logout                           200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /auth/reauthenticate                   401  204  204  204  204  204  204  204  403  403  403  204  scp  -
  POST        /auth/register                         201  201  201  201  201  201  201  201  201  201  201  201  201  -
  POST        /auth/password/forgot                  409  409  409  409  409  409  409  409  409  409  409  409  409  -
  POST        /auth/password/reset                   422  422  422  422  422  422  422  422  422  422  422  422  422  -

  GET         /sessions                              401  200  200  200  200  200  200  200  403  403  403  200  scp  user:read
  DELETE      /sessions                              401  200  200  200  200  200  200  200  403  403  403  200  scp  user:write
  DELETE      /sessions/{session_id}                 401  204  204  204  204  204  204  204  403  403  403  204  scp  user:write
  DELETE      /sessions/{session_id}#of-another      401  404  404  404  404  404  404  404  403  403  403  404  scp  user:write
  POST        /user/password                         401  204  204  204  204  204  204  204  403  403  403  204  scp  user:write
  POST        /user/password#wrong                   401  403  403  403  403  403  403  403  403  403  403  403  scp  user:write
  POST        /user/email/verify                     401  422  422  422  422  422  422  422  403  403  403  422  scp  user:write
  GET         /second-factors                        401  200  200  200  200  200  200  200  403  403  403  200  scp  user:read
  POST        /second-factors/totp/begin             401  200  200  200  200  200  200  200  403  403  403  200  scp  user:write//403
  POST        /second-factors/totp/confirm           401  409  409  409  409  409  409  409  403  403  403  409  scp  user:write//403
  POST        /second-factors/totp/disable           401  409  409  409  409  409  409  409  403  403  403  409  scp  user:write//403
  POST        /second-factors/recovery-codes         401  409  409  409  409  409  409  409  403  403  403  409  scp  user:write//403
  GET         /passkeys                              401  200  200  200  200  200  200  200  403  403  403  200  scp  user:read
  POST        /passkeys/begin                        401  200  200  200  200  200  200  200  403  403  403  200  scp  user:write//403
  POST        /passkeys#made-up                      401  401  401  401  401  401  401  401  403  403  403  401  scp  user:write//403
  PATCH       /passkeys/{passkey_id}                 401  200  200  200  200  200  200  200  403  403  403  200  scp  user:write//403
  PATCH       /passkeys/{passkey_id}#of-another      401  404  404  404  404  404  404  404  403  403  403  404  scp  user:write//403
  DELETE      /passkeys/{passkey_id}                 401  204  204  204  204  204  204  204  403  403  403  204  scp  user:write//403
  DELETE      /passkeys/{passkey_id}#of-another      401  404  404  404  404  404  404  404  403  403  403  404  scp  user:write//403

  GET         /users                                 401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /users                                 401  403  403  403  403  403  403  403  403  403  403  201  scp  admin
  GET         /users/{username}                      401  404  404  404  404  200  200  200  403  403  403  200  scp  user:read
  PATCH       /users/{username}                      401  404  404  404  404  200  404  404  404  404  404  200  scp  user:write
  PATCH       /users/{username}#is_admin             401  404  404  404  404  403  404  404  404  404  404  200  scp  admin
  PATCH       /users/{username}#email                401  404  404  404  404  200  404  404  404  404  404  200  scp  user:write//403
  DELETE      /users/{username}                      401  403  403  403  403  403  403  403  403  403  403  204  scp  admin
  POST        /users/{username}/disable              401  403  403  403  403  403  403  403  403  403  403  204  scp  admin
  POST        /users/{username}/enable               401  403  403  403  403  403  403  403  403  403  403  204  scp  admin
  POST        /users/{username}/password             401  403  403  403  403  403  403  403  403  403  403  204  scp  admin
  GET         /user                                  401  200  200  200  200  200  200  200  403  403  403  200  scp  user:read
  PATCH       /user                                  401  200  200  200  200  200  200  200  403  403  403  200  scp  user:write
  PATCH       /user#email                            401  200  200  200  200  200  200  200  403  403  403  200  scp  user:write//403

  GET         /jobs                                  401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /jobs/{job_id}                         401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /jobs/{job_id}/cancel                  401  403  403  403  403  403  403  403  403  403  403  202  scp  admin
  GET         /storage                               401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /storage/quarantine                    401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /storage/verifications                 401  403  403  403  403  403  403  403  403  403  403  202  scp  admin
  GET         /storage/verifications                 401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /storage/verifications/{run_id}        401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /storage/verifications/{run_id}/cancel 401  403  403  403  403  403  403  403  403  403  403  202  scp  admin
  GET         /gc                                    401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /gc/runs                               401  403  403  403  403  403  403  403  403  403  403  202  scp  admin
  GET         /gc/runs                               401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /gc/runs/{run_id}                      401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /gc/runs/{run_id}/cancel               401  403  403  403  403  403  403  403  403  403  403  202  scp  admin
  POST        /admin/directory/trace                 401  403  403  403  403  403  403  403  403  403  403  409  scp  admin

  GET         /tokens                                401  200  200  200  200  200  200  200  403  403  403  200  scp  user:read
  POST        /tokens                                401  201  201  201  201  201  201  201  403  403  403  201  scp  user:write
  GET         /tokens/{token_id}                     401  200  200  200  200  200  200  200  403  403  403  200  scp  user:read
  GET         /tokens/{token_id}#of-another          401  404  404  404  404  404  404  404  403  403  403  404  scp  user:read
  DELETE      /tokens/{token_id}                     401  204  204  204  204  204  204  204  403  403  403  204  scp  user:write
  DELETE      /tokens/{token_id}#of-another          401  404  404  404  404  404  404  404  403  403  403  404  scp  user:write
  GET         /users/{username}/tokens               401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  DELETE      /users/{username}/tokens/{token_id}    401  403  403  403  403  403  403  403  403  403  403  204  scp  admin

  GET         /orgs                                  401  200  200  200  200  200  200  200  403  403  403  200  scp  org:read
  GET         /orgs#all                              401  403  403  403  403  403  403  403  403  403  403  200  scp  admin/403
  POST        /orgs                                  401  201  201  201  201  201  201  201  403  403  403  201  scp  org:admin
  GET         /orgs/{org}                            401  404  200  200  200  200  200  200  200  200  404  200  scp  org:read
  PATCH       /orgs/{org}                            401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  POST        /orgs/{org}/rename                     401  404  403  403  403  403  403  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}                            401  404  403  403  403  403  403  204  403  403  404  204  scp  org:admin
  POST        /orgs/{org}/restore                    401  404  404  404  404  404  404  200  403  403  403  200  scp  org:admin

  GET         /orgs/{org}/members                    401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  GET         /orgs/{org}/members/{username}         401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  PUT         /orgs/{org}/members/{username}#add     401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  PUT         /orgs/{org}/members/{username}#promote 401  404  403  403  403  403  403  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}/members/{username}         401  404  403  403  403  204  204  204  403  403  404  204  scp  org:admin
  DELETE      /orgs/{org}/members/{username}#owner   401  404  403  403  403  403  403  204  403  403  404  204  scp  org:admin

  GET         /orgs/{org}/teams                      401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  POST        /orgs/{org}/teams                      401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin
  GET         /orgs/{org}/teams/{team}               401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  PATCH       /orgs/{org}/teams/{team}               401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}/teams/{team}               401  404  403  403  403  403  204  204  403  403  404  204  scp  org:admin
  GET         /orgs/{org}/teams/{team}/members       401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  PUT         /orgs/{org}/teams/{team}/members/{username} 401 404 403 403 403 403 204  204  403  403  404  204  scp  org:admin
  DELETE      /orgs/{org}/teams/{team}/members/{username} 401 404 403 403 403 204 204  204  403  403  404  204  scp  org:admin
  DELETE      /orgs/{org}/teams/{team}/members/{username}#of-another 401 404 403 403 403 403 204 204 403 403 404 204 scp org:admin
  GET         /orgs/{org}/permissions                401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  GET         /orgs/{org}/permissions/teams/{team}   401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  PUT         /orgs/{org}/permissions/teams/{team}   401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}/permissions/teams/{team}   401  404  403  403  403  403  204  204  403  403  404  204  scp  org:admin
  GET         /orgs/{org}/permissions/robots/{robot} 401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  PUT         /orgs/{org}/permissions/robots/{robot} 401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}/permissions/robots/{robot} 401  404  403  403  403  403  204  204  403  403  404  204  scp  org:admin

  GET         /orgs/{org}/invitations                401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  POST        /orgs/{org}/invitations                401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin
  POST        /orgs/{org}/invitations#owner          401  404  403  403  403  403  403  201  403  403  404  201  scp  org:admin
  DELETE      /orgs/{org}/invitations/{invitation_id} 401 404  403  403  403  403  204  204  403  403  404  204  scp  org:admin
  DELETE      /orgs/{org}/invitations/{invitation_id}#of-another 401 404 403 403 403 403 404 404 403 403 404 404 scp org:admin
  POST        /invitations/accept                    401  200  200  200  200  409  409  409  403  403  403  200  scp  user:write
  POST        /invitations/accept#unknown            401  404  404  404  404  404  404  404  403  403  403  404  scp  user:write
  GET         /invitations                           401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  POST        /invitations                           401  403  403  403  403  403  403  403  403  403  403  201  scp  admin
  DELETE      /invitations/{invitation_id}           401  403  403  403  403  403  403  403  403  403  403  204  scp  admin

  GET         /orgs/{org}/robots                     401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  POST        /orgs/{org}/robots                     401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin
  GET         /orgs/{org}/robots/{robot}             401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  PATCH       /orgs/{org}/robots/{robot}             401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}/robots/{robot}             401  404  403  403  403  403  204  204  403  403  404  204  scp  org:admin
  GET         /orgs/{org}/robots/{robot}/tokens      401  404  403  403  403  403  200  200  403  403  404  200  scp  org:read
  POST        /orgs/{org}/robots/{robot}/tokens      401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin
  POST        /orgs/{org}/robots/{robot}/tokens#wide 401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin//scp
  GET         /orgs/{org}/robots/{robot}/tokens/{token_id} 401 404 403 403 403 403 200 200 403 403 404 200 scp org:read
  POST        /orgs/{org}/robots/{robot}/tokens/{token_id}/rotate 401 404 403 403 403 403 201 201 403 403 404 201 scp org:admin
  DELETE      /orgs/{org}/robots/{robot}/tokens/{token_id} 401 404 403 403 403 403 204 204 403 403 404 204 scp org:admin
  DELETE      /orgs/{org}/robots/{robot}/tokens/{token_id}#of-another 401 404 403 403 403 403 404 404 403 403 404 404 scp org:admin
  GET         /orgs/{org}/robots/{robot}/trust-rules 401  404  403  403  403  403  200  200  403  403  404  200  scp  org:read
  POST        /orgs/{org}/robots/{robot}/trust-rules 401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin
  GET         /orgs/{org}/robots/{robot}/trust-rules/{rule_id} 401 404 403 403 403 403 200 200 403 403 404 200 scp org:read
  PATCH       /orgs/{org}/robots/{robot}/trust-rules/{rule_id} 401 404 403 403 403 403 200 200 403 403 404 200 scp org:admin
  DELETE      /orgs/{org}/robots/{robot}/trust-rules/{rule_id} 401 404 403 403 403 403 204 204 403 403 404 204 scp org:admin
  DELETE      /orgs/{org}/robots/{robot}/trust-rules/{rule_id}#of-another 401 404 403 403 403 403 404 404 403 403 404 404 scp org:admin
  POST        /orgs/{org}/trust-rules/test           401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin

  GET         /repos                                 200  200  200  200  200  200  200  200  200  200  200  200  200  -
  POST        /repos                                 401  403  403  403  403  403  201  201  403  403  403  201  403  repo:admin
  POST        /repos#nowhere                         401  403  403  403  403  403  403  403  403  403  403  422  403  repo:admin
  GET         /orgs/{org}/repos                      200  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET         /orgs/{org}/trash                      401  404  403  403  403  403  200  200  403  403  404  200  scp  repo:admin
  GET         /orgs/{org}/tag-rules                  401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  POST        /orgs/{org}/tag-rules                  401  404  403  403  403  403  201  201  403  403  404  201  scp  org:admin
  DELETE      /orgs/{org}/tag-rules/{rule_id}        401  404  403  403  403  403  204  204  403  403  404  204  scp  org:admin
  GET         /orgs/{org}/retention/policy           401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  PUT         /orgs/{org}/retention/policy           401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  DELETE      /orgs/{org}/retention/policy           401  404  403  403  403  403  204  204  403  403  404  204  scp  org:admin
  GET         /orgs/{org}/retention/plans            401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  POST        /orgs/{org}/retention/plans            401  404  403  403  403  403  202  202  403  403  404  202  scp  org:admin
  GET         /orgs/{org}/retention/plans/{plan_id}  401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  GET         /orgs/{org}/retention/plans/{plan_id}/items 401  404  403  403  403  403  200  200  403  403  404  200  scp  org:admin
  POST        /orgs/{org}/retention/plans/{plan_id}/apply 401  404  403  403  403  403  202  202  403  403  404  202  scp  org:admin
  DELETE      /orgs/{org}/trash                      401  404  403  403  403  403  200  200  403  403  404  200  scp  repo:admin
  GET         /users/{username}/repos                200  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET         /users/{username}/trash                401  404  404  404  404  200  404  404  404  404  404  200  scp  repo:admin
  DELETE      /users/{username}/trash                401  404  404  404  404  200  404  404  404  404  404  200  scp  repo:admin
  GET         {repo}                                 401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  PATCH       {repo}                                 401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  DELETE      {repo}                                 401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  POST        {repo}/rename                          401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  POST        {repo}/transfer                        401  404  403  403  403  403  200  200  403  403  404  200  404  repo:admin
  POST        /repositories/{repository_id}/purge    401  404  404  404  204  404  204  204  404  404  404  204  404  repo:admin
  POST        /repositories/{repository_id}/restore  401  404  404  404  200  404  200  200  404  404  404  200  404  repo:admin
  GET         {repo}/tags                            401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  GET         {repo}/tags/{tag}                      401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  PUT         {repo}/tags/{tag}                      401  404  403  200  200  403  200  200  403  200  404  200  404  repo:write
  DELETE      {repo}/tags/{tag}                      401  404  403  403  204  403  204  204  403  403  404  204  404  repo:delete
  GET         {repo}/tags/{tag}/history              401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  POST        {repo}/tags/{tag}/restore              401  404  403  403  200  403  200  200  403  403  404  200  404  repo:delete
  GET         {repo}/tag-history                     401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  GET         {repo}/trash                           401  404  403  403  200  403  200  200  403  403  404  200  404  repo:delete
  POST        {repo}/trash/{trash_id}/restore        401  404  403  403  200  403  200  200  403  403  404  200  404  repo:delete
  DELETE      {repo}/trash                           401  404  403  403  200  403  200  200  403  403  404  200  404  repo:delete
  GET         {repo}/holds                           401  404  403  200  200  403  200  200  403  200  404  200  404  repo:read
  POST        {repo}/holds                           401  404  403  403  201  403  201  201  403  403  404  201  404  repo:admin
  DELETE      {repo}/holds/{hold_id}                 401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  GET         {repo}/tag-rules                       401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  POST        {repo}/tag-rules                       401  404  403  403  201  403  201  201  403  403  404  201  404  repo:admin
  DELETE      {repo}/tag-rules/{rule_id}             401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  GET         {repo}/retention/policy                401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  PUT         {repo}/retention/policy                401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  DELETE      {repo}/retention/policy                401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  GET         {repo}/retention/plans                 401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  POST        {repo}/retention/plans                 401  404  403  403  201  403  201  201  403  403  404  201  404  repo:admin
  GET         {repo}/retention/plans/{plan_id}       401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  GET         {repo}/retention/plans/{plan_id}/items 401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  POST        {repo}/retention/plans/{plan_id}/apply 401  404  403  403  202  403  202  202  403  403  404  202  404  repo:admin
  GET         {repo}/manifests                       401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  GET         {repo}/manifests/{digest}              401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  DELETE      {repo}/manifests/{digest}              401  404  403  403  204  403  204  204  403  403  404  204  404  repo:delete
  GET         {repo}/manifests/{digest}/referrers    401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  GET         {repo}/permissions                     401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  GET         {repo}/permissions/users/{name}        401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  PUT         {repo}/permissions/users/{name}        401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  DELETE      {repo}/permissions/users/{name}        401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  GET         {repo}/permissions/teams/{name}        401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  PUT         {repo}/permissions/teams/{name}        401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  DELETE      {repo}/permissions/teams/{name}        401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  GET         {repo}/permissions/robots/{name}       401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  PUT         {repo}/permissions/robots/{name}       401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  DELETE      {repo}/permissions/robots/{name}       401  404  403  403  204  403  204  204  403  403  404  204  404  repo:admin
  GET         {repo}/access                          401  404  200  200  200  200  200  200  200  200  404  200  404  repo:read
  GET         {repo}/access#of-another               401  404  403  403  200  403  200  200  403  403  404  200  404  repo:admin
  GET         /search                                200  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET         /search#tags                           200  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET         /search#digests                        200  200  200  200  200  200  200  200  200  200  200  200  200  -
  GET         /search#users                          200  200  200  200  200  200  200  200  200  200  200  200  200  user:read

  GET         /usage                                 401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /usage/namespaces                      401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /orgs/{org}/usage                      401  404  403  403  403  200  200  200  403  403  404  200  scp  org:read
  GET         /orgs/{org}/quota                      401  404  403  403  403  403  200  200  403  403  404  200  scp  org:read
  PUT         /orgs/{org}/quota                      401  403  403  403  403  403  403  403  403  403  403  200  scp  admin
  GET         /users/{username}/usage                401  404  404  404  404  200  404  404  404  404  404  200  scp  user:read
  GET         /users/{username}/quota                401  404  404  404  404  200  404  404  404  404  404  200  scp  user:read
  PUT         /users/{username}/quota                401  403  403  403  403  403  403  403  403  403  403  200  scp  admin

  GET         /audit                                 401  403  403  403  403  403  403  403  403  403  403  200  scp  audit:read
  GET         /audit/export                          401  403  403  403  403  403  403  403  403  403  403  200  scp  audit:read
  GET         /orgs/{org}/audit                      401  404  403  403  403  403  200  200  403  403  404  200  scp  audit:read
  GET         /orgs/{org}/audit/export               401  404  403  403  403  403  200  200  403  403  404  200  scp  audit:read
  GET         /user/audit                            401  200  200  200  200  200  200  200  403  403  403  200  scp  audit:read
  GET         /user/audit/export                     401  200  200  200  200  200  200  200  403  403  403  200  scp  audit:read
`);

/** What asks who may for a proof that is not old: a browser that was left open must not be enough. */
export const SENSITIVE: ReadonlySet<string> = new Set([
  "POST /users",
  "PATCH /users/{username}#is_admin",
  "PATCH /users/{username}#email",
  "DELETE /users/{username}",
  "POST /users/{username}/password",
  "PATCH /user#email",
  "POST /second-factors/totp/begin",
  "POST /second-factors/recovery-codes",
  "POST /passkeys/begin",
  "DELETE /passkeys/{passkey_id}",
  "DELETE /passkeys/{passkey_id}#of-another",
  "POST /tokens",
  "POST /orgs/{org}/rename",
  "DELETE /orgs/{org}",
  "PUT /orgs/{org}/members/{username}#promote",
  "POST /orgs/{org}/invitations#owner",
  "POST /orgs/{org}/robots/{robot}/tokens",
  "POST /orgs/{org}/robots/{robot}/tokens#wide",
  "POST /orgs/{org}/robots/{robot}/tokens/{token_id}/rotate",
  "POST /orgs/{org}/robots/{robot}/trust-rules",
  "PATCH /orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
  "POST {repo}/transfer",
  "POST /admin/directory/trace",
]);

/** Not what is in the trash: that is nobody's to see. */
export const NAMES_REPOSITORY = /\{repository\}|\{repository_id\}(?!\/(?:restore|purge)$)/;

/**
 * What everybody may do with a public repository. Everything else with a repository in its path is refused there too: without
 * credentials with 401, and 403 for who has some.
 */
export const OPEN_TO_ALL: ReadonlySet<string> = new Set([
  "GET,HEAD /v2/{repository}/_oci/ext/discover",
  "GET,HEAD /v2/{repository}/blobs/{digest}",
  "GET,HEAD /v2/{repository}/manifests/{reference}",
  "GET,HEAD /v2/{repository}/tags/list",
  "GET,HEAD /v2/{repository}/referrers/{digest}",
  "GET,HEAD /v2/{repository}/blobs/uploads/{upload}",
  "GET {repo}",
  "GET {repo}/tags",
  "GET {repo}/tags/{tag}",
  "GET {repo}/tags/{tag}/history",
  "GET {repo}/tag-history",
  "GET {repo}/tag-rules",
  "GET {repo}/manifests",
  "GET {repo}/manifests/{digest}",
  "GET {repo}/manifests/{digest}/referrers",
  "GET {repo}/access",
]);

/** What the token endpoint grants who asks for everything on the repository. */
export const GRANTED: Readonly<Record<Column, string>> = {
  anon: "",
  outs: "",
  read: "pull",
  writ: "pull,push",
  radm: "pull,push,delete",
  memb: "pull",
  oadm: "pull,push,delete",
  ownr: "pull,push,delete",
  robr: "pull",
  robw: "pull,push",
  robx: "",
  site: "pull,push,delete",
  limd: "",
};

/** Anybody may ask here: it is the answer that depends on who. */
export const TOKEN_ENDPOINT = [
  "GET /auth/token",
  "POST /auth/token",
  "GET,HEAD /.well-known/jwks.json",
  "GET /auth/oidc/start",
  "GET /auth/oidc/callback",
  "POST /auth/oidc/logout",
];

function table(text: string): Row[] {
  const [header = "", ...lines] = text
    .trim()
    .split("\n")
    .map((line) => line.trim());
  const names = Object.keys(COLUMNS) as Column[];
  if (header.split(/ +/).join() !== [...names, "scope"].join()) throw new Error(`the columns are not those of callers.ts: ${header}`);
  return lines.filter((line) => line !== "").flatMap((line) => rowsOf(line, names));
}

function rowsOf(line: string, names: readonly Column[]): Row[] {
  const [methods = "", place = "", ...rest] = line.split(/ +/);
  const [path = "", variant = ""] = place.split("#");
  const [scope = "", without = "", withIt = ""] = rest.pop()!.split("/");
  if (rest.length !== names.length) throw new Error(`${methods} ${path} has ${rest.length} cells instead of ${names.length}`);
  const cells = Object.fromEntries(names.map((name, index) => [name, rest[index]!])) as Row["cells"];
  const row = { methods: methods.split(","), variant, cells, scope: scope === "-" ? undefined : (scope as TokenScope), without, withIt };
  if (!path.startsWith("{repo}")) return [{ ...row, path: path === "(root)" ? "" : path }];
  return ["/repos/{namespace}/{repository}", "/repositories/{repository_id}"].map((root) => ({
    ...row,
    path: path.replace("{repo}", root),
  }));
}

/** As the tables write it: `{repo}` for both ways to name a repository. */
export function shortNameOf({ methods, path, variant }: Row): string {
  const short = path.replace(/^\/(?:repos\/\{namespace\}\/\{repository\}|repositories\/\{repository_id\})/, "{repo}");
  return `${methods.join(",")} ${short}${variant === "" ? "" : `#${variant}`}`;
}

export function isReading({ methods }: Row): boolean {
  return methods.includes("GET");
}

export function nameOf({ methods, path }: { readonly methods: readonly string[]; readonly path: string }): string {
  return `${methods.join(",")} ${path}`;
}
