import type { CheckedLineClaim, CheckLine } from "../../contract/check.ts";
import { grounderFor } from "../evidence/ground.ts";
import { loadLanguages } from "../text/language.ts";
import { knownNames } from "../text/names.ts";
import { sentencesOfText } from "../text/textSentences.ts";
import { groundBriefly } from "./groundBriefly.ts";

/**
 * Holds claims against a text that is in no library, in code alone, one claim after the other as they are asked for. Ranges of quotes
 * are those of the text.
 */
export type TextCheck = (input: Pick<CheckLine, "text" | "claims" | "language">) => Generator<CheckedLineClaim>;

export async function createTextCheck(): Promise<TextCheck> {
  const languages = await loadLanguages();
  return function* check({ text, claims, language: said }) {
    const language = said ?? languageOf(text, claims);
    const sentences = sentencesOfText(text);
    const ground = grounderFor(sentences, language);
    const known = knownNames(
      sentences.map((sentence) => sentence.text),
      language,
    );
    for (const claim of claims) {
      const written = languages.ofClaim(claim, language);
      const { cites, verdict } = groundBriefly(ground, claim, { written, known });
      const { support, by, findings } = verdict;
      const citations = cites.map(({ start, end }) => ({ start, end, quote: text.slice(start, end) }));
      yield { claim, support, by, findings: [...findings], citations };
    }
  };

  /** Claims are written in the language of their text as a rule: where it is too short to tell, they do. */
  function languageOf(text: string, claims: readonly string[]): string {
    const language = languages.of(text);
    return language === "und" ? languages.of(claims.slice(0, mostTold).join("\n")) : language;
  }
}

/** Claims that are asked what language they are in. */
const mostTold = 20;
