import { expect, test } from "vitest";
import { contentWords } from "../../../electron/core/chat/passages.ts";
import { loadQuestionLanguage } from "../../../electron/core/text/language.ts";

const languageOf = await loadQuestionLanguage(["und", "fr"]);

test.each([
  ["en", "Did the man die in the war?", "man die war"],
  ["de", "Was war der Preis?", "Preis"],
  ["nl", "Wie is de huurder?", "huurder"],
  ["es", "¿Quién paga la renta?", "paga renta"],
  ["ja", "家賃はいくらですか", "家賃 は いくら です か"],
  ["fr", "Kaution", "Kaution"],
])(
  "What a question looks for is left of it without the little words of its own language (%s): %s",
  (language, question, words) => {
    expect(languageOf(question)).toBe(language);
    expect(contentWords(question, language)).toBe(words);
  },
);
