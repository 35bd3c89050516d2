// @ts-nocheck
// Generated from openapi/management.json by npm run generate.

import type { Client, ClientMeta, Options as Options2, RequestResult, TDataShape } from "./client";
import { client } from "./client.gen";
import type {
  AcceptInvitationData,
  AcceptInvitationErrors,
  AcceptInvitationResponses,
  AddTeamMemberData,
  AddTeamMemberErrors,
  AddTeamMemberResponses,
  ApplyOrganizationRetentionPlanData,
  ApplyOrganizationRetentionPlanErrors,
  ApplyOrganizationRetentionPlanResponses,
  ApplyRetentionPlanByIdData,
  ApplyRetentionPlanByIdErrors,
  ApplyRetentionPlanByIdResponses,
  ApplyRetentionPlanData,
  ApplyRetentionPlanErrors,
  ApplyRetentionPlanResponses,
  BeginPasskeyData,
  BeginPasskeyErrors,
  BeginPasskeyResponses,
  BeginPasskeySignInData,
  BeginPasskeySignInErrors,
  BeginPasskeySignInResponses,
  BeginTotpData,
  BeginTotpErrors,
  BeginTotpResponses,
  CancelGcRunData,
  CancelGcRunErrors,
  CancelGcRunResponses,
  CancelJobData,
  CancelJobErrors,
  CancelJobResponses,
  CancelStorageVerificationData,
  CancelStorageVerificationErrors,
  CancelStorageVerificationResponses,
  ChangePasswordData,
  ChangePasswordErrors,
  ChangePasswordResponses,
  ConfirmTotpData,
  ConfirmTotpErrors,
  ConfirmTotpResponses,
  CreateHoldByIdData,
  CreateHoldByIdErrors,
  CreateHoldByIdResponses,
  CreateHoldData,
  CreateHoldErrors,
  CreateHoldResponses,
  CreateInvitationData,
  CreateInvitationErrors,
  CreateInvitationResponses,
  CreateOrganizationData,
  CreateOrganizationErrors,
  CreateOrganizationResponses,
  CreateOrganizationRetentionPlanData,
  CreateOrganizationRetentionPlanErrors,
  CreateOrganizationRetentionPlanResponses,
  CreateOrganizationTagRuleData,
  CreateOrganizationTagRuleErrors,
  CreateOrganizationTagRuleResponses,
  CreatePasskeyData,
  CreatePasskeyErrors,
  CreatePasskeyResponses,
  CreateRepositoryData,
  CreateRepositoryErrors,
  CreateRepositoryResponses,
  CreateRetentionPlanByIdData,
  CreateRetentionPlanByIdErrors,
  CreateRetentionPlanByIdResponses,
  CreateRetentionPlanData,
  CreateRetentionPlanErrors,
  CreateRetentionPlanResponses,
  CreateRobotData,
  CreateRobotErrors,
  CreateRobotResponses,
  CreateRobotTokenData,
  CreateRobotTokenErrors,
  CreateRobotTokenResponses,
  CreateSessionTokensData,
  CreateSessionTokensErrors,
  CreateSessionTokensResponses,
  CreateSiteInvitationData,
  CreateSiteInvitationErrors,
  CreateSiteInvitationResponses,
  CreateTagRuleByIdData,
  CreateTagRuleByIdErrors,
  CreateTagRuleByIdResponses,
  CreateTagRuleData,
  CreateTagRuleErrors,
  CreateTagRuleResponses,
  CreateTeamData,
  CreateTeamErrors,
  CreateTeamResponses,
  CreateTokenData,
  CreateTokenErrors,
  CreateTokenResponses,
  CreateTrustRuleData,
  CreateTrustRuleErrors,
  CreateTrustRuleResponses,
  CreateUserData,
  CreateUserErrors,
  CreateUserResponses,
  DeleteManifestByIdData,
  DeleteManifestByIdErrors,
  DeleteManifestByIdResponses,
  DeleteManifestData,
  DeleteManifestErrors,
  DeleteManifestResponses,
  DeleteOrganizationData,
  DeleteOrganizationErrors,
  DeleteOrganizationResponses,
  DeleteOrganizationRetentionPolicyData,
  DeleteOrganizationRetentionPolicyErrors,
  DeleteOrganizationRetentionPolicyResponses,
  DeleteOrganizationTagRuleData,
  DeleteOrganizationTagRuleErrors,
  DeleteOrganizationTagRuleResponses,
  DeletePasskeyData,
  DeletePasskeyErrors,
  DeletePasskeyResponses,
  DeleteRepositoryByIdData,
  DeleteRepositoryByIdErrors,
  DeleteRepositoryByIdResponses,
  DeleteRepositoryData,
  DeleteRepositoryErrors,
  DeleteRepositoryResponses,
  DeleteRepositoryTagByIdData,
  DeleteRepositoryTagByIdErrors,
  DeleteRepositoryTagByIdResponses,
  DeleteRepositoryTagData,
  DeleteRepositoryTagErrors,
  DeleteRepositoryTagResponses,
  DeleteRetentionPolicyByIdData,
  DeleteRetentionPolicyByIdErrors,
  DeleteRetentionPolicyByIdResponses,
  DeleteRetentionPolicyData,
  DeleteRetentionPolicyErrors,
  DeleteRetentionPolicyResponses,
  DeleteRobotData,
  DeleteRobotErrors,
  DeleteRobotResponses,
  DeleteTagRuleByIdData,
  DeleteTagRuleByIdErrors,
  DeleteTagRuleByIdResponses,
  DeleteTagRuleData,
  DeleteTagRuleErrors,
  DeleteTagRuleResponses,
  DeleteTeamData,
  DeleteTeamErrors,
  DeleteTeamResponses,
  DeleteTrustRuleData,
  DeleteTrustRuleErrors,
  DeleteTrustRuleResponses,
  DeleteUserData,
  DeleteUserErrors,
  DeleteUserResponses,
  DisableTotpData,
  DisableTotpErrors,
  DisableTotpResponses,
  DisableUserData,
  DisableUserErrors,
  DisableUserResponses,
  EmptyOrganizationTrashData,
  EmptyOrganizationTrashErrors,
  EmptyOrganizationTrashResponses,
  EmptyTrashByIdData,
  EmptyTrashByIdErrors,
  EmptyTrashByIdResponses,
  EmptyTrashData,
  EmptyTrashErrors,
  EmptyTrashResponses,
  EmptyUserTrashData,
  EmptyUserTrashErrors,
  EmptyUserTrashResponses,
  EnableUserData,
  EnableUserErrors,
  EnableUserResponses,
  ExplainAccessByIdData,
  ExplainAccessByIdErrors,
  ExplainAccessByIdResponses,
  ExplainAccessData,
  ExplainAccessErrors,
  ExplainAccessResponses,
  ExportAuditData,
  ExportAuditErrors,
  ExportAuditResponses,
  ExportOrganizationAuditData,
  ExportOrganizationAuditErrors,
  ExportOrganizationAuditResponses,
  ExportOwnAuditData,
  ExportOwnAuditErrors,
  ExportOwnAuditResponses,
  ForgotPasswordData,
  ForgotPasswordErrors,
  ForgotPasswordResponses,
  GetCurrentUserData,
  GetCurrentUserErrors,
  GetCurrentUserResponses,
  GetGcRunData,
  GetGcRunErrors,
  GetGcRunResponses,
  GetGcStatusData,
  GetGcStatusErrors,
  GetGcStatusResponses,
  GetInstallationData,
  GetInstallationErrors,
  GetInstallationResponses,
  GetInstallationUsageData,
  GetInstallationUsageErrors,
  GetInstallationUsageResponses,
  GetJobData,
  GetJobErrors,
  GetJobResponses,
  GetManifestByIdData,
  GetManifestByIdErrors,
  GetManifestByIdResponses,
  GetManifestData,
  GetManifestErrors,
  GetManifestResponses,
  GetMemberData,
  GetMemberErrors,
  GetMemberResponses,
  GetOrganizationData,
  GetOrganizationErrors,
  GetOrganizationQuotaData,
  GetOrganizationQuotaErrors,
  GetOrganizationQuotaResponses,
  GetOrganizationResponses,
  GetOrganizationRetentionPlanData,
  GetOrganizationRetentionPlanErrors,
  GetOrganizationRetentionPlanResponses,
  GetOrganizationRetentionPolicyData,
  GetOrganizationRetentionPolicyErrors,
  GetOrganizationRetentionPolicyResponses,
  GetOrganizationRobotPermissionData,
  GetOrganizationRobotPermissionErrors,
  GetOrganizationRobotPermissionResponses,
  GetOrganizationTeamPermissionData,
  GetOrganizationTeamPermissionErrors,
  GetOrganizationTeamPermissionResponses,
  GetOrganizationUsageData,
  GetOrganizationUsageErrors,
  GetOrganizationUsageResponses,
  GetRepositoryByIdData,
  GetRepositoryByIdErrors,
  GetRepositoryByIdResponses,
  GetRepositoryData,
  GetRepositoryErrors,
  GetRepositoryResponses,
  GetRepositoryTagByIdData,
  GetRepositoryTagByIdErrors,
  GetRepositoryTagByIdResponses,
  GetRepositoryTagData,
  GetRepositoryTagErrors,
  GetRepositoryTagResponses,
  GetRetentionPlanByIdData,
  GetRetentionPlanByIdErrors,
  GetRetentionPlanByIdResponses,
  GetRetentionPlanData,
  GetRetentionPlanErrors,
  GetRetentionPlanResponses,
  GetRetentionPolicyByIdData,
  GetRetentionPolicyByIdErrors,
  GetRetentionPolicyByIdResponses,
  GetRetentionPolicyData,
  GetRetentionPolicyErrors,
  GetRetentionPolicyResponses,
  GetRobotData,
  GetRobotErrors,
  GetRobotPermissionByIdData,
  GetRobotPermissionByIdErrors,
  GetRobotPermissionByIdResponses,
  GetRobotPermissionData,
  GetRobotPermissionErrors,
  GetRobotPermissionResponses,
  GetRobotResponses,
  GetRobotTokenData,
  GetRobotTokenErrors,
  GetRobotTokenResponses,
  GetSecondFactorsData,
  GetSecondFactorsErrors,
  GetSecondFactorsResponses,
  GetStorageData,
  GetStorageErrors,
  GetStorageResponses,
  GetStorageVerificationData,
  GetStorageVerificationErrors,
  GetStorageVerificationResponses,
  GetTeamData,
  GetTeamErrors,
  GetTeamPermissionByIdData,
  GetTeamPermissionByIdErrors,
  GetTeamPermissionByIdResponses,
  GetTeamPermissionData,
  GetTeamPermissionErrors,
  GetTeamPermissionResponses,
  GetTeamResponses,
  GetTokenData,
  GetTokenErrors,
  GetTokenResponses,
  GetTrustRuleData,
  GetTrustRuleErrors,
  GetTrustRuleResponses,
  GetUserData,
  GetUserErrors,
  GetUserPermissionByIdData,
  GetUserPermissionByIdErrors,
  GetUserPermissionByIdResponses,
  GetUserPermissionData,
  GetUserPermissionErrors,
  GetUserPermissionResponses,
  GetUserQuotaData,
  GetUserQuotaErrors,
  GetUserQuotaResponses,
  GetUserResponses,
  GetUserUsageData,
  GetUserUsageErrors,
  GetUserUsageResponses,
  ListAuditData,
  ListAuditErrors,
  ListAuditResponses,
  ListDamagedBlobsData,
  ListDamagedBlobsErrors,
  ListDamagedBlobsResponses,
  ListGcRunsData,
  ListGcRunsErrors,
  ListGcRunsResponses,
  ListHoldsByIdData,
  ListHoldsByIdErrors,
  ListHoldsByIdResponses,
  ListHoldsData,
  ListHoldsErrors,
  ListHoldsResponses,
  ListInvitationsData,
  ListInvitationsErrors,
  ListInvitationsResponses,
  ListJobsData,
  ListJobsErrors,
  ListJobsResponses,
  ListManifestsByIdData,
  ListManifestsByIdErrors,
  ListManifestsByIdResponses,
  ListManifestsData,
  ListManifestsErrors,
  ListManifestsResponses,
  ListMembersData,
  ListMembersErrors,
  ListMembersResponses,
  ListNamespaceUsageData,
  ListNamespaceUsageErrors,
  ListNamespaceUsageResponses,
  ListOrganizationAuditData,
  ListOrganizationAuditErrors,
  ListOrganizationAuditResponses,
  ListOrganizationPermissionsData,
  ListOrganizationPermissionsErrors,
  ListOrganizationPermissionsResponses,
  ListOrganizationRepositoriesData,
  ListOrganizationRepositoriesErrors,
  ListOrganizationRepositoriesResponses,
  ListOrganizationRetentionPlanItemsData,
  ListOrganizationRetentionPlanItemsErrors,
  ListOrganizationRetentionPlanItemsResponses,
  ListOrganizationRetentionPlansData,
  ListOrganizationRetentionPlansErrors,
  ListOrganizationRetentionPlansResponses,
  ListOrganizationsData,
  ListOrganizationsErrors,
  ListOrganizationsResponses,
  ListOrganizationTagRulesData,
  ListOrganizationTagRulesErrors,
  ListOrganizationTagRulesResponses,
  ListOrganizationTrashData,
  ListOrganizationTrashErrors,
  ListOrganizationTrashResponses,
  ListOwnAuditData,
  ListOwnAuditErrors,
  ListOwnAuditResponses,
  ListPasskeysData,
  ListPasskeysErrors,
  ListPasskeysResponses,
  ListPermissionsByIdData,
  ListPermissionsByIdErrors,
  ListPermissionsByIdResponses,
  ListPermissionsData,
  ListPermissionsErrors,
  ListPermissionsResponses,
  ListReferrersByIdData,
  ListReferrersByIdErrors,
  ListReferrersByIdResponses,
  ListReferrersData,
  ListReferrersErrors,
  ListReferrersResponses,
  ListRepositoriesData,
  ListRepositoriesErrors,
  ListRepositoriesResponses,
  ListRepositoryTagHistoryByIdData,
  ListRepositoryTagHistoryByIdErrors,
  ListRepositoryTagHistoryByIdResponses,
  ListRepositoryTagHistoryData,
  ListRepositoryTagHistoryErrors,
  ListRepositoryTagHistoryResponses,
  ListRepositoryTagsByIdData,
  ListRepositoryTagsByIdErrors,
  ListRepositoryTagsByIdResponses,
  ListRepositoryTagsData,
  ListRepositoryTagsErrors,
  ListRepositoryTagsHistoryByIdData,
  ListRepositoryTagsHistoryByIdErrors,
  ListRepositoryTagsHistoryByIdResponses,
  ListRepositoryTagsHistoryData,
  ListRepositoryTagsHistoryErrors,
  ListRepositoryTagsHistoryResponses,
  ListRepositoryTagsResponses,
  ListRetentionPlanItemsByIdData,
  ListRetentionPlanItemsByIdErrors,
  ListRetentionPlanItemsByIdResponses,
  ListRetentionPlanItemsData,
  ListRetentionPlanItemsErrors,
  ListRetentionPlanItemsResponses,
  ListRetentionPlansByIdData,
  ListRetentionPlansByIdErrors,
  ListRetentionPlansByIdResponses,
  ListRetentionPlansData,
  ListRetentionPlansErrors,
  ListRetentionPlansResponses,
  ListRobotsData,
  ListRobotsErrors,
  ListRobotsResponses,
  ListRobotTokensData,
  ListRobotTokensErrors,
  ListRobotTokensResponses,
  ListSessionsData,
  ListSessionsErrors,
  ListSessionsResponses,
  ListSignInMethodsData,
  ListSignInMethodsErrors,
  ListSignInMethodsResponses,
  ListSiteInvitationsData,
  ListSiteInvitationsErrors,
  ListSiteInvitationsResponses,
  ListStorageVerificationsData,
  ListStorageVerificationsErrors,
  ListStorageVerificationsResponses,
  ListTagRulesByIdData,
  ListTagRulesByIdErrors,
  ListTagRulesByIdResponses,
  ListTagRulesData,
  ListTagRulesErrors,
  ListTagRulesResponses,
  ListTeamMembersData,
  ListTeamMembersErrors,
  ListTeamMembersResponses,
  ListTeamsData,
  ListTeamsErrors,
  ListTeamsResponses,
  ListTokensData,
  ListTokensErrors,
  ListTokensResponses,
  ListTrashByIdData,
  ListTrashByIdErrors,
  ListTrashByIdResponses,
  ListTrashData,
  ListTrashErrors,
  ListTrashResponses,
  ListTrustRulesData,
  ListTrustRulesErrors,
  ListTrustRulesResponses,
  ListUserRepositoriesData,
  ListUserRepositoriesErrors,
  ListUserRepositoriesResponses,
  ListUsersData,
  ListUsersErrors,
  ListUsersResponses,
  ListUserTokensData,
  ListUserTokensErrors,
  ListUserTokensResponses,
  ListUserTrashData,
  ListUserTrashErrors,
  ListUserTrashResponses,
  PurgeRepositoryData,
  PurgeRepositoryErrors,
  PurgeRepositoryResponses,
  PutMemberData,
  PutMemberErrors,
  PutMemberResponses,
  PutOrganizationRetentionPolicyData,
  PutOrganizationRetentionPolicyErrors,
  PutOrganizationRetentionPolicyResponses,
  PutOrganizationRobotPermissionData,
  PutOrganizationRobotPermissionErrors,
  PutOrganizationRobotPermissionResponses,
  PutOrganizationTeamPermissionData,
  PutOrganizationTeamPermissionErrors,
  PutOrganizationTeamPermissionResponses,
  PutRetentionPolicyByIdData,
  PutRetentionPolicyByIdErrors,
  PutRetentionPolicyByIdResponses,
  PutRetentionPolicyData,
  PutRetentionPolicyErrors,
  PutRetentionPolicyResponses,
  PutRobotPermissionByIdData,
  PutRobotPermissionByIdErrors,
  PutRobotPermissionByIdResponses,
  PutRobotPermissionData,
  PutRobotPermissionErrors,
  PutRobotPermissionResponses,
  PutTeamPermissionByIdData,
  PutTeamPermissionByIdErrors,
  PutTeamPermissionByIdResponses,
  PutTeamPermissionData,
  PutTeamPermissionErrors,
  PutTeamPermissionResponses,
  PutUserPermissionByIdData,
  PutUserPermissionByIdErrors,
  PutUserPermissionByIdResponses,
  PutUserPermissionData,
  PutUserPermissionErrors,
  PutUserPermissionResponses,
  ReauthenticateData,
  ReauthenticateErrors,
  ReauthenticateResponses,
  RegisterData,
  RegisterErrors,
  RegisterResponses,
  ReleaseHoldByIdData,
  ReleaseHoldByIdErrors,
  ReleaseHoldByIdResponses,
  ReleaseHoldData,
  ReleaseHoldErrors,
  ReleaseHoldResponses,
  RemoveMemberData,
  RemoveMemberErrors,
  RemoveMemberResponses,
  RemoveOrganizationRobotPermissionData,
  RemoveOrganizationRobotPermissionErrors,
  RemoveOrganizationRobotPermissionResponses,
  RemoveOrganizationTeamPermissionData,
  RemoveOrganizationTeamPermissionErrors,
  RemoveOrganizationTeamPermissionResponses,
  RemoveRobotPermissionByIdData,
  RemoveRobotPermissionByIdErrors,
  RemoveRobotPermissionByIdResponses,
  RemoveRobotPermissionData,
  RemoveRobotPermissionErrors,
  RemoveRobotPermissionResponses,
  RemoveTeamMemberData,
  RemoveTeamMemberErrors,
  RemoveTeamMemberResponses,
  RemoveTeamPermissionByIdData,
  RemoveTeamPermissionByIdErrors,
  RemoveTeamPermissionByIdResponses,
  RemoveTeamPermissionData,
  RemoveTeamPermissionErrors,
  RemoveTeamPermissionResponses,
  RemoveUserPermissionByIdData,
  RemoveUserPermissionByIdErrors,
  RemoveUserPermissionByIdResponses,
  RemoveUserPermissionData,
  RemoveUserPermissionErrors,
  RemoveUserPermissionResponses,
  RenameOrganizationData,
  RenameOrganizationErrors,
  RenameOrganizationResponses,
  RenamePasskeyData,
  RenamePasskeyErrors,
  RenamePasskeyResponses,
  RenameRepositoryByIdData,
  RenameRepositoryByIdErrors,
  RenameRepositoryByIdResponses,
  RenameRepositoryData,
  RenameRepositoryErrors,
  RenameRepositoryResponses,
  RenewRecoveryCodesData,
  RenewRecoveryCodesErrors,
  RenewRecoveryCodesResponses,
  ResetPasswordData,
  ResetPasswordErrors,
  ResetPasswordResponses,
  ResetUserPasswordData,
  ResetUserPasswordErrors,
  ResetUserPasswordResponses,
  RestoreFromTrashByIdData,
  RestoreFromTrashByIdErrors,
  RestoreFromTrashByIdResponses,
  RestoreFromTrashData,
  RestoreFromTrashErrors,
  RestoreFromTrashResponses,
  RestoreOrganizationData,
  RestoreOrganizationErrors,
  RestoreOrganizationResponses,
  RestoreRepositoryData,
  RestoreRepositoryErrors,
  RestoreRepositoryResponses,
  RestoreRepositoryTagByIdData,
  RestoreRepositoryTagByIdErrors,
  RestoreRepositoryTagByIdResponses,
  RestoreRepositoryTagData,
  RestoreRepositoryTagErrors,
  RestoreRepositoryTagResponses,
  RevokeInvitationData,
  RevokeInvitationErrors,
  RevokeInvitationResponses,
  RevokeOtherSessionsData,
  RevokeOtherSessionsErrors,
  RevokeOtherSessionsResponses,
  RevokeRobotTokenData,
  RevokeRobotTokenErrors,
  RevokeRobotTokenResponses,
  RevokeSessionData,
  RevokeSessionErrors,
  RevokeSessionResponses,
  RevokeSiteInvitationData,
  RevokeSiteInvitationErrors,
  RevokeSiteInvitationResponses,
  RevokeTokenData,
  RevokeTokenErrors,
  RevokeTokenResponses,
  RevokeUserTokenData,
  RevokeUserTokenErrors,
  RevokeUserTokenResponses,
  RotateRobotTokenData,
  RotateRobotTokenErrors,
  RotateRobotTokenResponses,
  SearchData,
  SearchErrors,
  SearchResponses,
  SetOrganizationQuotaData,
  SetOrganizationQuotaErrors,
  SetOrganizationQuotaResponses,
  SetRepositoryTagByIdData,
  SetRepositoryTagByIdErrors,
  SetRepositoryTagByIdResponses,
  SetRepositoryTagData,
  SetRepositoryTagErrors,
  SetRepositoryTagResponses,
  SetUserQuotaData,
  SetUserQuotaErrors,
  SetUserQuotaResponses,
  SignInData,
  SignInErrors,
  SignInResponses,
  SignInWithCodeData,
  SignInWithCodeErrors,
  SignInWithCodeResponses,
  SignInWithPasskeyData,
  SignInWithPasskeyErrors,
  SignInWithPasskeyResponses,
  SignOutData,
  SignOutErrors,
  SignOutResponses,
  StartGcRunData,
  StartGcRunErrors,
  StartGcRunResponses,
  StartStorageVerificationData,
  StartStorageVerificationErrors,
  StartStorageVerificationResponses,
  TestTrustRulesData,
  TestTrustRulesErrors,
  TestTrustRulesResponses,
  TraceDirectorySignInData,
  TraceDirectorySignInErrors,
  TraceDirectorySignInResponses,
  TransferRepositoryByIdData,
  TransferRepositoryByIdErrors,
  TransferRepositoryByIdResponses,
  TransferRepositoryData,
  TransferRepositoryErrors,
  TransferRepositoryResponses,
  UpdateCurrentUserData,
  UpdateCurrentUserErrors,
  UpdateCurrentUserResponses,
  UpdateOrganizationData,
  UpdateOrganizationErrors,
  UpdateOrganizationResponses,
  UpdateRepositoryByIdData,
  UpdateRepositoryByIdErrors,
  UpdateRepositoryByIdResponses,
  UpdateRepositoryData,
  UpdateRepositoryErrors,
  UpdateRepositoryResponses,
  UpdateRobotData,
  UpdateRobotErrors,
  UpdateRobotResponses,
  UpdateTeamData,
  UpdateTeamErrors,
  UpdateTeamResponses,
  UpdateTrustRuleData,
  UpdateTrustRuleErrors,
  UpdateTrustRuleResponses,
  UpdateUserData,
  UpdateUserErrors,
  UpdateUserResponses,
  VerifyEmailData,
  VerifyEmailErrors,
  VerifyEmailResponses,
} from "./types.gen";

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

