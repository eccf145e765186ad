import { describe, expect, it } from "vitest";
import { daysOf, durationsOf } from "../../../electron/core/text/durations.ts";

const isosOf = (text: string, language: string): string[] => durationsOf(text, language).map(({ iso }) => iso);

describe("durationsOf", () => {
  it.each<[text: string, language: string, ...isos: string[]]>([
    ["three months", "en", "P3M"],
    ["14 Tage", "de", "P14D"],
    ["drei (3) Monate", "de", "P3M"],
    ["3 (drei) Monate", "de", "P3M"],
    ["six (6) calendar months", "en", "P6M"],
    ["two years and six months", "en", "P2Y6M"],
    ["a 30-day notice", "en", "P30D"],
    ["eine 6-monatige Probezeit", "de", "P6M"],
    ["eine sechsmonatige Probezeit", "de", "P6M"],
    ["eine Dreimonatsfrist", "de", "P3M"],
    ["zweijährige Laufzeit", "de", "P2Y"],
    ["ein Jahr", "de", "P1Y"],
    ["un an", "fr", "P1Y"],
    ["un an et demi", "fr", "P18M"],
    ["anderthalb Jahre", "de", "P18M"],
    ["half a year", "en", "P6M"],
    ["ein halbes Jahr", "de", "P6M"],
    ["un préavis de trois mois", "fr", "P3M"],
    ["quince días hábiles", "es", "P15D"],
    ["preavviso di sei mesi", "it", "P6M"],
    ["prazo de trinta dias", "pt", "P30D"],
    ["opzegtermijn van twee maanden", "nl", "P2M"],
    ["een jaar", "nl", "P1Y"],
    ["vier Wochen zum Monatsende", "de", "P4W"],
    ["zehn Werktagen", "de", "P10D"],
    ["24 hours", "en", "PT24H"],
    ["1.5 years", "en", "P18M"],
    ["3 to 6 months", "en", "P3M", "P6M"],
    ["for a period of one year", "en", "P1Y"],
    ["in zwei Quartalen", "de", "P6M"],
  ])("reads %s", (text, language, ...isos) => {
    expect(isosOf(text, language)).toEqual(isos);
  });

  it.each<[string, string]>([
    ["€5 a year", "en"],
    ["twice a month", "en"],
    ["two years ago", "en"],
    ["a 25-year-old man", "en"],
    ["every month", "en"],
    ["am Montag", "de"],
    ["Jahr 2024", "de"],
  ])("finds none in %s", (text, language) => {
    expect(isosOf(text, language)).toEqual([]);
  });

  it("tells where they stand", () => {
    const text = "The notice period is three months to the end of a quarter.";
    expect(durationsOf(text, "en").map(({ start, end }) => text.slice(start, end))).toEqual(["three months"]);
  });
});

describe("daysOf", () => {
  it("makes durations comparable", () => {
    expect(["P14D", "P2W", "P1Y", "P12M", "PT24H", "P"].map(daysOf)).toEqual([14, 14, 365, 365, 1, null]);
  });
});
