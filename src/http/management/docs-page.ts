// The reference page of the Management API as HTML, written from the OpenAPI document. It asks nothing of any other host and runs no
// script: searching is a request with `q`.
import { MANAGEMENT_FAILURES } from "../../management/failure.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { type Schema, fieldsOf, sampleOf, typeOf } from "./schema-text.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Content {
  readonly [mediaType: string]: { readonly schema: Schema };
}

interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
  readonly "x-aerugo-access": string;
  readonly "x-aerugo-scope"?: string;
  readonly "x-aerugo-problems"?: readonly string[];
}

/** Of the document, what the page reads. */
interface Api {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

interface Entry {
  readonly id: string;
  readonly tag: string;
  readonly method: string;
  readonly summary: string;
  /** In lower case, what a search looks through. */
  readonly searched: string;
  readonly html: string;
}

export const STYLE_PATH = "/api/docs/style.css";
/** Stands in the text where the page shows the address of this registry; no client can send such a character in a Host. */
const ORIGIN = "\u0000origin\u0000";

export class ReferencePage {
  private readonly api: Api;
  private readonly entries: readonly Entry[];

  constructor(document: OpenApiDocument) {
    this.api = document as unknown as Api;
    this.entries = Object.entries(this.api.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => this.entry(method.toUpperCase(), path, operation)),
    );
  }

  /** Every word of `search` must occur in an operation for it to be shown. */
  html(origin: string, search: string): string {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.entries.filter(({ searched }) => words.every((word) => searched.includes(word)));
    const sections = this.api.tags
      .map((tag) => ({ ...tag, entries: found.filter((entry) => entry.tag === tag.name) }))
      .filter(({ entries }) => entries.length > 0);
    const { title, version, description } = this.api.info;
    const result = words.length > 0 ? `<p role="status">${found.length} of ${this.entries.length} operations match.</p>` : "";
    const body = `<header><h1>${escape(title)} <small>${escape(version)}</small></h1>
<form role="search" action="/api/docs"><label for="q">Search operations</label>
<input id="q" type="search" name="q" maxlength="100" value="${escape(search)}"> <button>Search</button></form>
<p><a href="/api/openapi.json">OpenAPI document</a> · <a href="/api/docs/problems">Problems</a></p></header>
<nav aria-label="Operations">${sections.map((section) => group(section, words.length > 0)).join("")}</nav>
<main id="main">${words.length > 0 ? "" : prose(description)}${result}
${sections.map(({ name, description, entries }) => `<section id="group-${name}" aria-labelledby="title-${name}"><h2 id="title-${name}">${escape(description)}</h2>${entries.map(({ html }) => html).join("")}</section>`).join("")}</main>`;
    return shell(title, body).replaceAll(ORIGIN, escape(origin));
  }

  private entry(method: string, path: string, operation: Operation): Entry {
    const { operationId: id, summary, description = "", tags } = operation;
    const scope = operation["x-aerugo-scope"];
    const html = `<article id="${id}"><h3>${escape(summary)} <a class="anchor" href="#${id}" aria-label="Link to ${id}">#</a></h3>
<p class="route"><code class="method">${method}</code> <code>${escape(path)}</code></p>
${prose(description)}
<p>Access: <code>${escape(operation["x-aerugo-access"])}</code>${scope ? ` · Token scope: <code>${escape(scope)}</code>` : ""}</p>
${this.parameters(operation)}${this.body("Body", operation.requestBody?.content)}${this.answers(operation)}
<h4>Example</h4><pre>${escape(this.curl(method, path, operation))}</pre></article>`;
    return {
      id,
      tag: tags[0]!,
      method,
      summary,
      searched: `${id} ${method} ${path} ${summary} ${description} ${tags.join(" ")}`.toLowerCase(),
      html,
    };
  }

  private parameters({ parameters = [] }: Operation): string {
    const rows = parameters.map(({ name, in: part, required, schema, description = "" }) => [
      `<code>${escape(name)}</code>`,
      `${part}${required ? "" : ", optional"}`,
      escape(typeOf(schema)),
      inline(description),
    ]);
    return rows.length === 0 ? "" : `<h4>Parameters</h4>${table(["Name", "In", "Type", "Meaning"], rows)}`;
  }

