import { describe, expect, it } from "vitest";
import { currenciesOf } from "../../../electron/core/text/currencies.ts";
import { type NumberFact, numbersOf } from "../../../electron/core/text/numbers.ts";

type Case = readonly [text: string, values: readonly string[], language?: string];

/** The first reading of each number, the last where a mark with three digits behind it may set off thousands. */
function valuesOf(text: string, language: string): string[] {
  return numbersOf(text, language).map(({ values }) => values.at(-1) ?? "");
}

function check(cases: readonly Case[]): void {
  it.each(cases.map(([text, values, language = "en"]) => ({ text, values, language })))(
    "$language: $text",
    ({ text, values, language }) => {
      expect(valuesOf(text, language)).toEqual(values);
    },
  );
}

function only(text: string, language = "en"): NumberFact {
  const [fact, ...others] = numbersOf(text, language);
  if (!fact || others.length > 0) throw new Error(`not one number in "${text}"`);
  return fact;
}

describe("a minus", () => {
  check([
    ["a result of −5 million euros", ["-5000000"]],
    ["a result of -5 million euros", ["-5000000"]],
    ["a result of –5 million euros", ["-5000000"]],
    ["a result of ‑5 million euros", ["-5000000"]],
    ["a result of －5 million euros", ["-5000000"]],
    ["a result of minus 5 million euros", ["-5000000"]],
    ["a result of (5) million euros", ["-5000000"]],
    ["Net result was (7,200) euros.", ["-7200"]],
    ["The cash flow was ($5,000).", ["-5000"]],
    ["Net result: (7,200).", ["-7200"]],
    ["Result\t(5)\t12", ["-5", "12"]],
    ["a balance of 100,50- EUR", ["-100.5"]],
    ["Bank 5.000,00-", ["-5000"]],
    ["a flow of -€20.00 a share", ["-20"]],
    ["a flow of EUR -100.50 a share", ["-100.5"]],
    ["a flow of € −1,200.50", ["-1200.5"]],
    ["- 50", ["-50"]],
    ["between −5 and 10 degrees", ["-5", "10"]],
    ["it was 5 degrees below zero", ["-5"]],
    ["es waren 5 Grad unter Null", ["-5"], "de"],
    ["il fait moins 5 degrés", ["-5"], "fr"],
    ["hacía 5 grados bajo cero", ["-5"], "es"],
    ["a margin of (12)%", ["-12"]],
  ]);
});

describe("what looks like a minus and is none", () => {
  check([
    ["The deposit (7,200 euros) is paid at signing.", ["7200"]],
    ["The deposit (€7,200) is paid at signing.", ["7200"]],
    ["The price – 500 euros – is due in May.", ["500"]],
    ["The price –500 euros– is due in May.", ["500"]],
    ["It takes 5-10 days.", ["5", "10"]],
    ["It ran 2019 –2021.", ["2019", "2021"]],
    ["Order AB-77-4120 was sent.", ["77", "4120"]],
    ["The COVID-19 rules ended.", ["19"]],
    ["The change was +3 percent.", ["3"]],
    ["(5) The tenant pays.", ["5"]],
    ["within five (5) days", ["5", "5"]],
    ["the report (2019) says", ["2019"]],
    ["5- to 10-year bonds", ["5", "10"]],
    ["It costs 20.– today.", ["20"]],
    ["au moins 5 jours", ["5"], "fr"],
    ["al menos 5 días", ["5"], "es"],
  ]);
});

describe("digits in groups, and scales", () => {
  check([
    ["1,234,567 and 1.234.567 and 1 234 567 and 1’234’567", ["1234567", "1234567", "1234567", "1234567"]],
    ["1.234.567,89 and 1,234,567.89", ["1234567.89", "1234567.89"]],
    ["Rs 12,34,567 and 1,25,000", ["1234567", "125000"]],
    ["5 lakh and 2 crore", ["500000", "20000000"]],
    ["€1.2M, €900k, $3bn and 4 trillion", ["1200000", "900000", "3000000000", "4000000000000"]],
    ["3 Mrd. Euro, 3,5 Mio. Euro, 5 TEUR und 2 Billionen", ["3000000000", "3500000", "5000", "2000000000000"], "de"],
    ["5 milliards et 2 Md€", ["5000000000", "2000000000"], "fr"],
    ["2 mil millones y 3 billones", ["2000000000", "3000000000000"], "es"],
    ["3 miljard", ["3000000000"], "nl"],
    ["2 bilhões", ["2000000000"], "pt"],
    ["5 thousand million", ["5000000000"]],
    ["2½ hours and ¾ of them", ["2.5", "0.75"]],
    ["５万円と3億円", ["50000", "300000000"], "ja"],
  ]);

  it("leaves open whether 5m are millions or metres, but not of money", () => {
    expect(only("5m").values).toEqual(["5000000", "5"]);
    expect(only("€5m").values).toEqual(["5000000"]);
  });

  it("takes CR behind an amount for its side, and for crores behind rupees", () => {
    expect(only("The balance is 100.50 CR.")).toMatchObject({ values: ["100.5"], side: "credit" });
    expect(only("The balance is 100.50 DR.")).toMatchObject({ values: ["100.5"], side: "debit" });
    expect(only("₹5 cr")).toMatchObject({ values: ["50000000"], side: null });
  });
});