/**
 * List the repositories that the caller may read
 */
export const listRepositories = <ThrowOnError extends boolean = false>(
  options?: Options<ListRepositoriesData, ThrowOnError>,
): RequestResult<ListRepositoriesResponses, ListRepositoriesErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListRepositoriesResponses, ListRepositoriesErrors, ThrowOnError>({ url: "/api/v1/repos", ...options });

/**
 * Create a repository
 *
 * The first push creates one too. Who may: owners of the namespace, and those whom it allows to.
 */
export const createRepository = <ThrowOnError extends boolean = false>(
  options: Options<CreateRepositoryData, ThrowOnError>,
): RequestResult<CreateRepositoryResponses, CreateRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateRepositoryResponses, CreateRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the repositories of an organization that the caller may read
 *
 * Empty also for an organization that does not exist.
 */
export const listOrganizationRepositories = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationRepositoriesData, ThrowOnError>,
): RequestResult<ListOrganizationRepositoriesResponses, ListOrganizationRepositoriesErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationRepositoriesResponses, ListOrganizationRepositoriesErrors, ThrowOnError>({
    url: "/api/v1/orgs/{org}/repos",
    ...options,
  });

/**
 * List the repositories of a user that the caller may read
 *
 * Empty also for a user who does not exist.
 */
export const listUserRepositories = <ThrowOnError extends boolean = false>(
  options: Options<ListUserRepositoriesData, ThrowOnError>,
): RequestResult<ListUserRepositoriesResponses, ListUserRepositoriesErrors, ThrowOnError> =>
  (options.client ?? client).get<ListUserRepositoriesResponses, ListUserRepositoriesErrors, ThrowOnError>({
    url: "/api/v1/users/{username}/repos",
    ...options,
  });

/**
 * Move a repository to the trash
 *
 * Its name is free at once. What it holds is kept until it is restored or the trash is emptied. A `conflict` while a hold is on it.
 */
export const deleteRepository = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRepositoryData, ThrowOnError>,
): RequestResult<DeleteRepositoryResponses, DeleteRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRepositoryResponses, DeleteRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}",
    ...options,
  });

/**
 * Get a repository
 *
 * By a name that it had until recently, too: the answer has its name of today.
 */
export const getRepository = <ThrowOnError extends boolean = false>(
  options: Options<GetRepositoryData, ThrowOnError>,
): RequestResult<GetRepositoryResponses, GetRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRepositoryResponses, GetRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}",
    ...options,
  });

/**
 * Change a repository's settings
 */
export const updateRepository = <ThrowOnError extends boolean = false>(
  options: Options<UpdateRepositoryData, ThrowOnError>,
): RequestResult<UpdateRepositoryResponses, UpdateRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateRepositoryResponses, UpdateRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * Move a repository to the trash (repository by id)
 *
 * Its name is free at once. What it holds is kept until it is restored or the trash is emptied. A `conflict` while a hold is on it.
 */
export const deleteRepositoryById = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRepositoryByIdData, ThrowOnError>,
): RequestResult<DeleteRepositoryByIdResponses, DeleteRepositoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRepositoryByIdResponses, DeleteRepositoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}",
    ...options,
  });

/**
 * Get a repository (repository by id)
 *
 * By a name that it had until recently, too: the answer has its name of today.
 */
export const getRepositoryById = <ThrowOnError extends boolean = false>(
  options: Options<GetRepositoryByIdData, ThrowOnError>,
): RequestResult<GetRepositoryByIdResponses, GetRepositoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRepositoryByIdResponses, GetRepositoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}",
    ...options,
  });

/**
 * Change a repository's settings (repository by id)
 */
export const updateRepositoryById = <ThrowOnError extends boolean = false>(
  options: Options<UpdateRepositoryByIdData, ThrowOnError>,
): RequestResult<UpdateRepositoryByIdResponses, UpdateRepositoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateRepositoryByIdResponses, UpdateRepositoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * Rename a repository within its namespace
 *
 * For a while what is pulled or read under the old name comes from here; pushing under it is refused.
 */
export const renameRepository = <ThrowOnError extends boolean = false>(
  options: Options<RenameRepositoryData, ThrowOnError>,
): RequestResult<RenameRepositoryResponses, RenameRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).post<RenameRepositoryResponses, RenameRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/rename",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Rename a repository within its namespace (repository by id)
 *
 * For a while what is pulled or read under the old name comes from here; pushing under it is refused.
 */
export const renameRepositoryById = <ThrowOnError extends boolean = false>(
  options: Options<RenameRepositoryByIdData, ThrowOnError>,
): RequestResult<RenameRepositoryByIdResponses, RenameRepositoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<RenameRepositoryByIdResponses, RenameRepositoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/rename",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Move a repository to another namespace
 *
 * For administrators of the namespace that it leaves who may create repositories in the other one. Nothing that was granted on it goes along, and no token that was limited to it reaches it. The old name leads to the new one for a while.
 */
export const transferRepository = <ThrowOnError extends boolean = false>(
  options: Options<TransferRepositoryData, ThrowOnError>,
): RequestResult<TransferRepositoryResponses, TransferRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).post<TransferRepositoryResponses, TransferRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/transfer",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Move a repository to another namespace (repository by id)
 *
 * For administrators of the namespace that it leaves who may create repositories in the other one. Nothing that was granted on it goes along, and no token that was limited to it reaches it. The old name leads to the new one for a while.
 */
export const transferRepositoryById = <ThrowOnError extends boolean = false>(
  options: Options<TransferRepositoryByIdData, ThrowOnError>,
): RequestResult<TransferRepositoryByIdResponses, TransferRepositoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<TransferRepositoryByIdResponses, TransferRepositoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/transfer",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Remove the deleted repositories of an organization for good
 *
 * But for those in which something is held.
 */
