/**
 * How many of the known phrases the reader finds in the collection of real documents, by format, and which it misses.
 * `node test/bench/phrases.ts [part of a file name]`
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "../../electron/contract/documents.ts";
import { AppError } from "../../electron/contract/errors.ts";
import { readLimitsSchema } from "../../electron/contract/settings.ts";
import { createReader } from "../../electron/core/documents/readerClient.ts";
import { createNodeSpawner, systemClock } from "../../electron/host/nodePorts.ts";
import { documentsFolder, flat, formats, type Known } from "../helpers/realDocuments.ts";

const wanted = process.argv[2] ?? "";
const quiet = { info() {}, warn: console.error, error: console.error };
const reader = createReader({ spawner: createNodeSpawner(), clock: systemClock, logger: quiet });
const known = JSON.parse(readFileSync(path.join(documentsFolder, "index.json"), "utf8")) as Known[];
const table = new Map<string, { found: number; of: number; hard: number; ofHard: number; ms: number; files: number }>();

for (const entry of known.filter(({ file }) => formats.test(file) && file.includes(wanted))) {
  const pages: Page[] = [];
  const started = performance.now();
  let outcome = "";
  try {
    const result = await reader.read(
      {
        path: path.join(documentsFolder, entry.file),
        name: path.basename(entry.file),
        limits: readLimitsSchema.parse({}),
        ...(entry.password ? { password: entry.password } : {}),
      },
      { onPages: (batch) => pages.push(...batch) },
    );
    outcome = `${result.language} ${result.pages} pages, ${result.words} words, ${result.outline.length} headings, "${result.title}" ${result.notes.join(" ")}`;
  } catch (error) {
    outcome = error instanceof AppError ? `${error.code} ${JSON.stringify(error.data ?? {})}` : String(error);
  }
  const ms = performance.now() - started;
  console.log(`${entry.file}: ${ms.toFixed(0)} ms, ${outcome}`);
  const format = path.extname(entry.file).slice(1);
  const row = table.get(format) ?? { found: 0, of: 0, hard: 0, ofHard: 0, ms: 0, files: 0 };
  row.files++;
  row.ms += ms;
  table.set(format, row);
  const whole = flat(pages.map(({ text }) => text).join("\n"));
  for (const absent of entry.absent ?? [])
    if (whole.includes(flat(absent))) console.log(`   PRESENT but should not be: ${absent}`);
  for (const { text, page, hard } of entry.phrases) {
    if (entry.expect === "text by OCR") continue;
    const place = page === null ? whole : flat(pages.find(({ number }) => number === page)?.text ?? "");
    const found = place.includes(flat(text));
    if (hard) {
      row.ofHard++;
      if (found) row.hard++;
    } else {
      row.of++;
      if (found) row.found++;
    }
    if (!found)
      console.log(
        `   missing${hard ? ` (hard: ${hard})` : ""}: p${page ?? "-"} ${text}${whole.includes(flat(text)) ? " [elsewhere]" : ""}`,
      );
  }
}
console.table(Object.fromEntries([...table].map(([format, row]) => [format, { ...row, ms: Math.round(row.ms) }])));
await reader.dispose();
