// The one form in which the registry refuses (distribution-spec "Error Codes").
import { expect } from "bun:test";
import { FAILURES, type FailureName } from "../../src/oci/failure.ts";

export interface ErrorEntry {
  readonly code: string;
  readonly message: string;
  readonly detail?: unknown;
}

/** Status, content type and envelope of this failure; resolves to the entries, one per detail. */
export async function expectFailure(response: Response | Promise<Response>, name: FailureName): Promise<ErrorEntry[]> {
  const answer = await response;
  const text = await answer.text();
  const { code, status, message } = FAILURES[name];
  expect({ status: answer.status, body: text }).toEqual({ status, body: expect.stringContaining(`"code":"${code}"`) });
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  const { errors } = JSON.parse(text) as { errors: ErrorEntry[] };
  expect(errors.length).toBeGreaterThan(0);
  for (const entry of errors) {
    expect(entry.code).toBe(code);
    // What explains one says it in the message too, behind a colon.
    expect(entry.message.split(": ")[0]).toBe(message.split(": ")[0]!);
  }
  return errors;
}
