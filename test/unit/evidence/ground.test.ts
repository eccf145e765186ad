import { expect, it } from "vitest";
import { grounderFor } from "../../../electron/core/evidence/ground.ts";

const sentences = [
  "The tenant keeps the cellar dry.",
  "The deposit is 2,480 euros.",
  "Small animals in cages are permitted.",
].map((text, index) => ({ text, index }));

it("finds the sentence that carries a claim anywhere in the document", () => {
  const { cites, verdict } = grounderFor(sentences, "en")("A deposit of 2,480 euros is due.", {
    pointed: sentences.slice(0, 1),
  });
  expect(cites).toEqual([sentences[1]]);
  expect(verdict.support).not.toBe("unsupported");
});

it("cites nothing for a claim that shares nothing with the document", () => {
  const { cites, verdict } = grounderFor(sentences, "en")("Volcanoes erupted.");
  expect(cites).toEqual([]);
  expect(verdict).toMatchObject({ support: "unsupported", findings: [{ code: "NO_CITATION" }] });
});

it("cites the fewest sentences that carry a claim", () => {
  const texts = [
    "The old mill stands by the river.",
    "In May the council sold the old mill to a baker.",
    "The baker lives by the river.",
  ];
  const ground = grounderFor(
    texts.map((text, index) => ({ text, index })),
    "en",
  );
  const { cites, verdict } = ground("The council sold the old mill to a baker in May.");
  expect(verdict.support).toBe("verified");
  expect(cites.map(({ index }) => index)).toEqual([1]);
});

it("cites the sentence that has the number of a claim in other words, and does not say that it stands nowhere", () => {
  const texts = [
    "Die Abnahme der Anlage erfolgt nach 72 Stunden.",
    "Die Vergütung beträgt 86.500 Euro zuzüglich der Umsatzsteuer.",
    "Änderungen bedürfen der Schriftform.",
  ];
  const ground = grounderFor(
    texts.map((text, index) => ({ text, index })),
    "de",
  );
  const { cites, verdict } = ground("Die Anlage kostet 86.500 Euro.");
  expect(cites.map(({ index }) => index)).toEqual([1]);
  expect(verdict.support).toBe("weak");
  expect(ground("Die Anlage kostet 99.500 Euro.").verdict.support).toBe("unsupported");
});
