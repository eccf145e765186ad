import type { Finding, QuoteSpan } from "../../contract/findings.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, hasSameWord, isSameWord, neighboursOf, spanOf, textAt, type WordRange } from "./clauses.ts";
import { comparable } from "./comparable.ts";
import type { Quantity } from "./lexicon/lexiconData.ts";

/** How many the claim says must not differ from how many of the same its quotes say. */
export function checkQuantity(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const texts = comparable(claim, quotes, context);
  if (!texts) return [];
  const { said, read } = texts;
  const counts = countsOf(said);
  const counted = read.map(countsOf);
  for (const count of counts) {
    const against = differing[count.quantity];
    if (!against) continue;
    const same = counted.flatMap((list, quote) =>
      list.filter((other) => isSaidOfTheSame(said, count, read[quote], other)).map((other) => ({ ...other, quote })),
    );
    const narrower = same.length === 0 && count.quantity === "all" ? narrowerIn(said, count, read, counted) : null;
    if (narrower) return [narrower];
    if (same.length === 0 || same.some(({ quantity }) => !against.includes(quantity))) continue;
    const [other] = same;
    const clauses = other && read[other.quote];
    if (!other || !clauses) continue;
    const [words, span] = [spanOf(said, count.range), spanOf(clauses, other.range)];
    const data = { text: textAt(said, words), other: textAt(clauses, span) };
    return [{ code: "QUANTITY_DIFFERS", data, words, other: { ...span, quote: other.quote } }];
  }
  return [];
}

/** "All repairs" of quotes that speak of "small repairs" alone. */
function narrowerIn(
  said: Clauses,
  { range, of }: Count,
  read: readonly Clauses[],
  counted: readonly (readonly Count[])[],
): Finding | null {
  const noun = said.words[of];
  if (!noun || counted.flat().some(({ quantity }) => quantity === "all")) return null;
  const step = adjectivesFollow.has(said.lexicon.language) ? 1 : -1;
  const spans: QuoteSpan[] = [];
  for (const [quote, clauses] of read.entries()) {
    for (const [at, word] of clauses.words.entries()) {
      if (!isSameWord(noun, word, said.lexicon)) continue;
      const beside = clauses.words[at + step];
      if (!beside?.hasContent || beside.clause !== word.clause || hasSameWord(said.words, beside, said.lexicon))
        return null;
      spans.push({ ...spanOf(clauses, { from: Math.min(at, at + step), to: Math.max(at, at + step) + 1 }), quote });
    }
  }
  const [other] = spans;
  if (!other) return null;
  const words = spanOf(said, range);
  return { code: "WORDS_NOT_IN_QUOTES", data: { text: textAt(said, words) }, words, other };
}

/** Languages whose adjectives stand behind their noun as a rule. */
const adjectivesFollow: ReadonlySet<string> = new Set(["fr", "es", "it", "pt"]);

interface Count {
  readonly quantity: Quantity;
  readonly range: WordRange;
  /** what is counted */
  readonly of: number;
}

/** Quantities of a quote that say otherwise than that of a claim: some follow from all, all never from some. */
const differing: Readonly<Partial<Record<Quantity, readonly Quantity[]>>> = {
  all: ["most", "many", "some", "few", "none", "half"],
  most: ["some", "few", "none", "half"],
  many: ["few", "none"],
  some: ["none"],
  few: ["all", "most", "many", "none", "half"],
  none: ["all", "most", "many", "some", "few", "both", "half"],
  half: ["all", "most", "few", "none"],
  both: ["none"],
};

/** Words between a quantity and what it counts, at most: "all of the other guests". */
const reach = 4;

function countsOf(clauses: Clauses): Count[] {
  const { words, lexicon } = clauses;
  const negations = lexicon.negations.in(words);
  return lexicon.quantities.in(words).flatMap(({ value, from, to }): Count[] => {
    const of = words.findIndex((word, index) => index >= to && index < to + reach && word.hasContent);
    if (of < 0 || words[of]?.clause !== words[from]?.clause) return [];
    const isDenied = negations.some((negation) => negation.to === from);
    const quantity = value === "all" && isDenied ? "some" : value;
    return [{ quantity, range: { from, to }, of }];
  });
}

function isSaidOfTheSame(said: Clauses, count: Count, read: Clauses | undefined, other: Count): boolean {
  const [one, two] = [said.words[count.of], read?.words[other.of]];
  if (!read || !one || !two || !isSameWord(one, two, said.lexicon)) return false;
  const around = neighboursOf(said, { from: count.of, to: count.of + 1 }, "sentence", 3);
  const theirs = neighboursOf(read, { from: other.of, to: other.of + 1 }, "sentence", 8);
  const own = [...around.before, ...around.after];
  const all = [...theirs.before, ...theirs.after];
  const shared = own.filter((word) => all.some((candidate) => isSameWord(word, candidate, said.lexicon))).length;
  return own.length === 0 || (shared > 0 && shared >= own.length / 2);
}
