// Completion asks the program itself: the shells' scripts hand over the words typed so far, and the tree of commands,
// which knows every command, flag and choice, answers with the candidates.
import { Argument, type Command, type Option } from "commander";
import { addExamples } from "./help.ts";
import type { Session } from "./session.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

const SCRIPTS: Record<(typeof SHELLS)[number], string> = {
  bash: `_aerugo() {
  local IFS=$'\\n'
  COMPREPLY=($(aerugo __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _aerugo aerugo
`,
  zsh: `#compdef aerugo
_aerugo() {
  local -a candidates
  candidates=("\${(@f)$(aerugo __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[*]}" ]]; then compadd -a candidates; else _files; fi
}
if [[ "$funcstack[1]" = _aerugo ]]; then _aerugo "$@"; else compdef _aerugo aerugo; fi
`,
  fish: `function __aerugo_complete
  set -l words (commandline -opc) (commandline -ct)
  aerugo __complete -- $words[2..-1] 2>/dev/null
end
complete -c aerugo -f -a '(__aerugo_complete)'
complete -c aerugo -n 'test -z "(__aerugo_complete)"' -F
`,
};

/** What may stand in a place, where that is not known before somebody asks. */
export type CandidateSource = (session: Session, typed: string) => Promise<readonly string[]>;

const sources = new WeakMap<Argument | Option, CandidateSource>();

export function completedBy<Place extends Argument | Option>(place: Place, source: CandidateSource): Place {
  sources.set(place, source);
  return place;
}

export function addCompletion(program: Command, session: Session): void {
  const command = program.command("completion").description("Print a script that completes commands and flags in a shell");
  command.addArgument(new Argument("<shell>", "Whose script").choices(SHELLS));
  addExamples(command, "source <(aerugo completion bash)", "aerugo completion fish > ~/.config/fish/completions/aerugo.fish");
  command.action((shell: (typeof SHELLS)[number]) => session.terminal.out(SCRIPTS[shell]));

  const complete = program.command("__complete", { hidden: true }).argument("[words...]");
  complete.action(async (words: string[]) => {
    const found = [...candidates(program, words), ...(await dynamicCandidates(program, words, session))];
    session.terminal.out(found.map((word) => `${word}\n`).join(""));
  });
}

/** Nothing when it cannot be found out: an error in the middle of a prompt helps nobody. */
async function dynamicCandidates(program: Command, words: readonly string[], session: Session): Promise<string[]> {
  const typed = words.at(-1) ?? "";
  const { command, openOption, operands } = walk(program, words.slice(0, -1));
  const place = openOption ?? (typed.startsWith("-") ? undefined : command.registeredArguments[operands]);
  const found = await (place &&
    sources
      .get(place)?.(session, typed)
      .catch(() => []));
  return (found ?? []).filter((word) => word.startsWith(typed));
}

/** What may stand where the last word is, given the words before it. */
export function candidates(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? "";
  const { command, openOption, operands } = walk(program, words.slice(0, -1));
  const found = openOption ? (openOption.argChoices ?? []) : wordsOf(command, operands, typed);
  return found.filter((word) => word.startsWith(typed));
}

/** Follows the words down the tree, past flags and their values. */
function walk(program: Command, words: readonly string[]): { command: Command; openOption: Option | undefined; operands: number } {
  let command = program;
  let openOption: Option | undefined;
  let operands = 0;
  for (const word of words) {
    const child = openOption || operands > 0 ? undefined : command.commands.find((candidate) => candidate.name() === word);
    if (openOption) openOption = undefined;
    else if (word.startsWith("-")) openOption = command.options.find((option) => option.required && isSpelled(option, word));
    else if (child) command = child;
    else operands += 1;
  }
  return { command, openOption, operands };
}

function isSpelled({ long, short }: Option, word: string): boolean {
  return long === word || short === word;
}

function wordsOf(command: Command, operands: number, typed: string): readonly string[] {
  if (typed.startsWith("-")) return flagsOf(command);
  const subcommands = command
    .createHelp()
    .visibleCommands(command)
    .map((child) => child.name());
  return subcommands.length > 0 ? subcommands : (command.registeredArguments[operands]?.argChoices ?? []);
}

function flagsOf(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? []);
}
