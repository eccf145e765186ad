import type { ColumnDraft } from "../../../contract/answerTables.ts";
import { synonymGroupsOf } from "../../evidence/lexicon/lexicon.ts";
import { withoutAskingWords } from "../../evidence/askingWords.ts";
import { isRunningText, type Sentence } from "../../text/documentText.ts";
import { stopWordsOf } from "../../text/stopWords.ts";
import { estimateWords } from "../../text/words.ts";
import { evenly } from "../../text/evenly.ts";
import type { Labels } from "./labels.ts";
import { type Line, type Prepared, type Token, tokensOf } from "./lines.ts";

/** Words that passages have together, about, and how many they are at most. */
const wordsShown = 250;
const mostPassages = 12;

interface Unit {
  readonly sentence: Sentence;
  readonly line: Line;
  readonly tokens: readonly Token[];
}

export interface RankedSentence {
  readonly sentence: Sentence;
  readonly score: number;
  /** share of the words of the question that it and its heading hold, 0 to 1 */
  readonly coverage: number;
}

/** The sentences of a document by the words they hold. */
export interface PassageIndex {
  /** best first, those that hold nothing of a column left out */
  ranked(column: ColumnDraft, at: number, labels: Labels): readonly RankedSentence[];
  /** the sentences that may hold a value of the column's kind */
  holders(column: ColumnDraft): readonly Sentence[];
  readonly prepared: Prepared;
}

export function indexOf(prepared: Prepared): PassageIndex {
  const { language, source } = prepared;
  const units: Unit[] = [];
  const unitOf = new Map<Sentence, number>();
  const postings = new Map<string, number[]>();
  for (const line of prepared.lines) {
    for (const [order, sentence] of line.sentences.entries()) {
      const from = line.starts[order] ?? 0;
      const to = line.starts[order + 1] ?? line.text.length + 1;
      const tokens = line.tokens.filter(({ start }) => start >= from && start < to);
      let at = unitOf.get(sentence);
      if (at === undefined) {
        at = units.length;
        unitOf.set(sentence, at);
        units.push({ sentence, line, tokens });
      }
      for (const { stem, content } of tokens) {
        if (!content) continue;
        const list = postings.get(stem);
        if (!list) postings.set(stem, [at]);
        else if (list.at(-1) !== at) list.push(at);
      }
    }
  }
  /** words of the document by their groups of synonyms */
  const byGroup = new Map<number, string[]>();
  for (const stem of postings.keys())
    for (const group of synonymGroupsOf(stem, language)) byGroup.set(group, [...(byGroup.get(group) ?? []), stem]);
  /** stems that the heading above a sentence has */
  const headings = new Map<number, ReadonlySet<string>>();
  let above: ReadonlySet<string> = new Set();
  for (const [at, { sentence, tokens }] of units.entries()) {
    if (sentence.kind === "heading") above = new Set(tokens.map(({ stem }) => stem));
    headings.set(at, above);
  }
  const cache = new Map<number, readonly RankedSentence[]>();

  const holders = new Map<string, readonly Sentence[]>();

  return {
    prepared,
    holders(column) {
      const key = `${column.kind} ${column.unit === "%" ? "%" : ""}`;
      const known = holders.get(key) ?? source.sentences.filter(({ text }) => mayHold(column, text));
      holders.set(key, known);
      return known;
    },
    ranked(column, at, labels) {
      const known = cache.get(at);
      if (known) return known;
      const ranked = rank(column, at, labels);
      cache.set(at, ranked);
      return ranked;
    },
  };

  function rank(column: ColumnDraft, at: number, labels: Labels): RankedSentence[] {
    const stops = stopWordsOf(language);
    const contentOf = (text: string): string[] =>
      tokensOf(text, language, stops).flatMap(({ stem, content }) => (content ? [stem] : []));
    const asked = new Set(contentOf(`${column.name} ${withoutAskingWords(column.question)}`));
    const further = new Set(column.words.flatMap(contentOf).filter((stem) => !asked.has(stem)));
    const scores = new Map<number, number>();
    const held = new Map<number, number>();
    const weightOf = (stems: readonly string[]): number => {
      const count = stems.reduce((sum, stem) => sum + (postings.get(stem)?.length ?? 0), 0);
      return Math.log(1 + (units.length + 1) / (count + 0.5));
    };
    let all = 0;
    const count = (stems: readonly string[], share: number, isAsked: boolean): void => {
      const weight = weightOf(stems) * share;
      if (isAsked) all += weight;
      const places = new Set(stems.flatMap((stem) => postings.get(stem) ?? []));
      for (const place of places) {
        scores.set(place, (scores.get(place) ?? 0) + weight);
        if (isAsked) held.set(place, (held.get(place) ?? 0) + weight);
      }
    };
    for (const stem of asked)
      count(
        [...new Set([stem, ...synonymGroupsOf(stem, language).flatMap((group) => byGroup.get(group) ?? [])])],
        1,
        true,
      );
    for (const stem of further) count([stem], 0.6, false);
    const ranked: RankedSentence[] = [];
    for (const [place, score] of scores) {
      const unit = units[place];
      if (!unit || unit.sentence.kind === "tableOfContents") continue;
      const hits = labels.hitsIn(unit.line).filter((hit) => {
        const token = unit.line.tokens[hit.from];
        return hit.column === at && token !== undefined && unit.tokens.includes(token);
      });
      const label = hits.reduce(
        (most, { weak, words, part }) => Math.max(most, weak ? 0.3 : part ? 1 : 1.5 + 0.5 * (words - 1)),
        0,
      );
      const heading = [...asked, ...further].filter((stem) => headings.get(place)?.has(stem)).length > 0 ? 0.8 : 0;
      const length = Math.max(1, unit.tokens.length / 40);
      const value = mayHold(column, unit.sentence.text) ? 1.4 : 0;
      const running = isRunningText(unit.sentence) ? 1 : 0.5;
      ranked.push({
        sentence: unit.sentence,
        score: ((score + label * 2 + heading) / Math.sqrt(length) + value) * running,
        coverage: all === 0 ? 0 : (held.get(place) ?? 0) / all,
      });
    }
    // A sentence under a heading that is asked for may hold the answer without its words.
    const best = ranked.toSorted((a, b) => b.score - a.score || a.sentence.index - b.sentence.index);
    const ranks = new Set(best.map(({ sentence }) => sentence));
    const under: RankedSentence[] = [];
    for (const { sentence, score } of best.slice(0, 6)) {
      if (sentence.kind !== "heading") continue;
      for (const next of source.sentences.slice(sentence.index + 1, sentence.index + 4)) {
        if (next.kind === "heading") break;
        if (ranks.has(next)) continue;
        under.push({ sentence: next, score: score * 0.8 + (mayHold(column, next.text) ? 1 : 0), coverage: 0 });
        ranks.add(next);
      }
    }
    return [...best, ...under].toSorted((a, b) => b.score - a.score || a.sentence.index - b.sentence.index);
  }
}

