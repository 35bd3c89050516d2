// What a personal or robot token may be good for. A narrower token than its owner's rights is the point of having tokens.
export const TOKEN_SCOPES = {
  "repo:read": "Pull, and read repositories, tags and manifests",
  "repo:write": "Push, and everything of repo:read",
  "repo:delete": "Delete tags, manifests and blobs, and everything of repo:write",
  "repo:admin": "Change, move and delete repositories and who may use them, and everything of repo:delete",
  "org:read": "Read organizations, their members, teams and robots",
  "org:admin": "Change organizations, members, teams, robots and invitations, and everything of org:read",
  "user:read": "Read the own profile, tokens and sessions",
  "user:write": "Change the own profile, tokens and sessions, and everything of user:read",
  "audit:read": "Read the audit log",
  admin: "Everything that the owner may do, site administration included",
} as const;

export type TokenScope = keyof typeof TOKEN_SCOPES;

/** Each scope with those that it includes. */
const INCLUDES: Partial<Record<TokenScope, TokenScope>> = {
  "repo:admin": "repo:delete",
  "repo:delete": "repo:write",
  "repo:write": "repo:read",
  "org:admin": "org:read",
  "user:write": "user:read",
};

export function isTokenScope(text: string): text is TokenScope {
  return Object.hasOwn(TOKEN_SCOPES, text);
}

/** Whether a credential with these scopes is good for `wanted`; one without scopes is good for everything. */
export function hasScope(scopes: readonly TokenScope[] | undefined, wanted: TokenScope): boolean {
  return scopes === undefined || scopes.some((scope) => scope === "admin" || includes(scope, wanted));
}

function includes(scope: TokenScope, wanted: TokenScope): boolean {
  for (let each: TokenScope | undefined = scope; each; each = INCLUDES[each]) if (each === wanted) return true;
  return false;
}
