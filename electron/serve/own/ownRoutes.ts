import { Hono } from "hono";
import type * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import type { LanguageModel } from "../../core/llm/languageModel.ts";
import type { Words } from "../../words/words.ts";
import { parsed } from "../parsed.ts";
import { openServed } from "../servedModels.ts";
import {
  answerOf,
  decisionOf,
  type SystemoneAnswer,
  type systemoneAnswerSchema,
  systemoneSchema,
} from "./systemone.ts";
import { type DocumentDeps, documentRoutes } from "./documentRoutes.ts";
import { type SummaryDeps, summaryRoutes } from "./summaryRoutes.ts";
import { type TableDeps, tableRoutes } from "./tableRoutes.ts";
import { type VerifyDeps, verifyRoutes } from "./verifyRoutes.ts";

export interface OwnDeps {
  readonly core: VerifyDeps & DocumentDeps & SummaryDeps["core"] & TableDeps["core"];
  readonly words: Words;
  readonly models: {
    /** The model of this name for chats, or the usual one. @throws MODEL_NOT_FOUND, NO_MODEL */
    resolve(task: "chat", name: string | undefined): Promise<LanguageModel>;
  };
}

/** What no other server has a form for, or few have. Errors are thrown: whoever mounts it gives them their form. */
export function ownRoutes({ core, models, words }: OwnDeps): Hono {
  const routes = new Hono();

  routes.post("/v1/systemone", async (c) => {
    const { model: name, state, questions } = await parsed(c.req.raw, systemoneSchema);
    const model = await models.resolve("chat", name);
    const { signal } = c.req.raw;
    await using session = await openServed(model, signal);
    const { decide } = session;
    if (!decide) throw new AppError("MODEL_CANNOT", { data: { name: model.name, what: "questions" } });
    const answers: Record<string, SystemoneAnswer> = {};
    let inputTokens = 0;
    for (const [id, question] of Object.entries(questions)) {
      const decision = decisionOf(state, question);
      inputTokens += await session.countTurns(decision.turns);
      answers[id] = answerOf(question, await decide(decision));
    }
    const usage = { input_tokens: inputTokens, output_tokens: 0 };
    return c.json({ model: model.name, answers, usage } satisfies z.input<typeof systemoneAnswerSchema>);
  });

  routes.route("/", documentRoutes(core));
  routes.route("/", verifyRoutes(core));
  routes.route("/", summaryRoutes({ core, models, words }));
  routes.route("/", tableRoutes({ core, models, words }));
  return routes;
}
