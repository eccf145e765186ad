import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { type Document, readingVersion } from "../../electron/contract/documents.ts";
import { type ContextDeps, createPageReader, findPassages } from "../../electron/core/chat/passages.ts";
import { createTexts } from "../../electron/core/library/library.ts";
import { type Sentence, sentenceKey } from "../../electron/core/text/documentText.ts";
import { countWords } from "../../electron/core/text/words.ts";
import { makePassages } from "../../electron/core/library/passages.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import type { NewPassage } from "../../electron/core/store/store.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { meanOf } from "./figures.ts";
import type { EvalDocument } from "./passages.ts";

/** What retrieval finds for questions of people whose answers' places are known; a value for each question, 0 to 1. */
export interface QuestionResult {
  readonly questions: number;
  /** of the words found, those within the answer's places */
  readonly precision: readonly number[];
  /** of the words of the answer's places, those found; of at most {@link wordsFound} words */
  readonly recall: readonly number[];
  /** whether one of the first three passages touches the answer's places */
  readonly hit: readonly number[];
  /** precision of passages drawn at random */
  readonly chance: number;
}

/** A question with the documents it is asked of and the passages that answer it. */
export interface Asked {
  readonly question: string;
  readonly documents: readonly EvalDocument[];
  readonly isAnswer: (passage: Pick<NewPassage, "page" | "start" | "end" | "text">, documentId: string) => boolean;
  /** rows of the table it counts in */
  readonly rows: readonly string[];
}

/** Words of passages that are taken, best first: what a small context holds beside the question. */
export const wordsFound = 1200;
const firstPassages = 3;

const questionsSchema = z.object({
  meetings: z.array(
    z.object({
      id: z.string(),
      questions: z.array(z.object({ question: z.string(), spans: z.array(z.tuple([z.number(), z.number()])) })),
    }),
  ),
});
const file = path.join(import.meta.dirname, "questions.json");

/** The questions about these meetings, each asked of its own one; more than half of an answer's passage is among what answers. */
export function askedOfMeetings(documents: readonly EvalDocument[]): Asked[] {
  const { meetings } = questionsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return documents.flatMap((document) => {
    const goldOf = placesOf(document);
    const questions = meetings.find(({ id }) => id === document.id)?.questions ?? [];
    return questions.map(({ question, spans }): Asked => {
      const isGold = goldOf(spans);
      return { question, documents: [document], isAnswer: isGold, rows: ["meetings"] };
    });
  });
}

/** Null where no document has questions. */
export function evaluateQuestions(documents: readonly EvalDocument[]): QuestionResult | null {
  const { meetings } = questionsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const asked = documents.flatMap((document) => {
    const questions = meetings.find(({ id }) => id === document.id)?.questions ?? [];
    return questions.length > 0 ? [{ document, questions }] : [];
  });
  if (asked.length === 0) return null;
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-eval-"));
  const quiet = (): void => {};
  const logger = { info: quiet, warn: quiet, error: quiet };
  const store = openStore({
    paths: { data: folder, resources: folder },
    clock: systemClock,
    logger,
  });
  try {
    const library = { store, texts: createTexts({ store, logger }) };
    const all: Found[] = [];
    for (const { document: evaluated, questions } of asked) {
      const document = addDocument(store, evaluated);
      const goldOf = placesOf(evaluated);
      for (const { question, spans } of questions) all.push(judge(library, document, question, goldOf(spans)));
    }
    return {
      questions: all.length,
      precision: all.map(({ precision }) => precision),
      recall: all.map(({ recall }) => recall),
      hit: all.map(({ hit }) => Number(hit)),
      chance: meanOf(all.map(({ chance }) => chance)),
    };
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Store = ReturnType<typeof openStore>;

/** Adds it as read, with its passages. */
export function addDocument(store: Store, { id, text, source, pages, outline }: EvalDocument): Document {
  const document: Document = {
    id: createHash("sha256").update(id).digest("hex"),
    name: `${id}.txt`,
    format: "text",
    title: source.title,
    bytes: text.length,
    pages: pages.length,
    words: countWords(text),
    language: source.language,
    status: "ready",
    problem: null,
    unread: [],
    notes: [],
    rendered: false,
    pinned: false,
    createdAt: 1,
    updatedAt: 1,
    readMs: 1,
    reading: { version: readingVersion, problem: null },
  };
  store.documents.put(document);
  store.documents.addPages(document.id, [...pages]);
  store.documents.finish(document.id, { ...document, outline: [...outline] });
  store.documents.setPassages(document.id, makePassages(pages, outline));
  return document;
}

/** Ranges of the pages where ranges of the document's text stand; the reader keeps every character but white space. */
function placesOf({ text, pages }: EvalDocument): (spans: readonly (readonly [number, number])[]) => PlaceTest {
  const inkBefore = inkCounts(text);
  let before = 0;
  const pageInk = new Map<number, { before: number; counts: Uint32Array }>();
  for (const page of pages) {
    const counts = inkCounts(page.text);
    pageInk.set(page.number, { before, counts });
    before += counts.at(-1) ?? 0;
  }
  return (spans) => {
    const ranges = spans.map(([from, to]) => [inkBefore[from] ?? 0, inkBefore[to] ?? before] as const);
    return ({ page, start, end }) => {
      const ink = pageInk.get(page);
      if (!ink) return false;
      const middle = ink.before + ((ink.counts[start] ?? 0) + (ink.counts[end] ?? 0)) / 2;
      return ranges.some(([from, to]) => from <= middle && middle < to);
    };
  };
}

type PlaceTest = (place: Pick<Sentence, "page" | "start" | "end">) => boolean;

/** counts[i]: characters before i that are not white space */
function inkCounts(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1);
  for (let place = 0; place < text.length; place += 1) {
    counts[place + 1] = (counts[place] ?? 0) + Number(/\S/u.test(text.charAt(place)));
  }
  return counts;
}

interface Found {
  readonly precision: number;
  readonly recall: number;
  readonly hit: boolean;
  readonly chance: number;
}

function judge({ store, texts }: ContextDeps, document: Document, question: string, isGold: PlaceTest): Found {
  const reader = createPageReader({ store, texts });
  const finds = findPassages(store, reader, {
    documents: [document],
    query: question,
    language: "en",
    must: [],
    hints: [],
  });
  const taken = new Map<string, Sentence>();
  let words = 0;
  for (const { core } of finds) {
    if (words >= wordsFound) break;
    for (const sentence of core) {
      if (taken.has(sentenceKey(sentence))) continue;
      taken.set(sentenceKey(sentence), sentence);
      words += countWords(sentence.quote);
    }
  }
  const everything = Array.from({ length: document.pages }, (_, page) => reader.page(document.id, page + 1)).flat();
  const wordsIn = (sentences: Iterable<Sentence>): number =>
    [...sentences].reduce((sum, { quote }) => sum + countWords(quote), 0);
  const right = wordsIn([...taken.values()].filter(isGold));
  const wanted = wordsIn(everything.filter(isGold));
  return {
    precision: words === 0 ? 0 : right / words,
    // No more than the limit can be found of a longer answer.
    recall: right / Math.max(1, Math.min(wanted, wordsFound)),
    hit: finds.slice(0, firstPassages).some(({ core }) => core.some(isGold)),
    chance: wanted / Math.max(1, wordsIn(everything)),
  };
}
