import type { Finding } from "../../contract/findings.ts";
import { namesMissing, namesOf } from "../text/names.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { ClaimContext } from "./checked.ts";

/** Every name of a claim has to stand in its quotes. */
export function checkNames(
  text: string,
  quotes: readonly string[],
  { language, written = language, known }: ClaimContext,
): Finding[] {
  // Countries, offices and titles have names of their own in every language.
  const isTranslated = !sameLanguage(written, language);
  return namesMissing(namesOf(text, written, known), quotes).map((name): Finding => ({
    code: isTranslated ? "NAME_IN_OTHER_LETTERS" : "NAME_NOT_IN_QUOTES",
    data: { text: name.text },
  }));
}
