import { describe, expect, it } from "vitest";
import { checkDates } from "../../../electron/core/evidence/checkDates.ts";
import { checkNumbers } from "../../../electron/core/evidence/checkNumbers.ts";
import type { Finding } from "../../../electron/contract/findings.ts";

function check(claim: string, quotes: readonly string[], language = "en"): Finding[] {
  return [...checkNumbers(claim, quotes, { language }), ...checkDates(claim, quotes, { language })];
}

/** Codes with what they are about: "NUMBER_DIFFERS: 5 days <> 6 days". */
function told(claim: string, quote: string, language = "en"): string[] {
  return check(claim, [quote], language).map(({ code, data }) =>
    [code, Object.values(data).map(String).join(" <> ")].filter((part) => part !== "").join(": "),
  );
}

type Case = readonly [claim: string, quote: string, language?: string];

describe("nothing is against", () => {
  const cases: readonly Case[] = [
    // Bounds and rounding
    ["Over 2,000 people came to the fair.", "The fair drew 2,053 people."],
    ["Nearly 50 boats were lost.", "The storm took 49 boats."],
    ["The town has about 2.6 million inhabitants.", "The town counts 2,645,000 inhabitants."],
    ["At least 5 members voted.", "At least 5 members voted in favour."],
    // Shares
    ["Half of the members voted.", "50 % of the members voted."],
    ["Two-thirds of the members voted.", "67 % of the members voted."],
    // Units of one kind
    ["The notice period is two years.", "The notice period is 24 months."],
    ["The parcel weighs 5,000 g.", "The parcel weighs 5 kg."],
    ["The loss was 42 cents a share.", "The result was −0.42 euros a share."],
    ["The fund lost 3 percent.", "The result of the fund was −3 percent."],
    ["Der Verlust betrug 3 Prozent.", "Das Ergebnis lag bei −3 Prozent.", "de"],
    // Words
    ["Twenty-one boats sailed.", "21 boats sailed."],
    ["Zweihundertfünfzig Boote fuhren aus.", "250 Boote fuhren aus.", "de"],
    ["Quatre-vingt-dix bateaux sont partis.", "90 bateaux sont partis.", "fr"],
    ["The third case was heard.", "The 3rd case was heard."],
    ["Sales doubled.", "Sales rose to 2 times what they were."],
    // Heads of tables
    ["The tax was €540,000.", "Figures in € thousand: sales 3,180; tax 540."],
    // Dates, periods and times
    ["The fair is on Sunday.", "The fair is on 3 March 2024."],
    ["The bridge was built in the 1990s.", "The bridge was built in 1994."],
    ["The bridge was built in the 19th century.", "The bridge was built in 1894."],
    ["Sales rose in the third quarter of 2023.", "Sales rose in Q3 2023."],
    ["Im dritten Quartal 2023 stieg der Umsatz.", "Im 3. Quartal 2023 stieg der Umsatz.", "de"],
    ["The fair opens at 2 pm.", "The fair opens at 14:00."],
    ["The fair opens at 2:30 pm.", "The fair opens at 14:30."],
    ["La foire ouvre à 14 h.", "La foire ouvre à 14h00.", "fr"],
    ["Die Messe beginnt um 14 Uhr.", "Die Messe beginnt um 14:00 Uhr.", "de"],
    ["The fair takes place on 3 and 4 May.", "The fair takes place on 3-4 May 2024."],
    ["The office has been closed since 2019.", "Since 2019 the office has been closed."],
    ["One year later the office closed.", "The office closed a year later."],
  ];
  it.each(cases.map(([claim, quote, language = "en"]) => ({ claim, quote, language })))(
    "$claim | $quote",
    ({ claim, quote, language }) => {
      expect(told(claim, quote, language)).toEqual([]);
    },
  );
});