export const emptyOrganizationTrash = <ThrowOnError extends boolean = false>(
  options: Options<EmptyOrganizationTrashData, ThrowOnError>,
): RequestResult<EmptyOrganizationTrashResponses, EmptyOrganizationTrashErrors, ThrowOnError> =>
  (options.client ?? client).delete<EmptyOrganizationTrashResponses, EmptyOrganizationTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/trash",
    ...options,
  });

/**
 * List the deleted repositories of an organization
 */
export const listOrganizationTrash = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationTrashData, ThrowOnError>,
): RequestResult<ListOrganizationTrashResponses, ListOrganizationTrashErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationTrashResponses, ListOrganizationTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/trash",
    ...options,
  });

/**
 * Remove the deleted repositories of a user for good
 *
 * But for those in which something is held.
 */
export const emptyUserTrash = <ThrowOnError extends boolean = false>(
  options: Options<EmptyUserTrashData, ThrowOnError>,
): RequestResult<EmptyUserTrashResponses, EmptyUserTrashErrors, ThrowOnError> =>
  (options.client ?? client).delete<EmptyUserTrashResponses, EmptyUserTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/trash",
    ...options,
  });

/**
 * List the deleted repositories of a user
 */
export const listUserTrash = <ThrowOnError extends boolean = false>(
  options: Options<ListUserTrashData, ThrowOnError>,
): RequestResult<ListUserTrashResponses, ListUserTrashErrors, ThrowOnError> =>
  (options.client ?? client).get<ListUserTrashResponses, ListUserTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/trash",
    ...options,
  });

/**
 * Restore a deleted repository
 *
 * For who could have deleted it.
 */
export const restoreRepository = <ThrowOnError extends boolean = false>(
  options: Options<RestoreRepositoryData, ThrowOnError>,
): RequestResult<RestoreRepositoryResponses, RestoreRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).post<RestoreRepositoryResponses, RestoreRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/restore",
    ...options,
  });

/**
 * Remove a deleted repository for good
 *
 * For who could have deleted it. What it holds goes in the background. A `conflict` while a hold is on it.
 */
export const purgeRepository = <ThrowOnError extends boolean = false>(
  options: Options<PurgeRepositoryData, ThrowOnError>,
): RequestResult<PurgeRepositoryResponses, PurgeRepositoryErrors, ThrowOnError> =>
  (options.client ?? client).post<PurgeRepositoryResponses, PurgeRepositoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/purge",
    ...options,
  });

/**
 * List what was granted on a repository
 *
 * Roles, what was granted on the whole organization, and its default for members come on top.
 */
export const listPermissions = <ThrowOnError extends boolean = false>(
  options: Options<ListPermissionsData, ThrowOnError>,
): RequestResult<ListPermissionsResponses, ListPermissionsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListPermissionsResponses, ListPermissionsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions",
    ...options,
  });

/**
 * List what was granted on a repository (repository by id)
 *
 * Roles, what was granted on the whole organization, and its default for members come on top.
 */
export const listPermissionsById = <ThrowOnError extends boolean = false>(
  options: Options<ListPermissionsByIdData, ThrowOnError>,
): RequestResult<ListPermissionsByIdResponses, ListPermissionsByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListPermissionsByIdResponses, ListPermissionsByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions",
    ...options,
  });

/**
 * Take from a user what it was granted
 */
export const removeUserPermission = <ThrowOnError extends boolean = false>(
  options: Options<RemoveUserPermissionData, ThrowOnError>,
): RequestResult<RemoveUserPermissionResponses, RemoveUserPermissionErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveUserPermissionResponses, RemoveUserPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/users/{name}",
    ...options,
  });

/**
 * Get what a user was granted
 */
export const getUserPermission = <ThrowOnError extends boolean = false>(
  options: Options<GetUserPermissionData, ThrowOnError>,
): RequestResult<GetUserPermissionResponses, GetUserPermissionErrors, ThrowOnError> =>
  (options.client ?? client).get<GetUserPermissionResponses, GetUserPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/users/{name}",
    ...options,
  });

/**
 * Grant a user the use of a repository
 *
 * Any user, by exact name.
 */
export const putUserPermission = <ThrowOnError extends boolean = false>(
  options: Options<PutUserPermissionData, ThrowOnError>,
): RequestResult<PutUserPermissionResponses, PutUserPermissionErrors, ThrowOnError> =>
  (options.client ?? client).put<PutUserPermissionResponses, PutUserPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/users/{name}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Take from a user what it was granted (repository by id)
 */
export const removeUserPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<RemoveUserPermissionByIdData, ThrowOnError>,
): RequestResult<RemoveUserPermissionByIdResponses, RemoveUserPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveUserPermissionByIdResponses, RemoveUserPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/users/{name}",
    ...options,
  });

/**
 * Get what a user was granted (repository by id)
 */
export const getUserPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<GetUserPermissionByIdData, ThrowOnError>,
): RequestResult<GetUserPermissionByIdResponses, GetUserPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetUserPermissionByIdResponses, GetUserPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/users/{name}",
    ...options,
  });

/**
 * Grant a user the use of a repository (repository by id)
 *
 * Any user, by exact name.
 */
export const putUserPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<PutUserPermissionByIdData, ThrowOnError>,
): RequestResult<PutUserPermissionByIdResponses, PutUserPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).put<PutUserPermissionByIdResponses, PutUserPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/users/{name}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Take from a team what it was granted
 */
export const removeTeamPermission = <ThrowOnError extends boolean = false>(
  options: Options<RemoveTeamPermissionData, ThrowOnError>,
): RequestResult<RemoveTeamPermissionResponses, RemoveTeamPermissionErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveTeamPermissionResponses, RemoveTeamPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/teams/{name}",
    ...options,
  });

/**
 * Get what a team was granted
 */
export const getTeamPermission = <ThrowOnError extends boolean = false>(
  options: Options<GetTeamPermissionData, ThrowOnError>,
): RequestResult<GetTeamPermissionResponses, GetTeamPermissionErrors, ThrowOnError> =>
  (options.client ?? client).get<GetTeamPermissionResponses, GetTeamPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/teams/{name}",
    ...options,
  });

/**
 * Grant a team the use of a repository
 *
 * A team of the organization that owns the repository.
 */
export const putTeamPermission = <ThrowOnError extends boolean = false>(
  options: Options<PutTeamPermissionData, ThrowOnError>,
): RequestResult<PutTeamPermissionResponses, PutTeamPermissionErrors, ThrowOnError> =>
  (options.client ?? client).put<PutTeamPermissionResponses, PutTeamPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/teams/{name}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Take from a team what it was granted (repository by id)
 */
export const removeTeamPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<RemoveTeamPermissionByIdData, ThrowOnError>,
): RequestResult<RemoveTeamPermissionByIdResponses, RemoveTeamPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveTeamPermissionByIdResponses, RemoveTeamPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/teams/{name}",
    ...options,
  });

/**
 * Get what a team was granted (repository by id)
 */
export const getTeamPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<GetTeamPermissionByIdData, ThrowOnError>,
): RequestResult<GetTeamPermissionByIdResponses, GetTeamPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetTeamPermissionByIdResponses, GetTeamPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/teams/{name}",
    ...options,
  });

/**
 * Grant a team the use of a repository (repository by id)
 *
 * A team of the organization that owns the repository.
 */
export const putTeamPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<PutTeamPermissionByIdData, ThrowOnError>,
): RequestResult<PutTeamPermissionByIdResponses, PutTeamPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).put<PutTeamPermissionByIdResponses, PutTeamPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/teams/{name}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Take from a robot what it was granted
 */
export const removeRobotPermission = <ThrowOnError extends boolean = false>(
  options: Options<RemoveRobotPermissionData, ThrowOnError>,
): RequestResult<RemoveRobotPermissionResponses, RemoveRobotPermissionErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveRobotPermissionResponses, RemoveRobotPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/robots/{name}",
    ...options,
  });

/**
 * Get what a robot was granted
 */
export const getRobotPermission = <ThrowOnError extends boolean = false>(
  options: Options<GetRobotPermissionData, ThrowOnError>,
): RequestResult<GetRobotPermissionResponses, GetRobotPermissionErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRobotPermissionResponses, GetRobotPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/robots/{name}",
    ...options,
  });

/**
 * Grant a robot the use of a repository
 *
 * A robot of the organization that owns the repository.
 */
export const putRobotPermission = <ThrowOnError extends boolean = false>(
  options: Options<PutRobotPermissionData, ThrowOnError>,
): RequestResult<PutRobotPermissionResponses, PutRobotPermissionErrors, ThrowOnError> =>
  (options.client ?? client).put<PutRobotPermissionResponses, PutRobotPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/permissions/robots/{name}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Take from a robot what it was granted (repository by id)
 */
export const removeRobotPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<RemoveRobotPermissionByIdData, ThrowOnError>,
): RequestResult<RemoveRobotPermissionByIdResponses, RemoveRobotPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveRobotPermissionByIdResponses, RemoveRobotPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/robots/{name}",
    ...options,
  });

/**
 * Get what a robot was granted (repository by id)
 */
export const getRobotPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<GetRobotPermissionByIdData, ThrowOnError>,
): RequestResult<GetRobotPermissionByIdResponses, GetRobotPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRobotPermissionByIdResponses, GetRobotPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/robots/{name}",
    ...options,
  });

/**
 * Grant a robot the use of a repository (repository by id)
 *
 * A robot of the organization that owns the repository.
 */
export const putRobotPermissionById = <ThrowOnError extends boolean = false>(
  options: Options<PutRobotPermissionByIdData, ThrowOnError>,
): RequestResult<PutRobotPermissionByIdResponses, PutRobotPermissionByIdErrors, ThrowOnError> =>
  (options.client ?? client).put<PutRobotPermissionByIdResponses, PutRobotPermissionByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/permissions/robots/{name}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Explain what somebody may do with a repository, and why
 *
 * Everybody may ask about themselves, administrators of the repository about anybody.
 */
export const explainAccess = <ThrowOnError extends boolean = false>(
  options: Options<ExplainAccessData, ThrowOnError>,
): RequestResult<ExplainAccessResponses, ExplainAccessErrors, ThrowOnError> =>
  (options.client ?? client).get<ExplainAccessResponses, ExplainAccessErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/access",
    ...options,
  });

/**
 * Explain what somebody may do with a repository, and why (repository by id)
 *
 * Everybody may ask about themselves, administrators of the repository about anybody.
 */
export const explainAccessById = <ThrowOnError extends boolean = false>(
  options: Options<ExplainAccessByIdData, ThrowOnError>,
): RequestResult<ExplainAccessByIdResponses, ExplainAccessByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ExplainAccessByIdResponses, ExplainAccessByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/access",
    ...options,
  });

/**
 * List the tags of a repository
 *
 * By `version`, tags sort as versions do (Semantic Versioning 2.0), with those that are none before them.
 */
export const listRepositoryTags = <ThrowOnError extends boolean = false>(
  options: Options<ListRepositoryTagsData, ThrowOnError>,
): RequestResult<ListRepositoryTagsResponses, ListRepositoryTagsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRepositoryTagsResponses, ListRepositoryTagsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tags",
    ...options,
  });

/**
 * List the tags of a repository (repository by id)
 *
 * By `version`, tags sort as versions do (Semantic Versioning 2.0), with those that are none before them.
 */
export const listRepositoryTagsById = <ThrowOnError extends boolean = false>(
  options: Options<ListRepositoryTagsByIdData, ThrowOnError>,
): RequestResult<ListRepositoryTagsByIdResponses, ListRepositoryTagsByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRepositoryTagsByIdResponses, ListRepositoryTagsByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tags",
    ...options,
  });

/**
 * Delete a tag
 *
 * The manifest stays, for its digest and for other tags.
 */
export const deleteRepositoryTag = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRepositoryTagData, ThrowOnError>,
): RequestResult<DeleteRepositoryTagResponses, DeleteRepositoryTagErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRepositoryTagResponses, DeleteRepositoryTagErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}",
    ...options,
  });

/**
 * Get a tag
 */
export const getRepositoryTag = <ThrowOnError extends boolean = false>(
  options: Options<GetRepositoryTagData, ThrowOnError>,
): RequestResult<GetRepositoryTagResponses, GetRepositoryTagErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRepositoryTagResponses, GetRepositoryTagErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}",
    ...options,
  });

/**
 * Point a tag at a manifest
 *
 * Makes the tag where there is none. With `previous_digest` it is only moved if it still points there, or with null only made; `stale` says that somebody was faster.
 */
export const setRepositoryTag = <ThrowOnError extends boolean = false>(
  options: Options<SetRepositoryTagData, ThrowOnError>,
): RequestResult<SetRepositoryTagResponses, SetRepositoryTagErrors, ThrowOnError> =>
  (options.client ?? client).put<SetRepositoryTagResponses, SetRepositoryTagErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a tag (repository by id)
 *
 * The manifest stays, for its digest and for other tags.
 */
export const deleteRepositoryTagById = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRepositoryTagByIdData, ThrowOnError>,
): RequestResult<DeleteRepositoryTagByIdResponses, DeleteRepositoryTagByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRepositoryTagByIdResponses, DeleteRepositoryTagByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tags/{tag}",
    ...options,
  });

/**
 * Get a tag (repository by id)
 */
export const getRepositoryTagById = <ThrowOnError extends boolean = false>(
  options: Options<GetRepositoryTagByIdData, ThrowOnError>,
): RequestResult<GetRepositoryTagByIdResponses, GetRepositoryTagByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRepositoryTagByIdResponses, GetRepositoryTagByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tags/{tag}",
    ...options,
  });

/**
 * Point a tag at a manifest (repository by id)
 *
 * Makes the tag where there is none. With `previous_digest` it is only moved if it still points there, or with null only made; `stale` says that somebody was faster.
 */
export const setRepositoryTagById = <ThrowOnError extends boolean = false>(
  options: Options<SetRepositoryTagByIdData, ThrowOnError>,
): RequestResult<SetRepositoryTagByIdResponses, SetRepositoryTagByIdErrors, ThrowOnError> =>
  (options.client ?? client).put<SetRepositoryTagByIdResponses, SetRepositoryTagByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tags/{tag}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List where a tag pointed, newest first
 *
 * Also of a tag that was deleted.
 */
export const listRepositoryTagHistory = <ThrowOnError extends boolean = false>(
  options: Options<ListRepositoryTagHistoryData, ThrowOnError>,
): RequestResult<ListRepositoryTagHistoryResponses, ListRepositoryTagHistoryErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRepositoryTagHistoryResponses, ListRepositoryTagHistoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}/history",
    ...options,
  });

/**
 * List where a tag pointed, newest first (repository by id)
 *
 * Also of a tag that was deleted.
 */
export const listRepositoryTagHistoryById = <ThrowOnError extends boolean = false>(
  options: Options<ListRepositoryTagHistoryByIdData, ThrowOnError>,
): RequestResult<ListRepositoryTagHistoryByIdResponses, ListRepositoryTagHistoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRepositoryTagHistoryByIdResponses, ListRepositoryTagHistoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tags/{tag}/history",
    ...options,
  });

/**
 * List where the tags of a repository pointed, newest first
 *
 * Of all its tags, those that were deleted included.
 */
export const listRepositoryTagsHistory = <ThrowOnError extends boolean = false>(
  options: Options<ListRepositoryTagsHistoryData, ThrowOnError>,
): RequestResult<ListRepositoryTagsHistoryResponses, ListRepositoryTagsHistoryErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRepositoryTagsHistoryResponses, ListRepositoryTagsHistoryErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tag-history",
    ...options,
  });

