// The protocol between Docker and a program that keeps its credentials (docker-credential-helpers): one word on the command line, a server
// or JSON on stdin, JSON on stdout. Failures are told on stdout too, and some of them have to be worded as they are.
import { Argument, type Command } from "commander";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import type { DockerCredentials } from "./remote/docker.ts";
import type { Session, Terminal } from "./session.ts";
import { VERSION } from "./version.ts";

const OPERATIONS = ["get", "store", "erase", "list", "version"] as const;
type Operation = (typeof OPERATIONS)[number];

export function addCredentialHelper(program: Command, session: Session): void {
  const command = program.command("credential-helper", { hidden: true }).description("Answer Docker, which asks for credentials");
  command.addArgument(new Argument("<operation>", "What Docker wants").choices(OPERATIONS));
  addExamples(command, "echo registry.example.com | aerugo credential-helper get");
  command.action(async (operation: Operation) => {
    const [{ DockerCredentials }, { Contexts }, { transportOf }] = await Promise.all([
      import("./remote/docker.ts"),
      import("./remote/contexts.ts"),
      import("./remote/remote.ts"),
    ]);
    const contexts = Contexts.in(session.environment);
    const credentials = new DockerCredentials({ contexts, transport: transportOf(session), environment: session.environment });
    try {
      await HANDLERS[operation](credentials, session.terminal);
    } catch (error) {
      const { toCliError } = await import("./failure.ts");
      const { message, hint } = toCliError(error);
      session.terminal.out(`${message}${hint === undefined ? "" : ` (${hint})`}\n`);
      throw new CliError("failure", message, hint, { cause: error });
    }
  });
}

const HANDLERS: Record<Operation, (credentials: DockerCredentials, terminal: Terminal) => Promise<void>> = {
  get: async (credentials, terminal) => {
    const server = await readServer(terminal);
    const found = await credentials.find(server);
    // Docker knows this text, and goes on without credentials.
    if (!found) throw new CliError("failure", "credentials not found in native keychain");
    terminal.out(`${JSON.stringify({ ServerURL: server, Username: found.username, Secret: found.secret })}\n`);
  },
  store: async (credentials, terminal) => {
    const { ServerURL: server, Username: username, Secret: secret } = parseStored(await terminal.readInput());
    if (!isFilled(server)) throw new CliError("failure", "no credentials server URL");
    if (!isFilled(username)) throw new CliError("failure", "no credentials username");
    if (typeof secret !== "string") throw new CliError("failure", "no credentials secret");
    await credentials.store(server, { username, secret });
  },
  erase: async (credentials, terminal) => credentials.erase(await readServer(terminal)),
  list: async (credentials, terminal) => terminal.out(`${JSON.stringify(await credentials.list())}\n`),
  version: async (_credentials, terminal) => terminal.out(`docker-credential-aerugo (aerugo) ${VERSION}\n`),
};

async function readServer(terminal: Terminal): Promise<string> {
  const server = (await terminal.readInput()).trim();
  if (server === "") throw new CliError("failure", "no credentials server URL");
  return server;
}

function parseStored(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told without what was sent: it holds the secret.
  }
  throw new CliError("failure", "the credentials are not JSON");
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
