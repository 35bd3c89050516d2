// Schemas that several resources share. What a request may hold is bounded here: every text by length, every list by count.
import { z } from "@hono/zod-openapi";
import type { IdPrefix } from "../../management/ids.ts";

/** RFC 3339 in UTC. */
export const TIMESTAMP = z.iso.datetime().openapi({ example: "2026-11-23T16:00:00.000Z" });

export const PAGE_LIMIT = 200;
export const DEFAULT_PAGE_LIMIT = 50;

/** The name of a user or an organization, in a path. */
const accountName = (description: string, example: string) => z.string().min(1).max(255).openapi({ param: { description }, example });

export const USERNAME = accountName("The name of a user", "alice");
export const ORG = accountName("The name of an organization", "acme");
export const TEAM = accountName("The name of a team", "backend");
export const ROBOT = accountName("The name of a robot, without its organization's", "ci");
export const NAMESPACE = accountName("The first part of a repository's name; `library` for names without one", "acme");
export const REPOSITORY = z
  .string()
  .min(1)
  .max(255)
  .openapi({ param: { description: "The rest of the repository's name; a `/` within it is sent as `%2F`" }, example: "api" });

/** Of a team or a robot to be made; the service checks its grammar. */
export const PLAIN_NAME = z
  .string()
  .min(1)
  .max(64)
  .openapi({ description: 'Lower-case letters and digits, joined by single ".", "_" or "-"', example: "ci" });

/** Ids are opaque to clients, and short ones never look like another kind's. */
export const prefixedId = (prefix: IdPrefix, description: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[1-9][0-9]{0,14}$`))
    .openapi({ param: { description }, example: `${prefix}_12` });

export const REPOSITORY_ID = prefixedId("repo", "The id of a repository; stays the same when it is renamed or moved");

/** The number in an id that `prefixedId` has checked. */
export function idNumber(id: string): number {
  return Number(id.slice(id.indexOf("_") + 1));
}

/** For a schema with a name in the document, which `nullable()` would change wherever it is used. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.null()]);
}

/** A whole number in a query, as digits. */
export const queryInteger = ({ min, max }: { min: number; max: number }) =>
  z
    .string()
    .regex(/^(?:0|[1-9]\d{0,15})$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .openapi({ type: "integer", minimum: min, maximum: max });

/** `true` or `false` in a query. */
export const queryBoolean = () =>
  z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .openapi({ type: "boolean" });

/** A short text for people: one line, nothing invisible in it. */
export const line = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, "must be one line without control characters");

/** A longer text for people; may have line breaks. */
export const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, "must not have control characters");

/** The parameters that every list has. */
export const PAGE_QUERY = {
  limit: queryInteger({ min: 1, max: PAGE_LIMIT })
    .optional()
    .openapi({ param: { description: `How many items at most; ${DEFAULT_PAGE_LIMIT} when not given` } }),
  cursor: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .openapi({ param: { description: "`next_cursor` of the page before. Good for the same list and sort only" } }),
};

export function pageOf(item: z.ZodType): z.ZodObject {
  return z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().openapi({ description: "Null on the last page" }),
  });
}

export const PROBLEM = z
  .object({
    type: z.url().openapi({ description: "A page that explains the code" }),
    title: z.string().openapi({ description: "The same for every occurrence of the code" }),
    status: z.int(),
    code: z.string().openapi({ description: "What programs branch on" }),
    detail: z.string().optional().openapi({ description: "What is special about this occurrence" }),
    request_id: z.string().openapi({ description: "Under this id the registry's log tells more" }),
    errors: z
      .array(
        z.object({
          in: z.enum(["body", "query", "path", "header"]),
          pointer: z.string().openapi({ description: "RFC 6901 within a body; the name of a parameter or header elsewhere" }),
          detail: z.string(),
        }),
      )
      .optional()
      .openapi({ description: "One entry per mistake" }),
  })
  .openapi("Problem");
