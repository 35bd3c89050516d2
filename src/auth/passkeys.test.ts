import { beforeEach, describe, expect, test } from "bun:test";
import { SoftwareAuthenticator, cborArray, cborBytes, cborInt, cborMap, cborText } from "../../test/kit/authenticator.ts";
import { PasskeyError, Passkeys, type StoredPasskey } from "./passkeys.ts";

const ORIGIN = "https://registry.example.com:8443";
const OTHER = "https://evil.example.net";
const ADA = { id: 12, username: "ada", displayName: "Ada Lovelace" };

const passkeys = new Passkeys({ rpName: "Aerugo" });
let device: SoftwareAuthenticator;

beforeEach(() => {
  device = new SoftwareAuthenticator();
});

async function enroll(): Promise<StoredPasskey> {
  const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
  const made = await passkeys.verifyRegistration(device.register(options, ORIGIN), options.challenge, ORIGIN);
  return { ...made, userId: ADA.id };
}

describe("enrolling", () => {
  test("asks for a passkey that is found without a name and checks its holder, bound to the site's name", async () => {
    const existing = [{ credentialId: "b2xk", transports: ["usb"] }];
    expect(await passkeys.registrationOptions(ADA, existing, ORIGIN)).toMatchObject({
      rp: { name: "Aerugo", id: "registry.example.com" },
      user: { id: Buffer.from("user:12").toString("base64url"), name: "ada", displayName: "Ada Lovelace" },
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      excludeCredentials: [{ id: "b2xk", transports: ["usb"], type: "public-key" }],
      pubKeyCredParams: [{ alg: -8 }, { alg: -7 }, { alg: -257 }],
    });
  });

  test("gives what has to be stored", async () => {
    const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
    const made = await passkeys.verifyRegistration(device.register(options, ORIGIN), options.challenge, ORIGIN);
    expect(made).toEqual({
      credentialId: device.credentialId.toString("base64url"),
      publicKey: expect.stringMatching(/^[0-9A-Za-z_-]{103}$/),
      counter: 0,
      transports: ["internal"],
    });
  });

  test("keeps of the ways to reach the device only what looks like one", async () => {
    const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
    const response = device.register(options, ORIGIN);
    response.response.transports = ["usb", "<script>", ...Array.from({ length: 100 }, () => "nfc")];
    const { transports } = await passkeys.verifyRegistration(response, options.challenge, ORIGIN);
    expect(transports).toEqual(["usb", ...Array.from({ length: 9 }, () => "nfc")]);
  });

  test("for another challenge is refused", async () => {
    const [options, other] = await Promise.all([1, 2].map(() => passkeys.registrationOptions(ADA, [], ORIGIN)));
    await refused(passkeys.verifyRegistration(device.register(options!, ORIGIN), other!.challenge, ORIGIN), "challenge");
  });

  test("on another site is refused", async () => {
    const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
    await refused(passkeys.verifyRegistration(device.register(options, OTHER), options.challenge, ORIGIN), "origin");
  });

  test("for another site's name is refused", async () => {
    const options = await passkeys.registrationOptions(ADA, [], OTHER);
    await refused(passkeys.verifyRegistration(device.register(options, ORIGIN), options.challenge, ORIGIN), "RP ID");
  });

  test("a device that did not check its holder is refused", async () => {
    device.userVerified = false;
    const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
    await refused(passkeys.verifyRegistration(device.register(options, ORIGIN), options.challenge, ORIGIN), "verification");
  });

  test.each([
    [1023, "accepted"],
    [1024, "refused"],
  ])("a passkey whose identifier has %d bytes is %s", async (bytes, outcome) => {
    device = new SoftwareAuthenticator(Buffer.alloc(bytes, 1));
    const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
    const verifying = passkeys.verifyRegistration(device.register(options, ORIGIN), options.challenge, ORIGIN);
    if (outcome === "refused") await refused(verifying, "too long");
    else expect((await verifying).credentialId).toHaveLength(1364);
  });

  test.each(["packed", "android-safetynet", "tpm"])(
    "with certificates of format %s is refused, before an address in them is asked",
    async (format) => {
      const statement = cborMap([
        [cborText("alg"), cborInt(-7)],
        [cborText("sig"), cborBytes(new Uint8Array(70))],
        [cborText("x5c"), cborArray([cborBytes(new Uint8Array(300))])],
      ]);
      device.attestation = { format, statement };
      const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
      await refused(
        passkeys.verifyRegistration(device.register(options, ORIGIN), options.challenge, ORIGIN),
        "attestation that was not asked",
      );
    },
  );

  test.each(["", "AAAA", "!!!", "A".repeat(100_000)].map((text) => [text.slice(0, 8), text]))(
    "with %j for an attestation is refused",
    async (_label, attestationObject) => {
      const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
      const response = device.register(options, ORIGIN);
      response.response.attestationObject = attestationObject;
      await refused(passkeys.verifyRegistration(response, options.challenge, ORIGIN));
    },
  );
});

