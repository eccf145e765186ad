import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type DocumentFormat, formatOfName, formatTable } from "../../electron/contract/formats.ts";
import { makeDigest } from "../../electron/core/extract/digest.ts";
import { median } from "../eval/figures.ts";
import { documentsFolder, flat, formats, hasRealDocuments, type Known } from "../helpers/realDocuments.ts";
import type { BenchContext, BenchReport } from "./benchReport.ts";
import { compareCommandLine } from "./commandLine.ts";
import { type MeteredReader, openReader, type Reading } from "./readerMeter.ts";
import { words } from "../helpers/words.ts";

/**
 * What the reader finds of the known phrases in the collection of real documents, how fast it reads each format, PDF beside
 * `pdftotext`, what the largest files take, how long a digest takes after the reading, and what `read` of the command line takes against
 * that of another build.
 */
export async function benchReading({ quick, against, progress }: BenchContext): Promise<BenchReport> {
  const name = "Reading: phrases, speed by format, PDF beside pdftotext, the largest files, digest";
  if (!hasRealDocuments) return { name, markdown: "Not run: the collection of real documents is absent.", data: null };
  const known = JSON.parse(readFileSync(path.join(documentsFolder, "index.json"), "utf8")) as Known[];
  await using reader = await openReader(progress);
  const read = await readAll(reader, known, progress);
  const phrases = findPhrases(read);
  const speeds = speedTable(await repeat(reader, read, quick ? 1 : 3, progress));
  const beside = await comparePdf(reader, read, quick ? 1 : 3, progress);
  const largest = await largestTable(read, progress);
  const digests = await timeDigests(reader, quick ? 5 : 20);
  const commandLine = await compareCommandLine(against, quick ? 1 : 3, progress);
  return {
    name,
    markdown: [
      phrases.markdown,
      speeds.markdown,
      beside.markdown,
      largest.markdown,
      digests,
      commandLine.markdown,
    ].join("\n\n"),
    data: {
      phrases: phrases.data,
      speeds: speeds.data,
      pdftotext: beside.data,
      largest: largest.data,
      commandLine: commandLine.data,
    },
  };
}

interface Entry {
  readonly known: Known;
  readonly format: DocumentFormat;
  readonly reading: Reading;
}

async function readAll(
  reader: MeteredReader,
  known: readonly Known[],
  progress: (line: string) => void,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const entry of known.filter(({ file }) => formats.test(file))) {
    const format = formatOfName(entry.file);
    if (!format) continue;
    const reading = await reader.read(entry.file, entry.password ?? undefined);
    progress(`${entry.file}: ${reading.ms.toFixed(0)} ms, ${reading.outcome}`);
    entries.push({ known: entry, format, reading });
  }
  return entries;
}

function findPhrases(entries: readonly Entry[]) {
  const table = new Map<string, { files: number; found: number; of: number; hardFound: number; ofHard: number }>();
  const misses: string[] = [];
  for (const { known: entry, reading } of entries) {
    const { pages } = reading;
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

/** Rounds of one file. */
interface Timed extends Entry {
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
}

const isRecognized = ({ reading }: Entry): boolean => reading.pages.some(({ status }) => status === "ocr");

/** What is damaged says how a reader fails, not how fast it reads. */
const isSound = ({ known, reading }: Entry): boolean => known.kind !== "damaged" && reading.problem === null;

/** Files that were read are read again; one round of recognition says enough, and takes long. */
async function repeat(
  reader: MeteredReader,
  entries: readonly Entry[],
  rounds: number,
  progress: (line: string) => void,
): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const entry of entries.filter(isSound)) {
    const readings = [];
    if (isRecognized(entry)) readings.push(entry.reading);
    else {
      for (let round = 0; round < rounds; round++) {
        readings.push(await reader.read(entry.known.file, entry.known.password ?? undefined));
      }
    }
    timed.push({
      ...entry,
      ms: readings.map(({ ms }) => ms),
      cpuMs: readings.flatMap(({ cpuMs }) => cpuMs ?? []),
    });
  }
  progress(`${timed.length} files read ${rounds} times more`);
  return timed;
}

