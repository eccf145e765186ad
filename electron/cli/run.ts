import { AppError, errorTable, toAppError } from "../contract/errors.ts";
import type { ProcessSpawner } from "../core/ports.ts";
import { ownArguments } from "../host/ownArguments.ts";
import type { CommandName } from "./commandTable.ts";
import { jsonLine } from "./words.ts";

type Command = (args: readonly string[], signal: AbortSignal, spawner: ProcessSpawner) => Promise<number>;

const ofFiles = () => import("./fileCommands.ts");
const ofLibrary = () => import("./commands.ts");
/** Loaded when they are asked for: what reads a file does not wait for all that a library needs. */
const commands = {
  read: async () => (await ofFiles()).read,
  compare: async () => (await ofFiles()).compare,
  summarize: async () => (await ofLibrary()).summarize,
  ask: async () => (await ofLibrary()).ask,
  check: async () => (await ofLibrary()).check,
  table: async () => (await ofLibrary()).table,
  chat: async () => (await import("./chat.ts")).chat,
  endpoints: async () => (await import("./endpoints.ts")).endpoints,
  connections: async () => (await import("./connections.ts")).connections,
  costs: async () => (await import("./costs.ts")).costs,
  tuning: async () => (await import("./tuning.ts")).tuning,
  models: async () => (await import("./models.ts")).models,
  watch: async () => (await import("./watch.ts")).watch,
  bundle: async () => (await import("./bundle.ts")).bundle,
  mcp: async () => (await import("./mcp.ts")).mcp,
  vault: async () => (await import("./vault.ts")).vault,
  serve: async () => (await ofLibrary()).serve,
  man: async () => (await import("./man.ts")).printManPage,
  completions: async () => (await import("./completions.ts")).printCompletions,
} satisfies Record<CommandName, () => Promise<Command>>;

/**
 * The command line. stdout carries nothing but the result; progress and errors go to stderr, an error as one JSON
 * object with its code. Exit codes stand in the help.
 */
export async function run([name, ...rest]: readonly string[], spawner: ProcessSpawner): Promise<void> {
  const interrupt = new AbortController();
  // Who reads the result may have enough of it, as `head` has: the command ends as at an interrupt, but without a word.
  let isRead = true;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    isRead = false;
    interrupt.abort();
  });
  // Where nobody hears how far it is and what went wrong, the exit code still tells.
  process.stderr.on("error", () => {});
  // What nobody caught is told at once, and ends the command as an interrupt does: what it has come to is kept.
  const uncaught: AppError[] = [];
  const onUncaught = (thrown: unknown): void => {
    const error = toAppError(thrown);
    if (uncaught.length === 0) tell(error);
    uncaught.push(error);
    interrupt.abort();
  };
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUncaught);
  process.once("SIGINT", () => interrupt.abort());
  process.once("SIGTERM", () => interrupt.abort());

  try {
    if (name === undefined || name === "help" || asksForHelp([name, ...rest])) process.stdout.write(await help());
    else if (isCommand(name)) process.exitCode = await (await commands[name]())(rest, interrupt.signal, spawner);
    else {
      tell(new AppError("USAGE"));
      process.stderr.write(await help());
    }
  } catch (thrown) {
    if (uncaught.length === 0 && isRead) tell(toAppError(thrown));
  }
  if (!isRead) process.exitCode = 0;
  const [first] = uncaught;
  if (first) process.exitCode = errorTable[first.code].exit;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

async function help(): Promise<string> {
  return (await import("./help.ts")).help();
}

/** Of any command, but for what stands behind "--". */
function asksForHelp(args: readonly string[]): boolean {
  return ownArguments(args).some((arg) => arg === "--help" || arg === "-h");
}

/** Writes an error on stderr and sets the exit code that goes with it. */
function tell(error: AppError): void {
  const detail = error.code === "INTERNAL" && error.cause instanceof Error ? { detail: error.cause.message } : {};
  process.stderr.write(jsonLine({ ...error.toProblem(), ...detail }));
  process.exitCode = errorTable[error.code].exit;
}
