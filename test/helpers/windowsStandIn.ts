import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished, vi } from "vitest";

/**
 * A stand-in of the parts of Windows that programs are started by, on another system: cmd.exe as far as it reads words, batch files
 * that hand all of them on (as those of npm do), and taskkill.
 */
export function createWindows() {
  const root = mkdtempSync(path.join(tmpdir(), "tramontane-windows-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const spawned: { readonly file: string; readonly args: readonly string[]; readonly options: SpawnOptions }[] = [];
  /** what stands in each batch file before the words that are handed on */
  const batchFiles = new Map<string, readonly string[]>();

  const launch = (file: string, args: readonly string[], options: SpawnOptions): ChildProcess => {
    spawned.push({ file, args, options });
    if (file.endsWith("taskkill.exe")) return spawn("/bin/sh", ["-c", killTree, "sh", args.at(-1) ?? ""], options);
    if (!file.endsWith("cmd.exe")) return spawn(file, args, options);
    if (options.windowsVerbatimArguments !== true) throw new Error("The words would be quoted once more.");
    const { command, words } = readByCmd(args.at(-1) ?? "", options.env ?? {});
    const before = batchFiles.get(command);
    if (!before) throw new Error(`There is no batch file ${command}.`);
    // The interpreter stays while the program runs, and reads nothing itself.
    return spawn(
      "/bin/sh",
      ["-c", 'exec 3<&0; "$@" <&3 3<&- & exec 3<&-; wait $!', "cmd", ...before, ...words],
      options,
    );
  };

  return {
    root,
    spawned,
    launch,
    folder(name: string): string {
      const folder = path.join(root, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    /** A file at this path. @param before of a batch file: the program and its first words */
    put(file: string, before?: readonly string[]): string {
      const whole = path.join(root, file);
      mkdirSync(path.dirname(whole), { recursive: true });
      writeFileSync(whole, "");
      if (before) batchFiles.set(whole, before);
      return whole;
    },
    /** Has programs looked for in these folders. */
    lookIn(...folders: readonly string[]): void {
      vi.stubEnv("PATH", folders.join(";"));
      vi.stubEnv("PATHEXT", ".com;.exe;.bat;.cmd");
      vi.stubEnv("ComSpec", "C:\\Windows\\System32\\cmd.exe");
      vi.stubEnv("SystemRoot", "C:\\Windows");
      onTestFinished(() => void vi.unstubAllEnvs());
    },
  };
}

const killTree = `
PATH=/usr/bin:/bin
end() { for child in $(pgrep -P "$1"); do end "$child"; done; kill -KILL "$1"; }
end "$1"
`;

/** What a batch file that hands all of its words on (`%*`) gives to its program, of a line behind `cmd.exe /s /c`. */
export function readByCmd(
  text: string,
  env: Readonly<NodeJS.ProcessEnv>,
): { readonly command: string; readonly words: string[] } {
  // With /s the outermost quotes go, whatever is between them.
  const line = /^"(.*)"$/su.exec(text)?.[1];
  if (line === undefined) throw new Error("The line stands in no quotes.");
  const read = unescape(expand(line, env));
  const end = read.findIndex(({ sign, isMeant }) => sign === " " && !isMeant);
  const [command, rest] = end === -1 ? [read, []] : [read.slice(0, end), read.slice(end + 1)];
  // What takes the place of %* is not looked through for variables, but read for signs of commands.
  return { command: textOf(command), words: split(textOf(unescape(textOf(rest)))) };
}

type Sign = { readonly sign: string; /** escaped or between quotes */ readonly isMeant: boolean };

function textOf(signs: readonly Sign[]): string {
  return signs.map(({ sign }) => sign).join("");
}

/** Variables that are there take their place, before anything else is read; those that are not stay as they are. */
function expand(line: string, env: Readonly<NodeJS.ProcessEnv>): string {
  return line.replaceAll(/%([^%]+)%/gu, (whole, name: string) => env[name] ?? whole);
}

/** Reads quotes and escapes as cmd.exe does. @throws where a sign of commands is left to it */
function unescape(line: string): Sign[] {
  const signs: Sign[] = [];
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (sign === "\n" || sign === "\r") throw new Error("The line ends in its middle.");
    if (sign === "^" && !isQuoted) {
      at += 1;
      signs.push({ sign: line.charAt(at), isMeant: true });
      continue;
    }
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && "&|<>()".includes(sign)) throw new Error(`It is a command: ${line.slice(at)}`);
    signs.push({ sign, isMeant: isQuoted });
  }
  return signs;
}

/** Words as programs of Windows read them from their line: two backslashes are one before a quote, and one makes it a sign. */
function split(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const slashes = /^\\*/u.exec(line.slice(at))?.[0].length ?? 0;
    if (slashes > 0) {
      const isBeforeQuote = line.charAt(at + slashes) === '"';
      word = (word ?? "") + "\\".repeat(isBeforeQuote ? Math.floor(slashes / 2) : slashes);
      at += slashes;
      if (isBeforeQuote && slashes % 2 === 1) {
        word += '"';
        continue;
      }
    }
    const sign = line.charAt(at);
    if (sign === '"') {
      isQuoted = !isQuoted;
      word ??= "";
    } else if (sign === " " && !isQuoted) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + sign;
  }
  return word === null ? words : [...words, word];
}
