import { describe, expect, it } from "vitest";
import { formOf } from "../../../electron/core/extract/candidates.ts";
import { isApparatus, roleOf } from "../../../electron/core/extract/roles.ts";

const roleIn = (text: string, kind: "paragraph" | "turn" | "caption" = "paragraph") => roleOf({ text, kind });

describe("what a sentence is", () => {
  it.each([
    ["acknowledgement", "Special thanks to Ingrid Solberg and the staff of the harbour for their help with the boats."],
    ["acknowledgement", "We would like to thank three reviewers, whose remarks made this paper better."],
    ["acknowledgement", "This work was partially supported by a grant of the harbour fund."],
    ["acknowledgement", "Wir danken allen Beteiligten für ihre Hilfe bei der Erhebung der Daten."],
    ["acknowledgement", "Les auteurs remercient les relecteurs de leurs remarques sur le texte."],
    ["acknowledgement", "Agradecemos a todos los participantes su tiempo y sus respuestas."],
    ["boilerplate", "© 2021 The Authors, published by the Harbour Press in Skarholm."],
    ["boilerplate", "This is an open access article under the terms of the licence named below."],
    ["boilerplate", "The text is licensed under a Creative Commons Attribution 4.0 International License."],
    ["boilerplate", "Alle Rechte vorbehalten, auch die des Nachdrucks von Auszügen."],
    ["boilerplate", "Received 5 May 2020; accepted 7 June 2020; published online 9 June 2020."],
    ["boilerplate", "Keywords: harbour, boats, tides, ropes and anchors."],
    ["boilerplate", "Please note that this webinar is being recorded for those who could not come."],
    ["caption", "Figure 3: The number of boats in the harbour by year."],
    ["caption", "Abb. 2 – Zahl der Boote im Hafen nach Jahren."],
    ["contact", "For more information please write to the office at harbour@example.com."],
    ["contact", "Ansprechpartner ist das Büro, Tel. (0431) 12345, täglich bis Mittag."],
    ["reference", "[12] A. Berg, B. Holm, and C. Lund. Tides of the northern harbours. Journal of Tides, 2019."],
    ["reference", "Berg, A. B. (2019). Tides of the northern harbours. Journal of Tides, 12, 3–9."],
    ["authors", "Anna Berg¹, Bo Holm², Carl Lund¹ and Dora Moe² University of Skarholm"],
    ["authors", "Department of Tides, University of Skarholm, Skarholm, Norway"],
  ])("%s: %s", (role, text) => {
    expect(roleIn(text)).toBe(role);
    expect(formOf({ text, kind: "paragraph" })).toBe(0);
  });

  it.each([
    "The tenant thanks the landlord in writing before the first day of May.",
    "The Software is licensed under this Agreement and is not sold.",
    "Figure 3 shows that the number of boats has doubled since 2010.",
    "The tenant may contact the landlord at any time about repairs.",
    "The University of Skarholm and the Institute of Tides signed the contract in May.",
    "Anna Berg, Bo Holm and Carl Lund were elected to the board of the harbour.",
    "The council received 12 June bids and accepted the lowest one.",
    "The meeting recorded a loss of three votes.",
  ])("may be its matter: %s", (text) => {
    expect(roleIn(text)).toBeNull();
    expect(formOf({ text, kind: "paragraph" })).toBeGreaterThan(0.4);
  });

  it("is not told of talk by thanks, but by notices", () => {
    expect(roleIn("Thanks to Bo we have the figures for May.", "turn")).toBeNull();
    expect(roleIn("Just so you know, this call is being recorded.", "turn")).toBe("boilerplate");
  });

  it("is no half of one", () => {
    expect(formOf({ text: "negative passages for each question of the set are drawn.", kind: "paragraph" })).toBe(0);
    expect(formOf({ text: "von Berg signed the lease of the old mill in May.", kind: "paragraph" })).toBeGreaterThan(0);
    expect(
      formOf({ text: "draws of negative passages for each question of the set.", kind: "listItem" }),
    ).toBeGreaterThan(0);
  });
});

describe("a section", () => {
  it.each([
    "References",
    "5. Acknowledgments",
    "About the Authors",
    "Conflict of Interest",
    "Danksagung",
    "Impressum",
    "Über die Autoren",
    "À propos de l'auteur",
    "Sobre los autores",
    "Literatuurlijst",
    "謝辞",
  ])("says nothing of the matter: %s", (heading) => {
    expect(isApparatus({ index: 0, heading, from: 0, to: 1 } as Parameters<typeof isApparatus>[0])).toBe(true);
  });

  it.each(["Results", "Authority of the council", "Funding", "Contents of the box"])(
    "may say something: %s",
    (heading) => {
      expect(isApparatus({ index: 0, heading, from: 0, to: 1 } as Parameters<typeof isApparatus>[0])).toBe(false);
    },
  );
});
