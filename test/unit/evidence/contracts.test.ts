import { describe, expect, it } from "vitest";
import type { FindingCode } from "../../../electron/contract/findings.ts";
import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import { verifyPoint } from "../../../electron/core/evidence/verify.ts";

type Case = readonly [language: string, claim: string, ...quotes: string[]];

const contradicted: readonly (readonly [code: FindingCode, ...Case])[] = [
  ["DENIED_BY_QUOTES", "en", "The fee is included.", "The fee is not included."],
  [
    "DENIED_BY_QUOTES",
    "en",
    "Cooking in the yard requires the consent of the owner.",
    "Selling food in the yard requires the consent of the owner.",
    "Cooking in the yard does not.",
  ],
  ["BOUND_DIFFERS", "en", "The fee rises by at least 3 percent.", "The fee rises in no case by more than 3 percent."],
  [
    "BOUND_DIFFERS",
    "de",
    "Die Gebühr steigt um mindestens 3 Prozent.",
    "Die Gebühr steigt keinesfalls um mehr als 3 Prozent.",
  ],
  [
    "NUMBER_DIFFERS",
    "en",
    "Members are paid within 60 days.",
    "Members are paid within 30 days; guests are paid within 60 days.",
  ],
  ["NUMBER_DIFFERS", "en", "The fee is 6 euros.", "The fee is 5 euros."],
  ["NUMBER_DIFFERS", "en", "The deposit is three months’ rent.", "The deposit of 900 euros is two months’ rent."],
  ["NUMBER_DIFFERS", "en", "The plan passed by two votes to five.", "The plan passed by five votes to two."],
  [
    "NUMBER_DIFFERS",
    "de",
    "Der Plan wurde mit zwei Stimmen gegen fünf angenommen.",
    "Der Plan wurde mit fünf Stimmen gegen zwei angenommen.",
  ],
  [
    "NUMBER_DIFFERS",
    "en",
    "VAT amounts to 1,200.00 EUR.",
    "Net 1,200.00 EUR, VAT 19 % 228.00 EUR, total 1,428.00 EUR.",
  ],
  ["DIRECTION_DIFFERS", "en", "Ann Nowak voted for the budget.", "Ann Nowak voted against the budget."],
  ["DIRECTION_DIFFERS", "de", "Anna Nowak stimmte für den Haushalt.", "Anna Nowak stimmte gegen den Haushalt."],
  ["DATE_DIFFERS", "en", "The desk is open from 7:00 to 22:00.", "The desk is open from 22:00 to 7:00."],
  ["DATE_DIFFERS", "fr", "Le bureau est ouvert de 8h00 à 17h30.", "Le bureau est ouvert de 17h30 à 8h00."],
];

const ofTheBoard = "The club (the “Owner”), represented by its treasurer Ann Solberg, and Tom Rivas agree.";
const kept = "The Landlord keeps the deposit, and the interest belongs to the Tenants.";

const weak: readonly Case[] = [
  ["en", "The landlord pays the tenant 900 euros.", "The tenant pays the landlord 900 euros."],
  ["de", "Der Vermieter zahlt dem Mieter 900 Euro.", "Der Mieter zahlt dem Vermieter 900 Euro."],
  ["es", "El propietario paga al inquilino 900 euros.", "El inquilino paga al propietario 900 euros."],
  ["en", "Tom Rivas represents the Owner.", ofTheBoard],
  ["fr", "Marie Rivas représente le club.", "Le club, représenté par Anne Solberg, et Marie Rivas signent."],
  ["en", "The interest belongs to the Landlord.", kept],
  ["en", "The guests bear the cost of all repairs.", "The guests bear the cost of small repairs of up to 90 euros."],
  ["it", "Gli ospiti pagano tutte le riparazioni.", "Gli ospiti pagano le riparazioni piccole."],
];

const right: readonly Case[] = [
  ["en", "The landlord is paid by the tenant.", "The tenant pays the landlord."],
  ["en", "The tenant pays the landlord 900 euros.", "The tenant pays the landlord 900 euros a month."],
  ["en", "The plan passed by five votes to two.", "The plan passed by five votes to two in June."],
  ["en", "The repair of the roof was postponed until June.", "The repair of the roof was postponed to June."],
  ["en", "VAT is 228.00 EUR.", "Net 1,200.00 EUR, VAT 19 % 228.00 EUR, total 1,428.00 EUR."],
  ["en", "Ann Solberg represents the Owner.", ofTheBoard],
  ["en", "The interest belongs to the Tenants.", kept],
  ["en", "The guests bear the cost of small repairs.", "The guests bear the cost of small repairs of up to 90 euros."],
  ["en", "A parking space is not included.", "It does not include a parking space."],
  ["en", "Members are paid within 30 days.", "Members are paid within 30 days; guests are paid within 60 days."],
  ["en", "The desk is open from 7:00 to 22:00.", "The desk is open from 7:00 to 22:00, and closed on Sundays."],
  ["de", "Die Praxis ist von 8:00 bis 17:30 geöffnet.", "Die Praxis ist von 8:00 bis 17:30 Uhr geöffnet."],
];

describe("claims about a contract", () => {
  it.each(contradicted)("%s: in %s “%s”", (code, language, claim, ...quotes) => {
    const { support, findings } = verifyPoint(claim, quotes, language);

    expect(support).toBe("contradicted");
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it.each(weak)("are not vouched for: in %s “%s”", (language, claim, ...quotes) => {
    expect(verifyPoint(claim, quotes, language).support).toBe("weak");
  });

  it.each(right)("are right: in %s “%s”", (language, claim, ...quotes) => {
    expect(verifyPoint(claim, quotes, language)).toMatchObject({ support: "verified", findings: [] });
  });

  it("name what forbids with its denial, and each word once, what contradicts first", () => {
    const smoking = verifyPoint(
      "Smoking is permitted in the cellar.",
      ["Smoking is not permitted in the cellar."],
      "en",
    );
    const force = smoking.findings.find(({ code }) => code === "MODALITY_DIFFERS");
    expect(force?.data).toMatchObject({ text: "permitted", other: "not permitted" });

    const { findings } = verifyPoint("Two parking spaces are yours.", ["It does not include a parking space."], "en");
    expect(findings.map(({ code }) => code)).toEqual(["DENIED_BY_QUOTES", "NUMBER_NOT_SAID"]);
  });

  it("may give leave for one thing where the quotes oblige to another", () => {
    const quotes = [
      "The owner may enter the flat to read meters.",
      "In an emergency no notice is needed, but the guests must be told who entered.",
    ];

    expect(verifyPoint("The owner may enter the flat in an emergency.", quotes, "en").support).not.toBe("contradicted");
  });

  it("are not held against the heads of sections, nor put together from two ends of a document", () => {
    const between = Array.from({ length: 9 }, (_, index) => `Nothing is said of matter ${String(index)} here.`);
    const texts = [
      "The keys are handed over at noon.",
      "9. Ending the lease",
      ...between,
      "Damage is settled after the end of the lease.",
    ];
    const ground = grounderFor(
      texts.map((text, index) => ({ index, text })),
      "en",
    );

    expect(ground("The keys are handed over at the end of the lease.").verdict.support).not.toBe("verified");
  });
});
