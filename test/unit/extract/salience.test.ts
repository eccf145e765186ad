import { describe, expect, it } from "vitest";
import { candidatesOf } from "../../../electron/core/extract/candidates.ts";
import { featureNames, featuresOf } from "../../../electron/core/extract/features.ts";
import { tfIdf } from "../../../electron/core/extract/lexrank.ts";
import { makeDocumentText, type DocumentTextInput } from "../../../electron/core/text/documentText.ts";
import { registers, registerTraits, registerWeights } from "../../../electron/core/extract/weights.ts";
import { isTalk, registerShares, traitFeatures, salienceOf } from "../../../electron/core/extract/salience.ts";
import { textDocument } from "../summarize/textDocument.ts";

function judge(input: DocumentTextInput) {
  const source = makeDocumentText(input);
  const candidates = candidatesOf(source);
  const vectors = tfIdf(candidates.map(({ stems }) => stems));
  const salience = salienceOf(source, candidates, vectors);
  const rows = featuresOf(source, candidates, vectors);
  const salienceAt = (text: string): number =>
    salience[candidates.findIndex(({ sentence }) => sentence.text.includes(text))] ?? NaN;
  return { candidates, rows, salience, salienceAt };
}

/** Lines of "Name: what was said" as the reader hands a transcript over. */
function talk(lines: readonly string[]): DocumentTextInput {
  const input = textDocument([lines.join("\n")]);
  const pages = input.pages.map((page) => ({
    ...page,
    blocks: page.blocks.map((block) => ({ ...block, kind: "turn" as const })),
  }));
  return { ...input, pages };
}

const prose = [
  "The port of Lund handles grain and timber for the whole of the northern coast.",
  "Its oldest crane was built more than ninety years ago.",
  "The port of Lund will replace the crane and deepen the basin for grain ships.",
  "Workers have lunch in a low building beside the gate.",
  "Grain ships wait outside the port whenever the basin is full.",
  "Some of the timber goes on by train.",
];

describe("the weights", () => {
  it("have a column for each feature and each trait", () => {
    for (const register of registers) {
      const weights = registerWeights[register];
      expect(weights).toHaveLength(featureNames.length);
      expect(weights.every(Number.isFinite)).toBe(true);
      expect(weights.some((weight) => weight !== 0)).toBe(true);
    }
    expect(registerTraits.map(({ register }) => register)).toEqual(["abstract", "exposition", "practice"]);
    for (const { weights } of registerTraits) expect(weights).toHaveLength(traitFeatures.length + 2);
  });
});

describe("the features of a sentence", () => {
  it("are numbers in every language and script, also of a document of one sentence", () => {
    const texts = [
      prose.join(" "),
      "港の予算について市議会が火曜日に話し合った。予算は前年より増えた。クレーンの修理に港の予算の多くが使われる。",
      "اجتمع المجلس يوم الثلاثاء لمناقشة ميزانية الميناء الجديد.",
      "Der Hafen der Stadt wurde im Frühling vertieft.",
    ];
    for (const text of texts) {
      const { rows, salience } = judge(textDocument([text]));
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row).toHaveLength(featureNames.length);
        expect(row.every((value) => Number.isFinite(value) && value >= 0 && value < 4)).toBe(true);
      }
      expect(salience.every(Number.isFinite)).toBe(true);
    }
  });
});

describe("the salience of a sentence", () => {
  it("is higher where it speaks of what the title names", () => {
    const { salienceAt } = judge(textDocument([prose.join(" ")], { title: "The port of Lund" }));
    expect(salienceAt("deepen the basin")).toBeGreaterThan(salienceAt("have lunch"));
    expect(salienceAt("handles grain and timber")).toBeGreaterThan(salienceAt("Some of the timber"));
  });

  it("is higher in an abstract than of the same place elsewhere", () => {
    const { salienceAt } = judge(
      textDocument([
        `# Background\n${prose.slice(0, 3).join(" ")}\n# Abstract\nThe basin was measured in winter and found too shallow.\n# Methods\nThe basin was measured in summer and found too shallow again.\n${prose.slice(3).join(" ")}`,
      ]),
    );
    expect(salienceAt("measured in winter")).toBeGreaterThan(salienceAt("measured in summer"));
  });

  it("is lower where the sentence cannot stand alone", () => {
    const { salienceAt } = judge(
      textDocument([[...prose, "The port of Lund handles the following goods on the coast:"].join(" ")]),
    );
    expect(salienceAt("following goods")).toBeLessThan(salienceAt("handles grain and timber"));
  });

  it("is higher for what was decided than for fillers, where people talk", () => {
    const input = talk([
      "Anna: Um, yeah, okay, you know, I mean, like, whatever you want.",
      "Bert: The committee decided to replace the remote control with a kinetic battery design.",
      "Anna: Yeah, uh, I guess, sort of, you know, okay then.",
      "Carla: The project team agreed that the remote control needs a rubber case for the market.",
      "Bert: Oh, hmm, well, I just really kind of like it, you know.",
    ]);
    const { salienceAt, candidates, rows } = judge(input);
    expect(isTalk(candidates)).toBe(true);
    expect(registerShares(candidates, rows)).toMatchObject({ talk: 1 });
    expect(salienceAt("committee decided")).toBeGreaterThan(salienceAt("whatever you want"));
    expect(salienceAt("team agreed")).toBeGreaterThan(salienceAt("kind of like it"));
  });
});

describe("the register of a document", () => {
  it("is told from its wording, in shares that sum to one", () => {
    const shares = (text: string) => {
      const { candidates, rows } = judge(textDocument([text]));
      return registerShares(candidates, rows);
    };
    const abstract = shares(
      "Deep networks are brittle under noise. We propose a new loss for robust training. Our experiments on three benchmarks show that it outperforms existing methods. We also provide an analysis of the results.",
    );
    const manual = shares(
      Array.from(
        { length: 20 },
        (_, place) =>
          `- Select option ${String(place)} in the menu, and click Save to keep your changes.\nYou can open the settings of your account with the button below.`,
      ).join("\n"),
    );
    for (const each of [abstract, manual]) {
      expect(Object.values(each).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
      expect(each.talk).toBe(0);
    }
    expect(abstract.abstract).toBeGreaterThan(0.5);
    expect(manual.practice).toBeGreaterThan(0.5);
  });
});
