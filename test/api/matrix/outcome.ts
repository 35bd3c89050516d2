// What an answer says of itself, in one line: status and code, after its envelope was found to be as it must.
import { expect } from "bun:test";
import type { Api } from "./callers.ts";

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function seenOf(response: Response): Promise<Seen> {
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export function outcomeOf(api: Api, method: string, { status, headers, text }: Seen): string {
  if (status < 400) return String(status);
  if (method === "HEAD") {
    expect(text).toBe("");
    return withReason(String(status), headers);
  }
  return api === "registry" ? registryOutcome(status, headers, text) : managementOutcome(status, headers, text);
}

function registryOutcome(status: number, headers: Headers, text: string): string {
  expect(headers.get("content-type")).toBe("application/json");
  const { errors } = JSON.parse(text) as { errors: { code: string; message: string }[] };
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every(({ code, message }) => code === errors[0]!.code && message !== "")).toBe(true);
  expect(headers.has("www-authenticate")).toBe(status === 401);
  return withReason(`${status} ${errors[0]!.code}`, headers);
}

/** Why a challenge asks for another token. */
function withReason(outcome: string, headers: Headers): string {
  const challenge = headers.get("www-authenticate");
  if (challenge?.startsWith('Bearer realm="http://registry.test/auth/token"') !== true) return outcome;
  const reason = /error="(\w+)"/.exec(challenge)?.[1];
  return reason === undefined ? outcome : `${outcome} ${reason}`;
}

function managementOutcome(status: number, headers: Headers, text: string): string {
  expect(headers.get("content-type")).toBe("application/problem+json");
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toMatchObject({ status, title: expect.any(String), request_id: headers.get("x-request-id") });
  expect(problem["type"]).toBe(`http://registry.test/api/docs/problems#${String(problem["code"])}`);
  expect(headers.has("www-authenticate")).toBe(status === 401);
  return `${status} ${String(problem["code"])}`;
}
