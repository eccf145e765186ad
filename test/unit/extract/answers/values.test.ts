import { describe, expect, it } from "vitest";
import type { AnswerValue, ColumnKind } from "../../../../electron/contract/answerTables.ts";
import { fits, type ReadColumn, valuesOf } from "../../../../electron/core/extract/answers/values.ts";

function read(text: string, column: ColumnKind | ReadColumn, language: string): unknown[] {
  const of = typeof column === "string" ? { kind: column } : column;
  return valuesOf(text, of, language).map(({ value }) => plain(value));
}

function plain(value: AnswerValue): unknown {
  switch (value.kind) {
    case "money":
      return `${String(value.amount)} ${value.currency ?? "?"}`;
    case "number":
      return value.unit === null ? value.number : `${String(value.number)} ${value.unit}`;
    case "date":
      return value.date;
    case "period":
      return value.period;
    case "boolean":
      return value.boolean;
    case "choice":
      return value.choice;
    case "party":
      return value.party;
    case "text":
      return value.text;
  }
}

type Case = [text: string, language: string, ...values: unknown[]];

describe("money", () => {
  it.each<Case>([
    ["EUR 1.250,50", "de", "1250.5 EUR"],
    ["€ 1.500", "nl", "1500 EUR"],
    ["$3 million", "en", "3000000 USD"],
    ["12 000 €", "fr", "12000 EUR"],
    ["CHF 45.-", "de", "45 CHF"],
    ["45,- €", "de", "45 EUR"],
    ["Fr. 120.–", "de", "120 CHF"],
    ["1'250.00 CHF", "de", "1250 CHF"],
    ["R$ 3.500,00", "pt", "3500 BRL"],
    ["1.200 Kč", "de", "1200 CZK"],
    ["2.500,00", "de", "2500 ?"],
    ["EUR 950,00 (neunhundertfünfzig Euro)", "de", "950 EUR"],
    ["The rent of €900 is due by 3 May 2026, with 5% interest after 14 days.", "en", "900 EUR"],
    ["Der Mieter zahlt 850 Euro Miete und 120 Euro Nebenkosten.", "de", "850 EUR", "120 EUR"],
    ["three thousand euros", "en", "3000 EUR"],
    ["85 m²", "de"],
    ["12 March 2026", "en"],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, "money", language)).toEqual(values);
  });
});

describe("numbers", () => {
  it.each<Case>([
    ["The sample had 1,204 participants.", "en", 1204],
    ["1.204 Teilnehmende", "de", 1204],
    ["a share of 8.5 %", "en", "8.5 %"],
    ["85 m²", "de", "85 m²"],
    ["on 3 May 2026", "en"],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, "number", language)).toEqual(values);
  });

  it("reads those of the wanted unit", () => {
    const area = { kind: "number", unit: "m²" } as const;
    expect(read("Wohnung mit 3 Zimmern und 84,5 m² im 2. Stock", area, "de")).toEqual(["84.5 m²"]);
    expect(read("a floor area of 74 square metres", area, "en")).toEqual(["74 m²"]);
    expect(read("una superficie de 68 metros cuadrados", area, "es")).toEqual(["68 m²"]);
    expect(read("three rooms, 70 sqm, 1,200 kg", area, "en")).toEqual(["70 m²"]);
    expect(read("19 %", area, "de")).toEqual([]);
    expect(read("ten years of experience", { kind: "number", unit: "years" }, "en")).toEqual(["10 years"]);
  });
});

describe("dates", () => {
  it.each<Case>([
    ["on 12 March 2026", "en", "2026-03-12"],
    ["am 12.03.2026", "de", "2026-03-12"],
    ["12.03.26", "de", "2026-03-12"],
    ["03/04/2026", "en", "2026-03-04"],
    ["25/03/2026", "en", "2026-03-25"],
    ["03/04/2026", "fr", "2026-04-03"],
    ["this 15th day of March, 2026", "en", "2026-03-15"],
    ["the first day of May 2026", "en", "2026-05-01"],
    ["a los 15 días del mes de marzo de 2026", "es", "2026-03-15"],
    ["12-Mar-2026", "en", "2026-03-12"],
    ["12. 3. 2026", "de", "2026-03-12"],
    ["1er mars 2026", "fr", "2026-03-01"],
    ["1° gennaio 2026", "it", "2026-01-01"],
    ["12 maart 2026", "nl", "2026-03-12"],
    ["15 de março de 2026", "pt", "2026-03-15"],
    ["in March 2026", "en", "2026-03"],
    ["03/2027", "de", "2027-03"],
    ["2027", "en", "2027"],
    ["30 February 2026", "en"],
    ["on 3 May", "en"],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, "date", language)).toEqual(values);
  });

  it("puts the day first where the document does", () => {
    const values = valuesOf("03/04/2026", { kind: "date" }, "en", { dayFirst: true });
    expect(values.map(({ value }) => value)).toEqual([{ kind: "date", date: "2026-04-03" }]);
  });
});

describe("periods", () => {
  it.each<Case>([
    ["The notice period is three months.", "en", "P3M"],
    ["mit einer Frist von drei (3) Monaten", "de", "P3M"],
    ["deux ans et six mois", "fr", "P2Y6M"],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, "period", language)).toEqual(values);
  });
});

