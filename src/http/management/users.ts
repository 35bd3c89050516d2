// People: their profiles, by themselves and by those who run the site.
import { z } from "@hono/zod-openapi";
import type { Caller } from "../../auth/caller.ts";
import { PASSWORD_LENGTH_LIMIT } from "../../auth/passwords.ts";
import { ManagementError } from "../../management/failure.ts";
import { formatId } from "../../management/ids.ts";
import { administersSite, personOf } from "../../management/person.ts";
import { signedInPersonOf } from "../../management/sessions.ts";
import { PASSWORD_LENGTH_MINIMUM, type User, type UserChanges } from "../../management/users.ts";
import { created, noContent, ok, page, versionTag } from "./answer.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { endpoint, type Endpoint, type ManagementCall } from "./endpoint.ts";
import { TIMESTAMP, USERNAME, line, prefixedId } from "./schemas.ts";
import { optionalTime, timeText } from "./times.ts";

/** RFC 5321 4.5.3.1.3. One spelling for one mailbox: nobody runs two that differ in case. */
export const EMAIL = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase())
  .openapi({ type: "string", format: "email", example: "alice@example.com" });

export const PASSWORD = z.string().min(PASSWORD_LENGTH_MINIMUM).max(PASSWORD_LENGTH_LIMIT).openapi({ format: "password" });
const DISPLAY_NAME = line(100).openapi({ example: "Alice Liddell" });

const PUBLIC = { username: z.string().openapi({ example: "alice" }), display_name: z.string() };
const PRIVATE = {
  id: prefixedId("user", "The id of a user"),
  email: z.string().nullable(),
  is_email_verified: z.boolean(),
  is_admin: z.boolean().openapi({ description: "Administers the installation" }),
  is_disabled: z.boolean(),
  has_password: z.boolean().openapi({ description: "False for who signs in through a provider alone" }),
  has_second_factor: z.boolean(),
  created_at: TIMESTAMP,
  disabled_at: TIMESTAMP.nullable(),
};

export const USER = z.object({ ...PUBLIC, ...PRIVATE }).openapi("User");

/** What others see has the first two fields only. */
const PROFILE = z
  .object({ ...PUBLIC, ...z.object(PRIVATE).partial().shape })
  .openapi("UserProfile", { description: "All of it for the user and for site administrators, username and display name for others" });

const OWN_CHANGES = { display_name: DISPLAY_NAME.optional(), email: EMAIL.nullable().optional() };
const SELF_UPDATE = z.strictObject(OWN_CHANGES).openapi("OwnUserUpdate");
const UPDATE = z
  .strictObject({
    ...OWN_CHANGES,
    is_admin: z.boolean().optional().openapi({ description: "For site administrators to change" }),
    is_disabled: z.boolean().optional().openapi({ description: "For site administrators to change" }),
  })
  .openapi("UserUpdate");

const NEW_USER = z
  .strictObject({
    username: z.string().min(1).max(64).openapi({ example: "alice" }),
    password: PASSWORD.optional().openapi({ description: "Left out for who signs in through a provider, or gets one later" }),
    display_name: DISPLAY_NAME.optional(),
    email: EMAIL.optional().openapi({ description: "Counts as verified: you answer for it" }),
    is_admin: z.boolean().optional(),
  })
  .openapi("NewUser");

export function toUserBody(user: User): z.input<typeof USER> {
  return {
    username: user.username,
    display_name: user.displayName,
    id: formatId("user", user.id),
    email: user.email ?? null,
    is_email_verified: user.emailVerifiedAt !== undefined,
    is_admin: user.isAdmin,
    is_disabled: user.disabledAt !== undefined,
    has_password: user.hasPassword,
    has_second_factor: user.totpConfirmedAt !== undefined,
    created_at: timeText(user.createdAt),
    disabled_at: optionalTime(user.disabledAt),
  };
}

