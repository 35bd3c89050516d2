// Candidates that only a registry knows. Somebody waits at a prompt with the Tab key pressed: what does not come at once does not come.
import type { Session } from "../session.ts";
import { VERSION } from "../version.ts";
import { Connection } from "./connection.ts";
import { Contexts, type StoredCredential } from "./contexts.ts";
import { chooseTarget, getContext, type Target } from "./target.ts";
import { createTransport } from "./transport.ts";

const LIMIT_MS = 300;

export async function contextNames({ environment }: Session): Promise<string[]> {
  return Object.keys((await Contexts.in(environment).read()).contexts);
}

export function organizationNames(session: Session): Promise<string[]> {
  return askQuickly(session, async (api, request) => {
    const { data } = await api.listOrganizations({ ...request, query: { limit: 200 } });
    return data.items.map(({ name }) => name);
  });
}

export function repositoryNames(session: Session, typed: string): Promise<string[]> {
  return askQuickly(session, async (api, request) => {
    const [namespace, rest] = typed.split("/", 2);
    const query = rest === undefined ? { limit: 200 } : { limit: 200, namespace: namespace! };
    const { data } = await api.listRepositories({ ...request, query });
    return data.items.map(({ full_name }) => full_name);
  });
}

type Api = typeof import("../../../packages/client/src/index.ts");

/** Empty when the registry is slow, or does not know us. */
async function askQuickly(session: Session, ask: (api: Api, request: Connection["options"]) => Promise<string[]>): Promise<string[]> {
  const contexts = Contexts.in(session.environment);
  const target = await chooseTarget(contexts, { environment: session.environment });
  const credential = await credentialNow(contexts, target);
  const api = await import("../../../packages/client/src/index.ts");
  const connection = new Connection(
    { url: target.url, credential },
    { contexts, transport: createTransport(VERSION, undefined, LIMIT_MS) },
  );
  return ask(api, connection.options);
}

/** Never refreshed here: to be cut off in the middle of it would end the session. */
async function credentialNow(contexts: Contexts, { credential }: Target): Promise<Target["credential"]> {
  if (!credential || "token" in credential) return credential;
  return { token: tokenNow(getContext(await contexts.read(), credential.context).credential) };
}

function tokenNow(credential: StoredCredential): string {
  return credential.kind === "token" ? credential.token : credential.access_token;
}