/**
 * List where the tags of a repository pointed, newest first (repository by id)
 *
 * Of all its tags, those that were deleted included.
 */
export const listRepositoryTagsHistoryById = <ThrowOnError extends boolean = false>(
  options: Options<ListRepositoryTagsHistoryByIdData, ThrowOnError>,
): RequestResult<ListRepositoryTagsHistoryByIdResponses, ListRepositoryTagsHistoryByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRepositoryTagsHistoryByIdResponses, ListRepositoryTagsHistoryByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tag-history",
    ...options,
  });

/**
 * List the manifests of a repository, newest first
 */
export const listManifests = <ThrowOnError extends boolean = false>(
  options: Options<ListManifestsData, ThrowOnError>,
): RequestResult<ListManifestsResponses, ListManifestsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListManifestsResponses, ListManifestsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/manifests",
    ...options,
  });

/**
 * List the manifests of a repository, newest first (repository by id)
 */
export const listManifestsById = <ThrowOnError extends boolean = false>(
  options: Options<ListManifestsByIdData, ThrowOnError>,
): RequestResult<ListManifestsByIdResponses, ListManifestsByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListManifestsByIdResponses, ListManifestsByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/manifests",
    ...options,
  });

/**
 * Delete a manifest and the tags that point to it
 *
 * What refers to it stays.
 */
export const deleteManifest = <ThrowOnError extends boolean = false>(
  options: Options<DeleteManifestData, ThrowOnError>,
): RequestResult<DeleteManifestResponses, DeleteManifestErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteManifestResponses, DeleteManifestErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/manifests/{digest}",
    ...options,
  });

/**
 * Get a manifest with what it is made of
 */
export const getManifest = <ThrowOnError extends boolean = false>(
  options: Options<GetManifestData, ThrowOnError>,
): RequestResult<GetManifestResponses, GetManifestErrors, ThrowOnError> =>
  (options.client ?? client).get<GetManifestResponses, GetManifestErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/manifests/{digest}",
    ...options,
  });

/**
 * Delete a manifest and the tags that point to it (repository by id)
 *
 * What refers to it stays.
 */
export const deleteManifestById = <ThrowOnError extends boolean = false>(
  options: Options<DeleteManifestByIdData, ThrowOnError>,
): RequestResult<DeleteManifestByIdResponses, DeleteManifestByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteManifestByIdResponses, DeleteManifestByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/manifests/{digest}",
    ...options,
  });

/**
 * Get a manifest with what it is made of (repository by id)
 */
export const getManifestById = <ThrowOnError extends boolean = false>(
  options: Options<GetManifestByIdData, ThrowOnError>,
): RequestResult<GetManifestByIdResponses, GetManifestByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetManifestByIdResponses, GetManifestByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/manifests/{digest}",
    ...options,
  });

/**
 * Delete what is in the trash of a repository for good
 *
 * But for what a hold is on.
 */
export const emptyTrash = <ThrowOnError extends boolean = false>(
  options: Options<EmptyTrashData, ThrowOnError>,
): RequestResult<EmptyTrashResponses, EmptyTrashErrors, ThrowOnError> =>
  (options.client ?? client).delete<EmptyTrashResponses, EmptyTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/trash",
    ...options,
  });

/**
 * List the deleted tags and manifests of a repository
 */
export const listTrash = <ThrowOnError extends boolean = false>(
  options: Options<ListTrashData, ThrowOnError>,
): RequestResult<ListTrashResponses, ListTrashErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTrashResponses, ListTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/trash",
    ...options,
  });

/**
 * Delete what is in the trash of a repository for good (repository by id)
 *
 * But for what a hold is on.
 */
export const emptyTrashById = <ThrowOnError extends boolean = false>(
  options: Options<EmptyTrashByIdData, ThrowOnError>,
): RequestResult<EmptyTrashByIdResponses, EmptyTrashByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<EmptyTrashByIdResponses, EmptyTrashByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/trash",
    ...options,
  });

/**
 * List the deleted tags and manifests of a repository (repository by id)
 */
export const listTrashById = <ThrowOnError extends boolean = false>(
  options: Options<ListTrashByIdData, ThrowOnError>,
): RequestResult<ListTrashByIdResponses, ListTrashByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTrashByIdResponses, ListTrashByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/trash",
    ...options,
  });

/**
 * Restore a deleted tag or manifest
 *
 * A manifest comes back with those of its tags that nobody has used since; `taken` lists the others. A tag that points elsewhere by now is a `conflict`. With `force` tags are moved back.
 */
export const restoreFromTrash = <ThrowOnError extends boolean = false>(
  options: Options<RestoreFromTrashData, ThrowOnError>,
): RequestResult<RestoreFromTrashResponses, RestoreFromTrashErrors, ThrowOnError> =>
  (options.client ?? client).post<RestoreFromTrashResponses, RestoreFromTrashErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/trash/{trash_id}/restore",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Restore a deleted tag or manifest (repository by id)
 *
 * A manifest comes back with those of its tags that nobody has used since; `taken` lists the others. A tag that points elsewhere by now is a `conflict`. With `force` tags are moved back.
 */
export const restoreFromTrashById = <ThrowOnError extends boolean = false>(
  options: Options<RestoreFromTrashByIdData, ThrowOnError>,
): RequestResult<RestoreFromTrashByIdResponses, RestoreFromTrashByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<RestoreFromTrashByIdResponses, RestoreFromTrashByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/trash/{trash_id}/restore",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Move a tag back to where it pointed
 *
 * To where it pointed before its last change, or to `digest`; what is in the trash is taken out of it. With `previous_digest` only if it still points there, or with null only if it is not there.
 */
export const restoreRepositoryTag = <ThrowOnError extends boolean = false>(
  options: Options<RestoreRepositoryTagData, ThrowOnError>,
): RequestResult<RestoreRepositoryTagResponses, RestoreRepositoryTagErrors, ThrowOnError> =>
  (options.client ?? client).post<RestoreRepositoryTagResponses, RestoreRepositoryTagErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tags/{tag}/restore",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Move a tag back to where it pointed (repository by id)
 *
 * To where it pointed before its last change, or to `digest`; what is in the trash is taken out of it. With `previous_digest` only if it still points there, or with null only if it is not there.
 */
export const restoreRepositoryTagById = <ThrowOnError extends boolean = false>(
  options: Options<RestoreRepositoryTagByIdData, ThrowOnError>,
): RequestResult<RestoreRepositoryTagByIdResponses, RestoreRepositoryTagByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<RestoreRepositoryTagByIdResponses, RestoreRepositoryTagByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tags/{tag}/restore",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the holds on a repository and what is in it
 */
export const listHolds = <ThrowOnError extends boolean = false>(
  options: Options<ListHoldsData, ThrowOnError>,
): RequestResult<ListHoldsResponses, ListHoldsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListHoldsResponses, ListHoldsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/holds",
    ...options,
  });

/**
 * Protect tags, a manifest or a whole repository
 *
 * What it is on cannot be deleted, collected or purged by anybody, and its tags cannot be moved, until the hold is released or has expired. New tags can be pushed.
 */
export const createHold = <ThrowOnError extends boolean = false>(
  options: Options<CreateHoldData, ThrowOnError>,
): RequestResult<CreateHoldResponses, CreateHoldErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateHoldResponses, CreateHoldErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/holds",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the holds on a repository and what is in it (repository by id)
 */
export const listHoldsById = <ThrowOnError extends boolean = false>(
  options: Options<ListHoldsByIdData, ThrowOnError>,
): RequestResult<ListHoldsByIdResponses, ListHoldsByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListHoldsByIdResponses, ListHoldsByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/holds",
    ...options,
  });

/**
 * Protect tags, a manifest or a whole repository (repository by id)
 *
 * What it is on cannot be deleted, collected or purged by anybody, and its tags cannot be moved, until the hold is released or has expired. New tags can be pushed.
 */
export const createHoldById = <ThrowOnError extends boolean = false>(
  options: Options<CreateHoldByIdData, ThrowOnError>,
): RequestResult<CreateHoldByIdResponses, CreateHoldByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateHoldByIdResponses, CreateHoldByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/holds",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Release a hold
 */
export const releaseHold = <ThrowOnError extends boolean = false>(
  options: Options<ReleaseHoldData, ThrowOnError>,
): RequestResult<ReleaseHoldResponses, ReleaseHoldErrors, ThrowOnError> =>
  (options.client ?? client).delete<ReleaseHoldResponses, ReleaseHoldErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/holds/{hold_id}",
    ...options,
  });

/**
 * Release a hold (repository by id)
 */
export const releaseHoldById = <ThrowOnError extends boolean = false>(
  options: Options<ReleaseHoldByIdData, ThrowOnError>,
): RequestResult<ReleaseHoldByIdResponses, ReleaseHoldByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<ReleaseHoldByIdResponses, ReleaseHoldByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/holds/{hold_id}",
    ...options,
  });

/**
 * List the rules for immutable tags that count for a repository
 */
export const listTagRules = <ThrowOnError extends boolean = false>(
  options: Options<ListTagRulesData, ThrowOnError>,
): RequestResult<ListTagRulesResponses, ListTagRulesErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTagRulesResponses, ListTagRulesErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tag-rules",
    ...options,
  });

/**
 * Make tags of a repository immutable
 *
 * A tag that it matches can be made, and pushed again with the same digest, but neither moved nor deleted, nor can its manifest be. Those of the organization and of the repository both count.
 */
export const createTagRule = <ThrowOnError extends boolean = false>(
  options: Options<CreateTagRuleData, ThrowOnError>,
): RequestResult<CreateTagRuleResponses, CreateTagRuleErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateTagRuleResponses, CreateTagRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tag-rules",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the rules for immutable tags that count for a repository (repository by id)
 */
export const listTagRulesById = <ThrowOnError extends boolean = false>(
  options: Options<ListTagRulesByIdData, ThrowOnError>,
): RequestResult<ListTagRulesByIdResponses, ListTagRulesByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTagRulesByIdResponses, ListTagRulesByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tag-rules",
    ...options,
  });

/**
 * Make tags of a repository immutable (repository by id)
 *
 * A tag that it matches can be made, and pushed again with the same digest, but neither moved nor deleted, nor can its manifest be. Those of the organization and of the repository both count.
 */
export const createTagRuleById = <ThrowOnError extends boolean = false>(
  options: Options<CreateTagRuleByIdData, ThrowOnError>,
): RequestResult<CreateTagRuleByIdResponses, CreateTagRuleByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateTagRuleByIdResponses, CreateTagRuleByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tag-rules",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a rule for immutable tags of a repository
 */
export const deleteTagRule = <ThrowOnError extends boolean = false>(
  options: Options<DeleteTagRuleData, ThrowOnError>,
): RequestResult<DeleteTagRuleResponses, DeleteTagRuleErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteTagRuleResponses, DeleteTagRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/tag-rules/{rule_id}",
    ...options,
  });

/**
 * Delete a rule for immutable tags of a repository (repository by id)
 */
export const deleteTagRuleById = <ThrowOnError extends boolean = false>(
  options: Options<DeleteTagRuleByIdData, ThrowOnError>,
): RequestResult<DeleteTagRuleByIdResponses, DeleteTagRuleByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteTagRuleByIdResponses, DeleteTagRuleByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/tag-rules/{rule_id}",
    ...options,
  });

/**
 * List the rules for immutable tags of an organization
 */
export const listOrganizationTagRules = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationTagRulesData, ThrowOnError>,
): RequestResult<ListOrganizationTagRulesResponses, ListOrganizationTagRulesErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationTagRulesResponses, ListOrganizationTagRulesErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/tag-rules",
    ...options,
  });

/**
 * Make tags of all repositories of an organization immutable
 *
 * A tag that it matches can be made, and pushed again with the same digest, but neither moved nor deleted, nor can its manifest be. Those of the organization and of the repository both count.
 */
export const createOrganizationTagRule = <ThrowOnError extends boolean = false>(
  options: Options<CreateOrganizationTagRuleData, ThrowOnError>,
): RequestResult<CreateOrganizationTagRuleResponses, CreateOrganizationTagRuleErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateOrganizationTagRuleResponses, CreateOrganizationTagRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/tag-rules",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a rule for immutable tags of an organization
 */
export const deleteOrganizationTagRule = <ThrowOnError extends boolean = false>(
  options: Options<DeleteOrganizationTagRuleData, ThrowOnError>,
): RequestResult<DeleteOrganizationTagRuleResponses, DeleteOrganizationTagRuleErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteOrganizationTagRuleResponses, DeleteOrganizationTagRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/tag-rules/{rule_id}",
    ...options,
  });

/**
 * Delete the retention policy of a repository
 *
 * From then on its organization's counts.
 */
export const deleteRetentionPolicy = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRetentionPolicyData, ThrowOnError>,
): RequestResult<DeleteRetentionPolicyResponses, DeleteRetentionPolicyErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRetentionPolicyResponses, DeleteRetentionPolicyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/policy",
    ...options,
  });

/**
 * Get the retention policy that counts for a repository
 *
 * Its organization's, where it has none of its own.
 */
export const getRetentionPolicy = <ThrowOnError extends boolean = false>(
  options: Options<GetRetentionPolicyData, ThrowOnError>,
): RequestResult<GetRetentionPolicyResponses, GetRetentionPolicyErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRetentionPolicyResponses, GetRetentionPolicyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/policy",
    ...options,
  });

/**
 * Set the retention policy of a repository
 *
 * Rules select tags, or manifests without one. What a keep rule, a hold or an immutable tag keeps is kept, with the images of an index and what describes them; what a delete rule selects besides goes into the trash when a plan is applied.
 */
export const putRetentionPolicy = <ThrowOnError extends boolean = false>(
  options: Options<PutRetentionPolicyData, ThrowOnError>,
): RequestResult<PutRetentionPolicyResponses, PutRetentionPolicyErrors, ThrowOnError> =>
  (options.client ?? client).put<PutRetentionPolicyResponses, PutRetentionPolicyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/policy",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete the retention policy of a repository (repository by id)
 *
 * From then on its organization's counts.
 */
export const deleteRetentionPolicyById = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRetentionPolicyByIdData, ThrowOnError>,
): RequestResult<DeleteRetentionPolicyByIdResponses, DeleteRetentionPolicyByIdErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRetentionPolicyByIdResponses, DeleteRetentionPolicyByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/policy",
    ...options,
  });

/**
 * Get the retention policy that counts for a repository (repository by id)
 *
 * Its organization's, where it has none of its own.
 */
export const getRetentionPolicyById = <ThrowOnError extends boolean = false>(
  options: Options<GetRetentionPolicyByIdData, ThrowOnError>,
): RequestResult<GetRetentionPolicyByIdResponses, GetRetentionPolicyByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRetentionPolicyByIdResponses, GetRetentionPolicyByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/policy",
    ...options,
  });

/**
 * Set the retention policy of a repository (repository by id)
 *
 * Rules select tags, or manifests without one. What a keep rule, a hold or an immutable tag keeps is kept, with the images of an index and what describes them; what a delete rule selects besides goes into the trash when a plan is applied.
 */
