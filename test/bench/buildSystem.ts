import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import process from "node:process";
import { endWithUs } from "./ownChildren.ts";

/** What a build needs of the machine. */
export interface BuildSystem {
  readonly platform: NodeJS.Platform;
  /** what code is compiled for: code made for another processor is made anew */
  readonly processor: string;
  exists(file: string): boolean;
  read(file: string): string;
  write(file: string, text: string): void;
  list(folder: string): string[];
  rename(from: string, to: string): void;
  remove(folder: string): void;
  /** true where the program can be called by its name */
  has(program: string): Promise<boolean>;
  /**
   * What it printed, both streams.
   * @throws Error with the end of what it printed where it ends with another status than 0
   */
  run(program: string, args: readonly string[]): Promise<string>;
}

export function createBuildSystem(): BuildSystem {
  return {
    platform: process.platform,
    processor: os.cpus()[0]?.model.trim() ?? "unknown",
    exists: existsSync,
    read: (file) => readFileSync(file, "utf8"),
    write: (file, text) => writeFileSync(file, text),
    list: (folder) => (existsSync(folder) ? readdirSync(folder).toSorted() : []),
    rename: renameSync,
    remove: (folder) => rmSync(folder, { recursive: true, force: true }),
    has: (program) =>
      run(program, ["--version"]).then(
        () => true,
        () => false,
      ),
    run,
  };
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that the compilers end with the build that started them.
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" });
    endWithUs(child, { group: true });
    let printed = "";
    const hear = (data: Buffer): void => void (printed = (printed + data.toString()).slice(-20_000));
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve(printed);
      else
        reject(
          new Error(
            `${program} ${args[0] ?? ""} ended with ${signal ?? String(code)}:\n${printed.slice(-2000).trim()}`,
          ),
        );
    });
  });
}
