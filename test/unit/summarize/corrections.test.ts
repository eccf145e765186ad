import { describe, expect, it } from "vitest";
import type { Point } from "../../../electron/contract/summaries.ts";
import { citationOf } from "../../../electron/core/evidence/citations.ts";
import {
  type Correction,
  rewordingFor,
  sectionsWith,
  withCorrections,
} from "../../../electron/core/summarize/corrections.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

const source = makeDocumentText(
  textDocument([
    "The monthly rent is 1,240 euros. The deposit is 2,480 euros. It is returned within six weeks. Dogs need a permit.",
  ]),
);
const reword = rewordingFor(source, "en");

function aPoint(id: string, text: string, ...sentences: readonly number[]): Point {
  const citations = sentences.flatMap((index) => {
    const sentence = source.sentences[index];
    return sentence ? [citationOf(source, sentence)] : [];
  });
  return { id, role: "point", text, section: null, citations, support: "weak", by: null, findings: [], quoted: false };
}

const rent = aPoint("s.1", "One pays 1,240 euros of rent.", 0);
const deposit = aPoint("s.2", "The deposit of 2,480 euros is returned.", 1, 2);
const dogs = aPoint("s.3", "Dogs are allowed.", 3);

function correction(original: Point, text: string, stays = true): Correction {
  return { original, reworded: reword(text), stays };
}

const ofDogs = correction(dogs, "Dogs need a permit.");

describe("words of the person's own", () => {
  it("are held against the document by code", () => {
    expect(reword("The deposit is 2,480 euros.")).toMatchObject({ support: "verified", by: "code" });
    const wrong = reword("The deposit is 2,500 euros.");
    expect(wrong.support).not.toBe("verified");
    expect(wrong.findings.length).toBeGreaterThan(0);
  });

  it("take the place of the point on the same sentences", () => {
    const anew = [rent, deposit, aPoint("s.9", "The lease allows dogs.", 3)];
    const points = withCorrections(anew, [ofDogs]);
    expect(points.map(({ text }) => text)).toEqual([rent.text, deposit.text, "Dogs need a permit."]);
    expect(points[2]).toMatchObject({ id: "s.9", corrected: true, quoted: false, support: "verified", by: "code" });
    expect(points.slice(0, 2)).toEqual([rent, deposit]);
  });

  it("take the place of the likest of several points on one sentence", () => {
    const both = [aPoint("a", "It is returned within six weeks.", 1, 2), aPoint("b", "The deposit is 2,480 euros.", 1)];
    const corrected = correction(aPoint("x", "The deposit is 2480 euros.", 1), "The deposit is 2,480 euros in all.");
    expect(withCorrections(both, [corrected]).map(({ id, corrected: own = false }) => [id, own])).toEqual([
      ["a", false],
      ["b", true],
    ]);
  });

  it("stay where no point is on their sentences, if they are to, and are added to no section", () => {
    expect(withCorrections([rent], [ofDogs]).map(({ text }) => text)).toEqual([rent.text, "Dogs need a permit."]);
    expect(withCorrections([rent], [{ ...ofDogs, stays: false }])).toEqual([rent]);
    const section = { index: 0, heading: null, firstPage: 1, lastPage: 1, points: [rent] };
    expect(sectionsWith([section], [ofDogs])).toEqual([section]);
    expect(sectionsWith([{ ...section, points: [dogs] }], [ofDogs])[0]?.points[0]?.corrected).toBe(true);
  });
});
