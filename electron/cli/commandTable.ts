import { type SummaryOptionName, summaryOptionNames, summaryOptionTable } from "../contract/summaryOptions.ts";
import { modelRunnerSchema } from "../contract/models.ts";
import { tasks } from "../contract/tasks.ts";

/* What can be written behind the program's name: the command line is read by it, and completions are made of it. */

/** How an option is read (as `parseArgs` of Node wants it), and what its value is: words to choose from, or what a shell may look for. */
interface OptionFacts {
  readonly type: "boolean" | "string";
  readonly multiple?: boolean;
  readonly value?: "file" | "folder" | "text" | readonly string[];
}

const file = { type: "string", value: "file" } as const;
const folder = { type: "string", value: "folder" } as const;
const text = { type: "string", value: "text" } as const;
const flag = { type: "boolean" } as const;

const summaryFlags = Object.fromEntries(
  summaryOptionNames.map((name) => {
    const facts = summaryOptionTable[name];
    return [name, { type: "string", value: facts.kind === "choice" ? facts.values : "text" }];
  }),
) as { [Name in SummaryOptionName]: { type: "string"; value: "text" | readonly string[] } };

export const optionTable = {
  json: flag,
  "no-model": flag,
  forecast: flag,
  keep: flag,
  complete: flag,
  save: file,
  claims: file,
  jsonl: file,
  name: text,
  template: file,
  out: file,
  csv: flag,
  kinds: text,
  since: text,
  summarize: flag,
  beside: flag,
  table: text,
  deleted: { type: "string", value: ["leave", "keep", "remove"] },
  day: text,
  ...summaryFlags,
  model: text,
  endpoint: text,
  "key-file": file,
  tasks: text,
  context: text,
  parallel: text,
  certificate: text,
  models: { type: "string", multiple: true, value: "text" },
  "run-by": { type: "string", value: modelRunnerSchema.options },
  app: folder,
  password: text,
  port: text,
  api: flag,
  // heeded by the ports of the application, see `isForcedOffline`
  offline: flag,
  "passphrase-file": file,
  "new-passphrase-file": file,
  "data-dir": folder,
  help: flag,
} as const satisfies Readonly<Record<string, OptionFacts>>;

export type OptionName = keyof typeof optionTable;

/** Of every command. */
export const everywhere: readonly OptionName[] = ["data-dir", "passphrase-file", "offline", "help"];

const writing = ["model", "endpoint", "password"] as const;

export const commandTable = {
  summarize: { options: ["json", "save", "name", "keep", "no-model", "forecast", ...summaryOptionNames, ...writing] },
  compare: { options: ["json", "save", "password"] },
  ask: { options: ["json", "name", "keep", ...writing] },
  check: { options: ["json", "claims", "jsonl", "name", "keep", "no-model", ...writing] },
  table: { options: ["json", "template", "out", "name", "keep", "no-model", ...writing] },
  chat: { options: ["json", "complete", "model", "endpoint"] },
  read: { options: ["json", "password"] },
  models: {
    actions: ["list", "get", "add", "remove", "try", "assign", "server", "set"],
    options: ["json", "run-by"],
    words: tasks,
  },
  endpoints: {
    actions: ["list", "add", "test", "remove"],
    options: ["json", "model", "key-file", "tasks", "context", "parallel", "certificate"],
  },
  connections: { actions: ["lock", "unlock", "clear"], options: ["json"] },
  costs: { options: ["json", "csv"] },
  tuning: { actions: ["export"], options: ["out", "kinds", "since", "json"] },
  watch: {
    actions: ["list", "add", "remove", "scan", "day"],
    options: ["summarize", "table", "beside", "deleted", "day", "json", ...summaryOptionNames],
  },
  bundle: { actions: ["make", "check", "import"], options: ["models", "app", "json"] },
  mcp: { actions: ["servers"], words: ["list", "add", "tools", "remove"], options: ["key-file", "json"] },
  vault: { actions: ["on", "off", "passphrase", "lock", "logs"], options: ["new-passphrase-file", "json"] },
  serve: { options: ["port", "api"] },
  man: { options: [] },
  completions: { actions: ["bash", "zsh", "fish"], options: [] },
} as const satisfies Readonly<Record<string, CommandFacts>>;

interface CommandFacts {
  /** words one of which stands behind the command */
  readonly actions?: readonly string[];
  /** words that may stand later */
  readonly words?: readonly string[];
  readonly options: readonly OptionName[];
}

export type CommandName = keyof typeof commandTable;
export const commandNames = Object.keys(commandTable) as CommandName[];

/** A command with all options that it takes. */
export function factsOf(name: CommandName): Required<CommandFacts> {
  const { actions = [], words = [], options }: CommandFacts = commandTable[name];
  return { actions, words, options: [...options, ...everywhere] };
}

export function optionFacts(name: OptionName): OptionFacts {
  return optionTable[name];
}
