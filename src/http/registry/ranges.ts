// Range requests on blobs (RFC 9110 §14).

export type RequestedRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly first: number; readonly last: number }
  | { readonly kind: "unsatisfiable" };

const WHOLE = { kind: "whole" } as const;
const UNSATISFIABLE = { kind: "unsatisfiable" } as const;
/** Blanks are taken out before: with room for them here, a header full of them would be tried in millions of ways. */
const BYTES = /^bytes=(\d*)-(\d*)$/i;

/**
 * Several ranges and other units are answered with the whole blob, which every client must accept. A first byte beyond
 * the last (`500-0`) is refused although RFC 9110 lets it be ignored: the conformance suite asks for 416.
 */
export function parseRange(header: string | null, sizeBytes: number): RequestedRange {
  const match = header === null ? null : BYTES.exec(withoutBlanks(header));
  if (!match || sizeBytes === 0) return WHOLE;
  const [, firstText = "", lastText = ""] = match;
  if (firstText === "" && lastText === "") return WHOLE;
  if (firstText === "") return suffix(Number(lastText), sizeBytes);
  const first = Number(firstText);
  const last = lastText === "" ? sizeBytes - 1 : Math.min(Number(lastText), sizeBytes - 1);
  return first > last ? UNSATISFIABLE : { kind: "part", first, last };
}

/** Those around its parts; digits that blanks come between are no number. */
function withoutBlanks(header: string): string {
  return header
    .split(/([=-])/)
    .map((part) => part.trim())
    .join("");
}

function suffix(length: number, sizeBytes: number): RequestedRange {
  if (length === 0) return UNSATISFIABLE;
  return { kind: "part", first: Math.max(0, sizeBytes - length), last: sizeBytes - 1 };
}