describe("what is told of a claim that its quote has otherwise", () => {
  const cases: readonly (readonly [claim: string, quote: string, told: readonly string[], language?: string])[] = [
    ["The fair drew 3,000 people.", "The fair drew 2,000 people.", ["NUMBER_DIFFERS: 3,000 <> 2,000"]],
    ["The parcel weighs 5 kg.", "The parcel weighs 5 g.", ["UNIT_DIFFERS: 5 kg <> 5 g"]],
    ["The pay is €500 a month.", "The pay is €500 a week.", ["UNIT_DIFFERS: €500 a month <> €500 a week"]],
    ["The price is 5 euros.", "The price is 5 dollars.", ["UNIT_DIFFERS: 5 euros <> 5 dollars"]],
    ["At most 5 members may vote.", "At least 5 members may vote.", ["BOUND_DIFFERS: At most 5 <> At least 5"]],
    [
      "Höchstens 5 Mitglieder stimmen ab.",
      "Mindestens 5 Mitglieder stimmen ab.",
      ["BOUND_DIFFERS: Höchstens 5 <> Mindestens 5"],
      "de",
    ],
    ["The office closes before 2025.", "The office closes after 2025.", ["BOUND_DIFFERS: before 2025 <> after 2025"]],
    ["The gain was 3 percent.", "The gain was −3 percent.", ["SIGN_DIFFERS: 3 percent <> −3 percent"]],
    ["The team won 2-0 on the day.", "The team won 1-0, its 2 wins now 10.", ["NUMBER_DIFFERS: 2-0 <> 1-0"]],
    [
      "Every year 1 in 16 boats is lost.",
      "Of the 16 towns, 1 in 12 boats is lost.",
      ["NUMBER_DIFFERS: 1 in 16 <> 1 in 12"],
    ],
    ["The club has 2024 members.", "The club, founded in 2024, has 1,850 members.", ["NUMBER_DIFFERS: 2024 <> 1,850"]],
    [
      "The collector has 26 old clocks.",
      "The collector, 26 years old, has 16 old clocks.",
      ["NUMBER_DIFFERS: 26 <> 16"],
    ],
    ["The bridge was built in 1994.", "The bridge was built in 1949.", ["DATE_DIFFERS: 1994 <> 1949"]],
    ["The fair opens on Monday.", "The fair opens on Tuesday.", ["DATE_DIFFERS: Monday <> Tuesday"]],
    ["The fair opens tomorrow.", "The fair opens today.", ["DATE_DIFFERS: tomorrow <> today"]],
    ["The fair opens at 9:30.", "The fair opens at 10:30.", ["DATE_DIFFERS: 9:30 <> 10:30"]],
    ["Sales of the shop rose in Q2 2023.", "Sales of the shop rose in Q3 2023.", ["DATE_DIFFERS: Q2 2023 <> Q3 2023"]],
    ["The committee met twelve weeks ago.", "Rain fell on the hills.", ["NUMBER_NOT_SAID: twelve"]],
    ["The committee has 45 members.", "Rain fell on the hills.", ["NUMBER_NOT_IN_QUOTES: 45"]],
    ["The price of it was 45 euros.", "The price of it was 45.", ["CURRENCY_NOT_NAMED: EUR"]],
    ["The share was 45 %.", "Share: 45.", ["PERCENTAGE_NOT_SAID: 45"]],
  ];
  it.each(cases.map(([claim, quote, right, language = "en"]) => ({ claim, quote, right, language })))(
    "$claim | $quote",
    ({ claim, quote, right, language }) => {
      expect(told(claim, quote, language)).toEqual(right);
    },
  );
});

describe("the words of a finding", () => {
  it("are those of the claim and those of the quote it was held against", () => {
    const claim = "The fair in May drew 3,000 people.";
    const quotes = ["It rained.", "The fair drew 2,000 people in May."];
    const [finding] = check(claim, quotes);
    expect(claim.slice(finding?.words?.start, finding?.words?.end)).toBe("3,000");
    expect(finding?.other?.quote).toBe(1);
    expect(quotes[1]?.slice(finding?.other?.start, finding?.other?.end)).toBe("2,000");
  });
});

describe("a number that stands somewhere else in the quotes", () => {
  it("is not that of the claim where another stands in its place", () => {
    const quotes = [
      "The court sentenced the owner of the harbour to 18 years in prison.",
      "The law allows for up to 20 years.",
    ];
    expect(check("The court sentenced the owner to 20 years in prison.", quotes)).toMatchObject([
      { code: "NUMBER_DIFFERS", data: { text: "20 years", other: "18 years" } },
    ]);
    expect(check("The court sentenced the owner to 18 years in prison.", quotes)).toEqual([]);
  });

  it.each([
    ["The deposit is 500.", "The rent is 500 and the deposit 300.", "300"],
    ["Food cost 500.", "Rent 500, food 300, garden 45.", "300"],
    ["The tax was €40.", "Sales €500; tax €90; interest €40.", "€90"],
  ])("nor is that of another label: %s | %s", (claim, quote, other) => {
    expect(check(claim, [quote])).toMatchObject([{ code: "NUMBER_DIFFERS", data: { other } }]);
  });

  it("but stays its own where the label is in other words", () => {
    expect(check("The tenant pays 500 and a deposit.", ["The rent is 500 and the deposit 300."])).toEqual([]);
    expect(check("Food cost 300.", ["Rent 500, food 300, garden 45."])).toEqual([]);
  });

  it("nor is a weekday", () => {
    const quotes = ["On Tuesday the jury found the owner guilty of murder.", "On Monday a witness spoke."];
    expect(check("The jury found the owner guilty on Monday.", quotes)).toMatchObject([
      { code: "DATE_DIFFERS", data: { text: "Monday", other: "Tuesday" } },
    ]);
    expect(check("The jury found the owner guilty on Tuesday.", quotes)).toEqual([]);
  });
});
