import { describe, expect, it } from "vitest";
import { checkNegation } from "../../../electron/core/evidence/checkNegation.ts";
import type { FindingCode } from "../../../electron/contract/findings.ts";

const against: readonly (readonly [code: FindingCode, language: string, claim: string, quote: string])[] = [
  ["DENIED_BY_POINT_ALONE", "en", "The deposit is not refundable.", "The deposit is refundable within a month."],
  [
    "DENIED_BY_POINT_ALONE",
    "en",
    "Guests can't park in the yard.",
    "Guests can park in the yard; pets are not allowed.",
  ],
  ["DENIED_BY_QUOTES", "en", "The deposit is refundable.", "The deposit is not refundable."],
  ["DENIED_BY_QUOTES", "en", "The mayor signed the lease.", "The mayor refused to sign the lease."],
  ["DENIED_BY_QUOTES", "en", "The ferry runs on Sundays.", "The ferry never runs on Sundays, but it runs on holidays."],
  ["DENIAL_NOT_IN_QUOTES", "en", "The lease covers no garage.", "The lease covers the house and the yard."],
  ["DENIED_BY_POINT_ALONE", "fr", "La caution n'est pas remboursée.", "La caution est remboursée dans le mois."],
  ["DENIED_BY_QUOTES", "fr", "La caution est remboursée.", "La caution n'est jamais remboursée."],
  ["DENIED_BY_POINT_ALONE", "de", "Der Vertrag wurde nicht verlängert.", "Der Vertrag wurde verlängert."],
  ["DENIED_BY_QUOTES", "de", "Der Mieter zahlt die Heizung.", "Der Mieter zahlt die Heizung nicht."],
  ["DENIED_BY_QUOTES", "de", "Haustiere sind in der Wohnung.", "In der Wohnung sind keine Haustiere."],
  ["DENIED_BY_POINT_ALONE", "es", "La fianza no se devuelve.", "La fianza se devuelve en un mes."],
  ["DENIED_BY_QUOTES", "es", "La fianza se devuelve.", "La fianza no se devuelve."],
  ["DENIED_BY_POINT_ALONE", "it", "La cauzione non viene restituita.", "La cauzione viene restituita entro un mese."],
  ["DENIED_BY_QUOTES", "it", "La cauzione viene restituita.", "La cauzione non viene mai restituita."],
  ["DENIED_BY_POINT_ALONE", "pt", "A caução não é devolvida.", "A caução é devolvida em um mês."],
  ["DENIED_BY_QUOTES", "pt", "A caução é devolvida.", "A caução não é devolvida."],
  ["DENIED_BY_POINT_ALONE", "nl", "De borg wordt niet terugbetaald.", "De borg wordt binnen een maand terugbetaald."],
  ["DENIED_BY_QUOTES", "nl", "De borg wordt terugbetaald.", "De borg wordt niet terugbetaald."],
];

const agreeing: readonly (readonly [language: string, claim: string, quote: string])[] = [
  ["en", "The deposit is not refundable.", "The deposit isn't refundable."],
  ["en", "The mayor did not sign the lease.", "The mayor refused to sign the lease."],
  ["en", "The plan covers not only roads but also bridges.", "The plan covers roads and bridges."],
  ["en", "The rent is due no later than Friday.", "The rent is due by Friday."],
  ["en", "The ferry runs on holidays.", "The ferry never runs on Sundays, but it runs on holidays."],
  ["en", "The mayor never failed to sign.", "The mayor always signed."],
  ["en", "The bridge opened in May.", "The bridge, which no ship can pass, opened in May."],
  ["fr", "La caution n'est jamais remboursée.", "La caution n'est pas remboursée."],
  ["de", "Der Vertrag endet nicht vor Mai.", "Vor Mai endet der Vertrag nicht."],
  ["de", "Der Mieter zahlt nicht nur die Heizung.", "Der Mieter zahlt die Heizung und das Wasser."],
  ["es", "La fianza nunca se devuelve.", "La fianza no se devuelve."],
  ["it", "La cauzione non viene restituita.", "La cauzione non viene mai restituita."],
  ["pt", "A caução não é devolvida.", "A caução nunca é devolvida."],
  ["nl", "De borg wordt niet terugbetaald.", "De borg wordt nooit terugbetaald."],
];

describe("the check of negations", () => {
  it.each(against)("%s (%s): %s | %s", (code, language, claim, quote) => {
    expect(checkNegation(claim, [quote], { language }).map((finding) => finding.code)).toEqual([code]);
  });

  it.each(agreeing)("has nothing against what denies the same (%s): %s | %s", (language, claim, quote) => {
    expect(checkNegation(claim, [quote], { language })).toEqual([]);
  });

  it("names the negation and what it is held against", () => {
    const [finding] = checkNegation("The deposit is refundable.", ["Rent is due.", "The deposit is not refundable."], {
      language: "en",
    });
    expect(finding?.words).toEqual({ start: 15, end: 25 });
    expect(finding?.other).toEqual({ start: 15, end: 29, quote: 1 });
  });
});
