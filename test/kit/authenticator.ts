// A device with one passkey, and the browser that it is plugged into, in software. Both do what they are told, by a hostile test too.
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED_DATA = 0x40;

export interface Attestation {
  readonly format: string;
  /** Encoded as CBOR. */
  readonly statement: Uint8Array;
}

export class SoftwareAuthenticator {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  private userHandle: string | undefined;
  /** What it reports next; set it back and it is a copy. */
  counter = 0;
  /** Whether it has asked for a finger or a code. */
  userVerified = true;
  /** What the browser says of the page that asked. */
  crossOrigin = false;
  attestation: Attestation = { format: "none", statement: cborMap([]) };

  constructor(readonly credentialId: Buffer = randomBytes(32)) {}

  register(options: PublicKeyCredentialCreationOptionsJSON, origin: string): RegistrationResponseJSON {
    this.userHandle = options.user.id;
    const attested = Buffer.concat([Buffer.alloc(16), uint16(this.credentialId.byteLength), this.credentialId, this.coseKey()]);
    const authData = Buffer.concat([this.authenticatorData(options.rp.id ?? new URL(origin).hostname, ATTESTED_DATA), attested]);
    const attestationObject = cborMap([
      [cborText("fmt"), cborText(this.attestation.format)],
      [cborText("attStmt"), this.attestation.statement],
      [cborText("authData"), cborBytes(authData)],
    ]);
    return {
      ...this.envelope(),
      response: {
        clientDataJSON: this.clientData("webauthn.create", options.challenge, origin).toString("base64url"),
        attestationObject: attestationObject.toString("base64url"),
        transports: ["internal"],
      },
    };
  }

  authenticate(options: PublicKeyCredentialRequestOptionsJSON, origin: string): AuthenticationResponseJSON {
    const authData = this.authenticatorData(options.rpId ?? new URL(origin).hostname, 0);
    const clientData = this.clientData("webauthn.get", options.challenge, origin);
    const signature = sign("sha256", Buffer.concat([authData, sha256(clientData)]), this.keys.privateKey);
    return {
      ...this.envelope(),
      response: {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: signature.toString("base64url"),
        ...(this.userHandle !== undefined && { userHandle: this.userHandle }),
      },
    };
  }

  private envelope() {
    const id = this.credentialId.toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {} } as const;
  }

  private clientData(type: string, challenge: string, origin: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: this.crossOrigin }));
  }

  /** Section 6.1: the hash of the site's name, flags, and the counter. */
  private authenticatorData(rpId: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const all = flags | USER_PRESENT | (this.userVerified ? USER_VERIFIED : 0);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([all]), counter]);
  }

  /** RFC 9053: an elliptic curve key for ES256 on P-256. */
  private coseKey(): Buffer {
    const { x, y } = this.keys.publicKey.export({ format: "jwk" });
    return cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x!, "base64url"))],
      [cborInt(-3), cborBytes(Buffer.from(y!, "base64url"))],
    ]);
  }
}

/** RFC 8949, as much of it as an authenticator writes. */
export function cborMap(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}

export function cborArray(items: readonly Uint8Array[]): Buffer {
  return Buffer.concat([cborHead(4, items.length), ...items]);
}

export function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

export function cborBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([cborHead(2, bytes.byteLength), bytes]);
}

export function cborInt(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborHead(majorType: number, argument: number): Buffer {
  const type = majorType << 5;
  if (argument < 24) return Buffer.from([type | argument]);
  return argument < 256 ? Buffer.from([type | 24, argument]) : Buffer.concat([Buffer.from([type | 25]), uint16(argument)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