/** Pages a second of each format, of all its files together, so that a long file counts more than a short one. */
function speedTable(timed: readonly Timed[]) {
  const rows: { name: string; files: number; pages: number; words: number; ms: number; cpuMs: number | null }[] = [];
  const add = (name: string, entries: readonly Timed[]): void => {
    const sum = (value: (entry: Timed) => number): number => entries.reduce((total, entry) => total + value(entry), 0);
    rows.push({
      name,
      files: entries.length,
      pages: sum(({ reading }) => reading.pages.length),
      words: sum(({ reading }) => reading.pages.reduce((words, { text }) => words + text.split(/\s+/u).length, 0)),
      ms: sum(({ ms }) => median(ms)),
      cpuMs: entries.some(({ cpuMs }) => cpuMs.length === 0) ? null : sum(({ cpuMs }) => median(cpuMs)),
    });
  };
  const written = timed.filter((entry) => !isRecognized(entry));
  const absent: string[] = [];
  for (const format of Object.keys(formatTable) as DocumentFormat[]) {
    const entries = written.filter((entry) => entry.format === format);
    // The text of a picture is always recognised.
    if (entries.length > 0) add(words.t(`format:content.${format}`), entries);
    else if (format !== "image") absent.push(words.t(`format:content.${format}`));
  }
  for (const format of ["pdf", "image"] as const) {
    const entries = timed.filter((entry) => entry.format === format && isRecognized(entry));
    if (entries.length > 0) add(`${words.t(`format:content.${format}`)}, recognised (OCR)`, entries);
  }
  const rate = (count: number, ms: number | null): string =>
    ms === null || ms === 0 ? "not measured" : ((count / ms) * 1000).toFixed(count / ms < 0.01 ? 2 : 0);
  const lines = rows.map(({ name, files, pages, words, ms, cpuMs }) =>
    [name, String(files), String(pages), rate(pages, ms), rate(pages, cpuMs), rate(words, ms)].join(" | "),
  );
  return {
    markdown: [
      "| format | files | pages | pages/s by the clock | pages/s of processor time | words/s |",
      "|---|---|---|---|---|---|",
      ...lines.map((line) => `| ${line} |`),
      "",
      "From the shell to the reader and back, in a warm process, the transfer of the file and its pages included. Formats without " +
        "pages are cut into pages of about 500 words. Processor time is that of the reader alone, all its threads together." +
        (absent.length > 0 ? ` Not run, for want of a file in the collection: ${absent.join(", ")}.` : ""),
    ].join("\n"),
    data: rows,
  };
}

/** Our pages per second against pdftotext's on the same files, in turns; its start of a process is in its time. */
async function comparePdf(
  reader: MeteredReader,
  entries: readonly Entry[],
  rounds: number,
  progress: (line: string) => void,
) {
  if (!canRunPdftotext()) return { markdown: "pdftotext: not run, it is not installed.", data: null };
  const readable = entries.filter((entry) => entry.format === "pdf" && isSound(entry) && !isRecognized(entry));
  const rows: { file: string; pages: number; ours: number; theirs: number }[] = [];
  for (const { known, reading } of readable) {
    const password = known.password ?? undefined;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const turns = [
        async () => void ours.push((await reader.read(known.file, password)).ms),
        () => void theirs.push(timePdftotext(known.file, password)),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    }
    rows.push({ file: known.file, pages: reading.pages.length, ours: median(ours), theirs: median(theirs) });
  }
  progress(`${rows.length} files read beside pdftotext`);
  const all = rows.reduce((sum, { pages, ours, theirs }) => ({
    file: `all ${rows.length}`,
    pages: sum.pages + pages,
    ours: sum.ours + ours,
    theirs: sum.theirs + theirs,
  }));
  const perSecond = (pages: number, ms: number): string => ((pages / ms) * 1000).toFixed(0);
  const most = rows.toSorted((a, b) => b.pages - a.pages).slice(0, 8);
  return {
    markdown: [
      "| PDF | pages | ours, pages/s | pdftotext, pages/s | ratio |",
      "|---|---|---|---|---|",
      ...[...most, all].map(
        ({ file, pages, ours, theirs }) =>
          `| ${file} | ${pages} | ${perSecond(pages, ours)} | ${perSecond(pages, theirs)} | ${(theirs / ours).toFixed(2)}× |`,
      ),
      "",
      "`pdftotext -layout` gives text alone, with its start of a process in its time; ours has blocks, sentences, headings and the place of " +
        "every run of text. The eight files of most pages and the sum of all sound ones whose text is not recognised; the median of the " +
        `ratios of all is ${median(rows.map(({ ours, theirs }) => theirs / ours)).toFixed(2)}×.`,
    ].join("\n"),
    data: rows,
  };
}

