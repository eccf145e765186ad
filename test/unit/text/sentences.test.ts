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
    ["He paid.[4] Then he left.", ["He paid.[4]", "Then he left."]],
    ["He paid.[4][5, 6] Then he left.¹ And so on.^2", ["He paid.[4][5, 6]", "Then he left.¹", "And so on.^2"]],
    ["« Arrêtez. » Puis il partit.", ["« Arrêtez. »", "Puis il partit."]],
    ["« Arrêtez ! » cria-t-il. Elle vint.", ["« Arrêtez ! » cria-t-il.", "Elle vint."]],
    ["“Why?” he asked. “So.” She came.", ["“Why?” he asked.", "“So.”", "She came."]],
    ["»Halt.« Er ging. „Geh.“ Sie kam.", ["»Halt.«", "Er ging.", "„Geh.“", "Sie kam."]],
    ["彼は来た。「行こう」と言った。", ["彼は来た。", "「行こう」と言った。"]],
    ["彼は「行こう。」と言った。", ["彼は「行こう。」と言った。"]],
    ["他走了。（见下文。）她来了。", ["他走了。", "（见下文。）", "她来了。"]],
    ['他走了。"走吧。"她来了。', ["他走了。", '"走吧。"', "她来了。"]],
    ["He left.(See below.) She came.", ["He left.", "(See below.)", "She came."]],
    [
      "It stands near ‘St. John’ and (ST. JOHN). It is old.",
      ["It stands near ‘St. John’ and (ST. JOHN).", "It is old."],
    ],
    ["He lives on Main St. The rest is known.", ["He lives on Main St.", "The rest is known."]],
    ["He told me. Then he left.", ["He told me.", "Then he left."]],
    ["It was signed on 2. MARCH; then all ended.", ["It was signed on 2. MARCH; then all ended."]],
    ["See Nos. A-12 and Nos. XII. It is so.", ["See Nos. A-12 and Nos. XII.", "It is so."]],
    [
      "Nach Art. 5 Abs. 2 S. 12 gilt es. Vgl. S. 12. Nichts.",
      ["Nach Art. 5 Abs. 2 S. 12 gilt es.", "Vgl. S. 12.", "Nichts."],
    ],
    ["See pp. 3 and No. 5. Read on.", ["See pp. 3 and No. 5.", "Read on."]],
    [
      "Vom 3. Okt. bis 4./5. Dez. ist frei. Der 1. FC gewann.",
      ["Vom 3. Okt. bis 4./5. Dez. ist frei.", "Der 1. FC gewann."],
    ],
    [
      "Er kam am 20. Das war gut. Er wurde 3. Danach ging er.",
      ["Er kam am 20.", "Das war gut.", "Er wurde 3.", "Danach ging er."],
    ],
    [
      "Er kostet 3 Mio. Euro. Dr. med. Müller zahlt i. d. R. Montag.",
      ["Er kostet 3 Mio. Euro.", "Dr. med. Müller zahlt i. d. R. Montag."],
    ],
    [
      "Augustus starb 14 n. Chr. in Nola. Er lag 30 v. Chr. Er siegte.",
      ["Augustus starb 14 n. Chr. in Nola.", "Er lag 30 v. Chr.", "Er siegte."],
    ],
    ["Le 1er janv. 2020, l’art. 5 al. 2 vaut. Cf. p. 3.", ["Le 1er janv. 2020, l’art. 5 al. 2 vaut.", "Cf. p. 3."]],
    ["La Dra. Ana viu a pág. 3. O Exmo. Senhor não.", ["La Dra. Ana viu a pág. 3.", "O Exmo. Senhor não."]],
    [
      "La Prof.ssa Verdi e la sig.ra Bianchi vennero. Poi no.",
      ["La Prof.ssa Verdi e la sig.ra Bianchi vennero.", "Poi no."],
    ],
    ["Zie blz. 3 van drs. Smit. Het is zo.", ["Zie blz. 3 van drs. Smit.", "Het is zo."]],
    ["Hun kom kl. 8 med bl.a. Hansen. Hr. Berg gikk.", ["Hun kom kl. 8 med bl.a. Hansen.", "Hr. Berg gikk."]],
    ["См. рис. 3 и т. е. Москву. Далее.", ["См. рис. 3 и т. е. Москву.", "Далее."]],
    ["Roe v. Wade was filed at 5 p.m. Monday. It ended.", ["Roe v. Wade was filed at 5 p.m. Monday.", "It ended."]],
  ])("%s", (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it("keeps a mark that closes, and the comma behind it, with what it closes", () => {
    const text = 'He asked "Why? ", and left. Nobody knew.';
    expect(splitSentences(text).map(([start, end]) => text.slice(start, end))).toEqual([
      'He asked "Why? ", and left.',
      "Nobody knew.",
    ]);
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
