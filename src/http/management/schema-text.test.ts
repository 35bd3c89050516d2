import { expect, test } from "bun:test";
import { fieldsOf, sampleOf, typeOf } from "./schema-text.ts";

const SCHEMAS = {
  Node: { type: "object", required: ["name"], properties: { name: { type: "string" }, next: { $ref: "#/components/schemas/Node" } } },
};
const TEAM = {
  type: "object",
  required: ["role", "members"],
  properties: {
    role: { type: "string", enum: ["owner", "member"] },
    members: { type: "array", items: { type: "object", properties: { id: { type: "integer", example: 7 } } } },
    note: { type: ["string", "null"], description: "For people" },
  },
};

test("fields are named by their path", () => {
  expect(fieldsOf(TEAM, {})).toEqual([
    { path: "role", type: '"owner" or "member"', isRequired: true, description: "" },
    { path: "members", type: "list of object", isRequired: true, description: "" },
    { path: "members[].id", type: "integer", isRequired: false, description: "" },
    { path: "note", type: "string or null", isRequired: false, description: "For people" },
  ]);
});

test("a sample holds what is required, by example where there is one", () => {
  expect(sampleOf(TEAM, {})).toEqual({ role: "owner", members: [{ id: 7 }] });
});

test("a schema that holds itself has an end", () => {
  const node = { $ref: "#/components/schemas/Node" };
  expect(typeOf(node)).toBe("Node");
  expect(sampleOf(node, SCHEMAS)).toEqual({ name: "…" });
  expect(fieldsOf(node, SCHEMAS).length).toBeLessThan(20);
});

test("what is made of parts has the fields of all of them", () => {
  const created = { allOf: [{ $ref: "#/components/schemas/Node" }, { type: "object", properties: { secret: { type: "string" } } }] };
  expect(fieldsOf(created, SCHEMAS).map(({ path }) => path)).toContain("secret");
  expect(sampleOf(created, SCHEMAS)).toEqual({ name: "…" });
});