export const putRetentionPolicyById = <ThrowOnError extends boolean = false>(
  options: Options<PutRetentionPolicyByIdData, ThrowOnError>,
): RequestResult<PutRetentionPolicyByIdResponses, PutRetentionPolicyByIdErrors, ThrowOnError> =>
  (options.client ?? client).put<PutRetentionPolicyByIdResponses, PutRetentionPolicyByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/policy",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the retention plans of a repository
 */
export const listRetentionPlans = <ThrowOnError extends boolean = false>(
  options: Options<ListRetentionPlansData, ThrowOnError>,
): RequestResult<ListRetentionPlansResponses, ListRetentionPlansErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRetentionPlansResponses, ListRetentionPlansErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/plans",
    ...options,
  });

/**
 * Work out what the retention policy would do to a repository
 *
 * Changes nothing. The plan is kept, and can be applied once.
 */
export const createRetentionPlan = <ThrowOnError extends boolean = false>(
  options: Options<CreateRetentionPlanData, ThrowOnError>,
): RequestResult<CreateRetentionPlanResponses, CreateRetentionPlanErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateRetentionPlanResponses, CreateRetentionPlanErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/plans",
    ...options,
  });

/**
 * List the retention plans of a repository (repository by id)
 */
export const listRetentionPlansById = <ThrowOnError extends boolean = false>(
  options: Options<ListRetentionPlansByIdData, ThrowOnError>,
): RequestResult<ListRetentionPlansByIdResponses, ListRetentionPlansByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRetentionPlansByIdResponses, ListRetentionPlansByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/plans",
    ...options,
  });

/**
 * Work out what the retention policy would do to a repository (repository by id)
 *
 * Changes nothing. The plan is kept, and can be applied once.
 */
export const createRetentionPlanById = <ThrowOnError extends boolean = false>(
  options: Options<CreateRetentionPlanByIdData, ThrowOnError>,
): RequestResult<CreateRetentionPlanByIdResponses, CreateRetentionPlanByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateRetentionPlanByIdResponses, CreateRetentionPlanByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/plans",
    ...options,
  });

/**
 * Get a retention plan of a repository
 */
export const getRetentionPlan = <ThrowOnError extends boolean = false>(
  options: Options<GetRetentionPlanData, ThrowOnError>,
): RequestResult<GetRetentionPlanResponses, GetRetentionPlanErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRetentionPlanResponses, GetRetentionPlanErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/plans/{plan_id}",
    ...options,
  });

/**
 * Get a retention plan of a repository (repository by id)
 */
export const getRetentionPlanById = <ThrowOnError extends boolean = false>(
  options: Options<GetRetentionPlanByIdData, ThrowOnError>,
): RequestResult<GetRetentionPlanByIdResponses, GetRetentionPlanByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRetentionPlanByIdResponses, GetRetentionPlanByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/plans/{plan_id}",
    ...options,
  });

/**
 * List what a retention plan says of each tag and manifest, and why
 *
 * What is to be deleted comes first, in that order.
 */
export const listRetentionPlanItems = <ThrowOnError extends boolean = false>(
  options: Options<ListRetentionPlanItemsData, ThrowOnError>,
): RequestResult<ListRetentionPlanItemsResponses, ListRetentionPlanItemsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRetentionPlanItemsResponses, ListRetentionPlanItemsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/plans/{plan_id}/items",
    ...options,
  });

/**
 * List what a retention plan says of each tag and manifest, and why (repository by id)
 *
 * What is to be deleted comes first, in that order.
 */
export const listRetentionPlanItemsById = <ThrowOnError extends boolean = false>(
  options: Options<ListRetentionPlanItemsByIdData, ThrowOnError>,
): RequestResult<ListRetentionPlanItemsByIdResponses, ListRetentionPlanItemsByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRetentionPlanItemsByIdResponses, ListRetentionPlanItemsByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/plans/{plan_id}/items",
    ...options,
  });

/**
 * Apply a retention plan of a repository
 *
 * In the background, once. Each item is looked at again, and skipped when it has changed since: moved, pushed or pulled, needed by something new, or protected.
 */
export const applyRetentionPlan = <ThrowOnError extends boolean = false>(
  options: Options<ApplyRetentionPlanData, ThrowOnError>,
): RequestResult<ApplyRetentionPlanResponses, ApplyRetentionPlanErrors, ThrowOnError> =>
  (options.client ?? client).post<ApplyRetentionPlanResponses, ApplyRetentionPlanErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/retention/plans/{plan_id}/apply",
    ...options,
  });

/**
 * Apply a retention plan of a repository (repository by id)
 *
 * In the background, once. Each item is looked at again, and skipped when it has changed since: moved, pushed or pulled, needed by something new, or protected.
 */
export const applyRetentionPlanById = <ThrowOnError extends boolean = false>(
  options: Options<ApplyRetentionPlanByIdData, ThrowOnError>,
): RequestResult<ApplyRetentionPlanByIdResponses, ApplyRetentionPlanByIdErrors, ThrowOnError> =>
  (options.client ?? client).post<ApplyRetentionPlanByIdResponses, ApplyRetentionPlanByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/retention/plans/{plan_id}/apply",
    ...options,
  });

/**
 * Delete the retention policy of an organization
 */
export const deleteOrganizationRetentionPolicy = <ThrowOnError extends boolean = false>(
  options: Options<DeleteOrganizationRetentionPolicyData, ThrowOnError>,
): RequestResult<DeleteOrganizationRetentionPolicyResponses, DeleteOrganizationRetentionPolicyErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteOrganizationRetentionPolicyResponses, DeleteOrganizationRetentionPolicyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/policy",
    ...options,
  });

/**
 * Get the retention policy of an organization
 */
export const getOrganizationRetentionPolicy = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationRetentionPolicyData, ThrowOnError>,
): RequestResult<GetOrganizationRetentionPolicyResponses, GetOrganizationRetentionPolicyErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationRetentionPolicyResponses, GetOrganizationRetentionPolicyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/policy",
    ...options,
  });

/**
 * Set the retention policy of an organization's repositories
 *
 * For those without one of their own. Rules select tags, or manifests without one. What a keep rule, a hold or an immutable tag keeps is kept, with the images of an index and what describes them; what a delete rule selects besides goes into the trash when a plan is applied.
 */
export const putOrganizationRetentionPolicy = <ThrowOnError extends boolean = false>(
  options: Options<PutOrganizationRetentionPolicyData, ThrowOnError>,
): RequestResult<PutOrganizationRetentionPolicyResponses, PutOrganizationRetentionPolicyErrors, ThrowOnError> =>
  (options.client ?? client).put<PutOrganizationRetentionPolicyResponses, PutOrganizationRetentionPolicyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/policy",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the retention plans of an organization
 *
 * Without those of single repositories.
 */
export const listOrganizationRetentionPlans = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationRetentionPlansData, ThrowOnError>,
): RequestResult<ListOrganizationRetentionPlansResponses, ListOrganizationRetentionPlansErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationRetentionPlansResponses, ListOrganizationRetentionPlansErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/plans",
    ...options,
  });

/**
 * Work out what the retention policy of an organization would do
 *
 * In the background, for all repositories without a policy of their own: the plan is `computing` until it is ready.
 */
export const createOrganizationRetentionPlan = <ThrowOnError extends boolean = false>(
  options: Options<CreateOrganizationRetentionPlanData, ThrowOnError>,
): RequestResult<CreateOrganizationRetentionPlanResponses, CreateOrganizationRetentionPlanErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateOrganizationRetentionPlanResponses, CreateOrganizationRetentionPlanErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/plans",
    ...options,
  });

/**
 * Get a retention plan of an organization
 */
export const getOrganizationRetentionPlan = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationRetentionPlanData, ThrowOnError>,
): RequestResult<GetOrganizationRetentionPlanResponses, GetOrganizationRetentionPlanErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationRetentionPlanResponses, GetOrganizationRetentionPlanErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/plans/{plan_id}",
    ...options,
  });

/**
 * List what a retention plan of an organization says of each tag and manifest, and why
 */
export const listOrganizationRetentionPlanItems = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationRetentionPlanItemsData, ThrowOnError>,
): RequestResult<ListOrganizationRetentionPlanItemsResponses, ListOrganizationRetentionPlanItemsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationRetentionPlanItemsResponses, ListOrganizationRetentionPlanItemsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/plans/{plan_id}/items",
    ...options,
  });

/**
 * Apply a retention plan of an organization
 *
 * In the background, once. Each item is looked at again, and skipped when it has changed since: moved, pushed or pulled, needed by something new, or protected.
 */
export const applyOrganizationRetentionPlan = <ThrowOnError extends boolean = false>(
  options: Options<ApplyOrganizationRetentionPlanData, ThrowOnError>,
): RequestResult<ApplyOrganizationRetentionPlanResponses, ApplyOrganizationRetentionPlanErrors, ThrowOnError> =>
  (options.client ?? client).post<ApplyOrganizationRetentionPlanResponses, ApplyOrganizationRetentionPlanErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/retention/plans/{plan_id}/apply",
    ...options,
  });

/**
 * List what describes a manifest
 *
 * Also of a manifest that is not there. A page holds fewer than asked for when their annotations are large.
 */
export const listReferrers = <ThrowOnError extends boolean = false>(
  options: Options<ListReferrersData, ThrowOnError>,
): RequestResult<ListReferrersResponses, ListReferrersErrors, ThrowOnError> =>
  (options.client ?? client).get<ListReferrersResponses, ListReferrersErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repos/{namespace}/{repository}/manifests/{digest}/referrers",
    ...options,
  });

/**
 * List what describes a manifest (repository by id)
 *
 * Also of a manifest that is not there. A page holds fewer than asked for when their annotations are large.
 */
export const listReferrersById = <ThrowOnError extends boolean = false>(
  options: Options<ListReferrersByIdData, ThrowOnError>,
): RequestResult<ListReferrersByIdResponses, ListReferrersByIdErrors, ThrowOnError> =>
  (options.client ?? client).get<ListReferrersByIdResponses, ListReferrersByIdErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/repositories/{repository_id}/manifests/{digest}/referrers",
    ...options,
  });

/**
 * Find repositories, tags, digests and users
 *
 * Repositories are found by the beginning of any part or word of their name, tags by their beginning (`name:tag` in the repositories that `name` finds), manifests by at least eight digits of their digest, users by the beginning of their name. Only what the caller may see is looked at: of other people those who share an organization.
 */
export const search = <ThrowOnError extends boolean = false>(
  options: Options<SearchData, ThrowOnError>,
): RequestResult<SearchResponses, SearchErrors, ThrowOnError> =>
  (options.client ?? client).get<SearchResponses, SearchErrors, ThrowOnError>({ url: "/api/v1/search", ...options });

/**
 * Make an account for yourself
 *
 * As far as the installation lets people: everybody, whoever holds an invitation, or nobody. Where it sends mail, the address is yours when you have sent the code back with `POST /user/email/verify`.
 */
export const register = <ThrowOnError extends boolean = false>(
  options: Options<RegisterData, ThrowOnError>,
): RequestResult<RegisterResponses, RegisterErrors, ThrowOnError> =>
  (options.client ?? client).post<RegisterResponses, RegisterErrors, ThrowOnError>({
    url: "/api/v1/auth/register",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Have a code sent for a new password
 *
 * The same answer for everybody. A code is sent to who has a password and a verified address, once a minute at most, and is good for 15 minutes.
 */
export const forgotPassword = <ThrowOnError extends boolean = false>(
  options: Options<ForgotPasswordData, ThrowOnError>,
): RequestResult<ForgotPasswordResponses, ForgotPasswordErrors, ThrowOnError> =>
  (options.client ?? client).post<ForgotPasswordResponses, ForgotPasswordErrors, ThrowOnError>({
    url: "/api/v1/auth/password/forgot",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Set a new password with a code
 *
 * Ends all sessions. Five wrong codes end the right one.
 */
export const resetPassword = <ThrowOnError extends boolean = false>(
  options: Options<ResetPasswordData, ThrowOnError>,
): RequestResult<ResetPasswordResponses, ResetPasswordErrors, ThrowOnError> =>
  (options.client ?? client).post<ResetPasswordResponses, ResetPasswordErrors, ThrowOnError>({
    url: "/api/v1/auth/password/reset",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Change your password
 *
 * Ends all of your other sessions, and what was made with the old password. Tokens go on.
 */
export const changePassword = <ThrowOnError extends boolean = false>(
  options: Options<ChangePasswordData, ThrowOnError>,
): RequestResult<ChangePasswordResponses, ChangePasswordErrors, ThrowOnError> =>
  (options.client ?? client).post<ChangePasswordResponses, ChangePasswordErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/user/password",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Prove that an address is yours
 */
export const verifyEmail = <ThrowOnError extends boolean = false>(
  options: Options<VerifyEmailData, ThrowOnError>,
): RequestResult<VerifyEmailResponses, VerifyEmailErrors, ThrowOnError> =>
  (options.client ?? client).post<VerifyEmailResponses, VerifyEmailErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/user/email/verify",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List all users
 */
export const listUsers = <ThrowOnError extends boolean = false>(
  options?: Options<ListUsersData, ThrowOnError>,
): RequestResult<ListUsersResponses, ListUsersErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListUsersResponses, ListUsersErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users",
    ...options,
  });

/**
 * Create a user
 */
export const createUser = <ThrowOnError extends boolean = false>(
  options: Options<CreateUserData, ThrowOnError>,
): RequestResult<CreateUserResponses, CreateUserErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateUserResponses, CreateUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a user
 *
 * Only without repositories, and when no organization loses its last owner. The name is never given to anybody else: it stands in other people's pull commands.
 */
export const deleteUser = <ThrowOnError extends boolean = false>(
  options: Options<DeleteUserData, ThrowOnError>,
): RequestResult<DeleteUserResponses, DeleteUserErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteUserResponses, DeleteUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}",
    ...options,
  });

/**
 * Get a user
 *
 * Everything about yourself; a name of whoever is in an organization with you; nothing of anybody else.
 */
export const getUser = <ThrowOnError extends boolean = false>(
  options: Options<GetUserData, ThrowOnError>,
): RequestResult<GetUserResponses, GetUserErrors, ThrowOnError> =>
  (options.client ?? client).get<GetUserResponses, GetUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}",
    ...options,
  });

/**
 * Change a user
 *
 * A new address takes effect when it is verified: where the installation sends mail, a code goes to it, for `POST /user/email/verify`. A personal token is not enough to change your own address.
 */
export const updateUser = <ThrowOnError extends boolean = false>(
  options: Options<UpdateUserData, ThrowOnError>,
): RequestResult<UpdateUserResponses, UpdateUserErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateUserResponses, UpdateUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * Disable a user
 *
 * Whatever they show is refused from now on: passwords, tokens, sessions.
 */
export const disableUser = <ThrowOnError extends boolean = false>(
  options: Options<DisableUserData, ThrowOnError>,
): RequestResult<DisableUserResponses, DisableUserErrors, ThrowOnError> =>
  (options.client ?? client).post<DisableUserResponses, DisableUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/disable",
    ...options,
  });

/**
 * Enable a user again
 *
 * Their tokens are good again. Their sessions are not: they sign in anew.
 */
export const enableUser = <ThrowOnError extends boolean = false>(
  options: Options<EnableUserData, ThrowOnError>,
): RequestResult<EnableUserResponses, EnableUserErrors, ThrowOnError> =>
  (options.client ?? client).post<EnableUserResponses, EnableUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/enable",
    ...options,
  });

