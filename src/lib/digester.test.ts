import { expect, test } from "bun:test";
import { Digester } from "./digester.ts";

const bytes = new Uint8Array(3 * 2 ** 20).map((_, index) => index % 253);
const hexOf = (algorithm: "sha256" | "sha512") => new Bun.CryptoHasher(algorithm).update(bytes).digest("hex");

test("streams are hashed beside each other, whatever their chunks share", async () => {
  const digester = new Digester();
  const views = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let from = 0; from < bytes.length; from += 100_000) controller.enqueue(bytes.subarray(from, from + 100_000));
        controller.close();
      },
    });
  const [one, two] = await Promise.all([digester.digest(views(), "sha256"), digester.digest(new Blob([bytes]).stream(), "sha512")]);
  expect(one).toEqual({ hex: hexOf("sha256"), sizeBytes: bytes.length });
  expect(two).toEqual({ hex: hexOf("sha512"), sizeBytes: bytes.length });
  expect(bytes.length).toBe(3 * 2 ** 20);
  digester.close();
});

test("a reader that gives up ends only its own stream", async () => {
  const digester = new Digester();
  const given = digester.digest(new Blob([bytes]).stream(), "sha256", () => {
    throw new Error("enough");
  });
  await expect(given).rejects.toThrow("enough");
  expect((await digester.digest(new Blob([bytes]).stream(), "sha256")).hex).toBe(hexOf("sha256"));
  digester.close();
});
