import { describe, expect, it } from "vitest";
import { endsInAbbreviation, splitSentences } from "../../../electron/core/text/sentences.ts";

const split = (text: string) => splitSentences(text).map(([start, end]) => text.slice(start, end));

describe("splitSentences", () => {
  it.each([
    ["Mr. Smith met Dr. Jones. They talked.", ["Mr. Smith met Dr. Jones.", "They talked."]],
    ["Use a tool, e.g. Acrobat, for it. Then save.", ["Use a tool, e.g. Acrobat, for it.", "Then save."]],
    ["See Fig. 3 and Nos. 4 and 5. It is so.", ["See Fig. 3 and Nos. 4 and 5.", "It is so."]],
    ["The U.S. Army came. It left.", ["The U.S. Army came.", "It left."]],
    ["He lived in the U.S. The rest is known.", ["He lived in the U.S.", "The rest is known."]],
    ["Written by J. K. Rowling in 1997. A success.", ["Written by J. K. Rowling in 1997.", "A success."]],
    [
      "Nach Art. 5 Abs. 2 gilt es, z. B. Für Kinder. Sonst nicht.",
      ["Nach Art. 5 Abs. 2 gilt es, z. B. Für Kinder.", "Sonst nicht."],
    ],
    ["Am 3. Oktober ist frei. Danach nicht.", ["Am 3. Oktober ist frei.", "Danach nicht."]],
    ["M. Dupont est venu, p. ex. Hier. Il est parti.", ["M. Dupont est venu, p. ex. Hier.", "Il est parti."]],
    ["It rose by 3.5 % in 2.1 years. Good.", ["It rose by 3.5 % in 2.1 years.", "Good."]],
    ["1.2.3. The scope is wide. It grows.", ["1.2.3. The scope is wide.", "It grows."]],
    ["“Stop.” He ran! Did he? Yes.", ["“Stop.”", "He ran!", "Did he?", "Yes."]],
    [
      "De huur wordt betaald door dhr. Jansen. Mevr. De Vries tekent.",
      ["De huur wordt betaald door dhr. Jansen.", "Mevr. De Vries tekent."],
    ],
    ["Das gilt bspw. Für Hunde. Sonst nicht.", ["Das gilt bspw. Für Hunde.", "Sonst nicht."]],
    ["夢を見た。女が死んだ。", ["夢を見た。", "女が死んだ。"]],
    ["Is it so? No. I doubt it.", ["Is it so?", "No.", "I doubt it."]],
  ])("%s", (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it("leaves white space out of the ranges", () => {
    expect(splitSentences("  One.  Two. ")).toEqual([
      [2, 6],
      [8, 12],
    ]);
  });
});

describe("a stop at the end of a text", () => {
  it.each(["It went to Hobson Inc.", "It is paid to (Mr.", "See Fig.", "Written by J.", "Sie zahlt bspw."])(
    "may be an abbreviation's: %s",
    (text) => {
      expect(endsInAbbreviation(text)).toBe(true);
    },
  );

  it.each(["The mill was sold in May.", "Is it so?", "It is paid"])("is a sentence's otherwise: %s", (text) => {
    expect(endsInAbbreviation(text)).toBe(false);
  });
});
