// GET /api/v1: what this installation is and can do, so that clients adapt instead of guessing.
import { z } from "@hono/zod-openapi";
import { ok } from "./answer.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";

const INSTALLATION = z
  .object({
    version: z.string().openapi({ example: "1.0.0" }),
    features: z.record(z.string(), z.boolean()).openapi({ description: "What is switched on", example: { registration: false } }),
    limits: z.record(z.string(), z.int()).openapi({ description: "What this installation accepts", example: { body_bytes: 1048576 } }),
    links: z.object({ documentation: z.url(), openapi: z.url(), problems: z.url(), registry: z.url() }),
  })
  .openapi("Installation");

export const ROOT: readonly Endpoint[] = [
  endpoint({
    id: "getInstallation",
    method: "GET",
    path: "",
    tag: "service",
    summary: "Get version, features and limits",
    access: "public",
    scope: undefined,
    response: { status: 200, description: "The installation", schema: INSTALLATION },
    handler: ({ services, exchange: { origin } }) => {
      const { version, features, limits } = services.installation;
      const links = {
        documentation: `${origin}/api/docs`,
        openapi: `${origin}/api/openapi.json`,
        problems: `${origin}/api/docs/problems`,
        registry: `${origin}/v2/`,
      };
      return ok({ version, features, limits, links });
    },
  }),
];
