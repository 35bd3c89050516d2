import type { KeyDeclaration } from "./schema.ts";

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** As the operator wrote it, when it is none of ours. */
  readonly key: string;
  /** Safe to print; `undefined` where the value is not the problem, or might be a misplaced secret. */
  readonly value: string | undefined;
  /** The file, variable or flag that it came from. */
  readonly source: string;
  readonly expected: string;
}

/** Everything that is wrong, at once, so that nobody has to restart once per mistake. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describe).join("\n"));
  }
}

const MASK = "********";

/** How a value may be shown. */
export function display(declaration: KeyDeclaration, value: unknown): string {
  return declaration.secret ? MASK : maskPassword(typeof value === "string" ? value : JSON.stringify(value));
}

/**
 * What may be a URL's password: all up to the last `@`, because one with a `/` in it is why the URL is refused, and without an `@` whatever is no
 * port.
 */
const PASSWORD = /(:\/\/[^/:[?#\s]*):(?:(?:(?!:\/\/).)*(@)|(?!\d*(?:[/?#&,"\s]|$)).*)/gs;

/** A URL's password is a secret too, and most easily shown when the URL is refused. */
export function maskPassword(text: string): string {
  return text.replaceAll(PASSWORD, (_match, before: string, at = "") => `${before}:${MASK}${at}`);
}

function describe({ key, value, source, expected }: Problem): string {
  const what = value === undefined ? key : `${key}: ${JSON.stringify(value)}`;
  return `${what} (from ${source}): expected ${expected}`;
}