/**
 * Give a user another password
 *
 * Ends all of their sessions. For your own password see `POST /user/password`.
 */
export const resetUserPassword = <ThrowOnError extends boolean = false>(
  options: Options<ResetUserPasswordData, ThrowOnError>,
): RequestResult<ResetUserPasswordResponses, ResetUserPasswordErrors, ThrowOnError> =>
  (options.client ?? client).post<ResetUserPasswordResponses, ResetUserPasswordErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/password",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Get yourself
 */
export const getCurrentUser = <ThrowOnError extends boolean = false>(
  options?: Options<GetCurrentUserData, ThrowOnError>,
): RequestResult<GetCurrentUserResponses, GetCurrentUserErrors, ThrowOnError> =>
  (options?.client ?? client).get<GetCurrentUserResponses, GetCurrentUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/user",
    ...options,
  });

/**
 * Change yourself
 *
 * A new address takes effect when it is verified: where the installation sends mail, a code goes to it, for `POST /user/email/verify`. A personal token is not enough to change your own address.
 */
export const updateCurrentUser = <ThrowOnError extends boolean = false>(
  options: Options<UpdateCurrentUserData, ThrowOnError>,
): RequestResult<UpdateCurrentUserResponses, UpdateCurrentUserErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateCurrentUserResponses, UpdateCurrentUserErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/user",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * List your own tokens
 *
 * Without those that were revoked. Secrets are not shown: nobody has them any more.
 */
export const listTokens = <ThrowOnError extends boolean = false>(
  options?: Options<ListTokensData, ThrowOnError>,
): RequestResult<ListTokensResponses, ListTokensErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListTokensResponses, ListTokensErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/tokens",
    ...options,
  });

/**
 * Create a token for yourself
 *
 * A token makes no tokens that are good for more than itself. Repositories and namespaces are kept by id: renamed ones stay in, and whatever takes over an old name stays out.
 */
export const createToken = <ThrowOnError extends boolean = false>(
  options: Options<CreateTokenData, ThrowOnError>,
): RequestResult<CreateTokenResponses, CreateTokenErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateTokenResponses, CreateTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/tokens",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Revoke one of your own tokens
 *
 * It stops working at once.
 */
export const revokeToken = <ThrowOnError extends boolean = false>(
  options: Options<RevokeTokenData, ThrowOnError>,
): RequestResult<RevokeTokenResponses, RevokeTokenErrors, ThrowOnError> =>
  (options.client ?? client).delete<RevokeTokenResponses, RevokeTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/tokens/{token_id}",
    ...options,
  });

/**
 * Get one of your own tokens
 */
export const getToken = <ThrowOnError extends boolean = false>(
  options: Options<GetTokenData, ThrowOnError>,
): RequestResult<GetTokenResponses, GetTokenErrors, ThrowOnError> =>
  (options.client ?? client).get<GetTokenResponses, GetTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/tokens/{token_id}",
    ...options,
  });

/**
 * List the tokens of a user
 */
export const listUserTokens = <ThrowOnError extends boolean = false>(
  options: Options<ListUserTokensData, ThrowOnError>,
): RequestResult<ListUserTokensResponses, ListUserTokensErrors, ThrowOnError> =>
  (options.client ?? client).get<ListUserTokensResponses, ListUserTokensErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/tokens",
    ...options,
  });

/**
 * Revoke a token of a user
 *
 * It stops working at once.
 */
export const revokeUserToken = <ThrowOnError extends boolean = false>(
  options: Options<RevokeUserTokenData, ThrowOnError>,
): RequestResult<RevokeUserTokenResponses, RevokeUserTokenErrors, ThrowOnError> =>
  (options.client ?? client).delete<RevokeUserTokenResponses, RevokeUserTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/tokens/{token_id}",
    ...options,
  });

/**
 * List the open invitations of an organization
 */
export const listInvitations = <ThrowOnError extends boolean = false>(
  options: Options<ListInvitationsData, ThrowOnError>,
): RequestResult<ListInvitationsResponses, ListInvitationsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListInvitationsResponses, ListInvitationsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/invitations",
    ...options,
  });

/**
 * Invite somebody into an organization
 *
 * It is good once, and only as long as you may still invite. One for an owner or an administrator needs a recent sign-in.
 */
export const createInvitation = <ThrowOnError extends boolean = false>(
  options: Options<CreateInvitationData, ThrowOnError>,
): RequestResult<CreateInvitationResponses, CreateInvitationErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateInvitationResponses, CreateInvitationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/invitations",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Revoke an invitation into an organization
 */
export const revokeInvitation = <ThrowOnError extends boolean = false>(
  options: Options<RevokeInvitationData, ThrowOnError>,
): RequestResult<RevokeInvitationResponses, RevokeInvitationErrors, ThrowOnError> =>
  (options.client ?? client).delete<RevokeInvitationResponses, RevokeInvitationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/invitations/{invitation_id}",
    ...options,
  });

/**
 * Accept an invitation into an organization
 *
 * One that was written to an address is only for the account that has verified it.
 */
export const acceptInvitation = <ThrowOnError extends boolean = false>(
  options: Options<AcceptInvitationData, ThrowOnError>,
): RequestResult<AcceptInvitationResponses, AcceptInvitationErrors, ThrowOnError> =>
  (options.client ?? client).post<AcceptInvitationResponses, AcceptInvitationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/invitations/accept",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the open invitations to make an account
 */
export const listSiteInvitations = <ThrowOnError extends boolean = false>(
  options?: Options<ListSiteInvitationsData, ThrowOnError>,
): RequestResult<ListSiteInvitationsResponses, ListSiteInvitationsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListSiteInvitationsResponses, ListSiteInvitationsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/invitations",
    ...options,
  });

/**
 * Invite somebody to make an account
 */
export const createSiteInvitation = <ThrowOnError extends boolean = false>(
  options: Options<CreateSiteInvitationData, ThrowOnError>,
): RequestResult<CreateSiteInvitationResponses, CreateSiteInvitationErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateSiteInvitationResponses, CreateSiteInvitationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/invitations",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Revoke an invitation to make an account
 */
export const revokeSiteInvitation = <ThrowOnError extends boolean = false>(
  options: Options<RevokeSiteInvitationData, ThrowOnError>,
): RequestResult<RevokeSiteInvitationResponses, RevokeSiteInvitationErrors, ThrowOnError> =>
  (options.client ?? client).delete<RevokeSiteInvitationResponses, RevokeSiteInvitationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/invitations/{invitation_id}",
    ...options,
  });

/**
 * List your organizations
 */
export const listOrganizations = <ThrowOnError extends boolean = false>(
  options?: Options<ListOrganizationsData, ThrowOnError>,
): RequestResult<ListOrganizationsResponses, ListOrganizationsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListOrganizationsResponses, ListOrganizationsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs",
    ...options,
  });

/**
 * Create an organization
 *
 * Whoever creates it is its owner.
 */
export const createOrganization = <ThrowOnError extends boolean = false>(
  options: Options<CreateOrganizationData, ThrowOnError>,
): RequestResult<CreateOrganizationResponses, CreateOrganizationErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateOrganizationResponses, CreateOrganizationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete an organization
 *
 * With its repositories. It can be restored, and its name stays reserved.
 */
export const deleteOrganization = <ThrowOnError extends boolean = false>(
  options: Options<DeleteOrganizationData, ThrowOnError>,
): RequestResult<DeleteOrganizationResponses, DeleteOrganizationErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteOrganizationResponses, DeleteOrganizationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}",
    ...options,
  });

/**
 * Get an organization
 */
export const getOrganization = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationData, ThrowOnError>,
): RequestResult<GetOrganizationResponses, GetOrganizationErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationResponses, GetOrganizationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}",
    ...options,
  });

/**
 * Change an organization
 *
 * `null` empties a text.
 */
export const updateOrganization = <ThrowOnError extends boolean = false>(
  options: Options<UpdateOrganizationData, ThrowOnError>,
): RequestResult<UpdateOrganizationResponses, UpdateOrganizationErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateOrganizationResponses, UpdateOrganizationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * Rename an organization
 *
 * Every repository moves along. Pulls by the old names go on for the installation's grace time, in which nobody else gets the old name. Robots are called by the new name at once.
 */
export const renameOrganization = <ThrowOnError extends boolean = false>(
  options: Options<RenameOrganizationData, ThrowOnError>,
): RequestResult<RenameOrganizationResponses, RenameOrganizationErrors, ThrowOnError> =>
  (options.client ?? client).post<RenameOrganizationResponses, RenameOrganizationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/rename",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Restore a deleted organization
 *
 * By the name that it had, with the repositories that were deleted with it. For those who were its owners.
 */
export const restoreOrganization = <ThrowOnError extends boolean = false>(
  options: Options<RestoreOrganizationData, ThrowOnError>,
): RequestResult<RestoreOrganizationResponses, RestoreOrganizationErrors, ThrowOnError> =>
  (options.client ?? client).post<RestoreOrganizationResponses, RestoreOrganizationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/restore",
    ...options,
  });

/**
 * List the members of an organization
 */
export const listMembers = <ThrowOnError extends boolean = false>(
  options: Options<ListMembersData, ThrowOnError>,
): RequestResult<ListMembersResponses, ListMembersErrors, ThrowOnError> =>
  (options.client ?? client).get<ListMembersResponses, ListMembersErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/members",
    ...options,
  });

/**
 * Remove a member, or leave
 *
 * With every team and every grant that the member had in the organization. Members may remove themselves.
 */
export const removeMember = <ThrowOnError extends boolean = false>(
  options: Options<RemoveMemberData, ThrowOnError>,
): RequestResult<RemoveMemberResponses, RemoveMemberErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveMemberResponses, RemoveMemberErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/members/{username}",
    ...options,
  });

/**
 * Get a member of an organization
 */
export const getMember = <ThrowOnError extends boolean = false>(
  options: Options<GetMemberData, ThrowOnError>,
): RequestResult<GetMemberResponses, GetMemberErrors, ThrowOnError> =>
  (options.client ?? client).get<GetMemberResponses, GetMemberErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/members/{username}",
    ...options,
  });

/**
 * Add a member or change a role
 *
 * Only owners make or unmake owners and administrators, and making one needs a recent sign-in. The last owner who can sign in stays one.
 */
export const putMember = <ThrowOnError extends boolean = false>(
  options: Options<PutMemberData, ThrowOnError>,
): RequestResult<PutMemberResponses, PutMemberErrors, ThrowOnError> =>
  (options.client ?? client).put<PutMemberResponses, PutMemberErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/members/{username}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List the teams of an organization
 */
export const listTeams = <ThrowOnError extends boolean = false>(
  options: Options<ListTeamsData, ThrowOnError>,
): RequestResult<ListTeamsResponses, ListTeamsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTeamsResponses, ListTeamsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams",
    ...options,
  });

/**
 * Create a team
 */
export const createTeam = <ThrowOnError extends boolean = false>(
  options: Options<CreateTeamData, ThrowOnError>,
): RequestResult<CreateTeamResponses, CreateTeamErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateTeamResponses, CreateTeamErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a team
 *
 * What its members had through it is gone at once.
 */
export const deleteTeam = <ThrowOnError extends boolean = false>(
  options: Options<DeleteTeamData, ThrowOnError>,
): RequestResult<DeleteTeamResponses, DeleteTeamErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteTeamResponses, DeleteTeamErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams/{team}",
    ...options,
  });

/**
 * Get a team
 */
export const getTeam = <ThrowOnError extends boolean = false>(
  options: Options<GetTeamData, ThrowOnError>,
): RequestResult<GetTeamResponses, GetTeamErrors, ThrowOnError> =>
  (options.client ?? client).get<GetTeamResponses, GetTeamErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams/{team}",
    ...options,
  });

/**
 * Change a team
 */
export const updateTeam = <ThrowOnError extends boolean = false>(
  options: Options<UpdateTeamData, ThrowOnError>,
): RequestResult<UpdateTeamResponses, UpdateTeamErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateTeamResponses, UpdateTeamErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams/{team}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * List who is in a team
 */
export const listTeamMembers = <ThrowOnError extends boolean = false>(
  options: Options<ListTeamMembersData, ThrowOnError>,
): RequestResult<ListTeamMembersResponses, ListTeamMembersErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTeamMembersResponses, ListTeamMembersErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams/{team}/members",
    ...options,
  });

/**
 * Take somebody out of a team, or leave
 */
export const removeTeamMember = <ThrowOnError extends boolean = false>(
  options: Options<RemoveTeamMemberData, ThrowOnError>,
): RequestResult<RemoveTeamMemberResponses, RemoveTeamMemberErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveTeamMemberResponses, RemoveTeamMemberErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams/{team}/members/{username}",
    ...options,
  });

/**
 * Put a member into a team
 *
 * Members of the organization only. Who is in the team already stays so.
 */
export const addTeamMember = <ThrowOnError extends boolean = false>(
  options: Options<AddTeamMemberData, ThrowOnError>,
): RequestResult<AddTeamMemberResponses, AddTeamMemberErrors, ThrowOnError> =>
  (options.client ?? client).put<AddTeamMemberResponses, AddTeamMemberErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/teams/{team}/members/{username}",
    ...options,
  });

/**
 * List the robots of an organization
 */
export const listRobots = <ThrowOnError extends boolean = false>(
  options: Options<ListRobotsData, ThrowOnError>,
): RequestResult<ListRobotsResponses, ListRobotsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRobotsResponses, ListRobotsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots",
    ...options,
  });

/**
 * Create a robot
 *
 * It may do nothing until something is granted to it.
 */
export const createRobot = <ThrowOnError extends boolean = false>(
  options: Options<CreateRobotData, ThrowOnError>,
): RequestResult<CreateRobotResponses, CreateRobotErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateRobotResponses, CreateRobotErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a robot
 *
 * With its tokens, its permissions and its trust rules.
 */
export const deleteRobot = <ThrowOnError extends boolean = false>(
  options: Options<DeleteRobotData, ThrowOnError>,
): RequestResult<DeleteRobotResponses, DeleteRobotErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteRobotResponses, DeleteRobotErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}",
    ...options,
  });

/**
 * Get a robot
 */
export const getRobot = <ThrowOnError extends boolean = false>(
  options: Options<GetRobotData, ThrowOnError>,
): RequestResult<GetRobotResponses, GetRobotErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRobotResponses, GetRobotErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}",
    ...options,
  });

/**
 * Change, disable or enable a robot
 *
 * While it is disabled, none of its tokens and trust rules is good for anything.
 */
export const updateRobot = <ThrowOnError extends boolean = false>(
  options: Options<UpdateRobotData, ThrowOnError>,
): RequestResult<UpdateRobotResponses, UpdateRobotErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateRobotResponses, UpdateRobotErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * List the tokens of a robot
 *
 * Without those that were revoked.
 */
export const listRobotTokens = <ThrowOnError extends boolean = false>(
  options: Options<ListRobotTokensData, ThrowOnError>,
): RequestResult<ListRobotTokensResponses, ListRobotTokensErrors, ThrowOnError> =>
  (options.client ?? client).get<ListRobotTokensResponses, ListRobotTokensErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/tokens",
    ...options,
  });

