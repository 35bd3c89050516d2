// The JSON Schema of the configuration file, for editors and for the tools that check what they deploy.
import { z } from "zod";
import { DECLARATIONS, type KeyDeclaration } from "./schema.ts";

interface ObjectSchema {
  type: "object";
  additionalProperties: false;
  properties: Record<string, object>;
}

export function jsonSchema(): object {
  const root = objectSchema();
  for (const declaration of DECLARATIONS) {
    const path = declaration.key.split(".");
    const name = path.pop()!;
    let section = root;
    for (const part of path) section = (section.properties[part] ??= objectSchema()) as ObjectSchema;
    section.properties[name] = propertySchema(declaration);
  }
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: "Aerugo configuration", ...root };
}

function objectSchema(): ObjectSchema {
  return { type: "object", additionalProperties: false, properties: {} };
}

function propertySchema({ type, meaning, default: value }: KeyDeclaration): object {
  const { $schema: _, ...schema } = z.toJSONSchema(type.zod, { io: "input" });
  // A key that is left empty counts as absent, so editors should not complain about it.
  const nullable = { anyOf: [schema, { type: "null" }] };
  return { description: `${meaning} Expected: ${type.expected}.`, ...nullable, ...(value === undefined ? {} : { default: value }) };
}