  private body(heading: string, content: Content | undefined): string {
    const [first] = Object.entries(content ?? {});
    if (!first) return "";
    const [mediaType, { schema }] = first;
    const rows = fieldsOf(schema, this.api.components.schemas).map(({ path, type, isRequired, description }) => [
      `<code>${escape(path)}</code>`,
      `${escape(type)}${isRequired ? "" : ", optional"}`,
      inline(description),
    ]);
    const fields = rows.length === 0 ? "" : table(["Field", "Type", "Meaning"], rows);
    return `<h4>${heading} <small>${escape(mediaType)}</small></h4>${fields}`;
  }

  private answers({ responses, "x-aerugo-problems": problems = [] }: Operation): string {
    const all = Object.entries(responses).map(([status, response]) => ({ status, response: this.resolve(response) }));
    const items = all.map(({ status, response }) => `<li><code>${status}</code> ${inline(response.description ?? "")}</li>`);
    const success = all.find(({ status }) => status.startsWith("2"))?.response.content;
    const own = problems.map((code) => `<a href="/api/docs/problems#${code}"><code>${code}</code></a>`).join(", ");
    return `${this.body("Answer", success)}<details><summary>Statuses</summary><ul>${items.join("")}</ul></details>${own && `<p>Its own problems: ${own}</p>`}`;
  }

  private resolve(response: Response): Response {
    return response.$ref ? this.api.components.responses[response.$ref.split("/").at(-1)!]! : response;
  }

  private curl(method: string, path: string, { parameters = [], requestBody, "x-aerugo-access": access }: Operation): string {
    const url = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) =>
      encodeURIComponent(String(parameters.find((parameter) => parameter.name === name)?.schema.example ?? name.toUpperCase())),
    );
    const headers = access === "public" ? [] : ["Authorization: Bearer $AERUGO_TOKEN"];
    for (const { name, in: part, required } of parameters) if (part === "header" && required) headers.push(`${name}: *`);
    const [body] = Object.entries(requestBody?.content ?? {});
    if (body) headers.push(`Content-Type: ${body[0]}`);
    const data = body ? [`-d '${JSON.stringify(sampleOf(body[1].schema, this.api.components.schemas)).replaceAll("'", "'\\''")}'`] : [];
    const verb = method === "GET" ? [] : [`-X ${method}`];
    const args = [...verb, ...headers.map((header) => `-H "${header}"`), ...data, `"${ORIGIN}${url}"`];
    return `curl ${args.join(" \\\n  ")}`;
  }
}

/** The table of failures, one anchor each: where the `type` of a problem leads. */
export function problemsPage(): string {
  const articles = Object.values(MANAGEMENT_FAILURES).map(
    ({ code, status, title, help }) => `<article id="${code}"><h2><code>${code}</code></h2>
<p><strong>${status} ${escape(title)}.</strong> ${inline(help)}</p></article>`,
  );
  const header = `<header><h1>Problems</h1><p>Every failure of the Management API. Programs branch on <code>code</code>.</p>
<p><a href="/api/docs">Reference</a></p></header>`;
  return shell("Problems of the Aerugo Management API", `${header}<main id="main">${articles.join("")}</main>`);
}

function shell(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escape(title)}</title><link rel="stylesheet" href="${STYLE_PATH}"></head>
<body><a class="skip" href="#main">Skip to the content</a>${body}</body></html>\n`;
}

/** What a search has found is seen at once; everything there is would be a long way to scroll. */
function group({ name, entries }: { readonly name: string; readonly entries: readonly Entry[] }, isOpen: boolean): string {
  const links = entries.map(({ id, method, summary }) => `<li><a href="#${id}">${escape(summary)}</a> <small>${method}</small></li>`);
  const title = escape(name.replaceAll("-", " "));
  return `<details${isOpen ? " open" : ""}><summary>${title} <small>${entries.length}</small></summary><ul>${links.join("")}</ul></details>`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = headings.map((heading) => `<th scope="col">${heading}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Paragraphs, code and emphasis: all of Markdown that our descriptions use. */
function prose(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((paragraph) => `<p>${inline(paragraph)}</p>`)
    .join("");
}

function inline(text: string): string {
  return escape(text)
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

function escape(text: string): string {
  return Bun.escapeHTML(text);
}
