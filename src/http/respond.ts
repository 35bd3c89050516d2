// Answers in the registry's own forms: JSON, empty, and the error envelope of distribution-spec "Error Codes".
import { ExplainedDetail, FAILURES, type FailureName } from "../oci/failure.ts";

export type HeaderFields = Record<string, string>;

export function json(exchange: { method: string }, value: unknown, headers: HeaderFields = {}, status = 200): Response {
  const body = JSON.stringify(value);
  const fields = { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)), ...headers };
  return new Response(exchange.method === "HEAD" ? null : body, { status, headers: fields });
}

export function empty(status: number, headers: HeaderFields = {}): Response {
  return new Response(null, { status, headers });
}

/** One entry per detail, so that a client sees every missing blob at once. */
export function failure(
  exchange: { method: string },
  name: FailureName,
  details: readonly unknown[] = [],
  headers: HeaderFields = {},
): Response {
  const { code, status, message } = FAILURES[name];
  // No code of the specification goes with 412, so there is no envelope to send.
  if (status === 412) return empty(status, headers);
  const entries = details.length === 0 ? [{ code, message }] : details.map((detail) => entryOf(code, message, detail));
  return json(exchange, { errors: entries }, headers, status);
}

function entryOf(code: string, message: string, detail: unknown) {
  if (!(detail instanceof ExplainedDetail)) return { code, message, detail };
  return { code, message: `${message}: ${detail.explanation}`, detail: detail.detail };
}
