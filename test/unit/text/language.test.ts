import { describe, expect, it } from "vitest";
import { createLanguageSample, isInAnotherLanguage, loadLanguages } from "../../../electron/core/text/language.ts";

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

describe("the language of a document", () => {
  const english = "The tenant pays the rent on the first day of the month, and the landlord repairs what is broken. ";
  const german = "Der Mieter zahlt die Miete am ersten Tag des Monats, und der Vermieter repariert, was kaputt ist. ";
  const page = (text: string, kind: "paragraph" | "heading" | "tableRow" = "paragraph") => ({
    text,
    blocks: [{ kind, start: 0, end: text.length }],
  });
  const languageOf = (texts: readonly string[], declared: string | null = null): Promise<string> => {
    const sample = createLanguageSample();
    for (const text of texts) sample.add(page(text));
    return sample.detect(declared);
  };

  it.each([
    ["in parts", [german.normalize("NFD")], "de"],
    ["behind a preface", [english, ...Array.from({ length: 40 }, () => german)], "de"],
    [
      "on pages after the first hundred",
      [...Array.from({ length: 100 }, () => english), ...Array.from({ length: 400 }, () => german)],
      "de",
    ],
    ["far into one page", [english.repeat(10) + german.repeat(90)], "de"],
    ["of two languages alike", [english.repeat(20) + german.repeat(20)], "und"],
    ["without kana", ["会社名 東京電気株式会社 経営企画部 売上実績 単価 総額 円"], "ja"],
    [
      "with hardly any kana",
      [
        "東京都渋谷区 電気製品 売上高 前年比 経営成績 財務状態 研究開発費 設備投資額 従業員数 株主還元方針 配当性向 自己資本比率 営業利益率 のみ は",
      ],
      "ja",
    ],
    ["in Chinese", ["租户每月第一天支付租金，房东负责修理公寓里损坏的东西，这是合同的规定。"], "zh"],
    ["in traditional Chinese", ["租戶每月第一天支付租金，房東負責修理公寓裡損壞的東西，這個合同為期兩年。"], "zh"],
    ["of few letters of one script", ["ギター 5"], "ja"],
    ["of few Greek letters", ["Αθήνα 5"], "el"],
    ["of figures", ["12 400 (3) 5.1"], "und"],
  ])("is that of most of it: %s", async (_, texts, language) => {
    expect(await languageOf(texts)).toBe(language);
  });

  it("is not told by headers, labels and addresses", async () => {
    const sample = createLanguageSample();
    const head = "Annual Report of the Board of Directors and Supervisors";
    for (let index = 0; index < 9; index += 1) {
      const text = `${head}\n${german}\nhttps://www.example.com/the/terms/and/conditions/of/the/lease`;
      const start = head.length + 1;
      sample.add({
        text,
        blocks: [
          { kind: "heading", start: 0, end: head.length },
          { kind: "paragraph", start, end: start + german.length },
          { kind: "paragraph", start: start + german.length + 1, end: text.length },
        ],
      });
    }
    expect(await sample.detect(null)).toBe("de");
  });

  it("is that of short lines, where there is little else", async () => {
    const lines = [
      "あいうえお",
      "このメールはテスト用のメールです。",
      "From: xxxxxxx@example.ne.jp for the whole of the office here",
    ];
    const text = lines.join("\n");
    let start = 0;
    const blocks = lines.map((line) => {
      const block = { kind: "paragraph" as const, start, end: start + line.length };
      start = block.end + 1;
      return block;
    });
    const sample = createLanguageSample();
    sample.add({ text: `${text}\n${"これは本文です。".repeat(4)}`, blocks });
    expect(await sample.detect(null)).toBe("ja");
  });

  it.each([
    ["EN-US", "en"],
    ["en_GB", "en"],
    ["de", "en"],
    ["x-none", "en"],
    [null, "en"],
  ])("has no region, and no template's: %s", async (declared, language) => {
    expect(await languageOf([english], declared)).toBe(language);
  });

  it.each([
    ["zh-TW", "租戶每月第一天支付租金，房東負責修理公寓裡損壞的東西。", "zh-Hant"],
    ["ja-JP", "東京電力株式会社取締役会議事録", "ja"],
    ["fr-CA", "N° 5", "fr"],
    ["de-AT", english.repeat(20) + german.repeat(20), "de"],
  ])("is the declared one where the text may be: %s", async (declared, text, language) => {
    expect(await languageOf([text], declared)).toBe(language);
  });
});
