// Values that a JSON Schema of the OpenAPI document allows, and values that it forbids, for fast-check.
import * as fc from "fast-check";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly example?: unknown;
}

export type Components = Readonly<Record<string, Schema>>;

/** Longer texts and lists find no more, and take longer. */
const LENGTH = 60;
const ITEMS = 3;
const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "date-time": fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }).map((date) => date.toISOString()),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
};

export function allowedBy(schema: Schema, components: Components): fc.Arbitrary<unknown> {
  const valid = plain(schema, components);
  // What the document shows as an example is what there is.
  return schema.example === undefined ? valid : fc.oneof(fc.constant(schema.example), valid);
}

/** Most of them: a field too many or too few, a field of another type, or something else altogether. */
export function forbiddenBy(schema: Schema, components: Components): fc.Arbitrary<unknown> {
  const { properties = {} } = resolve(schema, components);
  const names = ["unknown", ...Object.keys(properties)];
  const broken = fc.tuple(allowedBy(schema, components), fc.constantFrom(...names), fc.option(ODD, { nil: undefined }));
  return fc.oneof(
    { weight: 3, arbitrary: broken.map(([value, name, odd]) => (isRecord(value) ? { ...value, [name]: odd } : odd)) },
    { weight: 1, arbitrary: ODD },
  );
}

/** What programmers forget. */
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, -1, 0, 1e308, 2 ** 53, "", " ", "..", "\u0000", "\uffff", "a".repeat(5000), [], {}, [[]], "__proto__"),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "grapheme" }),
);

function plain(schema: Schema, components: Components): fc.Arbitrary<unknown> {
  const { $ref, enum: values, const: only, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) return allowedBy(resolve(schema, components), components);
  if (values) return fc.constantFrom(...values);
  if (only !== undefined) return fc.constant(only);
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((each) => allowedBy(each, components)));
  if (allOf) return fc.tuple(...allOf.map((each) => allowedBy(each, components))).map((parts) => Object.assign({}, ...parts) as unknown);
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["any"]);
  return fc.oneof(...types.map((type) => ofType(type, schema, components)));
}

function ofType(type: string, schema: Schema, components: Components): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return fc.integer({ min: Math.max(schema.minimum ?? -1000, -(2 ** 31)), max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case "string":
      return text(schema);
    case "array":
      return fc.array(allowedBy(schema.items ?? {}, components), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? ITEMS, ITEMS)),
      });
    case "object":
      return record(schema, components);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({ pattern, format, minLength = 0, maxLength = LENGTH }: Schema): fc.Arbitrary<string> {
  if (format !== undefined && FORMATS[format]) return FORMATS[format];
  const longest = Math.max(minLength, Math.min(maxLength, LENGTH));
  if (pattern === undefined) return fc.string({ unit: "grapheme", minLength, maxLength: longest });
  return fc.stringMatching(new RegExp(pattern)).map((found) => found.slice(0, maxLength));
}

function record({ properties = {}, required = [], additionalProperties }: Schema, components: Components): fc.Arbitrary<unknown> {
  const named = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, allowedBy(schema, components)]));
  const fixed = fc.record(named, { requiredKeys: required.filter((name) => name in named), noNullPrototype: true });
  if (typeof additionalProperties !== "object") return fixed;
  const more = fc.dictionary(fc.string({ maxLength: 10 }), allowedBy(additionalProperties, components), {
    maxKeys: ITEMS,
    noNullPrototype: true,
  });
  return fc.tuple(more, fixed).map(([others, own]) => ({ ...others, ...(own as object) }));
}

function resolve(schema: Schema, components: Components): Schema {
  return schema.$ref === undefined ? schema : resolve(components[schema.$ref.split("/").at(-1)!]!, components);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
