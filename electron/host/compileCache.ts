import { existsSync, lstatSync, mkdirSync } from "node:fs";
import module from "node:module";
import path from "node:path";
import process from "node:process";
import { dataFolder } from "./dataFolder.ts";
import { ownArguments } from "./ownArguments.ts";

/** Its folder in the data folder. */
const folderName = "compiled";

/**
 * Keeps what this process compiles of the program for the next start, in the data folder that the arguments name or the usual one, where
 * nobody else can write: what stands there is run. Without a data folder nothing is kept: a command makes none for this. Where it cannot
 * be written, or others can write there too, the program starts as without it. What stands in `NODE_COMPILE_CACHE` comes first.
 * @see https://nodejs.org/api/module.html#module-compile-cache
 */
export function keepCompiled(args: readonly string[]): void {
  const data = namedFolder(args) ?? dataFolder();
  if (!existsSync(data)) return;
  const folder = path.join(data, folderName);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwn(folder)) return;
  } catch {
    return; // the one who opens the library says what is wrong with its folder
  }
  module.enableCompileCache(folder);
}

/** True for a folder, no link to one, of whoever runs this, that no one else can write to. Windows keeps that in other ways. */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return false;
  const user = process.getuid?.();
  return user === undefined || (found.uid === user && (found.mode & 0o022) === 0);
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