function timePdftotext(file: string, password: string | undefined): number {
  const given = password === undefined ? [] : ["-upw", password];
  const from = performance.now();
  try {
    execFileSync("pdftotext", ["-layout", ...given, path.join(documentsFolder, file), "-"], {
      maxBuffer: 1e9,
      stdio: "pipe",
      timeout: 60_000,
    });
  } catch {
    // What it cannot read it ends at; its time counts as it is.
  }
  return performance.now() - from;
}

const largestCount = 5;

/** Each in a process of its own, so that its peak is the file's. */
async function largestTable(entries: readonly Entry[], progress: (line: string) => void) {
  const bytesOf = ({ known }: Entry): number => statSync(path.join(documentsFolder, known.file)).size;
  // One that crosses a limit belongs here above all.
  const good = entries.filter(({ known }) => known.kind !== "damaged");
  const byBytes = good.toSorted((a, b) => bytesOf(b) - bytesOf(a)).slice(0, largestCount);
  const byPages = good.toSorted((a, b) => b.reading.pages.length - a.reading.pages.length).slice(0, largestCount);
  const rows: { file: string; why: string; bytes: number; pages: number; reading: Omit<Reading, "pages"> }[] = [];
  for (const entry of new Set([...byBytes, ...byPages])) {
    await using reader = await openReader(progress);
    const { pages, ...reading } = await reader.read(entry.known.file, entry.known.password ?? undefined);
    const why = [byBytes.includes(entry) ? "bytes" : "", byPages.includes(entry) ? "pages" : ""].filter(Boolean);
    rows.push({
      file: entry.known.file,
      why: why.join(", "),
      bytes: bytesOf(entry),
      pages: pages.length,
      reading,
    });
  }
  const megabytes = (bytes: number | null): string => (bytes === null ? "not measured" : (bytes / 1e6).toFixed(1));
  return {
    markdown: [
      "| file | among the largest by | MB | pages | seconds | processor seconds | peak memory of the reader, MB | outcome |",
      "|---|---|---|---|---|---|---|---|",
      ...rows.map(({ file, why, bytes, pages, reading }) => {
        const cpu = reading.cpuMs === null ? "not measured" : (reading.cpuMs / 1000).toFixed(1);
        return `| ${file} | ${why} | ${megabytes(bytes)} | ${pages} | ${(reading.ms / 1000).toFixed(1)} | ${cpu} | ${megabytes(reading.peakBytes)} | ${reading.problem ?? "read"} |`;
      }),
      "",
      "Each in a process of its own that was warm, under the usual limit of 537 MB (512 MiB).",
    ].join("\n"),
    data: rows,
  };
}

async function timeDigests(reader: MeteredReader, rounds: number): Promise<string> {
  const lines = ["| digest of | words | first, ms | median, ms | 95th percentile, ms |", "|---|---|---|---|---|"];
  for (const file of ["md/kubernetes-steering-2021.md", "pdf/fedramp-oscal-guide.pdf", "html/entre-nous-fr.htm"]) {
    const { pages } = await reader.read(file);
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

function canRunPdftotext(): boolean {
  try {
    execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
