// What every command is handed: the terminal, the environment, and the way to the configuration.
import type { Command } from "commander";
import { loadConfig, type LoadedConfig } from "../config/load.ts";
import { configInputs } from "./config-flags.ts";

export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  readInput(): Promise<string>;
  /** Resolves when what was given to `out` has left the process; left out where it is kept in memory anyway. */
  readonly drained?: () => Promise<void>;
  /** Asks the person who sits there, on stderr; left out when nobody does, as in a pipe or in CI. What is typed to a `hidden` one is not shown. */
  readonly ask?: ((question: string, options?: { readonly hidden?: boolean }) => Promise<string>) | undefined;
  /** Whether results are shown to a person, and not read by another program. */
  readonly isShown?: boolean | undefined;
}

export class Session {
  /** A stack trace helps who debugs, and hides the message from everyone else. */
  showStacks = false;

  constructor(
    readonly terminal: Terminal,
    readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** The configuration as this command's flags, the environment and the file make it. */
  load(command: Command): LoadedConfig {
    const loaded = loadConfig(configInputs(command, this.environment));
    this.showStacks = loaded.config.log.level === "debug" || loaded.config.log.level === "trace";
    return loaded;
  }

  printJson(value: unknown): void {
    this.terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
  }
}
