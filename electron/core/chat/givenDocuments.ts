import { createHash } from "node:crypto";
import type { Block, Document, OutlineEntry, Page } from "../../contract/documents.ts";
import { readingVersion } from "../../contract/documents.ts";
import { tablesOfRows } from "../../contract/tables.ts";
import { AppError } from "../../contract/errors.ts";
import type { Texts } from "../library/library.ts";
import { toStored, type StoredPage } from "../store/storedPages.ts";
import type { PassageHit } from "../store/store.ts";
import { type DocumentText, makeDocumentText, type Sentence } from "../text/documentText.ts";
import { createLanguageSample } from "../text/language.ts";
import { stemOf } from "../text/stems.ts";
import { sentencesOfText } from "../text/textSentences.ts";
import { countWords, wordsOf } from "../text/words.ts";
import type { StoredTexts } from "../textWorker/storedText.ts";
import type { ContextStore } from "./passages.ts";

/** What comes with a question and stands in no library. */
export interface GivenDocument {
  /** as models are told it; "" where it is called nothing */
  readonly title: string;
  readonly pages: readonly Page[];
  readonly outline: readonly OutlineEntry[];
  /** BCP 47; null where it is to be told from the text */
  readonly language: string | null;
}

/** Documents that are there as long as this is, for whatever else takes them from the library. */
export interface GivenDocuments {
  /** in the order in which they were given; what was given twice is one */
  readonly documents: readonly Document[];
  /** the id of each that was given */
  readonly ids: readonly string[];
  readonly store: StoredTexts & ContextStore;
  readonly texts: Pick<Texts, "of">;
  readonly search: (ids: readonly string[], words: string, most: number) => PassageHit[];
}

/** Plain text or Markdown as a page, with nothing of it changed: places in the page are places in the text. */
export function pageOfText(text: string, number: number): Page {
  const sentences = sentencesOfText(text);
  const blocks: Block[] = [];
  let end = 0;
  for (const sentence of sentences) {
    const between = text.slice(end, sentence.start);
    const last = blocks.at(-1);
    const goesOn = last?.kind === sentence.kind && !(sentence.kind === "paragraph" ? /\n\s*\n/u : /\n/u).test(between);
    if (last && goesOn) last.end = sentence.end;
    else {
      const level = sentence.kind === "heading" ? { level: 1 } : {};
      blocks.push({ kind: sentence.kind, ...level, start: sentence.start, end: sentence.end });
    }
    end = sentence.end;
  }
  return {
    number,
    label: null,
    text,
    blocks,
    tables: tablesOfRows(text, blocks),
    sentences: sentences.map(({ start, end: to }, index) => ({ id: `p${number}.s${index + 1}`, start, end: to })),
    status: "read",
    reason: null,
    size: null,
    runs: [],
  };
}

/** @throws DOCUMENT_NO_TEXT where there is nothing to read in one of them */
export async function keepGiven(given: readonly GivenDocument[]): Promise<GivenDocuments> {
  const kept = new Map<string, Kept>();
  const ids: string[] = [];
  for (const each of given) {
    const one = await keep(each);
    ids.push(one.document.id);
    kept.set(one.document.id, one);
  }
  const find = (id: string): Kept => {
    const found = kept.get(id);
    if (!found) throw new AppError("NOT_FOUND");
    return found;
  };
  const search = (ids: readonly string[], words: string, most: number): PassageHit[] =>
    bestPassages(
      ids.flatMap((id) => kept.get(id)?.text ?? []),
      words,
      most,
    );
  return {
    documents: [...kept.values()].map(({ document }) => document),
    ids,
    store: {
      documents: {
        get: (id) => kept.get(id)?.document ?? null,
        searchPassages: (ids, words, most) => search(ids, words, most),
        foundTitle: () => null,
        storedPages: (id) => find(id).pages,
        outline: (id) => [...find(id).outline],
      },
      summaries: { list: () => [] },
    },
    texts: { of: (id) => find(id).text },
    search,
  };
}

interface Kept {
  readonly document: Document;
  readonly pages: StoredPage[];
  readonly outline: readonly OutlineEntry[];
  readonly text: DocumentText;
}

async function keep({ title, pages, outline, language: told }: GivenDocument): Promise<Kept> {
  const read = pages.filter(({ status, text }) => status !== "unread" && text.trim() !== "");
  if (read.length === 0) throw new AppError("DOCUMENT_NO_TEXT", { data: { pages: pages.length } });
  const sample = createLanguageSample();
  for (const page of read) sample.add(page);
  const hash = createHash("sha256").update(JSON.stringify([title, pages.map(({ text }) => text)]));
  const document: Document = {
    id: hash.digest("hex"),
    name: title,
    format: "text",
    title,
    bytes: 0,
    pages: pages.length,
    words: read.reduce((sum, { text }) => sum + countWords(text), 0),
    language: told ?? (await sample.detect(null)),
    status: "ready",
    problem: null,
    unread: pages.flatMap(({ number, reason }) => (reason === null ? [] : [{ page: number, reason }])),
    notes: [],
    rendered: false,
    pinned: false,
    createdAt: 0,
    updatedAt: 0,
    readMs: null,
    reading: { version: readingVersion, problem: null },
  };
  const text = makeDocumentText({ document, pages, outline });
  return { document, pages: pages.map(toStored), outline, text };
}

/** A passage ends with the sentence that brings it to this many words. */
const passageWords = 120;

/** The passages that have most of the words, rare ones counting most. */
function bestPassages(texts: readonly DocumentText[], query: string, most: number): PassageHit[] {
  const passages = texts.flatMap(passagesOf);
  const asked = new Set(wordsOf(query).map(stemOf));
  const stems = passages.map(({ text }) => new Set(wordsOf(text).map(stemOf)));
  const weights = [...asked].map((stem) => {
    const having = stems.filter((own) => own.has(stem)).length;
    return { stem, weight: Math.log(1 + passages.length / (1 + having)) };
  });
  return passages
    .map((passage, id) => {
      const own = weights.filter(({ stem }) => stems[id]?.has(stem) === true);
      return { ...passage, id, score: own.reduce((sum, { weight }) => sum + weight, 0) };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, most);
}

function passagesOf(source: DocumentText): Omit<PassageHit, "id" | "score">[] {
  const passages: Omit<PassageHit, "id" | "score">[] = [];
  let open: Sentence[] = [];
  let words = 0;
  const close = (): void => {
    const [first, last] = [open[0], open.at(-1)];
    if (first && last) {
      const text = source.pageTexts.get(first.page)?.slice(first.start, last.end) ?? "";
      const section = source.sections[first.section]?.heading ?? null;
      const place = { documentId: source.id, page: first.page, start: first.start, end: last.end };
      passages.push({ ...place, index: passages.length, section, text });
    }
    open = [];
    words = 0;
  };
  for (const sentence of source.sentences) {
    if (open[0] && (open[0].page !== sentence.page || open[0].section !== sentence.section)) close();
    open.push(sentence);
    words += countWords(sentence.text);
    if (words >= passageWords) close();
  }
  close();
  return passages;
}
