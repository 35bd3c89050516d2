// A certificate for a test's server, which is its own authority: made here, because a laptop may have no openssl.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
const COMMON_NAME = "0603550403";
const SUBJECT_ALTERNATIVE_NAME = "0603551d11";
const BASIC_CONSTRAINTS = "0603551d13";

/** In PEM, for `localhost` and 127.0.0.1, from yesterday to tomorrow. */
export async function selfSigned(): Promise<Certificate> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signed = toBeSigned(publicKey.export({ type: "spki", format: "der" }));
  const signature = sign("sha256", signed, privateKey);
  const der = sequence(signed, sequence(hex(ECDSA_WITH_SHA256)), element(0x03, hex("00"), signature));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), cert: pem(der) };
}

/** RFC 5280, 4.1: version 3. */
function toBeSigned(publicKey: Buffer): Buffer {
  const name = sequence(element(0x31, sequence(hex(COMMON_NAME), element(0x0c, Buffer.from("localhost")))));
  const now = Date.now();
  return sequence(
    element(0xa0, element(0x02, hex("02"))),
    // Positive and never empty: the first byte is neither zero nor above 0x7f.
    element(0x02, Buffer.concat([hex("01"), randomBytes(15)])),
    sequence(hex(ECDSA_WITH_SHA256)),
    name,
    sequence(time(now - DAY_MS), time(now + DAY_MS)),
    name,
    publicKey,
    element(0xa3, sequence(extension(BASIC_CONSTRAINTS, sequence(element(0x01, hex("ff")))), extension(SUBJECT_ALTERNATIVE_NAME, names()))),
  );
}

function names(): Buffer {
  return sequence(element(0x82, Buffer.from("localhost")), element(0x87, Buffer.from([127, 0, 0, 1])));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(hex(id), element(0x04, value));
}

/** UTCTime: YYMMDDhhmmssZ. */
function time(ms: number): Buffer {
  return element(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

/** DER: tag, length, content. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
