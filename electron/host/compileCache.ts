import { existsSync, mkdirSync } from "node:fs";
import module from "node:module";
import path from "node:path";
import { dataFolder } from "./dataFolder.ts";
import { ownArguments } from "./ownArguments.ts";

/** Its folder in the data folder. */
const folderName = "compiled";

/**
 * Keeps what this process compiles of the program for the next start, in the data folder that the arguments name or the usual one, where
 * nobody else can write. Without a data folder nothing is kept: a command makes none for this. Where it cannot be written, the program
 * starts as without it. What stands in `NODE_COMPILE_CACHE` comes first.
 * @see https://nodejs.org/api/module.html#module-compile-cache
 */
export function keepCompiled(args: readonly string[]): void {
  const data = namedFolder(args) ?? dataFolder();
  if (!existsSync(data)) return;
  const folder = path.join(data, folderName);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return; // the one who opens the library says what is wrong with its folder
  }
  module.enableCompileCache(folder);
}

/** What `--data-dir` says, before anything is loaded that reads arguments. */
function namedFolder(args: readonly string[]): string | null {
  const own = ownArguments(args);
  const at = own.findLastIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  const [named, next] = [own[at], own[at + 1]];
  if (named === undefined) return null;
  const folder = named === option ? next : named.slice(option.length + 1);
  return folder ? path.resolve(folder) : null;
}

const option = "--data-dir";