/** Whether a sentence may hold a value of a kind, told at a glance. */
function mayHold({ kind, unit }: ColumnDraft, text: string): boolean {
  switch (kind) {
    case "money":
      return (
        /\d/u.test(text) &&
        (/\p{Sc}|\b(?:EUR|USD|CHF|GBP|euros?|dollars?|francs?|Franken)\b/iu.test(text) ||
          /\d[.,]\d{2}(?!\d)/u.test(text))
      );
    case "number":
      return unit === "%" ? text.includes("%") : /\d/u.test(text);
    case "date":
      return /(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d/u.test(text);
    case "period":
      return /(?<!\p{L})(?:years?|months?|weeks?|days?|\p{L}*jahre?n?|\p{L}*monate?n?|wochen?|\p{L}*tage?n?|ans?|mois|jours?|semaines?|años?|mes(?:es)?|d[ií]as?|semanas?|ann[oi]|mes[ei]|giorni|settimane|anos?|jaar|maand(?:en)?|weken|dagen)(?!\p{L})/iu.test(
        text,
      );
    case "party":
      return /\p{Lu}\p{L}+ (?:[\p{Lu}&]|de |van |von )/u.test(text);
    case "text":
    case "boolean":
    case "choice":
    case "list":
      return false;
  }
}

/**
 * The sentences that may answer a column, best first, about 250 words: the first of them with the heading it stands under, the best ones
 * with the sentence behind them where that belongs to the same paragraph.
 *
 * @param found where values stand that may answer it, best first
 */
export function passagesFor(
  index: PassageIndex,
  column: ColumnDraft,
  at: number,
  labels: Labels,
  found: readonly Sentence[],
): Sentence[] {
  const { prepared } = index;
  const { sentences } = prepared.source;
  const shown: Sentence[] = [];
  const taken = new Set<Sentence>();
  let words = 0;
  const add = (sentence: Sentence | undefined): void => {
    if (!sentence || taken.has(sentence) || shown.length >= mostPassages) return;
    const more = estimateWords(sentence.text);
    if (words > 0 && words + more > wordsShown) return;
    taken.add(sentence);
    shown.push(sentence);
    words += more;
  };
  for (const sentence of found) add(sentence);
  for (const [rank, { sentence }] of index.ranked(column, at, labels).slice(0, mostPassages).entries()) {
    add(sentence);
    if (rank > 2) continue;
    const next = sentences[sentence.index + 1];
    const isLabel = sentence.text.endsWith(":") || estimateWords(sentence.text) < 5;
    const goesOn = next !== undefined && (next.block === sentence.block || isLabel || sentence.kind === "heading");
    if (goesOn) add(next);
    // What is asked in words is often said behind the sentence that announces it.
    const second = sentences[sentence.index + 2];
    if (goesOn && rank < 2 && column.kind === "text" && second?.block === next.block) add(second);
    if (rank === 0 && sentence.kind !== "heading") add(headingAbove(sentences, sentence));
  }
  // Without the words of the question: what may be meant by its form.
  if (shown.length < mostPassages && words < wordsShown)
    for (const sentence of evenly(index.holders(column), mostPassages - shown.length)) add(sentence);
  if (column.kind === "party" || shown.length === 0) for (const sentence of sentences.slice(0, 3)) add(sentence);
  return shown;
}

/** The heading right above a sentence, at most so many sentences before it. */
const headingReach = 25;

function headingAbove(sentences: readonly Sentence[], { index }: Sentence): Sentence | undefined {
  for (let at = index - 1; at >= Math.max(0, index - headingReach); at -= 1)
    if (sentences[at]?.kind === "heading") return sentences[at];
  return undefined;
}
