import { describe, expect, it } from "vitest";
import { datesOf } from "../../../electron/core/text/dates.ts";
import { knownNames, namesOf } from "../../../electron/core/text/names.ts";
import { numbersOf } from "../../../electron/core/text/numbers.ts";
import { verifyPoint } from "../../../electron/core/evidence/verify.ts";
import { createWords } from "../../../electron/words/words.ts";

const words = createWords();
type Case = readonly [point: string, quote: string, language?: string];

const supported: readonly Case[] = [
  ["Revenue rose to 1,234.5 euros.", "In that year revenue rose to 1 234,5 euros."],
  ["Revenue rose to 1,234,567 euros.", "Revenue rose to 1.234.567 euros."],
  ["Unemployment fell to 5 percent.", "Unemployment fell to 5 % in the spring."],
  ["Unemployment fell to 5%.", "Unemployment fell to 5 per cent."],
  ["The fund holds 5 million dollars.", "The fund holds $5,000,000."],
  ["The fund holds $2.5bn.", "The fund holds 2.5 billion dollars."],
  ["The panel has three members.", "The panel has 3 members."],
  ["The panel has 12 members.", "The panel has twelve members."],
  ["The treaty was signed on 3 March 2024.", "The treaty was signed on March 3, 2024."],
  ["The treaty was signed on 2024-03-03.", "The treaty was signed on the 3rd of March 2024."],
  ["The treaty was signed in March 2024.", "The treaty was signed on 03/03/2024."],
  ["The treaty was signed in 2024.", "The treaty was signed on 3 March 2024."],
  ["The session opens at 9:30.", "The session opens at 09:30 in the hall."],
  [
    "The rules of the port, the rules of the town and the rules of the guild agree.",
    "The rules of the guild agree with the rules of the port and the town.",
  ],
  ["The witness said that Dr. Ada Lovelace wrote the notes.", "Ada Lovelace wrote the notes, the witness said."],
  ["The trade rules come from the European Union.", "The rules on trade come from the EU and apply at once."],
  ["The rules come from the EU.", "The rules come from the European Union and apply at once."],
  ["Exports to Germany doubled.", "German buyers took twice as much: exports to Germany doubled."],
  ["The court did not grant the motion.", "The court refused to grant the motion."],
  ["The plan covers not only roads but also bridges.", "The plan covers roads and bridges."],
  ["The engine uses module B12.", "Module B12 is used by the engine."],
  ["Der Umsatz stieg um 3,5 Prozent auf 1.200 Euro.", "Der Umsatz stieg im Jahr um 3,5 % auf 1200 Euro.", "de"],
  ["Der Vertrag beginnt am 1. März 2023.", "Der Vertrag beginnt am 01.03.2023.", "de"],
  ["Die Anlage kostet 3 Milliarden Euro.", "Die Anlage kostet 3 Mrd. Euro.", "de"],
  ["Le contrat prend effet le 1er août 2022.", "Le contrat prend effet le 1 août 2022.", "fr"],
  ["Le budget est de 12 000 euros.", "Le budget s’élève à 12.000 euros, c’est un budget modeste.", "fr"],
  ["El acuerdo se firmó el 4 de mayo de 2021.", "El acuerdo se firmó el 4/5/2021.", "es"],
  ["Il contratto dura tre anni.", "La durata del contratto: il contratto dura 3 anni.", "it"],
  ["O contrato começa em 7 de março de 2020.", "O contrato começa em 07/03/2020.", "pt"],
];

const unsupported: readonly (readonly [point: string, quote: string, missing: RegExp, language?: string])[] = [
  ["Revenue rose to 1,235 euros.", "Revenue rose to 1,234 euros.", /1,235/u],
  ["The fund holds 5 billion dollars.", "The fund holds 5 million dollars.", /5 billion/u],
  ["The fund holds 5 euros.", "The fund holds 5 dollars.", /5 euros/u],
  ["The panel has four members.", "The panel has three members.", /four/u],
  ["The treaty was signed on 3 March 2024.", "The treaty was signed on 4 March 2024.", /3 March 2024/u],
  ["The treaty was signed in April 2024.", "The treaty was signed on 3 March 2024.", /April 2024/u],
  ["The treaty was signed in 2023.", "The treaty was signed on 3 March 2024.", /2023/u],
  ["The session opens at 9:30.", "The session opens at 10:30.", /9:30/u],
  ["The notes were written by Ada Lovelace.", "The notes were written by Grace Hopper.", /Ada Lovelace/u],
  ["The rules come from NATO.", "The rules come from the European Union.", /NATO/u],
  ["The engine uses module B13.", "The engine uses module B12.", /B13/u],
  ["The court found the defendant guilty.", "The court did not find the defendant guilty; it found nothing.", /deny/u],
  ["The fee is not refundable.", "The fee is refundable within a month.", /deny/u],
  [
    "Right, each last know might, each last know might, each last know might, each last know might.",
    "Right. So, you know, each one might be the last.",
    /again and again/u,
  ],
  [
    "港の規則は港の規則は港の規則は港の規則は港の規則は港の規則は港の規則は",
    "港の規則は厳しい。",
    /again and again/u,
    "ja",
  ],
  ["Der Umsatz stieg auf 1.300 Euro.", "Der Umsatz stieg auf 1.200 Euro.", /1\.300/u, "de"],
  ["Der Vertrag wurde nicht verlängert.", "Der Vertrag wurde verlängert.", /deny/u, "de"],
  ["Le contrat prend effet le 2 août 2022.", "Le contrat prend effet le 1er août 2022.", /2 août 2022/u, "fr"],
  ["El acuerdo lo firmó el ministro Pedro Gómez.", "El acuerdo lo firmó el ministro Juan Ruiz.", /Pedro Gómez/u, "es"],
];

