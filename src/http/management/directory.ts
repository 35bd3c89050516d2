// For those who connect a directory: one sign-in, told step by step.
import { z } from "@hono/zod-openapi";
import { PASSWORD_LENGTH_LIMIT } from "../../auth/passwords.ts";
import { ok } from "./answer.ts";
import { endpoint, type Endpoint } from "./endpoint.ts";

const STEP = z
  .object({
    step: z.enum(["input", "connect", "service account", "user", "password", "groups", "profile"]),
    asked: z.string().openapi({ example: "search ou=people,dc=example,dc=org for (uid=ada)" }),
    found: z.string().openapi({ example: "more than one entry, so nobody" }),
    ok: z.boolean(),
  })
  .openapi("DirectoryStep");

export const DIRECTORY: readonly Endpoint[] = [
  endpoint({
    id: "traceDirectorySignIn",
    method: "POST",
    path: "/admin/directory/trace",
    tag: "admin",
    summary: "Try a sign-in through the directory and see each step",
    description: "Up to the step that failed. Nobody is signed in, and no account is made or changed.",
    access: "site-admin",
    scope: "admin",
    body: z
      .strictObject({
        username: z.string().min(1).max(255),
        password: z.string().max(PASSWORD_LENGTH_LIMIT).openapi({ format: "password" }),
      })
      .openapi("DirectoryTrial"),
    sensitive: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 200, description: "The steps", schema: z.object({ steps: z.array(STEP) }).openapi("DirectoryTrace") },
    handler: async ({ services, caller, actor, body: { username, password } }) => {
      await services.sessions.requireRecent(caller);
      return ok({ steps: [...(await services.signIn.traceDirectory(username, password, actor))] });
    },
  }),
];
