import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import * as z from "zod";

/** How reading one file went, by a command line in a process of its own. */
export interface Outcome {
  readonly file: string;
  /** null where it was ended by a signal */
  readonly exit: number | null;
  /** of the problem it told; null where it told none */
  readonly code: string | null;
  /** it did not end within the limit and was stopped */
  readonly isHung: boolean;
  readonly seconds: number;
  /** MB (2^20 bytes) of all its processes at their peaks; null where the system does not tell */
  readonly memoryMb: number | null;
  readonly words: readonly string[];
  readonly difference: Difference | null;
}

/** How far the words that were read are those of a reference tool, each as often as it stands there. */
export interface Difference {
  readonly tool: string;
  /** words of the reference */
  readonly of: number;
  /** share of its words that were not read, and words that were read beyond it, as a share of its own; 0 to 1, or more */
  readonly missing: number;
  readonly added: number;
  readonly examples: { readonly missing: readonly string[]; readonly added: readonly string[] };
}

export interface CorpusOptions {
  /** program and arguments before the file, which prints pages as JSON (`read --json`) */
  readonly reader: readonly [string, ...string[]];
  readonly seconds: number;
}

/** Tools that read a format beside us, the first that is installed; each prints text. */
const tools = {
  pdftotext: (file: string) => ["pdftotext", "-q", "-enc", "UTF-8", file, "-"],
  pandoc: (file: string) => ["pandoc", "--sandbox", "--to=plain", "--wrap=none", file],
  soffice: (file: string) => ["soffice", "--headless", "--cat", file],
  markitdown: (file: string) => ["markitdown", file],
} as const;
type Tool = keyof typeof tools;

const readers: Readonly<Record<string, readonly Tool[]>> = {
  pdf: ["pdftotext", "markitdown"],
  docx: ["pandoc", "soffice", "markitdown"],
  odt: ["pandoc", "soffice"],
  epub: ["pandoc", "markitdown"],
  html: ["pandoc", "markitdown"],
  xhtml: ["pandoc", "markitdown"],
  md: ["pandoc"],
  rtf: ["pandoc", "soffice"],
  ipynb: ["pandoc", "markitdown"],
  pptx: ["soffice", "markitdown"],
  odp: ["soffice"],
  xlsx: ["soffice", "markitdown"],
  ods: ["soffice"],
  eml: ["markitdown"],
};

/** Every file of a folder and of those within it, by name. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

/** Reads a file under limits, and again with a reference tool where one of its format is installed. */
export async function tryFile(file: string, { reader, seconds }: CorpusOptions): Promise<Outcome> {
  const own = await run([...reader, file], seconds);
  // What failed may have printed a part alone.
  const words = own.exit === 0 ? wordsOf(textOf(own.stdout)) : [];
  const tool = own.exit === 0 ? toolFor(file) : null;
  const other = tool && (await run(tools[tool](file), seconds));
  return {
    file,
    exit: own.exit,
    code: codeOf(own.stderr),
    isHung: own.isHung,
    seconds: own.seconds,
    memoryMb: own.memoryMb,
    words,
    difference: tool && other?.exit === 0 ? differenceOf(tool, words, wordsOf(joinHyphens(other.stdout))) : null,
  };
}

/** Crashed, hung, or failed without saying why. */
export function isBroken({ exit, code, isHung }: Outcome): boolean {
  return isHung || exit === null || (exit !== 0 && (code === null || code === "INTERNAL"));
}

/** With fewer words of the reference than this their shares say nothing: a scan has none. */
const fewestWords = 20;

/** More than `share` of the words of the reference are not there, or as many are there that it does not have. */
export function differs({ difference }: Outcome, share = 0.1): boolean {
  return difference !== null && difference.of >= fewestWords && Math.max(difference.missing, difference.added) > share;
}

export function differenceOf(tool: string, own: readonly string[], reference: readonly string[]): Difference {
  const missing = without(reference, own);
  const added = without(own, reference);
  const of = reference.length;
  const share = (some: readonly string[]): number => (of === 0 ? 0 : some.length / of);
  return { tool, of, missing: share(missing), added: share(added), examples: { missing, added } };
}

/** The words of the first that are not in the second, each as often as it stands there more. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const word of others) left.set(word, (left.get(word) ?? 0) + 1);
  return some.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
}

/** In small letters; of scripts that set no spaces each letter by itself, since tools cut their lines in other places. */
export function wordsOf(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().replaceAll("\u00AD", "").match(word) ?? [];
}
const unspaced = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}ー";
const word = new RegExp(`[${unspaced}]|(?:(?![${unspaced}])[\\p{L}\\p{M}\\p{N}])+`, "gu");

/** Tools that keep lines keep the hyphens at their ends. */
function joinHyphens(text: string): string {
  return text.replace(/(?<=\p{L})[-\u00AD]\n\s*(?=\p{Ll})/gu, "");
}

const printed = z.object({ pages: z.array(z.object({ text: z.string() })) });

function textOf(stdout: string): string {
  const { pages } = printed.parse(JSON.parse(stdout));
  return pages.map(({ text }) => text).join("\n");
}

function codeOf(stderr: string): string | null {
  return /"code":\s*"([A-Z_]+)"/u.exec(stderr)?.[1] ?? null;
}

function toolFor(file: string): Tool | null {
  const format = path.extname(file).slice(1).toLowerCase();
  return readers[format === "htm" ? "html" : format]?.find(isInstalled) ?? null;
}

const installed = new Map<string, boolean>();

function isInstalled(tool: string): boolean {
  const known = installed.get(tool);
  if (known !== undefined) return known;
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const found = folders.some((folder) => existsSync(path.join(folder, tool)));
  installed.set(tool, found);
  return found;
}

interface Run {
  readonly exit: number | null;
  readonly isHung: boolean;
  readonly seconds: number;
  readonly memoryMb: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const sampleMs = 100;

function run([program = "", ...args]: readonly string[], limit: number): Promise<Run> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const peaks = new Map<number, number>();
  let [stdout, stderr, isHung] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const sampling = setInterval(() => takePeaks(child.pid, peaks), sampleMs);
  const clock = setTimeout(() => {
    isHung = true;
    for (const pid of withChildren(child.pid).toReversed()) end(pid);
  }, limit * 1000);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => {
      const seconds = (performance.now() - begun) / 1000;
      const bytes = [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
      resolve({ exit, isHung, seconds, memoryMb: bytes === 0 ? null : bytes / 2 ** 20, stdout, stderr });
    });
  }).finally(() => {
    clearInterval(sampling);
    clearTimeout(clock);
  }) as Promise<Run>;
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Linux keeps the peak of each process. */
function takePeaks(pid: number | undefined, peaks: Map<number, number>): void {
  for (const each of withChildren(pid)) {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/mu.exec(fileOf(`/proc/${each}/status`)) ?? [];
    if (kilobytes !== undefined) peaks.set(each, Number(kilobytes) * 1024);
  }
}

function withChildren(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const children = fileOf(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return [pid, ...children.flatMap(withChildren)];
}

/** "" for a process that is not there any more, and on systems without such files. */
function fileOf(name: string): string {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return "";
  }
}
