// Passkeys (WebAuthn): a key pair on somebody's device, which the device uses for this site only and after it has checked who holds it.
// That is two factors in one, so a passkey signs in alone.
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";

/** Loaded with the first passkey: it is as much code as all of the registry, and most starts never need it. */
const library = () => import("@simplewebauthn/server");
const helpers = () => import("@simplewebauthn/server/helpers");

/** What says which passkey is meant. */
export interface PasskeyReference {
  /** In base64url, chosen by the device. */
  readonly credentialId: string;
  /** How a browser reaches the device: `usb`, `internal`, … */
  readonly transports: readonly string[];
}

export interface NewPasskey extends PasskeyReference {
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** How often the device says that it was used; 0 forever for those that do not count. */
  readonly counter: number;
}

export interface StoredPasskey extends Pick<NewPasskey, "credentialId" | "publicKey" | "counter"> {
  readonly userId: number;
}

export interface PasskeyUser {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
}

/** The answer is not one that a device gave here, now and for this passkey. The cause says what did not fit. */
export class PasskeyError extends Error {
  override readonly name = "PasskeyError";
}

// Fixed here, and not what the library prefers on the runtime it finds: a passkey must not depend on that.
/** Of COSE (RFC 9053): EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
/** WebAuthn level 3, 15.1: five minutes when the device asks for a finger or a code. */
const TIMEOUT_MS = 300_000;
/** Answers have a few hundred bytes, with a post-quantum key a few thousand. */
const ANSWER_LENGTH_LIMIT = 32 * 1024;
/** Section 7.1, step 25. */
const CREDENTIAL_ID_BYTES_LIMIT = 1023;
const TRANSPORTS_LIMIT = 10;
const TRANSPORT = /^[a-z-]{1,32}$/;

/** Challenges are the caller's to keep: each is good for one answer, for minutes, and in the browser that asked for it. */
export class Passkeys {
  constructor(private readonly deps: { rpName: string }) {}

  /** For `navigator.credentials.create`. `existing` are the user's, so that a device is not enrolled twice. */
  async registrationOptions(
    user: PasskeyUser,
    existing: readonly PasskeyReference[],
    origin: string,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await library();
    return generateRegistrationOptions({
      rpName: this.deps.rpName,
      rpID: rpIdOf(origin),
      userName: user.username,
      userDisplayName: user.displayName,
      userID: userHandle(user.id),
      // Who made the device is not asked: nobody is refused for it.
      attestationType: "none",
      excludeCredentials: existing.map(toDescriptor),
      // Found without a username, and only after the device knows its holder.
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      supportedAlgorithmIDs: ALGORITHMS,
      timeout: TIMEOUT_MS,
    });
  }

  /** Throws PasskeyError. */
  async verifyRegistration(response: RegistrationResponseJSON, expectedChallenge: string, origin: string): Promise<NewPasskey> {
    return orPasskeyError(async () => {
      checkShort(response.response.attestationObject, response.response.clientDataJSON);
      await refuseFrame(response.response.clientDataJSON);
      await refuseCertificates(response.response.attestationObject);
      const { verifyRegistrationResponse } = await library();
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: rpIdOf(origin),
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (!verified) throw new Error("the attestation does not verify");
      const { id, publicKey, counter } = registrationInfo.credential;
      if (fromBase64Url(id).byteLength > CREDENTIAL_ID_BYTES_LIMIT) throw new Error("the passkey's identifier is too long");
      const transports = (response.response.transports ?? []).filter((name) => TRANSPORT.test(name)).slice(0, TRANSPORTS_LIMIT);
      return { credentialId: id, publicKey: toBase64Url(publicKey), counter, transports };
    });
  }

  /** For `navigator.credentials.get`. Without `allowed` the device offers what it has, and nobody needs to type a name. */
  async authenticationOptions(origin: string, allowed: readonly PasskeyReference[] = []): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { generateAuthenticationOptions } = await library();
    return generateAuthenticationOptions({
      rpID: rpIdOf(origin),
      allowCredentials: allowed.map(toDescriptor),
      userVerification: "required",
      timeout: TIMEOUT_MS,
    });
  }

  /**
   * `stored` is the passkey whose `credentialId` is the answer's `id`. The new counter must be stored before anybody is signed in, and
   * only if the old one is still there: of two answers with the same count one comes from a copy. Throws PasskeyError.
   */
  async verifyAuthentication(
    response: AuthenticationResponseJSON,
    expectedChallenge: string,
    origin: string,
    stored: StoredPasskey,
  ): Promise<{ newCounter: number }> {
    return orPasskeyError(async () => {
      const { authenticatorData, clientDataJSON, signature, userHandle: handle } = response.response;
      checkShort(authenticatorData, clientDataJSON, signature);
      await refuseFrame(clientDataJSON);
      if (response.id !== stored.credentialId) throw new Error("the answer is another passkey's");
      // Section 7.2, step 6.
      if (handle && handle !== toBase64Url(userHandle(stored.userId))) throw new Error("the answer is another user's");
      const { verifyAuthenticationResponse } = await library();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: rpIdOf(origin),
        requireUserVerification: true,
        credential: { id: stored.credentialId, publicKey: fromBase64Url(stored.publicKey), counter: stored.counter },
      });
      if (!verified) throw new Error("the signature is wrong");
      return { newCounter: authenticationInfo.newCounter };
    });
  }
}

/** What a passkey is bound to for good: the name, without scheme and port. */
function rpIdOf(origin: string): string {
  return new URL(origin).hostname;
}

/** Stays on devices, so it is neither a name nor an address, and it never changes. */
function userHandle(userId: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(`user:${userId}`));
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "base64url"));
}

function toDescriptor({ credentialId, transports }: PasskeyReference) {
  return { id: credentialId, transports: [...transports] };
}

async function orPasskeyError<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (cause) {
    throw new PasskeyError("the passkey's answer was not accepted", { cause });
  }
}

function checkShort(...parts: readonly string[]): void {
  if (parts.some((part) => part.length > ANSWER_LENGTH_LIMIT)) throw new Error("the answer is too long");
}

/** The library lets a frame on a foreign page pass when the browser does not name that page. */
async function refuseFrame(clientDataJSON: string): Promise<void> {
  const { decodeClientDataJSON } = await helpers();
  if (decodeClientDataJSON(clientDataJSON).crossOrigin) throw new Error("the answer was given in a frame of another site");
}

/** To verify certificates the library fetches the revocation lists that they name: any address, from inside our network. */
async function refuseCertificates(attestationObject: string): Promise<void> {
  const { decodeAttestationObject, isoBase64URL } = await helpers();
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const [format, statement] = [decoded.get("fmt"), decoded.get("attStmt")];
  if (format === "none" || (format === "packed" && statement.get("x5c") === undefined)) return;
  throw new Error("the answer holds an attestation that was not asked for");
}
