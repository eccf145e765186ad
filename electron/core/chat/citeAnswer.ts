import type { Citation } from "../../contract/documents.ts";
import { grounderFor } from "../evidence/ground.ts";
import { leastWords } from "../evidence/support.ts";
import { overlap } from "../evidence/overlap.ts";
import { isAgainst } from "../evidence/verify.ts";
import { withoutLabels } from "../llm/labels.ts";
import { sentenceLine } from "../llm/numberedSentences.ts";
import { splitSentences } from "../text/sentences.ts";
import { type Answer, createMarkWriter } from "./marks.ts";

/**
 * Gives the end of an answer, from `from` on, its citations where the model wrote none there: each of its sentences gets those sentences
 * of the prompt that carry it best, where the check finds nothing in it that they do not say. What denies that the documents say
 * something, asks or only introduces is left alone, as are headings, tables and code.
 *
 * @param from characters of the answer that were written before
 * @param languageOf BCP 47 of a document
 */
export function citeAnswer(
  answer: Answer,
  from: number,
  sources: readonly Citation[],
  languageOf: (documentId: string) => string,
): void {
  const written = answer.text.slice(from);
  if (sources.length === 0 || markPattern.test(written)) return;
  const find = sourceFinder(sources, languageOf);
  answer.text = answer.text.slice(0, from);
  const marks = createMarkWriter(answer, sources);
  for (const { text, isProse } of stretchesOf(written)) {
    const numbers = isProse ? find(text) : [];
    const end = text.trimEnd().length;
    // Written as the model would have, so that they become marks as its own do.
    const inBrackets = numbers.map((number) => `[${String(number)}]`).join("");
    marks.write(inBrackets === "" ? text : `${text.slice(0, end)} ${inBrackets}${text.slice(end)}`);
  }
  marks.end();
}

const markPattern = /\[\d{1,6}\]/u;

/** The numbers of the sentences that carry a sentence of the answer, in their order; none where none does. */
function sourceFinder(
  sources: readonly Citation[],
  languageOf: (documentId: string) => string,
): (sentence: string) => number[] {
  const numbered = sources.map((source, index) => ({
    number: index + 1,
    index,
    text: sentenceLine(source.quote),
    quote: source.quote,
    language: languageOf(source.documentId),
  }));
  const byLanguage = [...Map.groupBy(numbered, ({ language }) => language)].map(([language, sentences]) => ({
    language,
    ground: grounderFor(sentences, language),
  }));
  return (sentence) => {
    const claim = withoutLabels(sentence.replaceAll(/[*_`]+/gu, ""));
    if (/[:：?？]$/u.test(claim) || isAboutDocuments(claim)) return [];
    let best: { readonly numbers: number[]; readonly share: number } | null = null;
    for (const { language, ground } of byLanguage) {
      const { cites: found, verdict } = ground(claim);
      const quotes = found.map(({ quote }) => quote);
      const share = overlap(claim, quotes, language) + (verdict.support === "verified" ? 1 : 0);
      if (isAgainst(verdict) || share < leastWords || share <= (best?.share ?? 0)) continue;
      best = { numbers: found.map(({ number }) => number).toSorted((a, b) => a - b), share };
    }
    return best?.numbers ?? [];
  };
}

/** Says of the documents that they do not say something: that stands in none of their sentences. */
function isAboutDocuments(claim: string): boolean {
  return namesDocuments.test(claim) && saysNothing.test(claim);
}
const namesDocuments =
  /\b(?:documents?|texts?|passages?|sentences?|sources?|context|information|dokumente?n?s?|texte?s?|auszüge?n?|quellen?|angaben?|informationen|phrases?|extraits?|informations?|documentos?|textos?|pasajes?|fuentes?|información|documenti|documento|testo|testi|brani|fonti|informazioni|passagens|fontes|informações|documenten|teksten?|bronnen|informatie)\b|文档|文件|文書|資料|문서/iu;
const saysNothing =
  /\b(?:not|no|nor|cannot|can['’]t|does ?n['’]t|do ?n['’]t|is ?n['’]t|are ?n['’]t|without|nowhere|nothing|nicht|keine?[nmrs]?|nichts|nirgends|pas|aucune?s?|rien|ne|ni|no|ningun[oa]?|ningún|nada|non|nessun[ao]?|nulla|niente|não|nenhum[a]?|niet|geen|niets|nergens)\b|未|没有|ない|ません|않|없/iu;

interface Stretch {
  readonly text: string;
  readonly isProse: boolean;
}

/** The answer cut into its sentences and what is none; together they are the whole of it. */
function stretchesOf(written: string): Stretch[] {
  const stretches: Stretch[] = [];
  let fence: string | null = null;
  for (const line of written.match(/[^\n]*\n|[^\n]+$/gu) ?? []) {
    const mark = /^\s*(`{3,}|~{3,})/u.exec(line)?.[1] ?? null;
    const isCode = fence !== null || mark !== null;
    if (mark !== null && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null;
    if (isCode || /^\s*(?:[#|]|$)/u.test(line)) stretches.push({ text: line, isProse: false });
    else stretches.push(...sentencesOf(line).map((text) => ({ text, isProse: true })));
  }
  return stretches;
}

/** The sentences of a line, each with the white space around it. */
function sentencesOf(line: string): string[] {
  const ranges = splitSentences(line);
  return ranges.map(([start], index) => line.slice(index === 0 ? 0 : start, ranges[index + 1]?.[0]));
}