/**
 * Create a token for a robot
 *
 * Never good for more than the robot may do, nor for more than the credential that asks for it.
 */
export const createRobotToken = <ThrowOnError extends boolean = false>(
  options: Options<CreateRobotTokenData, ThrowOnError>,
): RequestResult<CreateRobotTokenResponses, CreateRobotTokenErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateRobotTokenResponses, CreateRobotTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/tokens",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Revoke a token of a robot
 *
 * It stops working at once.
 */
export const revokeRobotToken = <ThrowOnError extends boolean = false>(
  options: Options<RevokeRobotTokenData, ThrowOnError>,
): RequestResult<RevokeRobotTokenResponses, RevokeRobotTokenErrors, ThrowOnError> =>
  (options.client ?? client).delete<RevokeRobotTokenResponses, RevokeRobotTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/tokens/{token_id}",
    ...options,
  });

/**
 * Get a token of a robot
 */
export const getRobotToken = <ThrowOnError extends boolean = false>(
  options: Options<GetRobotTokenData, ThrowOnError>,
): RequestResult<GetRobotTokenResponses, GetRobotTokenErrors, ThrowOnError> =>
  (options.client ?? client).get<GetRobotTokenResponses, GetRobotTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/tokens/{token_id}",
    ...options,
  });

/**
 * Replace a token of a robot
 *
 * By one with another secret, and name, scopes, limits and lifetime of the old one, which stops working at once.
 */
export const rotateRobotToken = <ThrowOnError extends boolean = false>(
  options: Options<RotateRobotTokenData, ThrowOnError>,
): RequestResult<RotateRobotTokenResponses, RotateRobotTokenErrors, ThrowOnError> =>
  (options.client ?? client).post<RotateRobotTokenResponses, RotateRobotTokenErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/tokens/{token_id}/rotate",
    ...options,
  });

/**
 * List the trust rules of a robot
 */
export const listTrustRules = <ThrowOnError extends boolean = false>(
  options: Options<ListTrustRulesData, ThrowOnError>,
): RequestResult<ListTrustRulesResponses, ListTrustRulesErrors, ThrowOnError> =>
  (options.client ?? client).get<ListTrustRulesResponses, ListTrustRulesErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules",
    ...options,
  });

/**
 * Let a CI act as a robot
 *
 * With `issuer` and `claims` written out, or with a `preset` and its `fields`.
 */
export const createTrustRule = <ThrowOnError extends boolean = false>(
  options: Options<CreateTrustRuleData, ThrowOnError>,
): RequestResult<CreateTrustRuleResponses, CreateTrustRuleErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateTrustRuleResponses, CreateTrustRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Delete a trust rule
 *
 * What was exchanged under it is good for nothing from then on.
 */
export const deleteTrustRule = <ThrowOnError extends boolean = false>(
  options: Options<DeleteTrustRuleData, ThrowOnError>,
): RequestResult<DeleteTrustRuleResponses, DeleteTrustRuleErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeleteTrustRuleResponses, DeleteTrustRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
    ...options,
  });

/**
 * Get a trust rule
 */
export const getTrustRule = <ThrowOnError extends boolean = false>(
  options: Options<GetTrustRuleData, ThrowOnError>,
): RequestResult<GetTrustRuleResponses, GetTrustRuleErrors, ThrowOnError> =>
  (options.client ?? client).get<GetTrustRuleResponses, GetTrustRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
    ...options,
  });

/**
 * Change a trust rule
 *
 * `claims` is replaced as a whole. Access tokens that were exchanged before stay good for their minutes; delete the rule to end them at once.
 */
export const updateTrustRule = <ThrowOnError extends boolean = false>(
  options: Options<UpdateTrustRuleData, ThrowOnError>,
): RequestResult<UpdateTrustRuleResponses, UpdateTrustRuleErrors, ThrowOnError> =>
  (options.client ?? client).patch<UpdateTrustRuleResponses, UpdateTrustRuleErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/robots/{robot}/trust-rules/{rule_id}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });

/**
 * Explain what a CI's token may do here, and why
 *
 * Holds a pasted token against every rule of the organization's robots. It is not used up, and may have expired.
 */
export const testTrustRules = <ThrowOnError extends boolean = false>(
  options: Options<TestTrustRulesData, ThrowOnError>,
): RequestResult<TestTrustRulesResponses, TestTrustRulesErrors, ThrowOnError> =>
  (options.client ?? client).post<TestTrustRulesResponses, TestTrustRulesErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/trust-rules/test",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * List who may use every repository of an organization
 *
 * Teams and robots that were granted something on the whole of it. Owners, administrators and the default for members come on top.
 */
export const listOrganizationPermissions = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationPermissionsData, ThrowOnError>,
): RequestResult<ListOrganizationPermissionsResponses, ListOrganizationPermissionsErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationPermissionsResponses, ListOrganizationPermissionsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions",
    ...options,
  });

/**
 * Take from a team what it may do with every repository
 */
export const removeOrganizationTeamPermission = <ThrowOnError extends boolean = false>(
  options: Options<RemoveOrganizationTeamPermissionData, ThrowOnError>,
): RequestResult<RemoveOrganizationTeamPermissionResponses, RemoveOrganizationTeamPermissionErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveOrganizationTeamPermissionResponses, RemoveOrganizationTeamPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions/teams/{team}",
    ...options,
  });

/**
 * Get what a team may do with every repository
 */
export const getOrganizationTeamPermission = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationTeamPermissionData, ThrowOnError>,
): RequestResult<GetOrganizationTeamPermissionResponses, GetOrganizationTeamPermissionErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationTeamPermissionResponses, GetOrganizationTeamPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions/teams/{team}",
    ...options,
  });

/**
 * Let a team use every repository
 *
 * Those still to come included.
 */
export const putOrganizationTeamPermission = <ThrowOnError extends boolean = false>(
  options: Options<PutOrganizationTeamPermissionData, ThrowOnError>,
): RequestResult<PutOrganizationTeamPermissionResponses, PutOrganizationTeamPermissionErrors, ThrowOnError> =>
  (options.client ?? client).put<PutOrganizationTeamPermissionResponses, PutOrganizationTeamPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions/teams/{team}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Take from a robot what it may do with every repository
 */
export const removeOrganizationRobotPermission = <ThrowOnError extends boolean = false>(
  options: Options<RemoveOrganizationRobotPermissionData, ThrowOnError>,
): RequestResult<RemoveOrganizationRobotPermissionResponses, RemoveOrganizationRobotPermissionErrors, ThrowOnError> =>
  (options.client ?? client).delete<RemoveOrganizationRobotPermissionResponses, RemoveOrganizationRobotPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions/robots/{robot}",
    ...options,
  });

/**
 * Get what a robot may do with every repository
 */
export const getOrganizationRobotPermission = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationRobotPermissionData, ThrowOnError>,
): RequestResult<GetOrganizationRobotPermissionResponses, GetOrganizationRobotPermissionErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationRobotPermissionResponses, GetOrganizationRobotPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions/robots/{robot}",
    ...options,
  });

/**
 * Let a robot use every repository
 *
 * Those still to come included.
 */
export const putOrganizationRobotPermission = <ThrowOnError extends boolean = false>(
  options: Options<PutOrganizationRobotPermissionData, ThrowOnError>,
): RequestResult<PutOrganizationRobotPermissionResponses, PutOrganizationRobotPermissionErrors, ThrowOnError> =>
  (options.client ?? client).put<PutOrganizationRobotPermissionResponses, PutOrganizationRobotPermissionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/permissions/robots/{robot}",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Get what the installation holds
 */
export const getInstallationUsage = <ThrowOnError extends boolean = false>(
  options?: Options<GetInstallationUsageData, ThrowOnError>,
): RequestResult<GetInstallationUsageResponses, GetInstallationUsageErrors, ThrowOnError> =>
  (options?.client ?? client).get<GetInstallationUsageResponses, GetInstallationUsageErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/usage",
    ...options,
  });

/**
 * List who holds most
 */
export const listNamespaceUsage = <ThrowOnError extends boolean = false>(
  options?: Options<ListNamespaceUsageData, ThrowOnError>,
): RequestResult<ListNamespaceUsageResponses, ListNamespaceUsageErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListNamespaceUsageResponses, ListNamespaceUsageErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/usage/namespaces",
    ...options,
  });

/**
 * Get what an organization holds and may hold
 */
export const getOrganizationUsage = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationUsageData, ThrowOnError>,
): RequestResult<GetOrganizationUsageResponses, GetOrganizationUsageErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationUsageResponses, GetOrganizationUsageErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/usage",
    ...options,
  });

/**
 * Get an organization's quota
 */
export const getOrganizationQuota = <ThrowOnError extends boolean = false>(
  options: Options<GetOrganizationQuotaData, ThrowOnError>,
): RequestResult<GetOrganizationQuotaResponses, GetOrganizationQuotaErrors, ThrowOnError> =>
  (options.client ?? client).get<GetOrganizationQuotaResponses, GetOrganizationQuotaErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/quota",
    ...options,
  });

/**
 * Set an organization's quota
 *
 * What is there stays, also above a lower quota: only more is refused. For site administrators.
 */
export const setOrganizationQuota = <ThrowOnError extends boolean = false>(
  options: Options<SetOrganizationQuotaData, ThrowOnError>,
): RequestResult<SetOrganizationQuotaResponses, SetOrganizationQuotaErrors, ThrowOnError> =>
  (options.client ?? client).put<SetOrganizationQuotaResponses, SetOrganizationQuotaErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/quota",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Get what a user's namespace holds and may hold
 */
export const getUserUsage = <ThrowOnError extends boolean = false>(
  options: Options<GetUserUsageData, ThrowOnError>,
): RequestResult<GetUserUsageResponses, GetUserUsageErrors, ThrowOnError> =>
  (options.client ?? client).get<GetUserUsageResponses, GetUserUsageErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/usage",
    ...options,
  });

/**
 * Get the quota of a user's namespace
 */
export const getUserQuota = <ThrowOnError extends boolean = false>(
  options: Options<GetUserQuotaData, ThrowOnError>,
): RequestResult<GetUserQuotaResponses, GetUserQuotaErrors, ThrowOnError> =>
  (options.client ?? client).get<GetUserQuotaResponses, GetUserQuotaErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/quota",
    ...options,
  });

/**
 * Set the quota of a user's namespace
 *
 * What is there stays, also above a lower quota: only more is refused. For site administrators.
 */
export const setUserQuota = <ThrowOnError extends boolean = false>(
  options: Options<SetUserQuotaData, ThrowOnError>,
): RequestResult<SetUserQuotaResponses, SetUserQuotaErrors, ThrowOnError> =>
  (options.client ?? client).put<SetUserQuotaResponses, SetUserQuotaErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/users/{username}/quota",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Get what the installation takes in storage
 *
 * From counters, not older than a minute; nothing is searched.
 */
export const getStorage = <ThrowOnError extends boolean = false>(
  options?: Options<GetStorageData, ThrowOnError>,
): RequestResult<GetStorageResponses, GetStorageErrors, ThrowOnError> =>
  (options?.client ?? client).get<GetStorageResponses, GetStorageErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/storage",
    ...options,
  });

/**
 * List verifications of storage
 */
export const listStorageVerifications = <ThrowOnError extends boolean = false>(
  options?: Options<ListStorageVerificationsData, ThrowOnError>,
): RequestResult<ListStorageVerificationsResponses, ListStorageVerificationsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListStorageVerificationsResponses, ListStorageVerificationsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/storage/verifications",
    ...options,
  });

/**
 * Compare metadata with storage
 *
 * Both ways, while pushes and pulls go on, and the bytes with their digests. What cannot be served is answered as absent at once, so that the next push heals it.
 */
export const startStorageVerification = <ThrowOnError extends boolean = false>(
  options?: Options<StartStorageVerificationData, ThrowOnError>,
): RequestResult<StartStorageVerificationResponses, StartStorageVerificationErrors, ThrowOnError> =>
  (options?.client ?? client).post<StartStorageVerificationResponses, StartStorageVerificationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/storage/verifications",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options?.headers,
    },
  });

/**
 * Get a verification of storage
 */
export const getStorageVerification = <ThrowOnError extends boolean = false>(
  options: Options<GetStorageVerificationData, ThrowOnError>,
): RequestResult<GetStorageVerificationResponses, GetStorageVerificationErrors, ThrowOnError> =>
  (options.client ?? client).get<GetStorageVerificationResponses, GetStorageVerificationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/storage/verifications/{run_id}",
    ...options,
  });

/**
 * End a verification of storage
 *
 * Soon, between two of its steps. What it has found so far is in its report.
 */
export const cancelStorageVerification = <ThrowOnError extends boolean = false>(
  options: Options<CancelStorageVerificationData, ThrowOnError>,
): RequestResult<CancelStorageVerificationResponses, CancelStorageVerificationErrors, ThrowOnError> =>
  (options.client ?? client).post<CancelStorageVerificationResponses, CancelStorageVerificationErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/storage/verifications/{run_id}/cancel",
    ...options,
  });

/**
 * List damaged blobs, and bytes that are kept aside
 */
export const listDamagedBlobs = <ThrowOnError extends boolean = false>(
  options?: Options<ListDamagedBlobsData, ThrowOnError>,
): RequestResult<ListDamagedBlobsResponses, ListDamagedBlobsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListDamagedBlobsResponses, ListDamagedBlobsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/storage/quarantine",
    ...options,
  });

/**
 * List the audit log of the installation
 *
 * The newest first. A filter that fits little can give a page with fewer records than asked for, even none: go on while there is a `next_cursor`.
 */
export const listAudit = <ThrowOnError extends boolean = false>(
  options?: Options<ListAuditData, ThrowOnError>,
): RequestResult<ListAuditResponses, ListAuditErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListAuditResponses, ListAuditErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/audit",
    ...options,
  });

/**
 * Export the audit log of the installation
 *
 * All records that fit, the newest first, as JSON lines or as CSV (RFC 4180). In CSV a cell that a spreadsheet would take for a formula begins with `'`.
 */
export const exportAudit = <ThrowOnError extends boolean = false>(
  options?: Options<ExportAuditData, ThrowOnError>,
): RequestResult<ExportAuditResponses, ExportAuditErrors, ThrowOnError> =>
  (options?.client ?? client).get<ExportAuditResponses, ExportAuditErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/audit/export",
    ...options,
  });

/**
 * List the audit log of an organization
 *
 * The newest first. A filter that fits little can give a page with fewer records than asked for, even none: go on while there is a `next_cursor`.
 */
export const listOrganizationAudit = <ThrowOnError extends boolean = false>(
  options: Options<ListOrganizationAuditData, ThrowOnError>,
): RequestResult<ListOrganizationAuditResponses, ListOrganizationAuditErrors, ThrowOnError> =>
  (options.client ?? client).get<ListOrganizationAuditResponses, ListOrganizationAuditErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/audit",
    ...options,
  });

/**
 * Export the audit log of an organization
 *
 * All records that fit, the newest first, as JSON lines or as CSV (RFC 4180). In CSV a cell that a spreadsheet would take for a formula begins with `'`.
 */
export const exportOrganizationAudit = <ThrowOnError extends boolean = false>(
  options: Options<ExportOrganizationAuditData, ThrowOnError>,
): RequestResult<ExportOrganizationAuditResponses, ExportOrganizationAuditErrors, ThrowOnError> =>
  (options.client ?? client).get<ExportOrganizationAuditResponses, ExportOrganizationAuditErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/orgs/{org}/audit/export",
    ...options,
  });

