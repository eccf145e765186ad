import { describe, expect, it } from "vitest";
import { citedAnswer, type CitedPiece, citedPrompt, wholeUntil } from "../../../electron/core/chat/citedAnswer.ts";
import { keepGiven, pageOfText } from "../../../electron/core/chat/givenDocuments.ts";
import { createFakeModel, type FakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { randomNumbers } from "../../helpers/random.ts";

const lease = `# Lease of the mill 🌾

The rent is 1,240 euros a month and is due on the third working day. The deposit is 2,480 euros.

- One cat or one dog may be kept.
- A second animal requires the consent of the Landlord.
`;
const offer = "The rent is 1,310 euros a month. No animals may be kept.";

const given = () =>
  keepGiven(
    [lease, offer].map((text, index) => ({
      title: `Document ${String(index)}`,
      pages: [pageOfText(text, 1)],
      outline: [],
      language: null,
    })),
  );

async function answered(
  pieces: readonly string[],
  { contextTokens = 4096 } = {},
): Promise<{ told: CitedPiece[]; model: FakeModel }> {
  const model = createFakeModel({ answer: () => pieces, contextTokens });
  const { signal } = new AbortController();
  await using session = await model.open("chat", { signal });
  const request = {
    given: await given(),
    turns: [{ role: "user" as const, text: "What are rent and deposit?" }],
    generate: { maxTokens: 200, temperature: 0, seed: 1 },
    signal,
  };
  const told: CitedPiece[] = [];
  const prompt = await citedPrompt(session, request);
  const onPiece = (piece: CitedPiece): void => void told.push(piece);
  await citedAnswer({ textWorker: directTextWorker }, session, request, prompt, { onPiece });
  return { told, model };
}

describe("an answer from documents that came with the question", () => {
  it("is told in pieces, of which those that were verified bear their quotes", async () => {
    const { told } = await answered([
      "The deposit is 2,4",
      "80 euros. The ro",
      "of is red. The rent is 1,240 euros a month.",
    ]);
    expect(told.map(({ text, citations }) => [text, citations.map(({ quote }) => quote)])).toEqual([
      ["The deposit is 2,480 euros.", ["The deposit is 2,480 euros."]],
      [" The roof is red.", []],
      [" The rent is 1,240 euros a month.", ["The rent is 1,240 euros a month and is due on the third working day."]],
    ]);
  });

  it("has a wrong number uncited", async () => {
    const { told } = await answered(["The deposit is 2,840 euros."]);
    expect(told.flatMap(({ citations }) => citations)).toEqual([]);
  });

  it("gives the model the whole text where it fits, and passages where it does not", async () => {
    const whole = await answered(["The deposit is 2,480 euros."]);
    expect(whole.model.asked[0]?.turns.at(-1)?.text).toContain("A second animal requires the consent");
    const cut = await answered(["The deposit is 2,480 euros."], { contextTokens: 230 });
    const asked = cut.model.asked[0]?.turns.at(-1)?.text ?? "";
    expect(asked).toContain("The deposit is 2,480 euros.");
    expect(asked).not.toContain("No animals may be kept.");
  });

  it("loses no character, however it comes", async () => {
    const text =
      "Rent:\n\n- The rent is 1,240 euros a month.\n- One cat may be kept. It is so.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |";
    const random = randomNumbers(7);
    for (let round = 0; round < 20; round += 1) {
      const cuts = Array.from(
        { length: Math.floor(random() * 12) },
        () => 1 + Math.floor(random() * (text.length - 1)),
      );
      const at = [0, ...new Set(cuts.toSorted((a, b) => a - b)), text.length];
      const { told } = await answered(at.slice(1).map((to, index) => text.slice(at[index], to)));
      expect(told.map((piece) => piece.text).join("")).toBe(text);
    }
  });
});

describe("places in a given text", () => {
  it("are those of the text as it was given", async () => {
    const parts = [
      "The rent is 5 euros.",
      "🌾",
      "Zürich pays 7 %.",
      "\n\n",
      "- item",
      "# Head",
      " ",
      "\t",
      "\r\n",
      "| a | b |",
      "𝒳 is old.",
    ];
    const random = randomNumbers(11);
    for (let round = 0; round < 200; round += 1) {
      const count = 1 + Math.floor(random() * 30);
      const chosen = Array.from({ length: count }, () => parts[Math.floor(random() * parts.length)] ?? "");
      const text = `${chosen.join("")}x`;
      const kept = await keepGiven([{ title: "", pages: [pageOfText(text, 1)], outline: [], language: "en" }]);
      const source = kept.texts.of(kept.documents[0]?.id ?? "");
      for (const { start, end, quote } of source.sentences) expect(text.slice(start, end)).toBe(quote);
      const held = source.sentences.map(({ quote }) => quote).join("");
      expect(held.replaceAll(/\s/gu, "")).toBe(text.replaceAll(/\s/gu, ""));
    }
  });
});

describe("what is whole of a text that grows", () => {
  it("ends before the last sentence, and before the mark of its line", () => {
    expect(wholeUntil("The rent is")).toBe(0);
    expect(wholeUntil("It is so. The rent")).toBe(9);
    expect("- One cat.\n- One d".slice(wholeUntil("- One cat.\n- One d"))).toBe("- One d");
  });
});
