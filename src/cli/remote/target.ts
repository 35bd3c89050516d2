// Which registry a command speaks to, and as whom: a flag before the environment, the environment before the current context.
import { readFile } from "node:fs/promises";
import { CliError } from "../failure.ts";
import { hostOf, parseRegistryUrl } from "./address.ts";
import type { Contexts, ContextsFile, StoredContext } from "./contexts.ts";

export interface Target {
  readonly url: string;
  /** Given by the environment, or the name of the context whose credential counts; undefined for nobody. */
  readonly credential: { readonly token: string } | { readonly context: string } | undefined;
}

interface Choice {
  /** `--context`. Whoever names a context wants what is in it, so the environment's host and token do not count. */
  readonly context?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Throws when nothing says which registry is meant. */
export async function chooseTarget(contexts: Contexts, { context, environment }: Choice): Promise<Target> {
  if (context !== undefined) return contextTarget(await contexts.read(), context);
  const token = await tokenOf(environment);
  const host = environment.AERUGO_HOST;
  // With both given, nothing needs to be stored: CI may not even have a home.
  if (host && token !== undefined) return { url: parseRegistryUrl(host), credential: { token } };
  const file = await contexts.read();
  const found = host ? hostTarget(file, parseRegistryUrl(host)) : contextTarget(file, getCurrentName(file, environment));
  return token === undefined ? found : { url: found.url, credential: { token } };
}

/** The context for this registry: the current one first, since somebody may have several for it. */
export function findContextFor(file: ContextsFile, url: string): string | undefined {
  const names = Object.keys(file.contexts).filter((name) => file.contexts[name]!.url === url);
  return names.find((name) => name === file.current) ?? names[0];
}

function hostTarget(file: ContextsFile, url: string): Target {
  const context = findContextFor(file, url);
  return { url, credential: context === undefined ? undefined : { context } };
}

function contextTarget(file: ContextsFile, name: string): Target {
  return { url: getContext(file, name).url, credential: { context: name } };
}

/** Throws when there is none. */
export function getCurrentName(file: ContextsFile, environment: Choice["environment"]): string {
  const name = environment.AERUGO_CONTEXT || file.current;
  if (name === undefined) throw new CliError("auth", "not signed in to any registry", hintFor(file));
  return name;
}

function hintFor({ contexts }: ContextsFile): string {
  const [other] = Object.keys(contexts);
  return other === undefined ? "Run aerugo login registry.example.com." : `Run aerugo context use ${other}, or aerugo login.`;
}

export function withoutContext(file: ContextsFile, name: string): ContextsFile {
  const contexts = Object.fromEntries(Object.entries(file.contexts).filter(([each]) => each !== name));
  return { ...file, contexts, current: file.current === name ? undefined : file.current };
}

/** Throws when there is no such context. */
export function getContext(file: ContextsFile, name: string): StoredContext {
  // The file is parsed JSON: `constructor` is in every object.
  const context = Object.hasOwn(file.contexts, name) ? file.contexts[name] : undefined;
  if (!context) throw new CliError("notFound", `there is no context '${name}'`, "aerugo context ls shows them.");
  return context;
}

async function tokenOf({ AERUGO_TOKEN: token, AERUGO_TOKEN_FILE: path }: Choice["environment"]): Promise<string | undefined> {
  if (token) return token.trim();
  if (!path) return undefined;
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new CliError("usage", `AERUGO_TOKEN_FILE: ${path} cannot be read`, undefined, { cause });
  });
  if (text.trim() === "") throw new CliError("usage", `AERUGO_TOKEN_FILE: ${path} is empty`);
  return text.trim();
}

export function notSignedIn(url: string): CliError {
  return new CliError("auth", `not signed in to ${hostOf(url)}`, `Run aerugo login ${url.startsWith("http:") ? url : hostOf(url)}.`);
}
