import type { Citation, Document } from "../../contract/documents.ts";
import type { DocumentQueries, PassageHit, SummaryQueries } from "../store/store.ts";
import { fold } from "../text/fold.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { dictionaryWords } from "../text/words.ts";
import type { Texts } from "../library/library.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";

/** What the building of a context reads of documents. */
export interface ContextDeps {
  readonly store: ContextStore;
  readonly texts: Pick<Texts, "of">;
}

/** Whatever keeps documents that questions are asked about: the library, or less. */
export interface ContextStore {
  readonly documents: Pick<DocumentQueries, "get" | "searchPassages">;
  readonly summaries: Pick<SummaryQueries, "list">;
}

export interface PageReader {
  /** null where the document was removed while the index was searched or a model counted */
  text(documentId: string): DocumentText | null;
  /** Sentences of a page; none where there is no such page. */
  page(documentId: string, number: number): readonly Sentence[];
}

export function createPageReader({
  store,
  texts,
}: Pick<ContextDeps, "texts"> & { readonly store: Pick<ContextStore, "documents"> }): PageReader {
  // Of the document read last alone: a conversation may have thousands, and `texts` bounds what is kept.
  let last: DocumentText | null = null;
  let pages: ReadonlyMap<number, readonly Sentence[]> = new Map();

  function text(documentId: string): DocumentText | null {
    return store.documents.get(documentId) ? texts.of(documentId) : null;
  }

  return {
    text,
    page(documentId, number) {
      const source = text(documentId);
      if (source !== last) pages = Map.groupBy(source?.sentences ?? [], ({ page }) => page);
      last = source;
      return pages.get(number) ?? [];
    },
  };
}

/** What retrieval found around one place of a document: the sentences of the passage, and its neighbourhood. */
export interface Find {
  readonly core: readonly Sentence[];
  /** the sentences just before and after, nearest first */
  readonly around: readonly Sentence[];
}

/** Passages asked of the index for one question. */
const mostHits = 40;
/** Words taken in before and after a passage, so that a sentence keeps what it refers to. */
const wordsAround = 60;
/** With fewer hits than this the question names little that stands in the text, and an overview is added. */
const fewHits = 3;
/** A question with so few words of its own ("What is this text about?") may be one about the whole. */
const fewWords = 2;

/** Passages of these documents for a question, best first; see `Retrieval`. */
export type Search = (
  documentIds: readonly string[],
  query: { readonly words: string; readonly question: string },
  most: number,
) => Promise<PassageHit[]>;

/** What a search for passages is asked. */
export function searchRequest(request: {
  readonly documents: readonly Document[];
  readonly query: string;
  readonly language: string;
}): Parameters<Search> {
  const { documents, query, language } = request;
  const ids = new Set(documents.map(({ id }) => id));
  return [[...ids], { words: contentWords(query, language), question: query }, mostHits];
}

/**
 * Places of the documents that may answer the question, best first: what `must` cites (an answer that is being continued),
 * pages that the question names ("page 12"), passages that were searched for (by BM25 where no `hits` are given), what `hints` cite (the answer before a follow-up); and where the words of the question are few or find
 * little ("What is this about?"), what finished summaries cite and the beginnings of the documents. The best hit of each document comes
 * before further hits of others.
 */
export function findPassages(
  store: ContextStore,
  reader: PageReader,
  request: {
    readonly documents: readonly Document[];
    readonly query: string;
    /** BCP 47 of the query */
    readonly language: string;
    readonly must: readonly Citation[];
    readonly hints: readonly Citation[];
    readonly hits?: readonly PassageHit[];
  },
): Find[] {
  const ids = new Set(request.documents.map(({ id }) => id));
  const words = contentWords(request.query, request.language);
  const hits = request.hits ?? (words === "" ? [] : store.documents.searchPassages([...ids], words, mostHits));
  const overview =
    hits.length >= fewHits && words.split(" ").length > fewWords
      ? []
      : request.documents.flatMap((document) => [
          ...citedBySummary(store, document.id),
          ...beginning(reader, document),
        ]);
  const places = [
    ...request.must,
    ...pagesNamed(request.query, request.documents),
    ...hits.slice(0, fewHits),
    ...bestOfEach(hits.slice(fewHits), hits.slice(0, fewHits)),
    ...found(request.hints),
    ...overview,
    ...hits.slice(fewHits),
  ];
  return places.filter(({ documentId }) => ids.has(documentId)).flatMap((place) => findAt(reader, place) ?? []);
}

