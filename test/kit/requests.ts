// Requests to the Management API where a test wants the whole response, or its body with a type; `api.ts` is for the rest.
import type { Client } from "./client.ts";

export const JSON_TYPE = { "content-type": "application/json" };

/** `path` is below /api/v1. */
export function send(
  client: Client,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  if (body === undefined) return client.request(method, `/api/v1${path}`, { headers });
  return client.request(method, `/api/v1${path}`, { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
}

/** Status, code, and what the mistakes point at. */
export async function refusalOf(answer: Promise<Response>): Promise<unknown[]> {
  const response = await answer;
  const text = await response.text();
  const { code, errors = [] } = JSON.parse(text || "{}") as { code?: string; errors?: { pointer: string }[] };
  return [response.status, code, ...errors.map(({ pointer }) => pointer)];
}

/** Throws with the whole answer unless it has that status. */
export async function bodyOf<T>(status: number, answer: Promise<Response>): Promise<T> {
  const response = await answer;
  const text = await response.text();
  if (response.status !== status) throw new Error(`expected ${status}, got ${response.status}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
