import { comparedWords, isContent } from "../evidence/comparedWords.ts";
import type { ClaimOptions } from "../evidence/checked.ts";
import type { Groundable, Grounded, GroundOptions } from "../evidence/ground.ts";
import { verdictOf } from "../evidence/verify.ts";
import { wordsOf } from "../text/words.ts";
import { groundBriefly } from "./groundBriefly.ts";

export interface LitGround<S extends Groundable> {
  readonly ground: (claim: string, options?: GroundOptions<S>) => Grounded<S>;
  /** BCP 47 of the sentences */
  readonly language: string;
  readonly options: ClaimOptions;
}

/** An answer of fewer words of content ("Ingrid Solberg.", "Yes.") means nothing without its question. */
const fewWords = 3;

/**
 * Grounds what is said in answer to something: a few words are held against the sentences that speak of what was asked, and a pronoun
 * may stand for what was said just before, where the quotes speak of that.
 *
 * @param said the question, or the sentence before
 */
export function groundInLightOf<S extends Groundable>(
  said: string,
  claim: string,
  { ground, language, options }: LitGround<S>,
): Grounded<S> {
  const { written = language } = options;
  const content = comparedWords(claim, written)?.filter(isContent) ?? null;
  if (content !== null && content.length < fewWords) {
    const { cites } = groundBriefly(ground, `${said} ${claim}`, options);
    const own = groundBriefly<S>((text, given) => ground(text, { ...given, pointed: cites }), claim, options);
    if (own.cites.length > 0 || cites.length === 0 || wordsOf(claim).length > 1) return own;
    return { cites, verdict: verdictOf([{ code: "FEW_WORDS", data: {} }]) };
  }
  const own = groundBriefly(ground, claim, options);
  const { findings } = own.verdict;
  const open = findings.filter(({ code }) => code !== "NO_ANTECEDENT");
  if (open.length === findings.length || !speakOf(said, own.cites, language, options)) return own;
  return { ...own, verdict: verdictOf(open) };
}

/** True where the sentences have a name or a noun of what was said. */
function speakOf(
  said: string,
  cites: readonly Groundable[],
  language: string,
  { known, written = language }: ClaimOptions,
): boolean {
  const wanted = new Set((comparedWords(said, written, known) ?? []).filter(isContent).flatMap(({ keys }) => keys));
  return cites.some(({ text }) =>
    (comparedWords(text, language, known) ?? []).some(
      (word) => isContent(word) && word.kind !== "number" && word.keys.some((key) => wanted.has(key)),
    ),
  );
}
