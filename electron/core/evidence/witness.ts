import type { FindingCode } from "../../contract/findings.ts";
import type { Sentence } from "../text/documentText.ts";
import type { Verdict } from "./verify.ts";

/** A model that says how surely a text says a claim, once it has shown that it can tell true claims from false ones. */
export interface ModelWitness {
  /** the probability from which on its yes counts, as it was calibrated */
  readonly threshold: number;
  /**
   * How likely it is that the text says each claim, 0 to 1, in the order of the claims; fewer where it cannot tell. The text is read
   * once for all of them.
   *
   * @throws CANCELLED, and what the model throws
   */
  probabilities(text: string, claims: readonly string[]): Promise<readonly number[]>;
}

/** A claim that code has judged, to be asked about where that can change anything. */
export interface JudgedClaim {
  readonly claim: string;
  /** what the witness is shown, see {@link textAround} */
  readonly text: string;
  readonly verdict: Verdict;
}

/** A verdict after a witness was heard. */
export interface Witnessed {
  readonly verdict: Verdict;
  /** how surely it found the claim in its text, 0 to 1; null where it was not asked or could not tell */
  readonly probability: number | null;
}

/** Looks for the witness of a run; null where there is none, also once it has failed. @throws CANCELLED */
export type FindWitness = () => Promise<ModelWitness | null>;

/**
 * The verdicts with what a witness says. It is looked for only where there is a claim that it may raise, and asked only about such ones,
 * about those of one text together.
 *
 * @throws CANCELLED
 */
export async function withWitness(claims: readonly JudgedClaim[], find: FindWitness | undefined): Promise<Witnessed[]> {
  const heard: Witnessed[] = claims.map(({ verdict }) => ({ verdict, probability: null }));
  const open = [...claims.entries()].filter(([, { verdict }]) => mayAsk(verdict));
  const witness = open.length > 0 ? await find?.() : null;
  if (!witness) return heard;
  for (const [text, lot] of Map.groupBy(open, ([, each]) => each.text)) {
    const probabilities = await witness.probabilities(
      text,
      lot.map(([, { claim }]) => claim),
    );
    for (const [offset, [index, { verdict }]] of lot.entries()) {
      const probability = probabilities[offset];
      if (probability === undefined) continue;
      heard[index] = { verdict: raisedBy(verdict, probability, witness.threshold), probability };
    }
  }
  return heard;
}

/** The verdict where a witness finds a claim in its text this surely: verified where it may overrule all that code found. */
export function raisedBy(verdict: Verdict, probability: number, threshold: number): Verdict {
  return mayAsk(verdict) && probability >= threshold ? withYes(verdict) : verdict;
}

/** The verdict on a claim that a witness has found in its text. */
export function withYes(verdict: Verdict): Verdict {
  if (verdict.support !== "weak") return verdict;
  const findings = [...verdict.findings, { code: "FOUND_BY_MODEL", data: {} } as const];
  return verdict.findings.every(({ code }) => says[code] !== "nothing")
    ? { support: "verified", by: "model", findings }
    : { ...verdict, findings };
}

/** True where what a witness says can change the verdict. */
export function mayAsk({ support, findings }: Pick<Verdict, "support" | "findings">): boolean {
  return support === "weak" && findings.every(({ code }) => says[code] !== "nothing" || code === "OTHER_LANGUAGE");
}

/**
 * What the model's yes says against what code found of a claim. enough: it overrules it; nothing: it does not, since a small model
 * nods at a changed number, sign, date, unit, direction, quantifier or modality more often than code is wrong about one.
 */
const says: Readonly<Record<FindingCode, "enough" | "nothing">> = {
  NUMBER_DIFFERS: "nothing",
  SIGN_DIFFERS: "nothing",
  UNIT_DIFFERS: "nothing",
  BOUND_DIFFERS: "nothing",
  DATE_DIFFERS: "nothing",
  DIRECTION_DIFFERS: "nothing",
  QUANTITY_DIFFERS: "nothing",
  MODALITY_DIFFERS: "nothing",
  ROLES_DIFFER: "nothing",
  NAME_DIFFERS: "nothing",
  PRONOUN_DIFFERS: "nothing",
  ATTRIBUTION_DIFFERS: "nothing",
  DENIED_BY_POINT_ALONE: "nothing",
  DENIED_BY_QUOTES: "nothing",
  NO_CITATION: "nothing",
  NUMBER_NOT_IN_QUOTES: "nothing",
  DATE_NOT_IN_QUOTES: "nothing",
  TIME_NOT_IN_QUOTES: "nothing",
  CURRENCY_NOT_IN_QUOTES: "nothing",
  NAME_NOT_IN_QUOTES: "nothing",
  REPEATS_ITSELF: "nothing",
  NUMBER_NOT_SAID: "nothing",
  // A model reads what was recognised, not the picture.
  NUMBER_HARD_TO_READ: "nothing",
  PERCENTAGE_NOT_SAID: "nothing",
  CURRENCY_NOT_NAMED: "nothing",
  NAME_IN_OTHER_LETTERS: "enough",
  // Whom a pronoun means is what the sentences around it say, and claims that mean somebody else are what models miss most.
  NO_ANTECEDENT: "nothing",
  DENIAL_NOT_IN_QUOTES: "nothing",
  WORDS_NOT_IN_QUOTES: "enough",
  WORDS_APART: "enough",
  // Who did what to whom is what models confuse: of such claims it found as many of the false ones as of the true.
  ROLES_UNCLEAR: "nothing",
  CONDITION_LEFT_OUT: "nothing",
  HEDGE_LEFT_OUT: "nothing",
  ATTRIBUTION_LEFT_OUT: "nothing",
  FEW_WORDS: "enough",
  // Code has compared numbers and dates alone: vectors have to say the same, see `supportOf`.
  OTHER_LANGUAGE: "nothing",
  LANGUAGE_NOT_KNOWN: "nothing",
  TOO_LONG: "nothing",
  MAY_NOT_ANSWER: "nothing",
  OTHER_ANSWER: "nothing",
  NOT_OF_KIND: "nothing",
  NEAR_IN_MEANING: "enough",
  ALIKE_IN_MEANING: "enough",
  // Two witnesses that disagree are none.
  FAR_IN_MEANING: "nothing",
  FOUND_BY_MODEL: "enough",
  LEGACY: "nothing",
};

/**
 * Characters of a text that a witness is shown whole: some 1,200 tokens, which are read once for all claims on it. Of 60 pairs of claims
 * on articles of this size a model of 1.5 billion weights preferred the true one in 52 when it was shown the article, in 44 when it was
 * shown the quotes with their neighbours, whom "he" means standing further away.
 */
const mostWhole = 5000;
/** Sentences on either side of a quote that are shown of a longer text; with two, and the first two of the text, it told no better. */
const neighbours = 1;

/**
 * What a witness is shown for a claim: the whole text where it is short, else its quotes and the sentences around them, in the order of
 * the document, each once.
 *
 * @param sentences of one document or of a part of one, in order
 */
export function textAround(
  quotes: readonly Pick<Sentence, "index">[],
  sentences: readonly Pick<Sentence, "index" | "text">[],
): string {
  if (quotes.length === 0) return "";
  const shown = isShort(sentences)
    ? sentences
    : sentences.filter(({ index }) => quotes.some((quote) => Math.abs(quote.index - index) <= neighbours));
  return shown.map(({ text }) => text).join(" ");
}

function isShort(sentences: readonly Pick<Sentence, "text">[]): boolean {
  let characters = 0;
  return sentences.every(({ text }) => (characters += text.length + 1) <= mostWhole);
}
