// cosign: signatures and attestations beside an image, made with a local key and without any service in between.
import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { writeLayout } from "../kit/image.ts";
import { buildImages, describeClient, TEST_LIMIT_MS, type Client, type Session } from "./harness.ts";

const PLAIN = "--allow-http-registry";
const LOCAL_KEY = ["--yes", "--key", "cosign.key", "--use-signing-config=false", "--tlog-upload=false"];
const WITHOUT_LOG = ["--key", "cosign.pub", "--insecure-ignore-tlog=true"];
const SIGNATURE_TYPE = "https://sigstore.dev/cosign/sign/v1";
/** The key is made for the test and dies with it. */
const env = { COSIGN_PASSWORD: "" };

const cosign: Client = {
  tools: ["cosign", "crane"],
  // `cosign login` only writes the password down, into the file it shares with crane; the catalog shows what it is worth.
  signIn: async (session, { username, password }) => {
    await session.run(["cosign", "login", session.host, "--username", username, "--password-stdin"], { input: password });
    await session.run(["crane", "catalog", session.host]);
  },
};

/** Pushes an image and makes a key for it; resolves to the image by digest, because that is what gets signed. */
async function pushedImage(session: Session, name: string): Promise<string> {
  const digest = await writeLayout(session.path(name), "v1", [(await buildImages())[0]]);
  await session.run(["crane", "push", name, `${session.repository(name)}:v1`]);
  if (!(await Bun.file(session.path("cosign.key")).exists())) await session.run(["cosign", "generate-key-pair"], { env });
  return `${session.repository(name)}@${digest}`;
}

describeClient(cosign, (session) => {
  test(
    "a signature is found as a referrer and verified",
    async () => {
      const image = await pushedImage(session(), "signed");

      await session().run(["cosign", "sign", PLAIN, ...LOCAL_KEY, image], { env });

      await session().run(["cosign", "verify", PLAIN, ...WITHOUT_LOG, image]);
      expect(await session().run(["cosign", "tree", PLAIN, image])).toContain(`${SIGNATURE_TYPE} artifacts via OCI referrer`);
      // No tag of the old scheme: the registry keeps the list itself.
      expect(await session().run(["crane", "ls", session().repository("signed")])).toBe("v1");
    },
    TEST_LIMIT_MS,
  );

  test(
    "an image nobody signed is not verified",
    async () => {
      const image = await pushedImage(session(), "unsigned");

      await expect(session().run(["cosign", "verify", PLAIN, ...WITHOUT_LOG, image])).rejects.toThrow("no signatures found");
    },
    TEST_LIMIT_MS,
  );

  test(
    "an attestation is found beside the signature and verified",
    async () => {
      const image = await pushedImage(session(), "attested");
      await writeFile(session().path("predicate.json"), JSON.stringify({ checked: true }));
      await session().run(["cosign", "sign", PLAIN, ...LOCAL_KEY, image], { env });

      await session().run(["cosign", "attest", PLAIN, ...LOCAL_KEY, "--type", "custom", "--predicate", "predicate.json", image], { env });

      await session().run(["cosign", "verify-attestation", PLAIN, ...WITHOUT_LOG, "--type", "custom", image]);
      await session().run(["cosign", "verify", PLAIN, ...WITHOUT_LOG, image]);
    },
    TEST_LIMIT_MS,
  );
});
