import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { hasDocuments, type Outcome, readTruths, sharesOf, tryDocument } from "./structure.ts";

// npm run structure -- [--show] [--quick] [PART OF A FILE'S NAME …]: titles and headings of real documents against what was written down.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: "boolean" }, quick: { type: "boolean" } },
});
if (!hasDocuments) {
  console.error("The real documents (../shared) are not beside this checkout.");
  process.exit(1);
}

const outcomes: Outcome[] = [];
for (const truth of readTruths()) {
  if (values.quick === true && truth.quick !== true) continue;
  if (positionals.length > 0 && !positionals.some((part) => truth.file.includes(part))) continue;
  const outcome = await tryDocument(truth);
  outcomes.push(outcome);
  if (values.show === true) show(outcome);
}

const formats = Map.groupBy(outcomes, ({ truth }) => path.extname(truth.file).slice(1));
console.log(row("format", "documents", "titles", "precision", "recall", "exact levels"));
for (const [format, those] of formats) line(format, those);
line("all", outcomes);
process.exit(0);

function line(name: string, those: readonly Outcome[]): void {
  const { documents, titles, precision, recall, exactLevels } = sharesOf(those);
  console.log(
    row(name, String(documents), ...[titles, precision, recall, exactLevels].map((share) => share.toFixed(2))),
  );
}

function row(...cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(8) : cell.padStart(13))).join("");
}

function show({ truth, problem, title, isTitleRight, found, missed, invented }: Outcome): void {
  if (isTitleRight && missed.length === 0 && invented.length === 0) return;
  console.log(`${truth.file}: ${problem ?? `${found} of ${truth.headings.length} headings`}`);
  if (!isTitleRight) console.log(`  title    ${title}   instead of ${[truth.title].flat().join(" | ")}`);
  for (const { level, text, page } of missed) console.log(`  missed   ${[level].flat().join("/")} ${text}${at(page)}`);
  for (const entry of invented) console.log(`  invented ${entry.level} ${entry.title.slice(0, 150)}${at(entry.page)}`);
}

function at(page: number | undefined): string {
  return page === undefined ? "" : ` (page ${page})`;
}
