// Robots of an organization and their tokens.
import { z } from "@hono/zod-openapi";
import { formatId } from "../../management/ids.ts";
import { type Robot, type RobotFields, fullNameOf } from "../../management/robots.ts";
import type { MadeToken, TokenRobot } from "../../management/tokens.ts";
import { type Answer, created, noContent, ok, versionTag } from "./answer.ts";
import { API_ROOT, endpoint, type Endpoint } from "./endpoint.ts";
import { afterId, afterName, namePage } from "./name-pages.ts";
import { ORG, PLAIN_NAME, ROBOT, TIMESTAMP, idNumber, prefixedId, text } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";
import { CREATED_TOKEN, NEW_TOKEN, TOKEN, toToken, toTokenWish, tokenPage } from "./tokens.ts";

const SHOWN_ROBOT = z
  .object({
    id: z.string().openapi({ example: "rob_4" }),
    name: z.string().openapi({ example: "ci" }),
    full_name: z.string().openapi({ description: "What it signs in with", example: "acme+ci" }),
    description: z.string(),
    disabled_at: TIMESTAMP.nullable().openapi({ description: "Since when nothing that it holds is good" }),
    created_at: TIMESTAMP,
    created_by: z.string(),
  })
  .openapi("Robot");

const FIELDS = { description: text(1000).nullable().optional() };
const NEW_ROBOT = z.strictObject({ name: PLAIN_NAME, ...FIELDS }).openapi("NewRobot");
const ROBOT_PATCH = z.strictObject({ ...FIELDS, disabled: z.boolean().optional() }).openapi("RobotPatch");
const TOKEN_ID = prefixedId("tok", "The id of a token");
const PARAMS = { org: ORG, robot: ROBOT };

