import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "../../electron/contract/documents.ts";
import { AppError } from "../../electron/contract/errors.ts";
import { readLimitsSchema } from "../../electron/contract/settings.ts";
import type { Reader } from "../../electron/core/documents/reader.ts";
import { createReader } from "../../electron/core/documents/readerClient.ts";
import { makeDigest } from "../../electron/core/summarize/digest.ts";
import { createNodeSpawner, systemClock } from "../../electron/host/nodePorts.ts";
import { documentsFolder, flat, formats, hasRealDocuments, type Known } from "../helpers/realDocuments.ts";
import type { BenchContext, BenchReport } from "./bench.ts";

interface Read {
  readonly pages: readonly Page[];
  readonly ms: number;
  /** what came of it, in a line */
  readonly outcome: string;
}

/**
 * What the reader finds of the known phrases in the collection of real documents, how fast it reads PDF beside
 * `pdftotext`, and how long a digest takes after the reading.
 */
export async function benchReading({ quick, progress }: BenchContext): Promise<BenchReport> {
  const name = "Reading: phrases found, PDF beside pdftotext, digest";
  if (!hasRealDocuments) return { name, markdown: "Not run: the collection of real documents is absent.", data: null };
  const reader = createReader({
    spawner: createNodeSpawner(),
    clock: systemClock,
    logger: { info() {}, warn: progress, error: progress },
  });
  try {
    const phrases = await findPhrases(reader, progress);
    const speeds = await comparePdf(reader, quick ? 2 : 5, progress);
    const digests = await timeDigests(reader, quick ? 5 : 20);
    return { name, markdown: [phrases.markdown, speeds, digests].join("\n\n"), data: phrases.data };
  } finally {
    await reader.dispose();
  }
}

async function findPhrases(reader: Reader, progress: (line: string) => void) {
  const known = JSON.parse(readFileSync(path.join(documentsFolder, "index.json"), "utf8")) as Known[];
  const table = new Map<string, { files: number; found: number; of: number; hardFound: number; ofHard: number }>();
  const misses: string[] = [];
  for (const entry of known.filter(({ file }) => formats.test(file))) {
    const { pages, ms, outcome } = await read(reader, entry.file, entry.password ?? undefined);
    progress(`${entry.file}: ${ms.toFixed(0)} ms, ${outcome}`);
    const format = path.extname(entry.file).slice(1);
    const row = table.get(format) ?? { files: 0, found: 0, of: 0, hardFound: 0, ofHard: 0 };
    table.set(format, row);
    row.files++;
    const whole = flat(pages.map(({ text }) => text).join("\n"));
    for (const absent of entry.absent ?? []) {
      if (whole.includes(flat(absent))) misses.push(`${entry.file}: should not come through: ${absent}`);
    }
    if (entry.expect === "text by OCR") continue;
    for (const { text, page, hard } of entry.phrases) {
      const place = page === null ? whole : flat(pages.find(({ number }) => number === page)?.text ?? "");
      const found = place.includes(flat(text)) ? 1 : 0;
      row.of += hard ? 0 : 1;
      row.found += hard ? 0 : found;
      row.ofHard += hard ? 1 : 0;
      row.hardFound += hard ? found : 0;
      if (!found) misses.push(`${entry.file}, page ${page ?? "any"}: ${text}${hard ? ` (hard: ${hard})` : ""}`);
    }
  }
  const rows = [...table].map(
    ([format, { files, found, of, hardFound, ofHard }]) =>
      `| ${format} | ${files} | ${found} of ${of} | ${hardFound} of ${ofHard} |`,
  );
  const head = "| format | files | phrases | hard phrases |\n|---|---|---|---|";
  return {
    markdown: `${head}\n${rows.join("\n")}\n\n${misses.map((miss) => `- ${miss}`).join("\n")}`,
    data: { table: Object.fromEntries(table), misses },
  };
}

/** Our pages per second against pdftotext's on the same files, in turns; its start of a process is in its time. */
async function comparePdf(reader: Reader, rounds: number, progress: (line: string) => void): Promise<string> {
  if (!canRunPdftotext()) return "pdftotext: not run, it is not installed.";
  const lines = ["| PDF | pages | ours, pages/s | pdftotext, pages/s | ratio |", "|---|---|---|---|---|"];
  for (const file of ["pdf/veer-eh1-prm.pdf", "pdf/irs-pub15-with-attachments.pdf", "pdf/fedramp-oscal-guide.pdf"]) {
    const ours: number[] = [];
    const theirs: number[] = [];
    let pages = 0;
    for (let round = 0; round < rounds; round++) {
      const result = await read(reader, file);
      pages = result.pages.length;
      ours.push(result.ms);
      const from = performance.now();
      execFileSync("pdftotext", ["-layout", path.join(documentsFolder, file), "-"], { maxBuffer: 1e9, stdio: "pipe" });
      theirs.push(performance.now() - from);
      progress(`${file}: ours ${ours.at(-1)?.toFixed(0)} ms, pdftotext ${theirs.at(-1)?.toFixed(0)} ms`);
    }
    const [a, b] = [median(ours), median(theirs)];
    const perSecond = (ms: number) => ((pages / ms) * 1000).toFixed(0);
    lines.push(`| ${file} | ${pages} | ${perSecond(a)} | ${perSecond(b)} | ${(b / a).toFixed(2)} |`);
  }
  return lines.join("\n");
}

async function timeDigests(reader: Reader, rounds: number): Promise<string> {
  const lines = ["| digest of | words | first, ms | median, ms | 95th percentile, ms |", "|---|---|---|---|---|"];
  for (const file of ["md/kubernetes-steering-2021.md", "pdf/fedramp-oscal-guide.pdf", "html/entre-nous-fr.htm"]) {
    const { pages } = await read(reader, file);
    const words = pages.reduce((sum, { text }) => sum + text.split(/\s+/u).length, 0);
    const document = { id: "0".repeat(64), title: file, language: "en", pages: pages.length, unread: [] };
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const from = performance.now();
      makeDigest({ document, pages, outline: [], length: "standard" });
      times.push(performance.now() - from);
    }
    const [first = 0, ...warm] = times;
    const sorted = warm.toSorted((a, b) => a - b);
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
    lines.push(`| ${file} | ${words} | ${first.toFixed(0)} | ${median(warm).toFixed(0)} | ${p95.toFixed(0)} |`);
  }
  return lines.join("\n");
}

async function read(reader: Reader, file: string, password?: string): Promise<Read> {
  const pages: Page[] = [];
  const from = performance.now();
  const request = {
    path: path.join(documentsFolder, file),
    name: path.basename(file),
    limits: readLimitsSchema.parse({}),
    ...(password === undefined ? {} : { password }),
  };
  try {
    const result = await reader.read(request, { onPages: (batch) => pages.push(...batch) });
    const outcome = `${result.language}, ${result.pages} pages, ${result.words} words, “${result.title ?? ""}”`;
    return { pages, ms: performance.now() - from, outcome };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { pages, ms: performance.now() - from, outcome: error.code };
  }
}

function canRunPdftotext(): boolean {
  try {
    execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
