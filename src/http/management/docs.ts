// What the API says about itself: the OpenAPI document, the reference page and the page of problems. Public, and the same for everyone.
import type { Exchange } from "../exchange.ts";
import type { HeaderFields } from "../respond.ts";
import { isNotModified } from "../registry/conditional.ts";
import { ReferencePage, STYLE_PATH, problemsPage } from "./docs-page.ts";
import { STYLE } from "./docs-style.ts";
import type { Endpoint } from "./endpoint.ts";
import { openApiDocument } from "./openapi.ts";
import { PROBLEMS_PATH } from "./problem.ts";

/** Longer searches find nothing more. */
const SEARCH_LIMIT = 100;

/** No script, no frame, nothing of any other host. */
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** The pages by path. */
export function documentation(endpoints: readonly Endpoint[], version: string): ReadonlyMap<string, (exchange: Exchange) => Response> {
  // Made when somebody asks: most starts of a server are not followed by a reader.
  const document = lazy(() => openApiDocument(endpoints, version));
  const documentText = lazy(() => JSON.stringify(document()));
  const reference = lazy(() => new ReferencePage(document()));
  return new Map([
    ["/api/openapi.json", (exchange) => fixed(exchange, documentText(), { "content-type": "application/json" })],
    ["/api/docs", (exchange) => fixed(exchange, reference().html(exchange.origin, readSearch(exchange)), PAGE_HEADERS)],
    [PROBLEMS_PATH, (exchange) => fixed(exchange, problemsPage(), PAGE_HEADERS)],
    [STYLE_PATH, (exchange) => fixed(exchange, STYLE, { "content-type": "text/css; charset=utf-8" })],
  ]);
}

function readSearch({ query }: Exchange): string {
  return (query.get("q") ?? "").replaceAll(/\p{Cc}/gu, " ").slice(0, SEARCH_LIMIT);
}

/** Whoever has it already is told so. */
function fixed(exchange: Exchange, body: string, headers: HeaderFields): Response {
  const tag = new Bun.CryptoHasher("sha256").update(body).digest("base64url");
  const fields = { etag: `"${tag}"`, "cache-control": "public, no-cache", ...headers };
  if (isNotModified(exchange.request.headers, tag)) return new Response(null, { status: 304, headers: fields });
  return new Response(body, { headers: { ...fields, "content-length": String(Buffer.byteLength(body)) } });
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
