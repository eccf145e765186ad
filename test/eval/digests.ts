import { countWords } from "../../electron/core/text/words.ts";
import { digestOf } from "../../electron/core/extract/digest.ts";
import { candidatesOf } from "../../electron/core/extract/candidates.ts";
import { namesOf } from "../../electron/core/text/names.ts";
import { numbersOf } from "../../electron/core/text/numbers.ts";
import type { Rouge } from "./baselines.ts";
import { meanOf } from "./figures.ts";
import type { EvalDocument } from "./passages.ts";
import { nGrams, rougeLsum, rougeN, tokensOf } from "./rouge.ts";
import { extractOf, rankings, type SelectorName, selectorNames } from "./selection.ts";

/** What came of one whole document. */
export interface DigestResult {
  readonly id: string;
  readonly title: string;
  /** words every system may use: as many as the summaries by people have on average */
  readonly budget: number;
  readonly systems: Readonly<Record<SelectorName, { readonly rouge: Rouge; readonly texts: readonly string[] }>>;
  readonly shown: ShownDigest;
}

/** The digest of standard length as the window shows it. */
export interface ShownDigest {
  readonly lines: readonly string[];
  readonly words: number;
  readonly milliseconds: number;
  /** lines whose quote stands word for word where its citation says, under the heading it names */
  readonly valid: number;
  /** sections that can give a line, and those that did */
  readonly sections: number;
  readonly cited: number;
  /** share of word trigrams that came before in the digest */
  readonly repeated: number;
  /** numbers and names of the digest that the summary has too, and those of the summary that the text has and the digest keeps */
  readonly numbers: Shared;
  readonly names: Shared;
}

export interface Shared {
  readonly found: number;
  readonly wanted: number;
  readonly both: number;
}

/** ROUGE-1, ROUGE-2 and ROUGE-Lsum (in `rl`) of every system at the document's budget, and what can be counted of the digest. */
export function evaluateDigest(document: EvalDocument): DigestResult {
  const { source, references, id } = document;
  const budget = Math.max(1, Math.round(meanOf(references.map(countWords))));
  const ranked = rankings(source, references, budget);
  const judged = selectorNames.map((name) => {
    const { texts } = extractOf(ranked[name](), budget);
    return [name, { texts, rouge: rougeOfLines(references, texts) }] as const;
  });
  return {
    id,
    title: source.title,
    budget,
    systems: Object.fromEntries(judged) as DigestResult["systems"],
    shown: measureShown(document),
  };
}

/** Against the reference with the highest R1 + R2, a sentence a line. */
export function rougeOfLines(references: readonly string[], lines: readonly string[]): Rouge {
  const text = lines.join("\n");
  let best: Rouge = { r1: 0, r2: 0, rl: 0 };
  for (const [place, reference] of references.entries()) {
    const score: Rouge = {
      r1: rougeN(reference, text, 1).f1,
      r2: rougeN(reference, text, 2).f1,
      rl: rougeLsum(sentencesApart(reference), text).f1,
    };
    if (place === 0 || score.r1 + score.r2 > best.r1 + best.r2) best = score;
  }
  return best;
}

function sentencesApart(text: string): string {
  return text.replaceAll(/([.!?])\s+(?=\p{Lu})/gu, "$1\n");
}

function measureShown({ source, pages, references, known }: EvalDocument): ShownDigest {
  const begun = performance.now();
  const lines = digestOf(source, "standard");
  const milliseconds = performance.now() - begun;
  const texts = lines.map(({ text }) => text);
  const sectionAt = new Map(
    source.sentences.map((sentence) => [`${sentence.page}:${sentence.start}`, sentence.section]),
  );
  const valid = lines.filter(({ citations, section }) =>
    citations.every(({ page, start, end, quote }) => {
      const stands = pages.find(({ number }) => number === page)?.text.slice(start, end) === quote;
      const place = sectionAt.get(`${page}:${start}`);
      return stands && place !== undefined && (source.sections[place]?.heading ?? null) === section;
    }),
  ).length;
  const cited = new Set(
    lines.flatMap(({ citations }) => citations.map(({ page, start }) => sectionAt.get(`${page}:${start}`))),
  );
  const trigrams = texts.flatMap((text) => nGrams(tokensOf(text), 3));
  const digest = texts.join("\n");
  const summary = references.join("\n");
  const whole = source.sentences.map(({ text }) => text).join("\n");
  const { language } = source;
  const numbers = (text: string): Set<string> =>
    new Set(
      numbersOf(text, language)
        .flatMap(({ values, word }) => (word ? [] : (values[0] ?? [])))
        .map(String),
    );
  const names = (text: string): Set<string> =>
    new Set(namesOf(text, language, known).map((name) => name.text.toLowerCase()));
  return {
    lines: texts,
    words: countWords(digest),
    milliseconds,
    valid,
    sections: new Set(candidatesOf(source).map(({ sentence }) => sentence.section)).size,
    cited: cited.size,
    repeated: trigrams.length === 0 ? 0 : 1 - new Set(trigrams).size / trigrams.length,
    numbers: sharedOf(numbers(digest), numbers(summary), numbers(whole)),
    names: sharedOf(names(digest), names(summary), names(whole)),
  };
}

function sharedOf(found: ReadonlySet<string>, summary: ReadonlySet<string>, whole: ReadonlySet<string>): Shared {
  // What the text does not hold no extract can keep.
  const wanted = [...summary].filter((item) => whole.has(item));
  return { found: found.size, wanted: wanted.length, both: wanted.filter((item) => found.has(item)).length };
}