describe("numbers in words", () => {
  check([
    ["twenty-one days and one hundred and twenty-five people", ["21", "125"]],
    ["two and a half years, half a million people, a dozen eggs", ["2.5", "500000", "12"]],
    ["two-thirds of them, a quarter of them, half of them", ["0.6667", "0.25", "0.5"]],
    ["no one, one of them, dozens of eggs, thousands of people", []],
    ["two five-year deals", ["2", "5"]],
    ["zweihundertfünfzig, zweiundzwanzig, anderthalb, eine halbe Million", ["250", "22", "1.5", "500000"], "de"],
    ["zwei Drittel und die Hälfte", ["0.6667", "0.5"], "de"],
    [
      "quatre-vingt-dix-sept, soixante et onze, vingt et un, dix-sept, deux cents",
      ["97", "71", "21", "17", "200"],
      "fr",
    ],
    ["la moitié, deux tiers, trois millions", ["0.5", "0.6667", "3000000"], "fr"],
    ["treinta y dos, dos mil quinientos, veintidós, cinco millones", ["32", "2500", "22", "5000000"], "es"],
    ["ventidue, duecentocinquanta, tremila, due terzi", ["22", "250", "3000", "0.6667"], "it"],
    ["trinta e dois, cento e vinte e três, duzentos e cinquenta", ["32", "123", "250"], "pt"],
    ["tweeëntwintig, tweehonderdvijftig, anderhalf, drie miljoen", ["22", "250", "1.5", "3000000"], "nl"],
  ]);
});

describe("what kind of number it is", () => {
  it.each([
    ["the 3rd case", "en", "3"],
    ["the twenty-third case", "en", "23"],
    ["die 3. Sitzung", "de", "3"],
    ["die dritte Sitzung", "de", "3"],
    ["le 2e cas", "fr", "2"],
    ["le troisième cas", "fr", "3"],
    ["la 2ª sesión", "es", "2"],
    ["la tercera sesión", "es", "3"],
    ["il terzo caso", "it", "3"],
    ["o terceiro caso", "pt", "3"],
    ["de derde zaak", "nl", "3"],
  ])("%s is an ordinal", (text, language, value) => {
    expect(only(text, language)).toMatchObject({ kind: "ordinal", values: [value] });
  });

  it.each([
    ["The fee fell in 2019.", "yes"],
    ["The company paid the 2019 budget.", "maybe"],
    ["The club had 2024 members.", "no"],
    ["The company paid 2,019 euros.", "no"],
    ["It cost 2019 euros.", "no"],
  ])("%s tells whether it is a year: %s", (text, year) => {
    expect(only(text).year).toBe(year);
  });

  it("takes the numbers of codes and names for parts of them", () => {
    expect(numbersOf("COVID-19, AB-77-4120, mid-2019", "en").map(({ code }) => code)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("what a number measures and counts", () => {
  it.each([
    ["2 percent", "percent"],
    ["2 %", "percent"],
    ["2 percentage points", "points"],
    ["10 ‰", "permille"],
    ["5 mg", "mass"],
    ["5-day", "time"],
    ["20 degrees", "degree"],
    ["1,400 sq ft", "area"],
    ["46.5g", "mass"],
  ])("%s: %s", (text, kind) => {
    expect(only(text).unit?.kind).toBe(kind);
  });

  it("finds the currency beside it and nowhere else", () => {
    expect(numbersOf("In 2019 it sold 300 boats for €5 or 6 dollars.", "en").map(({ currency }) => currency)).toEqual([
      null,
      null,
      "EUR",
      "USD",
    ]);
    expect([...currenciesOf("Swiss francs, R$ 5 and 7 rupees")].sort()).toEqual(["BRL", "CHF", "INR"]);
  });

  it("finds what is counted", () => {
    expect(only("16 gold watches were sold").counted).toEqual(["gold", "watches"]);
    expect(only("a 3-year-old girl").counted).toEqual(["girl"]);
  });

  it("shares unit and scale between the ends of a range", () => {
    expect(numbersOf("from $5-10 million", "en")).toMatchObject([
      { values: ["5000000", "5"], range: "from", currency: "USD" },
      { values: ["10000000"], range: "to", currency: "USD" },
    ]);
    expect(numbersOf("between 5 and 10 degrees", "en").map(({ unit }) => unit?.kind)).toEqual(["degree", "degree"]);
  });

  it.each([
    ["at least 5 days", "en", "least"],
    ["up to 5 days", "en", "most"],
    ["more than 5 days", "en", "more"],
    ["fewer than 5 days", "en", "less"],
    ["nearly 5 days", "en", "about"],
    ["5 days or more", "en", "least"],
    ["mindestens 5 Tage", "de", "least"],
    ["höchstens 5 Tage", "de", "most"],
    ["au moins 5 jours", "fr", "least"],
    ["moins de 5 jours", "fr", "less"],
    ["al menos 5 días", "es", "least"],
    ["più di 5 giorni", "it", "more"],
    ["no máximo 5 dias", "pt", "most"],
    ["ten minste 5 dagen", "nl", "least"],
  ])("%s (%s): %s", (text, language, bound) => {
    expect(only(text, language).bound).toBe(bound);
  });
});
