import { afterAll, describe, expect, test } from "bun:test";
import { selfSigned } from "../../../test/kit/certificate.ts";
import { newSecret } from "../../auth/secret-tokens.ts";
import { CliError } from "../failure.ts";
import { Connection } from "./connection.ts";
import { Contexts } from "./contexts.ts";
import { createTransport } from "./transport.ts";

const seen: { path: string; authorization: string | null }[] = [];
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => {
    const { pathname } = new URL(request.url);
    seen.push({ path: pathname, authorization: request.headers.get("authorization") });
    return (await ANSWERS[pathname]?.()) ?? new Response("<html>proxy</html>", { status: 502, headers: { "content-type": "text/html" } });
  },
});
afterAll(() => server.stop(true));

const ELSEWHERE = "https://elsewhere.example";
const SECRET = newSecret("refresh");
const ANSWERS: Record<string, () => Response | Promise<Response>> = {
  "/redirect": () => Response.redirect(`${ELSEWHERE}/api`, 307),
  "/slow": async () => (await Bun.sleep(2000), new Response("late")),
  "/problem": () =>
    Response.json({ title: "Gone wrong", code: "conflict", detail: "a\u001b[31mb\nc", request_id: "id-1" }, { status: 409 }),
  "/fields": () => Response.json({ title: "Not so", code: "invalid", errors: [{ pointer: "/name", detail: "is bad" }] }, { status: 422 }),
  "/quota": () => Response.json({ title: "Full", code: "quota_exceeded" }, { status: 403 }),
  "/scope": () => Response.json({ title: "No", code: "insufficient_scope", required_scope: "org:admin" }, { status: 403 }),
  "/limited": () => Response.json({ title: "Slow down", code: "rate_limited" }, { status: 429, headers: { "retry-after": "7" } }),
  "/leak": () => Response.json({ title: `you sent ${SECRET}`, code: "x" }, { status: 400 }),
  "/long": () => Response.json({ title: "x".repeat(100_000), code: "x" }, { status: 400 }),
};

async function failureOf(path: string, { trace, limitMs }: { trace?: (line: string) => void; limitMs?: number } = {}): Promise<CliError> {
  const transport = createTransport("1.2.3", trace, limitMs);
  const target = { url: server.url.origin, credential: { token: "aer_pat_mine" } };
  const connection = new Connection(target, { contexts: new Contexts("/nowhere"), transport });
  const error: unknown = await connection
    .send(new Request(`${server.url.origin}${path}?secret=in-the-query`))
    .catch((error: unknown) => error);
  if (!(error instanceof CliError)) throw new Error("it did not fail", { cause: error });
  return error;
}

describe("an answer that is no success", () => {
  test("is told in one line, with the request's id and nothing that moves the cursor", async () => {
    expect((await failureOf("/problem")).message).toBe("a [31mb c (request id-1)");
  });

  test.each([
    ["/problem", "conflict", undefined],
    ["/quota", "policy", undefined],
    ["/scope", "auth", "The token lacks the scope org:admin."],
    ["/limited", "unavailable", "Try again in 7 s."],
    ["/fields", "usage", undefined],
    ["/a-proxy-in-between", "unavailable", "Is it an Aerugo registry? The answer was not one of its own."],
  ] as const)("%s ends as %s", async (path, kind, hint) => {
    expect(await failureOf(path)).toMatchObject({ kind, hint });
  });

  test("names the mistakes instead of saying that there are some", async () => {
    expect((await failureOf("/fields")).message).toBe("name: is bad");
  });

  test("is cut where it is endless, and never repeats a secret", async () => {
    expect((await failureOf("/long")).message.length).toBeLessThan(700);
    expect((await failureOf("/leak")).message).toBe("you sent aer_ref_…");
  });
});

describe("a request", () => {
  test("is not sent on to where a redirect points, and neither is the token", async () => {
    const failure = await failureOf("/redirect");
    expect(failure).toMatchObject({ kind: "failure", hint: `If that is the registry, run aerugo login ${ELSEWHERE}.` });
    expect(seen.at(-1)).toEqual({ path: "/redirect", authorization: "Bearer aer_pat_mine" });
  });

  test("does not wait for ever", async () => {
    expect(await failureOf("/slow", { limitMs: 100 })).toMatchObject({ kind: "timeout" });
  });

  test("is traced without query, headers or body", async () => {
    const lines: string[] = [];
    await failureOf("/problem", { trace: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/problem: 409 in \d+ ms, request -$/)]);
  });

  test("to a certificate that nobody vouches for says so", async () => {
    const untrusted = Bun.serve({ hostname: "127.0.0.1", port: 0, tls: await selfSigned(), fetch: () => new Response("x") });
    const request = new Request(`https://127.0.0.1:${untrusted.port}/`);
    const failure = await createTransport("1", undefined)
      .exchange(request)
      .catch((error: unknown) => error);
    await untrusted.stop(true);
    expect(failure).toMatchObject({ kind: "unavailable", hint: expect.stringContaining("NODE_EXTRA_CA_CERTS") });
  });

  test("in TLS to a port without it says so", async () => {
    const failure = await createTransport("1", undefined)
      .exchange(new Request(`https://127.0.0.1:${server.port}/`))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "unavailable", hint: expect.stringContaining("--plain-http") });
  });
});
