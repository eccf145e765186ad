import { setImmediate } from "node:timers/promises";
import type { Citation, Document } from "../../contract/documents.ts";
import { AppError, internalError } from "../../contract/errors.ts";
import type { Point } from "../../contract/summaries.ts";
import type { CountedSentence } from "../summarize/summarize.ts";
import type { DraftClaim } from "../summarize/summarize.ts";
import type { MeaningDeps } from "../evidence/nearness.ts";
import { knownNames } from "../text/names.ts";
import { citationOf, stands } from "../evidence/citations.ts";
import { type DocumentText, type Sentence, sentenceKey } from "../text/documentText.ts";
import { oneLine } from "../text/oneLine.ts";
import { resultOf, type SummarizedMember } from "./collectionSummary.ts";

/**
 * What the documents of a collection came to as one document to merge: the sentences that their points cite, each document a section.
 */
export interface CollectionText {
  /** in the language that most of the collection is written in */
  readonly source: DocumentText;
  readonly documents: readonly MergedDocument[];
  /** words that are names in one of the documents */
  readonly known: ReadonlySet<string>;
  /** of all documents, for points to be measured against; none of them stands near a piece */
  readonly sentences: MeaningDeps["sentences"];
  readonly pieces: readonly CountedSentence[];
  /** BCP 47 of these sentences; und where they are in several languages */
  languageOf(pieces: readonly CountedSentence[]): string;
  documentOf(piece: CountedSentence): Document;
  /** Checked against the page it stands on. @throws INTERNAL where it does not stand there */
  citationOf(sentence: CountedSentence): Citation;
}

/** A document of the collection with text to draw on. */
export interface MergedDocument {
  readonly document: Document;
  readonly source: "summary" | "digest";
  /** verified in it; in the order of its summary or digest */
  readonly points: readonly Point[];
  /** the same as claims on its pieces */
  readonly drafts: readonly DraftClaim[];
  /** BCP 47 of the points that are not sentences of it */
  readonly written: string;
  /** sentences of its digest, as `sentenceKey` names them */
  readonly digest: ReadonlySet<string>;
  readonly pieces: readonly CountedSentence[];
}

/** Sentences of a collection that points are measured against, about. */
const measured = 96;
/** The number before a sentence and the line break behind it. */
const tokensAround = 5;

/**
 * @param countTokens counts with the tokenizer of the model that will read the sentences
 * @throws INVALID_INPUT where fewer than two documents have anything to merge
 */
export async function makeCollectionText(
  title: string,
  members: readonly SummarizedMember[],
  textOf: (documentId: string) => DocumentText,
  countTokens: (texts: readonly string[]) => Promise<number[]>,
): Promise<CollectionText> {
  const documents: NumberedDocument[] = [];
  const known = new Set<string>();
  const sentences: MeaningDeps["sentences"][number][] = [];
  const share = Math.max(2, Math.ceil(measured / Math.max(1, members.length)));
  const next = { section: 0, index: 0 };
  for (const member of members) {
    const { points, source } = resultOf(member);
    if (points.length === 0) continue;
    const { document } = member;
    const text = textOf(document.id);
    const texts = text.sentences.map((sentence) => sentence.text);
    for (const name of knownNames(texts, document.language)) known.add(name);
    const step = Math.max(1, Math.floor(texts.length / share));
    for (const line of texts.filter((_, index) => index % step === 0).slice(0, share)) {
      sentences.push({ text: line, index: -1000 * (sentences.length + 1), kind: "paragraph" });
    }
    const cited = citedPieces(points, text, next);
    if (cited.drafts.length > 0) {
      documents.push({ document, source, written: writtenIn(member), digest: digestOf(member), ...cited });
      next.section += 1;
      next.index += cited.pieces.length;
    }
    // Documents may be long and many: the application stays awake.
    await setImmediate();
  }
  if (documents.length < 2) {
    throw new AppError("INVALID_INPUT", { data: { reason: "COLLECTION_TOO_SMALL" } });
  }

  const pieces = documents.flatMap((document) => document.pieces);
  const tokens = await countTokens(pieces.map(({ text }) => text));
  for (const [index, piece] of pieces.entries()) piece.tokens = (tokens[index] ?? 0) + tokensAround;
  const mergedDocumentOf = ({ section }: CountedSentence): NumberedDocument => {
    const document = documents[section];
    if (!document) throw internalError("A sentence of a set stands in no document.");
    return document;
  };
  return {
    source: sourceOf(title, documents),
    documents,
    known,
    sentences,
    pieces,
    languageOf(cites) {
      const [first = "und", ...others] = new Set(cites.map((piece) => mergedDocumentOf(piece).document.language));
      return others.length > 0 ? "und" : first;
    },
    documentOf: (piece) => mergedDocumentOf(piece).document,
    citationOf: (sentence) => citationOf(mergedDocumentOf(sentence), sentence),
  };
}

