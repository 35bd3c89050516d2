// Idempotency-Key: a POST that is sent twice happens once. The first answer is kept, and whoever repeats the request gets it.
// After draft-ietf-httpapi-idempotency-key-header.
import { createHash } from "node:crypto";
import { ManagementError } from "../../management/failure.ts";
import type { IdempotentAnswers } from "../../management/idempotency.ts";
import type { Log } from "../../observability/log.ts";
import type { Exchange } from "../exchange.ts";

/** Not decided for good: who may do something, and how much, can be another thing when the request comes again. */
const UNDECIDED: ReadonlySet<number> = new Set([401, 403, 429]);

/** Keeps answers for IDEMPOTENCY_HOURS. */
export type IdempotencyStore = Pick<IdempotentAnswers, "begin" | "finish" | "abandon">;

interface Attempt {
  readonly store: IdempotencyStore;
  readonly principal: string;
  readonly body: Uint8Array;
  readonly now: number;
  readonly log: Log;
}

const KEY = /^[\x21-\x7e]{1,255}$/;
const BUSY_RETRY_SECONDS = 1;

/** Runs the work once per key; without a key, each time. */
export async function onlyOnce(exchange: Exchange, attempt: Attempt, work: () => Promise<Response>): Promise<Response> {
  const key = readKey(exchange);
  if (key === undefined) return work();
  const { store, principal, now, body } = attempt;
  const begun = await store.begin(principal, key, fingerprint(exchange, body), now);
  if (begun === "mismatch") throw new ManagementError("idempotencyMismatch");
  if (begun === "running") throw new ManagementError("idempotencyRunning", { retryAfterSeconds: BUSY_RETRY_SECONDS });
  if (begun === "new") return runFirst(key, attempt, work);
  return new Response(begun.body === "" ? null : begun.body, {
    status: begun.status,
    headers: { ...begun.headers, "idempotency-replayed": "true" },
  });
}

async function runFirst(key: string, { store, principal, log }: Attempt, work: () => Promise<Response>): Promise<Response> {
  const response = await work();
  const body = await response.text();
  // A failure of ours may be gone next time.
  const isDecided = response.status < 500 && !UNDECIDED.has(response.status);
  // A cookie is for the one who was there, not for whoever repeats the request.
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  const stored = { status: response.status, headers, body };
  try {
    await (isDecided ? store.finish(principal, key, stored) : store.abandon(principal, key));
  } catch (error) {
    // The work is done: to answer "failed" now would make the client do it twice.
    log.error({ error }, "an idempotent answer was not kept");
  }
  return new Response(body === "" ? null : body, { status: response.status, headers: response.headers });
}

function readKey(exchange: Exchange): string | undefined {
  const key = exchange.header("idempotency-key");
  if (key === null) return undefined;
  if (KEY.test(key)) return key;
  const entry = { in: "header", pointer: "Idempotency-Key", detail: "must be 1 to 255 visible ASCII characters" } as const;
  throw new ManagementError("badRequest", { errors: [entry] });
}

/** Every part is preceded by its length, so that no two requests run together into the same text. */
function fingerprint({ method, path, query }: Exchange, body: Uint8Array): string {
  const hash = createHash("sha256");
  for (const part of [method, path, query.toString()]) hash.update(`${part.length}:${part}`);
  return hash.update(body).digest("hex");
}