describe("a point whose facts stand in its quotes", () => {
  it.each(supported.map(([point, quote, language = "en"]) => ({ point, quote, language })))(
    "$point | $quote",
    ({ point, quote, language }) => {
      expect(verifyPoint(point, [quote], language)).toEqual({ support: "verified", by: "code", findings: [] });
    },
  );
});

describe("a point with a fact its quotes do not have", () => {
  it.each(unsupported.map(([point, quote, missing, language = "en"]) => ({ point, quote, missing, language })))(
    "$point | $quote",
    ({ point, quote, missing, language }) => {
      const { support, findings } = verifyPoint(point, [quote], language);
      expect(["unsupported", "contradicted"]).toContain(support);
      expect(words.findings(findings)).toMatch(missing);
    },
  );

  it("is unsupported where it cites nothing", () => {
    expect(verifyPoint("It rained.", [], "en")).toEqual({
      support: "unsupported",
      by: null,
      findings: [{ code: "NO_CITATION", data: {} }],
    });
  });

  it("is weak where it shares few words with its quotes", () => {
    const claim = { text: "The board postponed every decision." };
    const { support, findings } = verifyPoint(claim.text, ["Rain fell on the hills all day."], "en");
    expect(support).toBe("weak");
    expect(findings).toEqual([
      { code: "WORDS_NOT_IN_QUOTES", data: { text: "board" }, words: { start: 4, end: 9 } },
      { code: "WORDS_NOT_IN_QUOTES", data: { text: "postponed" }, words: { start: 10, end: 19 } },
      { code: "WORDS_NOT_IN_QUOTES", data: { text: "decision" }, words: { start: 26, end: 34 } },
    ]);
  });

  it("is weak where the words of its language cannot be compared, unless it is a quote itself", () => {
    const quote = "この協定は2024年3月3日に署名された。";
    const { support, findings } = verifyPoint("協定は2024年3月3日に署名された。", [quote], "ja");
    expect(support).toBe("weak");
    expect(findings).toEqual([{ code: "LANGUAGE_NOT_KNOWN", data: {} }]);
    expect(verifyPoint(quote, [quote], "ja").support).toBe("verified");
  });

  it("is weak where a percentage is only a number in its quotes", () => {
    const claim = { text: "The share of women was 40 %." };
    const { support, findings } = verifyPoint(claim.text, ["Share of women: 40."], "en");
    expect(support).toBe("weak");
    expect(words.findings(findings)).toMatch(/40 is a percentage/u);
  });

  it("takes facts from all its quotes together", () => {
    const quotes = ["Ada Lovelace wrote the notes.", "The notes were printed in London in 1843."];
    expect(verifyPoint("The notes of Ada Lovelace were printed in London in 1843.", quotes, "en").support).toBe(
      "verified",
    );
  });
});

describe("a name at the beginning of a point", () => {
  const quotes = ["Merkel resigned in the spring.", "Nobody else resigned."];

  it("counts where the document shows that it is one", () => {
    const known = knownNames(["In Paris Macron spoke.", "Later Merkel answered Macron."], "en");
    expect(verifyPoint("Macron resigned in the spring.", quotes, "en", { known }).findings).toContainEqual({
      code: "NAME_NOT_IN_QUOTES",
      data: { text: "Macron" },
    });
    expect(verifyPoint("Merkel resigned in the spring.", quotes, "en", { known }).support).toBe("verified");
  });

  it("is else taken for an ordinary word", () => {
    expect(verifyPoint("Then Merkel resigned in the spring.", quotes, "en").support).toBe("verified");
  });
});

describe("what is read in a text", () => {
  it.each([
    ["1.234", ["1.234", "1234"]],
    ["0.500", ["0.5"]],
    ["1 000 000", ["1000000"]],
    ["12,5 %", ["12.5"]],
    ["3,000.50", ["3000.5"]],
  ])("number %s", (text, values) => {
    expect(numbersOf(text, "en").flatMap((number) => number.values)).toEqual(values);
  });

  it("keeps both ways to read a date in digits", () => {
    expect(datesOf("on 03/04/2024")[0]?.options).toEqual([
      { year: 2024, month: 4, day: 3 },
      { year: 2024, month: 3, day: 4 },
    ]);
  });

  it("does not take the modal verb for the month", () => {
    expect(datesOf("It may rain, and they march on.")).toEqual([]);
  });

  it("takes no name from the beginning of a sentence, nor German nouns", () => {
    expect(namesOf("Rain fell. Snow followed.", "en")).toEqual([]);
    expect(namesOf("Gestern fiel der Regen auf die Stadt.", "de")).toEqual([]);
    expect(namesOf("Yesterday Marie Curie met Dr. Smith of CERN.", "en").map(({ text }) => text)).toEqual([
      "Marie Curie",
      "Smith",
      "CERN",
    ]);
  });
});

describe("findings", () => {
  it("tell of a word that differs what differs, and not that it is in no quote besides", () => {
    const quotes = ["The rent of the shop is 950 euros a month."];
    const { support, findings } = verifyPoint("The rent of the shop is gladly 990 euros a month.", quotes, "en");
    expect(support).toBe("contradicted");
    expect(findings.filter(({ code }) => code.startsWith("NUMBER"))).toHaveLength(1);
    const doubted = findings.flatMap(({ code, data }) =>
      code === "WORDS_NOT_IN_QUOTES" && "text" in data ? data.text : [],
    );
    expect(doubted).toEqual(["gladly"]);
  });
});
