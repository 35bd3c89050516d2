// The command line of `npm run bench`.
import { parseArgs } from "node:util";
import { FULL, QUICK, type Scale } from "./scale.ts";
import { COMBINATIONS, type CombinationName } from "./surroundings.ts";

export const USAGE = `Usage: npm run bench -- [options]

The same work against Aerugo and other registries, in turns within one run on this machine.

  --only <case,…>      only these cases or families (names as in the output)
  --rounds <n>         measured rounds per case (default ${FULL.rounds}, with --quick ${QUICK.rounds})
  --quick              small sizes and few rounds: shows in a minute that everything works, judges nothing
  --on <combination>   what Aerugo stands on: ${COMBINATIONS.join(", ")} (default the first); the services are
                       started here, and docker-registry gets the same S3 server
  --peer <peer>        a registry to compare with, repeatable: docker-registry (started here; the default where installed)
                       or name=http://127.0.0.1:PORT, with #PID behind it to measure its CPU and memory
  --aerugo-url <url>   a running, open Aerugo instead of one started from this working tree; #PID as above
  --peers-too          let peers run the cases that are Aerugo's alone by default
  --json <file>        write the results there too
  --help               this text
`;

export interface Options {
  readonly scale: Scale;
  readonly quick: boolean;
  readonly rounds: number;
  readonly only: readonly string[];
  readonly on: CombinationName;
  readonly peers: readonly string[];
  readonly peersToo: boolean;
  readonly aerugoUrl: string | undefined;
  readonly jsonFile: string | undefined;
  readonly help: boolean;
}

export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      on: { type: "string", default: COMBINATIONS[0] },
      peer: { type: "string", multiple: true, default: [] },
      "aerugo-url": { type: "string" },
      "peers-too": { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const scale = values.quick ? QUICK : FULL;
  return {
    scale,
    quick: values.quick,
    rounds: values.rounds === undefined ? scale.rounds : positiveInteger("--rounds", values.rounds),
    only: values.only.flatMap((names) => names.split(",")).filter((name) => name !== ""),
    on: combination(values.on),
    peers: values.peer,
    peersToo: values["peers-too"],
    aerugoUrl: values["aerugo-url"],
    jsonFile: values.json,
    help: values.help,
  };
}

function combination(text: string): CombinationName {
  const found = COMBINATIONS.find((name) => name === text);
  if (!found) throw new Error(`--on takes ${COMBINATIONS.join(", ")}, not ${text}`);
  return found;
}

function positiveInteger(name: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${name} takes a number from 1 to 9999, not ${text}`);
  return Number(text);
}
