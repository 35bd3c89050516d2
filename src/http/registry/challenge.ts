// Challenges: how a client learns where to get a token and what to ask it for.
import { type Action, type Grant } from "../../auth/caller.ts";
import { formatScope } from "../../auth/scope.ts";
import { TOKEN_SERVICE } from "../../auth/access-tokens.ts";

/** Credentials, or better ones, could help. `reason` only when some were sent: containerd stops at one it did not expect. */
export class ChallengeError extends Error {
  override readonly name = "ChallengeError";
  constructor(
    readonly scopes: readonly Grant[],
    readonly reason?: "invalid_token" | "insufficient_scope",
  ) {
    super("authentication required");
  }
}

/** One challenge on one line, realm first, all values quoted: several clients parse no more than that. */
export function formatChallenge(origin: string, { scopes, reason }: ChallengeError): string {
  const parts = [`Bearer realm="${origin}/auth/token"`, `service="${TOKEN_SERVICE}"`];
  if (scopes.length > 0) parts.push(`scope="${scopes.map(({ type, name, actions }) => formatScope(type, name, actions)).join(" ")}"`);
  if (reason) parts.push(`error="${reason}"`);
  return parts.join(",");
}

/** Clients push with `pull,push`; a token for pushing alone would fail at the first HEAD. */
export function repositoryGrant(name: string, action: Action): Grant {
  return { type: "repository", name, actions: action === "push" ? ["pull", "push"] : [action] };
}

export const CATALOG_GRANT: Grant = { type: "registry", name: "catalog", actions: ["*"] };
