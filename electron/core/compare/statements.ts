import type { Citation } from "../../contract/documents.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { enumeratorsOf, textAfter } from "./enumerators.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { keyOfTokens, type Token, tokensOf } from "../text/words.ts";

/** What is compared: a sentence, put together again where a page ends in the middle of it. */
export interface Statement {
  /** position in the document, from 0 */
  readonly index: number;
  /** its sentences or parts of one, in reading order */
  readonly sentences: readonly Sentence[];
  /** on one line, without the number or bullet before it */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** equal for statements that say the same in the same words */
  readonly key: string;
  /** "3.2", "(a)" or another number of a clause before the text; empty where there is none */
  readonly enumerator: string;
  /** of the paragraph it stands in: those of one paragraph share it */
  readonly block: number;
  readonly section: number;
  /** its words with their weights, for likeness */
  readonly bag: Bag;
}

export interface Bag {
  /** word to how often, sorted by nothing in particular */
  readonly counts: ReadonlyMap<string, number>;
  /** sum of the weights of all words */
  readonly weight: number;
}

/** A document to compare. */
export interface Side {
  readonly source: DocumentText;
}

/** Statements of a document without what only belongs to its pages: running heads, page numbers, where which page is. */
export function statementsOf({ source }: Pick<Side, "source">): Statement[] {
  const stops = stopWordsOf(source.language);
  const furniture = furnitureOf(source);
  const compared = source.sentences.filter(({ index, kind }) => kind !== "tableOfContents" && !furniture.has(index));
  const groups = [...joinedSentences(compared)];
  const wholes = groups.map((sentences) => sentences.map(({ quote }) => quote).join("\n"));
  const enumerators = enumeratorsOf(wholes);
  const statements: Statement[] = [];
  for (const [index, sentences] of groups.entries()) {
    const enumerator = enumerators[index] ?? "";
    const text = textAfter(enumerator, wholes[index] ?? "").replace(leader, "");
    const tokens = tokensOf(text);
    const first = sentences[0];
    if (!first || tokens.length === 0) continue;
    statements.push({
      index: statements.length,
      sentences,
      text,
      tokens,
      key: keyOfTokens(tokens),
      enumerator,
      block: first.block,
      section: first.section,
      bag: bagOf(tokens, stops),
    });
  }
  return statements;
}

/** The dots of a table of contents and the page they lead to: where a heading stands is no part of what it says. */
const leader = /\s*(?:[.…·_]\s?){4,}\s*\d{0,4}\s*$/u;

/** The quotes of statements that follow each other: one for each page they stand on. */
export function citationsOf({ source }: Side, statements: readonly Statement[]): Citation[] {
  const citations: Citation[] = [];
  let from: Sentence | null = null;
  let to: Sentence | null = null;
  const close = (): void => {
    if (!from || !to) return;
    const [page, start, end] = [from.page, from.start, to.end];
    const quote = source.pageTexts.get(page)?.slice(start, end) ?? "";
    citations.push({ documentId: source.id, page, start, end, quote });
  };
  for (const sentence of statements.flatMap(({ sentences }) => sentences)) {
    // What was left out between two sentences (a running head) is no part of the quote.
    if (!from || !to || to.page !== sentence.page || sentence.index !== to.index + 1) {
      close();
      from = sentence;
    }
    to = sentence;
  }
  close();
  return citations;
}

export function bagOf(tokens: readonly Token[], stops: ReadonlySet<string>): Bag {
  const counts = new Map<string, number>();
  let weight = 0;
  for (const { folded } of tokens) {
    if (folded === "") continue;
    // A word without content says little about whether two sentences are versions of one.
    const key = stops.has(folded) ? `~${folded}` : folded;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    weight += weightOf(key);
  }
  return { counts, weight };
}

export function weightOf(key: string): number {
  return key.startsWith("~") ? 0.25 : 1;
}

/** The weight that two bags share. */
export function sharedWeight(a: Bag, b: Bag): number {
  const [small, large] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
  let shared = 0;
  for (const [key, count] of small.counts) {
    const other = large.counts.get(key);
    if (other !== undefined) shared += Math.min(count, other) * weightOf(key);
  }
  return shared;
}

/** Dice's coefficient of two bags of words, 0 to 1. */
export function likeness(a: Bag, b: Bag): number {
  const both = a.weight + b.weight;
  return both === 0 ? 0 : (2 * sharedWeight(a, b)) / both;
}

/** A part before a page's end and the one after it are one sentence where the first does not end and the second does not begin. */
function* joinedSentences(sentences: readonly Sentence[]): Generator<Sentence[]> {
  let open: Sentence[] = [];
  for (const sentence of sentences) {
    const last = open.at(-1);
    if (last && goesOn(last, sentence)) {
      open.push(sentence);
      continue;
    }
    if (open.length > 0) yield open;
    open = [sentence];
  }
  if (open.length > 0) yield open;
}

function goesOn(last: Sentence, next: Sentence): boolean {
  // "3." that was cut off is the number of what follows.
  if (last.block === next.block && /^\(?(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivxlc]+)[.)]$/u.test(last.text)) return true;
  if (next.page !== last.page + 1 || next.kind !== last.kind || last.kind === "heading" || last.kind === "tableRow") {
    return false;
  }
  return !/[.!?:;。！？][\])"'”’»]*$/u.test(last.text) && /^[\p{Ll}\d(,]/u.test(next.text);
}

/** Pages from which on a line that stands at the edge of most is taken for their furniture. */
const fewestPages = 4;

/** Units at the edges of pages that stand on many of them, but for their numbers, and page numbers. */
function furnitureOf(source: DocumentText): Set<number> {
  const found = new Set<number>();
  const byPage = Map.groupBy(source.sentences, ({ page }) => page);
  if (byPage.size < 2) return found;
  const edges = [...byPage.values()].map((sentences) => [
    ...new Set([...sentences.slice(0, 2), ...sentences.slice(-2)]),
  ]);
  const times = new Map<string, number>();
  const count = (signature: string): void => void times.set(signature, (times.get(signature) ?? 0) + 1);
  for (const sentences of edges) {
    for (const signature of new Set(sentences.flatMap((sentence) => [signatureOf(sentence), printedNumber(sentence)])))
      count(signature);
  }
  for (const sentence of edges.flat()) {
    const isRepeated =
      byPage.size >= fewestPages &&
      sentence.text.length < 160 &&
      (times.get(signatureOf(sentence)) ?? 0) >= byPage.size / 2;
    const printed = printedNumber(sentence);
    if (isRepeated || printed === "+0" || (printed !== "" && (times.get(printed) ?? 0) > 1)) found.add(sentence.index);
  }
  return found;
}

function signatureOf({ text }: Sentence): string {
  return text.replaceAll(/\d+/gu, "#");
}

/** By how much the only number of the line is ahead of the page's own, such as "+0"; empty where it is no page number. */
function printedNumber({ text, page }: Sentence): string {
  const number =
    /^(?:[-–—|]\s*)?(?:\p{L}{1,6}\.?\s*)?(\d{1,5})(?:\s*(?:\/|of|von|de|di|sur)\s*\d{1,5})?(?:\s*[-–—|])?$/u.exec(
      text,
    )?.[1];
  if (number === undefined) return "";
  const ahead = Number(number) - page;
  return `${ahead < 0 ? "" : "+"}${String(ahead)}`;
}
