// From an Authorization header to a caller.
import type { MetadataReader } from "../metadata/metadata-store.ts";
import type { UserRecord } from "../metadata/users.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { ANONYMOUS, type Caller, type Identity } from "./caller.ts";
import type { Passwords } from "./passwords.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The credentials are wrong or no longer valid; `scheme` is what was tried. Says nothing about who exists. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
  constructor(readonly scheme: "Basic" | "Bearer" | "other") {
    super(scheme === "Bearer" ? "token is invalid or expired" : "username or password is wrong");
  }
}

const NOBODY: Caller = { identity: ANONYMOUS, grants: undefined };

export class Authenticator {
  constructor(private readonly deps: { metadata: MetadataReader; passwords: Passwords; tokens: AccessTokens }) {}

  /** Anonymous without a header, and for `Basic` with empty name and password. Throws CredentialsError. */
  async authenticate(authorization: string | null): Promise<Caller> {
    if (!authorization) return NOBODY;
    const [scheme = "", value = ""] = authorization.split(/\s+/, 2);
    if (scheme.toLowerCase() === "bearer") return this.byToken(value);
    if (scheme.toLowerCase() !== "basic") throw new CredentialsError("other");
    const credentials = parseBasic(value);
    if (!credentials) throw new CredentialsError("Basic");
    if (credentials.username === "" && credentials.password === "") return NOBODY;
    const user = await this.deps.passwords.verify(credentials.username, credentials.password);
    if (!user) throw new CredentialsError("Basic");
    return { identity: toIdentity(user), grants: undefined };
  }

  private async byToken(token: string): Promise<Caller> {
    const verified = await this.deps.tokens.verify(token);
    if (!verified) throw new CredentialsError("Bearer");
    if (verified.username === undefined) return { identity: ANONYMOUS, grants: verified.grants };
    // Asked each time: a user who was disabled is out at once, whatever tokens they hold.
    const user = await this.deps.metadata.users.find(verified.username);
    if (!user || user.disabledAt !== undefined) throw new CredentialsError("Bearer");
    return { identity: toIdentity(user), grants: verified.grants };
  }
}

function toIdentity({ username, isAdmin }: UserRecord): Identity {
  return { kind: "user", username, isAdmin };
}

/** RFC 7617: the password may hold colons, the name may not. */
function parseBasic(value: string): Credentials | undefined {
  const text = Buffer.from(value, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
