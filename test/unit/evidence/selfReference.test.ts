import { describe, expect, it } from "vitest";
import { onlyNamesSubject } from "../../../electron/core/evidence/selfReference.ts";
import { verifyPoint } from "../../../electron/core/evidence/verify.ts";

const verdictOf = (claim: string, quote: string, language: string) => verifyPoint(claim, [quote], language).support;

describe("words by which a claim speaks of the document itself", () => {
  it.each([
    ["en", "This document describes the rent of the old mill.", "The rent of the old mill is 900 euros."],
    ["en", "This document is a lease of the old mill.", "Lease of the old mill"],
    ["en", "The report states that the harbour was closed.", "The harbour was closed."],
    [
      "en",
      "This document provides a comprehensive overview of the rent of the old mill.",
      "The rent of the old mill is 900 euros.",
    ],
    [
      "de",
      "Der Bericht gibt einen Überblick über die Miete der alten Mühle.",
      "Die Miete der alten Mühle beträgt 900 Euro.",
    ],
    ["nl", "Dit document geeft een overzicht van de huur van de oude molen.", "De huur van de oude molen is 900 euro."],
    ["de", "Dieses Dokument beschreibt die Miete der alten Mühle.", "Die Miete der alten Mühle beträgt 900 Euro."],
    ["fr", "Ce document décrit le loyer du vieux moulin.", "Le loyer du vieux moulin est de 900 euros."],
    ["es", "El texto trata sobre el alquiler del viejo molino.", "El alquiler del viejo molino es de 900 euros."],
    ["it", "Questo documento descrive l’affitto del vecchio mulino.", "L’affitto del vecchio mulino è di 900 euro."],
    ["pt", "Este documento descreve o aluguel do velho moinho.", "O aluguel do velho moinho é de 900 euros."],
    ["nl", "Dit document beschrijft de huur van de oude molen.", "De huur van de oude molen is 900 euro."],
  ])("need stand in no sentence (%s: %s)", (language, claim, quote) => {
    expect(verdictOf(claim, quote, language)).toBe("verified");
  });

  it("leave what is said of its contents to be held against them", () => {
    expect(
      verdictOf("This document describes the rent of the garden.", "The rent of the old mill is due.", "en"),
    ).not.toBe("verified");
    expect(verdictOf("The report states that the harbour was open.", "The harbour was closed.", "en")).not.toBe(
      "verified",
    );
  });

  it("are no others: a report that is due may be one that the document speaks of", () => {
    expect(verdictOf("The report is due on Friday.", "The invoice is due on Friday.", "en")).not.toBe("verified");
  });

  it.each([
    ["en", "The presentation is about the harbour.", "The report states that the harbour was closed."],
    ["de", "Der Bericht behandelt den Hafen.", "Der Bericht zeigt, dass der Hafen geschlossen war."],
    ["fr", "Le rapport traite de la rade.", "Le rapport indique que la rade est fermée."],
    ["es", "El texto trata sobre el puerto.", "El informe indica que el puerto cerró."],
  ])("say nothing where only a subject follows (%s)", (language, naming, saying) => {
    expect(onlyNamesSubject(naming, language)).toBe(true);
    expect(onlyNamesSubject(saying, language)).toBe(false);
    expect(onlyNamesSubject("The harbour was closed.", language)).toBe(false);
  });
});