describe("signing in", () => {
  test("asks for any passkey of the site, or for the ones that are named", async () => {
    expect(await passkeys.authenticationOptions(ORIGIN)).toMatchObject({
      rpId: "registry.example.com",
      userVerification: "required",
      allowCredentials: [],
    });
    expect(await passkeys.authenticationOptions(ORIGIN, [{ credentialId: "b2xk", transports: ["usb"] }])).toMatchObject({
      allowCredentials: [{ id: "b2xk", transports: ["usb"] }],
    });
  });

  test("works with a passkey that was enrolled, and says how often it was used", async () => {
    const stored = await enroll();
    const options = await passkeys.authenticationOptions(ORIGIN);
    device.counter = 7;
    expect(await passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored)).toEqual({
      newCounter: 7,
    });
  });

  test("works again and again with a device that does not count", async () => {
    const stored = await enroll();
    for (let turn = 0; turn < 2; turn += 1) {
      const options = await passkeys.authenticationOptions(ORIGIN);
      const verified = await passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored);
      expect(verified).toEqual({ newCounter: 0 });
    }
  });

  test.each([
    ["at", 7],
    ["below", 6],
  ])("with a counter %s the last one is refused: it is a copy", async (_where, counter) => {
    const stored = { ...(await enroll()), counter: 7 };
    device.counter = counter;
    const options = await passkeys.authenticationOptions(ORIGIN);
    await refused(passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored), "counter");
  });

  test("with an answer to another challenge is refused", async () => {
    const stored = await enroll();
    const [options, other] = await Promise.all([1, 2].map(() => passkeys.authenticationOptions(ORIGIN)));
    await refused(passkeys.verifyAuthentication(device.authenticate(options!, ORIGIN), other!.challenge, ORIGIN, stored), "challenge");
  });

  test("with an answer that another site got is refused", async () => {
    const stored = await enroll();
    const options = await passkeys.authenticationOptions(ORIGIN);
    await refused(passkeys.verifyAuthentication(device.authenticate(options, OTHER), options.challenge, ORIGIN, stored), "origin");
  });

  test("with an answer for another site's name is refused", async () => {
    const stored = await enroll();
    const options = await passkeys.authenticationOptions(OTHER);
    await refused(passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored), "RP ID");
  });

  test.each(["signature", "authenticatorData", "clientDataJSON"] as const)("with an altered %s is refused", async (part) => {
    const stored = await enroll();
    const options = await passkeys.authenticationOptions(ORIGIN);
    const response = device.authenticate(options, ORIGIN);
    const altered = Buffer.from(response.response[part], "base64url");
    altered[altered.byteLength - 1]! ^= 1;
    response.response[part] = altered.toString("base64url");
    await refused(passkeys.verifyAuthentication(response, options.challenge, ORIGIN, stored));
  });

  test("with another device's signature under this one's name is refused", async () => {
    const stored = await enroll();
    const options = await passkeys.authenticationOptions(ORIGIN);
    const response = new SoftwareAuthenticator().authenticate(options, ORIGIN);
    const named = { ...response, id: stored.credentialId, rawId: stored.credentialId };
    await refused(passkeys.verifyAuthentication(named, options.challenge, ORIGIN, stored), "signature");
  });

  test("with another passkey than the one that was looked up is refused", async () => {
    const stored = { ...(await enroll()), credentialId: "b3RoZXI" };
    const options = await passkeys.authenticationOptions(ORIGIN);
    await refused(
      passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored),
      "another passkey",
    );
  });

  test("as another user than the passkey was made for is refused", async () => {
    const stored = { ...(await enroll()), userId: 13 };
    const options = await passkeys.authenticationOptions(ORIGIN);
    await refused(passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored), "another user");
  });

  test("with a device that did not check its holder is refused", async () => {
    const stored = await enroll();
    device.userVerified = false;
    const options = await passkeys.authenticationOptions(ORIGIN);
    await refused(passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored), "verification");
  });

  test("in a frame of another site is refused", async () => {
    const stored = await enroll();
    device.crossOrigin = true;
    const options = await passkeys.authenticationOptions(ORIGIN);
    await refused(passkeys.verifyAuthentication(device.authenticate(options, ORIGIN), options.challenge, ORIGIN, stored), "frame");
  });

  test("with the answer to an enrollment is refused", async () => {
    const stored = await enroll();
    const options = await passkeys.registrationOptions(ADA, [], ORIGIN);
    const { clientDataJSON } = device.register(options, ORIGIN).response;
    const response = device.authenticate({ ...options, rpId: "registry.example.com" }, ORIGIN);
    response.response.clientDataJSON = clientDataJSON;
    await refused(passkeys.verifyAuthentication(response, options.challenge, ORIGIN, stored), "type");
  });
});

test("a challenge is never given twice", async () => {
  const options = await Promise.all(Array.from({ length: 100 }, () => passkeys.authenticationOptions(ORIGIN)));
  expect(new Set(options.map(({ challenge }) => challenge)).size).toBe(100);
});

/** For the reason that is meant, and not for another that hides it; the reason is for our logs, and not in the message. */
async function refused(verifying: Promise<unknown>, reason = ""): Promise<void> {
  const error = await verifying.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PasskeyError);
  expect((error as PasskeyError).message).toBe("the passkey's answer was not accepted");
  expect(String((error as PasskeyError).cause)).toInclude(reason);
}
