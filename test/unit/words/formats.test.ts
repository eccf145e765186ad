import { describe, expect, it } from "vitest";
import { formatsOf } from "../../../electron/words/formats.ts";
import { createWords } from "../../../electron/words/words.ts";

describe("numbers, dates and lists", () => {
  it("are written as a language writes them", () => {
    expect(formatsOf("en").bytes(4_360_000_000)).toBe("4.4 GB");
    expect(formatsOf("de").bytes(4_360_000_000)).toMatch(/^4,4\sGB$/u);
    expect(formatsOf("en").percent(0.42)).toBe("42%");
    expect(formatsOf("en").speed(9.26)).toBe("9.3");
    expect(formatsOf("en").speed(31.6)).toBe("32");
    expect(formatsOf("de").seconds(1260)).toBe("1,3");
    expect(formatsOf("en").list(["3", "7–9", "12"])).toBe("3, 7–9, 12");
    expect(formatsOf("en").written("2025-03-03T14:05:09+09:00")).toMatch(/Mar 3, 2025, 2:05\sPM/u);
    expect(formatsOf("de").written("2025-03-03")).toBe("03.03.2025");
    expect(formatsOf("en").moment(new Date(2025, 2, 3, 14, 5).getTime())).toMatch(/Mar 3, 2025, 2:05\sPM/u);
  });

  it("tell amounts in the digits of their currency, small costs in three that count, and prices as they are", () => {
    const { money } = formatsOf("en");
    expect([0.0333, 3, 1250.5].map((amount) => money(amount, "EUR"))).toEqual(["€0.03", "€3", "€1,250.50"]);
    expect([0.0012345, 0.1, 3, 1250.5].map((amount) => money(amount, "EUR", "figure"))).toEqual([
      "€0.00123",
      "€0.10",
      "€3",
      "€1,250.50",
    ]);
    expect([0.075, 0.1875, 12.345, 3].map((amount) => money(amount, "EUR", "exact"))).toEqual([
      "€0.075",
      "€0.1875",
      "€12.345",
      "€3",
    ]);
  });

  it("name a language, and show a tag that is none as it stands", () => {
    expect(formatsOf("en").language("pt")).toBe("Portuguese");
    expect(formatsOf("en").language("not a tag")).toBe("not a tag");
    expect(formatsOf("en").language("und")).toBeNull();
  });

  it("are filled into words by the catalogue", () => {
    const { t } = createWords();
    expect(t("engine.loading", { share: 0.5 })).toBe("Loading 50%");
    expect(t("chat.speed", { speed: 31.6 })).toBe("32 tokens a second");
    expect(t("summary.forecast.minutes", { count: 4, memory: 3.1e9 })).toContain(
      "About 4 minutes on this computer, 3.1 GB",
    );
  });
});
