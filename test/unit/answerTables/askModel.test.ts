import { describe, expect, it } from "vitest";
import type { GenerateRequest, GenerateResult } from "../../../electron/core/llm/languageModel.ts";
import { questionByModel } from "../../../electron/core/answerTables/question/askModel.ts";
import type { AskedTable } from "../../../electron/core/answerTables/question/readQuestion.ts";
import { columnOf } from "../export/answerTableMaterial.ts";

const table: AskedTable = {
  columns: [
    columnOf("Handover", "date"),
    columnOf("Fee", "money"),
    columnOf("Pets", "boolean"),
    columnOf("Owner", "party"),
  ],
  labels: new Map(),
  isDocument: () => false,
  today: "2026-05-03",
};

function saying(text: string) {
  const asked: GenerateRequest[] = [];
  const generate = (request: GenerateRequest): Promise<GenerateResult> => {
    asked.push(request);
    return Promise.resolve({
      text,
      thought: null,
      promptTokens: 1,
      evaluatedPromptTokens: 1,
      completionTokens: 1,
      stop: "end",
      prefillMs: 1,
      decodeMs: 1,
    });
  };
  return { session: { generate }, asked };
}

describe("a question that a model understood", () => {
  it.each([
    ["Handover | before March 2027", "Who gets the keys before March 2027?", [{ columnId: "handover", op: "between" }]],
    ["- **Fee** | over 500 euros", "Where do we earn more than 500 euros?", [{ columnId: "fee", op: "between" }]],
    ["Sure!\nPets | no", "Where are dogs unwelcome?", [{ columnId: "pets", op: "no" }]],
    ["Pets | yes", "Where may a dog live?", [{ columnId: "pets", op: "yes" }]],
    ["Handover | not stated", "Where do we not know when it changes hands?", [{ columnId: "handover", op: "is" }]],
    ["Owner | contains Miller", "What belongs to Miller?", [{ columnId: "owner", op: "contains" }]],
  ])("is the filter that its line means: %s", async (answer, question, filters) => {
    const { session, asked } = saying(answer);
    const understood = await questionByModel(session, question, table);
    expect(understood?.by).toBe("model");
    expect(understood?.view.filters.map(({ columnId, test: { op } }) => ({ columnId, op }))).toEqual(filters);
    expect(asked[0]?.turns[0]?.text).toContain("- Handover");
    expect(asked[0]?.turns[0]?.text).toContain(question);
  });

  it.each([
    ["Price | over 500 euros", "no such column"],
    ["Fee | over 900 euros", "a figure that is not in the question"],
    ["Owner | contains Smith", "a name that is not in the question"],
    ["I cannot say.", "no line of the form"],
  ])("is nothing where the line names what is not asked: %s (%s)", async (answer) => {
    const { session } = saying(answer);
    expect(await questionByModel(session, "Where do we earn more than 500 euros from Miller?", table)).toBeNull();
  });
});
