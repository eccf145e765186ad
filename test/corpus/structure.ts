import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { OutlineEntry, Page } from "../../electron/contract/documents.ts";
import { AppError } from "../../electron/contract/errors.ts";
import { readBytes } from "../helpers/readBytes.ts";

/** What stands beside the checkout; it is not part of the repository. */
const shared = path.resolve(import.meta.dirname, "../../../shared");
export const hasDocuments = existsSync(path.join(shared, "documents"));

const level = z.number().int().min(1).max(6);
const title = z.string().nullable();
const truthSchema = z.strictObject({
  file: z.string(),
  title: z.union([title, z.array(title)]),
  password: z.string().optional(),
  quick: z.boolean().optional(),
  pages: z.tuple([z.int(), z.int()]).optional(),
  until: z.string().optional(),
  headings: z.array(
    z.strictObject({ level: z.union([level, z.array(level)]), text: z.string(), page: z.int().optional() }),
  ),
  optional: z.array(z.string()).optional(),
  note: z.string().optional(),
});
/** What somebody who looked at a document wrote down, as `about` of `structure.json` says. */
export type Truth = z.infer<typeof truthSchema>;
type Heading = Truth["headings"][number];

export interface Outcome {
  readonly truth: Truth;
  /** null where it was read, else the code of why not */
  readonly problem: string | null;
  readonly title: string | null;
  readonly isTitleRight: boolean;
  /** headings that were found, and those of them that are of the very level */
  readonly found: number;
  readonly exact: number;
  readonly missed: readonly Heading[];
  readonly invented: readonly OutlineEntry[];
}

export interface Shares {
  readonly documents: number;
  readonly titles: number;
  readonly precision: number;
  readonly recall: number;
  /** of the headings that were found */
  readonly exactLevels: number;
}

export function readTruths(): Truth[] {
  const file = path.join(import.meta.dirname, "structure.json");
  const { documents } = z
    .object({ documents: z.array(truthSchema) })
    .parse(JSON.parse(readFileSync(file, "utf8")) as unknown);
  return documents;
}

/** Reads the document and compares. A document that cannot be read has none of its headings. */
export async function tryDocument(truth: Truth): Promise<Outcome> {
  const bytes = readFileSync(path.join(shared, truth.file));
  const options = { limits: { seconds: 600 }, ...(truth.password === undefined ? {} : { password: truth.password }) };
  try {
    const { title: found, outline, read } = await readBytes(bytes, path.basename(truth.file), options);
    return compare(truth, found, outline, read);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...compare(truth, null, [], []), isTitleRight: false, problem: error.code };
  }
}

function compare(
  truth: Truth,
  found: string | null,
  outline: readonly OutlineEntry[],
  pages: readonly Page[],
): Outcome {
  const left = [...withinRange(truth, outline, pages)];
  const missed: Heading[] = [];
  let exact = 0;
  for (const heading of truth.headings) {
    const levels = [heading.level].flat();
    const at = left.findIndex(
      (entry) =>
        fold(entry.title) === fold(heading.text) &&
        (heading.page === undefined || entry.page === heading.page) &&
        levels.some((wanted) => Math.abs(wanted - entry.level) <= 1),
    );
    const [entry] = at < 0 ? [] : left.splice(at, 1);
    if (!entry) missed.push(heading);
    else if (levels.includes(entry.level)) exact++;
  }
  const titles = [truth.title].flat();
  const may = [...titles.filter((name) => name !== null), ...(truth.optional ?? [])].map(matcherOf);
  return {
    truth,
    problem: null,
    title: found,
    isTitleRight: titles.some((name) =>
      name === null ? found === null : found !== null && fold(name) === fold(found),
    ),
    found: truth.headings.length - missed.length,
    exact,
    missed,
    invented: left.filter((entry) => !may.some((matches) => matches(fold(entry.title)))),
  };
}

function withinRange(truth: Truth, outline: readonly OutlineEntry[], pages: readonly Page[]): readonly OutlineEntry[] {
  const [first, last] = truth.pages ?? [1, Infinity];
  const end = truth.until === undefined ? null : endOf(fold(truth.until), pages);
  return outline.filter(
    ({ page, start }) =>
      page >= first && page <= last && (end === null || page < end.page || (page === end.page && start < end.start)),
  );
}

/** Where the last block begins that begins so. */
function endOf(until: string, pages: readonly Page[]): { readonly page: number; readonly start: number } | null {
  for (const page of pages.toReversed()) {
    const block = page.blocks
      .toReversed()
      .find(({ start, end }) => fold(page.text.slice(start, end)).startsWith(until));
    if (block) return { page: page.number, start: block.start };
  }
  return null;
}

function matcherOf(text: string): (folded: string) => boolean {
  const folded = fold(text.replace(/…$/u, ""));
  return text.endsWith("…") ? (other) => other.startsWith(folded) : (other) => other === folded;
}

/** Without white space, case, marks that cannot be seen, kinds of quotes and dashes. */
function flat(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\s]/gu, "")
    .replace(/[‘’`´]/gu, "'")
    .replace(/[“”„]/gu, '"')
    .replace(/\p{Pd}/gu, "-");
}

const number =
  /^[(§•\s]*(?:\p{L}?\p{N}+(?:\s?\.\s?\p{N}+)*|[IVXLC]+|[ivxlc]+(?=[.)]))(?:[.):]+|\s|(?<=\p{N})(?=\p{Script=Han}))\s*(?=[\s\S]*\p{L})/u;

/** Without a number in front and a stop at the end as well. */
function fold(text: string): string {
  const plain = text.normalize("NFKC").trim().replace(number, "");
  return flat(plain).replace(/[.:;]+$/u, "");
}

export function sharesOf(outcomes: readonly Outcome[]): Shares {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const found = sum((outcome) => outcome.found);
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  return {
    documents: outcomes.length,
    titles: share(
      sum(({ isTitleRight }) => Number(isTitleRight)),
      outcomes.length,
    ),
    precision: share(found, found + sum(({ invented }) => invented.length)),
    recall: share(found, found + sum(({ missed }) => missed.length)),
    exactLevels: share(
      sum(({ exact }) => exact),
      found,
    ),
  };
}
