import { lstatSync } from "node:fs";
import path from "node:path";

/** What Windows is asked to run. */
export interface WindowsCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** the arguments are written for cmd.exe and stay as they are */
  readonly isVerbatim: boolean;
}

/**
 * Finds a program as a prompt of Windows would, so that `npx` is `npx.cmd`, but never in the current folder, which may be one of downloads.
 * A batch file is run by cmd.exe, since the system runs none itself; its words are escaped, so that none of them is a command.
 * @param env the variables of the program, each name once
 * @throws ENOENT where nothing is found; EINVAL where a batch file would get a line break, which cmd.exe cannot carry
 */
export function windowsCommand(
  command: string,
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): WindowsCommand {
  const file = findProgram(command, env);
  if (file === null) throw new Error(`spawn ${command} ENOENT`);
  if (/^$|^\.(?:com|exe)$/iu.test(path.extname(file))) return { file, args, isVerbatim: false };
  if (args.some((word) => /[\r\n]/u.test(word))) throw new Error(`spawn ${file} EINVAL`);
  const line = [escaped(file), ...args.map(batchWord)].join(" ");
  return { file: commandInterpreter(), args: ["/d", "/v:off", "/s", "/c", `"${line}"`], isVerbatim: true };
}

/** The path of a program that comes with Windows: one of that name elsewhere is not meant. */
export function systemProgram(name: string): string {
  return path.win32.join(variable(process.env, "SystemRoot") ?? "C:\\Windows", "System32", name);
}

/** A variable by its name, whose case does not count on Windows. */
export function variable(env: Readonly<NodeJS.ProcessEnv>, name: string): string | undefined {
  const key = Object.keys(env).find((each) => each.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : env[key];
}

/**
 * A word for a batch file that hands it on to a program (`%*`), where cmd.exe reads it once more: between quotes it stays one word, but what
 * stands behind a quote of its own would be read as commands, so that such a word is escaped for both times.
 */
function batchWord(word: string): string {
  const once = escaped(quoted(word));
  return word.includes('"') ? escaped(once) : once;
}

/** As programs of Windows read their words (CommandLineToArgvW): backslashes count only before a quote, where two are one. */
function quoted(word: string): string {
  const inside = word.replaceAll(/(\\*)("|$)/gu, (_, slashes: string, quote: string) => {
    return slashes + slashes + (quote === "" ? "" : '\\"');
  });
  return `"${inside}"`;
}

/** Takes from signs what they mean to cmd.exe; a variable of such a name, with the escape in it, is never there. */
function escaped(text: string): string {
  return text.replaceAll(/[()[\]%!^"`<>&|;, *?]/gu, "^$&");
}

function commandInterpreter(): string {
  return variable(process.env, "ComSpec") ?? systemProgram("cmd.exe");
}

function findProgram(command: string, env: Readonly<NodeJS.ProcessEnv>): string | null {
  const endings = (variable(env, "PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").split(";").filter((ending) => ending !== "");
  const isWhole = endings.some((ending) => command.toUpperCase().endsWith(ending.toUpperCase()));
  // Beside `npx.cmd` stands `npx`, a script for other systems.
  const names = isWhole ? ["", ...endings] : [...endings, ""];
  for (const folder of foldersFor(command, env)) {
    for (const ending of names) {
      const file = path.join(folder, command + ending);
      if (isFile(file)) return file;
    }
  }
  return null;
}

function foldersFor(command: string, env: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  if (path.isAbsolute(command)) return [""];
  if (/[\\/:]/u.test(command)) return [process.cwd()];
  return (variable(env, "PATH") ?? "")
    .split(";")
    .map((folder) => folder.replaceAll('"', "").trim())
    .filter((folder) => path.isAbsolute(folder));
}

/** Not by what a link leads to: those of programs from the store lead nowhere that can be read. */
function isFile(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    // A folder that may not be looked into has no program for us.
    return false;
  }
}
