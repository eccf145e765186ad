import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Page } from "../../electron/contract/documents.ts";

/** Small inputs with their right values, beside the checkout; not part of the repository. */
export const casesFolder = path.resolve(import.meta.dirname, "../../../shared/cases/reading");
export const hasCases = existsSync(path.join(casesFolder, "index.json"));

const textSchema = z.union([
  z.string(),
  z.object({ any: z.array(z.string()), page: z.number().optional(), loose: z.boolean().optional() }),
  z.object({ text: z.string(), page: z.number().optional(), loose: z.boolean().optional() }),
]);
type Wanted = z.infer<typeof textSchema>;
const rowSchema = z.array(z.union([z.string(), z.array(z.string())]));
type Row = z.infer<typeof rowSchema>;
const titleSchema = z.union([
  z.string(),
  z.object({ any: z.array(z.string()) }),
  z.object({ not: z.array(z.string()) }),
]);
const caseSchema = z.object({
  file: z.string(),
  about: z.string(),
  phrases: z.array(textSchema).nullish(),
  rows: z.array(z.union([rowSchema, z.object({ any: z.array(rowSchema) })])).nullish(),
  sentences: z.array(textSchema).nullish(),
  blocks: z.array(textSchema).nullish(),
  absent: z.array(z.string()).nullish(),
  title: titleSchema.nullish(),
});
export type ReadingCase = z.infer<typeof caseSchema>;

/** @throws where the collection is absent */
export function readingCases(): ReadingCase[] {
  return z.array(caseSchema).parse(JSON.parse(readFileSync(path.join(casesFolder, "index.json"), "utf8")));
}

/** What of a case is not as it should be; both sides are folded before they are compared. */
export function faultsOf(wanted: ReadingCase, pages: readonly Page[], title: string): string[] {
  const cut = (kind: "sentences" | "blocks"): Set<string> =>
    new Set(pages.flatMap((page) => page[kind].map(({ start, end }) => fold(page.text.slice(start, end)))));
  const [sentences, blocks] = [cut("sentences"), cut("blocks")];
  const text = fold(pages.map((page) => page.text).join("\n"));
  const rows = rowsOf(pages);
  const isTitle = (titles: readonly string[]): boolean => titles.map(fold).includes(fold(title));
  const isRight =
    wanted.title === null ||
    wanted.title === undefined ||
    (typeof wanted.title === "string"
      ? isTitle([wanted.title])
      : "not" in wanted.title
        ? !isTitle(wanted.title.not)
        : isTitle(wanted.title.any));
  return [
    ...(wanted.phrases ?? []).filter((phrase) => !hasPhrase(phrase, pages, text)).map((each) => told("phrase", each)),
    ...(wanted.rows ?? [])
      .filter((row) => !("any" in row ? row.any : [row]).some((one) => rows.some((cells) => isRow(cells, one))))
      .map((each) => told("row", each)),
    ...(wanted.sentences ?? [])
      .filter((each) => !optionsOf(each).some((option) => sentences.has(fold(option))))
      .map((each) => told("sentence", each)),
    ...(wanted.blocks ?? [])
      .filter((each) => !optionsOf(each).some((option) => blocks.has(fold(option))))
      .map((each) => told("block", each)),
    ...(wanted.absent ?? []).filter((each) => text.includes(fold(each))).map((each) => told("not absent", each)),
    ...(isRight ? [] : [told("title", title)]),
  ];
}

function told(what: string, value: unknown): string {
  return `${what} ${JSON.stringify(value).slice(0, 120)}`;
}

function optionsOf(wanted: Wanted): readonly string[] {
  if (typeof wanted === "string") return [wanted];
  return "any" in wanted ? wanted.any : [wanted.text];
}

function hasPhrase(wanted: Wanted, pages: readonly Page[], all: string): boolean {
  const page = typeof wanted === "string" ? undefined : wanted.page;
  const isLoose = typeof wanted !== "string" && wanted.loose === true;
  const text = page === undefined ? all : fold(pages[page - 1]?.text ?? "");
  return optionsOf(wanted)
    .map(fold)
    .some(
      (option) =>
        text.includes(option) ||
        (isLoose && loose(text).includes(loose(option))) ||
        (/[☒☐]/u.test(option) && withMarks(text).includes(withMarks(option))),
    );
}

function rowsOf(pages: readonly Page[]): string[][] {
  const rows = pages.flatMap((page) =>
    page.blocks.filter(({ kind }) => kind === "tableRow").map(({ start, end }) => page.text.slice(start, end)),
  );
  const lines = pages.flatMap((page) => page.text.split("\n").filter((line) => line.includes("\t")));
  return (rows.length > 0 ? rows : lines).map((row) => row.split("\t").map(fold));
}

/** Empty cells at the end count as nothing. */
function isRow(cells: readonly string[], wanted: Row): boolean {
  return Array.from({ length: Math.max(cells.length, wanted.length) }, (_, place) => {
    const choices = wanted[place] ?? "";
    return (typeof choices === "string" ? [choices] : choices).map(fold).includes(cells[place] ?? "");
  }).every(Boolean);
}

/** Raised characters become ^ and plain ones, then NFKC; hyphens are one, what cannot be seen goes, white space is one blank. */
function fold(text: string): string {
  return text
    .replaceAll(/[⁰¹²³⁴-⁹⁺⁻⁼ⁿⁱ]+/gu, (raised) => `^${raised.normalize("NFKC")}`)
    .normalize("NFKC")
    .replaceAll(/[\u2212\u2010\u2011]/gu, "-")
    .replaceAll(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu, "")
    .replaceAll(
      /\^\s*(?:\{\s*([^{}]*?)\s*\}|\(\s*([^()]*?)\s*\))/gu,
      (_, one?: string, other?: string) => `^${one ?? other ?? ""}`,
    )
    .replaceAll(/\s+/gu, " ")
    .trim();
}

function loose(text: string): string {
  return text.replaceAll(/[\s^_{}()$\\]/gu, "");
}

/** Chosen boxes are ☒, open ones nothing. */
function withMarks(text: string): string {
  return text
    .replaceAll(/[☑☒✓✔✗✘✕✖⊠⮽🗹🗷🗵🗸●◉⦿■⬛◼🔘]|\[[xX✓✔]\]|\([xX•●]\)/gu, " ☒ ")
    .replaceAll(/[☐□❏❐❑❒◻◽⬜○◯]|\[ ?\]|\( ?\)/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
