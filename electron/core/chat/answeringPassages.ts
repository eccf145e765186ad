import type { Citation, Document } from "../../contract/documents.ts";
import { type AskedWord, askedWords, findableKeys, shareAnswered, weightsAmong } from "../evidence/asked.ts";
import { withoutAskingWords } from "../evidence/askingWords.ts";
import { synonymsOf } from "../evidence/lexicon/lexicon.ts";
import type { Sentence } from "../text/documentText.ts";
import { loadQuestionLanguage } from "../text/language.ts";
import { contentWords, createPageReader, type ContextDeps, type PageReader, type Search } from "./passages.ts";

/** What documents answer to a question by themselves. */
export interface AnsweringPassages {
  /** stretches of one to some sentences, best first; those alone that have much of what was asked */
  readonly passages: Citation[];
  /** the words of the question and those that may stand for them, as they were looked for */
  readonly lookedFor: string[];
  /** share of the question's words that the best has, rare ones counting most, 0 to 1 */
  readonly share: number;
}

export interface Looking {
  /** as it stands by itself */
  readonly question: string;
  /** as it was asked, where it was completed: what completes it counts less */
  readonly asked?: string;
  readonly documents: readonly Document[];
}

/** What a word counts that a question was completed with. */
const completing = 0.3;
/** Stretches shown for a question at most. */
const mostPassages = 3;
/** Passages that are looked at for them. */
const mostHits = 24;
/** Share of the question's words, by weight, from which a stretch may answer it. */
const leastShare = 0.4;
/** A further stretch has at least this share of what the best one has. */
const nearBest = 0.6;
/** Characters of a stretch, about. */
const longest = 420;
/** Synonyms of a word that are looked for. */
const mostSynonyms = 6;

/**
 * Looks once more for what may answer a question: by its words, their stems and synonyms, its numbers, and by meaning where a model for
 * that is there; and of what is found takes the sentences that have most of what was asked.
 *
 * @throws CANCELLED
 */
export async function findAnsweringPassages(
  deps: ContextDeps,
  search: Search,
  { question: whole, asked: own = whole, documents }: Looking,
): Promise<AnsweringPassages> {
  const [question, asked] = [withoutAskingWords(whole), withoutAskingWords(own)];
  const languages = [...new Set(documents.map(({ language }) => language))];
  const languageOf = await loadQuestionLanguage(languages);
  const words = contentWords(question, languageOf(own));
  const synonyms = words
    .split(" ")
    .flatMap((word) => languages.flatMap((language) => synonymsOf(word, language).slice(0, mostSynonyms)));
  const lookedFor = [...new Set([...words.split(" "), ...synonyms])].filter((word) => word !== "");
  const ids = [...new Set(documents.map(({ id }) => id))];
  const hits = words === "" ? [] : await search(ids, { words: lookedFor.join(" "), question }, mostHits);
  const reader = createPageReader(deps);
  const languagesById = new Map(documents.map(({ id, language }) => [id, language]));
  const stretches = hits.map((hit) => {
    const language = languagesById.get(hit.documentId) ?? "und";
    const page = reader.page(hit.documentId, hit.page);
    const sentences = page.filter(({ start, end }) => end > hit.start && start < hit.end);
    return {
      sentences,
      keys: sentences.map(({ text }) => findableKeys(text, language)),
      wanted: wantedIn(question, asked, language),
    };
  });
  const weightOf = weightsAmong(stretches.flatMap(({ keys }) => keys));
  const scored = stretches
    .map(({ sentences, keys, wanted }) => bestStretch(sentences, keys, wanted, weightOf))
    .toSorted((a, b) => b.share - a.share);
  const share = scored[0]?.share ?? 0;
  const chosen: Citation[] = [];
  for (const stretch of scored) {
    if (chosen.length === mostPassages || stretch.share < Math.max(leastShare, share * nearBest)) break;
    const citation = citationOf(reader, stretch.sentences);
    if (citation && !chosen.some((other) => isSame(other, citation))) chosen.push(citation);
  }
  return { passages: chosen, lookedFor, share };
}

function wantedIn(question: string, asked: string, language: string): AskedWord[] {
  const own = new Set(askedWords(asked, language).flatMap(({ keys }) => keys));
  return askedWords(question, language).map(({ keys }) => ({
    keys,
    counts: keys.some((key) => own.has(key)) ? 1 : completing,
  }));
}

interface Stretch {
  readonly sentences: readonly Sentence[];
  readonly share: number;
}

/** The sentence that has most of what was asked, with its neighbours that have more of it. */
function bestStretch(
  sentences: readonly Sentence[],
  keys: readonly ReadonlySet<string>[],
  wanted: readonly AskedWord[],
  weightOf: (wanted: AskedWord) => number,
): Stretch {
  const shareOf = (from: number, to: number): number => shareAnswered(wanted, keys.slice(from, to), weightOf);
  let best = { from: 0, to: 0, share: 0 };
  for (let from = 0; from < sentences.length; from += 1) {
    for (let to = from + 1; to <= sentences.length && lengthOf(sentences, from, to) <= longest; to += 1) {
      const only = sentences[from];
      if (to === from + 1 && only?.kind === "heading") continue;
      // Of two that have the same the shorter says less besides.
      const share = shareOf(from, to) - (to - from - 1) * 0.02;
      if (share > best.share) best = { from, to, share };
    }
  }
  // A long sentence is one all the same.
  if (best.to === 0 && sentences.length > 0) {
    const shares = sentences.map((_, at) => shareOf(at, at + 1));
    const from = shares.indexOf(Math.max(...shares));
    best = { from, to: from + 1, share: shares[from] ?? 0 };
  }
  return { sentences: sentences.slice(best.from, best.to), share: best.share };
}

function lengthOf(sentences: readonly Sentence[], from: number, to: number): number {
  return (sentences[to - 1]?.end ?? 0) - (sentences[from]?.start ?? 0);
}

function citationOf(reader: PageReader, sentences: readonly Sentence[]): Citation | null {
  const [first, last] = [sentences[0], sentences.at(-1)];
  if (!first || !last) return null;
  const { documentId, page, start } = first;
  const quote = reader.text(documentId)?.pageTexts.get(page)?.slice(start, last.end);
  return quote === undefined ? null : { documentId, page, start, end: last.end, quote };
}

function isSame(a: Citation, b: Citation): boolean {
  return a.documentId === b.documentId && a.page === b.page && a.start < b.end && b.start < a.end;
}
