// Who did it, from where and with what: what events and the audit log keep of a caller.
import { type Caller, nameOf } from "./caller.ts";

export interface Actor {
  readonly kind: "anonymous" | "user" | "robot" | "system";
  readonly id: number | undefined;
  /** Empty for anonymous callers. */
  readonly name: string;
  readonly credential: string;
  readonly tokenId: number | undefined;
  readonly federationSubject: string | undefined;
  readonly address: string;
  readonly requestId: string;
}

export function actorOf({ identity, credential }: Caller, origin: { address: string; requestId: string }): Actor {
  return {
    kind: identity.kind,
    id: identity.kind === "anonymous" ? undefined : identity.id,
    name: nameOf(identity),
    credential: credential.kind,
    tokenId: credential.kind === "token" ? credential.id : undefined,
    federationSubject: credential.kind === "federation" ? credential.subject : undefined,
    ...origin,
  };
}

/** Aerugo itself, or its operator at the command line of the machine. */
export function systemActor(name: string): Actor {
  return {
    kind: "system",
    id: undefined,
    name,
    credential: "none",
    tokenId: undefined,
    federationSubject: undefined,
    address: "",
    requestId: "",
  };
}
