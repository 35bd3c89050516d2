// grant_type=refresh_token: the identity token that a client keeps in place of a password.
import { type TokenGrant, requiredField } from "./grant.ts";

/** The same token stays good: Docker and others go on with the one that they were given first. */
export const refreshTokenGrant: TokenGrant = async ({ services, form }) => {
  return { caller: await services.sessions.resumeClient(requiredField(form, "refresh_token")) };
};
