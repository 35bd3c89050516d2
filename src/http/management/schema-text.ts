// JSON schemas in words and examples, for people who read the reference page.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export type Schemas = Readonly<Record<string, Schema>>;

export interface Field {
  /** As in `items[].name`. */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Deep enough for every body we have, and an end for one that holds itself. */
const DEPTH_LIMIT = 5;

export function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf?.slice(0, 1);
  if (variants) return variants.map(typeOf).join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const types = [schema.type ?? "anything"].flat().join(" or ");
  return schema.format ? `${types} (${schema.format})` : types;
}

/** Every field of an object and of the objects in it. */
export function fieldsOf(schema: Schema, schemas: Schemas, prefix = "", depth = 0): Field[] {
  const { properties = {}, required = [], items } = resolve(schema, schemas);
  if (depth > DEPTH_LIMIT) return [];
  if (items) return fieldsOf(items, schemas, `${prefix}[]`, depth + 1);
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const { description = "" } = property.description === undefined ? resolve(property, schemas) : property;
    return [
      { path, type: typeOf(property), isRequired: required.includes(name), description },
      ...fieldsOf(property, schemas, path, depth + 1),
    ];
  });
}

/** A value that could be sent: examples where there are some, and what is required only. */
export function sampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  const { example, enum: values, properties, required = [], items, type } = resolve(schema, schemas);
  if (example !== undefined) return example;
  if (values) return values[0];
  if (depth > DEPTH_LIMIT) return null;
  if (properties) {
    const names = Object.keys(properties).filter((name) => required.length === 0 || required.includes(name));
    return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name]!, schemas, depth + 1)]));
  }
  if (items) return [sampleOf(items, schemas, depth + 1)];
  const [first] = [type].flat();
  return first === undefined ? null : ({ string: "…", integer: 1, number: 1, boolean: true }[first] ?? null);
}

/** What a reference or a choice stands for; of several, the first. What is made of parts has the fields of all. */
function resolve(schema: Schema, schemas: Schemas): Schema {
  if (schema.allOf) return merge(schema.allOf.map((part) => resolve(part, schemas)));
  const target = schema.$ref ? schemas[nameOf(schema.$ref)] : (schema.anyOf ?? schema.oneOf)?.[0];
  return target ? resolve(target, schemas) : schema;
}

function merge(parts: readonly Schema[]): Schema {
  const properties = Object.assign({}, ...parts.map((part) => part.properties)) as Record<string, Schema>;
  const required = parts.flatMap((part) => part.required ?? []);
  return { ...parts[0], ...(Object.keys(properties).length > 0 && { properties, required }) };
}

function nameOf(reference: string): string {
  return reference.split("/").at(-1)!;
}
