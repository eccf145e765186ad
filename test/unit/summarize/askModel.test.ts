import { describe, expect, it } from "vitest";
import type { GenerateRequest, ModelSession } from "../../../electron/core/llm/languageModel.ts";
import { askModel } from "../../../electron/core/summarize/askModel.ts";

const turns = [{ role: "user", text: "Say something of use." }] as const;
const again = [{ role: "user", text: "Say it otherwise." }] as const;

async function asked(temperature: number, other?: typeof again): Promise<string[]> {
  const requests: GenerateRequest[] = [];
  const session: Pick<ModelSession, "generate"> = {
    generate(request) {
      requests.push(request);
      return Promise.resolve({
        text: "I cannot.",
        thought: null,
        promptTokens: 1,
        evaluatedPromptTokens: 1,
        completionTokens: 1,
        stop: "end",
        prefillMs: 0,
        decodeMs: 0,
      });
    },
  };
  const deps = {
    session,
    logger: { info() {}, warn() {}, error() {} },
    temperature,
    signal: new AbortController().signal,
  };
  const question = { key: "map:0", turns, ...(other && { again: other }), maxTokens: 10, seed: 1 };
  await expect(askModel(deps, question, () => null)).rejects.toMatchObject({ code: "GENERATION_FAILED" });
  return requests.map((request) => request.turns.map(({ text }) => text).join());
}

describe("a question whose answers say nothing", () => {
  it("is asked once more in other words", async () => {
    expect(await asked(0, again)).toEqual([turns[0].text, again[0].text]);
    expect(await asked(0.7, again)).toEqual([turns[0].text, again[0].text]);
  });

  it("is asked again in the same words only where chance may answer otherwise", async () => {
    expect(await asked(0)).toHaveLength(1);
    expect(await asked(0.7)).toHaveLength(3);
  });
});
