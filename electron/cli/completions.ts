import { type CommandName, commandNames, factsOf, optionFacts, type OptionName, optionTable } from "./commandTable.ts";
import { usage } from "./options.ts";

/** Scripts that have a shell complete what is written behind `tramontane`, by the same table that the command line is read by. */
export const completions = { bash, zsh, fish };

export async function printCompletions([shell, ...more]: readonly string[]): Promise<number> {
  if (shell === undefined || more.length > 0 || !isShell(shell))
    throw usage({ reason: "SHELL", allowed: Object.keys(completions) });
  process.stdout.write(completions[shell]());
  return Promise.resolve(0);
}

function isShell(name: string): name is keyof typeof completions {
  return Object.hasOwn(completions, name);
}

/** Where nothing fits, bash looks for files itself (`-o default`). */
function bash(): string {
  const choices = choiceOptions().map(([name, values]) => `    --${name}) words=${quoted(values.join(" "))} ;;`);
  const values = Object.keys(optionTable).filter((name) => optionFacts(name as OptionName).type === "string");
  const commands = commandNames.flatMap((name) => {
    const { actions, words, options } = factsOf(name);
    return [
      `    ${name})`,
      `      options=${quoted(options.map((option) => `--${option}`).join(" "))}`,
      ...(actions.length > 0 ? [`      actions=${quoted(actions.join(" "))}`] : []),
      ...(words.length > 0 ? [`      later=${quoted(words.join(" "))}`] : []),
      "      ;;",
    ];
  });
  return [
    "_tramontane() {",
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options="" actions="" later="" words=""',
    "  COMPREPLY=()",
    '  case "$previous" in',
    ...choices,
    `    ${values.map((name) => `--${name}`).join("|")}) return ;;`,
    "  esac",
    '  case "${COMP_WORDS[1]}" in',
    ...commands,
    "  esac",
    '  if [ -z "$words" ]; then',
    `    if [ "$COMP_CWORD" -eq 1 ]; then words=${quoted([...commandNames, "help"].join(" "))}`,
    '    elif [ "${current#-}" != "$current" ]; then words=$options',
    '    elif [ "$COMP_CWORD" -eq 2 ]; then words=$actions',
    "    else words=$later",
    "    fi",
    "  fi",
    '  [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -F _tramontane tramontane",
    "",
  ].join("\n");
}

function zsh(): string {
  const specOf = (name: OptionName): string => {
    const { type, multiple, value } = optionFacts(name);
    const spec = `${multiple === true ? "*" : ""}--${name}`;
    if (type === "boolean") return quoted(spec);
    const looked = { file: "_files", folder: "_files -/", text: "" };
    const action = typeof value === "string" ? looked[value] : `(${(value ?? []).join(" ")})`;
    return quoted(`${spec}=:${name}:${action}`);
  };
  const commands = commandNames.flatMap((name) => {
    const { actions, words, options } = factsOf(name);
    const places = [
      ...(actions.length > 0 ? [quoted(`1:action:(${actions.join(" ")})`)] : []),
      quoted(words.length > 0 ? `*:word:(${words.join(" ")})` : "*:file:_files"),
    ];
    return [`    ${name}) _arguments ${[...options.map(specOf), ...places].join(" ")} ;;`];
  });
  return [
    "#compdef tramontane",
    "_tramontane() {",
    "  if (( CURRENT == 2 )); then",
    `    compadd ${[...commandNames, "help"].join(" ")}`,
    "    return",
    "  fi",
    "  shift words",
    "  (( CURRENT-- ))",
    '  case "$words[1]" in',
    ...commands,
    "  esac",
    "}",
    // In a file of a folder of functions, the whole file is what zsh calls the first time.
    'if [ "$funcstack[1]" = _tramontane ]; then _tramontane "$@"; else compdef _tramontane tramontane; fi',
    "",
  ].join("\n");
}

function fish(): string {
  const begin = "complete -c tramontane";
  const optionOf = (command: CommandName, name: OptionName): string => {
    const { type, value } = optionFacts(name);
    const looked = { file: " -r -F", folder: ` -x -a '(__fish_complete_directories)'`, text: " -x" };
    const what =
      type === "boolean" ? "" : typeof value === "string" ? looked[value] : ` -x -a ${quoted((value ?? []).join(" "))}`;
    return `${begin} -n '__fish_seen_subcommand_from ${command}' -l ${name}${what}`;
  };
  return [
    `${begin} -n __fish_use_subcommand -f -a ${quoted([...commandNames, "help"].join(" "))}`,
    ...commandNames.flatMap((command) => {
      const { actions, words, options } = factsOf(command);
      const given = [...actions, ...words];
      return [
        ...(given.length > 0
          ? [`${begin} -n '__fish_seen_subcommand_from ${command}' -f -a ${quoted(given.join(" "))}`]
          : []),
        ...options.map((option) => optionOf(command, option)),
      ];
    }),
    "",
  ].join("\n");
}

function choiceOptions(): [name: string, values: readonly string[]][] {
  return Object.keys(optionTable).flatMap((name): [string, readonly string[]][] => {
    const { value } = optionFacts(name as OptionName);
    return value === undefined || typeof value === "string" ? [] : [[name, value]];
  });
}

/** For a shell; nothing that is completed has a quotation mark. */
function quoted(text: string): string {
  return `'${text}'`;
}
