import { randomInt } from "node:crypto";
import { AppError } from "../../contract/errors.ts";
import type { GenerateRequest, LanguageModel, ModelSession } from "../../core/llm/languageModel.ts";
import type { Clock, IdSource } from "../../core/ports.ts";
import { openServed, type ServedModels } from "../servedModels.ts";
import type { Usual } from "./chatRequest.ts";

export interface ChatDeps {
  readonly models: Pick<ServedModels, "resolve">;
  /** where a request names none */
  readonly temperature: () => number;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface OpenedGenerate extends AsyncDisposable {
  readonly model: LanguageModel;
  readonly session: ModelSession;
  readonly generate: GenerateRequest;
}

/**
 * Opens the model of this name with what a request asks of it.
 * @param toRequest the request, by what stands where it names nothing
 * @throws MODEL_NOT_FOUND, NO_MODEL; MODEL_CANNOT where tools are offered to a model that calls none; what opening throws
 */
export async function openGenerate(
  { models, temperature }: Pick<ChatDeps, "models" | "temperature">,
  name: string | undefined,
  signal: AbortSignal,
  toRequest: (usual: Usual) => GenerateRequest,
): Promise<OpenedGenerate> {
  const model = await models.resolve("chat", name);
  const session = await openServed(model, signal);
  try {
    const usual = { temperature: temperature(), seed: randomInt(2 ** 31), maxTokens: session.contextTokens };
    const generate = toRequest(usual);
    if (generate.tools && !model.capabilities.tools) {
      throw new AppError("MODEL_CANNOT", { data: { name: model.name, what: "tools" } });
    }
    return { model, session, generate, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
  } catch (thrown) {
    await session[Symbol.asyncDispose]();
    throw thrown;
  }
}
