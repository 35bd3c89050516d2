import { expect, test } from "bun:test";
import { streamOf } from "./stream.ts";

/** Counts what was asked of it, and notes its end. */
function chunks(texts: readonly string[]) {
  const seen = { asked: 0, isEnded: false };
  async function* generate(): AsyncGenerator<string> {
    try {
      for (const text of texts) {
        seen.asked += 1;
        yield text;
      }
    } finally {
      seen.isEnded = true;
    }
  }
  return { seen, stream: streamOf(generate()) };
}

test("the chunks follow each other, and empty ones are no end", async () => {
  const { stream } = chunks(["a", "", "bc", ""]);
  expect(await new Response(stream).text()).toBe("abc");
});

test("nothing is made before it is asked for", async () => {
  const { seen, stream } = chunks(["a", "b", "c"]);
  await Bun.sleep(5);
  expect(seen.asked).toBe(0);
  const reader = stream.getReader();
  await reader.read();
  await Bun.sleep(5);
  expect(seen.asked).toBe(1);
});

test("when nobody reads on, the generator is told", async () => {
  const { seen, stream } = chunks(["a", "b", "c"]);
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  expect(seen).toEqual({ asked: 1, isEnded: true });
});

async function* failing(): AsyncGenerator<string> {
  yield "a";
  throw new Error("broken");
}

test("a failure ends the stream as one", async () => {
  const read = new Response(streamOf(failing())).text();
  expect(await read.catch(String)).toContain("broken");
});
