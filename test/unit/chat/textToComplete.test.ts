import { describe, expect, it } from "vitest";
import { mostCompletionTokens, textToComplete } from "../../../electron/core/chat/textToComplete.ts";

const words = (contextSize: number) => ({
  contextSize,
  countTexts: (texts: readonly string[]) => Promise.resolve(texts.map((text) => text.split(/\s+/u).length)),
});
const turn = (role: "user" | "assistant", text: string) => ({ role, text, citations: [] });
const turns = [turn("user", "An earlier text"), turn("assistant", "that went on."), turn("user", "The boat")];

describe("a text that a model is to go on with", () => {
  it("is the newest alone, as it stands, with what was written of it", async () => {
    expect(await textToComplete(words(2048), turns, null)).toEqual({
      turns: [{ role: "user", text: "The boat" }],
      answerBudget: mostCompletionTokens,
      receipt: {
        droppedTurns: 0,
        documents: "none",
        passages: 0,
        promptTokens: 3,
        contextSize: 2048,
        question: null,
        lookedFor: [],
      },
    });
    const started = { text: "sails", citations: [] };
    expect((await textToComplete(words(2048), turns, started)).turns).toEqual([
      { role: "user", text: "The boat" },
      { role: "assistant", text: " sails" },
    ]);
  });

  it("must leave room for what is to come", async () => {
    const long = [turn("user", "word ".repeat(70).trim())];
    expect((await textToComplete(words(100), long, null)).answerBudget).toBe(29);
    await expect(textToComplete(words(90), long, null)).rejects.toMatchObject({
      code: "CONTEXT_TOO_SMALL",
      data: { promptTokens: 71, room: 68, missing: 3 },
    });
  });
});
