import { Option, type Command } from "commander";
import type { Config } from "../config/schema.ts";
import type { User, Users } from "../management/users.ts";
import { addConfigFlags } from "./config-flags.ts";
import { CliError } from "./failure.ts";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

interface PasswordOptions {
  readonly passwordStdin?: boolean;
  readonly generate?: boolean;
}

export function addUser(program: Command, session: Session): void {
  const user = program.command("user").description("Manage users in the database, without a running server");
  addExamples(user, "aerugo user create alice --generate", "aerugo user list");
  addCreate(user, session);
  addList(user, session);
  addResetPassword(user, session);
  addSwitch(user, session, { name: "disable", description: "Refuse everything a user asks for from now on", disabled: true });
  addSwitch(user, session, { name: "enable", description: "Undo `user disable`", disabled: false });
}

function addCreate(user: Command, session: Session): void {
  const command = user.command("create").description("Create a user").argument("<name>", "The user's name");
  addPasswordOptions(command).option("--admin", "Make the user an administrator");
  addExamples(addConfigFlags(command), "aerugo user create alice --generate", "aerugo user create bob --admin --password-stdin < password");
  command.action(async (username: string, options: PasswordOptions & { admin?: boolean }) => {
    const { config } = session.load(command);
    const password = await choosePassword(options, session);
    await withUsers(config, (users) => users.create({ username, password, isAdmin: options.admin ?? false }));
    reportPassword(options, password, session);
  });
}

function addResetPassword(user: Command, session: Session): void {
  const command = user.command("reset-password").description("Give a user another password").argument("<name>", "The user's name");
  addPasswordOptions(command);
  addExamples(addConfigFlags(command), "aerugo user reset-password alice --generate");
  command.action(async (username: string, options: PasswordOptions) => {
    const { config } = session.load(command);
    const password = await choosePassword(options, session);
    await withUsers(config, (users) => users.resetPassword(username, password));
    reportPassword(options, password, session);
  });
}

interface Switch {
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
}

function addSwitch(user: Command, session: Session, { name, description, disabled }: Switch): void {
  const command = user.command(name).description(description).argument("<name>", "The user's name");
  addExamples(addConfigFlags(command), `aerugo user ${name} alice`);
  command.action(async (username: string) => {
    const { config } = session.load(command);
    await withUsers(config, (users) => users.setDisabled(username, disabled));
  });
}

function addList(user: Command, session: Session): void {
  const command = user.command("list").alias("ls").description("List the users");
  command.addOption(new Option("-o, --output <format>", "How to print them").choices(["table", "json"]).default("table"));
  addExamples(addConfigFlags(command), "aerugo user list", "aerugo user list -o json");
  command.action(async ({ output }: { output: string }) => {
    const { config } = session.load(command);
    const users = await withUsers(config, (service) => service.list());
    if (output === "json") session.printJson(users.map(publicFields));
    else session.terminal.out(table(users));
  });
}

function addPasswordOptions(command: Command): Command {
  // Never as an argument: every user of a machine can read command lines, and shells keep them.
  command.addOption(new Option("--password-stdin", "Read the password from standard input").conflicts("generate"));
  return command.addOption(new Option("--generate", "Make a password and print it once"));
}

async function choosePassword({ passwordStdin, generate }: PasswordOptions, { terminal }: Session): Promise<string> {
  if (generate) return (await import("../management/users.ts")).generatePassword();
  if (!passwordStdin)
    throw new CliError("usage", "no password", "Give --generate, or --password-stdin and the password on standard input.");
  const password = (await terminal.readInput()).replace(/\r?\n$/, "");
  if (password === "") throw new CliError("usage", "the password on standard input is empty");
  return password;
}

function reportPassword({ generate }: PasswordOptions, password: string, { terminal }: Session): void {
  if (generate) terminal.out(`${password}\n`);
}

async function withUsers<T>(config: Config, work: (users: Users) => Promise<T>): Promise<T> {
  const { openServices } = await import("../compose.ts");
  const services = await openServices(config);
  try {
    return await work(services.users);
  } finally {
    await services.close();
  }
}

/** Picked one by one: what a user's record comes to hold later is not printed by accident. */
function publicFields({ username, isAdmin, disabledAt, createdAt }: User): object {
  return { username, isAdmin, disabledAt: isoTime(disabledAt), createdAt: isoTime(createdAt) };
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

function table(users: readonly User[]): string {
  const rows = users.map((user) => [user.username, user.isAdmin ? "admin" : "user", user.disabledAt === undefined ? "active" : "disabled"]);
  const lines = [["NAME", "ROLE", "STATE"], ...rows];
  const width = Math.max(...lines.map(([name]) => name!.length));
  return lines.map(([name, role, state]) => `${name!.padEnd(width)}  ${role!.padEnd(5)}  ${state}\n`).join("");
}
