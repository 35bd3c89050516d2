// grant_type=password: a name with its password, or with one of its tokens in the password's place.
import { type TokenGrant, requiredField } from "./grant.ts";
import { openClientSession } from "../client-session.ts";

export const passwordGrant: TokenGrant = async ({ exchange, services, form }) => {
  const [username, password] = [requiredField(form, "username"), requiredField(form, "password")];
  const caller = await services.authenticator.byPassword(username, password, exchange.clientAddress);
  const refreshToken = form.get("access_type") === "offline" ? await openClientSession(exchange, services, caller) : undefined;
  return { caller, refreshToken };
};
