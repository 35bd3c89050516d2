// The shape of a route. One row drives routing, the access it needs, the metric label, the reference page and the test
// that walks every route with every kind of caller.

/**
 * What a caller needs: any valid credential (`base`), an action on the repository in the path (the first is the one a
 * challenge asks for, any of them will do), the catalog, or nothing at all.
 */
export type Access = "none" | "base" | "catalog" | readonly ["pull" | "push" | "delete", ...("pull" | "push" | "delete")[]];

export interface Route<Handler> {
  /** The specification's own number where it has one. */
  readonly id: string;
  readonly methods: readonly string[];
  /** `{repository}` may span several segments; everything after it is matched from the right. */
  readonly path: string;
  readonly access: Access;
  /** One line for the reference page. */
  readonly summary: string;
  readonly handler: Handler;
}
