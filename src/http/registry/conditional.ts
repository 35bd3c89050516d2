// Conditional requests (RFC 9110 §13) on content that never changes: the entity tag is the digest in quotes.

/** What `If-Match` or `If-None-Match` lists; some clients send the digest weak, or without quotes. */
export function parseEntityTags(header: string | null): readonly string[] | "any" | undefined {
  if (header === null) return undefined;
  if (header.trim() === "*") return "any";
  return header.split(",").map((tag) =>
    tag
      .trim()
      .replace(/^W\//, "")
      .replace(/^"(.*)"$/, "$1"),
  );
}

export function isNotModified(headers: Headers, digest: string): boolean {
  const tags = parseEntityTags(headers.get("if-none-match"));
  return tags !== undefined && (tags === "any" || tags.includes(digest));
}