const VERIFICATION_NOTE =
  "A new address takes effect when it is verified: where the installation sends mail, a code goes to it, for `POST /user/email/verify`. A personal token is not enough to change your own address.";

export const USERS: readonly Endpoint[] = [
  endpoint({
    id: "listUsers",
    method: "GET",
    path: "/users",
    tag: "users",
    summary: "List all users",
    access: "site-admin",
    scope: "admin",
    paged: true,
    response: { status: 200, description: "A page of users, by username", schema: USER },
    handler: async ({ services, page: { limit, cursor } }) => {
      const after = String(decodeCursor(cursor, "users:username")?.[0] ?? "");
      const { items, more } = await services.users.page({ limit, after });
      return page({ items: items.map(toUserBody), next: more ? encodeCursor([items.at(-1)!.username], "users:username") : undefined });
    },
  }),
  endpoint({
    id: "createUser",
    method: "POST",
    path: "/users",
    tag: "users",
    summary: "Create a user",
    access: "site-admin",
    scope: "admin",
    body: NEW_USER,
    idempotent: true,
    versioned: true,
    failures: ["nameTaken", "conflict", "reauthenticationRequired"],
    response: { status: 201, description: "The user", schema: USER },
    handler: async ({ services, caller, actor, body }) => {
      await services.sessions.requireRecent(caller);
      const { username, password, email, display_name: displayName, is_admin: isAdmin = false } = body;
      const user = await services.users.create({ username, password, email, displayName, isAdmin, isEmailVerified: true }, actor);
      return created(toUserBody(user), { location: `/api/v1/users/${username}`, etag: versionTag(user.version) });
    },
  }),
  endpoint({
    id: "getUser",
    method: "GET",
    path: "/users/{username}",
    tag: "users",
    summary: "Get a user",
    description: "Everything about yourself; a name of whoever is in an organization with you; nothing of anybody else.",
    access: "user",
    scope: "user:read",
    params: { username: USERNAME },
    versioned: true,
    response: { status: 200, description: "The user", schema: PROFILE },
    handler: async ({ services, caller, params: { username } }) => {
      const person = personOf(caller);
      const user = await services.users.find(username);
      const isKnown = await services.users.sharesOrganization(person.id, user?.id ?? 0);
      const isFull = user?.id === person.id || administersSite(caller);
      if (!user || !(isFull || isKnown)) throw new ManagementError("notFound");
      const body = isFull ? toUserBody(user) : { username: user.username, display_name: user.displayName };
      return ok(body, { etag: versionTag(user.version) });
    },
  }),
  endpoint({
    id: "updateUser",
    method: "PATCH",
    path: "/users/{username}",
    tag: "users",
    summary: "Change a user",
    description: VERIFICATION_NOTE,
    access: { self: "username" },
    scope: "user:write",
    params: { username: USERNAME },
    body: UPDATE,
    requiresIfMatch: true,
    versioned: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 200, description: "The user as it is now", schema: USER },
    handler: (call) => update(call, call.params.username, call.body),
  }),
  endpoint({
    id: "deleteUser",
    method: "DELETE",
    path: "/users/{username}",
    tag: "users",
    summary: "Delete a user",
    description:
      "Only without repositories, and when no organization loses its last owner. The name is never given to anybody else: it stands in other people's pull commands.",
    access: "site-admin",
    scope: "admin",
    params: { username: USERNAME },
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 204, description: "Deleted, with tokens, sessions and memberships" },
    handler: async ({ services, caller, actor, params: { username } }) => {
      await services.sessions.requireRecent(caller);
      await services.users.delete(username, actor);
      return noContent();
    },
  }),
  ...(["disable", "enable"] as const).map((verb) =>
    endpoint({
      id: `${verb}User`,
      method: "POST",
      path: `/users/{username}/${verb}`,
      tag: "users",
      summary: verb === "disable" ? "Disable a user" : "Enable a user again",
      description:
        verb === "disable"
          ? "Whatever they show is refused from now on: passwords, tokens, sessions."
          : "Their tokens are good again. Their sessions are not: they sign in anew.",
      access: "site-admin",
      scope: "admin",
      params: { username: USERNAME },
      failures: ["conflict"],
      response: { status: 204, description: "Done, or done before" },
      handler: async ({ services, actor, params: { username } }) => {
        await services.users.setDisabled(username, verb === "disable", actor);
        return noContent();
      },
    }),
  ),
  endpoint({
    id: "resetUserPassword",
    method: "POST",
    path: "/users/{username}/password",
    tag: "users",
    summary: "Give a user another password",
    description: "Ends all of their sessions. For your own password see `POST /user/password`.",
    access: "site-admin",
    scope: "admin",
    params: { username: USERNAME },
    body: z.strictObject({ new_password: PASSWORD }).openapi("PasswordReset"),
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 204, description: "Set" },
    handler: async ({ services, caller, actor, params: { username }, body }) => {
      await services.sessions.requireRecent(caller);
      // Whoever finds an administrator's browser open must not be able to take the account over.
      if (username === personOf(caller).username) throw new ManagementError("conflict", { detail: "use POST /user/password for your own" });
      await services.users.setPassword(username, body.new_password, { actor, action: "user.password_reset", field: "new_password" });
      return noContent();
    },
  }),
  endpoint({
    id: "getCurrentUser",
    method: "GET",
    path: "/user",
    tag: "users",
    summary: "Get yourself",
    access: "user",
    scope: "user:read",
    versioned: true,
    response: { status: 200, description: "You", schema: USER },
    handler: async ({ services, caller }) => {
      const user = await services.users.get(personOf(caller).username);
      return ok(toUserBody(user), { etag: versionTag(user.version) });
    },
  }),
  endpoint({
    id: "updateCurrentUser",
    method: "PATCH",
    path: "/user",
    tag: "users",
    summary: "Change yourself",
    description: VERIFICATION_NOTE,
    access: "user",
    scope: "user:write",
    body: SELF_UPDATE,
    requiresIfMatch: true,
    versioned: true,
    failures: ["conflict", "reauthenticationRequired"],
    response: { status: 200, description: "You as you are now", schema: USER },
    handler: (call) => update(call, personOf(call.caller).username, call.body),
  }),
];

