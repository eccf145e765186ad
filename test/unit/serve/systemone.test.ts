import { describe, expect, it } from "vitest";
import { Hono } from "hono";
import { AppError, errorTable, toAppError } from "../../../electron/contract/errors.ts";
import { createFakeModel, type FakeModelOptions } from "../../../electron/core/llm/fake/fakeModel.ts";
import { type OwnDeps, ownRoutes } from "../../../electron/serve/own/ownRoutes.ts";
import { answerOf, decisionOf, type Question } from "../../../electron/serve/own/systemone.ts";
import { createWords } from "../../../electron/words/words.ts";

const questions = {
  team: { type: "choice", instructions: "Which team?", criteria: { billing: "Money", technical: null, sales: "New" } },
  urgency: { type: "score", instructions: "How urgent?", criteria: ["Can wait", "Soon", "Now"] },
  refund: { type: "noul", instructions: { question: "Is a refund asked for?" } },
} satisfies Record<string, Question>;

function serve(decide?: FakeModelOptions["decide"]) {
  const model = createFakeModel({ answer: () => [], ...(decide && { decide }) });
  const routes = new Hono();
  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    return c.json(error.toProblem(), errorTable[error.code].status as 400);
  });
  routes.route(
    "/",
    ownRoutes({
      core: {} as OwnDeps["core"],
      words: createWords(),
      models: {
        resolve: async (_task, name) => {
          if (name === "nobody") throw new AppError("MODEL_NOT_FOUND", { data: { name } });
          return model;
        },
      },
    }),
  );
  const ask = async (body: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await routes.request("/v1/systemone", { method: "POST", body: text });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return { model, ask };
}

describe("questions about a state", () => {
  it("are answered with the probabilities of all that could be said", async () => {
    const asked: string[] = [];
    const { model, ask } = serve((choices, turns) => {
      asked.push(turns.map(({ text }) => text).join("\n"));
      return choices.length === 3 ? [0.1, 0.7, 0.2] : [0.9, 0.1];
    });
    const { status, body } = await ask({ model: "gpt-4o-mini", state: { mail: "Charged twice" }, questions, other: 1 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model: "Fake",
      answers: {
        team: { type: "choice", choice: "technical", probabilities: { billing: 0.1, technical: 0.7, sales: 0.2 } },
        urgency: { type: "score", legend: { "0": "Can wait", "1": "Soon", "2": "Now" } },
        refund: { type: "noul", noul: 0.9 },
      },
      usage: { output_tokens: 0 },
    });
    expect(asked.every((text) => text.startsWith('{\n "mail": "Charged twice"\n}'))).toBe(true);
    expect(asked[0]).toContain("A. Money\nB. technical\nC. New");
    expect(model.opened).toEqual(["program"]);
    expect(model.openSessions).toBe(0);
  });

  it("tell how sure an answer is", () => {
    const even = [1 / 3, 1 / 3, 1 / 3];
    expect(answerOf(questions.team, even)).toMatchObject({ confidence: expect.closeTo(0) as number });
    expect(answerOf(questions.team, [0, 0, 1])).toMatchObject({ choice: "sales", confidence: 1 });
    expect(answerOf(questions.team, [0.88, 0.12, 0])).toMatchObject({ confidence: expect.closeTo(0.82) as number });
    expect(answerOf(questions.urgency, [0, 0.5, 0.5])).toMatchObject({
      score: 1.5,
      confidence: expect.closeTo(0.25) as number,
    });
    expect(answerOf(questions.urgency, [0, 0, 1])).toMatchObject({ score: 2, confidence: 1 });
  });

  it("have a label of their own each, however many choices there are", () => {
    const criteria = Object.fromEntries(Array.from({ length: 256 }, (_, index) => [`choice ${String(index)}`, null]));
    const { choices } = decisionOf("x", { type: "choice", instructions: "Which?", criteria });
    expect(new Set(choices).size).toBe(256);
  });

  it("are refused with the field that is wrong", async () => {
    const { ask } = serve(() => [1, 0]);
    const wrong = async (body: unknown) => (await ask(body)).body;
    expect(await wrong("{")).toMatchObject({ code: "INVALID_INPUT", data: { field: "body" } });
    expect(await wrong({ state: "x" })).toMatchObject({ code: "INVALID_INPUT", data: { field: "questions" } });
    expect(await wrong({ state: "x", questions: {} })).toMatchObject({ data: { field: "questions" } });
    const one = { type: "choice", instructions: "?", criteria: { only: null } };
    expect(await wrong({ state: "x", questions: { one } })).toMatchObject({
      data: { field: "questions.one.criteria" },
    });
    const kind = { type: "rank", instructions: "?" };
    expect(await wrong({ state: "x", questions: { kind } })).toMatchObject({ data: { field: "questions.kind.type" } });
    expect(await ask({ model: "nobody", state: "x", questions })).toMatchObject({ status: 404 });
  });

  it("are refused by a model that tells no probabilities", async () => {
    const { model, ask } = serve();
    expect(await ask({ state: "x", questions })).toMatchObject({ status: 400, body: { code: "MODEL_CANNOT" } });
    expect(model.openSessions).toBe(0);
  });
});
