import path from "node:path";

/** Options of the window's command line; Chromium's own switches pass by. */
export interface WindowArguments {
  /** absolute paths of the files to open */
  readonly files: readonly string[];
  readonly dataDir: string | null;
  /** `--summarize`: their summaries are wanted */
  readonly summarizes: boolean;
  /** `--quick`: the quick question comes forward instead of the window */
  readonly isQuick: boolean;
}

/**
 * Reads the arguments the application was started with.
 * @param argv as the process has it: the program, in development the application's folder, then switches and files
 * @param workingFolder what relative paths count from
 */
export function parseWindowArguments(
  argv: readonly string[],
  isPackaged: boolean,
  workingFolder: string,
): WindowArguments {
  const files: string[] = [];
  let dataDir: string | null = null;
  let summarizes = false;
  let isQuick = false;
  let onlyFiles = false;
  const args = argv.slice(isPackaged ? 1 : 2);
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (onlyFiles || !arg.startsWith("-")) {
      if (arg !== "") files.push(path.resolve(workingFolder, arg));
    } else if (arg === "--") onlyFiles = true;
    else if (arg === "--summarize") summarizes = true;
    else if (arg === "--quick") isQuick = true;
    else if (arg === "--data-dir") dataDir = path.resolve(workingFolder, args[++at] ?? "");
    else if (arg.startsWith("--data-dir=")) dataDir = path.resolve(workingFolder, arg.slice("--data-dir=".length));
  }
  return { files, dataDir, summarizes, isQuick };
}