export const ROBOTS: readonly Endpoint[] = [
  endpoint({
    id: "listRobots",
    method: "GET",
    path: "/orgs/{org}/robots",
    tag: "robots",
    summary: "List the robots of an organization",
    access: { organization: "member" },
    scope: "org:read",
    params: { org: ORG },
    paged: true,
    response: { status: 200, description: "A page of robots, by name", schema: SHOWN_ROBOT },
    handler: async ({ services, organization, page: { limit, cursor } }) =>
      namePage(await services.robots.list(organization.id, { limit, after: afterName(cursor, "robots:name") }), toRobot, "robots:name"),
  }),
  endpoint({
    id: "createRobot",
    method: "POST",
    path: "/orgs/{org}/robots",
    tag: "robots",
    summary: "Create a robot",
    description: "It may do nothing until something is granted to it.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { org: ORG },
    body: NEW_ROBOT,
    idempotent: true,
    versioned: true,
    failures: ["nameTaken", "quotaExceeded"],
    response: { status: 201, description: "The robot", schema: SHOWN_ROBOT },
    handler: async ({ services, organization, body: { name, description }, actor }) => {
      const robot = await services.robots.create(organization, { name, description: description ?? "" }, actor);
      return created(toRobot(robot), { location: `${API_ROOT}/orgs/${organization.name}/robots/${name}`, etag: versionTag(robot.version) });
    },
  }),
  endpoint({
    id: "getRobot",
    method: "GET",
    path: "/orgs/{org}/robots/{robot}",
    tag: "robots",
    summary: "Get a robot",
    access: { organization: "member" },
    scope: "org:read",
    params: PARAMS,
    versioned: true,
    response: { status: 200, description: "The robot", schema: SHOWN_ROBOT },
    handler: async ({ services, organization, params }) => answer(await services.robots.get(organization, params.robot)),
  }),
  endpoint({
    id: "updateRobot",
    method: "PATCH",
    path: "/orgs/{org}/robots/{robot}",
    tag: "robots",
    summary: "Change, disable or enable a robot",
    description: "While it is disabled, none of its tokens and trust rules is good for anything.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: PARAMS,
    body: ROBOT_PATCH,
    requiresIfMatch: true,
    versioned: true,
    response: { status: 200, description: "The robot as it is now", schema: SHOWN_ROBOT },
    handler: async ({ services, organization, params, body, ifMatch, actor }) =>
      answer(await services.robots.update(organization, params.robot, toFields(body), ifMatch, actor)),
  }),
  endpoint({
    id: "deleteRobot",
    method: "DELETE",
    path: "/orgs/{org}/robots/{robot}",
    tag: "robots",
    summary: "Delete a robot",
    description: "With its tokens, its permissions and its trust rules.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: PARAMS,
    response: { status: 204, description: "Deleted" },
    handler: async ({ services, organization, params, actor }) => {
      await services.robots.delete(organization, params.robot, actor);
      return noContent();
    },
  }),
  endpoint({
    id: "listRobotTokens",
    method: "GET",
    path: "/orgs/{org}/robots/{robot}/tokens",
    tag: "robots",
    summary: "List the tokens of a robot",
    description: "Without those that were revoked.",
    access: { organization: "admin" },
    scope: "org:read",
    params: PARAMS,
    paged: true,
    response: { status: 200, description: "A page of tokens, oldest first", schema: TOKEN },
    handler: async ({ services, organization, params, page: { limit, cursor } }) => {
      const { id } = await services.robots.get(organization, params.robot);
      return tokenPage(await services.tokens.listOfRobot(id, { limit, after: afterId(cursor, "robot-tokens:id") }), "robot-tokens:id");
    },
  }),
  endpoint({
    id: "createRobotToken",
    method: "POST",
    path: "/orgs/{org}/robots/{robot}/tokens",
    tag: "robots",
    summary: "Create a token for a robot",
    description: "Never good for more than the robot may do, nor for more than the credential that asks for it.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: PARAMS,
    body: NEW_TOKEN,
    idempotent: true,
    sensitive: true,
    failures: ["quotaExceeded", "reauthenticationRequired"],
    response: { status: 201, description: "The token, with its secret", schema: CREATED_TOKEN },
    handler: async ({ services, organization, params, caller, body, actor }) => {
      // It outlives the session that made it.
      await services.sessions.requireRecent(caller);
      const robot = await services.robots.get(organization, params.robot);
      return answerMade(robot, await services.tokens.createForRobot(ownerOf(robot), caller, toTokenWish(body), actor));
    },
  }),
  endpoint({
    id: "getRobotToken",
    method: "GET",
    path: "/orgs/{org}/robots/{robot}/tokens/{token_id}",
    tag: "robots",
    summary: "Get a token of a robot",
    access: { organization: "admin" },
    scope: "org:read",
    params: { ...PARAMS, token_id: TOKEN_ID },
    response: { status: 200, description: "The token, without its secret", schema: TOKEN },
    handler: async ({ services, organization, params }) => {
      const { id } = await services.robots.get(organization, params.robot);
      return ok(toToken(await services.tokens.get({ robotId: id }, idNumber(params.token_id))));
    },
  }),
  endpoint({
    id: "rotateRobotToken",
    method: "POST",
    path: "/orgs/{org}/robots/{robot}/tokens/{token_id}/rotate",
    tag: "robots",
    summary: "Replace a token of a robot",
    description: "By one with another secret, and name, scopes, limits and lifetime of the old one, which stops working at once.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { ...PARAMS, token_id: TOKEN_ID },
    idempotent: true,
    sensitive: true,
    failures: ["quotaExceeded", "reauthenticationRequired"],
    response: { status: 201, description: "The new token, with its secret", schema: CREATED_TOKEN },
    handler: async ({ services: { robots, tokens, sessions, clock }, organization, params, caller, actor }) => {
      await sessions.requireRecent(caller);
      const robot = await robots.get(organization, params.robot);
      const { id, createdAt, expiresAt, isLimited, ...old } = await tokens.get({ robotId: robot.id }, idNumber(params.token_id));
      const limits = isLimited ? {} : { repositories: undefined, namespaces: undefined };
      const wish = { ...old, ...limits, expiresAt: expiresAt === undefined ? null : clock.now() + (expiresAt - createdAt) };
      const made = await tokens.createForRobot(ownerOf(robot), caller, wish, actor);
      await tokens.revokeOfRobot(ownerOf(robot), id, actor);
      return answerMade(robot, made);
    },
  }),
  endpoint({
    id: "revokeRobotToken",
    method: "DELETE",
    path: "/orgs/{org}/robots/{robot}/tokens/{token_id}",
    tag: "robots",
    summary: "Revoke a token of a robot",
    description: "It stops working at once.",
    access: { organization: "admin" },
    scope: "org:admin",
    params: { ...PARAMS, token_id: TOKEN_ID },
    response: { status: 204, description: "Revoked" },
    handler: async ({ services, organization, params, actor }) => {
      const robot = await services.robots.get(organization, params.robot);
      await services.tokens.revokeOfRobot(ownerOf(robot), idNumber(params.token_id), actor);
      return noContent();
    },
  }),
];

function answer(robot: Robot): Answer<z.input<typeof SHOWN_ROBOT>> {
  return ok(toRobot(robot), { etag: versionTag(robot.version) });
}

function answerMade({ namespace, name }: Robot, { token, secret }: MadeToken): Answer<z.input<typeof CREATED_TOKEN>> {
  const location = `${API_ROOT}/orgs/${namespace}/robots/${name}/tokens/${formatId("tok", token.id)}`;
  return created({ ...toToken(token), secret }, { location });
}

function ownerOf(robot: Robot): TokenRobot {
  return { id: robot.id, name: fullNameOf(robot), namespaceId: robot.namespaceId };
}

function toRobot(robot: Robot): z.input<typeof SHOWN_ROBOT> {
  return {
    id: formatId("rob", robot.id),
    name: robot.name,
    full_name: fullNameOf(robot),
    description: robot.description,
    disabled_at: optionalTime(robot.disabledAt),
    created_at: timeText(robot.createdAt),
    created_by: robot.createdBy,
  };
}

/** Only what was sent. */
function toFields({ description, disabled }: z.output<typeof ROBOT_PATCH>): Partial<RobotFields> {
  return {
    ...(description === undefined ? {} : { description: description ?? "" }),
    ...(disabled === undefined ? {} : { disabled }),
  };
}
