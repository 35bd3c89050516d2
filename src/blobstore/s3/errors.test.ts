import { expect, test } from "bun:test";
import { BusyError } from "../../lib/busy-error.ts";
import { NoSpaceError } from "../../lib/no-space-error.ts";
import { StorageUnavailableError } from "../../lib/storage-unavailable-error.ts";
import { S3AnswerError, S3RefusedError, translate } from "./errors.ts";

const answered = (httpStatusCode: number, name: string) => Object.assign(new Error("said"), { name, $metadata: { httpStatusCode } });

test.each([
  ["a timeout", new DOMException("it took too long", "TimeoutError"), StorageUnavailableError, "TimeoutError (no answer)"],
  ["a refused connection", Object.assign(new Error("no"), { code: "ECONNREFUSED" }), StorageUnavailableError, "ECONNREFUSED (no answer)"],
  ["trouble of its own", answered(500, "InternalError"), StorageUnavailableError, "InternalError (500)"],
  ["too much at once", answered(503, "SlowDown"), BusyError, "SlowDown (503)"],
  ["no space", answered(507, "InsufficientStorage"), NoSpaceError, "InsufficientStorage (507)"],
  ["an error in a success", answered(200, "Strange"), StorageUnavailableError, "Strange (200)"],
  // It was answered 500 when it came again and again.
  [
    "an answer to something else",
    new S3AnswerError("S3 PutObject: an answer without an ETag"),
    StorageUnavailableError,
    "an answer without",
  ],
  ["a refusal", answered(403, "AccessDenied"), S3RefusedError, "AccessDenied (403)"],
])("%s has our words and the kind that says what to do", (_what, error, kind, words) => {
  const translated = translate("PutObject", error);
  expect(translated).toBeInstanceOf(kind);
  expect(translated.message).toStartWith(`S3 PutObject: ${words}`);
});
