import { describe, expect, it } from "vitest";
import type { DocumentFormat } from "../../../electron/contract/formats.ts";
import type { DocumentKind } from "../../../electron/contract/summaryOptions.ts";
import { documentKindOf } from "../../../electron/core/text/documentKind.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

function kindOf(
  text: string,
  { format, title, language }: { format?: DocumentFormat; title?: string; language?: string } = {},
): DocumentKind {
  const input = textDocument(text.split("\f"), { title: title ?? "document", language: language ?? "en" });
  return documentKindOf(makeDocumentText({ ...input, document: { ...input.document, format: format ?? "text" } }));
}

const prose = "The harbour was widened in the spring, and larger ships came in from the north with timber and coal. ";

describe("the kind of a document", () => {
  it.each<[DocumentFormat, DocumentKind]>([
    ["pptx", "slides"],
    ["odp", "slides"],
    ["xlsx", "spreadsheet"],
    ["csv", "spreadsheet"],
    ["eml", "email"],
    ["code", "code"],
    ["subtitles", "article"],
  ])("of format %s is %s", (format, kind) => {
    expect(kindOf(prose.repeat(3), { format })).toBe(kind);
  });

  it("is an article where nothing says otherwise", () => {
    expect(kindOf(prose.repeat(20))).toBe("article");
    expect(kindOf("")).toBe("article");
    expect(kindOf("港の予算について市議会が火曜日に話し合った。予算は前年より増えた。", { language: "ja" })).toBe(
      "article",
    );
  });

  it("is minutes where people speak in turns", () => {
    const talk = Array.from({ length: 12 }, (_, turn) => `${turn % 2 ? "Anna" : "Bert Maier"}: What do we do with it?`);
    expect(kindOf(talk.join("\n"))).toBe("minutes");
    expect(kindOf(talk.join("\n"), { format: "subtitles" })).toBe("minutes");
  });

  it("is not minutes where lines begin with labels that come once", () => {
    const labels = ["Address", "Telephone", "Opening hours", "Parking", "Price", "Languages", "Note", "Owner"];
    expect(kindOf(labels.map((label) => `${label}: something that stands here for it.`).join("\n"))).toBe("article");
  });

  it.each([
    ["en", "Attendees: Anna, Bert\nApologies: Carla\nAgenda\n1. Budget of the harbour was discussed at length."],
    ["de", "Anwesend: Anna, Bert\nEntschuldigt: Carla\nTagesordnung\nDer Haushalt des Hafens wurde besprochen."],
    ["fr", "Présents : Anna, Bert\nAbsents : Carla\nOrdre du jour\nLe budget du port a été discuté longuement."],
    ["es", "Asistentes: Ana, Berto\nOrden del día\nSe discutió el presupuesto del puerto.\nAcuerdos"],
    [
      "fr",
      "Date : 3 mai Présent.e.s : Anne, Luc Excusé.es : Zoé\nLa pluie a cessé vers midi et la réunion a commencé.",
    ],
  ])("is minutes where there are attendants and an agenda (%s)", (language, text) => {
    expect(kindOf(text.replaceAll(" :", ":"), { language })).toBe("minutes");
  });

  it.each<[string, string, DocumentKind]>([
    ["en", "Minutes of the board meeting of 3 May", "minutes"],
    ["de", "Sitzungsprotokoll vom 3. Mai", "minutes"],
    ["fr", "Procès-verbal de l’assemblée", "minutes"],
    ["en", "Lease Agreement", "contract"],
    ["en", "Mutual Non-Disclosure Agreement", "contract"],
    ["de", "Mietvertrag über Wohnraum", "contract"],
    ["it", "Contratto di locazione", "contract"],
    ["en", "Annual Report 2024", "report"],
    ["de", "Jahresbericht 2024", "report"],
    ["pt", "Relatório anual de 2024", "report"],
  ])("is what the title says (%s, %s)", (language, title, kind) => {
    expect(kindOf(prose.repeat(10), { title, language })).toBe(kind);
    expect(kindOf(`# ${title}\n${prose.repeat(10)}`, { language })).toBe(kind);
  });

  it("is a contract where the words of contracts stand close together", () => {
    const clause =
      "The Lessee shall pay the rent to the Lessor on the first day of each month. Either party may terminate this agreement; the Lessor shall hereby give notice to the other party.\n";
    expect(kindOf(clause.repeat(5))).toBe("contract");
    expect(kindOf(`${clause}${prose.repeat(60)}`)).toBe("article");
  });

  it("is a paper by its sections, and by its abstract alone", () => {
    const sections = ["Abstract", "1 Introduction", "2 Methods", "3 Results", "4 Conclusion", "References"];
    expect(kindOf(sections.map((heading) => `# ${heading}\n${prose.repeat(8)}`).join("\n"))).toBe("paper");
    expect(
      kindOf("Deep networks are brittle. We propose a new loss. Our experiments show that it is robust to noise."),
    ).toBe("paper");
  });

  it("is an email by the fields at its head", () => {
    expect(kindOf("From: Anna\nTo: Bert\nSubject: The crane\nIt is broken again, and we need another one.")).toBe(
      "email",
    );
    expect(kindOf("Von: Anna\nAn: Bert\nBetreff: Der Kran\nEr ist wieder kaputt.", { language: "de" })).toBe("email");
  });

  it("is a book by its chapters and its length", () => {
    const chapters = Array.from({ length: 8 }, (_, place) => `# Chapter ${String(place + 1)}\n${prose.repeat(160)}`);
    expect(kindOf(chapters.join("\f"))).toBe("book");
  });

  it("is slides where wide pages hold few words", () => {
    const input = textDocument(Array.from({ length: 5 }, (_, place) => `# Slide ${String(place)}\n${prose}`));
    const sized = (width: number, height: number) => input.pages.map((page) => ({ ...page, size: { width, height } }));
    expect(documentKindOf(makeDocumentText({ ...input, pages: sized(960, 540) }))).toBe("slides");
    expect(documentKindOf(makeDocumentText({ ...input, pages: sized(595, 842) }))).toBe("article");
  });
});