type Place = Omit<Citation, "quote">;

/** Documents that come to word for sure beside those of the best hits. */
const mostHeard = 8;

/** The best hit of each document that none of `before` is of, so that each has its say. */
function bestOfEach(hits: readonly PassageHit[], before: readonly PassageHit[]): PassageHit[] {
  const heard = new Set(before.map(({ documentId }) => documentId));
  const best: PassageHit[] = [];
  for (const hit of hits) {
    if (best.length === mostHeard) break;
    if (!heard.has(hit.documentId)) best.push(hit);
    heard.add(hit.documentId);
  }
  return best;
}

const pageName =
  /(?<![\p{L}\p{N}])(?:pages?|pp?\.|seiten?|s\.|p[áa]ginas?|p[áa]g\.|pagina|pagine|strony?|stronie)\s*(\d{1,5})(?!\p{N})/giu;
/** A question that names more pages than this is answered from what matches best. */
const mostPagesNamed = 5;

export function pagesNamed(query: string, documents: readonly Document[]): Place[] {
  const numbers = new Set([...query.matchAll(pageName)].map(([, digits]) => Number(digits)));
  return [...numbers]
    .slice(0, mostPagesNamed)
    .flatMap((page) =>
      documents
        .filter(({ pages }) => page >= 1 && page <= pages)
        .map(({ id }) => ({ documentId: id, page, start: 0, end: Number.MAX_SAFE_INTEGER })),
    );
}

function findAt(reader: PageReader, place: Place): Find | null {
  const page = reader.page(place.documentId, place.page);
  const core = page.filter(({ start, end }) => end > place.start && start < place.end);
  const [first] = core;
  const last = core.at(-1);
  if (!first || !last) return null;
  const before = neighbours(reader, first, -1);
  const after = neighbours(reader, last, 1);
  const around: Sentence[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    const pair = [before[index], after[index]];
    for (const sentence of pair) if (sentence) around.push(sentence);
  }
  return { core, around };
}

/** Sentences next to one, nearest first, over the edge of the page where it is near. */
function neighbours(reader: PageReader, from: Sentence, direction: 1 | -1): Sentence[] {
  const sentences = reader.text(from.documentId)?.sentences ?? [];
  const near: Sentence[] = [];
  let words = 0;
  for (let index = from.index + direction; words < wordsAround; index += direction) {
    const sentence = sentences[index];
    if (!sentence || Math.abs(sentence.page - from.page) > 1) break;
    near.push(sentence);
    words += sentence.quote.split(/\s+/).length;
  }
  return near;
}

function citedBySummary(store: Pick<ContextStore, "summaries">, documentId: string): Citation[] {
  const summary = store.summaries.list(documentId).find(({ points }) => points.length > 0);
  return summary ? summary.points.flatMap(({ citations }) => found(citations).slice(0, 1)) : [];
}

/** Those that stand in the documents as they are read now. */
function found(citations: readonly Citation[]): Citation[] {
  return citations.filter(({ lost }) => lost !== true);
}

/** Characters of the beginning of a document that serve as its introduction. */
const beginningLength = 1500;

function beginning(reader: PageReader, document: Document): Citation[] {
  const sentences: Sentence[] = [];
  let length = 0;
  for (let page = 1; page <= Math.min(document.pages, 5) && length < beginningLength; page += 1) {
    for (const sentence of reader.page(document.id, page)) {
      if (length >= beginningLength) break;
      sentences.push(sentence);
      length += sentence.quote.length;
    }
  }
  return sentences;
}

/** The words of the query that say something in its language; empty where there are none. @param language BCP 47 of the query */
export function contentWords(query: string, language: string): string {
  const stops = stopWordsOf(language);
  const words = new Set<string>();
  for (const word of dictionaryWords(query)) if (!stops.has(fold(word))) words.add(word);
  return [...words].join(" ");
}