describe("yes and no", () => {
  const pets = {
    kind: "boolean",
    name: "Pets",
    question: "Are pets allowed?",
    words: ["pets", "Haustiere", "animaux"],
  } as const;
  const subletting = {
    kind: "boolean",
    name: "Subletting",
    question: "Is subletting allowed?",
    words: ["sublet", "Untervermietung", "subarriendo", "sublocazione", "onderverhuur"],
  } as const;
  const renewal = {
    kind: "boolean",
    name: "Renewal",
    question: "Does the contract renew itself?",
    words: ["renewed", "verlängert sich"],
  } as const;
  it.each<[string, ReadColumn & object, string, boolean | null]>([
    ["Yes, with notice.", pets, "en", true],
    ["nein", pets, "de", false],
    ["Pets are allowed.", pets, "en", true],
    ["No pets are allowed.", pets, "en", false],
    ["Haustiere sind nicht gestattet.", pets, "de", false],
    ["Les animaux sont interdits.", pets, "fr", false],
    ["☒ yes ☐ no", pets, "en", true],
    ["☐ ja ☒ nein", pets, "de", false],
    ["Subletting of the premises or of any part of them is not permitted.", subletting, "en", false],
    ["Eine Untervermietung ist dem Mieter untersagt.", subletting, "de", false],
    ["El subarriendo queda prohibido.", subletting, "es", false],
    ["La sublocazione è vietata.", subletting, "it", false],
    ["Onderverhuur is niet toegestaan.", subletting, "nl", false],
    ["The tenant may sublet the flat.", subletting, "en", true],
    ["Der Vertrag verlängert sich um ein Jahr, wenn er nicht gekündigt wird.", renewal, "de", true],
    ["The contract shall be renewed automatically for one year.", renewal, "en", true],
    ["Are pets allowed?", pets, "en", null],
    ["The rent is €900.", pets, "en", null],
  ])("reads %s", (text, column, language, expected) => {
    expect(read(text, column, language)).toEqual(expected === null ? [] : [expected]);
  });
});

describe("choices", () => {
  const use = { kind: "choice", choices: ["residential", "commercial"] } as const;
  it.each<Case>([
    ["The flat is let for residential purposes.", "en", "residential"],
    ["Die Räume werden zu Wohnzwecken vermietet.", "de", "residential"],
    ["locaux à usage commercial", "fr", "commercial"],
    ["The flat is on the second floor.", "en"],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, use, language)).toEqual(values);
  });
});

describe("parties", () => {
  it.each<Case>([
    ["Muster GmbH, Hauptstr. 1, 10115 Berlin", "de", "Muster GmbH"],
    [
      "between Acme Holdings Ltd (“Landlord”) and Jane Miller, 12 Park Lane, London (“Tenant”)",
      "en",
      "Acme Holdings Ltd",
      "Jane Miller",
    ],
    ["Herr Karl Weber, geboren am 3.4.1980", "de", "Karl Weber"],
    ["Dr. Anna Weber", "de", "Dr. Anna Weber"],
    ["La société Durand & Fils S.A.R.L., dont le siège est à Lyon", "fr", "Durand & Fils S.A.R.L."],
    ["Kees van der Berg", "nl", "Kees van der Berg"],
    ["The landlord is Smith and Sons Ltd.", "en", "Smith and Sons Ltd."],
    ["Google", "en", "Google"],
    ["Rossi Impianti S.r.l., con sede in Milano", "it", "Rossi Impianti S.r.l."],
    ["4711", "en"],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, "party", language)).toEqual(values);
  });
});

describe("lists", () => {
  it.each<Case>([
    ["Anna Weber, Peter Klein and Jo Smith", "en", "Anna Weber", "Peter Klein", "Jo Smith"],
    ["Attendees: Anna Weber (chair), Peter Klein", "en", "Anna Weber (chair)", "Peter Klein"],
    ["- English (fluent)\n- French\n- Dutch", "en", "English (fluent)", "French", "Dutch"],
    ["Deutsch; Englisch; Französisch", "de", "Deutsch", "Englisch", "Französisch"],
    [
      "The board approved the budget for the coming year. It elected Ms Jones as its treasurer.",
      "en",
      "The board approved the budget for the coming year",
      "It elected Ms Jones as its treasurer",
    ],
  ])("reads %s", (text, language, ...values) => {
    expect(read(text, "list", language)).toEqual(values);
  });
});

describe("texts", () => {
  it("are taken as they stand, without what frames them", () => {
    expect(read("“The law of England.”", "text", "en")).toEqual(["The law of England"]);
    expect(read("• RE-2026/017", "text", "en")).toEqual(["RE-2026/017"]);
  });
});

describe("fits", () => {
  it("asks for kind, choice and unit", () => {
    expect(fits({ kind: "choice", choice: "commercial" }, { kind: "choice", choices: ["commercial"] })).toBe(true);
    expect(fits({ kind: "choice", choice: "other" }, { kind: "choice", choices: ["commercial"] })).toBe(false);
    expect(fits({ kind: "number", number: 5, unit: "qm" }, { kind: "number", unit: "m²" })).toBe(true);
    expect(fits({ kind: "number", number: 5, unit: "kg" }, { kind: "number", unit: "m²" })).toBe(false);
    expect(fits({ kind: "text", text: "Ann" }, { kind: "list" })).toBe(true);
    expect(fits({ kind: "date", date: "2026" }, { kind: "period" })).toBe(false);
  });
});
