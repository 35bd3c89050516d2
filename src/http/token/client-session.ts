// The session of a registry client that asked to stay signed in.
import type { Caller } from "../../auth/caller.ts";
import type { Exchange } from "../exchange.ts";
import { signInOrigin } from "../management/credentials.ts";
import type { TokenServices } from "./services.ts";

/** Undefined for whoever is no person with a password: a token is kept as it is, and what it is limited to must not be lost. */
export async function openClientSession(
  exchange: Exchange,
  { sessions }: Pick<TokenServices, "sessions">,
  { identity, credential }: Caller,
): Promise<string | undefined> {
  if (identity.kind !== "user" || credential.kind !== "password") return undefined;
  return sessions.openClient({ userId: identity.id, epoch: credential.epoch, method: "password" }, signInOrigin(exchange));
}