/**
 * List the audit log of the caller's own acts
 *
 * The newest first. A filter that fits little can give a page with fewer records than asked for, even none: go on while there is a `next_cursor`.
 */
export const listOwnAudit = <ThrowOnError extends boolean = false>(
  options?: Options<ListOwnAuditData, ThrowOnError>,
): RequestResult<ListOwnAuditResponses, ListOwnAuditErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListOwnAuditResponses, ListOwnAuditErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/user/audit",
    ...options,
  });

/**
 * Export the audit log of the caller's own acts
 *
 * All records that fit, the newest first, as JSON lines or as CSV (RFC 4180). In CSV a cell that a spreadsheet would take for a formula begins with `'`.
 */
export const exportOwnAudit = <ThrowOnError extends boolean = false>(
  options?: Options<ExportOwnAuditData, ThrowOnError>,
): RequestResult<ExportOwnAuditResponses, ExportOwnAuditErrors, ThrowOnError> =>
  (options?.client ?? client).get<ExportOwnAuditResponses, ExportOwnAuditErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/user/audit/export",
    ...options,
  });

/**
 * List runs of background jobs
 *
 * The newest first. Of each kind the newest hundred that have ended are kept.
 */
export const listJobs = <ThrowOnError extends boolean = false>(
  options?: Options<ListJobsData, ThrowOnError>,
): RequestResult<ListJobsResponses, ListJobsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListJobsResponses, ListJobsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/jobs",
    ...options,
  });

/**
 * Get a run of a background job
 */
export const getJob = <ThrowOnError extends boolean = false>(
  options: Options<GetJobData, ThrowOnError>,
): RequestResult<GetJobResponses, GetJobErrors, ThrowOnError> =>
  (options.client ?? client).get<GetJobResponses, GetJobErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/jobs/{job_id}",
    ...options,
  });

/**
 * End a run of a background job
 *
 * A run that waits ends at once; one that is under way ends soon, between two of its steps, and keeps the report of what it did. What it did stays done.
 */
export const cancelJob = <ThrowOnError extends boolean = false>(
  options: Options<CancelJobData, ThrowOnError>,
): RequestResult<CancelJobResponses, CancelJobErrors, ThrowOnError> =>
  (options.client ?? client).post<CancelJobResponses, CancelJobErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/jobs/{job_id}/cancel",
    ...options,
  });

/**
 * Get what garbage collection has to do and could free
 */
export const getGcStatus = <ThrowOnError extends boolean = false>(
  options?: Options<GetGcStatusData, ThrowOnError>,
): RequestResult<GetGcStatusResponses, GetGcStatusErrors, ThrowOnError> =>
  (options?.client ?? client).get<GetGcStatusResponses, GetGcStatusErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/gc",
    ...options,
  });

/**
 * List runs of garbage collection
 */
export const listGcRuns = <ThrowOnError extends boolean = false>(
  options?: Options<ListGcRunsData, ThrowOnError>,
): RequestResult<ListGcRunsResponses, ListGcRunsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListGcRunsResponses, ListGcRunsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/gc/runs",
    ...options,
  });

/**
 * Collect garbage now, or find out what that would delete
 *
 * Everything that is due goes, while pushes and pulls go on. A dry run decides by the same rules and deletes nothing: a run that follows at once, with nothing changed in between, deletes what it said.
 */
export const startGcRun = <ThrowOnError extends boolean = false>(
  options?: Options<StartGcRunData, ThrowOnError>,
): RequestResult<StartGcRunResponses, StartGcRunErrors, ThrowOnError> =>
  (options?.client ?? client).post<StartGcRunResponses, StartGcRunErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/gc/runs",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options?.headers,
    },
  });

/**
 * Get a run of garbage collection
 */
export const getGcRun = <ThrowOnError extends boolean = false>(
  options: Options<GetGcRunData, ThrowOnError>,
): RequestResult<GetGcRunResponses, GetGcRunErrors, ThrowOnError> =>
  (options.client ?? client).get<GetGcRunResponses, GetGcRunErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/gc/runs/{run_id}",
    ...options,
  });

/**
 * End a run of garbage collection
 *
 * Soon, between two of its steps. What it has deleted stays deleted and is in its report; the rest is left for the next run.
 */
export const cancelGcRun = <ThrowOnError extends boolean = false>(
  options: Options<CancelGcRunData, ThrowOnError>,
): RequestResult<CancelGcRunResponses, CancelGcRunErrors, ThrowOnError> =>
  (options.client ?? client).post<CancelGcRunResponses, CancelGcRunErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/gc/runs/{run_id}/cancel",
    ...options,
  });

/**
 * List the ways to sign in
 */
export const listSignInMethods = <ThrowOnError extends boolean = false>(
  options?: Options<ListSignInMethodsData, ThrowOnError>,
): RequestResult<ListSignInMethodsResponses, ListSignInMethodsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListSignInMethodsResponses, ListSignInMethodsErrors, ThrowOnError>({
    url: "/api/v1/auth/methods",
    ...options,
  });

/**
 * Sign in with a password, for a browser
 *
 * Sets the session's cookie; a session that was there before ends. With a second factor, `signInWithCode` is the next step.
 */
export const signIn = <ThrowOnError extends boolean = false>(
  options: Options<SignInData, ThrowOnError>,
): RequestResult<SignInResponses, SignInErrors, ThrowOnError> =>
  (options.client ?? client).post<SignInResponses, SignInErrors, ThrowOnError>({
    url: "/api/v1/auth/login",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Finish signing in with a code, for a browser
 */
export const signInWithCode = <ThrowOnError extends boolean = false>(
  options: Options<SignInWithCodeData, ThrowOnError>,
): RequestResult<SignInWithCodeResponses, SignInWithCodeErrors, ThrowOnError> =>
  (options.client ?? client).post<SignInWithCodeResponses, SignInWithCodeErrors, ThrowOnError>({
    url: "/api/v1/auth/login/second-factor",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Begin to sign in with a passkey
 *
 * Also for proving again who you are. No name is needed: the device knows.
 */
export const beginPasskeySignIn = <ThrowOnError extends boolean = false>(
  options?: Options<BeginPasskeySignInData, ThrowOnError>,
): RequestResult<BeginPasskeySignInResponses, BeginPasskeySignInErrors, ThrowOnError> =>
  (options?.client ?? client).post<BeginPasskeySignInResponses, BeginPasskeySignInErrors, ThrowOnError>({
    url: "/api/v1/auth/passkey/begin",
    ...options,
  });

/**
 * Finish signing in with a passkey, for a browser
 */
export const signInWithPasskey = <ThrowOnError extends boolean = false>(
  options: Options<SignInWithPasskeyData, ThrowOnError>,
): RequestResult<SignInWithPasskeyResponses, SignInWithPasskeyErrors, ThrowOnError> =>
  (options.client ?? client).post<SignInWithPasskeyResponses, SignInWithPasskeyErrors, ThrowOnError>({
    url: "/api/v1/auth/passkey/finish",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Sign in or stay signed in, for a program
 *
 * A refresh token is good once: each answer brings the next. One that comes twice was copied, and ends the session for both. Registry clients have an endpoint of their own, `/auth/token`.
 */
export const createSessionTokens = <ThrowOnError extends boolean = false>(
  options: Options<CreateSessionTokensData, ThrowOnError>,
): RequestResult<CreateSessionTokensResponses, CreateSessionTokensErrors, ThrowOnError> =>
  (options.client ?? client).post<CreateSessionTokensResponses, CreateSessionTokensErrors, ThrowOnError>({
    url: "/api/v1/auth/token",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Sign out
 *
 * Ends the session of the cookie or access token. Without one there is nothing to end.
 */
export const signOut = <ThrowOnError extends boolean = false>(
  options?: Options<SignOutData, ThrowOnError>,
): RequestResult<SignOutResponses, SignOutErrors, ThrowOnError> =>
  (options?.client ?? client).post<SignOutResponses, SignOutErrors, ThrowOnError>({ url: "/api/v1/auth/logout", ...options });

/**
 * Prove again that it is you
 *
 * For ten minutes the session may then do what is sensitive. Who signs in through an OpenID provider signs in there again instead.
 */
export const reauthenticate = <ThrowOnError extends boolean = false>(
  options: Options<ReauthenticateData, ThrowOnError>,
): RequestResult<ReauthenticateResponses, ReauthenticateErrors, ThrowOnError> =>
  (options.client ?? client).post<ReauthenticateResponses, ReauthenticateErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/auth/reauthenticate",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Try a sign-in through the directory and see each step
 *
 * Up to the step that failed. Nobody is signed in, and no account is made or changed.
 */
export const traceDirectorySignIn = <ThrowOnError extends boolean = false>(
  options: Options<TraceDirectorySignInData, ThrowOnError>,
): RequestResult<TraceDirectorySignInResponses, TraceDirectorySignInErrors, ThrowOnError> =>
  (options.client ?? client).post<TraceDirectorySignInResponses, TraceDirectorySignInErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/admin/directory/trace",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Sign out everywhere else
 *
 * All sessions but the one that asks stop working at once.
 */
export const revokeOtherSessions = <ThrowOnError extends boolean = false>(
  options?: Options<RevokeOtherSessionsData, ThrowOnError>,
): RequestResult<RevokeOtherSessionsResponses, RevokeOtherSessionsErrors, ThrowOnError> =>
  (options?.client ?? client).delete<RevokeOtherSessionsResponses, RevokeOtherSessionsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/sessions",
    ...options,
  });

/**
 * List your own sessions
 */
export const listSessions = <ThrowOnError extends boolean = false>(
  options?: Options<ListSessionsData, ThrowOnError>,
): RequestResult<ListSessionsResponses, ListSessionsErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListSessionsResponses, ListSessionsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/sessions",
    ...options,
  });

/**
 * Sign out somewhere else
 *
 * The session, and every token made from it, stop working at once.
 */
export const revokeSession = <ThrowOnError extends boolean = false>(
  options: Options<RevokeSessionData, ThrowOnError>,
): RequestResult<RevokeSessionResponses, RevokeSessionErrors, ThrowOnError> =>
  (options.client ?? client).delete<RevokeSessionResponses, RevokeSessionErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/sessions/{session_id}",
    ...options,
  });

/**
 * Get what is needed beside your password
 */
export const getSecondFactors = <ThrowOnError extends boolean = false>(
  options?: Options<GetSecondFactorsData, ThrowOnError>,
): RequestResult<GetSecondFactorsResponses, GetSecondFactorsErrors, ThrowOnError> =>
  (options?.client ?? client).get<GetSecondFactorsResponses, GetSecondFactorsErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/second-factors",
    ...options,
  });

/**
 * Begin to use codes from an app
 *
 * Nothing changes until `confirmTotp`. Needs a recent sign-in; a personal token is not enough.
 */
export const beginTotp = <ThrowOnError extends boolean = false>(
  options?: Options<BeginTotpData, ThrowOnError>,
): RequestResult<BeginTotpResponses, BeginTotpErrors, ThrowOnError> =>
  (options?.client ?? client).post<BeginTotpResponses, BeginTotpErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/second-factors/totp/begin",
    ...options,
  });

/**
 * Confirm that the app works
 *
 * From then on the password needs a code, and what it opened without one ends, but for the session that asks. Where no code can be asked for, such as `docker login`, use a personal token.
 */
export const confirmTotp = <ThrowOnError extends boolean = false>(
  options: Options<ConfirmTotpData, ThrowOnError>,
): RequestResult<ConfirmTotpResponses, ConfirmTotpErrors, ThrowOnError> =>
  (options.client ?? client).post<ConfirmTotpResponses, ConfirmTotpErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/second-factors/totp/confirm",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Stop using codes
 *
 * With a code or a recovery code; without one, a recent sign-in is needed. The recovery codes go too.
 */
export const disableTotp = <ThrowOnError extends boolean = false>(
  options: Options<DisableTotpData, ThrowOnError>,
): RequestResult<DisableTotpResponses, DisableTotpErrors, ThrowOnError> =>
  (options.client ?? client).post<DisableTotpResponses, DisableTotpErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/second-factors/totp/disable",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Make new recovery codes
 *
 * Those of before stop working.
 */
export const renewRecoveryCodes = <ThrowOnError extends boolean = false>(
  options?: Options<RenewRecoveryCodesData, ThrowOnError>,
): RequestResult<RenewRecoveryCodesResponses, RenewRecoveryCodesErrors, ThrowOnError> =>
  (options?.client ?? client).post<RenewRecoveryCodesResponses, RenewRecoveryCodesErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/second-factors/recovery-codes",
    ...options,
  });

/**
 * List your own passkeys
 */
export const listPasskeys = <ThrowOnError extends boolean = false>(
  options?: Options<ListPasskeysData, ThrowOnError>,
): RequestResult<ListPasskeysResponses, ListPasskeysErrors, ThrowOnError> =>
  (options?.client ?? client).get<ListPasskeysResponses, ListPasskeysErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/passkeys",
    ...options,
  });

/**
 * Add the passkey that a device made
 */
export const createPasskey = <ThrowOnError extends boolean = false>(
  options: Options<CreatePasskeyData, ThrowOnError>,
): RequestResult<CreatePasskeyResponses, CreatePasskeyErrors, ThrowOnError> =>
  (options.client ?? client).post<CreatePasskeyResponses, CreatePasskeyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/passkeys",
    ...options,
    headers: {
      "Content-Type": "application/json",
      ...options.headers,
    },
  });

/**
 * Begin to add a passkey
 *
 * Needs a recent sign-in; a personal token is not enough. Who signs in through a provider or a directory has no passkeys here.
 */
export const beginPasskey = <ThrowOnError extends boolean = false>(
  options?: Options<BeginPasskeyData, ThrowOnError>,
): RequestResult<BeginPasskeyResponses, BeginPasskeyErrors, ThrowOnError> =>
  (options?.client ?? client).post<BeginPasskeyResponses, BeginPasskeyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/passkeys/begin",
    ...options,
  });

/**
 * Delete a passkey
 *
 * It no longer signs anybody in. Sessions that it opened go on.
 */
export const deletePasskey = <ThrowOnError extends boolean = false>(
  options: Options<DeletePasskeyData, ThrowOnError>,
): RequestResult<DeletePasskeyResponses, DeletePasskeyErrors, ThrowOnError> =>
  (options.client ?? client).delete<DeletePasskeyResponses, DeletePasskeyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/passkeys/{passkey_id}",
    ...options,
  });

/**
 * Rename a passkey
 */
export const renamePasskey = <ThrowOnError extends boolean = false>(
  options: Options<RenamePasskeyData, ThrowOnError>,
): RequestResult<RenamePasskeyResponses, RenamePasskeyErrors, ThrowOnError> =>
  (options.client ?? client).patch<RenamePasskeyResponses, RenamePasskeyErrors, ThrowOnError>({
    security: [
      { scheme: "bearer", type: "http" },
      { scheme: "basic", type: "http" },
      {
        in: "cookie",
        name: "__Host-aerugo_session",
        type: "apiKey",
      },
    ],
    url: "/api/v1/passkeys/{passkey_id}",
    ...options,
    headers: {
      "Content-Type": "application/merge-patch+json",
      ...options.headers,
    },
  });