interface Body {
  readonly display_name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly is_admin?: boolean | undefined;
  readonly is_disabled?: boolean | undefined;
}

async function update({ services, caller, actor, ifMatch }: ManagementCall, username: string, body: Body) {
  const { display_name: displayName, email, is_admin: isAdmin, is_disabled: isDisabled } = body;
  const isSelf = personOf(caller).username === username;
  if (!isSelf || isAdmin !== undefined || isDisabled !== undefined) refuseOthers(caller);
  // Whoever can change the address can have a new password sent to it: a token that was lost must not become a way in.
  if (isSelf && email !== undefined) signedInPersonOf(caller);
  if (email !== undefined || isAdmin === true) await services.sessions.requireRecent(caller);
  const changes: UserChanges = { displayName, isAdmin, isDisabled };
  const isProved = !isSelf;
  // The one that a code must prove; without mail there is no such proof, and no address counts for anything.
  const unproved = isProved || !services.emailVerification.isOn ? undefined : (email ?? undefined);
  const direct = unproved === undefined ? { ...changes, email, isEmailVerified: isProved } : changes;
  const user = await services.users.update(username, direct, ifMatch, actor);
  const isKnown = unproved === user.email && user.emailVerifiedAt !== undefined;
  if (unproved !== undefined && !isKnown) await services.emailVerification.start(user, unproved);
  return ok(toUserBody(user), { etag: versionTag(user.version) });
}

function refuseOthers(caller: Caller): void {
  if (administersSite(caller)) return;
  if (!personOf(caller).isAdmin) throw new ManagementError("forbidden", { detail: "only site administrators may do this" });
  throw new ManagementError("scopeInsufficient", { extra: { required_scope: "admin" } });
}
