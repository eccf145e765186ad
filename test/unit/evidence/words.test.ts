import { describe, expect, it } from "vitest";
import { verifyPoint } from "../../../electron/core/evidence/verify.ts";

function codesOf(claim: string, quotes: readonly string[], language = "en"): string[] {
  return verifyPoint(claim, quotes, language).findings.map(({ code }) => code);
}

describe("words of a claim", () => {
  it.each([
    ["in another order", "On Monday the council sold the old mill.", "The council sold the old mill on Monday."],
    ["in another form", "The council has been selling old mills.", "The council sells an old mill."],
    ["by a synonym", "The council purchased the old mill.", "The council bought the old mill."],
    ["by a comparative", "It was the largest fire.", "No fire was as large as this one: a large fire."],
    ["by its initials", "The rules of the EU hold here.", "The rules of the European Union hold here."],
    ["by a form of a name", "German farmers export milk.", "Farmers in Germany export milk."],
  ])("are found %s", (_, claim, quote) => {
    expect(codesOf(claim, [quote]).filter((code) => code.startsWith("WORDS"))).toEqual([]);
  });

  it("are marked where they are nowhere", () => {
    const { support, findings } = verifyPoint(
      "The council burnt the old mill.",
      ["The council sold the old mill."],
      "en",
    );
    expect(support).toBe("weak");
    expect(findings).toContainEqual({
      code: "WORDS_NOT_IN_QUOTES",
      data: { text: "burnt" },
      words: { start: 12, end: 17 },
    });
  });

  it("do not make a statement where they are gathered from sentences about other things", () => {
    const quotes = [
      "The council of the town sold the old mill by the river to a baker.",
      "Near the station somebody set fire to a parked lorry in the night.",
    ];
    expect(codesOf("The council of the town set fire to a lorry.", quotes)).toContain("WORDS_APART");
  });

  it("do not make a statement where one stands in the place of another", () => {
    const quotes = ["The board adopted the plan of the harbour.", "The plan of the mill was rejected by the board."];
    const { findings } = verifyPoint("The board rejected the plan of the harbour.", quotes, "en");
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "WORDS_APART",
        data: { text: "rejected" },
        other: { quote: 0, start: 10, end: 17 },
      }),
    );
  });
});

describe("names of a claim", () => {
  it("do not stand where its quote has another", () => {
    const quotes = ["Later that day Anna Jones resigned from the board of the bank.", "Paul Smith stayed."];
    const { support, findings } = verifyPoint(
      "Later that day Smith resigned from the board of the bank.",
      quotes,
      "en",
    );
    expect(support).toBe("weak");
    expect(findings).toContainEqual({
      code: "ROLES_UNCLEAR",
      data: { text: "Smith" },
      words: { start: 15, end: 20 },
      other: { quote: 0, start: 15, end: 19 },
    });
  });

  it("are not put together from the names of others", () => {
    const quotes = ["The mother, Sharon, lives with Lisa Courtney in town."];
    expect(codesOf("In town lives Sharon Courtney.", quotes)).toContain("NAME_DIFFERS");
  });

  it("are two where a bracket parts them", () => {
    const quotes = ["The lease is made between Old Harbour Homes (the Landlord) and Ann Lee."];
    const claim = "The lease is made between the Landlord (Harbour Homes) and Ann Lee.";
    expect(codesOf(claim, quotes)).not.toContain("NAME_DIFFERS");
  });

  it("may be those that a pronoun of the quote stands for", () => {
    const quotes = ["Last year Moore was in prison.", "He escaped through a window in June."];
    expect(verifyPoint("In June Moore escaped through a window.", quotes, "en").support).toBe("verified");
  });
});

describe("pronouns of a claim", () => {
  it.each([
    ["en", "He escaped through a window.", "He escaped through a window in June."],
    ["de", "Er entkam durch ein Fenster.", "Er entkam im Juni durch ein Fenster."],
    ["fr", "Elle signe le contrat.", "Elle signe le contrat en juin."],
    ["es", "Ella firma el contrato.", "Ella firma el contrato en junio."],
    ["it", "Egli firma il contratto.", "Egli firma il contratto a giugno."],
    ["pt", "Ele assina o contrato.", "Ele assina o contrato em junho."],
    ["nl", "Hij tekent het contract.", "Hij tekent het contract in juni."],
  ])("leave open of whom it speaks where nothing comes before them (%s)", (language, claim, quote) => {
    const { support, findings } = verifyPoint(claim, [quote], language);
    expect(support).toBe("weak");
    expect(findings.map(({ code }) => code)).toEqual(["NO_ANTECEDENT"]);
  });

  it("are told from articles", () => {
    expect(codesOf("El contrato dura dos meses.", ["El contrato dura dos meses en total."], "es")).toEqual([]);
  });

  it("have the gender that they have in the quotes", () => {
    const quotes = ["Candice leads her fellow models through the park."];
    const { support, findings } = verifyPoint("Candice leads his fellow models through the park.", quotes, "en");
    expect(support).toBe("contradicted");
    expect(findings).toEqual([
      {
        code: "PRONOUN_DIFFERS",
        data: { text: "his", other: "her" },
        words: { start: 14, end: 17 },
        other: { quote: 0, start: 14, end: 17 },
      },
    ]);
  });
});

it("a flat's number is no sum of thousands of millions", () => {
  const quotes = ["Apartment 3B is on the top floor.", "The deposit is two months' rent."];
  expect(verifyPoint("The deposit is three months' rent.", quotes, "en").support).not.toBe("verified");
});

it("a word in the place of another is seen over the words between", () => {
  const quotes = ["The rent may be raised once a year.", "If the heating fails, the rent is lowered."];
  expect(verifyPoint("The rent may be lowered once a year.", quotes, "en").support).not.toBe("verified");
});
