// Finds the row of a route table for a path. Repository names may contain every word of the API ("blobs", "tags"…), so
// what follows the name is matched from the right.
import type { Route } from "./routes.ts";

/** Decoded segments; `{repository}` is given as its segments, because a decoded one may hold a slash that separates nothing. */
export interface PathMatch<Handler> {
  readonly routes: readonly Route<Handler>[];
  readonly repository: readonly string[] | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Shape<Handler> {
  readonly prefix: readonly string[];
  /** Undefined: the path has no repository and must match `prefix` whole. */
  readonly suffix: readonly string[] | undefined;
  readonly routes: Route<Handler>[];
}

const REPOSITORY = "{repository}";

export class Router<Handler> {
  private readonly shapes: readonly Shape<Handler>[];

  constructor(routes: readonly Route<Handler>[]) {
    const shapes = new Map<string, Shape<Handler>>();
    for (const route of routes) {
      const shape = shapes.get(route.path) ?? toShape(route.path);
      shape.routes.push(route);
      shapes.set(route.path, shape);
    }
    this.shapes = [...shapes.values()].sort((a, b) => specificity(b) - specificity(a));
  }

  /** Undefined when no row has this path, whatever the method. Throws URIError for malformed percent-encoding. */
  match(path: string): PathMatch<Handler> | undefined {
    const segments = splitPath(path);
    for (const shape of this.shapes) {
      const match = shape.suffix ? matchAround(shape, shape.suffix, segments) : matchWhole(shape, segments);
      if (match) return match;
    }
    return undefined;
  }
}

function toShape<Handler>(path: string): Shape<Handler> {
  const segments = path.split("/").slice(1);
  const at = segments.indexOf(REPOSITORY);
  if (at < 0) return { prefix: segments, suffix: undefined, routes: [] };
  return { prefix: segments.slice(0, at), suffix: segments.slice(at + 1), routes: [] };
}

/** Whole paths first, then the longest suffix, then the one with most words: `blobs/uploads` before `blobs/{digest}`. */
function specificity({ suffix }: Shape<unknown>): number {
  if (!suffix) return 1000;
  return suffix.length * 10 + suffix.filter((segment) => !isParameter(segment)).length;
}

const isParameter = (segment: string): boolean => segment.startsWith("{");

function splitPath(path: string): string[] {
  const segments = path.split("/").slice(1);
  return path.includes("%") ? segments.map(decodeURIComponent) : segments;
}

function matchWhole<Handler>({ prefix, routes }: Shape<Handler>, segments: readonly string[]): PathMatch<Handler> | undefined {
  const matches = prefix.length === segments.length && prefix.every((segment, index) => segment === segments[index]);
  return matches ? { routes, repository: undefined, parameters: {} } : undefined;
}

function matchAround<Handler>(
  { prefix, routes }: Shape<Handler>,
  suffix: readonly string[],
  segments: readonly string[],
): PathMatch<Handler> | undefined {
  const suffixStart = segments.length - suffix.length;
  if (suffixStart <= prefix.length) return undefined;
  if (!prefix.every((segment, index) => segment === segments[index])) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, wanted] of suffix.entries()) {
    const found = segments[suffixStart + index]!;
    if (isParameter(wanted)) parameters[wanted.slice(1, -1)] = found;
    else if (wanted !== found) return undefined;
  }
  return { routes, repository: segments.slice(prefix.length, suffixStart), parameters };
}
