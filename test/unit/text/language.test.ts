import { describe, expect, it } from "vitest";
import { loadLanguages } from "../../../electron/core/text/language.ts";

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