interface NumberedDocument extends MergedDocument {
  readonly pieces: readonly NewPiece[];
  readonly pageTexts: DocumentText["pageTexts"];
}

function writtenIn({ document, summary }: SummarizedMember): string {
  const { language = "document" } = summary?.options ?? {};
  return language === "document" ? document.language : language;
}

function digestOf({ digest }: SummarizedMember): ReadonlySet<string> {
  return new Set((digest ?? []).flatMap(({ citations }) => citations.map(sentenceKey)));
}

/** A piece before the model has counted its tokens. */
interface NewPiece extends CountedSentence {
  tokens: number;
}

/** The sentences that points cite, in their order, and the points that cite them; a point whose quotes do not stand there any more is left out. */
function citedPieces(
  points: readonly Point[],
  { sentences, pageTexts }: DocumentText,
  { section, index }: { section: number; index: number },
): Pick<NumberedDocument, "points" | "pieces" | "drafts" | "pageTexts"> {
  const kindAt = ({ page, start }: Citation): Sentence["kind"] =>
    sentences.find((sentence) => sentence.page === page && sentence.start <= start && start < sentence.end)?.kind ??
    "paragraph";
  const standing = points.filter(
    ({ citations }) => citations.length > 0 && citations.every((citation) => stands({ pageTexts }, citation)),
  );
  const byPlace = new Map<string, Citation>();
  for (const citation of standing.flatMap(({ citations }) => citations)) byPlace.set(sentenceKey(citation), citation);
  const inOrder = [...byPlace.values()].toSorted((a, b) => a.page - b.page || a.start - b.start || a.end - b.end);
  const pieces = inOrder.map((citation, offset): NewPiece => ({
    ...citation,
    index: index + offset,
    text: oneLine(citation.quote),
    kind: kindAt(citation),
    block: index + offset,
    section,
    tokens: 0,
  }));
  const byKey = new Map(inOrder.map((citation, offset) => [sentenceKey(citation), pieces[offset]]));
  const drafts = standing.map(({ text, citations, quoted }) => ({
    text,
    cites: citations.map((citation) => byKey.get(sentenceKey(citation))).filter((piece) => piece !== undefined),
    origin: quoted ? ("quoted" as const) : ("model" as const),
    isCut: false,
    confirmed: false,
  }));
  return { points: standing, pieces, drafts, pageTexts };
}

function sourceOf(title: string, documents: readonly NumberedDocument[]): DocumentText {
  const words = new Map<string, number>();
  for (const { document } of documents) {
    words.set(document.language, (words.get(document.language) ?? 0) + document.words);
  }
  const [language = "und"] = [...words].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const total = documents.reduce((sum, { document }) => sum + document.pages, 0);
  let from = 0;
  const sections = documents.map(({ document, pieces }, index) => {
    const section = {
      index,
      heading: document.title,
      firstPage: 1,
      lastPage: document.pages,
      from,
      to: from + pieces.length,
    };
    from = section.to;
    return section;
  });
  return {
    id: "",
    title,
    language,
    format: null,
    wide: false,
    sentences: documents.flatMap(({ pieces }) => pieces),
    sections,
    pages: { total, read: total, unread: [] },
    pageTexts: new Map(),
    tables: new Map(),
  };
}
