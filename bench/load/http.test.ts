import { describe, expect, test } from "bun:test";
import { headerOf, request, ResponseReader } from "./http.ts";

const FIXED = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nLocation: /next\r\n\r\n0123456789";
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3;note=x\r\nfgh\r\n0\r\n\r\n";

test("a request is its head and then its body", () => {
  const body = { bytes: Buffer.from("xy"), times: 3 };
  const built = request("PUT", "/v2/a", { "Content-Length": "6" }, [body]);
  expect([Buffer.from(built.segments[0]!.bytes).toString(), built.segments[1]]).toEqual([
    "PUT /v2/a HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: aerugo-bench\r\nContent-Length: 6\r\n\r\n",
    body,
  ]);
});

describe("headerOf", () => {
  test("finds a header in any case", () => {
    expect(headerOf("HTTP/1.1 202 Accepted\r\nlocation: /v2/x\r\nA: b", "Location")).toBe("/v2/x");
  });

  test("does not take a longer name for a shorter one", () => {
    expect(headerOf("HTTP/1.1 200 OK\r\nX-Location: /a", "Location")).toBeUndefined();
  });
});

describe.each([
  ["with Content-Length", FIXED, 10],
  ["in chunks", CHUNKED, 8],
])("an answer %s", (_name, text, bodyBytes) => {
  test("is measured when it comes at once", () => {
    expect(readIn(text, text.length)).toMatchObject({ status: 200, bodyBytes });
  });

  test("is measured when it comes byte by byte", () => {
    expect(readIn(text, 1)).toMatchObject({ status: 200, bodyBytes });
  });
});

test("the body of a plain answer can be discarded unseen", () => {
  const reader = new ResponseReader("GET");
  reader.feed(Buffer.from(FIXED.slice(0, -8)));
  expect(reader.discardable).toBe(8);
  reader.discarded(8);
  expect([reader.done, reader.response.bodyBytes]).toEqual([true, 10]);
});

test("the answer to HEAD ends with its head, whatever length it names", () => {
  const reader = new ResponseReader("HEAD");
  reader.feed(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
  expect(reader.done).toBe(true);
});

test("bytes beyond the answer are an error, not the next answer", () => {
  expect(() => readIn(`${FIXED}x`, FIXED.length + 1)).toThrow("after the end");
});

function readIn(text: string, pieceBytes: number) {
  const reader = new ResponseReader("GET");
  for (let at = 0; at < text.length; at += pieceBytes) reader.feed(Buffer.from(text.slice(at, at + pieceBytes), "latin1"));
  if (!reader.done) throw new Error("the answer did not end");
  return reader.response;
}
