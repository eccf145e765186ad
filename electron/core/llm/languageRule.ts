import { primaryTag } from "../text/languageTag.ts";
import templates from "../../../resources/prompts/writing.json" with { type: "json" };
import { fillTemplate } from "./promptTemplate.ts";

/** The English name of a language; null where the tag names none. */
export function languageName(tag: string): string | null {
  if (tag === "und" || tag === "") return null;
  try {
    return new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(tag) ?? null;
  } catch (thrown) {
    // A tag that is not BCP 47 names no language.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

/** Names the language that a model is to write in; empty for English, which the questions are in, and where the tag names none. */
export function languageRule(language: string): string {
  const name = languageName(language);
  return name === null || primaryTag(language) === "en" ? "" : fillTemplate(templates.language, { language: name });
}
