import { describe, expect, it } from "vitest";
import { isInAnotherLanguage, loadLanguages } from "../../../electron/core/text/language.ts";

const languages = await loadLanguages();

describe("the language of a short text", () => {
  it.each([
    ["en", "The tenant pays the deposit."],
    ["en", "Mrs Okafor reports to the board in June."],
    ["de", "Die Miete steigt im Mai auf 520 Euro."],
    ["fr", "Le loyer augmente en mai."],
    ["es", "El alquiler sube en mayo."],
    ["it", "Il canone aumenta a maggio."],
    ["pt", "O aluguer sobe em maio."],
    ["nl", "De huur stijgt in mei naar 520 euro."],
    ["zh", "租金将于五月上涨。"],
    ["ru", "Аренда повышается в мае, и жилец платит её первого числа."],
  ])("is %s of “%s”", (language, text) => {
    expect(languages.of(text)).toBe(language);
  });

  it("is not told by numbers and names", () => {
    expect(languages.of("12 400 (3)")).toBe("und");
    expect(languages.of("Okafor 5")).toBe("und");
    expect(languages.of("")).toBe("und");
  });
});

describe("the language of a claim", () => {
  it.each([
    ["The tenant pays the deposit."],
    ["Carlos Alcaraz won Wimbledon."],
    ["Revenue rose 4%."],
    ["Okafor, Müller und Söhne GmbH, Berlin"],
    ["Boris Johnson resigned."],
  ])("is that of the text, though letters alone would say another: %s", (claim) => {
    expect(languages.ofClaim(claim, "en-GB")).toBe("en-GB");
  });

  it("is another one where letters and little words agree, or the script says so", () => {
    expect(languages.ofClaim("Die Miete steigt im Mai auf 520 Euro.", "en")).toBe("de");
    expect(languages.ofClaim("Le loyer augmente en mai et le locataire le paie.", "de")).toBe("fr");
    expect(languages.ofClaim("租金将于五月上涨至五百二十欧元。", "en")).toBe("zh");
    expect(languages.ofClaim("租金将于五月上涨至五百二十欧元。", "zh-Hant")).toBe("zh-Hant");
  });
});

describe("a text in another language than asked for", () => {
  const texts = {
    en: "The tenant pays the rent on the first day of the month, and the landlord repairs what is broken in the flat.",
    de: "Der Mieter zahlt die Miete am ersten Tag des Monats, und der Vermieter repariert, was in der Wohnung kaputt ist.",
    fr: "Le locataire paie le loyer le premier jour du mois, et le propriétaire répare ce qui est cassé dans l'appartement.",
    es: "El inquilino paga la renta el primer día del mes, y el propietario repara lo que está roto en la vivienda.",
    it: "L'inquilino paga l'affitto il primo giorno del mese, e il proprietario ripara ciò che è rotto nella casa.",
    pt: "O inquilino paga a renda no primeiro dia do mês, e o proprietário repara o que está partido na casa.",
    nl: "De huurder betaalt de huur op de eerste dag van de maand, en de verhuurder herstelt wat in de woning kapot is.",
    ru: "Арендатор платит за квартиру в первый день месяца, а владелец чинит то, что сломано в квартире.",
    ja: "借主は毎月一日に家賃を支払い、貸主は部屋の中で壊れたものを修理する。敷金は家賃の二か月分である。",
    zh: "租户每月第一天支付租金，房东负责修理公寓里损坏的东西，押金为两个月的租金，租期为两年，到期后自动续约。",
  };

  it.each(Object.keys(texts))("is told from any of the others: %s", (language) => {
    for (const [other, text] of Object.entries(texts)) {
      expect([other, isInAnotherLanguage(text, language)]).toEqual([other, other !== language]);
    }
  });

  it("is not told where there is too little of it, or no language was asked for", () => {
    expect(isInAnotherLanguage("Wohnraummietvertrag", "en")).toBe(false);
    expect(isInAnotherLanguage(texts.de, "und")).toBe(false);
    expect(isInAnotherLanguage(texts.de, "de-CH")).toBe(false);
  });
});
