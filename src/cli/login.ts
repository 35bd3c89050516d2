import { Option, type Command } from "commander";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

interface LoginOptions {
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly tokenStdin?: boolean;
  readonly code?: string;
  readonly plainHttp?: boolean;
  readonly name?: string;
}

export function addLogin(program: Command, session: Session): void {
  const command = program.command("login").description("Sign in to a registry, and act there from now on");
  command.argument("[host]", "The registry; the current one when left out");
  command.option("-u, --username <name>", "Your user name; asked for when left out");
  // Never as arguments: every user of a machine can read command lines, and shells keep them.
  command.option("--password-stdin", "Read the password from standard input");
  command.addOption(new Option("--token-stdin", "Read a personal or robot token from standard input").conflicts("passwordStdin"));
  command.option("--code <code>", "The second factor: a code of your app, or a recovery code; asked for when needed");
  command.option("--plain-http", "Speak to it without TLS: whoever is on the way sees everything");
  command.option("--name <context>", "What to call the context; the host when left out");
  addExamples(
    command,
    "aerugo login registry.example.com",
    "aerugo login registry.example.com --token-stdin < token",
    "aerugo login localhost:5000 --plain-http --username alice --password-stdin < password",
  );
  command.action(async (host: string | undefined, options: LoginOptions) => {
    const [{ login }, { Contexts }, { transportOf }, url] = await Promise.all([
      import("./remote/login.ts"),
      import("./remote/contexts.ts"),
      import("./remote/remote.ts"),
      chooseUrl(host, options, session),
    ]);
    const proof = await readProof(options, session);
    const deps = { contexts: Contexts.in(session.environment), transport: transportOf(session) };
    const { name, username } = await login({ url, name: options.name, proof, deps });
    session.terminal.error(`Signed in to ${url} as ${username}; the context is ${name}.\n`);
  });
}

async function chooseUrl(host: string | undefined, { plainHttp = false }: LoginOptions, session: Session): Promise<string> {
  const [{ isLoopback, parseRegistryUrl }, { chooseTarget }, { Contexts }] = await Promise.all([
    import("./remote/address.ts"),
    import("./remote/target.ts"),
    import("./remote/contexts.ts"),
  ]);
  const text = host ?? (session.environment.AERUGO_HOST || undefined);
  // To sign in again where a session has ended is the commonest reason to come here.
  const known = text ?? (await chooseTarget(Contexts.in(session.environment), { environment: session.environment })).url;
  const url = parseRegistryUrl(known, { plainHttp });
  if (url.startsWith("http:") && !isLoopback(url)) {
    session.terminal.error(`warning: ${url} is not encrypted: whoever is on the way can read the password and everything else\n`);
  }
  return url;
}

async function readProof(options: LoginOptions, { terminal }: Session) {
  const { tokenStdin, passwordStdin, code } = options;
  if (tokenStdin) return { token: await readSecret(terminal.readInput(), "token"), username: options.username };
  const { ask } = terminal;
  if (!passwordStdin && !ask) {
    throw new CliError("usage", "there is nobody to ask for a password", "Give --token-stdin, or --username and --password-stdin.");
  }
  if (options.username === undefined && !ask) throw new CliError("usage", "no user name", "Give --username.");
  const username = options.username ?? (await ask!("User name: ")).trim();
  const password = await readSecret(passwordStdin ? terminal.readInput() : ask!("Password: ", { hidden: true }), "password");
  const askCode = code !== undefined ? async () => code : ask && (() => ask("Code of your second factor, or a recovery code: "));
  return { username, password, askCode };
}

async function readSecret(reading: Promise<string>, what: string): Promise<string> {
  const secret = (await reading).replace(/\r?\n$/, "");
  if (secret === "") throw new CliError("usage", `the ${what} is empty`);
  return secret;
}
