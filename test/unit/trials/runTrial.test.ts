import { describe, expect, it } from "vitest";
import { gradesOf, type Trial, trialSchema } from "../../../electron/contract/trials.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest } from "../../../electron/core/llm/languageModel.ts";
import { says, scoreKeyFacts } from "../../../electron/core/trials/keyFacts.ts";
import { runTrial, trialDocuments } from "../../../electron/core/trials/runTrial.ts";
import { standingClock } from "../store/library.ts";

const calibration = { threshold: 0.7, pairs: 60, told: 0.9, auc: 0.9, trueKept: 0.6, falsePassed: 0 };
const askedOf = ({ turns }: GenerateRequest): string => turns.at(-1)?.text ?? "";
const documentOf = (request: GenerateRequest) => trialDocuments.find(({ title }) => askedOf(request).includes(title));
const isSummary = (request: GenerateRequest): boolean => askedOf(request).includes("bullet points");

async function tried(answer: (request: GenerateRequest) => string): Promise<{ trial: Trial; steps: number[] }> {
  const clock = standingClock();
  const model = createFakeModel({ answer: (request) => [answer(request)] });
  await using session = await model.open("background", { signal: new AbortController().signal });
  const steps: number[] = [];
  const trial = await runTrial({
    session,
    clock,
    calibrate: () => Promise.resolve(calibration),
    onStep: (done) => void steps.push(done),
  });
  return { trial: trialSchema.parse(trial), steps };
}

describe("the documents of a trial", () => {
  it.each(trialDocuments.map((document) => [document.title, document] as const))(
    "%s says what it is asked for",
    (_title, document) => {
      const { missed } = scoreKeyFacts(document.facts, document.lines);
      expect(missed.map(({ fact }) => fact)).toEqual([]);
      for (const { all } of document.questions) {
        expect(document.lines.some((line) => says(all, line))).toBe(true);
      }
    },
  );
});

describe("a trial", () => {
  it("finds good who says what stands there", async () => {
    const { trial, steps } = await tried((request) => {
      const document = documentOf(request);
      if (isSummary(request))
        return (document?.lines ?? [])
          .filter((line) => line.length > 60)
          .map((line) => `- ${line}`)
          .join("\n");
      return (
        document?.lines.find(
          (line) =>
            line.length > 60 &&
            document.questions.some(({ question, all }) => askedOf(request).endsWith(question) && says(all, line)),
        ) ?? ""
      );
    });
    expect(steps).toEqual(Array.from({ length: 13 }, (_, step) => step));
    expect(trial.prompt).toEqual({ answers: 12, ended: 1, inLanguage: 1, clean: 1 });
    expect(trial.questions).toEqual({ asked: 9, right: 9 });
    expect(trial.verified.share).toBeGreaterThan(0.9);
    expect(trial.facts.share).toBeGreaterThan(0.9);
    expect(trial.loops).toBe(0);
    expect(gradesOf(trial)).toEqual({ summaries: "good", answers: "good", checking: "good" });
  });

  it("finds poor who says something else, in another language, between the marks of a template", async () => {
    const { trial } = await tried((request) =>
      isSummary(request)
        ? "<|im_start|>assistant\nThe moon landing of 1969 was watched by many people who were at home with their families and it was a very great event for all of them."
        : "I do not know.",
    );
    expect(trial.prompt.clean).toBeCloseTo(9 / 12);
    expect(trial.prompt.inLanguage).toBeCloseTo(2 / 3);
    expect(trial.questions.right).toBe(0);
    expect(trial.verified.share ?? 0).toBe(0);
    expect(gradesOf(trial)).toMatchObject({ summaries: "poor", answers: "poor" });
  });

  it("tells loops", async () => {
    const { trial } = await tried((request) =>
      isSummary(request) ? "The pump is new and the pump is new. ".repeat(20) : "Yes.",
    );
    expect(trial.loops).toBeCloseTo(3 / 12);
  });
});
