// A registry as one command sees it: every request carries whoever the command acts for, and every refusal is thrown.
import { createClient, type Client } from "../../../packages/client/src/client/index.ts";
import type { Contexts } from "./contexts.ts";
import { toProblemError } from "./problem.ts";
import { accessTokenOf } from "./sign-in.ts";
import type { Target } from "./target.ts";
import type { Transport } from "./transport.ts";

interface Dependencies {
  readonly contexts: Contexts;
  readonly transport: Transport;
}

export class Connection {
  /** What every operation of the client package takes: `api.getOrganization({ ...options, path })`. */
  readonly options: { readonly client: Client; readonly throwOnError: true };

  constructor(
    readonly target: Target,
    private readonly deps: Dependencies,
  ) {
    const client = createClient({ baseUrl: target.url, fetch: ((request: Request) => this.send(request)) as typeof fetch });
    this.options = { client, throwOnError: true };
  }

  /** Resolves to a success, or throws a CliError. */
  async send(request: Request): Promise<Response> {
    const response = await this.exchange(request);
    if (response.ok) return response;
    throw await toProblemError(response);
  }

  private async exchange(request: Request): Promise<Response> {
    const { contexts, transport } = this.deps;
    const { credential } = this.target;
    if (credential === undefined) return transport.exchange(request);
    if ("token" in credential) return transport.exchange(withToken(request, credential.token));
    const token = await accessTokenOf(contexts, credential.context, transport);
    // Its body can be read once, and it may be needed twice.
    const again = request.clone() as Request;
    const response = await transport.exchange(withToken(request, token));
    if (response.status !== 401) return response;
    // The clocks may differ, or the keys were changed: a token just made says whether the session still stands.
    const another = await accessTokenOf(contexts, credential.context, transport, token);
    return another === token ? response : transport.exchange(withToken(again, another));
  }
}

function withToken(request: Request, token: string): Request {
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
}
