// Whom a registry takes us for.
import { CliError } from "../failure.ts";
import type { Connection } from "./connection.ts";
import type { Contexts } from "./contexts.ts";
import { toProblemError } from "./problem.ts";
import { getContext, type Target } from "./target.ts";
import type { Transport } from "./transport.ts";

export async function whoIs({ options }: Connection) {
  const { getCurrentUser } = await import("../../../packages/client/src/index.ts");
  return (await getCurrentUser(options)).data;
}

interface Dependencies {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly contexts: Contexts;
  readonly transport: Transport;
}

/** Its name, once the registry has agreed; undefined for a person. Throws CliError: auth. */
export async function findRobot(
  { url, credential }: Target,
  { environment, contexts, transport }: Dependencies,
): Promise<string | undefined> {
  if (!credential) return undefined;
  const robot =
    "token" in credential
      ? { username: environment.AERUGO_USERNAME ?? "", ...credential }
      : await storedToken(contexts, credential.context);
  if (!robot?.username.includes("+")) return undefined;
  await checkRobot(url, robot, transport);
  return robot.username;
}

async function storedToken(contexts: Contexts, name: string): Promise<RobotToken | undefined> {
  const { username, credential } = getContext(await contexts.read(), name);
  return credential.kind === "token" ? { username, token: credential.token } : undefined;
}

interface RobotToken {
  /** `acme+ci`. */
  readonly username: string;
  readonly token: string;
}

/** A robot has no profile to ask for: whether name and token belong together is what the registry's own clients find out. */
export async function checkRobot(url: string, { username, token }: RobotToken, transport: Transport): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${username}:${token}`).toString("base64")}`;
  const response = await transport.exchange(new Request(`${url}/auth/token?service=aerugo`, { headers: { authorization } }));
  if (response.status === 401) throw new CliError("auth", `${username} has no such token`);
  if (!response.ok) throw await toProblemError(response);
}
