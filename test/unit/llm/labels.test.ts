import { describe, expect, it } from "vitest";
import { withoutLabels } from "../../../electron/core/llm/labels.ts";

describe("what a model puts before a point", () => {
  it.each([
    ["Note 1: The rent is 1,240 euros a month.", "The rent is 1,240 euros a month."],
    ["note 12: The rent is due on the 3rd.", "The rent is due on the 3rd."],
    ["Point 2. The tenant repairs small damage.", "The tenant repairs small damage."],
    ["Note #3 - Pets are allowed.", "Pets are allowed."],
    ["Notes 4–6: Pets are allowed.", "Notes 4–6: Pets are allowed."],
    ["Note 4-5: Pets are allowed.", "Pets are allowed."],
    ["Note: The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["1. The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["2) The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["(3) The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["4: The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["(a) The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["b) The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["c. The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["(iv) The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["- 1. Note 1: The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["### Point 1: The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["**Note 1:** The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["**1.** The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["Notiz 2: Die Miete beträgt 1.240 Euro.", "Die Miete beträgt 1.240 Euro."],
    ["Punkt 3. Die Miete beträgt 1.240 Euro.", "Die Miete beträgt 1.240 Euro."],
    ["Remarque n° 1 : Le loyer est de 1 240 euros.", "Le loyer est de 1 240 euros."],
    ["Point clé 2 : Le loyer est de 1 240 euros.", "Le loyer est de 1 240 euros."],
    ["Nota 4: El alquiler es de 1.240 euros.", "El alquiler es de 1.240 euros."],
    ["Punto chiave 1: L'affitto è di 1.240 euro.", "L'affitto è di 1.240 euro."],
    ["Ponto-chave 2: A renda é de 1.240 euros.", "A renda é de 1.240 euros."],
    ["Notitie 5: De huur bedraagt 1.240 euro.", "De huur bedraagt 1.240 euro."],
    ["要点1：租金为每月1240欧元。", "租金为每月1240欧元。"],
    ["1、租金为每月1240欧元。", "租金为每月1240欧元。"],
    ["ポイント2：家賃は月額1240ユーロです。", "家賃は月額1240ユーロです。"],
    ["① 家賃は月額1240ユーロです。", "家賃は月額1240ユーロです。"],
    ["요점 3: 임대료는 월 1240유로이다.", "임대료는 월 1240유로이다."],
    ["**10.** The tenant repairs the roof.", "The tenant repairs the roof."],
    ["[Note 1] The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["Note 1: 1. The rent is 1,240 euros.", "The rent is 1,240 euros."],
    ["1.- El alquiler es de 1.240 euros.", "El alquiler es de 1.240 euros."],
    ["Dato 3.- El alquiler es de 1.240 euros.", "El alquiler es de 1.240 euros."],
    ["Note 1:", ""],
  ])("is taken off: %s", (written, point) => {
    expect(withoutLabels(written)).toBe(point);
  });

  it.each([
    ["**Rent:** 1,240 euros", "Rent: 1,240 euros"],
    ["**Rent**: 1,240 euros", "Rent: 1,240 euros"],
    ["**1. Monthly rent:** 1,240 euros", "Monthly rent: 1,240 euros"],
    ["Note 2: **Deposit** – two months' rent", "Deposit: two months' rent"],
    ["__Kaution:__ 2.480 Euro", "Kaution: 2.480 Euro"],
  ])("leaves the heading of a fragment as words: %s", (written, point) => {
    expect(withoutLabels(written)).toBe(point);
  });

  it("is taken off where it is a heading that the point says again", () => {
    expect(withoutLabels("**Monthly rent:** The rent is 1,240 euros a month.")).toBe(
      "The rent is 1,240 euros a month.",
    );
  });

  it("leaves the words that were stressed", () => {
    expect(withoutLabels("**The landlord** repairs the **roof**.")).toBe("The landlord repairs the roof.");
    expect(withoutLabels("The factor is 2**3**4.")).toBe("The factor is 2**3**4.");
  });
});

describe("a numeral that is content", () => {
  it.each([
    "1.5 million people live in the city.",
    "2 cats live in the flat.",
    "3rd Street is closed.",
    "Section 4: The tenant may keep pets.",
    "§ 3. Der Mieter zahlt.",
    "3. Oktober ist ein Feiertag.",
    "2. maj mødtes bestyrelsen.",
    "1999. That year the mill was sold.",
    "12:30 is when the meeting begins.",
    "Point 2.5 of the plan was dropped.",
    "Points 1 and 2 of the plan were dropped.",
    "Note 3 to the accounts explains the loss.",
    "Punkt 3 des Vertrags regelt die Miete.",
    "A. Smith founded the mill.",
    "Notes: none.",
    "Article 5: The council meets in May.",
    "10 Downing Street is in London.",
    "(1999) was the year of the flood.",
    "50% of the members agreed.",
    "-5 degrees were measured.",
    "Title IX forbids discrimination.",
    "Summary judgment was given.",
    "> 50 mg a day is harmful.",
    "1. Jan. 2024 begann das Mietverhältnis.",
  ])("stays: %s", (text) => {
    expect(withoutLabels(text)).toBe(text);
  });

  it("stays where the sentence that the point comes from has it", () => {
    const material = ["Im Jahr 1977 gewann der 1. FC Köln den Pokal."];
    expect(withoutLabels("1. FC Köln gewann 1977 den Pokal.", material)).toBe("1. FC Köln gewann 1977 den Pokal.");
    expect(withoutLabels("1. Der Pokal ging nach Köln.", material)).toBe("Der Pokal ging nach Köln.");
    const accounts = ["Note 3: Inventories are valued at cost."];
    expect(withoutLabels("Note 3: Inventories are valued at cost.", accounts)).toBe(accounts[0]);
    expect(withoutLabels("Note 1: Inventories are valued at cost.", accounts)).toBe("Inventories are valued at cost.");
  });

  it.each([
    ["Title 18: Theft is a crime.", "Title 18 of the Code names theft as a crime."],
    ["Sentence: 5 years in prison.", "Sentence: 5 years in prison and a fine."],
    ["#1: Heart disease causes most deaths.", "The #1: Heart disease, before cancer."],
    ["v. Smith was decided in 1990.", "Jones v. Smith was decided in 1990."],
    ["– 5 degrees were measured.", "On Monday – 5 degrees were measured."],
  ])("stays as its document writes it: %s", (text, sentence) => {
    expect(withoutLabels(text, [sentence])).toBe(text);
  });

  it("is not what a longer one begins with", () => {
    expect(withoutLabels("Title 1: Theft is a crime.", ["Title 18 names theft as a crime."])).toBe("Theft is a crime.");
  });
});

describe("a heading", () => {
  it("stays where the point has only a word like it", () => {
    expect(withoutLabels("**Contract:** The contrast was high.")).toBe("Contract: The contrast was high.");
  });
});
