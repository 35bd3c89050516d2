// The OpenAPI document as the run gets it: what the server says of itself, with the names and ids that this server knows.
import type { Known } from "./world.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  schema: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** An entity tag that nobody has seen is refused before anything is done; whoever gets that far has seen one. */
const IF_MATCH = ["*", '"v1"'];

/** Changes the document. Schemathesis also sends what the schemas forbid, so other values are tried all the same. */
export function tellWhatIsKnown({ paths }: Document, known: Known): void {
  const parameters = Object.values(paths)
    .flatMap((item) => Object.values(item))
    .flatMap(({ parameters = [] }) => parameters);
  for (const parameter of parameters) {
    const values = known[parameter.name];
    if (parameter.in === "path" && values) parameter.schema = { type: "string", enum: values };
    if (parameter.name === "If-Match") parameter.schema = { type: "string", enum: IF_MATCH };
  }
}

export function operationIds({ paths }: Document): string[] {
  return Object.values(paths)
    .flatMap((item) => Object.values(item))
    .map(({ operationId }) => operationId);
}
